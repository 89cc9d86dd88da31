// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The containers that were made from the image. Choosing one puts what it wrote on top of the image's layers. GUI thread.
#pragma once

#include "models/containersmodel.h"
#include "services/jobs/workpool.h"
#include "ui/requestslot.h"

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
    ContainersPanel(ImageSession &session, WorkPool &pool, QWidget *parent = nullptr);

    TreeView *view() const { return m_view; }
    ContainersModel &model() { return m_model; }
    // Of the image that is shown; nothing where the source knows none.
    void setContainers(const std::optional<QList<ContainerInfo>> &containers);
    void saveState();

Q_SIGNALS:
    void filesRequested(); // of the container that the session shows by now

protected:
    void showEvent(QShowEvent *event) override;

private:
    // The engine walks a container's layer to count it: only for those that are looked at, one after the other.
    void askForBytes();
    void showFiles();
    void showImageAlone();
    void updateButtons();
    void showMenu(const QPoint &position);

    ImageSession &m_session;
    WorkPool &m_pool;
    ContainersModel m_model;
    TreeView *m_view;
    StateStack *m_states;
    QPushButton *m_showFiles;
    QPushButton *m_showImage;
    QString m_counted; // id of the container that was asked for last
    RequestSlot<std::int64_t> m_counting;
};

} // namespace varve
