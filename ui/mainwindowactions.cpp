// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The menus of MainWindow and what the keyboard does.

#include "ui/mainwindow.h"

#include "services/types/text.h"
#include "ui/dialogs.h"
#include "ui/enginesettings.h"
#include "ui/filesbar.h"
#include "ui/filespanel.h"
#include "ui/filterbar.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/imagespanel.h"
#include "ui/inspector.h"
#include "ui/layerspanel.h"
#include "ui/pulldialog.h"
#include "ui/recentfiles.h"
#include "ui/settingsdialog.h"
#include "ui/thememanager.h"
#include "ui/treekeeper.h"
#include "ui/treeview.h"

#include <QtCore/QSettings>
#include <QtGui/QActionGroup>
#include <QtGui/QShortcut>
#include <QtWidgets/QApplication>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QTabWidget>

namespace varve {

namespace {
const auto kFolderKey = QLatin1String("window/lastFolder");
}

void MainWindow::makeActions()
{
    makeFileMenu();
    makeEditMenu();
    makeViewMenu();
    makeHelpMenu();
    auto *escape = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    connect(escape, &QShortcut::activated, this, &MainWindow::clearFilters);
    auto *pane = new QShortcut(QKeySequence(Qt::Key_F6), this);
    connect(pane, &QShortcut::activated, this, &MainWindow::focusNextPane);
}

void MainWindow::makeFileMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&File"));
    menu->addAction(
        icon("open"), tr("&Open Archive …"), QKeySequence(Qt::CTRL | Qt::Key_O), this, &MainWindow::openArchive);
    menu->addAction(icon("open-folder"), tr("Open &Folder …"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), this,
        &MainWindow::openFolder);
    QAction *sample = menu->addAction(icon("sample"), tr("Open &Sample"), this, &MainWindow::openSample);
    sample->setVisible(!m_services.samplePath.isEmpty());
    if (m_services.registries) {
        menu->addAction(icon("pull"), tr("&Pull an Image …"), QKeySequence(Qt::CTRL | Qt::Key_P), this,
            [this] { m_registries.pull(); });
        menu->addAction(tr("Look for &Newer Images"), this, [this] { m_registries.checkAllForNewer(); })
            ->setObjectName(QStringLiteral("lookForNewer"));
    }
    m_library.fillFileMenu(menu);
    m_prune.fillFileMenu(menu);
    QMenu *recent = menu->addMenu(icon("recent"), tr("Open &Recent"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecentMenu(recent); });
    menu->addSeparator();
    connect(m_inspector, &Inspector::enginesRequested, this,
        [this] { showSettings()->showPage(SettingsDialog::Page::Engines); });
    m_reloadAction = menu->addAction(tr("R&ead Again"), QKeySequence(Qt::Key_F5), this, &MainWindow::reloadSource);
    m_closeAction = menu->addAction(icon("close"), tr("&Close Source"), QKeySequence(Qt::CTRL | Qt::Key_W), this,
        [this] { closeSource(sourceAtHand()); });
    menu->addSeparator();
    menu->addAction(
        icon("settings"), tr("Se&ttings …"), QKeySequence(Qt::CTRL | Qt::Key_Comma), this, &MainWindow::showSettings);
    menu->addSeparator();
    menu->addAction(tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this, &QWidget::close);
}

void MainWindow::fillRecentMenu(QMenu *menu)
{
    menu->clear();
    const QStringList paths = RecentFiles::paths();
    for (const QString &path : paths) {
        QString text = fontMetrics().elidedText(measurable(visibleText(path), true), Qt::ElideMiddle, 420);
        text.replace(QLatin1Char('&'), QLatin1String("&&"));
        menu->addAction(text, this, [this, path] { openRecent(path); });
    }
    if (paths.isEmpty())
        menu->addAction(tr("Nothing opened yet"))->setEnabled(false);
    menu->addSeparator();
    QAction *clear = menu->addAction(icon("clear"), tr("&Clear This List"), this, [this] {
        RecentFiles::clear();
        takeSources();
    });
    clear->setEnabled(!paths.isEmpty());
}

void MainWindow::makeEditMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Edit"));
    // The views and text fields copy by themselves when they have the focus; the menu does the same for the pointer.
    QAction *copy = menu->addAction(icon("copy"), tr("&Copy"), this, [this] {
        QWidget *focus = QApplication::focusWidget();
        if (auto *view = qobject_cast<TreeView *>(focus)) {
            if (const QByteArray bytes = view->selectedBytes(); !bytes.isEmpty())
                TreeView::copyBytes(bytes);
        } else if (auto *edit = qobject_cast<QLineEdit *>(focus)) {
            edit->copy();
        }
    });
    copy->setShortcut(QKeySequence::Copy);
    // Shown in the menu, but left to the widget that has the focus.
    copy->setShortcutContext(Qt::WidgetShortcut);
    menu->addAction(icon("search"), tr("&Find"), QKeySequence(Qt::CTRL | Qt::Key_F), this, &MainWindow::focusFilter);
    menu->addAction(icon("clear"), tr("Clear Fi&lters"), this, &MainWindow::clearFilters);
    menu->addSeparator();
    m_jumpAction = menu->addAction(icon("jump"), tr("&Jump to the Layer That Last Changed the Path"),
        QKeySequence(Qt::CTRL | Qt::Key_J), this, [this] { m_inspector->files()->jumpToLastChange(); });
    m_imageActions += m_jumpAction;
}

void MainWindow::makeViewMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&View"));
    QMenu *themes = menu->addMenu(icon("theme"), tr("&Theme"));
    auto *group = new QActionGroup(this);
    const std::pair<ThemeManager::Choice, QString> choices[] = { { ThemeManager::Choice::System, tr("&System") },
        { ThemeManager::Choice::Light, tr("&Light") }, { ThemeManager::Choice::Dark, tr("&Dark") } };
    for (const auto &[choice, text] : choices) {
        QAction *action = themes->addAction(text, this, [this, choice = choice] { m_theme.setChoice(choice); });
        action->setCheckable(true);
        action->setChecked(m_theme.choice() == choice);
        group->addAction(action);
    }
    QMenu *columns = menu->addMenu(icon("layout"), tr("&Columns"));
    connect(columns, &QMenu::aboutToShow, this, [this, columns] { fillColumnsMenu(columns); });
    menu->addAction(tr("Jo&bs"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_J), this, &MainWindow::showJobs);
    menu->addSeparator();

    const QString tabs[] = { tr("&Layers && Files"), tr("&Overview"), tr("&Containers"), tr("&JSON") };
    for (int tab = 0; tab < 4; ++tab) {
        m_imageActions += menu->addAction(tabs[tab], QKeySequence(int(Qt::CTRL) | (Qt::Key_1 + tab)), this,
            [this, tab] { m_inspector->tabs()->setCurrentIndex(tab); });
    }
    menu->addSeparator();
    for (const TreeMode mode :
        { TreeMode::ThisLayer, TreeMode::UpToHere, TreeMode::WholeImage, TreeMode::ChangesOnly }) {
        m_imageActions += menu->addAction(tr("Files: %1").arg(FilesBar::modeName(mode)),
            QKeySequence(int(Qt::CTRL) | int(Qt::SHIFT) | (Qt::Key_1 + int(mode))), this,
            [this, mode] { m_inspector->files()->bar()->setMode(mode); });
    }
    menu->addSeparator();
    m_imageActions += menu->addAction(
        icon("expand"), tr("&Expand All Folders"), this, [this] { m_inspector->files()->keeper()->expandAll(); });
    m_imageActions += menu->addAction(
        icon("collapse"), tr("Coll&apse All Folders"), this, [this] { m_inspector->files()->keeper()->collapseAll(); });
}

void MainWindow::fillColumnsMenu(QMenu *menu)
{
    // clear() leaves submenus behind: they belong to the menu as widgets.
    menu->clear();
    qDeleteAll(menu->findChildren<QMenu *>(Qt::FindDirectChildrenOnly));
    m_imagesPanel->view()->fillColumnMenu(menu->addMenu(tr("&Images")));
    m_inspector->layers()->view()->fillColumnMenu(menu->addMenu(tr("&Layers")));
    m_inspector->files()->view()->fillColumnMenu(menu->addMenu(tr("&Files")));
}

void MainWindow::makeHelpMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Help"));
    menu->addAction(
        icon("help"), tr("&Keyboard Shortcuts"), QKeySequence(Qt::Key_F1), this, [this] { showShortcuts(this); });
    menu->addAction(icon("info"), tr("&About Varve"), this, [this] { showAbout(this); });
}

void MainWindow::updateActions()
{
    const bool hasSource = selectedSource() != kAllSources || m_sources.entry(m_shownOrigin.source);
    m_closeAction->setEnabled(hasSource);
    m_reloadAction->setEnabled(hasSource);
    for (QAction *action : std::as_const(m_imageActions))
        action->setEnabled(m_session.state() != ImageSession::State::Empty);
}

void MainWindow::clearFilters()
{
    const QWidget *focus = QApplication::focusWidget();
    if (focus && m_inspector->isAncestorOf(focus) && m_inspector->clearFilters())
        return;
    if (m_filterBar->isFiltering())
        m_filterBar->clear();
    else
        m_inspector->clearFilters();
}

void MainWindow::focusFilter()
{
    const QWidget *focus = QApplication::focusWidget();
    if (focus && m_inspector->isAncestorOf(focus))
        m_inspector->focusFilter();
    else
        m_filterBar->focusFilter();
}

void MainWindow::focusNextPane()
{
    QList<QWidget *> panes { m_sourcesView, m_imagesPanel->view() };
    const int tab = m_inspector->tabs()->currentIndex();
    if (tab == 0)
        panes += { m_inspector->layers()->view(), m_inspector->files()->view() };
    else if (auto *view = m_inspector->tabs()->currentWidget()->findChild<TreeView *>())
        panes += view;
    panes.removeIf([](const QWidget *pane) { return !pane->isVisible(); });
    if (panes.isEmpty())
        return;
    const qsizetype at = panes.indexOf(QApplication::focusWidget());
    panes.at((at + 1) % panes.size())->setFocus(Qt::TabFocusReason);
}

void MainWindow::openArchive()
{
    auto *dialog = new QFileDialog(this, tr("Open archives"), QSettings().value(kFolderKey).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({ tr("Image archives (*.tar *.tar.gz *.tgz *.tar.zst *.tzst *.oci)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::filesSelected, this, [this, dialog](const QStringList &paths) {
        QSettings().setValue(kFolderKey, dialog->directory().absolutePath());
        openPaths(paths);
    });
    dialog->open();
}

void MainWindow::openFolder()
{
    auto *dialog =
        new QFileDialog(this, tr("Open a folder with an OCI image layout"), QSettings().value(kFolderKey).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &paths) { openPaths(paths); });
    dialog->open();
}

void MainWindow::openSample()
{
    if (!m_services.samplePath.isEmpty())
        openPaths({ m_services.samplePath });
}

void MainWindow::openRecent(const QString &path)
{
    openPaths({ path });
}

SourceId MainWindow::sourceAtHand() const
{
    const SourceId id = selectedSource();
    return id == kAllSources && m_sources.entry(m_shownOrigin.source) ? m_shownOrigin.source : id;
}

void MainWindow::closeSource(SourceId id)
{
    const SourceManager::Entry *entry = m_sources.entry(id);
    if (!entry)
        return;
    if (entry->offer && !entry->source.isRemote())
        EngineSettings::setHidden(entry->offer->key, true);
    m_sources.close(id);
}

SettingsDialog *MainWindow::showSettings()
{
    auto *dialog = findChild<SettingsDialog *>(QString(), Qt::FindDirectChildrenOnly);
    if (!dialog) {
        dialog = new SettingsDialog(m_services, m_finder, this);
        connect(dialog, &SettingsDialog::engineGone, this, [this](const QString &key) {
            for (const Source &source : m_sources.sources()) {
                const SourceManager::Entry *entry = m_sources.entry(source.id);
                if (entry->offer && entry->offer->key == key)
                    m_sources.close(source.id);
            }
        });
        connect(dialog, &SettingsDialog::enginesWanted, &m_finder, &StoreFinder::find);
        connect(dialog, &SettingsDialog::readerChanged, this, [this] {
            // What is found next goes by the new setting.
            connect(
                &m_finder, &StoreFinder::found, this, [this] { m_sources.renewEngines(m_finder.offers()); },
                Qt::SingleShotConnection);
            m_finder.find();
        });
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
    return dialog;
}

void MainWindow::reloadSource()
{
    const SourceId id = sourceAtHand();
    if (id == kAllSources)
        return;
    m_awaited = id;
    m_sources.reload(id);
}

void MainWindow::showSourceMenu(const QPoint &position)
{
    const QModelIndex index = m_sourcesView->indexAt(position);
    if (!index.isValid() || index.data(HeadingRole).toBool())
        return;
    const SourceId id = m_sourcesModel.sourceAt(index);
    const SourceManager::Entry *entry = m_sources.entry(id);
    if (!entry)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (isBusy(entry->source.state))
        menu->addAction(icon("cancel"), tr("&Cancel reading"), this, [this, id] { m_sources.cancel(id); });
    else
        menu->addAction(entry->store ? tr("&Read again")
                : entry->offer       ? tr("&Connect")
                                     : tr("&Try again"),
            this, [this, id] { m_sources.reload(id); });
    const QByteArray place = (entry->offer ? entry->source.location : entry->path).toUtf8();
    menu->addAction(icon("copy"), entry->offer ? tr("Copy &address") : tr("Copy &path"), this,
        [place] { TreeView::copyBytes(place); });
    if (!entry->warnings.isEmpty()) {
        menu->addAction(icon("warning"), tr("Show &problems"), this, [this, id] {
            if (const SourceManager::Entry *source = m_sources.entry(id))
                showWarnings(this, visibleText(source->source.title), source->warnings);
        });
    }
    m_library.fillSourceMenu(menu, id);
    m_prune.fillSourceMenu(menu, id);
    menu->addSeparator();
    menu->addAction(icon("close"), entry->offer && !entry->source.isRemote() ? tr("&Do not show") : tr("C&lose"), this,
        [this, id] { closeSource(id); });
    menu->popup(m_sourcesView->viewport()->mapToGlobal(position));
}

} // namespace varve
