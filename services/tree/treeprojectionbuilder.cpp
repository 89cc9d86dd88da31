// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/treeprojectionbuilder.h"

#include <algorithm>
#include <array>

namespace varve {

namespace {

constexpr std::uint32_t kCancelStep = 1U << 16; // paths between two looks at the job
constexpr std::size_t kMostNumbered = 4096; // attributes of all layers: numbering more takes longer than it saves

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
        m_sizes.emplace_back(m_columns.back());
        OnlyChange only;
        if (isInRange(layer))
            only.state = static_cast<std::uint8_t>(ChangeKind::Added);
        only.belongs = showsDifference() ? only.state != TreeProjection::kUnchanged : layer <= m_look;
        m_onlyChange.push_back(only);
        if (m_request.sort == TreeColumn::Mode || m_request.sort == TreeColumn::Owner)
            m_attributeKeys.push_back(attributeKeys(layer));
    }
    numberAttributes();
    for (const LayerColumns *columns : m_columns)
        m_hasOnlySeconds = m_hasOnlySeconds && (columns == nullptr || columns->mtimesNs.empty());
    m_epochKey = m_hasOnlySeconds ? 1 : RadixSort::ordered(0);
    m_flip = m_request.descending ? ~std::uint64_t { 0 } : 0;
    m_sortsByLinkedSize = m_request.sort == TreeColumn::Size && !m_tree.hardLinks().empty();
}

std::vector<std::uint64_t> TreeProjectionBuilder::attributeKeys(int layer) const
{
    std::vector<std::uint64_t> keys;
    const LayerColumns *columns = m_columns[static_cast<std::size_t>(layer)];
    if (columns == nullptr)
        return keys;
    keys.reserve(columns->attributeTable.size());
    for (const Attributes &attributes : columns->attributeTable)
        keys.push_back((attributes.flags & Attributes::Explicit) == 0 ? kNoKey : attributesKey(attributes));
    return keys;
}

// Few bits instead of many, in the same order: there is a handful of them, and 0 stays that of what has no entry.
void TreeProjectionBuilder::numberAttributes()
{
    std::vector<std::uint64_t> distinct { 0 };
    for (const std::vector<std::uint64_t> &keys : m_attributeKeys) {
        if (distinct.size() + keys.size() > kMostNumbered)
            return;
        distinct.insert(distinct.end(), keys.begin(), keys.end());
    }
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (std::vector<std::uint64_t> &keys : m_attributeKeys) {
        for (std::uint64_t &key : keys) {
            if (key != kNoKey)
                key = static_cast<std::uint64_t>(
                    std::lower_bound(distinct.begin(), distinct.end(), key) - distinct.begin());
        }
    }
}

Result<TreeProjectionPtr> TreeProjectionBuilder::run()
{
    TreeProjection &out = *m_out;
    out.m_state.resize(m_size);
    out.m_size.resize(m_size);
    out.m_rowOf.resize(m_size);
    out.m_rowCount.resize(m_size);
    out.m_order.resize(m_size);
    if (!m_filter.isEmpty()) {
        m_matches.resize(m_size);
        m_filter.mark(m_matches);
    }
    if (!fill())
        return m_job.cancelled();
    if (!m_tree.hardLinks().empty())
        countHardLinksOnce();
    if (m_sortsByLinkedSize)
        sortByLinkedSize();
    if (m_job.isCancelled())
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

TreeProjectionBuilder::Verdict TreeProjectionBuilder::judge(std::span<const Change> changes) const
{
    const Life life = lifeOf(changes);
    Verdict verdict;
    verdict.state = life.state;
    if (showsDifference()) {
        verdict.belongs = life.state != TreeProjection::kUnchanged;
        if (verdict.belongs)
            verdict.bytes = life.after == nullptr ? -bytesOf(life.before) : bytesOf(life.after);
    } else {
        const bool isShownAsRemoved =
            m_request.mode == TreeMode::UpToHere && life.state == static_cast<std::uint8_t>(ChangeKind::Removed);
        verdict.belongs = life.atEnd != nullptr || isShownAsRemoved;
        verdict.bytes = bytesOf(life.atEnd);
    }
    return verdict;
}

// While the path is looked at, which has what is needed at hand.
template <TreeProjectionBuilder::KeyKind kind>
std::uint64_t TreeProjectionBuilder::keyOf(
    std::uint32_t node, std::span<const Change> changes, const Verdict &own) const
{
    // Added, Modified, Replaced, MetadataOnly, Removed, unchanged (with changes below first)
    constexpr std::uint8_t kRanks[] = { 0, 1, 3, 4, 2, 6, 6, 6, 6, 5 };
    const Change &first = changes.front();
    if constexpr (kind == KeyKind::Change)
        return kRanks[own.state];
    if constexpr (kind == KeyKind::Size)
        return RadixSort::ordered(own.bytes);
    if constexpr (kind == KeyKind::Modified) {
        const std::uint64_t key = timeKey(first.layer, index(first.node));
        return changes.size() == 1 && key != m_epochKey ? key : entryKey(node); // the epoch: perhaps implied
    }
    if constexpr (kind == KeyKind::Attributes) {
        const std::uint64_t key = m_attributeKeys[first.layer][m_columns[first.layer]->attributes[index(first.node)]];
        return changes.size() == 1 && key != kNoKey ? key : entryKey(node);
    }
    return 0;
}

bool TreeProjectionBuilder::fill()
{
    makeRoomForKeys(RadixSort::kFew);
    switch (m_request.sort) {
    case TreeColumn::Name:
        break;
    case TreeColumn::Change:
        return fillAll<KeyKind::Change>();
    case TreeColumn::Size:
        return m_sortsByLinkedSize ? fillAll<KeyKind::None>() : fillAll<KeyKind::Size>();
    case TreeColumn::Mode:
    case TreeColumn::Owner:
        return fillAll<KeyKind::Attributes>();
    case TreeColumn::Modified:
        return fillAll<KeyKind::Modified>();
    }
    return fillAll<KeyKind::None>();
}

template <TreeProjectionBuilder::KeyKind kind>
bool TreeProjectionBuilder::fillAll()
{
    const bool isReversed = kind == KeyKind::None && m_request.descending && !m_sortsByLinkedSize;
    TreeProjection &out = *m_out;
    std::uint32_t untilLook = kCancelStep;
    for (std::uint32_t parent = m_size; parent-- > 0;) {
        if (--untilLook == 0) {
            if (m_job.isCancelled())
                return false;
            untilLook = kCancelStep;
        }
        const std::uint32_t first = index(m_tree.firstChild(NodeId { parent }));
        const std::uint32_t count = m_tree.childCount(NodeId { parent });
        out.m_rowCount[parent] = 0;
        if (count == 0)
            continue;
        if constexpr (kind != KeyKind::None)
            makeRoomForKeys(count);
        fillChildren<kind>(parent, first, first + count);
        if constexpr (kind != KeyKind::None)
            placeRows(first, out.m_rowCount[parent], out.m_rowCount[parent] == count);
        else if (isReversed)
            reverseRows(first, out.m_rowCount[parent]);
    }
    fillRoot();
    return true;
}

// The children of one directory; what is below each of them has been settled. The directory's own bytes and state are those
// of what is below it, until it is looked at as a child itself.
template <TreeProjectionBuilder::KeyKind kind>
void TreeProjectionBuilder::fillChildren(std::uint32_t parent, std::uint32_t first, std::uint32_t end)
{
    TreeProjection &out = *m_out;
    const std::uint32_t kinds = m_request.kinds;
    const bool doAllMatch =
        m_matches.empty() || m_matches[parent] != 0; // there is no filter, or it is met by the parent
    const bool looksAtNames = m_filter.looksAtNames();
    std::int64_t allBytes = 0;
    std::uint32_t row = 0;
    bool hasChange = false;
    for (std::uint32_t node = first; node < end; ++node) {
        const bool hasShownBelow = out.m_rowCount[node] > 0;
        const bool isMatch = doAllMatch
            || (looksAtNames ? m_filter.matchesName(m_tree.changes(NodeId { node }).front()) : m_matches[node] != 0);
        if (!isMatch && !hasShownBelow) {
            out.m_rowOf[node] = TreeProjection::kNotShown;
            continue;
        }
        const std::span<const Change> changes = m_tree.changes(NodeId { node });
        Verdict own;
        if (changes.size() == 1) {
            const Change &change = changes.front();
            own.state = m_onlyChange[change.layer].state;
            own.belongs = m_onlyChange[change.layer].belongs;
            own.bytes = own.belongs ? m_sizes[change.layer][index(change.node)] : 0;
        } else {
            own = judge(changes);
        }
        const bool hasKind =
            kinds == 0xff || (own.state < TreeProjection::kUnchanged && (kinds >> own.state & 1U) != 0);
        const bool isShown = hasShownBelow || (own.belongs && isMatch && hasKind);
        if (hasShownBelow) {
            own.bytes += out.m_size[node];
            if (own.state == TreeProjection::kUnchanged)
                own.state = out.stateOf(NodeId { node });
        }
        out.m_size[node] = own.bytes;
        out.m_state[node] = TreeProjection::State { own.state };
        out.m_rowOf[node] = isShown ? row : TreeProjection::kNotShown;
        if constexpr (kind != KeyKind::None)
            m_keys[row] = keyOf<kind>(node, changes, own) ^ m_flip;
        out.m_order[first + row] = node; // room for all of them, so the next may overwrite it
        row += isShown ? 1 : 0;
        allBytes += isShown ? own.bytes : 0;
        hasChange |= isShown && own.state != TreeProjection::kUnchanged;
    }
    out.m_rowCount[parent] = row;
    out.m_shown += row;
    out.m_size[parent] = allBytes;
    out.m_state[parent] =
        TreeProjection::State { hasChange ? TreeProjection::kUnchangedButBelow : TreeProjection::kUnchanged };
}

void TreeProjectionBuilder::fillRoot()
{
    TreeProjection &out = *m_out;
    const Verdict own = judge(m_tree.changes(kRootNode));
    const bool hasChildren = m_size > 1;
    out.m_rowOf[0] = 0;
    out.m_size[0] = own.bytes + (hasChildren ? out.m_size[0] : 0);
    if (own.state != TreeProjection::kUnchanged || !hasChildren)
        out.m_state[0] = TreeProjection::State { own.state };
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
// link that is; and removed only when the last name is gone. A link has no bytes of its own, a removed file minus its bytes.
void TreeProjectionBuilder::countFileOnce(std::span<const ImageTree::HardLink> links)
{
    const TreeProjection &out = *m_out;
    const ImageTree::HardLink &any = links.front();
    const std::int64_t bytes = m_sizes[any.fileLayer][index(any.fileNode)];
    const auto isShown = [&out](NodeId node) { return out.contains(node); };
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
        addBytes(firstShown, bytes);
    if (!showsDifference())
        return;
    const bool isFileRemoved = isGone(any.file) && isEntryAt(any.file, m_low - 1, any.fileLayer, any.fileNode);
    if (isFileRemoved && isSomeNameThere)
        addBytes(any.file, bytes);
    if (firstRemoved != kNoNode && !isSomeNameThere && !(isFileRemoved && isShown(any.file)))
        addBytes(firstRemoved, -bytes);
}

void TreeProjectionBuilder::addBytes(NodeId node, std::int64_t bytes)
{
    // Whatever is above a row that is shown is shown as well.
    for (; node != kNoNode && m_out->contains(node); node = m_tree.parent(node))
        m_out->m_size[index(node)] += bytes;
}

std::uint64_t TreeProjectionBuilder::attributesKey(const Attributes &attributes) const
{
    if (m_request.sort == TreeColumn::Mode)
        return static_cast<std::uint64_t>(attributes.type) << 16 | attributes.mode;
    return static_cast<std::uint64_t>(attributes.uid) << 32 | attributes.gid;
}

// Whatever the layers did to the path.
std::uint64_t TreeProjectionBuilder::entryKey(std::uint32_t node) const
{
    const TreeProjection::Entry entry = m_out->entry(NodeId { node });
    if (entry.node == kNoLayerNode)
        return 0;
    const LayerColumns &columns = *m_columns[static_cast<std::size_t>(entry.layer)];
    const std::uint32_t at = index(entry.node);
    if (m_request.sort == TreeColumn::Modified)
        return timeKey(entry.layer, at);
    return m_attributeKeys[static_cast<std::size_t>(entry.layer)][columns.attributes[at]];
}

// Above 0, which is the key of what has no entry. Few bits where possible: that is what sorting takes its time for.
std::uint64_t TreeProjectionBuilder::timeKey(int layer, std::uint32_t entry) const
{
    const LayerColumns &columns = *m_columns[static_cast<std::size_t>(layer)];
    return m_hasOnlySeconds ? columns.mtimeSeconds[entry] + std::uint64_t { 1 }
                            : RadixSort::ordered(columns.mtimeNs(entry));
}

void TreeProjectionBuilder::makeRoomForKeys(std::uint32_t count)
{
    if (m_keys.size() < count)
        m_keys.resize(count);
}

// The rows of one directory, which are in the order of names so far, by m_keys.
void TreeProjectionBuilder::placeRows(std::uint32_t first, std::uint32_t count, bool areAllShown)
{
    std::uint32_t *order = m_out->m_order.data() + first;
    std::uint32_t *rowOf = m_out->m_rowOf.data();
    if (count > RadixSort::kFew) {
        if (m_sorter.sort({ m_keys.data(), count }, { order, count })) {
            for (std::uint32_t row = 0; row < count; ++row)
                rowOf[order[row]] = row;
        }
        return;
    }
    std::array<std::uint32_t, RadixSort::kFew> places;
    const std::span<const std::uint64_t, RadixSort::kFew> keys { m_keys.data(), RadixSort::kFew };
    if (!RadixSort::placesOfFew(keys, count, places))
        return;
    if (areAllShown) {
        for (std::uint32_t i = 0; i < count; ++i) {
            order[places[i]] = first + i;
            rowOf[first + i] = places[i];
        }
        return;
    }
    std::array<std::uint32_t, RadixSort::kFew> nodes;
    std::copy_n(order, count, nodes.begin());
    for (std::uint32_t i = 0; i < count; ++i) {
        order[places[i]] = nodes[i];
        rowOf[nodes[i]] = places[i];
    }
}

void TreeProjectionBuilder::reverseRows(std::uint32_t first, std::uint32_t count)
{
    std::uint32_t *order = m_out->m_order.data() + first;
    std::reverse(order, order + count);
    for (std::uint32_t row = 0; row < count; ++row)
        m_out->m_rowOf[order[row]] = row;
}

// Once hard links have been counted, sizes are not what they were while rows were filled in.
void TreeProjectionBuilder::sortByLinkedSize()
{
    for (std::uint32_t parent = 0; parent < m_size; ++parent) {
        const std::uint32_t count = m_out->m_rowCount[parent];
        if (count < 2)
            continue;
        const std::uint32_t first = index(m_tree.firstChild(NodeId { parent }));
        makeRoomForKeys(count);
        for (std::uint32_t row = 0; row < count; ++row)
            m_keys[row] = RadixSort::ordered(m_out->m_size[m_out->m_order[first + row]]) ^ m_flip;
        placeRows(first, count, false);
    }
}

} // namespace varve
