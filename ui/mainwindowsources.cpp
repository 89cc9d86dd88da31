// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What MainWindow does when sources come, fail, go, or are chosen.

#include "ui/mainwindow.h"

#include "ui/imagespanel.h"
#include "ui/recentfiles.h"
#include "ui/treeview.h"

#include <QtWidgets/QApplication>

#include <algorithm>

namespace varve {

void MainWindow::openPaths(const QStringList &paths)
{
    for (qsizetype i = 0; i < paths.size(); ++i) {
        const auto remote = RegistryActions::remoteReference(paths.at(i));
        const SourceId id =
            remote && m_registries.isAvailable() ? m_registries.lookInside(*remote) : m_sources.open(paths.at(i));
        if (i > 0)
            continue; // the first is shown
        m_wasOpenedAlone = paths.size() == 1;
        m_awaited = id;
        // What is open already has nothing more to report.
        if (m_sources.entry(id)->source.state == SourceState::Ready)
            sourceOpened(id);
    }
}

// Its images are shown with it alone.
void MainWindow::showRemote(SourceId id)
{
    m_awaited = id;
    m_wasOpenedAlone = true;
    selectSource(id);
    raise();
    activateWindow();
}

void MainWindow::chooseAgain()
{
    if (m_imagesPanel->chosen())
        imageChosen();
}

void MainWindow::forgetShown()
{
    m_remotePause.stop();
    m_shownOrigin = {};
    m_session.close();
    m_imagesPanel->forgetChosen();
}

void MainWindow::sourceOpened(SourceId id)
{
    const SourceManager::Entry *entry = m_sources.entry(id);
    if (!entry)
        return;
    if (m_rowMaker.isMaking()) {
        m_openedMeanwhile += id; // its images cannot be chosen yet
        return;
    }
    if (!entry->offer)
        RecentFiles::add(entry->path);
    // The image that is shown may have another store now, or be gone, after a reload.
    if (m_shownOrigin.source == id && m_session.store() != entry->store) {
        if (const ImageSummary *image = m_sources.image(m_shownOrigin))
            m_session.open(entry->store, *image);
        else
            sourceClosed(id);
    }
    if (id == m_awaited) {
        m_awaited = SourceId { 0 };
        if (selectedSource() != kAllSources && selectedSource() != id)
            selectSource(kAllSources);
        if (m_shownOrigin.source != id)
            m_imagesPanel->selectFirstOf(id);
    } else if (m_session.state() == ImageSession::State::Empty && m_awaited == SourceId { 0 } && !entry->offer) {
        m_imagesPanel->selectFirst(); // an engine has to work for its layers: nobody asked for them yet
    }
    if (m_isFocusGiven || !isAncestorOf(QApplication::focusWidget()))
        m_imagesPanel->view()->setFocus(Qt::OtherFocusReason);
}

void MainWindow::sourceFailed(SourceId id)
{
    const bool wasAwaited = id == m_awaited;
    if (wasAwaited)
        m_awaited = SourceId { 0 };
    const SourceManager::Entry *entry = m_sources.entry(id);
    if (entry && !entry->offer && entry->error.code == ErrorCode::NotFound)
        RecentFiles::remove(entry->path);
    // The reason is shown at once when it is all that was asked for; among others it waits in the list.
    const bool isAlone = m_images.totalCount() == 0
        && std::none_of(m_sourcesModel.sources().begin(), m_sourcesModel.sources().end(),
            [](const Source &source) { return isBusy(source.state); });
    if (wasAwaited && (m_wasOpenedAlone || isAlone)) {
        selectSource(id);
        if (!isTyping())
            m_sourcesView->setFocus(Qt::OtherFocusReason);
    } else if (wasAwaited && m_session.state() == ImageSession::State::Empty) {
        m_imagesPanel->selectFirst(); // of the sources that were ready before
    }
    updateImagesState();
}

void MainWindow::sourceClosed(SourceId id)
{
    if (id == m_awaited)
        m_awaited = SourceId { 0 };
    if (m_shownOrigin.source != id)
        return;
    forgetShown();
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_imagesPanel->selectFirst();
            if (m_session.state() == ImageSession::State::Empty)
                chooseAgain();
        },
        Qt::QueuedConnection);
}

void MainWindow::sourceSelected()
{
    m_images.setSource(selectedSource());
    m_sources.connectOffered(selectedSource());
    updateImagesState();
    updateActions();
}

} // namespace varve
