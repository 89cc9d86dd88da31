// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The mirrors of a registry, in their order: a line for each, with a mark for plain http, buttons to move it up and to remove it.
// GUI thread.
#pragma once

#include "services/registry/ownregistries.h"

#include <QtWidgets/QWidget>

class QBoxLayout;
class QCheckBox;
class QLineEdit;
class QToolButton;

namespace varve {

class MirrorsEdit : public QWidget {
    Q_OBJECT

public:
    static constexpr int kMost = 8; // nobody asks more of them in turn

    explicit MirrorsEdit(const QList<OwnRegistry::Mirror> &mirrors, QWidget *parent = nullptr);

    QList<OwnRegistry::Mirror> mirrors() const; // lines that are empty are left out
    bool hasRoom() const { return m_lines.size() < kMost; }
    QLineEdit *add(const OwnRegistry::Mirror &mirror); // where its place is typed

Q_SIGNALS:
    void changed();

private:
    struct Line {
        QWidget *widget;
        QLineEdit *location;
        QCheckBox *isInsecure;
        QToolButton *up;
    };
    int find(const QWidget *widget) const;
    void updateLines();

    QBoxLayout *m_column;
    QList<Line> m_lines;
};

} // namespace varve
