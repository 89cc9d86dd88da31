// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/imagetreebuilder.h"

#include "services/tree/pathbytes.h"
#include "services/types/limits.h"

#include <algorithm>
#include <limits>

namespace varve {

namespace {

constexpr std::size_t kFewCursors = 8; // up to here looking at all is faster than keeping a heap
constexpr std::size_t kMostNodes = 0xfffffffeU;

} // namespace

ImageTreeBuilder::ImageTreeBuilder(std::vector<LayerTreePtr> layers, Job &job)
    : m_tree(new ImageTree)
    , m_job(job)
{
    m_tree->m_layers = std::move(layers);
}

void ImageTreeBuilder::Cursor::loadKey()
{
    const std::uint32_t begin = view->nameBegin[next];
    key = nameKey(view->arena + begin, view->nameBegin[next + 1] - begin, view->arenaBytes - begin);
}

// The order of a heap whose top is the smallest name, of equal names the lowest layer.
bool ImageTreeBuilder::comesLater(const Cursor &a, const Cursor &b)
{
    if (a.key != b.key)
        return a.key > b.key;
    const int order = compareNames(a.name(), b.name());
    return order != 0 ? order > 0 : a.layer > b.layer;
}

Result<ImageTreePtr> ImageTreeBuilder::run()
{
    ImageTree &tree = *m_tree;
    if (tree.m_layers.size() > limits::kLayersPerImage) {
        return fail(ErrorCode::LimitExceeded, {},
            QStringLiteral("%1 layers; the limit is %2").arg(tree.m_layers.size()).arg(limits::kLayersPerImage));
    }
    tree.m_counts.resize(tree.m_layers.size());
    std::size_t largest = 0;
    std::size_t total = 0;
    for (const LayerTreePtr &layer : tree.m_layers) {
        View view;
        if (layer) {
            const LayerColumns &c = layer->columns();
            view = { c.nameBegin.data(), c.attributes.data(), c.attributeTable.data(), c.place.data(), c.folders.data(),
                c.arena.data(), c.arena.size() };
            largest = std::max<std::size_t>(largest, layer->size());
            total += layer->size();
        }
        m_views.push_back(view);
    }
    // Memory that is not written is not taken; but a thousand large layers would ask for too much of it.
    const std::size_t expected = std::min(total, 2 * largest);
    tree.m_parent.reserve(expected);
    tree.m_firstChild.reserve(expected + 1);
    tree.m_changeBegin.reserve(expected + 1);
    tree.m_changes.reserve(expected);

    mergeRoot();
    for (std::size_t i = 0; i < m_pending.size(); ++i) {
        if (m_job.isCancelled())
            return m_job.cancelled();
        const Pending pending = m_pending[i];
        tree.m_firstChild.resize(pending.node + 1, tree.size());
        if (auto merged = mergeChildren(pending); !merged)
            return fail(std::move(merged.error()));
    }
    tree.m_firstChild.resize(tree.size() + std::size_t { 1 }, tree.size());
    tree.m_changeBegin.push_back(static_cast<std::uint32_t>(tree.m_changes.size()));
    if (!tree.m_hardLinks.empty()) {
        settleForeignLinks();
        locateFiles();
    }
    return ImageTreePtr(std::move(m_tree));
}

void ImageTreeBuilder::mergeRoot()
{
    m_here.clear();
    for (std::size_t layer = 0; layer < m_views.size(); ++layer) {
        if (m_tree->m_layers[layer])
            m_here.push_back({ static_cast<std::uint16_t>(layer), 0 });
    }
    m_tree->m_parent.push_back(index(kNoNode));
    m_tree->m_changeBegin.push_back(0);
    addChanges(0, {});
    queueChildren(0, {});
}

Result<void> ImageTreeBuilder::mergeChildren(const Pending &pending)
{
    ImageTree &tree = *m_tree;
    m_cursors.clear();
    std::size_t most = 0;
    const std::size_t changesEnd =
        pending.node + 1 < tree.m_changeBegin.size() ? tree.m_changeBegin[pending.node + 1] : tree.m_changes.size();
    for (std::size_t i = tree.m_changeBegin[pending.node]; i < changesEnd; ++i) {
        const Change &change = tree.m_changes[i];
        const View &view = m_views[change.layer];
        if (change.node == kNoLayerNode || !view.hasChildren(index(change.node)))
            continue;
        Cursor cursor;
        cursor.view = &view;
        const LayerColumns::Range children = view.children(index(change.node));
        cursor.next = children.begin;
        cursor.end = children.end;
        cursor.layer = change.layer;
        cursor.loadKey();
        m_cursors.push_back(cursor);
        most += cursor.end - cursor.next;
    }
    // Every entry brings at most one removal besides itself.
    if (tree.size() + most > kMostNodes || tree.m_changes.size() + 2 * most > kMostNodes) {
        return fail(ErrorCode::LimitExceeded, QString::fromStdString(tree.path(NodeId { pending.node })),
            QStringLiteral("more than 4 billion paths or changes in one image"));
    }
    // Not a span: the lists grow while children are added.
    const std::vector<std::uint16_t> hides(
        m_hides.begin() + pending.hidesBegin, m_hides.begin() + pending.hidesBegin + pending.hidesCount);
    if (m_cursors.size() == 1)
        appendOnlyChildren(pending.node, m_cursors.front(), hides);
    else if (m_cursors.size() <= kFewCursors)
        mergeFew(pending.node, hides);
    else
        mergeMany(pending.node, hides);
    return {};
}

// No other layer has this directory: its children are new, and gone again when something hides them later.
void ImageTreeBuilder::appendOnlyChildren(std::uint32_t parent, const Cursor &only, Layers hides)
{
    ImageTree &tree = *m_tree;
    const View &view = *only.view;
    const std::uint16_t layer = only.layer;
    const bool isHidden = !hides.empty();
    std::uint32_t added = 0;
    for (std::uint32_t entry = only.next; entry < only.end; ++entry) {
        const EntryType type = view.type(entry);
        if (type == EntryType::Whiteout)
            continue;
        const std::uint32_t node = tree.size();
        tree.m_parent.push_back(parent);
        tree.m_changeBegin.push_back(static_cast<std::uint32_t>(tree.m_changes.size()));
        tree.m_changes.push_back({ layer, ChangeKind::Added, LayerNode { entry } });
        if (isHidden)
            tree.m_changes.push_back({ hides.front(), ChangeKind::Removed, kNoLayerNode });
        ++added;
        if (type == EntryType::HardLink)
            noteHardLink(node, layer, entry);
        else if (view.hasChildren(entry)) {
            const auto begin = static_cast<std::uint32_t>(m_hides.size());
            if (isHidden)
                m_hides.push_back(hides.front());
            m_pending.push_back({ node, begin, isHidden ? 1U : 0U });
        }
    }
    tree.m_counts[layer].added += added;
    if (isHidden)
        tree.m_counts[hides.front()].removed += added;
}

void ImageTreeBuilder::mergeFew(std::uint32_t parent, Layers hides)
{
    std::size_t active = m_cursors.size();
    while (active > 0) {
        std::uint64_t least = m_cursors[0].key;
        for (std::size_t i = 1; i < active; ++i)
            least = std::min(least, m_cursors[i].key);
        const Cursor *best = nullptr;
        std::size_t sameKey = 0;
        for (std::size_t i = 0; i < active; ++i) {
            const Cursor &cursor = m_cursors[i];
            if (cursor.key != least)
                continue;
            ++sameKey;
            if (best == nullptr || compareNames(cursor.name(), best->name()) < 0)
                best = &cursor;
        }
        const std::string_view name = best->name();
        m_here.clear();
        std::size_t kept = 0;
        for (std::size_t i = 0; i < active; ++i) {
            Cursor &cursor = m_cursors[i];
            if (cursor.key == least && (sameKey == 1 || cursor.name() == name)) {
                m_here.push_back({ cursor.layer, cursor.next });
                if (++cursor.next == cursor.end)
                    continue;
                cursor.loadKey();
            }
            if (kept != i)
                m_cursors[kept] = cursor;
            ++kept;
        }
        active = kept;
        addChild(parent, hides);
    }
}

void ImageTreeBuilder::mergeMany(std::uint32_t parent, Layers hides)
{
    std::make_heap(m_cursors.begin(), m_cursors.end(), comesLater);
    while (!m_cursors.empty()) {
        const std::uint64_t key = m_cursors.front().key;
        const std::string_view name = m_cursors.front().name();
        m_here.clear();
        do {
            std::pop_heap(m_cursors.begin(), m_cursors.end(), comesLater);
            Cursor &cursor = m_cursors.back();
            m_here.push_back({ cursor.layer, cursor.next });
            if (++cursor.next == cursor.end) {
                m_cursors.pop_back();
            } else {
                cursor.loadKey();
                std::push_heap(m_cursors.begin(), m_cursors.end(), comesLater);
            }
        } while (!m_cursors.empty() && m_cursors.front().key == key && m_cursors.front().name() == name);
        addChild(parent, hides);
    }
}

// One path below `parent` that the layers in m_here have an entry for.
void ImageTreeBuilder::addChild(std::uint32_t parent, Layers hides)
{
    ImageTree &tree = *m_tree;
    const std::uint32_t node = tree.size();
    if (m_here.size() == 1 && hides.empty()) {
        const auto [layer, entry] = m_here.front();
        const View &view = m_views[layer];
        const EntryType type = view.type(entry);
        if (type == EntryType::Whiteout)
            return;
        tree.m_parent.push_back(parent);
        tree.m_changeBegin.push_back(static_cast<std::uint32_t>(tree.m_changes.size()));
        tree.m_changes.push_back({ layer, ChangeKind::Added, LayerNode { entry } });
        ++tree.m_counts[layer].added;
        if (type == EntryType::HardLink)
            noteHardLink(node, layer, entry);
        else if (view.hasChildren(entry))
            m_pending.push_back({ node, 0, 0 });
        return;
    }
    const bool isNothing = std::all_of(m_here.begin(), m_here.end(),
        [this](const Contribution &c) { return m_views[c.layer].type(c.node) == EntryType::Whiteout; });
    if (isNothing)
        return;
    tree.m_parent.push_back(parent);
    tree.m_changeBegin.push_back(static_cast<std::uint32_t>(tree.m_changes.size()));
    addChanges(node, hides);
    queueChildren(node, hides);
}

// The life of a path, layer by layer: hidden from above, then changed by an entry of its own.
void ImageTreeBuilder::addChanges(std::uint32_t node, Layers hides)
{
    ImageTree &tree = *m_tree;
    const std::size_t begin = tree.m_changes.size();
    bool isAlive = false;
    auto hide = hides.begin();
    for (const Contribution &here : m_here) {
        for (; hide != hides.end() && *hide < here.layer; ++hide) {
            if (std::exchange(isAlive, false))
                tree.m_changes.push_back({ *hide, ChangeKind::Removed, kNoLayerNode });
        }
        // Hidden and stored again by one layer: overwritten.
        if (hide != hides.end() && *hide == here.layer)
            ++hide;
        const EntryType type = m_views[here.layer].type(here.node);
        if (type == EntryType::Whiteout) {
            if (std::exchange(isAlive, false))
                tree.m_changes.push_back({ here.layer, ChangeKind::Removed, LayerNode { here.node } });
            else
                tree.m_idleWhiteouts.push_back({ NodeId { node }, here.layer });
            continue;
        }
        tree.m_changes.push_back({ here.layer, ChangeKind::Added, LayerNode { here.node } });
        isAlive = true;
        if (type == EntryType::HardLink)
            noteHardLink(node, here.layer, here.node);
    }
    if (isAlive && hide != hides.end())
        tree.m_changes.push_back({ *hide, ChangeKind::Removed, kNoLayerNode });
    const std::span<Change> changes { tree.m_changes.data() + begin, tree.m_changes.size() - begin };
    classify(changes);
    if (node != index(kRootNode))
        count(changes, +1);
}

// Hands on what hides older entries below `node`: what hides the node itself, and what its own entries hide.
void ImageTreeBuilder::queueChildren(std::uint32_t node, Layers hides)
{
    m_scratchHides.clear();
    bool hasOlder = false; // a layer below has children that nothing hides yet
    bool hasChildren = false;
    auto hide = hides.begin();
    for (const Contribution &here : m_here) {
        for (; hide != hides.end() && *hide <= here.layer; ++hide) {
            if (std::exchange(hasOlder, false))
                m_scratchHides.push_back(*hide);
        }
        const View &view = m_views[here.layer];
        const bool isDirectory = view.type(here.node) == EntryType::Directory;
        const LayerTree &layer = *m_tree->m_layers[here.layer];
        if ((!isDirectory || layer.isOpaque(LayerNode { here.node })) && std::exchange(hasOlder, false))
            m_scratchHides.push_back(here.layer);
        if (isDirectory && view.hasChildren(here.node))
            hasOlder = hasChildren = true;
    }
    for (; hide != hides.end(); ++hide) {
        if (std::exchange(hasOlder, false))
            m_scratchHides.push_back(*hide);
    }
    if (!hasChildren)
        return;
    const auto begin = static_cast<std::uint32_t>(m_hides.size());
    m_hides.insert(m_hides.end(), m_scratchHides.begin(), m_scratchHides.end());
    m_pending.push_back({ node, begin, static_cast<std::uint32_t>(m_scratchHides.size()) });
}

void ImageTreeBuilder::count(std::span<const Change> changes, int difference)
{
    for (const Change &change : changes) {
        ChangeCounts &counts = m_tree->m_counts[change.layer];
        std::uint32_t *counter = nullptr;
        switch (change.kind) {
        case ChangeKind::Added:
            counter = &counts.added;
            break;
        case ChangeKind::Modified:
        case ChangeKind::Replaced:
            counter = &counts.modified;
            break;
        case ChangeKind::MetadataOnly:
            counter = &counts.metadataOnly;
            break;
        case ChangeKind::Removed:
            counter = &counts.removed;
            break;
        case ChangeKind::Same:
            continue;
        }
        *counter += static_cast<std::uint32_t>(difference);
    }
}

} // namespace varve
