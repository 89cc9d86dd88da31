// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A strip above a view that says something about it without taking it away: "3 problems in this image". GUI thread.
#pragma once

#include <QtWidgets/QFrame>

class QPushButton;
class QToolButton;

namespace varve {

class ElidedLabel;
class IconLabel;

class Notice : public QFrame {
    Q_OBJECT

public:
    enum class Kind { Info, Warning, Error };

    explicit Notice(QWidget *parent = nullptr);
    void present(Kind kind, const QString &text, const QString &button);
    void setClosable(bool isClosable); // with a button that hides it; off at first
    QString text() const;

Q_SIGNALS:
    void buttonClicked();
    void closed(); // by the user

private:
    IconLabel *m_icon;
    ElidedLabel *m_label;
    QPushButton *m_button;
    QToolButton *m_close;
};

} // namespace varve
