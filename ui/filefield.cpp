// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/filefield.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace varve {

FileField::FileField(QLineEdit *edit, const QString &title, QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    auto *browse = new QPushButton(tr("Choose …"));
    browse->setAutoDefault(false);
    browse->setAccessibleName(title);
    edit->setAccessibleName(title);
    row->addWidget(edit, 1);
    row->addWidget(browse);
    setFocusProxy(edit);
    connect(browse, &QPushButton::clicked, this, [this, edit, title] {
        auto *dialog = new QFileDialog(this, title, edit->text());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QFileDialog::fileSelected, edit, &QLineEdit::setText);
        dialog->open();
    });
}

} // namespace varve
