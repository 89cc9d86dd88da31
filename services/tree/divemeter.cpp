// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/divemeter.h"

#include <algorithm>
#include <limits>

namespace varve {

namespace {

bool isEntry(const Change &change)
{
    return change.kind != ChangeKind::Removed;
}

bool isWhiteout(const Change &change)
{
    return change.kind == ChangeKind::Removed && change.node != kNoLayerNode;
}

} // namespace

DiveMeter::DiveMeter(const ImageTree &tree)
    : m_tree(tree)
{
    for (int layer = 0; layer < tree.layerCount(); ++layer)
        m_sizes.push_back(tree.layer(layer) ? tree.layer(layer)->columns().sizeBytes.data() : nullptr);
}

DiveFigures DiveMeter::measure()
{
    findWhiteouts();
    if (!m_whiteouts.empty())
        gatherBytesBelow();
    m_next = 0;
    for (std::uint32_t node = 1; node < m_tree.size(); ++node) {
        const Range own = whiteoutsAt(node);
        const std::span<const Change> changes = m_tree.changes(NodeId { node });
        if (changes.size() == 1 && own.isEmpty()) {
            const std::int64_t bytes = bytesOf(changes.front());
            m_smallest += bytes;
            m_all += bytes;
        } else {
            judgePath(node, own);
        }
    }
    m_figures.efficiency = m_all == 0 ? 1.0 : static_cast<double>(m_smallest) / static_cast<double>(m_all);
    for (int layer = 0; layer < m_tree.layerCount(); ++layer) {
        const std::int64_t bytes = m_tree.layer(layer) ? m_tree.layer(layer)->totals().contentBytes : 0;
        m_figures.sizeBytes += bytes;
        m_figures.userSizeBytes += layer > 0 ? bytes : 0;
    }
    if (m_figures.userSizeBytes > 0) {
        m_figures.userWastedPercent =
            static_cast<double>(m_figures.wastedBytes) / static_cast<double>(m_figures.userSizeBytes);
    }
    return m_figures;
}

void DiveMeter::findWhiteouts()
{
    bool hasWhiteouts = false;
    for (int layer = 0; layer < m_tree.layerCount(); ++layer)
        hasWhiteouts = hasWhiteouts || (m_tree.layer(layer) && m_tree.layer(layer)->totals().whiteouts > 0);
    if (!hasWhiteouts)
        return;
    for (std::uint32_t node = 1; node < m_tree.size(); ++node) {
        for (const Change &change : m_tree.changes(NodeId { node })) {
            if (isWhiteout(change))
                m_whiteouts.push_back({ node, change.layer, 0 });
        }
    }
    const auto order = [](const Whiteout &a, const Whiteout &b) {
        return a.node != b.node ? a.node < b.node : a.layer < b.layer;
    };
    const auto middle = static_cast<std::ptrdiff_t>(m_whiteouts.size());
    for (const ImageTree::IdleWhiteout &idle : m_tree.idleWhiteouts())
        m_whiteouts.push_back({ index(idle.node), idle.layer, 0 });
    std::inplace_merge(m_whiteouts.begin(), m_whiteouts.begin() + middle, m_whiteouts.end(), order);
}

DiveMeter::Range DiveMeter::whiteoutsAt(std::uint32_t node)
{
    Range range { m_next, m_next };
    while (range.end < m_whiteouts.size() && m_whiteouts[range.end].node == node)
        ++range.end;
    m_next = range.end;
    return range;
}

void DiveMeter::gatherBytesBelow()
{
    std::vector<Range> lists(m_tree.size()); // by path: the whiteouts above what lies below it
    m_next = 0;
    for (std::uint32_t node = m_whiteouts.front().node; node < m_tree.size(); ++node) {
        const Range own = whiteoutsAt(node);
        const Range above = lists[index(m_tree.parent(NodeId { node }))];
        if (!above.isEmpty())
            countEntries(node, own, above);
        if ((!above.isEmpty() || !own.isEmpty()) && m_tree.childCount(NodeId { node }) > 0)
            lists[node] = handDown(node, own, above);
    }
    m_next = 0;
    while (m_next < m_whiteouts.size()) {
        const std::uint32_t node = m_whiteouts[m_next].node;
        dropBytesBelowFiles(node, whiteoutsAt(node));
    }
}

void DiveMeter::countEntries(std::uint32_t node, Range own, Range above)
{
    constexpr int kNever = std::numeric_limits<int>::max();
    const std::span<const Change> changes = m_tree.changes(NodeId { node });
    // All three lists ascend by layer, so each is walked once.
    std::uint32_t nextOwn = own.begin;
    std::uint32_t nextAbove = above.begin;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (!isEntry(changes[i]))
            continue;
        const std::uint16_t layer = changes[i].layer;
        while (nextOwn < own.end && m_whiteouts[nextOwn].layer <= layer)
            ++nextOwn;
        while (nextAbove < above.end && m_whiteouts[m_lists[nextAbove]].layer <= layer)
            ++nextAbove;
        if (nextAbove == above.end)
            return;
        int until = nextOwn < own.end ? m_whiteouts[nextOwn].layer : kNever;
        for (std::size_t k = i + 1; k < changes.size(); ++k) {
            if (isEntry(changes[k])) { // at most one removal stands between two entries
                until = std::min<int>(until, changes[k].layer);
                break;
            }
        }
        Whiteout &first = m_whiteouts[m_lists[nextAbove]];
        if (first.layer < until)
            first.bytes += bytesOf(changes[i]);
    }
}

DiveMeter::Range DiveMeter::handDown(std::uint32_t node, Range own, Range above)
{
    const auto begin = static_cast<std::uint32_t>(m_lists.size());
    bool hasOlder = false; // an entry below the next whiteout that none before it has removed
    std::uint32_t nextOwn = own.begin;
    std::uint32_t nextAbove = above.begin;
    const auto takeUntil = [&](int layer) { // whiteouts at or below `layer`
        for (;;) {
            const bool hasOwn = nextOwn < own.end && m_whiteouts[nextOwn].layer <= layer;
            const bool hasAbove = nextAbove < above.end && m_whiteouts[m_lists[nextAbove]].layer <= layer;
            if (!hasOwn && !hasAbove)
                return;
            const bool takesOwn =
                hasOwn && (!hasAbove || m_whiteouts[nextOwn].layer < m_whiteouts[m_lists[nextAbove]].layer);
            const std::uint32_t number = takesOwn ? nextOwn++ : m_lists[nextAbove++];
            if (std::exchange(hasOlder, false))
                m_lists.push_back(number);
        }
    };
    for (const Change &change : m_tree.changes(NodeId { node })) {
        if (!isEntry(change) || m_tree.layer(change.layer)->childCount(change.node) == 0)
            continue;
        takeUntil(change.layer);
        hasOlder = true;
    }
    takeUntil(std::numeric_limits<int>::max());
    return { begin, static_cast<std::uint32_t>(m_lists.size()) };
}

// What was no directory when it was removed weighs nothing, whatever the stack still holds below it.
void DiveMeter::dropBytesBelowFiles(std::uint32_t node, Range own)
{
    const std::span<const Change> changes = m_tree.changes(NodeId { node });
    bool isDirectory = false;
    std::size_t next = 0;
    for (std::uint32_t k = own.begin; k < own.end; ++k) {
        for (; next < changes.size() && changes[next].layer < m_whiteouts[k].layer; ++next) {
            if (isEntry(changes[next]))
                isDirectory = m_tree.layer(changes[next].layer)->type(changes[next].node) == EntryType::Directory;
        }
        if (!isDirectory)
            m_whiteouts[k].bytes = 0;
    }
}

// Versions of a path: its entries that are leaves of their own layer's tree, and its whiteouts.
void DiveMeter::judgePath(std::uint32_t node, Range own)
{
    std::int64_t smallest = std::numeric_limits<std::int64_t>::max();
    std::int64_t all = 0;
    std::uint32_t versions = 0;
    const auto add = [&](std::int64_t bytes) {
        smallest = std::min(smallest, bytes);
        all += bytes;
        ++versions;
    };
    for (const Change &change : m_tree.changes(NodeId { node })) {
        if (isEntry(change) && m_tree.layer(change.layer)->childCount(change.node) == 0)
            add(bytesOf(change));
    }
    for (std::uint32_t k = own.begin; k < own.end; ++k)
        add(m_whiteouts[k].bytes);
    if (versions == 0)
        return;
    m_smallest += smallest;
    m_all += all;
    if (versions > 1)
        m_figures.wastedBytes += all;
}

} // namespace varve
