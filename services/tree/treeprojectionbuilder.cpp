// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/treeprojectionbuilder.h"

#include "services/tree/radixsort.h"

#include <algorithm>

namespace varve {

namespace {

constexpr std::uint32_t kCancelStep = 1U << 16; // paths between two looks at the job

// The stronger of two changes within a range.
std::uint8_t strength(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Same:
        return 0;
    case ChangeKind::MetadataOnly:
        return 1;
    case ChangeKind::Added: // after it was removed within the range
    case ChangeKind::Removed:
    case ChangeKind::Modified:
        return 2;
    case ChangeKind::Replaced:
        return 3;
    }
    return 0;
}

} // namespace

TreeProjectionBuilder::TreeProjectionBuilder(ImageTreePtr tree, const ProjectionRequest &request, Job &job)
    : m_out(new TreeProjection)
    , m_tree(*tree)
    , m_request(m_out->m_request)
    , m_job(job)
    , m_filter(m_tree, request.filter)
    , m_size(tree->size())
{
    m_out->m_tree = std::move(tree);
    m_out->m_request = request;
    const int top = std::max(0, m_tree.layerCount() - 1);
    m_out->m_request.lastLayer = std::clamp(request.lastLayer, 0, top);
    m_out->m_request.firstLayer = std::clamp(request.firstLayer, 0, m_out->m_request.lastLayer);
    m_high = m_request.lastLayer;
    m_low = request.mode == TreeMode::ChangesOnly ? 1 : m_request.firstLayer;
    m_look = request.mode == TreeMode::WholeImage ? top : m_high;
    for (int layer = 0; layer < m_tree.layerCount(); ++layer) {
        m_columns.push_back(m_tree.layer(layer) ? &m_tree.layer(layer)->columns() : nullptr);
        m_sizes.push_back(m_columns.back() ? m_columns.back()->sizeBytes.data() : nullptr);
    }
}

Result<TreeProjectionPtr> TreeProjectionBuilder::run()
{
    TreeProjection &out = *m_out;
    out.m_state.resize(m_size);
    out.m_size.resize(m_size);
    out.m_rowOf.resize(m_size);
    out.m_begin.resize(m_size + std::size_t { 1 });
    m_flags.resize(m_size);
    if (!judge())
        return m_job.cancelled();
    if (!m_filter.isEmpty())
        m_filter.mark({ m_flags.data(), m_flags.size() }, Matches);
    if (m_job.isCancelled())
        return m_job.cancelled();
    spreadUpwards();
    if (!m_tree.hardLinks().empty())
        countHardLinksOnce();
    sumUp();
    numberRows();
    if (m_job.isCancelled() || !sortRows())
        return m_job.cancelled();
    return TreeProjectionPtr(std::move(m_out));
}

bool TreeProjectionBuilder::showsDifference() const
{
    return m_request.mode == TreeMode::ThisLayer || m_request.mode == TreeMode::ChangesOnly;
}

std::int64_t TreeProjectionBuilder::bytesOf(const Change *change) const
{
    return change == nullptr ? 0 : m_sizes[change->layer][index(change->node)];
}

TreeProjectionBuilder::Life TreeProjectionBuilder::lifeOf(std::span<const Change> changes) const
{
    Life life;
    for (const Change &change : changes) {
        const Change *now = change.kind == ChangeKind::Removed ? nullptr : &change;
        if (change.layer < m_low)
            life.before = now;
        if (change.layer <= m_high)
            life.after = now;
        if (change.layer <= m_look)
            life.atEnd = now;
    }
    life.state = netChange(changes, life);
    return life;
}

std::uint8_t TreeProjectionBuilder::netChange(std::span<const Change> changes, const Life &life) const
{
    const auto state = [](ChangeKind kind) { return static_cast<std::uint8_t>(kind); };
    if (m_low > m_high)
        return TreeProjection::kUnchanged;
    if (life.before == nullptr)
        return life.after == nullptr ? TreeProjection::kUnchanged : state(ChangeKind::Added);
    if (life.after == nullptr)
        return state(ChangeKind::Removed);
    std::uint8_t strongest = 0;
    bool wasGone = false;
    for (const Change &change : changes) {
        if (!isInRange(change.layer))
            continue;
        strongest = std::max(strongest, strength(change.kind));
        wasGone = wasGone || change.kind == ChangeKind::Removed;
    }
    if (wasGone) {
        const auto typeOf = [this](const Change &change) {
            const auto [layer, node] = m_tree.content(change);
            return node == kNoLayerNode ? EntryType::File : m_tree.layer(layer)->type(node);
        };
        if (typeOf(*life.before) != typeOf(*life.after))
            return state(ChangeKind::Replaced);
    }
    constexpr std::uint8_t kByStrength[] = { TreeProjection::kUnchanged,
        static_cast<std::uint8_t>(ChangeKind::MetadataOnly), static_cast<std::uint8_t>(ChangeKind::Modified),
        static_cast<std::uint8_t>(ChangeKind::Replaced) };
    return kByStrength[strongest];
}

bool TreeProjectionBuilder::judge()
{
    TreeProjection &out = *m_out;
    const bool isDifference = showsDifference();
    const bool isUpToHere = m_request.mode == TreeMode::UpToHere;
    const std::uint8_t all = m_filter.isEmpty() ? Matches : 0;
    for (std::uint32_t node = 0; node < m_size; ++node) {
        if (node % kCancelStep == 0 && m_job.isCancelled())
            return false;
        const std::span<const Change> changes = m_tree.changes(NodeId { node });
        std::int64_t bytes = 0;
        std::uint8_t state = TreeProjection::kUnchanged;
        bool belongs = false;
        if (changes.size() == 1) { // most paths: added once and never touched again
            const Change &change = changes.front();
            if (isInRange(change.layer))
                state = static_cast<std::uint8_t>(ChangeKind::Added);
            belongs = isDifference ? state != TreeProjection::kUnchanged : change.layer <= m_look;
            bytes = belongs ? m_sizes[change.layer][index(change.node)] : 0;
        } else {
            const Life life = lifeOf(changes);
            state = life.state;
            if (isDifference) {
                belongs = state != TreeProjection::kUnchanged;
                if (belongs)
                    bytes = life.after == nullptr ? -bytesOf(life.before) : bytesOf(life.after);
            } else {
                belongs =
                    life.atEnd != nullptr || (isUpToHere && state == static_cast<std::uint8_t>(ChangeKind::Removed));
                bytes = bytesOf(life.atEnd);
            }
        }
        out.m_state[node] = state;
        out.m_size[node] = bytes;
        m_flags[node] = static_cast<std::uint8_t>((belongs ? Belongs : 0) | all);
    }
    return true;
}

void TreeProjectionBuilder::spreadUpwards()
{
    TreeProjection &out = *m_out;
    const std::uint8_t kinds = m_request.kinds;
    for (std::uint32_t node = m_size; node-- > 1;) {
        std::uint8_t flags = m_flags[node];
        const std::uint8_t state = out.m_state[node];
        const bool hasKind = kinds == 0xff || (state < TreeProjection::kUnchanged && (kinds >> state & 1U) != 0);
        if ((flags & (Belongs | Matches)) == (Belongs | Matches) && hasKind)
            flags |= Shown;
        if ((flags & Shown) != 0 && state < TreeProjection::kUnchanged)
            flags |= Changed;
        else if ((flags & Changed) != 0)
            out.m_state[node] = TreeProjection::kUnchangedButBelow;
        m_flags[node] = flags;
        m_flags[index(m_tree.parent(NodeId { node }))] |= flags & (Shown | Changed);
    }
    m_flags[0] |= Shown;
    if ((m_flags[0] & Changed) != 0 && out.m_state[0] == TreeProjection::kUnchanged)
        out.m_state[0] = TreeProjection::kUnchangedButBelow;
}

void TreeProjectionBuilder::countHardLinksOnce()
{
    const std::span<const ImageTree::HardLink> links = m_tree.hardLinks();
    for (std::size_t i = 0; i < links.size();) {
        std::size_t end = i + 1;
        while (end < links.size() && links[end].file == links[i].file && links[end].fileLayer == links[i].fileLayer)
            ++end;
        countFileOnce(links.subspan(i, end - i));
        i = end;
    }
}

// Whether after layer `at` the path is what `layer` made it by its entry.
bool TreeProjectionBuilder::isEntryAt(NodeId node, int at, int layer, LayerNode entry) const
{
    const Change *change = m_tree.changeAt(node, at);
    return change != nullptr && change->layer == layer && change->node == entry;
}

// A file and its hard links are one set of bytes, counted at the file's path where that is shown with it, else at the first
// link that is; and removed only when the last name is gone.
void TreeProjectionBuilder::countFileOnce(std::span<const ImageTree::HardLink> links)
{
    TreeProjection &out = *m_out;
    const ImageTree::HardLink &any = links.front();
    const std::int64_t bytes = m_sizes[any.fileLayer][index(any.fileNode)];
    const auto isShown = [this](NodeId node) { return (m_flags[index(node)] & Shown) != 0; };
    const auto isGone = [this](NodeId node) { return !m_tree.existsAt(node, m_high); };
    const bool isFileThere = isEntryAt(any.file, m_look, any.fileLayer, any.fileNode);

    bool isSomeNameThere = isFileThere;
    NodeId firstShown = kNoNode;
    NodeId firstRemoved = kNoNode;
    for (const ImageTree::HardLink &link : links) {
        const bool isThere = isEntryAt(link.node, m_look, link.layer, link.linkNode);
        isSomeNameThere = isSomeNameThere || isThere;
        if (isThere && firstShown == kNoNode && isShown(link.node))
            firstShown = link.node;
        if (firstRemoved == kNoNode && isShown(link.node) && isGone(link.node)
            && isEntryAt(link.node, m_low - 1, link.layer, link.linkNode))
            firstRemoved = link.node;
    }
    const bool isStoredHere = !showsDifference() || isInRange(any.fileLayer);
    if (firstShown != kNoNode && isStoredHere && !(isFileThere && isShown(any.file)))
        out.m_size[index(firstShown)] = bytes;
    if (!showsDifference())
        return;
    const bool isFileRemoved = isGone(any.file) && isEntryAt(any.file, m_low - 1, any.fileLayer, any.fileNode);
    if (isFileRemoved && isSomeNameThere)
        out.m_size[index(any.file)] = 0;
    if (firstRemoved != kNoNode && !isSomeNameThere && !(isFileRemoved && isShown(any.file)))
        out.m_size[index(firstRemoved)] = -bytes;
}

void TreeProjectionBuilder::sumUp()
{
    TreeProjection &out = *m_out;
    for (std::uint32_t node = m_size; node-- > 1;) {
        if ((m_flags[node] & Shown) != 0)
            out.m_size[index(m_tree.parent(NodeId { node }))] += out.m_size[node];
    }
}

void TreeProjectionBuilder::numberRows()
{
    TreeProjection &out = *m_out;
    out.m_order.resize(m_size);
    out.m_rowOf[0] = 0;
    std::uint32_t position = 0;
    for (std::uint32_t parent = 0; parent < m_size; ++parent) {
        out.m_begin[parent] = position;
        const std::uint32_t first = index(m_tree.firstChild(NodeId { parent }));
        const std::uint32_t end = first + m_tree.childCount(NodeId { parent });
        const std::uint32_t begin = position;
        for (std::uint32_t node = first; node < end; ++node) {
            const bool isShown = (m_flags[node] & Shown) != 0;
            out.m_rowOf[node] = isShown ? position - begin : TreeProjection::kNotShown;
            out.m_order[position] = node;
            position += isShown ? 1 : 0;
        }
    }
    out.m_begin[m_size] = position;
    out.m_shown = position;
    out.m_order.resize(position);
}

void TreeProjectionBuilder::fillKeys(std::span<const std::uint32_t> rows, std::vector<std::uint64_t> &keys) const
{
    // Added, Modified, Replaced, MetadataOnly, Removed, unchanged (with changes below first)
    constexpr std::uint8_t kRanks[] = { 0, 1, 3, 4, 2, 6, 6, 6, 6, 5 };
    const TreeProjection &out = *m_out;
    const std::uint64_t flip = m_request.descending ? ~std::uint64_t { 0 } : 0;
    keys.resize(rows.size());
    switch (m_request.sort) {
    case TreeColumn::Size:
        for (std::size_t i = 0; i < rows.size(); ++i)
            keys[i] = RadixSort::ordered(out.m_size[rows[i]]) ^ flip;
        break;
    case TreeColumn::Change:
        for (std::size_t i = 0; i < rows.size(); ++i)
            keys[i] = kRanks[out.m_state[rows[i]]] ^ flip;
        break;
    default:
        for (std::size_t i = 0; i < rows.size(); ++i)
            keys[i] = entryKey(rows[i]) ^ flip;
        break;
    }
}

std::uint64_t TreeProjectionBuilder::entryKey(std::uint32_t node) const
{
    const std::span<const Change> changes = m_tree.changes(NodeId { node });
    TreeProjection::Entry entry { changes.front().layer, changes.front().node };
    const LayerTree::Columns *columns = m_columns[changes.front().layer];
    if (changes.size() > 1 || (columns->flags[index(entry.node)] & LayerTree::Explicit) == 0) {
        entry = m_out->entry(NodeId { node });
        if (entry.node == kNoLayerNode)
            return 0;
        columns = m_columns[static_cast<std::size_t>(entry.layer)];
    }
    const std::uint32_t at = index(entry.node);
    if (m_request.sort == TreeColumn::Modified)
        return RadixSort::ordered(columns->mtimeNs[at]);
    const Attributes &attributes = columns->attributeTable[columns->attributes[at]];
    if (m_request.sort == TreeColumn::Mode)
        return static_cast<std::uint64_t>(attributes.type) << 16 | attributes.mode;
    return static_cast<std::uint64_t>(attributes.uid) << 32 | attributes.gid;
}

bool TreeProjectionBuilder::sortRows()
{
    TreeProjection &out = *m_out;
    const bool isByName = m_request.sort == TreeColumn::Name;
    if (isByName && !m_request.descending)
        return true;
    RadixSort sorter;
    std::vector<std::uint64_t> keys;
    for (std::uint32_t parent = 0; parent < m_size; ++parent) {
        if (parent % kCancelStep == 0 && m_job.isCancelled())
            return false;
        const std::uint32_t begin = out.m_begin[parent];
        const std::span<std::uint32_t> rows { out.m_order.data() + begin, out.m_begin[parent + 1] - begin };
        if (rows.size() < 2)
            continue;
        if (isByName) {
            std::reverse(rows.begin(), rows.end());
        } else {
            fillKeys(rows, keys);
            sorter.sort(keys, rows);
        }
        for (std::uint32_t i = 0; i < rows.size(); ++i)
            out.m_rowOf[rows[i]] = i;
    }
    return true;
}

} // namespace varve
