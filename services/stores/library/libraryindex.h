// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What index.json of a Library says: which images there are and what they are called. A value with the changes that can
// be made to it; no I/O, no locks, one thread.
//
// An image has one descriptor for each of its names, with the whole name as org.opencontainers.image.ref.name, so that
// `skopeo inspect oci:DIR:NAME` finds it; one without a name has one descriptor without that annotation. Members and
// annotations that others wrote stay as they are. Errors: Corrupt, LimitExceeded. Cost: O(entries) per call.
// Source: OCI image-spec 1.1, image-index.md and annotations.md.
#pragma once

#include "services/oci/documents.h"

#include <QtCore/QSet>

#include <memory>
#include <optional>

namespace varve {

struct LibraryEntry {
    Descriptor descriptor; // annotations as in the index, names among them
    QString name; // "docker.io/library/debian:12"; empty: none
    QString source; // "docker.io/library/debian@sha256:...": what the name stood for when it was pulled; may be empty
    QDateTime added; // may be invalid

    bool operator==(const LibraryEntry &other) const;
};

class LibraryIndex {
public:
    LibraryIndex(); // without images
    LibraryIndex(LibraryIndex &&) noexcept;
    LibraryIndex &operator=(LibraryIndex &&) noexcept;
    ~LibraryIndex();

    static Result<LibraryIndex> parse(QByteArrayView text, const QString &subject);
    // LimitExceeded: more than a reader would take (limits::kManifestBytes).
    Result<QByteArray> text() const;

    // The same with every name as containerd's annotation as well.
    Result<QByteArray> textForContainerd() const;

    QList<LibraryEntry> entries() const; // without what cannot be understood; that stays where it is
    bool has(const Digest &digest) const;
    QStringList names(const Digest &digest) const;
    QList<Digest> imagesNamed(const QString &name) const; // several only where another tool wrote so

    // Adds the image under this name, which it takes from any other: that one stays, without a name if it was the last.
    // The same image and name again renews source and time. Without a name: adds it unless it is here.
    void put(const LibraryEntry &entry);
    // Takes this name from this image; the last name leaves it without one. False: it does not have the name.
    bool untag(const Digest &digest, const QString &name);
    int remove(const Digest &digest); // all its descriptors; how many there were
    void remove(const QSet<Digest> &digests); // of all of them, in one pass

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// An index of these images alone, for an archive: names are written for all who read them (containerd looks elsewhere),
// what only the Library knows is left out, and the same images give the same text. LimitExceeded.
Result<QByteArray> indexForArchive(const QList<LibraryEntry> &entries);

// A name as the Library keeps it: whole, with a tag. `home` is where a bare tag belongs that comes without its
// repository ("1.0" in an OCI archive): "localhost/app". Text that is no reference stays as it is. A pure function.
QString libraryName(const QString &storedName, const QString &home);

} // namespace varve
