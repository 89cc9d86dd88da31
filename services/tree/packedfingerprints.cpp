// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/packedfingerprints.h"

namespace varve {

PackedFingerprints::PackedFingerprints(std::vector<Fingerprint> byNode)
    : m_rank((byNode.size() + LayerColumns::kRankNodes - 1) / LayerColumns::kRankNodes)
    , m_fingerprints(std::move(byNode))
{
    // In place: none moves up.
    std::size_t count = 0;
    for (std::size_t node = 0; node < m_fingerprints.size(); ++node) {
        LayerColumns::FingerprintRank &rank = m_rank[node / LayerColumns::kRankNodes];
        if (node % LayerColumns::kRankNodes == 0)
            rank.before = count;
        if (m_fingerprints[node].isNull())
            continue;
        rank.members |= std::uint64_t { 1 } << (node % LayerColumns::kRankNodes);
        m_fingerprints[count++] = m_fingerprints[node];
    }
    m_fingerprints.resize(count);
    m_fingerprints.shrink_to_fit();
}

} // namespace varve
