// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The controls above the file tree: mode, name filter, kinds of change. Turns them into the parts of a ProjectionRequest.
// GUI thread.
#pragma once

#include "services/tree/treeprojection.h"

#include <QtWidgets/QWidget>

class QHBoxLayout;
class QButtonGroup;
class QLineEdit;
class QToolButton;

namespace varve {

class FilesBar : public QWidget {
    Q_OBJECT

public:
    explicit FilesBar(QWidget *parent = nullptr);

    TreeMode mode() const;
    void setMode(TreeMode mode);
    QString filter() const;
    std::uint8_t kinds() const; // as in ProjectionRequest
    bool isFiltering() const;
    void clearFilters();
    void focusFilter();

    static QString modeName(TreeMode mode); // translated

Q_SIGNALS:
    void changed();
    void expandAllRequested();
    void collapseAllRequested();

private:
    void addModes(QHBoxLayout *row);
    void addKinds(QHBoxLayout *row);
    void update();

    QButtonGroup *m_modes;
    QLineEdit *m_filter;
    QList<QToolButton *> m_kinds; // A M m R
    QToolButton *m_unchanged;
};

} // namespace varve
