// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The documents of an image as they were found: foldable and searchable. Parsing happens on a worker. GUI thread.
#pragma once

#include "models/jsonmodel.h"
#include "ui/requestslot.h"

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace varve {

class Chooser;
class ImageSession;
class StateStack;
class TreeView;

class JsonPanel : public QWidget {
    Q_OBJECT

public:
    JsonPanel(ImageSession &session, WorkPool &pool, QWidget *parent = nullptr);
    TreeView *view() const { return m_view; }
    void focusFilter();
    bool clearFilters();
    void saveState();

private:
    void takeDetails();
    void showDocument(int number);
    void expandFirstLevels();
    void find(JsonModel::Direction direction, bool includeCurrent);
    void search(); // for what is typed
    void updateMatches();
    void showMenu(const QPoint &position);

    ImageSession &m_session;
    WorkPool &m_pool;
    JsonModel m_model;
    Chooser *m_chooser;
    QLineEdit *m_search;
    QLabel *m_matches;
    QToolButton *m_next;
    QToolButton *m_previous;
    TreeView *m_view;
    StateStack *m_states;
    QTimer m_typing;
    RequestSlot<JsonTreePtr> m_parsing;
};

} // namespace varve
