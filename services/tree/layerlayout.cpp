// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/layerlayout.h"

#include "services/tree/packedfingerprints.h"
#include "services/tree/pathbytes.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace varve {

namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

} // namespace

struct LayerLayout::Storage {
    RawVector<std::uint32_t> nameBegin;
    RawVector<std::uint32_t> attributes;
    RawVector<std::uint32_t> sizes;
    RawVector<std::uint32_t> mtimeSeconds;
    RawVector<std::int64_t> mtimesNs;
    RawVector<std::uint32_t> place;
    RawVector<LayerColumns::Folder> folders;
    std::vector<LayerColumns::Exception> largeSizes;
    std::vector<LayerColumns::Exception> farContents;
    std::vector<std::uint32_t> hardLinkNode;
    PackedFingerprints fingerprints;
    std::vector<Attributes> attributeTable;
    RawVector<char> arena;

    LayerColumns columns(std::size_t count) const
    {
        LayerColumns c;
        c.nameBegin = { nameBegin.data(), count + 1 };
        c.attributes = { attributes.data(), count };
        c.sizes = { sizes.data(), count };
        c.mtimeSeconds = { mtimeSeconds.data(), mtimesNs.empty() ? count : 0 };
        c.mtimesNs = { mtimesNs.data(), mtimesNs.empty() ? 0 : count };
        c.place = { place.data(), count };
        c.folders = folders;
        c.largeSizes = largeSizes;
        c.farContents = farContents;
        c.hardLinkNode = hardLinkNode;
        c.attributeTable = attributeTable;
        c.arena = arena;
        fingerprints.addTo(c);
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
const LayerLayout::Item &LayerLayout::settle(std::span<const Item> sameName)
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
    if (winner == nullptr) // nothing but whiteouts
        return sameName.back();
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
    return *winner;
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

void LayerLayout::appendNode(const Item &item)
{
    Storage &out = *m_out;
    const std::uint32_t node = m_count++;
    out.nameBegin[node] = m_nameEnd;
    if (item.nameLength > 0) // an empty layer has no arena at all
        std::memcpy(out.arena.data() + m_nameEnd, m_in.names.data() + item.name, item.nameLength);
    m_nameEnd += item.nameLength;
    m_ids[node] = item.id;
    std::uint32_t record = item.id;
    bool isOpaque = false;
    if (isFolder(item)) {
        const LayerFolder &folder = m_in.folders[item.id & ~kFolderBit];
        isOpaque = folder.isOpaque;
        record = folder.record;
    }
    const LayerRecord &from = record == LayerFolder::kImplied ? m_implied : m_in.records[record];
    out.attributes[node] = isOpaque ? opaque(from.attributes) : from.attributes;
    const bool isLarge = from.sizeBytes >= LayerColumns::kException;
    out.sizes[node] = isLarge ? LayerColumns::kException : static_cast<std::uint32_t>(from.sizeBytes);
    if (isLarge)
        out.largeSizes.push_back({ from.sizeBytes, node });
    if (out.mtimesNs.empty())
        out.mtimeSeconds[node] = static_cast<std::uint32_t>(from.mtimeNs / kNsPerSecond);
    else
        out.mtimesNs[node] = from.mtimeNs;
    out.place[node] = from.type == EntryType::File ? placeOfContent(node, from.contentOffset) : from.link;
}

std::uint32_t LayerLayout::opaque(std::uint32_t attributes)
{
    Attributes value = m_in.attributes.values()[attributes];
    value.flags |= Attributes::Opaque;
    return m_in.attributes.findOrAdd(value);
}

std::uint32_t LayerLayout::placeOfContent(std::uint32_t node, std::int64_t offset)
{
    if (offset < 0)
        return 0;
    const std::int64_t block = offset / LayerColumns::kBlockBytes;
    if (block > 0 && block < LayerColumns::kException && offset % LayerColumns::kBlockBytes == 0)
        return static_cast<std::uint32_t>(block);
    m_out->farContents.push_back({ offset, node });
    return LayerColumns::kException;
}

bool LayerLayout::hasOnlyWholeSeconds() const
{
    return std::all_of(m_in.records.begin(), m_in.records.end(), [](const LayerRecord &record) {
        const std::int64_t seconds = record.mtimeNs / kNsPerSecond;
        return seconds >= 0 && seconds <= std::numeric_limits<std::uint32_t>::max()
            && seconds * kNsPerSecond == record.mtimeNs;
    });
}

Result<void> LayerLayout::layOutNodes()
{
    Storage &out = *m_out;
    const std::size_t most = m_items.size() + 1;
    for (RawVector<std::uint32_t> *column : { &out.attributes, &out.sizes, &out.place, &m_ids })
        column->resize(most);
    out.nameBegin.resize(most + 1);
    if (hasOnlyWholeSeconds())
        out.mtimeSeconds.resize(most);
    else
        out.mtimesNs.resize(most);
    out.folders.reserve(m_in.folders.size() + std::size_t { 1 });
    out.arena.resize(m_in.names.size());

    appendNode({ 0, 0, 0, 0, kFolderBit });
    for (std::uint32_t node = 0; node < m_count; ++node) {
        if ((m_ids[node] & kFolderBit) == 0)
            continue;
        out.place[node] = static_cast<std::uint32_t>(out.folders.size());
        out.folders.push_back({ node, m_count });
        if (isCancelled())
            return m_job->cancelled();
        const std::uint32_t folder = m_ids[node] & ~kFolderBit;
        const std::span<Item> items { m_items.data() + m_begin[folder], m_begin[folder + 1] - m_begin[folder] };
        sortFolder(items);
        for (std::size_t i = 0; i < items.size();) {
            std::size_t end = i + 1;
            while (end < items.size() && items[end].key == items[i].key && nameOf(items[end]) == nameOf(items[i]))
                ++end;
            appendNode(end == i + 1 ? items[i] : settle(items.subspan(i, end - i)));
            i = end;
        }
    }
    out.folders.push_back({ m_count, m_count });
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
    out.attributeTable = std::move(m_in.attributes.values());
    for (std::uint32_t node = 0; node < m_count; ++node) {
        const EntryType type = out.attributeTable[out.attributes[node]].type;
        if (type != EntryType::File && type != EntryType::Directory && out.place[node] != 0)
            out.place[node] += static_cast<std::uint32_t>(links);
    }
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
    m_implied = {};
    m_implied.type = EntryType::Directory;
    m_implied.attributes = m_in.attributes.findOrAdd(implied);
    groupByFolder();
    if (Result<void> laidOut = layOutNodes(); !laidOut)
        return fail(std::move(laidOut.error()));
    appendLinksAndXattrs();
    if (hasFingerprints) {
        std::vector<Fingerprint> byNode(m_count);
        for (std::uint32_t node = 0; node < m_count; ++node) {
            if ((m_ids[node] & kFolderBit) == 0 && m_ids[node] < m_in.fingerprints.size())
                byNode[node] = m_in.fingerprints[m_ids[node]];
        }
        m_out->fingerprints = PackedFingerprints(std::move(byNode));
    }
    if (isCancelled())
        return m_job->cancelled();
    resolveHardLinks(LayerTree(m_out->columns(m_count), {}, {}, {}));
    const LayerColumns columns = m_out->columns(m_count);
    return std::make_shared<const LayerTree>(columns, m_in.totals, std::move(m_in.warnings), std::move(m_out));
}

} // namespace varve
