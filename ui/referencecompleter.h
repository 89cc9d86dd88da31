// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Completes what is typed into a field for references: with the names that are known here, and behind the colon of a repository with
// its tags, which its registry is asked for once. Nobody is asked about what may be the name of a host yet, nor after Enter.
// GUI thread; owned by the field.
#pragma once

#include "services/pull/taglist.h"
#include "ui/requestslot.h"
#include "ui/services.h"

#include <QtCore/QStringListModel>
#include <QtCore/QTimer>
#include <QtWidgets/QCompleter>

class QLineEdit;

namespace varve {

class ReferenceCompleter : public QCompleter {
    Q_OBJECT

public:
    ReferenceCompleter(const UiServices &services, const QStringList &names, QLineEdit *field);

private:
    void typed(const QString &text);
    void entered();
    void askForTags();
    void takeTags(const Result<TagList> &list);

    const UiServices m_services;
    const QStringList m_names;
    QLineEdit *const m_field;
    QStringListModel m_words;
    QString m_repository; // as typed, whose tags are known or were asked for; empty: none
    QTimer m_soon; // until the name has been typed to its end
    RequestSlot<TagList> m_listing;
};

} // namespace varve
