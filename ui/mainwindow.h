// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The window: sources at the left, images above, the inspector of the chosen image below. Wires panels, sources and the
// session; the panels do the rest. GUI thread; the constructor does no I/O but for the settings.
#pragma once

#include "models/imagesmodel.h"
#include "models/sourcesmodel.h"
#include "ui/imageactions.h"
#include "ui/imagerowmaker.h"
#include "ui/imagesession.h"
#include "ui/libraryactions.h"
#include "ui/notifier.h"
#include "ui/pruneactions.h"
#include "ui/registryactions.h"
#include "ui/sourcemanager.h"
#include "ui/storefinder.h"

#include <QtCore/QTimer>
#include <QtWidgets/QMainWindow>

class QLabel;
class QSplitter;
class QStackedWidget;

namespace varve {

class DropOverlay;
class EmptyPage;
class FilterBar;
class ImagesPanel;
class Inspector;
class SettingsDialog;
class ThemeManager;
class TreeView;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(const UiServices &services, ThemeManager &theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openPaths(const QStringList &paths);
    void findStores() { m_finder.find(); } // engines; returns at once

    SourceManager &sources() { return m_sources; }
    ImageSession &session() { return m_session; }
    JobList &jobs() { return m_jobs; }
    RegistryActions &registries() { return m_registries; }
    LibraryActions &library() { return m_library; }
    PruneActions &prune() { return m_prune; }
    ImagesModel &images() { return m_images; }
    Inspector *inspector() const { return m_inspector; }
    ImagesPanel *imagesPanel() const { return m_imagesPanel; }
    TreeView *sourcesView() const { return m_sourcesView; }

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    // mainwindowactions.cpp
    void makeActions();
    void makeFileMenu();
    void makeEditMenu();
    void makeViewMenu();
    void makeHelpMenu();
    void fillRecentMenu(QMenu *menu);
    void fillColumnsMenu(QMenu *menu);
    void openArchive();
    void openFolder();
    void openSample();
    void showRemote(SourceId id);
    void showJobs();
    void openRecent(const QString &path);
    void closeSource(SourceId id); // an engine is not offered again until the user wants it
    void reloadSource();
    SettingsDialog *showSettings();
    void showSourceMenu(const QPoint &position);

    QWidget *makeWorkspace();
    QWidget *makeSources();
    void connectSources();
    void restoreState();
    void saveState();

    SourceId selectedSource() const;
    SourceId sourceAtHand() const; // the chosen one, else that of the image that is shown
    void selectSource(SourceId id);

    void tellTime(const QDateTime &now);
    bool isTyping() const; // in a field of the window
    void takeSources();
    void takeImages();
    void forgetShown();
    void chooseAgain(); // the row that is current, from whichever source has it now
    void sourceOpened(SourceId id);
    void sourceFailed(SourceId id);
    void sourceClosed(SourceId id);
    void sourceSelected();
    void imageChosen();
    void openChosen();
    ImageOrigin availableOrigin(const ImageRow &row) const;
    void updateContainers();
    bool showImage(const ImageOrigin &image); // false: the table does not have it
    void showLibrary(); // one that was hidden, or is new
    // mainwindowstate.cpp: what the images pane and the status bar say
    void updateImagesState();
    void updateNotice();
    void showFailure(const SourceManager::Entry &entry);
    void showWaiting(const SourceManager::Entry *selected);
    void updateStatus();
    void tell(const QString &sentence); // what was done: stands in the status bar for a while
    const SourceManager::Entry *unavailableSource() const; // that the images pane speaks of instead of images
    void updateActions();
    void sessionChanged();
    void showProblems();
    void clearFilters();
    void focusFilter();
    void focusNextPane();

    const UiServices m_services;
    ThemeManager &m_theme;
    JobList m_jobs;
    Notifier m_notifier;
    SourceManager m_sources;
    StoreFinder m_finder;
    ImageActions m_actionsOfImage;
    LibraryActions m_library;
    PruneActions m_prune;
    ImageSession m_session;
    ImagesModel m_images;
    RegistryActions m_registries;
    ImageRowMaker m_rowMaker;
    QList<SourceId> m_openedMeanwhile; // while the rows of their images are made
    SourcesModel m_sourcesModel;
    ImageOrigin m_shownOrigin; // what the session was opened for
    SourceId m_awaited { 0 }; // its first image is chosen when it is there
    bool m_wasOpenedAlone = true; // ... and nothing else was asked for
    bool m_isFocusGiven = false; // it stands on the sources only because the empty page went; nobody put it there

    QStackedWidget *m_stack;
    EmptyPage *m_emptyPage;
    FilterBar *m_filterBar;
    QToolBar *m_toolBar;
    QSplitter *m_outer;
    QSplitter *m_inner;
    TreeView *m_sourcesView;
    ImagesPanel *m_imagesPanel;
    Inspector *m_inspector;
    DropOverlay *m_drop;
    QLabel *m_status;
    QTimer m_remotePause; // before an image in a registry is looked at
    QTimer m_toldTimer; // runs while what was done is told there
    QAction *m_closeAction = nullptr;
    QAction *m_reloadAction = nullptr;
    QAction *m_jumpAction = nullptr;
    QList<QAction *> m_imageActions; // of use only while an image is shown
};

} // namespace varve
