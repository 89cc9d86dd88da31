// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The images table with its empty, loading and failed states. Remembers the chosen image by its key, so that filters,
// sorting and reloads do not change what the inspector shows. GUI thread.
#pragma once

#include "models/imagesmodel.h"

#include <QtCore/QPersistentModelIndex>
#include <QtWidgets/QWidget>

#include <vector>

class QMenu;

namespace varve {

class Notice;
class StateStack;
class TreeView;

class ImagesPanel : public QWidget {
    Q_OBJECT

public:
    explicit ImagesPanel(ImagesModel &model, QWidget *parent = nullptr);

    TreeView *view() const { return m_view; }
    StateStack *states() const { return m_states; }
    Notice *notice() const { return m_notice; } // above the table
    void selectFirst(); // when nothing is chosen
    void selectFirstOf(SourceId source);
    bool select(const ImageOrigin &image); // its first row; false: it has none that is shown
    void forgetChosen(); // its source is gone
    const ImageRow *chosen() const; // nullptr: none
    QList<ImageRow> selected() const; // in the order of the table
    void showUpdates(); // the column that tells of newer images
    void saveState();

Q_SIGNALS:
    void menuWanted(QMenu *menu, const varve::ImageRow &row); // to be filled; shown afterwards
    void chosenChanged(); // another image, or none

private:
    void currentChanged(const QModelIndex &current);
    void restoreChosen();
    void showMenu(const QPoint &position);
    void rememberPlaces();
    void restorePlaces();

    ImagesModel &m_model;
    TreeView *m_view;
    StateStack *m_states;
    Notice *m_notice;
    QString m_chosenKey;
    QString m_chosenImageKey;
    bool m_isRestoring = false;
    struct Place {
        QPersistentModelIndex index;
        int top = 0; // in the viewport
    };
    std::vector<Place> m_places; // of the rows that were to be seen, while the table changes
};

} // namespace varve
