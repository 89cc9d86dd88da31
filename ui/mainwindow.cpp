// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/mainwindow.h"

#include "models/roles.h"
#include "services/types/text.h"
#include "ui/dialogs.h"
#include "ui/dropoverlay.h"
#include "ui/emptypage.h"
#include "ui/errortext.h"
#include "ui/filespanel.h"
#include "ui/filterbar.h"
#include "ui/findernotice.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/imagespanel.h"
#include "ui/inspector.h"
#include "ui/jobsdialog.h"
#include "ui/jobstrip.h"
#include "ui/labels.h"
#include "ui/layerspanel.h"
#include "ui/notice.h"
#include "ui/pulldialog.h"
#include "ui/recentfiles.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/thememanager.h"
#include "ui/treeview.h"

#include <QtCore/QDateTime>
#include <QtCore/QSettings>
#include <QtCore/QTimer>
#include <QtGui/QDragEnterEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QStatusBar>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QToolBar>

namespace varve {

namespace {

constexpr QSize kFirstSize { 1280, 800 };
constexpr QSize kSmallest { 760, 480 };
constexpr int kSourcesWidth = 190;
constexpr int kImagesHeight = 200;
constexpr int kMinuteMs = 60'000;
constexpr int kRemotePauseMs = 250;
constexpr int kToldMs = 8'000; // what was done stands in the status bar
constexpr qsizetype kTitleLength = 200; // of the window; a name may be megabytes long
const auto kGeometryKey = QLatin1String("window/geometry");
const auto kOuterKey = QLatin1String("window/sources");
const auto kInnerKey = QLatin1String("window/images");

} // namespace

MainWindow::MainWindow(const UiServices &services, ThemeManager &theme, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_theme(theme)
    , m_notifier(m_jobs)
    , m_sources(services, m_jobs)
    , m_finder(services)
    , m_actionsOfImage(services, m_sources, m_jobs, this)
    , m_library(services, m_sources, m_jobs, this)
    , m_prune(services, m_sources, m_jobs, this)
    , m_session(services, m_jobs)
    , m_registries(services, m_sources, m_images, m_jobs, this)
    , m_rowMaker(services.pool, m_images)
    , m_stack(new QStackedWidget)
    , m_emptyPage(new EmptyPage(!services.samplePath.isEmpty(), services.registries != nullptr))
    , m_filterBar(new FilterBar(m_images))
    , m_drop(new DropOverlay(this))
    , m_status(quietLabel())
{
    setWindowTitle(tr("Varve"));
    setWindowIcon(applicationIcon());
    setMinimumSize(kSmallest);
    setAcceptDrops(true);

    m_toolBar = addToolBar(tr("Filter"));
    m_toolBar->setObjectName(QStringLiteral("filterBar"));
    m_toolBar->setMovable(false);
    m_toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_toolBar->addWidget(m_filterBar);
    m_stack->addWidget(m_emptyPage);
    m_stack->addWidget(makeWorkspace());
    setCentralWidget(FinderNotice::above(m_finder, m_stack));

    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(metrics::kGap, 0, metrics::kGap, 0);
    statusBar()->addWidget(m_status, 1);
    auto *strip = new JobStrip(m_jobs);
    connect(strip, &JobStrip::listWanted, this, &MainWindow::showJobs);
    statusBar()->addPermanentWidget(strip);

    makeActions();
    connectSources();
    connect(&m_prune, &PruneActions::measured, this, &MainWindow::updateStatus);
    connect(&m_prune, &PruneActions::pullRequested, &m_registries, &RegistryActions::pullAgain);
    connect(&m_registries, &RegistryActions::told, this, &MainWindow::tell);
    auto *clock = new QTimer(this);
    clock->setObjectName(QStringLiteral("clock"));
    connect(clock, &QTimer::timeout, this, [this] { tellTime(QDateTime::currentDateTime()); });
    clock->start(kMinuteMs);
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget *, const QWidget *now) {
        if (now && now != m_sourcesView)
            m_isFocusGiven = false;
    });
    connect(m_emptyPage, &EmptyPage::openRequested, this, &MainWindow::openArchive);
    connect(m_emptyPage, &EmptyPage::openFolderRequested, this, &MainWindow::openFolder);
    connect(m_emptyPage, &EmptyPage::sampleRequested, this, &MainWindow::openSample);
    connect(m_emptyPage, &EmptyPage::pullRequested, this, [this] { m_registries.pull(); });
    connect(m_emptyPage, &EmptyPage::recentRequested, this, &MainWindow::openRecent);
    connect(&m_theme, &ThemeManager::changed, this, [this] { sessionChanged(); });

    restoreState();
    takeSources();
}

MainWindow::~MainWindow()
{
    // Panels hold references to the session and the models, and pulls stand in the list of jobs: they go first.
    qDeleteAll(findChildren<JobsDialog *>());
    qDeleteAll(findChildren<PullDialog *>());
    delete takeCentralWidget();
}

QWidget *MainWindow::makeWorkspace()
{
    m_imagesPanel = new ImagesPanel(m_images);
    m_inspector = new Inspector(m_session, m_services.pool);
    m_inner = new QSplitter(Qt::Vertical);
    m_inner->setHandleWidth(1);
    m_inner->setChildrenCollapsible(false);
    m_inner->addWidget(m_imagesPanel);
    m_inner->addWidget(m_inspector);
    m_inner->setStretchFactor(0, 0);
    m_inner->setStretchFactor(1, 1);
    m_inner->setSizes({ kImagesHeight, kFirstSize.height() - kImagesHeight });
    m_outer = new QSplitter(Qt::Horizontal);
    m_outer->setHandleWidth(1);
    m_outer->addWidget(makeSources());
    m_outer->addWidget(m_inner);
    m_outer->setStretchFactor(0, 0);
    m_outer->setStretchFactor(1, 1);
    m_outer->setCollapsible(1, false);
    m_outer->setSizes({ kSourcesWidth, kFirstSize.width() - kSourcesWidth });
    return m_outer;
}

QWidget *MainWindow::makeSources()
{
    auto *side = new QWidget;
    side->setObjectName(QStringLiteral("SidePanel"));
    side->setMinimumWidth(120);
    m_sourcesView = new TreeView(QStringLiteral("sources"));
    m_sourcesView->setAccessibleName(tr("Sources"));
    m_sourcesView->setHeaderHidden(true);
    m_sourcesView->setRootIsDecorated(false);
    m_sourcesView->setItemsExpandable(false);
    m_sourcesView->setIndentation(metrics::kSmall);
    m_sourcesView->setAlternatingRowColors(false);
    m_sourcesView->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QPalette palette = m_sourcesView->palette();
    palette.setColor(QPalette::Base, Theme::current().window);
    m_sourcesView->setPalette(palette);
    m_sourcesView->setModel(&m_sourcesModel);
    m_sourcesView->expandAll();
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, metrics::kSmall, 0, 0);
    column->addWidget(m_sourcesView);
    connect(&m_sourcesModel, &QAbstractItemModel::rowsInserted, m_sourcesView, &QTreeView::expandAll);
    connect(
        m_sourcesView->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &MainWindow::sourceSelected);
    connect(m_sourcesView, &QWidget::customContextMenuRequested, this, &MainWindow::showSourceMenu);
    return side;
}

void MainWindow::connectSources()
{
    connect(&m_finder, &StoreFinder::found, this, [this] { m_sources.add(m_finder.offers()); });
    connect(&m_sources, &SourceManager::sourcesChanged, this, &MainWindow::takeSources);
    connect(&m_sources, &SourceManager::imagesChanged, this, [this] { m_rowMaker.take(m_sources.images()); });
    connect(&m_rowMaker, &ImageRowMaker::taken, this, &MainWindow::takeImages);
    connect(&m_sources, &SourceManager::opened, this, &MainWindow::sourceOpened);
    connect(&m_sources, &SourceManager::failed, this, &MainWindow::sourceFailed);
    connect(&m_sources, &SourceManager::closed, this, &MainWindow::sourceClosed);
    connect(&m_sources, &SourceManager::foundOpen, this, [this](SourceId asked, SourceId known) {
        if (m_awaited != asked)
            return;
        m_awaited = known;
        if (m_sources.entry(known)->source.state == SourceState::Ready)
            sourceOpened(known);
    });
    connect(m_imagesPanel, &ImagesPanel::chosenChanged, this, &MainWindow::imageChosen);
    m_remotePause.setSingleShot(true);
    m_remotePause.setInterval(kRemotePauseMs);
    connect(&m_remotePause, &QTimer::timeout, this, &MainWindow::openChosen);
    connect(m_imagesPanel, &ImagesPanel::menuWanted, this, [this](QMenu *menu, const ImageRow &row) {
        m_actionsOfImage.fill(menu, row, availableOrigin(row));
        m_library.fillImageMenu(menu, row);
        m_registries.fill(menu, row, m_imagesPanel->selected());
    });
    connect(&m_registries, &RegistryActions::pulled, this, &MainWindow::findStores); // the Library may be new
    connect(&m_registries, &RegistryActions::checked, m_imagesPanel, &ImagesPanel::showUpdates);
    connect(&m_registries, &RegistryActions::lookedInside, this, &MainWindow::showRemote);
    m_library.showImage = [this](const ImageOrigin &image) { return showImage(image); };
    connect(&m_library, &LibraryActions::libraryChanged, this, &MainWindow::showLibrary);
    connect(&m_library, &LibraryActions::told, this, &MainWindow::tell);
    m_toldTimer.setSingleShot(true);
    m_toldTimer.setInterval(kToldMs);
    connect(&m_toldTimer, &QTimer::timeout, this, &MainWindow::updateStatus);
    connect(&m_images, &ImagesModel::shownChanged, this, &MainWindow::updateImagesState);
    connect(&m_session, &ImageSession::stateChanged, this, &MainWindow::sessionChanged);
    // Enter goes on to what the row drives.
    connect(m_imagesPanel->view(), &QAbstractItemView::activated, this, [this] {
        m_inspector->tabs()->setCurrentIndex(0);
        m_inspector->layers()->view()->setFocus(Qt::OtherFocusReason);
    });
    connect(m_inspector->layers()->view(), &QAbstractItemView::activated, this,
        [this] { m_inspector->files()->view()->setFocus(Qt::OtherFocusReason); });
    connect(m_inspector, &Inspector::warningsRequested, this, &MainWindow::showProblems);
    connect(m_imagesPanel->notice(), &Notice::buttonClicked, this, [this] {
        if (const SourceManager::Entry *offline = m_sources.entry(selectedSource()))
            return m_sources.reload(offline->source.id);
        for (const Source &source : m_sourcesModel.sources()) {
            if (source.state == SourceState::Failed)
                return selectSource(source.id);
        }
    });
    StatePage *page = m_imagesPanel->states()->page();
    connect(page, &StatePage::buttonClicked, this, [this] {
        if (const SourceManager::Entry *entry = unavailableSource())
            m_sources.reload(entry->source.id);
        else
            m_filterBar->clear();
    });
    connect(page, &StatePage::secondButtonClicked, this, [this] {
        if (const SourceManager::Entry *entry = unavailableSource())
            closeSource(entry->source.id);
    });
}

void MainWindow::restoreState()
{
    const QSettings settings;
    if (!restoreGeometry(settings.value(kGeometryKey).toByteArray()))
        resize(kFirstSize);
    m_outer->restoreState(settings.value(kOuterKey).toByteArray());
    m_inner->restoreState(settings.value(kInnerKey).toByteArray());
}

void MainWindow::saveState()
{
    QSettings settings;
    settings.setValue(kGeometryKey, saveGeometry());
    settings.setValue(kOuterKey, m_outer->saveState());
    settings.setValue(kInnerKey, m_inner->saveState());
    m_imagesPanel->saveState();
    m_inspector->saveState();
}

void MainWindow::showJobs()
{
    auto *dialog = findChild<JobsDialog *>(QString(), Qt::FindDirectChildrenOnly);
    if (!dialog)
        dialog = new JobsDialog(m_jobs, this);
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

SourceId MainWindow::selectedSource() const
{
    const QModelIndex index = m_sourcesView->currentIndex();
    return index.isValid() && !index.data(HeadingRole).toBool() ? m_sourcesModel.sourceAt(index) : kAllSources;
}

void MainWindow::selectSource(SourceId id)
{
    const QModelIndex index = m_sourcesModel.indexOf(id);
    if (index.isValid())
        m_sourcesView->setCurrentIndex(index);
}

void MainWindow::tellTime(const QDateTime &now)
{
    m_images.setNow(now);
    m_inspector->setNow(now);
}

bool MainWindow::isTyping() const
{
    const QWidget *focus = QApplication::focusWidget();
    return qobject_cast<const QLineEdit *>(focus) && isAncestorOf(focus);
}

void MainWindow::takeSources()
{
    m_sourcesModel.setSources(m_sources.sources());
    const bool isEmpty = m_sources.isEmpty();
    const bool wasEmpty = m_stack->currentIndex() == 0;
    m_stack->setCurrentIndex(isEmpty ? 0 : 1);
    m_toolBar->setVisible(!isEmpty);
    if (wasEmpty && !isEmpty) {
        // Else the filter would get it from the page that hides, and letters typed there are meant for nothing.
        m_sourcesView->setFocus(Qt::OtherFocusReason);
        m_isFocusGiven = true;
    }
    if (isEmpty)
        m_emptyPage->setRecent(RecentFiles::paths());
    if (!m_sourcesView->currentIndex().isValid())
        selectSource(kAllSources);
    updateImagesState();
    updateStatus();
    updateActions();
}

// Registries count what they are asked for: not every row that somebody passes on the way is looked at.
void MainWindow::imageChosen()
{
    const ImageRow *row = m_imagesPanel->chosen();
    if (row && row->isRemote && !row->image.summary.isLocal)
        return m_remotePause.start();
    m_remotePause.stop();
    openChosen();
}

void MainWindow::openChosen()
{
    const ImageRow *row = m_imagesPanel->chosen();
    if (!row)
        return;
    const ImageOrigin origin = availableOrigin(*row);
    const SourceManager::Entry *entry = m_sources.entry(origin.source);
    if (!entry || !entry->store)
        return;
    m_shownOrigin = origin;
    m_session.open(entry->store, row->image.summary);
    updateContainers();
}

// Of several sources one that is there, but for the one that was chosen.
ImageOrigin MainWindow::availableOrigin(const ImageRow &row) const
{
    const auto isReady = [this](const ImageOrigin &origin) {
        const SourceManager::Entry *entry = m_sources.entry(origin.source);
        return entry && entry->source.state == SourceState::Ready;
    };
    const ImageOrigin wanted = m_images.originFor(row);
    if (wanted.source == selectedSource() || isReady(wanted))
        return wanted;
    const auto ready = std::find_if(row.origins.cbegin(), row.origins.cend(), isReady);
    return ready == row.origins.cend() ? wanted : *ready;
}

void MainWindow::updateContainers()
{
    const SourceManager::Entry *entry = m_sources.entry(m_shownOrigin.source);
    if (!entry || !entry->store || !entry->store->capabilities().testFlag(StoreCapability::Containers))
        return m_inspector->setContainers({});
    QList<ContainerInfo> containers = entry->containers;
    containers.removeIf([this](const ContainerInfo &container) { return container.image != m_shownOrigin.id; });
    m_inspector->setContainers(containers);
}

void MainWindow::sessionChanged()
{
    updateActions();
    if (m_session.details()) {
        const QStringList &names = m_session.details()->summary.names;
        const QString name = names.isEmpty() ? m_session.summary().displayDigest().shortHex() : names.constFirst();
        setWindowTitle(tr("%1 – Varve").arg(shortened(visibleText(name), kTitleLength)));
    } else {
        setWindowTitle(tr("Varve"));
    }
    if (m_session.details())
        m_sources.setDetails(m_shownOrigin.source, *m_session.details());
    if (m_session.state() == ImageSession::State::Done)
        m_sources.setUnpackedBytes(m_shownOrigin.source, m_shownOrigin.id, m_session.unpackedLayerBytes());
    QPalette palette = m_sourcesView->palette();
    palette.setColor(QPalette::Base, Theme::current().window);
    m_sourcesView->setPalette(palette);
}

void MainWindow::showProblems()
{
    showWarnings(this, windowTitle(), m_session.warnings());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveState();
    m_session.close();
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QStringList paths = DropOverlay::localPaths(*event->mimeData());
    if (paths.isEmpty())
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    m_drop->appear(static_cast<int>(paths.size()));
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *)
{
    m_drop->hide();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_drop->hide();
    const QStringList paths = DropOverlay::localPaths(*event->mimeData());
    if (paths.isEmpty())
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    openPaths(paths);
}

} // namespace varve
