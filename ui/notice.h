// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A strip above a view that says something about it without taking it away: "3 problems in this image". GUI thread.
#pragma once

#include <QtWidgets/QFrame>

class QPushButton;

namespace varve {

class ElidedLabel;
class IconLabel;

class Notice : public QFrame {
    Q_OBJECT

public:
    enum class Kind { Warning, Error };

    explicit Notice(QWidget *parent = nullptr);
    void present(Kind kind, const QString &text, const QString &button);
    QString text() const;

Q_SIGNALS:
    void buttonClicked();

private:
    IconLabel *m_icon;
    ElidedLabel *m_label;
    QPushButton *m_button;
};

} // namespace varve
