// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/dialogs.h"

#include "services/types/text.h"
#include "ui/errortext.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QKeySequence>
#include <QtGui/QStandardItemModel>
#include <QtWidgets/QApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QDialog>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {

// A list of a million problems helps nobody; the first ones say what is wrong.
constexpr qsizetype kWarningsShown = 2000;

QDialog *makeDialog(QWidget *parent, const QString &title)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    column->setSpacing(metrics::kMargin);
    return dialog;
}

void addClose(QDialog *dialog)
{
    auto *box = new QDialogButtonBox(QDialogButtonBox::NoButton);
    QPushButton *close = box->addButton(QDialog::tr("Close"), QDialogButtonBox::RejectRole);
    close->setDefault(true);
    QObject::connect(box, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    dialog->layout()->addWidget(box);
}

QStandardItem *cell(const QString &text, bool quiet = false)
{
    const QString shown = measurable(text, true); // thousands of names of megabytes would not fit the memory
    auto *item = new QStandardItem(shown);
    item->setEditable(false);
    item->setToolTip(shown);
    item->setData(quiet, QuietRole);
    return item;
}

TreeView *addTable(QDialog *dialog, QStandardItemModel *model, const QString &name, const QList<int> &widths)
{
    auto *view = new TreeView(name);
    view->setTableLook();
    view->setAccessibleName(dialog->windowTitle());
    model->setParent(view);
    view->setModel(model);
    view->setFrameShape(QFrame::StyledPanel);
    view->header()->setStretchLastSection(true);
    view->restoreColumns(widths);
    dialog->layout()->addWidget(view);
    return view;
}

} // namespace

void showWarnings(QWidget *parent, const QString &title, const Warnings &warnings)
{
    QDialog *dialog = makeDialog(parent, QCoreApplication::translate("Dialogs", "Problems"));
    dialog->setObjectName(QStringLiteral("warningsDialog"));
    auto *label = new ElidedLabel(Qt::ElideMiddle);
    label->setFullText(title);
    dialog->layout()->addWidget(label);
    auto *model = new QStandardItemModel(0, 3);
    model->setHorizontalHeaderLabels({ QCoreApplication::translate("Dialogs", "Problem"),
        QCoreApplication::translate("Dialogs", "Path"), QCoreApplication::translate("Dialogs", "Where") });
    for (const Warning &warning : warnings.first(std::min(kWarningsShown, warnings.size()))) {
        QStandardItem *path = cell(visibleText(warning.path));
        path->setData(true, ElideMiddleRole);
        path->setData(warning.path, RawTextRole);
        model->appendRow({ cell(warningSentence(warning)), path, cell(visibleText(warning.subject), true) });
    }
    TreeView *view = addTable(dialog, model, QStringLiteral("warnings"), { 380, 260, 160 });
    view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    if (warnings.size() > kWarningsShown)
        dialog->layout()->addWidget(quietLabel(QCoreApplication::translate(
            "Dialogs", "and %n more", nullptr, static_cast<int>(warnings.size() - kWarningsShown))));
    addClose(dialog);
    dialog->resize(840, 420);
    dialog->show();
}

void showEngineRefusal(QWidget *parent, const QString &subject, const Error &error)
{
    auto *box = new QMessageBox(QMessageBox::Warning, QCoreApplication::translate("Dialogs", "Not done"),
        QCoreApplication::translate("Dialogs", "The engine did not do it: %1")
            .arg(measurable(visibleText(subject), true)),
        QMessageBox::Close, parent);
    box->setObjectName(QStringLiteral("refusal"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(shortened(visibleText(error.detail)));
    const QList<QLabel *> labels = box->findChildren<QLabel *>();
    for (QLabel *label : labels)
        label->setTextFormat(Qt::PlainText); // the box itself does so only for its first line
    box->open();
}

void showFailureBox(QWidget *parent, const QString &name, const QString &title, const ErrorText &text)
{
    auto *box = new QMessageBox(QMessageBox::Warning, title, breakable(text.what), QMessageBox::Close, parent);
    box->setObjectName(name);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        text.detail.isEmpty() ? text.advice : text.advice + QLatin1String("\n\n") + breakable(text.detail));
    const QList<QLabel *> labels = box->findChildren<QLabel *>();
    for (QLabel *label : labels)
        label->setTextFormat(Qt::PlainText);
    box->open();
}

void showShortcuts(QWidget *parent)
{
    QDialog *dialog = makeDialog(parent, QCoreApplication::translate("Dialogs", "Keyboard shortcuts"));
    dialog->setObjectName(QStringLiteral("shortcutsDialog"));
    auto *model = new QStandardItemModel(0, 2);
    model->setHorizontalHeaderLabels(
        { QCoreApplication::translate("Dialogs", "Keys"), QCoreApplication::translate("Dialogs", "What they do") });
    const auto native = [](const char *keys) {
        return QKeySequence(QLatin1String(keys)).toString(QKeySequence::NativeText);
    };
    const std::pair<QString, QString> rows[] = {
        { native("Ctrl+O"), QCoreApplication::translate("Dialogs", "Open an archive") },
        { native("Ctrl+Shift+O"), QCoreApplication::translate("Dialogs", "Open a folder with an OCI layout") },
        { native("Ctrl+W"), QCoreApplication::translate("Dialogs", "Close the selected source") },
        { native("F5"), QCoreApplication::translate("Dialogs", "Read the source again") },
        { native("Ctrl+F"),
            QCoreApplication::translate(
                "Dialogs", "Go to the filter of the images, or of the view that has the focus") },
        { native("Esc"), QCoreApplication::translate("Dialogs", "Clear the filters") },
        { native("Ctrl+1") + QStringLiteral(" … ") + native("Ctrl+4"),
            QCoreApplication::translate("Dialogs", "Layers & files, Overview, Containers, JSON") },
        { native("Ctrl+Shift+1") + QStringLiteral(" … ") + native("Ctrl+Shift+4"),
            QCoreApplication::translate("Dialogs", "This layer, Up to here, Whole image, Changes only") },
        { native("F6"), QCoreApplication::translate("Dialogs", "Go to the next pane") },
        { native("Ctrl+J"),
            QCoreApplication::translate("Dialogs", "Jump to the layer that last changed the selected path") },
        { native("Ctrl+P"), QCoreApplication::translate("Dialogs", "Pull an image") },
        { native("Ctrl+Shift+J"), QCoreApplication::translate("Dialogs", "All jobs, running and ended") },
        { native("Ctrl+C"), QCoreApplication::translate("Dialogs", "Copy what is selected") },
        { native("Space"), QCoreApplication::translate("Dialogs", "Open or close a folder") },
        { native("Shift+F10"), QCoreApplication::translate("Dialogs", "The context menu") },
        { native("Ctrl+,"), QCoreApplication::translate("Dialogs", "Settings") },
        { native("Ctrl+Q"), QCoreApplication::translate("Dialogs", "Quit") },
    };
    for (const auto &[keys, meaning] : rows) {
        QStandardItem *key = cell(keys);
        key->setData(true, FixedFontRole);
        model->appendRow({ key, cell(meaning) });
    }
    addTable(dialog, model, QStringLiteral("shortcuts"), { 220, 380 });
    addClose(dialog);
    dialog->resize(640, 480);
    dialog->show();
}

void showAbout(QWidget *parent)
{
    QDialog *dialog = makeDialog(parent, QCoreApplication::translate("Dialogs", "About Varve"));
    dialog->setObjectName(QStringLiteral("aboutDialog"));
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kLarge);
    QLabel *logo = plainLabel();
    logo->setPixmap(applicationIcon().pixmap(64, 64));
    row->addWidget(logo, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout;
    QLabel *name = plainLabel(QCoreApplication::translate("Dialogs", "Varve %1").arg(QLatin1String(VARVE_VERSION)));
    QFont large = name->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    large.setWeight(QFont::DemiBold);
    name->setFont(large);
    column->addWidget(name);
    QLabel *text = plainLabel(QCoreApplication::translate("Dialogs",
        "See what the container images on your disk are made of.\n\n"
        "A varve is one yearly layer of sediment: the history is read from the cut.\n\n"
        "© 2026 The Varve developers. Free software under the GNU General Public License, version 3 or later; "
        "it comes with no warranty."));
    text->setWordWrap(true);
    text->setMinimumWidth(380);
    column->addWidget(text);
    column->addWidget(quietLabel(QCoreApplication::translate("Dialogs", "Qt %1").arg(QLatin1String(qVersion()))));
    row->addLayout(column, 1);
    static_cast<QVBoxLayout *>(dialog->layout())->addLayout(row);
    addClose(dialog);
    dialog->show();
}

} // namespace varve
