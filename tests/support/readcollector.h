// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Keeps everything that readImage() tells of an image, for tests to look at afterwards, and layer trees as text.
#pragma once

#include "services/stores/imagereader.h"

#include <QtCore/QMap>
#include <QtCore/QStringList>

namespace varve::test {

class ReadCollector final : public ImageReadObserver {
public:
    void layerRead(int layer, const LayerTreePtr &tree, bool isFinal) override;
    void layerFailed(int layer, const Error &error) override;
    void layerVerified(int layer, const LayerProof &proof) override;

    QMap<int, LayerTreePtr> trees; // the last one told
    QMap<int, Error> errors;
    QMap<int, LayerProof> proofs;
    QStringList events; // "read 0", "final 0", "failed 1", "verified 0" in the order they came
    std::function<void()> onEvent = [] {};
};

// One line per entry below the root, sorted by path: "d/", "d/file 12", "d/-gone" for a whiteout.
QStringList treeLines(const LayerTreePtr &tree);

} // namespace varve::test
