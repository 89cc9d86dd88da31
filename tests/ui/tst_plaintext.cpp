// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// An image whose every text is markup or worse, shown in every view: none of it may be rendered.

#include "tests/support/imagebuilder.h"
#include "tests/support/tarbuilder.h"
#include "tests/ui/uifixture.h"

#include "models/filetreemodel.h"
#include "ui/dialogs.h"
#include "ui/filesbar.h"
#include "ui/filespanel.h"
#include "ui/imagespanel.h"
#include "ui/inspector.h"
#include "ui/labels.h"
#include "ui/layerspanel.h"
#include "ui/treekeeper.h"
#include "ui/treeview.h"

#include <QtGui/QAccessible>
#include <QtGui/QHelpEvent>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QTextEdit>
#include <QtWidgets/QToolTip>

using namespace varve;
using namespace varve::test;

namespace {

const char kEvil[] = "<b>bold</b><img src=\"file:///etc/passwd\">";

QByteArray hostileLayer()
{
    return TarBuilder()
        .file("<b>bold<img src=x>", "1")
        .file("new\nline\x1b[31m", "2")
        .file("\xe2\x80\xae"
              "gpj.exe",
            "3")
        .file("invalid\xff\xfe", "4")
        .dir("&amp;<i>dir")
        .file("&amp;<i>dir/%1 %2 &x", "5")
        .bytes();
}

} // namespace

class tst_PlainText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void nothingIsRendered();
    void tooltipsAreEscaped();
    void errorsAreEscaped();
    void everyControlHasAName();

private:
    QString writeImage(const QTemporaryDir &folder)
    {
        ImageSpec image({ QStringLiteral("evil/<b>name</b>:1") });
        image.layer(hostileLayer(), kEvil).instruction(QByteArray("LABEL ") + kEvil);
        image.layer(TarBuilder().file("..", "x").file("ok", "1").bytes(), "RUN \x1b]0;title\x07 x");
        const QString path = folder.filePath(QStringLiteral("<b>evil<img src=y>.tar"));
        if (!writeFile(path, dockerArchive({ image }).tar()))
            qFatal("cannot write the image");
        return path;
    }

    static void check(const QWidget *root)
    {
        for (const QLabel *label : root->findChildren<QLabel *>())
            QVERIFY2(label->textFormat() == Qt::PlainText || qobject_cast<const ElidedLabel *>(label)
                    || label->text().isEmpty(),
                qPrintable(QStringLiteral("a label guesses at markup: %1").arg(label->text())));
        QVERIFY(root->findChildren<QTextEdit *>().isEmpty());
        for (const QWidget *widget : root->findChildren<QWidget *>()) {
            const QString tip = widget->toolTip();
            if (Qt::mightBeRichText(tip))
                QVERIFY2(!tip.contains(QStringLiteral("<b>")) && !tip.contains(QStringLiteral("<img"))
                        && !tip.contains(QStringLiteral("<i>")),
                    qPrintable(tip));
        }
    }
};

void tst_PlainText::nothingIsRendered()
{
    QTemporaryDir folder;
    UiFixture ui;
    ui.openAndRead(writeImage(folder));
    for (int tab = 0; tab < 3; ++tab) {
        ui.window->inspector()->tabs()->setCurrentIndex(tab);
        QTest::qWait(20);
        check(ui.window.get());
    }
    QVERIFY(ui.window->windowTitle().contains(QStringLiteral("<b>name</b>")));
    QVERIFY(!ui.window->session().warnings().isEmpty());
    showWarnings(ui.window.get(), QString::fromLatin1(kEvil), ui.window->session().warnings());
    showShortcuts(ui.window.get());
    showAbout(ui.window.get());
    QTest::qWait(20);
    check(ui.window.get());
}

void tst_PlainText::tooltipsAreEscaped()
{
    QTemporaryDir folder;
    UiFixture ui;
    ui.openAndRead(writeImage(folder));
    ui.window->inspector()->layers()->selectLayer(0);
    FilesPanel *panel = ui.window->inspector()->files();
    panel->bar()->setMode(TreeMode::UpToHere);
    QTRY_VERIFY(!ui.window->session().isProjecting());
    panel->keeper()->expandAll();
    TreeView *view = panel->view();
    int seen = 0;
    for (QModelIndex index = view->model()->index(0, 0); index.isValid(); index = view->indexBelow(index)) {
        const QString name = index.data().toString();
        for (const QChar c : name)
            QVERIFY2(c.isPrint() && c.category() != QChar::Other_Format, qPrintable(name));
        QStyleOptionViewItem option;
        option.rect = view->visualRect(index);
        const QPoint global = view->viewport()->mapToGlobal(option.rect.center());
        QHelpEvent help(QEvent::ToolTip, option.rect.center(), global);
        view->itemDelegate()->helpEvent(&help, view, option, index);
        QVERIFY(!QToolTip::text().contains(QStringLiteral("<b>bold")));
        QVERIFY(!QToolTip::text().contains(QStringLiteral("<img")));
        QVERIFY(!QToolTip::text().contains(QStringLiteral("<i>")));
        ++seen;
    }
    QVERIFY(seen >= 6);
    QToolTip::hideText();
}

void tst_PlainText::errorsAreEscaped()
{
    QTemporaryDir folder;
    UiFixture ui;
    const QString path = folder.filePath(QStringLiteral("<b>bad\n<img src=z>.tar"));
    QVERIFY(writeFile(path, "no archive"));
    ui.window->openPaths({ path });
    QTRY_COMPARE(ui.window->sources().sources().constFirst().state, SourceState::Failed);
    QTest::qWait(20);
    check(ui.window.get());
}

void tst_PlainText::everyControlHasAName()
{
    QTemporaryDir folder;
    UiFixture ui;
    ui.openAndRead(writeImage(folder));
    for (int tab = 0; tab < 3; ++tab) {
        ui.window->inspector()->tabs()->setCurrentIndex(tab);
        QTest::qWait(20);
        for (QWidget *widget : ui.window->findChildren<QWidget *>()) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus
                || widget->objectName().startsWith(QStringLiteral("qt_")))
                continue;
            QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
            QVERIFY(accessible);
            const QString name = accessible->text(QAccessible::Name);
            QVERIFY2(!name.isEmpty(),
                qPrintable(QStringLiteral("no name: %1 %2")
                               .arg(QLatin1String(widget->metaObject()->className()), widget->objectName())));
        }
    }
}

QTEST_MAIN(tst_PlainText)
#include "tst_plaintext.moc"
