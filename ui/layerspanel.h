// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The layers of the image, newest on top. Selecting one layer or a range drives the files beside it. GUI thread.
#pragma once

#include "models/layersmodel.h"

#include <QtWidgets/QWidget>

class QMenu;

namespace varve {

class ImageSession;
class StateStack;
class StrataBar;
class TreeView;

class LayersPanel : public QWidget {
    Q_OBJECT

public:
    explicit LayersPanel(ImageSession &session, QWidget *parent = nullptr);

    TreeView *view() const { return m_view; }
    LayersModel &model() { return m_model; }
    void selectLayer(int layer);
    std::pair<int, int> selectedRange() const; // bottom is 0; {-1, -1}: none
    void saveState();

Q_SIGNALS:
    void rangeChanged(int firstLayer, int lastLayer);

private:
    void takeDetails();
    void takeLayers();
    void takeTree();
    void takeSizes();
    void selectionChanged();
    void addDownloads(QMenu *menu); // of an image in a registry
    void showMenu(const QPoint &position);

    ImageSession &m_session;
    LayersModel m_model;
    TreeView *m_view;
    StrataBar *m_strata;
    StateStack *m_states;
};

} // namespace varve
