// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What `docker image inspect` says, for people; every value can be copied. GUI thread.
#pragma once

#include "models/detailsmodel.h"

#include <QtWidgets/QWidget>

namespace varve {

class ImageSession;
class TreeView;

class OverviewPanel : public QWidget {
    Q_OBJECT

public:
    explicit OverviewPanel(ImageSession &session, QWidget *parent = nullptr);
    TreeView *view() const { return m_view; }
    void saveState();
    void setNow(const QDateTime &now) { m_model.setNow(now); }

private:
    void takeDetails();
    void takeFigures();
    void showMenu(const QPoint &position);

    ImageSession &m_session;
    DetailsModel m_model;
    TreeView *m_view;
};

} // namespace varve
