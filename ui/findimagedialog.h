// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Finding an image by words: what Docker Hub has, and the tags of what is chosen there, or of a repository anywhere that is named in
// full. Nothing is asked while somebody types: Enter asks, choosing a row, and opening it with words; nor is the focus taken from what is
// typed into. Non-modal, deleted when closed; GUI thread.
#pragma once

#include "models/findmodels.h"
#include "services/pull/taglist.h"
#include "services/registry/hub.h"
#include "ui/requestslot.h"
#include "ui/services.h"

#include <QtCore/QSortFilterProxyModel>
#include <QtCore/QTimer>
#include <QtWidgets/QDialog>

#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace varve {

class StateStack;
class TreeView;

class FindImageDialog : public QDialog {
    Q_OBJECT

public:
    FindImageDialog(const UiServices &services, const QString &words, QWidget *parent);

Q_SIGNALS:
    void chosen(const QString &reference); // familiar: "debian:12"

private:
    QWidget *makeTop();
    QWidget *makeLists();
    QWidget *makeFooter();
    void search();
    void takeSearch(const Result<HubSearch> &found);
    void repositoryChosen();
    void askForTags();
    void takeTags(const Result<TagList> &list);
    void filterTags(const QString &text);
    void forgetTags(); // and what was typed to find one
    void updateUse();
    void use();
    QString wanted() const; // empty: nothing is chosen

    const UiServices m_services;
    RepositoriesModel m_repositories;
    QSortFilterProxyModel m_sortedRepositories;
    TagsModel m_tags;
    std::optional<Reference> m_repository; // whose tags are shown
    RequestSlot<HubSearch> m_searching;
    RequestSlot<TagList> m_listing;
    QTimer m_soon; // until somebody who goes through the rows stays at one
    std::function<void()> m_again; // for the button of what failed

    QLineEdit *m_words;
    QPushButton *m_search;
    TreeView *m_repositoryView;
    StateStack *m_repositoryStates;
    QLineEdit *m_tagFilter;
    TreeView *m_tagView;
    StateStack *m_tagStates;
    QLabel *m_tagsNote; // why there may be more
    QLabel *m_note;
    QPushButton *m_use;
};

} // namespace varve
