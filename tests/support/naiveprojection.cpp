// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/naiveimage.h"
#include "tests/support/naivepaths.h"

#include <algorithm>
#include <functional>

namespace varve::test {

namespace {

std::string lowered(std::string text)
{
    for (char &c : text) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

// Tries everything; sets are plain lists of letters here.
bool isGlobMatch(const std::string &pattern, const std::string &text, bool ofPath)
{
    if (pattern.empty())
        return text.empty();
    const std::string rest = pattern.substr(1);
    switch (pattern[0]) {
    case '*': {
        const bool isDeep = !ofPath || (!rest.empty() && rest[0] == '*');
        for (std::size_t taken = 0; taken <= text.size(); ++taken) {
            if (!isDeep && text.substr(0, taken).find('/') != std::string::npos)
                return false;
            if (isGlobMatch(isDeep && ofPath ? rest.substr(1) : rest, text.substr(taken), ofPath))
                return true;
        }
        return false;
    }
    case '?':
        return !text.empty() && (!ofPath || text[0] != '/') && isGlobMatch(rest, text.substr(1), ofPath);
    case '[': {
        const std::size_t end = rest.find(']');
        return !text.empty() && rest.substr(0, end).find(text[0]) != std::string::npos
            && isGlobMatch(rest.substr(end + 1), text.substr(1), ofPath);
    }
    default:
        return !text.empty() && text[0] == pattern[0] && isGlobMatch(rest, text.substr(1), ofPath);
    }
}

bool isFilterMatch(const std::string &filter, const std::string &path)
{
    const bool ofPath = filter.find('/') != std::string::npos;
    const bool isGlob = filter.find_first_of("*?[") != std::string::npos;
    const std::string subject = lowered(ofPath ? '/' + path : nameOf(path));
    std::string pattern = lowered(filter);
    if (!isGlob)
        return subject.find(pattern) != std::string::npos;
    if (ofPath && pattern[0] != '/')
        pattern = '/' + pattern;
    return isGlobMatch(pattern, subject, ofPath);
}

bool isFilterMatchAtOrAbove(const std::string &filter, std::string path)
{
    for (; !path.empty(); path = parentOf(path)) {
        if (filter.empty() || isFilterMatch(filter, path))
            return true;
    }
    return false;
}

} // namespace

int NaiveImage::stateOf(const std::string &path, int low, int high) const
{
    if (low > high)
        return -1;
    const bool was = after(low - 1).count(path) > 0;
    const bool is = after(high).count(path) > 0;
    if (!was && !is)
        return -1;
    if (!was || !is)
        return static_cast<int>(is ? ChangeKind::Added : ChangeKind::Removed);
    std::set<ChangeKind> kinds;
    for (int layer = low; layer <= high; ++layer) {
        const auto &changes = m_changes[static_cast<std::size_t>(layer)];
        if (const auto change = changes.find(path); change != changes.end())
            kinds.insert(change->second);
    }
    if (kinds.count(ChangeKind::Removed) > 0
        && typeOf(after(low - 1).at(path).last) != typeOf(after(high).at(path).last))
        return static_cast<int>(ChangeKind::Replaced);
    if (kinds.count(ChangeKind::Replaced) > 0)
        return static_cast<int>(ChangeKind::Replaced);
    if (kinds.count(ChangeKind::Modified) + kinds.count(ChangeKind::Added) + kinds.count(ChangeKind::Removed) > 0)
        return static_cast<int>(ChangeKind::Modified);
    return kinds.count(ChangeKind::MetadataOnly) > 0 ? static_cast<int>(ChangeKind::MetadataOnly) : -1;
}

NaiveImage::Rows NaiveImage::rowsOf(const ProjectionRequest &request) const
{
    const int top = static_cast<int>(m_layers.size()) - 1;
    const int high = request.lastLayer;
    const int low = request.mode == TreeMode::ChangesOnly ? 1 : request.firstLayer;
    const int look = request.mode == TreeMode::WholeImage ? top : high;
    Rows rows;
    rows[""].isShown = true;
    rows[""].state = stateOf("", low, high);
    for (const NaiveFileSystem &state : m_states) {
        for (const auto &[path, unused] : state)
            rows[path];
    }
    std::vector<std::string> hits;
    for (auto &[path, row] : rows) {
        if (path.empty())
            continue;
        row.state = stateOf(path, low, high);
        bool belongs = row.state >= 0;
        if (request.mode == TreeMode::WholeImage)
            belongs = after(top).count(path) > 0;
        else if (request.mode == TreeMode::UpToHere)
            belongs = after(high).count(path) > 0 || row.state == static_cast<int>(ChangeKind::Removed);
        const bool hasKind = request.kinds == 0xff || (row.state >= 0 && (request.kinds & (1 << row.state)) != 0);
        if (belongs && hasKind && isFilterMatchAtOrAbove(request.filter, path))
            hits.push_back(path);
    }
    for (const std::string &hit : hits) {
        for (std::string path = hit; !path.empty(); path = parentOf(path))
            rows[path].isShown = true;
    }
    for (const auto &[path, row] : rows) {
        if (path.empty() || !row.isShown || row.state < 0)
            continue;
        for (std::string above = path; !above.empty();) {
            above = parentOf(above);
            rows[above].isBelow = true;
        }
    }
    addSizes(rows, request, low, high, look);
    return rows;
}

std::optional<NaiveRef> NaiveImage::fileAt(const std::string &path, int layer) const
{
    const auto found = after(layer).find(path);
    return found == after(layer).end() ? std::nullopt : file(found->second.last);
}

void NaiveImage::addSizes(Rows &rows, const ProjectionRequest &request, int low, int high, int look) const
{
    const bool isDifference = request.mode == TreeMode::ThisLayer || request.mode == TreeMode::ChangesOnly;
    std::map<NaiveRef, std::vector<std::string>> stored; // file -> the shown paths that mean it
    std::map<NaiveRef, std::vector<std::string>> removed;
    for (const auto &[path, row] : rows) {
        if (!row.isShown)
            continue;
        if (const auto now = fileAt(path, look)) {
            if (!isDifference || (now->first >= low && now->first <= high))
                stored[*now].push_back(path);
        }
        if (isDifference && row.state == static_cast<int>(ChangeKind::Removed)) {
            if (const auto before = fileAt(path, low - 1))
                removed[*before].push_back(path);
        }
    }
    const auto give = [&](const NaiveRef &ref, std::vector<std::string> paths, int layer, std::int64_t bytes) {
        std::sort(paths.begin(), paths.end(), isBeforeInBreadth);
        std::string winner = paths.front();
        for (const std::string &path : paths) {
            if (path == ref.second && after(layer).at(path).last == ref)
                winner = path;
        }
        for (;;) {
            rows[winner].size += bytes;
            if (winner.empty())
                return;
            winner = parentOf(winner);
        }
    };
    const auto bytesOf = [&](const NaiveRef &ref) {
        return node(ref).entry.type == EntryType::File ? node(ref).entry.size : 0;
    };
    for (const auto &[ref, paths] : stored)
        give(ref, paths, look, bytesOf(ref));
    for (const auto &[ref, paths] : removed) {
        const bool isStillThere = std::any_of(after(high).begin(), after(high).end(),
            [&, wanted = ref](const auto &state) { return file(state.second.last) == wanted; });
        if (!isStillThere)
            give(ref, paths, low - 1, -bytesOf(ref));
    }
}

std::optional<NaiveRef> NaiveImage::shownEntry(const std::string &path, int look) const
{
    for (int layer = look; layer >= 0; --layer) {
        const auto found = after(layer).find(path);
        if (found == after(layer).end())
            continue;
        const NaiveRef &ref = found->second.spoken;
        return node(ref).isExplicit ? std::optional(ref) : std::nullopt;
    }
    return std::nullopt;
}

std::vector<std::string> NaiveImage::sorted(
    std::vector<std::string> children, const Rows &rows, const ProjectionRequest &request, int look) const
{
    std::sort(children.begin(), children.end());
    const auto key = [&](const std::string &path) -> std::pair<int, std::int64_t> {
        const Row &row = rows.at(path);
        const std::optional<NaiveRef> entry = shownEntry(path, look);
        switch (request.sort) {
        case TreeColumn::Name:
            return {};
        case TreeColumn::Size:
            return { 0, row.size };
        case TreeColumn::Change:
            switch (row.state) {
            case static_cast<int>(ChangeKind::Added):
                return { 0, 0 };
            case static_cast<int>(ChangeKind::Modified):
                return { 1, 0 };
            case static_cast<int>(ChangeKind::Replaced):
                return { 2, 0 };
            case static_cast<int>(ChangeKind::MetadataOnly):
                return { 3, 0 };
            case static_cast<int>(ChangeKind::Removed):
                return { 4, 0 };
            default:
                return { row.isBelow ? 5 : 6, 0 };
            }
        case TreeColumn::Mode:
            return entry
                ? std::pair(static_cast<int>(node(*entry).entry.type), std::int64_t { node(*entry).entry.mode })
                : std::pair(0, std::int64_t { 0 });
        case TreeColumn::Owner:
            return entry ? std::pair(node(*entry).entry.uid, std::int64_t { node(*entry).entry.gid })
                         : std::pair(0, std::int64_t { 0 });
        case TreeColumn::Modified:
            return entry ? std::pair(1, node(*entry).entry.mtime) : std::pair(0, std::int64_t { 0 });
        }
        return {};
    };
    if (request.sort == TreeColumn::Name) {
        if (request.descending)
            std::reverse(children.begin(), children.end());
        return children;
    }
    std::stable_sort(children.begin(), children.end(), [&](const std::string &a, const std::string &b) {
        return request.descending ? key(b) < key(a) : key(a) < key(b);
    });
    return children;
}

std::string NaiveImage::printProjection(const ProjectionRequest &request) const
{
    const Rows rows = rowsOf(request);
    const int look = request.mode == TreeMode::WholeImage ? static_cast<int>(m_layers.size()) - 1 : request.lastLayer;
    std::map<std::string, std::vector<std::string>> children;
    for (const auto &[path, row] : rows) {
        if (!path.empty() && row.isShown)
            children[parentOf(path)].push_back(path);
    }
    std::string out = "total " + std::to_string(rows.at("").size) + '\n';
    const std::function<void(const std::string &)> print = [&](const std::string &parent) {
        for (const std::string &path : sorted(children[parent], rows, request, look)) {
            const Row &row = rows.at(path);
            const std::optional<NaiveRef> entry = shownEntry(path, look);
            out += row.state >= 0 ? "AMmRP"[row.state] : (row.isBelow ? '.' : ' ');
            out +=
                ' ' + path + ' ' + std::to_string(row.size) + ' ' + (entry ? std::to_string(entry->first) : "-") + '\n';
            print(path);
        }
    };
    print("");
    return out;
}

} // namespace varve::test
