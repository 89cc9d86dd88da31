// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The name of an image in a registry, in full: registry, repository, tag, digest. A value that cannot hold anything else;
// any thread. What stores say is an ImageReference instead, which takes every text.
//
// The grammar is that of the distribution project's reference package: `ubuntu` is docker.io/library/ubuntu, a first part
// with a dot or a colon in it, or `localhost`, is a registry. Stricter than that where a slip is likelier: a digest is one that Varve
// can compute, a port is one that exists, and an upper case letter alone makes no registry. Hosts are lower case here, as they
// name the same in any case.
// Errors: Corrupt (referenceproblem.h says what is wrong and where). Cost: O(length).
#pragma once

#include "services/types/digest.h"

#include <QtCore/QString>

namespace varve {

class Reference {
public:
    static constexpr const char *kDockerHub = "docker.io";
    static constexpr qsizetype kTagLength = 128;

    // Nothing is added to what the text says but Docker Hub's own defaults: a reference without tag stays one.
    static Result<Reference> parse(const QString &text);

    const QString &registry() const { return m_registry; } // host[:port]; "docker.io" for Docker Hub
    const QString &repository() const { return m_repository; } // "library/ubuntu"
    const QString &tag() const { return m_tag; } // empty: none
    const Digest &digest() const { return m_digest; } // null: none
    bool isOnDockerHub() const { return m_registry == QLatin1String(kDockerHub); }

    // :latest, where neither a tag nor a digest says which one.
    Reference withDefaultTag() const;
    // Another one of the same repository. `tag` is one by the grammar (see isReferenceTag()).
    Reference withTag(const QString &tag) const;
    Reference withDigest(const Digest &digest) const; // the tag stays

    QString name() const; // "docker.io/library/ubuntu"
    QString familiarName() const; // "ubuntu"
    QString toString() const; // "docker.io/library/ubuntu:22.04@sha256:..."
    QString familiar() const; // "ubuntu:22.04@sha256:..."

    bool operator==(const Reference &) const = default;

private:
    QString withIdentity(QString name) const;

    QString m_registry;
    QString m_repository;
    QString m_tag;
    Digest m_digest;
};

// A word, dots and dashes, at most kTagLength of them.
bool isReferenceTag(QStringView text);

} // namespace varve
