// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/treeprojection.h"

#include "services/tree/treeprojectionbuilder.h"

namespace varve {

Result<TreeProjectionPtr> TreeProjection::build(ImageTreePtr tree, const ProjectionRequest &request, Job &job)
{
    return TreeProjectionBuilder(std::move(tree), request, job).run();
}

TreeProjection::Entry TreeProjection::entry(NodeId node) const
{
    const int look = m_request.mode == TreeMode::WholeImage ? m_tree->layerCount() - 1 : m_request.lastLayer;
    const std::span<const Change> changes = m_tree->changes(node);
    if (changes.size() == 1) {
        const Change &only = changes.front();
        const bool isKnown = only.layer <= look && m_tree->layer(only.layer)->isExplicit(only.node);
        return { only.layer, isKnown ? only.node : kNoLayerNode };
    }
    std::size_t at = changes.size();
    while (at > 0 && (changes[at - 1].layer > look || changes[at - 1].kind == ChangeKind::Removed))
        --at;
    if (at == 0)
        return { look, kNoLayerNode };
    --at;
    // A directory that a layer only implies is what a lower layer made of it.
    while (!m_tree->layer(changes[at].layer)->isExplicit(changes[at].node)) {
        if (at == 0 || changes[at].kind != ChangeKind::Same)
            return { changes[at].layer, kNoLayerNode };
        --at;
    }
    return { changes[at].layer, changes[at].node };
}

std::size_t TreeProjection::memoryBytes() const
{
    return sizeof *this + m_order.size() * 4 + m_rowCount.size() * 4 + m_rowOf.size() * 4 + m_state.size()
        + m_size.size() * 8;
}

} // namespace varve
