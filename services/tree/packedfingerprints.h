// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The two columns of a LayerTree that hold fingerprints: those there are, and how to find the one of a node. Owns both;
// immutable once made, O(nodes) to make.
#pragma once

#include "services/tree/layercolumns.h"

#include <vector>

namespace varve {

class PackedFingerprints {
public:
    PackedFingerprints() = default;
    explicit PackedFingerprints(std::vector<Fingerprint> byNode); // null: none

    void addTo(LayerColumns &columns) const
    {
        columns.fingerprintRank = m_rank;
        columns.fingerprints = m_fingerprints;
    }

private:
    std::vector<LayerColumns::FingerprintRank> m_rank;
    std::vector<Fingerprint> m_fingerprints;
};

} // namespace varve
