// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The images that tests/integration/make-images.sh builds with real tools: what there is, and reading one with Varve.
// One thread. Reading blocks; it keeps nothing but what it returns.
#pragma once

#include "services/stores/imagereader.h"
#include "services/tree/imagetree.h"

#include <QtCore/QByteArray>
#include <QtCore/QMap>

namespace varve::test {

// One line of images.tsv; paths are absolute, empty where there is none.
struct RealImage {
    QString producer; // docker20, docker26, docker26-containerd, podman, buildah, skopeo
    QString kind; // docker-archive, oci-archive, oci-layout
    QString path;
    QString name; // empty: an image without a name
    QString listing;
    QString history;
    QString inspect;
};

struct RealImages {
    QList<RealImage> images;
    QString skipReason; // not empty: they cannot be made here
    QString failure; // not empty: making them went wrong
};

// Runs make-images.sh, which does nothing where its folder is up to date.
RealImages makeRealImages();

struct ReadImage {
    ImageStorePtr store;
    ImageDetails details;
    std::vector<LayerTreePtr> layers;
    std::vector<LayerProof> proofs;
    ImageTreePtr tree;
};
using ReadImagePtr = std::shared_ptr<const ReadImage>;

// What a user sees who opens that file and selects that image. The Error's subject says what went wrong where.
Result<ReadImagePtr> readRealImage(const RealImage &image, WorkPool &pool);

Result<ReadImagePtr> readStoredImage(const ImageStorePtr &store, const ImageId &id, WorkPool &pool);

// One entry of a file system, as listing.py writes it: columns by path.
struct ListedEntry {
    QByteArray type {};
    QByteArray mode {};
    QByteArray owner {}; // "uid:gid"
    QByteArray sizeBytes {};
    QByteArray mtime {}; // whole seconds
    QByteArray device {}; // "major:minor"
    QByteArray target {};
    QByteArray content {}; // XXH3-128
    QByteArray xattrs {};
    QByteArray file {}; // names of one file share it; empty for a file with one name
};
using FileListing = QMap<QByteArray, ListedEntry>; // by path, bytes outside plain ASCII as %XX; the root is "."

FileListing readListing(const QString &path);
// The finished image. Folders that no layer has an entry of have a type only.
FileListing listTree(const ImageTree &tree);
// What differs, one line each, at most `limit` of them; a column that the tree does not know is not compared.
QStringList differences(const FileListing &expected, const FileListing &actual, int limit = 30);

} // namespace varve::test
