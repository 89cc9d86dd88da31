// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/layerlayout.h"

#include "services/tree/pathbytes.h"

#include <algorithm>
#include <cstring>

namespace varve {

struct LayerLayout::Storage {
    RawVector<std::uint32_t> parent;
    RawVector<std::uint32_t> firstChild;
    RawVector<std::uint32_t> nameBegin;
    RawVector<std::uint32_t> attributes;
    RawVector<std::uint8_t> flags;
    RawVector<std::int64_t> sizeBytes;
    RawVector<std::int64_t> mtimeNs;
    RawVector<std::uint32_t> link;
    std::vector<std::uint32_t> hardLinkNode;
    RawVector<std::int64_t> contentOffset;
    std::vector<Fingerprint> fingerprint;
    std::vector<Attributes> attributeTable;
    RawVector<char> arena;

    LayerTree::Columns columns(std::size_t count) const
    {
        LayerTree::Columns c;
        c.parent = { parent.data(), count };
        c.firstChild = { firstChild.data(), count + 1 };
        c.nameBegin = { nameBegin.data(), count + 1 };
        c.attributes = { attributes.data(), count };
        c.flags = { flags.data(), count };
        c.sizeBytes = { sizeBytes.data(), count };
        c.mtimeNs = { mtimeNs.data(), count };
        c.link = { link.data(), count };
        c.hardLinkNode = hardLinkNode;
        c.contentOffset = { contentOffset.data(), count };
        c.fingerprint = fingerprint;
        c.attributeTable = attributeTable;
        c.arena = arena;
        return c;
    }
};

LayerLayout::LayerLayout(LayerRecords &records, const Job *job)
    : m_in(records)
    , m_job(job)
    , m_out(std::make_shared<Storage>())
{
}

bool LayerLayout::isWhiteout(const Item &item) const
{
    return !isFolder(item) && m_in.records[item.id].type == EntryType::Whiteout;
}

bool LayerLayout::precedes(const Item &a, const Item &b) const
{
    if (a.key != b.key)
        return a.key < b.key;
    const int order = compareNames(nameOf(a), nameOf(b));
    return order != 0 ? order < 0 : a.arrival < b.arrival;
}

void LayerLayout::groupByFolder()
{
    LayerFolders &folders = m_in.folders;
    // A folder is as young as the youngest thing in it; parents come before their children.
    for (std::uint32_t f = folders.size() - 1; f > 0; --f) {
        std::uint32_t &arrival = folders[folders[f].parent].arrival;
        arrival = std::max(arrival, folders[f].arrival);
    }
    m_begin.assign(folders.size() + 1, 0);
    for (const LayerRecord &record : m_in.records)
        m_begin[record.folder] += record.type != EntryType::Directory ? 1 : 0;
    for (std::uint32_t f = 1; f < folders.size(); ++f)
        ++m_begin[folders[f].parent];
    std::uint32_t total = 0;
    for (std::uint32_t &begin : m_begin)
        total += std::exchange(begin, total);
    m_items.resize(total);

    std::vector<std::uint32_t> next(m_begin.begin(), m_begin.end() - 1);
    const char *names = m_in.names.data();
    const std::size_t bytes = m_in.names.size();
    for (std::uint32_t i = 0; i < m_in.records.size(); ++i) {
        const LayerRecord &record = m_in.records[i];
        if (record.type != EntryType::Directory) {
            m_items[next[record.folder]++] = { nameKey(names + record.name, record.nameLength, bytes - record.name),
                record.name, record.nameLength, LayerRecords::recordArrival(i), i };
        }
    }
    for (std::uint32_t f = 1; f < folders.size(); ++f) {
        const LayerFolder &folder = folders[f];
        m_items[next[folder.parent]++] = { nameKey(names + folder.name, folder.nameLength, bytes - folder.name),
            folder.name, folder.nameLength, folder.arrival, f | kFolderBit };
    }
}

void LayerLayout::sortFolder(std::span<Item> items) const
{
    const auto order = [this](const Item &a, const Item &b) { return precedes(a, b); };
    // Engines walk a sorted file system, so files mostly come in order already; only the folders stand at the end.
    const auto firstFolder =
        std::find_if(items.begin(), items.end(), [this](const Item &item) { return isFolder(item); });
    if (!std::is_sorted(items.begin(), firstFolder, order))
        std::sort(items.begin(), firstFolder, order);
    if (!std::is_sorted(firstFolder, items.end(), order))
        std::sort(firstFolder, items.end(), order);
    if (firstFolder != items.begin() && firstFolder != items.end() && order(*firstFolder, *(firstFolder - 1)))
        std::inplace_merge(items.begin(), firstFolder, items.end(), order);
}

// Which of several entries at one path stays; they are in the order of arrival.
const LayerLayout::Item *LayerLayout::settle(std::span<const Item> sameName)
{
    const Item *winner = nullptr;
    const Item *folder = nullptr;
    const Item *whiteout = nullptr;
    std::uint32_t others = 0;
    for (const Item &item : sameName) {
        if (isWhiteout(item)) {
            whiteout = &item;
            continue;
        }
        if (isFolder(item))
            folder = &item;
        else
            ++others;
        winner = &item;
    }
    if (winner == nullptr)
        return whiteout;
    const auto parent = [&] {
        return isFolder(*winner) ? m_in.folders[winner->id & ~kFolderBit].parent : m_in.records[winner->id].folder;
    };
    const auto pathOf = [&] { return m_in.pathIn(parent(), nameOf(*winner)); };
    if (others + (folder != nullptr ? 1U : 0U) > 1)
        m_in.warn(ErrorCode::Conflict, pathOf, QStringLiteral("the same path twice in one layer: the last one counts"));
    if (whiteout != nullptr) {
        m_in.warn(ErrorCode::Conflict, pathOf, QStringLiteral("a path and its whiteout in one layer: the path stays"));
        if (isFolder(*winner))
            m_in.folders[winner->id & ~kFolderBit].isOpaque = true;
    }
    if (folder != nullptr && folder != winner)
        dropBelow(folder->id & ~kFolderBit);
    return winner;
}

// Everything in a folder that a later file, link or device has replaced.
void LayerLayout::dropBelow(std::uint32_t folder)
{
    std::vector<std::uint32_t> open { folder };
    while (!open.empty()) {
        const std::uint32_t at = open.back();
        open.pop_back();
        for (std::uint32_t i = m_begin[at]; i < m_begin[at + 1]; ++i) {
            const Item &item = m_items[i];
            const std::uint32_t below = item.id & ~kFolderBit;
            if (isFolder(item))
                open.push_back(below);
            if (!isFolder(item) || m_in.folders[below].record != LayerFolder::kImplied) {
                m_in.warn(
                    ErrorCode::Corrupt, [&] { return m_in.pathIn(at, nameOf(item)); },
                    QStringLiteral("lies below something that is no directory"));
            }
        }
    }
}

void LayerLayout::appendNode(const Item &item, std::uint32_t parent)
{
    Storage &out = *m_out;
    const std::uint32_t node = m_count++;
    out.parent[node] = parent;
    out.nameBegin[node] = m_nameEnd;
    if (item.nameLength > 0) // an empty layer has no arena at all
        std::memcpy(out.arena.data() + m_nameEnd, m_in.names.data() + item.name, item.nameLength);
    m_nameEnd += item.nameLength;
    m_ids[node] = item.id;
    std::uint32_t record = item.id;
    std::uint8_t flags = 0;
    if (isFolder(item)) {
        const LayerFolder &folder = m_in.folders[item.id & ~kFolderBit];
        flags = folder.isOpaque ? LayerTree::Opaque : 0;
        record = folder.record;
        if (record == LayerFolder::kImplied) {
            out.attributes[node] = m_impliedAttributes;
            out.flags[node] = flags;
            out.sizeBytes[node] = 0;
            out.mtimeNs[node] = 0;
            out.link[node] = 0;
            out.contentOffset[node] = -1;
            return;
        }
    }
    const LayerRecord &from = m_in.records[record];
    out.attributes[node] = from.attributes;
    out.flags[node] = static_cast<std::uint8_t>(flags | from.flags);
    out.sizeBytes[node] = from.sizeBytes;
    out.mtimeNs[node] = from.mtimeNs;
    out.link[node] = from.link; // moved behind the names later
    out.contentOffset[node] = from.contentOffset;
}

Result<void> LayerLayout::layOutNodes()
{
    Storage &out = *m_out;
    const std::size_t most = m_items.size() + 1;
    for (RawVector<std::uint32_t> *column : { &out.parent, &out.attributes, &out.link, &m_ids })
        column->resize(most);
    for (RawVector<std::uint32_t> *column : { &out.firstChild, &out.nameBegin })
        column->resize(most + 1);
    for (RawVector<std::int64_t> *column : { &out.sizeBytes, &out.mtimeNs, &out.contentOffset })
        column->resize(most);
    out.flags.resize(most);
    out.arena.resize(m_in.names.size());

    appendNode({ 0, 0, 0, 0, kFolderBit }, index(kNoLayerNode));
    for (std::uint32_t node = 0; node < m_count; ++node) {
        out.firstChild[node] = m_count;
        if ((m_ids[node] & kFolderBit) == 0)
            continue;
        if (isCancelled())
            return m_job->cancelled();
        const std::uint32_t folder = m_ids[node] & ~kFolderBit;
        const std::span<Item> items { m_items.data() + m_begin[folder], m_begin[folder + 1] - m_begin[folder] };
        sortFolder(items);
        for (std::size_t i = 0; i < items.size();) {
            std::size_t end = i + 1;
            while (end < items.size() && items[end].key == items[i].key && nameOf(items[end]) == nameOf(items[i]))
                ++end;
            appendNode(end == i + 1 ? items[i] : *settle(items.subspan(i, end - i)), node);
            i = end;
        }
    }
    out.firstChild[m_count] = m_count;
    out.nameBegin[m_count] = m_nameEnd;
    return {};
}

void LayerLayout::appendLinksAndXattrs()
{
    Storage &out = *m_out;
    const std::size_t links = m_nameEnd;
    const std::size_t xattrs = links + m_in.links.size();
    m_in.names = {}; // their place is taken again by what follows
    out.arena.resize(xattrs + m_in.xattrs.bytes().size());
    if (!m_in.links.empty())
        std::memcpy(out.arena.data() + links, m_in.links.data(), m_in.links.size());
    if (!m_in.xattrs.bytes().empty())
        std::memcpy(out.arena.data() + xattrs, m_in.xattrs.bytes().data(), m_in.xattrs.bytes().size());
    m_in.links = {};
    m_in.xattrs.clear();
    for (std::uint32_t node = 0; node < m_count; ++node) {
        if (out.link[node] != 0)
            out.link[node] += static_cast<std::uint32_t>(links);
    }
    out.attributeTable = std::move(m_in.attributes.values());
    for (Attributes &attributes : out.attributeTable) {
        if (attributes.xattrs != 0)
            attributes.xattrs = static_cast<std::uint32_t>(xattrs) + m_in.xattrs.offset(attributes.xattrs - 1) + 1;
    }
}

// Follows links to links. What ends in a directory, in nothing or in a circle is left to the layers below.
void LayerLayout::resolveHardLinks(const LayerTree &tree)
{
    enum class State : std::uint8_t { Fresh, Open, Done };
    struct Link {
        std::uint32_t node;
        std::uint32_t target; // as written
        std::uint32_t end = index(kNoLayerNode); // the file it means; the last link of a chain that leaves this layer
        State state = State::Fresh;
    };
    std::vector<Link> links;
    std::string path;
    for (std::uint32_t node = 0; node < m_count; ++node) {
        if (tree.type(LayerNode { node }) != EntryType::HardLink)
            continue;
        LayerNode target = kNoLayerNode;
        if (normalisePath(tree.linkTarget(LayerNode { node }), path) == PathFault::None)
            target = tree.find(path);
        if (target != kNoLayerNode
            && (tree.type(target) == EntryType::Directory || tree.type(target) == EntryType::Whiteout))
            target = kNoLayerNode;
        links.push_back({ node, index(target) });
    }
    const auto linkAt = [&links](std::uint32_t node) -> Link * {
        const auto found = std::lower_bound(links.begin(), links.end(), node,
            [](const Link &link, std::uint32_t wanted) { return link.node < wanted; });
        return found != links.end() && found->node == node ? &*found : nullptr;
    };
    std::vector<Link *> chain;
    for (Link &start : links) {
        chain.clear();
        Link *link = &start;
        std::uint32_t end = index(kNoLayerNode);
        while (link != nullptr && link->state == State::Fresh) {
            link->state = State::Open;
            chain.push_back(link);
            end = link->target == index(kNoLayerNode) ? link->node : link->target;
            link = linkAt(link->target);
        }
        if (link != nullptr)
            end = link->end; // of an open link, that is in a circle, there is none
        for (Link *member : chain) {
            member->end = end;
            member->state = State::Done;
        }
    }
    for (const Link &link : links) {
        if (link.end != index(kNoLayerNode) && link.end != link.node)
            m_out->hardLinkNode.insert(m_out->hardLinkNode.end(), { link.node, link.end });
    }
}

Result<LayerTreePtr> LayerLayout::run(bool hasFingerprints)
{
    Attributes implied;
    implied.type = EntryType::Directory;
    implied.mode = 0755;
    m_impliedAttributes = m_in.attributes.findOrAdd(implied);
    groupByFolder();
    if (Result<void> laidOut = layOutNodes(); !laidOut)
        return fail(std::move(laidOut.error()));
    appendLinksAndXattrs();
    if (hasFingerprints) {
        m_out->fingerprint.resize(m_count);
        for (std::uint32_t node = 0; node < m_count; ++node) {
            if ((m_ids[node] & kFolderBit) == 0 && m_ids[node] < m_in.fingerprints.size())
                m_out->fingerprint[node] = m_in.fingerprints[m_ids[node]];
        }
    }
    if (isCancelled())
        return m_job->cancelled();
    resolveHardLinks(LayerTree(m_out->columns(m_count), {}, {}, {}));
    const LayerTree::Columns columns = m_out->columns(m_count);
    return std::make_shared<const LayerTree>(columns, m_in.totals, std::move(m_in.warnings), std::move(m_out));
}

} // namespace varve
