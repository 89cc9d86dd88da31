// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Images as maps of paths, layer by layer, as slow and as plain as the rules are written: the judge of LayerTreeBuilder,
// ImageTree, TreeProjection and analyse(). Shares no code and no idea with them. Every answer is text, for comparing.
#pragma once

#include "services/tree/treeprojection.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace varve::test {

// One tar entry.
struct NaiveEntry {
    std::string path; // as in the tar
    EntryType type = EntryType::File;
    int mode = 0644;
    int uid = 0;
    int gid = 0;
    std::int64_t size = 0;
    std::int64_t mtime = 0;
    int content = 0; // 0: not fingerprinted
    std::string target;
    std::string xattr;
};
using NaiveTar = std::vector<NaiveEntry>;

struct NaiveNode {
    NaiveEntry entry;
    bool isExplicit = true;
    bool isOpaque = false;
};

// What one layer says of each path, whiteouts included; the root is "".
struct NaiveLayer {
    std::map<std::string, NaiveNode> nodes;
    std::int64_t contentBytes = 0;

    static NaiveLayer fromTar(const NaiveTar &tar);
    bool isLeaf(const std::string &path) const;
    // Through hard links inside the layer: the path of the file, or of the last link when the rest is elsewhere; nothing
    // for circles.
    std::optional<std::string> endOfLink(const std::string &path) const;
};

// Entry of a layer, by number and path.
using NaiveRef = std::pair<int, std::string>;

struct NaiveState {
    NaiveRef last; // the entry that made the path what it is
    NaiveRef spoken; // the last one that says something: not a directory that is only implied
};
using NaiveFileSystem = std::map<std::string, NaiveState>;

class NaiveImage {
public:
    explicit NaiveImage(const std::vector<std::optional<NaiveTar>> &layers);

    std::string printChanges() const; // of all layers, Same included, root not
    std::string printCounts() const;
    std::string printState(int layer) const; // the paths that exist then
    std::string printProjection(const ProjectionRequest &request) const;
    std::string printAnalysis() const;

private:
    struct Row {
        int state = -1; // ChangeKind, or -1
        std::int64_t size = 0;
        bool isShown = false;
        bool isBelow = false;
    };
    using Rows = std::map<std::string, Row>;

    void apply(int layer);
    void followSymlinks(int number, const NaiveFileSystem &now);
    std::optional<std::string> realPath(const std::string &path, const NaiveFileSystem &now) const;
    const NaiveNode &node(const NaiveRef &ref) const
    {
        return m_layers[static_cast<std::size_t>(ref.first)].nodes.at(ref.second);
    }
    std::optional<NaiveRef> file(const NaiveRef &ref) const;
    EntryType typeOf(const NaiveRef &ref) const;
    ChangeKind compare(const NaiveRef &before, const NaiveRef &now) const;
    bool isSameContent(const NaiveRef &a, const NaiveRef &b) const;
    const NaiveFileSystem &after(int layer) const { return m_states[static_cast<std::size_t>(layer + 1)]; }
    std::optional<NaiveRef> fileAt(const std::string &path, int layer) const;

    Rows rowsOf(const ProjectionRequest &request) const;
    int stateOf(const std::string &path, int low, int high) const;
    void addSizes(Rows &rows, const ProjectionRequest &request, int low, int high, int look) const;
    std::vector<std::string> sorted(
        std::vector<std::string> children, const Rows &rows, const ProjectionRequest &request, int look) const;
    std::optional<NaiveRef> shownEntry(const std::string &path, int look) const;
    std::string printDive() const;

    std::vector<NaiveLayer> m_layers;
    std::vector<NaiveFileSystem> m_states; // [0]: before the first layer
    std::vector<std::map<std::string, ChangeKind>> m_changes; // by layer
    std::map<NaiveRef, NaiveRef> m_foreign; // hard links into lower layers
};

} // namespace varve::test
