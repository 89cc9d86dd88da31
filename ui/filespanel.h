// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The files of the image, seen through the selected layers: tree, controls, and a line about the chosen path. GUI thread.
#pragma once

#include "models/filetreemodel.h"

#include <QtWidgets/QWidget>

class QMenu;
class QToolButton;

namespace varve {

class ElidedLabel;
class FilesBar;
class ImageSession;
struct LayerProgress;
class StateStack;
class TreeKeeper;
class TreeView;

class FilesPanel : public QWidget {
    Q_OBJECT

public:
    explicit FilesPanel(ImageSession &session, QWidget *parent = nullptr);

    TreeView *view() const { return m_view; }
    FilesBar *bar() const { return m_bar; }
    TreeKeeper *keeper() const { return m_keeper; }
    void setLayers(int firstLayer, int lastLayer);
    bool clearFilters(); // true when there was one
    void jumpToLastChange(); // of the current path
    void saveState();

Q_SIGNALS:
    void layerRequested(int layer); // jump there

private:
    void updateRequest();
    void takeProjection();
    void updateState();
    bool showsPageInstead(); // loading, failed, empty
    void showFailure(const Error &error);
    void showFailedDownload(const Error &error); // of the layer that is looked at
    void showNothing();
    bool showsDownload(const LayerProgress *layer);
    void updateFooter();
    QString copiedUpText(NodeId node) const; // empty: nothing of the kind
    QString shownText(const TreeProjection &projection) const;
    int lastChangingLayer(NodeId node) const; // -1: none
    void showMenu(const QPoint &position);
    void addHistory(QMenu *menu, NodeId node);

    ImageSession &m_session;
    FileTreeModel m_model;
    FilesBar *m_bar;
    TreeView *m_view;
    StateStack *m_states;
    TreeKeeper *m_keeper;
    ElidedLabel *m_path;
    ElidedLabel *m_summary;
    QToolButton *m_jump;
    enum class PageAction { ClearFilters, Reload, Download };
    PageAction m_pageAction = PageAction::ClearFilters;
    QList<int> m_downloads; // for the page's button
    bool m_awaitsFocus = false; // the view, as the button that asked for a download is gone
    int m_firstLayer = 0;
    int m_lastLayer = 0;
    TreeColumn m_sort = TreeColumn::Name;
    bool m_isDescending = false;
};

} // namespace varve
