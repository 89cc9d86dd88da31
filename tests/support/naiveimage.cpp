// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/naiveimage.h"

#include "tests/support/naivepaths.h"

#include <algorithm>
#include <deque>
#include <sstream>

namespace varve::test {

namespace {

struct Arrived {
    std::size_t when;
    NaiveEntry entry;
};

// The entries of a tar sorted out by what they say.
struct Heard {
    std::map<std::string, std::size_t> directories; // path -> when it was last needed
    std::map<std::string, NaiveEntry> explicitDirectories;
    std::map<std::string, Arrived> others;
    std::set<std::string> whiteouts;
    std::set<std::string> opaque;

    void needDirectory(std::string path, std::size_t when)
    {
        for (;;) {
            directories[path] = when;
            if (path.empty())
                return;
            path = parentOf(path);
        }
    }
    bool isDirectory(const std::string &path) const
    {
        const auto found = directories.find(path);
        if (found == directories.end())
            return false;
        const auto other = others.find(path);
        return other == others.end() || other->second.when < found->second;
    }
    bool isBelowNoDirectory(const std::string &path) const
    {
        for (std::string above = path; !above.empty();) {
            above = parentOf(above);
            if (!isDirectory(above))
                return true;
        }
        return false;
    }
};

void hear(Heard &heard, NaiveLayer &layer, const NaiveEntry &entry, std::size_t when)
{
    const std::optional<std::string> path = normalised(entry.path);
    if (!path)
        return;
    if (path->empty()) {
        if (entry.type == EntryType::Directory) {
            heard.needDirectory("", when);
            heard.explicitDirectories[""] = entry;
        }
        return;
    }
    const std::vector<std::string> components = componentsOf(*path);
    for (std::size_t i = 0; i + 1 < components.size(); ++i) {
        if (components[i].rfind(".wh.", 0) == 0)
            return;
    }
    const std::string parent = parentOf(*path);
    std::string name = components.back();
    bool isWhiteout = entry.type == EntryType::Whiteout;
    if (name == ".wh..wh..opq") {
        heard.needDirectory(parent, when);
        heard.opaque.insert(parent);
        return;
    }
    if (name.rfind(".wh..wh.", 0) == 0)
        return;
    if (name.rfind(".wh.", 0) == 0) {
        name = name.substr(4);
        if (name.empty() || name == "." || name == "..")
            return;
        isWhiteout = true;
    }
    const std::string full = parent.empty() ? name : parent + '/' + name;
    if (isWhiteout) {
        heard.needDirectory(parent, when);
        heard.whiteouts.insert(full);
        return;
    }
    if (entry.type == EntryType::HardLink && normalised(entry.target).value_or("").empty())
        return;
    if (entry.type == EntryType::Directory) {
        heard.needDirectory(full, when);
        heard.explicitDirectories[full] = entry;
        return;
    }
    heard.needDirectory(parent, when);
    heard.others[full] = { when, entry };
    if (entry.type == EntryType::File)
        layer.contentBytes += entry.size;
}

NaiveEntry impliedDirectory()
{
    NaiveEntry entry;
    entry.type = EntryType::Directory;
    entry.mode = 0755;
    return entry;
}

} // namespace

NaiveLayer NaiveLayer::fromTar(const NaiveTar &tar)
{
    NaiveLayer layer;
    Heard heard;
    heard.directories[""] = 0;
    for (std::size_t i = 0; i < tar.size(); ++i)
        hear(heard, layer, tar[i], i + 1);
    for (const auto &[path, when] : heard.directories) {
        if (!heard.isDirectory(path) || heard.isBelowNoDirectory(path))
            continue;
        NaiveNode node;
        const auto own = heard.explicitDirectories.find(path);
        node.isExplicit = own != heard.explicitDirectories.end();
        node.entry = node.isExplicit ? own->second : impliedDirectory();
        node.isOpaque = heard.opaque.count(path) > 0 || heard.whiteouts.count(path) > 0;
        layer.nodes[path] = node;
    }
    for (const auto &[path, other] : heard.others) {
        if (!heard.isDirectory(path) && !heard.isBelowNoDirectory(path))
            layer.nodes[path] = NaiveNode { other.entry };
    }
    for (const std::string &path : heard.whiteouts) {
        if (heard.isBelowNoDirectory(path) || layer.nodes.count(path) > 0)
            continue;
        NaiveNode node;
        node.entry.type = EntryType::Whiteout;
        layer.nodes[path] = node;
    }
    return layer;
}

bool NaiveLayer::isLeaf(const std::string &path) const
{
    return std::none_of(nodes.begin(), nodes.end(), [&](const auto &node) { return isBelow(node.first, path); });
}

std::optional<std::string> NaiveLayer::endOfLink(const std::string &path) const
{
    std::set<std::string> seen;
    std::string at = path;
    for (;;) {
        if (!seen.insert(at).second)
            return std::nullopt;
        const std::string target = normalised(nodes.at(at).entry.target).value_or("");
        const auto found = nodes.find(target);
        if (found == nodes.end() || found->second.entry.type == EntryType::Directory
            || found->second.entry.type == EntryType::Whiteout)
            return at;
        at = target;
        if (found->second.entry.type != EntryType::HardLink)
            return at;
    }
}

NaiveImage::NaiveImage(const std::vector<std::optional<NaiveTar>> &layers)
    : m_states(1)
{
    for (std::size_t i = 0; i < layers.size(); ++i) {
        m_layers.push_back(layers[i] ? NaiveLayer::fromTar(*layers[i]) : NaiveLayer {});
        apply(static_cast<int>(i));
    }
}

void NaiveImage::apply(int number)
{
    const NaiveLayer &layer = m_layers.back();
    const NaiveFileSystem before = m_states.back();
    for (const auto &[path, node] : layer.nodes) {
        if (node.entry.type != EntryType::HardLink)
            continue;
        const std::string end = layer.endOfLink(path).value_or(path);
        if (end != path)
            continue; // to be found inside, or the concern of the last link
        const auto target = before.find(normalised(node.entry.target).value_or(""));
        if (target == before.end())
            continue;
        const std::optional<NaiveRef> found = file(target->second.last);
        if (found && this->node(*found).entry.type != EntryType::Directory)
            m_foreign[{ number, path }] = *found;
    }
    NaiveFileSystem now = before;
    for (const auto &[path, node] : layer.nodes) {
        const bool hidesSelf = node.entry.type == EntryType::Whiteout;
        const bool hidesBelow = node.entry.type != EntryType::Directory || node.isOpaque;
        for (auto at = now.begin(); at != now.end();) {
            const bool isHidden = (hidesSelf && at->first == path) || (hidesBelow && isBelow(at->first, path));
            at = isHidden ? now.erase(at) : std::next(at);
        }
    }
    for (const auto &[path, node] : layer.nodes) {
        if (node.entry.type != EntryType::Whiteout)
            now[path] = { { number, path }, { number, path } };
    }
    followSymlinks(number, now);
    std::map<std::string, ChangeKind> changes;
    for (const auto &[path, node] : layer.nodes) {
        if (node.entry.type == EntryType::Whiteout)
            continue;
        const NaiveRef self { number, path };
        const auto old = before.find(path);
        NaiveState state { self, self };
        if (old == before.end()) {
            changes[path] = ChangeKind::Added;
        } else {
            changes[path] = compare(old->second.spoken, self);
            const bool isImplied = node.entry.type == EntryType::Directory && !node.isExplicit;
            if (isImplied && typeOf(old->second.spoken) == EntryType::Directory)
                state.spoken = old->second.spoken;
        }
        now[path] = state;
    }
    for (const auto &[path, state] : before) {
        if (now.count(path) == 0)
            changes[path] = ChangeKind::Removed;
    }
    m_states.push_back(now);
    m_changes.push_back(changes);
}

// Hard links whose target is not where they say: perhaps behind a symlink.
void NaiveImage::followSymlinks(int number, const NaiveFileSystem &now)
{
    std::map<NaiveRef, NaiveRef> found;
    for (const auto &[path, node] : m_layers.back().nodes) {
        const NaiveRef self { number, path };
        if (node.entry.type != EntryType::HardLink || m_layers.back().endOfLink(path).value_or(path) != path
            || m_foreign.count(self) != 0)
            continue;
        const auto &before = m_states.back();
        const auto direct = before.find(normalised(node.entry.target).value_or(""));
        if (direct != before.end() && file(direct->second.last))
            continue; // a directory
        const std::string target = realPath(node.entry.target, now).value_or(path);
        const auto there = now.find(target);
        const std::optional<NaiveRef> end =
            target == path || there == now.end() ? std::nullopt : file(there->second.last);
        if (end && this->node(*end).entry.type != EntryType::Directory)
            found[self] = *end;
    }
    m_foreign.insert(found.begin(), found.end());
}

// What a file system makes of a path, symlinks on the way followed, but not the last one.
std::optional<std::string> NaiveImage::realPath(const std::string &path, const NaiveFileSystem &now) const
{
    std::vector<std::string> here; // components walked so far
    std::deque<std::string> rest;
    const auto push = [&rest](const std::string &text) {
        std::istringstream stream(text);
        std::vector<std::string> parts;
        for (std::string part; std::getline(stream, part, '/');) {
            if (!part.empty())
                parts.push_back(part);
        }
        rest.insert(rest.begin(), parts.begin(), parts.end());
    };
    const auto joined = [&here] {
        std::string text;
        for (const std::string &part : here)
            text += (text.empty() ? "" : "/") + part;
        return text;
    };
    push(path);
    for (int followed = 0; !rest.empty();) {
        const std::string part = rest.front();
        rest.pop_front();
        if (part == ".")
            continue;
        if (part == "..") {
            if (!here.empty())
                here.pop_back();
            continue;
        }
        here.push_back(part);
        const auto found = now.find(joined());
        if (found == now.end())
            return std::nullopt;
        const NaiveEntry &entry = node(found->second.last).entry;
        if (rest.empty() || entry.type != EntryType::Symlink)
            continue;
        if (++followed > 40)
            return std::nullopt;
        here.pop_back();
        if (!entry.target.empty() && entry.target.front() == '/')
            here.clear();
        push(entry.target);
    }
    return joined();
}

std::optional<NaiveRef> NaiveImage::file(const NaiveRef &ref) const
{
    if (node(ref).entry.type != EntryType::HardLink)
        return ref;
    const NaiveLayer &layer = m_layers[static_cast<std::size_t>(ref.first)];
    const std::string end = layer.endOfLink(ref.second).value_or(ref.second);
    if (layer.nodes.at(end).entry.type != EntryType::HardLink)
        return NaiveRef { ref.first, end };
    const auto foreign = m_foreign.find({ ref.first, end });
    return foreign == m_foreign.end() ? std::nullopt : std::optional(foreign->second);
}

EntryType NaiveImage::typeOf(const NaiveRef &ref) const
{
    const std::optional<NaiveRef> found = file(ref);
    return found ? node(*found).entry.type : EntryType::File;
}

bool NaiveImage::isSameContent(const NaiveRef &a, const NaiveRef &b) const
{
    const NaiveEntry &x = node(a).entry;
    const NaiveEntry &y = node(b).entry;
    if (a == b)
        return true;
    if (x.size != y.size)
        return false;
    if (x.size == 0)
        return true;
    return x.content != 0 && y.content != 0 ? x.content == y.content : x.mtime == y.mtime;
}

ChangeKind NaiveImage::compare(const NaiveRef &before, const NaiveRef &now) const
{
    if (typeOf(before) != typeOf(now))
        return ChangeKind::Replaced;
    const std::optional<NaiveRef> a = file(before);
    const std::optional<NaiveRef> b = file(now);
    if (!a && !b)
        return node(before).entry.target == node(now).entry.target ? ChangeKind::MetadataOnly : ChangeKind::Modified;
    if (!a || !b)
        return ChangeKind::Modified;
    const NaiveEntry &x = node(*a).entry;
    const NaiveEntry &y = node(*b).entry;
    const bool isSame = x.mode == y.mode && x.uid == y.uid && x.gid == y.gid && x.xattr == y.xattr;
    switch (typeOf(now)) {
    case EntryType::File:
        return isSameContent(*a, *b) ? ChangeKind::MetadataOnly : ChangeKind::Modified;
    case EntryType::Directory:
        return isSame || !node(*b).isExplicit ? ChangeKind::Same : ChangeKind::MetadataOnly;
    default:
        if (x.target != y.target)
            return ChangeKind::Modified;
        return isSame && x.mtime == y.mtime ? ChangeKind::Same : ChangeKind::MetadataOnly;
    }
}

std::string NaiveImage::printChanges() const
{
    std::string out;
    for (std::size_t layer = 0; layer < m_layers.size(); ++layer) {
        for (const auto &[path, kind] : m_changes[layer]) {
            if (!path.empty())
                out += std::to_string(layer) + ' ' + "+~m-!="[static_cast<int>(kind)] + ' ' + path + '\n';
        }
    }
    return out;
}

std::string NaiveImage::printCounts() const
{
    std::string out;
    for (const auto &changes : m_changes) {
        std::map<ChangeKind, int> counts;
        for (const auto &[path, kind] : changes)
            counts[kind] += path.empty() ? 0 : 1;
        out += std::to_string(counts[ChangeKind::Added]) + ' '
            + std::to_string(counts[ChangeKind::Modified] + counts[ChangeKind::Replaced]) + ' '
            + std::to_string(counts[ChangeKind::MetadataOnly]) + ' ' + std::to_string(counts[ChangeKind::Removed])
            + '\n';
    }
    return out;
}

std::string NaiveImage::printState(int layer) const
{
    std::string out;
    for (const auto &[path, state] : after(layer)) {
        if (!path.empty())
            out += path + ' ' + std::to_string(state.last.first) + '\n';
    }
    return out;
}

} // namespace varve::test
