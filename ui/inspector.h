// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Everything about the chosen image: a line with its name and proof, its problems, and the tabs. A tab's widgets are made
// when it is first looked at. GUI thread.
#pragma once

#include "services/types/containerinfo.h"

#include <QtWidgets/QWidget>

#include <optional>

class QDateTime;
class QLabel;
class QSplitter;
class QTabWidget;

namespace varve {

class ContainersPanel;
class ElidedLabel;
class FilesPanel;
class IconLabel;
class ImageSession;
class JsonPanel;
class LayersPanel;
class Notice;
class OverviewPanel;
class StateStack;
class WorkPool;

class Inspector : public QWidget {
    Q_OBJECT

public:
    Inspector(ImageSession &session, WorkPool &pool, QWidget *parent = nullptr);

    QTabWidget *tabs() const { return m_tabs; }
    LayersPanel *layers() const { return m_layers; }
    FilesPanel *files() const { return m_files; }
    JsonPanel *json() const { return m_json; } // null until shown
    OverviewPanel *overview() const { return m_overview; } // null until shown
    ContainersPanel *containers() const { return m_containers; } // null until shown
    StateStack *states() const { return m_states; }

    // Of the image that is shown; nothing where its source knows none.
    void setContainers(const std::optional<QList<ContainerInfo>> &containers);
    void focusFilter();
    bool clearFilters();
    void saveState();
    void setNow(const QDateTime &now); // for "3 months ago"

Q_SIGNALS:
    void warningsRequested();
    void enginesRequested(); // where engines are chosen, and what is done in them

private:
    void makeTab(int tab);
    void updateHeader();
    void updateState();
    void jumpTo(int layer);

    ImageSession &m_session;
    WorkPool &m_pool;
    ElidedLabel *m_title;
    ElidedLabel *m_figures;
    IconLabel *m_proofIcon;
    QLabel *m_proof;
    Notice *m_notice;
    QTabWidget *m_tabs;
    QSplitter *m_splitter = nullptr;
    LayersPanel *m_layers = nullptr;
    FilesPanel *m_files = nullptr;
    OverviewPanel *m_overview = nullptr;
    ContainersPanel *m_containers = nullptr;
    JsonPanel *m_json = nullptr;
    std::optional<QList<ContainerInfo>> m_containerList; // until the tab is made
    StateStack *m_states;
    bool m_showsTop = false; // the topmost layer is to be chosen
};

} // namespace varve
