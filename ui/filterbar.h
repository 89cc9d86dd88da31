// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The filter box of the images table and its one-click filters. Says at once what is wrong with a term. GUI thread.
#pragma once

#include "models/imagequery.h"

#include <QtWidgets/QWidget>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QToolButton;

namespace varve {

class ImagesModel;

class FilterBar : public QWidget {
    Q_OBJECT

public:
    explicit FilterBar(ImagesModel &model, QWidget *parent = nullptr);

    void focusFilter();
    void clear(); // text and quick filter
    bool isFiltering() const;
    // In use and Unused are offered only where a source knows containers.
    void setKnowsContainers(bool known);

private:
    void apply();
    void updateCounts();

    ImagesModel &m_model;
    QLineEdit *m_edit;
    QLabel *m_error;
    QButtonGroup *m_group;
};

} // namespace varve
