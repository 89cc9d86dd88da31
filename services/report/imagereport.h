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
};

struct ImageReport {
    QString sourcePath;
    StoreKind sourceKind = StoreKind::DockerArchive;
    ImageDetails image;
    QList<LayerReport> layers;
    ImageTreePtr tree;
    Analysis analysis;
    QList<RuleResult> rules;
    Warnings warnings; // of store, image, layers and merge

    // A layer that could not be read or does not match its digest: the figures are not to be trusted.
    bool isDamaged() const;
};

// Reads and analyses; blocking, spreads work over `pool`. Errors: those of the store, Cancelled.
Result<ImageReport> makeReport(ImageStore &store, const ImageId &id, bool verify, WorkPool &pool, Job &job);

QByteArray reportToJson(const ImageReport &report, bool withFiles);
QByteArray listingToJson(const ImageStore &store, const Listing &listing);

} // namespace varve
