// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The part of the merge that compares entries: kinds of change, and hard links into lower layers.

#include "services/tree/imagetreebuilder.h"

#include "services/tree/pathbytes.h"

#include <algorithm>
#include <tuple>

namespace varve {

namespace {

bool hasSameMetadata(const LayerTree &a, LayerNode nodeA, const LayerTree &b, LayerNode nodeB)
{
    const Attributes &x = a.attributes(nodeA);
    const Attributes &y = b.attributes(nodeB);
    return x.mode == y.mode && x.uid == y.uid && x.gid == y.gid && a.encodedXattrs(nodeA) == b.encodedXattrs(nodeB);
}

} // namespace

// Fills in the kinds of all entries of one path. A directory that a layer only implies says nothing of its own, so that
// the next entry is compared with the one before it.
void ImageTreeBuilder::classify(std::span<Change> changes) const
{
    const Change *before = nullptr;
    for (Change &change : changes) {
        if (change.kind == ChangeKind::Removed) {
            before = nullptr;
            continue;
        }
        change.kind = before == nullptr ? ChangeKind::Added : compare(*before, change);
        const LayerTree &layer = *m_tree->m_layers[change.layer];
        const bool saysNothing = change.kind == ChangeKind::Same && !layer.isExplicit(change.node);
        if (!saysNothing)
            before = &change;
    }
}

ChangeKind ImageTreeBuilder::compare(const Change &before, const Change &now) const
{
    const auto a = m_tree->content(before);
    const auto b = m_tree->content(now);
    // A hard link without its file counts as a file of unknown content.
    const auto typeOf = [this](std::pair<int, LayerNode> content) {
        return content.second == kNoLayerNode ? EntryType::File : m_tree->layer(content.first)->type(content.second);
    };
    const EntryType type = typeOf(b);
    if (typeOf(a) != type)
        return ChangeKind::Replaced;
    if (a.second == kNoLayerNode || b.second == kNoLayerNode) {
        const bool isSame = a.second == b.second
            && m_tree->layer(before.layer)->linkTarget(before.node) == m_tree->layer(now.layer)->linkTarget(now.node);
        return isSame ? ChangeKind::MetadataOnly : ChangeKind::Modified;
    }
    const LayerTree &layerA = *m_tree->layer(a.first);
    const LayerTree &layerB = *m_tree->layer(b.first);
    if (type == EntryType::File)
        return isSameContent(a, b) ? ChangeKind::MetadataOnly : ChangeKind::Modified;
    const bool isSame = hasSameMetadata(layerA, a.second, layerB, b.second);
    if (type == EntryType::Directory)
        return isSame || !layerB.isExplicit(b.second) ? ChangeKind::Same : ChangeKind::MetadataOnly;
    if (layerA.linkTarget(a.second) != layerB.linkTarget(b.second))
        return ChangeKind::Modified;
    const bool isSameTime = layerA.mtimeNs(a.second) == layerB.mtimeNs(b.second);
    return isSame && isSameTime ? ChangeKind::Same : ChangeKind::MetadataOnly;
}

bool ImageTreeBuilder::isSameContent(std::pair<int, LayerNode> a, std::pair<int, LayerNode> b) const
{
    if (a == b)
        return true;
    const LayerTree &layerA = *m_tree->layer(a.first);
    const LayerTree &layerB = *m_tree->layer(b.first);
    const std::int64_t size = layerA.sizeBytes(a.second);
    if (size != layerB.sizeBytes(b.second))
        return false;
    if (size == 0)
        return true;
    const Fingerprint x = layerA.fingerprint(a.second);
    const Fingerprint y = layerB.fingerprint(b.second);
    if (!x.isNull() && !y.isNull() && layerA.fingerprintKind() == layerB.fingerprintKind())
        return x == y;
    // Provisional, until the content was read; all that there is where the fingerprints are of different kinds.
    return layerA.mtimeNs(a.second) == layerB.mtimeNs(b.second);
}

void ImageTreeBuilder::noteHardLink(std::uint32_t node, std::uint16_t layer, std::uint32_t entry)
{
    ImageTree::HardLink link;
    link.node = NodeId { node };
    link.layer = layer;
    link.linkNode = LayerNode { entry };
    m_tree->m_hardLinks.push_back(link);
}

// Like a file system: a symlink in the middle of the path leads on, one at its end is what was asked for. A ".." behind a
// symlink means the parent of where it leads, so nothing is put into one form beforehand.
NodeId ImageTreeBuilder::resolve(std::string_view path, int layer)
{
    static constexpr int kSymlinksFollowed = 40; // as Linux does
    const ImageTree &tree = *m_tree;
    std::string rest(path);
    std::size_t at = 0;
    int followed = 0;
    NodeId node = kRootNode;
    while (at < rest.size()) {
        const std::size_t slash = std::min(rest.find('/', at), rest.size());
        const std::string_view wanted(rest.data() + at, slash - at);
        at = slash + 1;
        if (wanted.empty() || wanted == ".")
            continue;
        if (wanted == "..") {
            node = node == kRootNode ? node : tree.parent(node);
            continue;
        }
        const NodeId next = tree.child(node, wanted);
        const Change *change = next == kNoNode ? nullptr : tree.changeAt(next, layer);
        if (change == nullptr || change->kind == ChangeKind::Removed)
            return kNoNode;
        const bool isLast = rest.find_first_not_of('/', std::min(at, rest.size())) == std::string::npos;
        if (isLast || tree.layer(change->layer)->type(change->node) != EntryType::Symlink) {
            node = next;
            continue;
        }
        const std::string_view target = tree.layer(change->layer)->linkTarget(change->node);
        const std::size_t length = target.size() + 1 + rest.size() - at;
        if (++followed > kSymlinksFollowed || length > limits::kPathBytes || length > m_bytesToFollow)
            return kNoNode;
        m_bytesToFollow -= length;
        if (target.starts_with('/'))
            node = kRootNode;
        rest = std::string(target) + '/' + rest.substr(at);
        at = 0;
    }
    return node;
}

// The file that a hard link out of its layer means when its target is where `node` is after `layer`.
std::pair<int, LayerNode> ImageTreeBuilder::fileAt(NodeId node, int layer) const
{
    const Change *change = node == kNoNode ? nullptr : m_tree->changeAt(node, layer);
    return change == nullptr || change->kind == ChangeKind::Removed ? std::pair { 0, kNoLayerNode }
                                                                    : m_tree->content(*change);
}

void ImageTreeBuilder::settle(const ImageTree::HardLink &link, std::pair<int, LayerNode> file)
{
    ImageTree &tree = *m_tree;
    if (file.second != kNoLayerNode && tree.layer(file.first)->type(file.second) != EntryType::Directory) {
        tree.m_foreignLinks.push_back(
            { link.layer, static_cast<std::uint16_t>(file.first), link.linkNode, file.second });
    } else if (static_cast<std::size_t>(tree.m_warnings.size()) < limits::kWarningsKept) {
        tree.m_warnings.append(Warning { ErrorCode::Corrupt, QStringLiteral("layer %1").arg(link.layer + 1),
            QByteArray::fromStdString(tree.path(link.node)),
            QStringLiteral("hard link to a file that neither this layer nor one below it has") });
    }
}

// Ascending by layer, so that the lower end of a link to a link is settled before it is asked for. What is not at the place
// that a link names may be behind a symlink ("bin/sh" where bin leads to usr/bin), of this layer or of one below: such links
// come after the others of their layer, and all at once, so that their order says nothing.
void ImageTreeBuilder::settleForeignLinks()
{
    ImageTree &tree = *m_tree;
    const auto order = [](const ImageTree::HardLink &a, const ImageTree::HardLink &b) {
        return std::tuple(a.layer, index(a.linkNode)) < std::tuple(b.layer, index(b.linkNode));
    };
    std::sort(tree.m_hardLinks.begin(), tree.m_hardLinks.end(), order);
    std::vector<NodeId> judgedAgain;
    std::vector<const ImageTree::HardLink *> elsewhere;
    std::vector<std::pair<int, LayerNode>> files;
    std::string path;
    for (auto begin = tree.m_hardLinks.cbegin(); begin != tree.m_hardLinks.cend();) {
        const std::uint16_t layer = begin->layer;
        const LayerTree &layerTree = *tree.layer(layer);
        const std::size_t firstForeign = tree.m_foreignLinks.size();
        elsewhere.clear();
        for (; begin != tree.m_hardLinks.cend() && begin->layer == layer; ++begin) {
            const LayerNode inside = layerTree.hardLinkNode(begin->linkNode);
            if (inside == kNoLayerNode || layerTree.type(inside) == EntryType::HardLink)
                judgedAgain.push_back(begin->node);
            if (inside != kNoLayerNode)
                continue;
            std::pair<int, LayerNode> file { 0, kNoLayerNode };
            if (normalisePath(layerTree.linkTarget(begin->linkNode), path) == PathFault::None)
                file = fileAt(tree.find(path), layer - 1);
            if (file.second == kNoLayerNode)
                elsewhere.push_back(&*begin);
            else
                settle(*begin, file);
        }
        files.clear();
        files.reserve(elsewhere.size());
        for (const ImageTree::HardLink *link : elsewhere) {
            const NodeId target = resolve(layerTree.linkTarget(link->linkNode), layer);
            files.push_back(target == link->node ? std::pair { 0, kNoLayerNode } : fileAt(target, layer));
        }
        for (std::size_t i = 0; i < elsewhere.size(); ++i)
            settle(*elsewhere[i], files[i]);
        std::sort(tree.m_foreignLinks.begin() + static_cast<std::ptrdiff_t>(firstForeign), tree.m_foreignLinks.end(),
            [](const ImageTree::ForeignLink &a, const ImageTree::ForeignLink &b) {
                return index(a.node) < index(b.node);
            });
    }
    std::sort(judgedAgain.begin(), judgedAgain.end());
    judgedAgain.erase(std::unique(judgedAgain.begin(), judgedAgain.end()), judgedAgain.end());
    for (const NodeId node : judgedAgain) {
        const std::uint32_t begin = tree.m_changeBegin[index(node)];
        const std::span<Change> changes { tree.m_changes.data() + begin, tree.m_changeBegin[index(node) + 1] - begin };
        count(changes, -1);
        classify(changes);
        count(changes, +1);
    }
}

// The path of the file that each hard link means. A layer's nodes occur in the image in ascending order, so one pass over
// the changes meets them in the order in which they are sorted.
void ImageTreeBuilder::locateFiles()
{
    ImageTree &tree = *m_tree;
    std::vector<ImageTree::HardLink> &links = tree.m_hardLinks;
    for (ImageTree::HardLink &link : links) {
        const auto [layer, node] = tree.content({ link.layer, ChangeKind::Added, link.linkNode });
        link.fileLayer = static_cast<std::uint16_t>(layer);
        link.fileNode = node;
    }
    std::erase_if(links, [](const ImageTree::HardLink &link) { return link.fileNode == kNoLayerNode; });
    std::sort(links.begin(), links.end(), [](const ImageTree::HardLink &a, const ImageTree::HardLink &b) {
        return std::tuple(a.fileLayer, index(a.fileNode)) < std::tuple(b.fileLayer, index(b.fileNode));
    });
    std::vector<std::size_t> next(tree.m_layers.size(), links.size());
    for (std::size_t i = links.size(); i > 0; --i)
        next[links[i - 1].fileLayer] = i - 1;
    for (std::uint32_t node = 0; node < tree.size(); ++node) {
        for (const Change &change : tree.changes(NodeId { node })) {
            std::size_t &at = next[change.layer];
            for (; at < links.size() && links[at].fileLayer == change.layer && links[at].fileNode == change.node; ++at)
                links[at].file = NodeId { node };
        }
    }
    std::sort(links.begin(), links.end(), [](const ImageTree::HardLink &a, const ImageTree::HardLink &b) {
        return std::tuple(index(a.file), a.fileLayer, index(a.node), a.layer)
            < std::tuple(index(b.file), b.fileLayer, index(b.node), b.layer);
    });
}

} // namespace varve
