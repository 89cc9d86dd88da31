// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// All that `varve analyze` says of one image, gathered: a value, and its JSON form (docs/analyze.schema.json, version 1).
#pragma once

#include "services/report/rules.h"
#include "services/stores/imagereader.h"
#include "services/tree/analysis.h"

#include <QtCore/QByteArray>

namespace varve {

struct LayerReport {
    LayerTreePtr tree; // null: could not be read
    Error error; // when tree is null
    LayerProof proof;
    Compression compression = Compression::Unknown; // what the bytes are

    // Files (hard links once) and the targets of symlinks: what `docker history` prints as SIZE. -1 without a tree.
    std::int64_t sizeBytes() const;
};

struct ReportWarning {
    Warning warning;
    int layer = -1; // -1: not about one layer
    bool isDamage = false; // the reason of isDamaged()
};

struct ImageReport {
    QString sourcePath; // as people gave it
    StoreKind sourceKind = StoreKind::DockerArchive;
    ImageDetails image;
    QList<LayerReport> layers; // bottom first, as many as image.layers
    ImageTreePtr tree;
    Analysis analysis;
    QList<RuleResult> rules; // the caller's to fill
    QList<ReportWarning> warnings; // of image, layers and merge
    std::int64_t moreWarnings = 0; // that layers counted but did not keep

    // A layer that could not be read or does not match its digest, or a document that is lost or wrong (ImageDetails::damage):
    // the figures are not to be trusted.
    bool isDamaged() const;
    std::int64_t sizeBytes() const; // sum of the layers that could be read
    RuleInput ruleInput() const; // points into this report
};

// Reads and analyses; blocking, spreads work over `pool` (so not for a function that runs on the cpu pool). Errors: those
// of ImageStore::inspect, LimitExceeded (more layers than Varve merges), Cancelled.
Result<ImageReport> makeReport(ImageStore &store, const ImageId &id, bool verify, WorkPool &pool, Job &job);

// One sentence of what a warning says, with everything untrusted made visible.
QString warningText(const Warning &warning);

QByteArray reportToJson(const ImageReport &report, bool withFiles);
// docs/ls.schema.json, version 1. `sourcePath` as people gave it.
QByteArray listingToJson(StoreKind kind, const QString &sourcePath, const Listing &listing);

} // namespace varve
