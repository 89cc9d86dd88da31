// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A line for a password. It can be looked at while a button is held, and at no other time, so that nothing of it is selected,
// dragged or copied into a clipboard. GUI thread.
#pragma once

#include <QtWidgets/QLineEdit>

class QToolButton;

namespace varve {

class SecretEdit : public QLineEdit {
    Q_OBJECT

public:
    explicit SecretEdit(QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void reveal(bool isRevealed);

    QToolButton *m_reveal;
};

} // namespace varve
