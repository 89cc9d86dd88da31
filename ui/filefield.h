// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A line for the path of a file, with a button that opens the system's dialog. GUI thread.
#pragma once

#include <QtWidgets/QWidget>

class QLineEdit;

namespace varve {

class FileField : public QWidget {
    Q_OBJECT

public:
    // `edit` is put into the field; `title`: what the file is, for the dialog and for screen readers.
    FileField(QLineEdit *edit, const QString &title, QWidget *parent = nullptr);
};

} // namespace varve
