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
        m_sizes.emplace_back(tree.layer(layer) ? &tree.layer(layer)->columns() : nullptr);
}

DiveFigures DiveMeter::measure(std::int64_t onlyBytes, std::span<const std::uint32_t> changedAgain)
{
    m_smallest = m_all = onlyBytes;
    findWhiteouts(changedAgain);
    if (!m_whiteouts.empty())
        gatherBytesBelow();
    countVersions(changedAgain);
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

void DiveMeter::findWhiteouts(std::span<const std::uint32_t> changedAgain)
{
    bool hasWhiteouts = false;
    for (int layer = 0; layer < m_tree.layerCount(); ++layer)
        hasWhiteouts = hasWhiteouts || (m_tree.layer(layer) && m_tree.layer(layer)->totals().whiteouts > 0);
    if (!hasWhiteouts)
        return;
    for (const std::uint32_t node : changedAgain) { // what is removed was there before
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
    // Children of one directory and the whiteouts above them. Directories are met in ascending order, so their children are.
    struct Below {
        std::uint32_t next;
        std::uint32_t end;
        Range above;
    };
    std::vector<Below> open;
    std::size_t first = 0;
    m_next = 0;
    for (;;) {
        while (first < open.size() && open[first].next == open[first].end)
            ++first;
        std::uint32_t node = index(kNoNode);
        if (m_next < m_whiteouts.size())
            node = m_whiteouts[m_next].node;
        Range above;
        if (first < open.size() && open[first].next <= node) {
            above = open[first].above;
            node = open[first].next++;
        }
        if (node == index(kNoNode))
            break;
        const Range own = whiteoutsAt(node);
        if (!above.isEmpty())
            countEntries(node, own, above);
        const std::uint32_t children = m_tree.childCount(NodeId { node });
        if (children == 0)
            continue;
        const std::uint32_t child = index(m_tree.firstChild(NodeId { node }));
        if (const Range list = handDown(node, own, above); !list.isEmpty())
            open.push_back({ child, child + children, list });
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

// The paths that are more than one version by themselves, or could be by a whiteout of theirs.
void DiveMeter::countVersions(std::span<const std::uint32_t> changedAgain)
{
    m_next = 0;
    std::size_t next = 0;
    for (;;) {
        std::uint32_t node = next < changedAgain.size() ? changedAgain[next] : index(kNoNode);
        if (m_next < m_whiteouts.size() && m_whiteouts[m_next].node < node) {
            node = m_whiteouts[m_next].node;
            const std::int64_t bytes = bytesOf(m_tree.changes(NodeId { node }).front());
            m_smallest -= bytes;
            m_all -= bytes;
        } else if (node != index(kNoNode)) {
            ++next;
        } else {
            return;
        }
        if (node != index(kRootNode))
            judgePath(node, whiteoutsAt(node));
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
        if (!isEntry(change))
            continue;
        const std::int64_t bytes = bytesOf(change); // what has bytes is a file, and needs no look below
        if (bytes != 0 || m_tree.layer(change.layer)->childCount(change.node) == 0)
            add(bytes);
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
