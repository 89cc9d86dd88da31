// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Remembers what a person opened and where they were in the file tree, across layers, modes and filters: folders that a
// projection does not show open again when they come back, the chosen path is chosen again, and the same path stays at the
// top of the view. GUI thread.
//
// The model keeps what both projections show; this class keeps the rest, by path where the merged tree was rebuilt with
// more layers. Cost per swap: O(open folders) and one layout of the view.
#pragma once

#include <QtCore/QObject>
#include <QtCore/QSet>

#include <memory>
#include <string>
#include <vector>

namespace varve {

class FileTreeModel;
class ImageTree;
class TreeProjection;
class TreeView;

class TreeKeeper : public QObject {
    Q_OBJECT

public:
    TreeKeeper(TreeView &view, FileTreeModel &model, QObject *parent = nullptr);

    // Puts the projection into the model and the view back where it was. Null: empty, but remembered.
    // openAll: for a filter, every match is opened to. Else as many levels as fit a screen are opened. Folders that only
    // this opened close again with the next show(); those that a person closed stay closed.
    void show(const std::shared_ptr<const TreeProjection> &projection, bool openAll = false);
    void forget(); // another image
    void expandAll(); // up to kExpandLimit folders, the upper ones first
    void collapseAll();
    void reveal(quint32 node); // opens its parents, chooses it and scrolls there

    static constexpr int kExpandLimit = 5000;
    static constexpr int kFilterExpandLimit = 1000;
    static constexpr std::uint32_t kRowsThatFit = 40;

private:
    void noteOpened(quint32 node);
    void noteClosed(quint32 node);
    void remember();
    void restore();
    void openForFilter(const TreeProjection &projection);
    void openWhatFits(const TreeProjection &projection);
    void openForNow(quint32 node);
    void closeTemporary();
    void rebase(const std::shared_ptr<const ImageTree> &tree);

    TreeView &m_view;
    FileTreeModel &m_model;
    std::shared_ptr<const ImageTree> m_tree; // what the NodeIds below belong to
    QSet<quint32> m_open;
    QSet<quint32> m_closed; // by hand
    QSet<quint32> m_temporary; // opened by show()
    quint32 m_current;
    quint32 m_top;
    int m_topOffset = 0;
    bool m_currentWasVisible = false;
    bool m_isRestoring = false;
};

} // namespace varve
