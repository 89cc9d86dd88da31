// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The page of the settings about pruning: names that no rule touches, and what copies may take. GUI thread.
#pragma once

#include <QtWidgets/QWidget>

class QComboBox;
class QPlainTextEdit;
class QSpinBox;

namespace varve {

class PrunePage : public QWidget {
    Q_OBJECT

public:
    explicit PrunePage(const QString &prunedRoot, QWidget *parent = nullptr);

private:
    void keep(); // what the fields say

    QPlainTextEdit *m_protected;
    QComboBox *m_bytes;
    QSpinBox *m_days;
};

} // namespace varve
