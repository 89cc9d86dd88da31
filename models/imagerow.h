// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the images table is made of: the images of each source going in, the rows coming out. Values; any thread.
//
// makeImageRows(): one row per name of an image (as `docker images` prints them), one for an image without a name. The same
// digest with the same name in several sources is one row that lists them all; Podman's "localhost/" in front of what was
// built here makes no other name. Unique and shared bytes are the parts of the
// row's size in layers that no other image of the source has, and that some other has: layers are told apart by DiffID (else
// blob), and nothing is said unless the layers of all images are known, and the sizes of those of the image. A layer that stands in an image twice counts twice, as it
// does in the size. All three are unpacked once the layers of the image were read, and as stored before. Cost O(names + layers), and the
// text to search in is prepared here, so that a keystroke only compares.
#pragma once

#include "models/sourcesmodel.h"
#include "services/types/imagesummary.h"
#include "services/types/layerinfo.h"

#include <QtCore/QList>
#include <QtCore/QPair>

namespace varve {

struct SourceImage {
    ImageSummary summary;
    QList<QPair<QString, QString>> labels; // empty until inspected
    QList<LayerInfo> layers; // bottom first; empty until inspected
    QList<std::int64_t> unpackedLayerBytes; // of the same layers; empty until they were read
    int containers = -1; // that use the image; -1: this source knows none
    int runningContainers = 0;
};

struct SourceImages {
    SourceId source {};
    QString title;
    QList<SourceImage> images;
    bool isStale = false; // of before the source went away
    bool isRemote = false; // a registry: its images are not here, and stand for themselves
};

struct ImageOrigin {
    SourceId source {};
    ImageId id;
    bool operator==(const ImageOrigin &) const = default;
};

struct ImageRow {
    QString key; // image and name: what makes a row the same row after an update
    QString imageKey; // image alone; equal for the names of one image
    QString name; // as stored; empty: no name
    QString repository; // familiar form; empty: no name, or a tag alone
    QString tag;
    SourceImage image; // as the first source has it; repoDigests are those of all
    QList<ImageOrigin> origins; // in the order of the sources, at least one
    QString sourceTitles; // joined
    bool isStale = false; // no source that has it is there now
    bool isRemote = false; // it is in a registry, and shown only with that
    std::int64_t sizeBytes = -1; // unpacked when known, else as stored
    bool isUnpackedSize = false;
    bool isListedSize = false; // the figure of the source itself, which nobody else has checked
    std::int64_t uniqueBytes =
        -1; // of the same kind as sizeBytes, and together with sharedBytes as much; -1: not known
    std::int64_t sharedBytes = -1;
    QString searchText; // lower case: names, id, sources
    QString repositoryKey; // lower case, for sorting
    std::int64_t createdMs = 0; // since the epoch; INT64_MIN when not known

    bool isDangling() const { return name.isEmpty() && image.summary.kind == ImageKind::Image; }
    bool hasSource(SourceId source) const;
    bool sameContent(const ImageRow &other) const; // nothing that is shown differs
};

// One name for what Docker and Podman call the same image: "app:1", "docker.io/library/app:1", "localhost/app:1".
QString mergedImageName(const QString &name);

QList<ImageRow> makeImageRows(const QList<SourceImages> &sources);

} // namespace varve
