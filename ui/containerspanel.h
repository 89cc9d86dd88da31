// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The containers that were made from the image. Choosing one puts what it wrote on top of the image's layers. GUI thread.
#pragma once

#include "models/containersmodel.h"

#include <QtWidgets/QWidget>

#include <optional>

class QPushButton;

namespace varve {

class ImageSession;
class StateStack;
class TreeView;

class ContainersPanel : public QWidget {
    Q_OBJECT

public:
    explicit ContainersPanel(ImageSession &session, QWidget *parent = nullptr);

    TreeView *view() const { return m_view; }
    ContainersModel &model() { return m_model; }
    // Of the image that is shown; nothing where the source knows none.
    void setContainers(const std::optional<QList<ContainerInfo>> &containers);
    void saveState();

Q_SIGNALS:
    void filesRequested(); // of the container that the session shows by now

private:
    void showFiles();
    void showImageAlone();
    void updateButtons();
    void showMenu(const QPoint &position);

    ImageSession &m_session;
    ContainersModel m_model;
    TreeView *m_view;
    StateStack *m_states;
    QPushButton *m_showFiles;
    QPushButton *m_showImage;
};

} // namespace varve
