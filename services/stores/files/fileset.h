// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The named files of an archive or of a folder, whatever keeps them. Image formats are read through this, so that one
// reader serves a folder, a tar and a compressed tar.
//
// Immutable once opened; any thread. Names are relative, with '/' between the parts and no "." or ".." in them.
// Errors: NotFound (no such file), Corrupt (cut off, a link to nowhere), Conflict (changed since its trees were read),
// LimitExceeded, AccessDenied, Unsupported.
#pragma once

#include "services/stores/imagestore.h"

#include <QtCore/QByteArray>
#include <QtCore/QSet>
#include <QtCore/QStringList>

namespace varve {

class FileSet {
public:
    virtual ~FileSet() = default;

    // -1: not there. O(1), no content is read.
    virtual std::int64_t sizeBytes(const QString &name) const = 0;
    bool contains(const QString &name) const { return sizeBytes(name) >= 0; }
    // A small document, whole.
    virtual Result<QByteArray> document(const QString &name, std::size_t maxBytes) const = 0;
    virtual Result<LayerContent> content(const QString &name) const = 0;
    // Digests of files that content() gives as trees; one pass for all. Adds streamBytes() to the job's progress.
    virtual Result<QList<LayerDigests>> digests(const QStringList &names, Job &job) const;

    // All names, sorted, links included; empty for folders, which are only asked for names that a document gave.
    virtual QStringList names() const { return {}; }
    virtual bool isFolder() const { return false; }
    // What was found to be wrong with the whole; the files before that point are there.
    virtual std::optional<Error> damage() const { return std::nullopt; }
    virtual Warnings warnings() const { return {}; }
    // A sentence on what else this is when it holds no image; empty: nothing to say.
    virtual QString contentHint() const { return {}; }
    virtual std::int64_t sizeOnDiskBytes() const = 0;
    // The table of contents is known: nobody will ask for other layers than these. Call it before others share the set.
    virtual void keepOnly(const QSet<QString> & /*names*/) { }
};

using FileSetPtr = std::shared_ptr<FileSet>;

} // namespace varve
