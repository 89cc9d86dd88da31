// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What MainWindow does when images have come or gone, and what it says where there are none to show, above them, and below.

#include "ui/mainwindow.h"

#include "services/types/text.h"
#include "ui/enginesettings.h"
#include "ui/errortext.h"
#include "ui/filterbar.h"
#include "ui/format.h"
#include "ui/imagespanel.h"
#include "ui/labels.h"
#include "ui/notice.h"
#include "ui/statepage.h"

#include <algorithm>
#include <utility>

namespace varve {

namespace {

bool isOffline(const SourceManager::Entry &entry)
{
    return entry.source.state == SourceState::Offline;
}

} // namespace

// The chosen source; among all of them the first one that is away, where nothing else is there to speak of.
const SourceManager::Entry *MainWindow::unavailableSource() const
{
    if (selectedSource() != kAllSources) {
        const SourceManager::Entry *entry = m_sources.entry(selectedSource());
        const bool hasImages = m_images.rowCount() > 0;
        const bool isGone = entry && (entry->source.state == SourceState::Failed || (isOffline(*entry) && !hasImages));
        return isGone ? entry : nullptr;
    }
    if (m_images.rowCount() > 0)
        return nullptr;
    const QList<Source> &sources = m_sourcesModel.sources();
    const bool isOther = std::any_of(sources.cbegin(), sources.cend(), [](const Source &source) {
        return source.state != SourceState::Offline && source.state != SourceState::Offered;
    });
    const auto offline = std::find_if(
        sources.cbegin(), sources.cend(), [](const Source &source) { return source.state == SourceState::Offline; });
    return isOther || offline == sources.cend() ? nullptr : m_sources.entry(offline->id);
}

void MainWindow::updateNotice()
{
    Notice *notice = m_imagesPanel->notice();
    const SourceManager::Entry *selected = m_sources.entry(selectedSource());
    if (selected && selected->source.state == SourceState::Offline && m_images.rowCount() > 0) {
        notice->present(Notice::Kind::Warning,
            tr("%1 What is listed here is of before.").arg(selected->source.errorText), tr("Try again"));
        return;
    }
    QStringList failures;
    for (const Source &source : m_sourcesModel.sources()) {
        if (source.state == SourceState::Failed)
            failures += source.errorText;
    }
    if (selectedSource() != kAllSources || failures.isEmpty())
        return notice->hide();
    notice->present(Notice::Kind::Error,
        failures.size() == 1 ? failures.constFirst()
                             : tr("%n source(s) could not be read", nullptr, static_cast<int>(failures.size())),
        tr("Show"));
}

void MainWindow::showFailure(const SourceManager::Entry &entry)
{
    const ErrorText text = SourceManager::failureText(entry);
    m_imagesPanel->states()->page()->showError(text.what, text.advice, text.detail, tr("Try again"),
        entry.offer && !entry.source.isRemote() ? tr("Do not show it") : tr("Remove"));
}

void MainWindow::showWaiting(const SourceManager::Entry *selected)
{
    StatePage *page = m_imagesPanel->states()->page();
    if (!selected)
        return page->showLoading(tr("Opening …"), tr("A compressed archive is read as a whole. You can cancel below."));
    const QString title = visibleText(selected->source.title);
    if (selected->source.state == SourceState::Waiting)
        page->showLoading(
            tr("Waiting to open %1 …").arg(title), tr("Other sources are read first. You can cancel below."));
    else if (selected->offer)
        page->showLoading(tr("Connecting to %1 …").arg(title), tr("You can cancel below."));
    else
        page->showLoading(
            tr("Opening %1 …").arg(title), tr("A compressed archive is read as a whole. You can cancel below."));
}

void MainWindow::updateImagesState()
{
    updateNotice();
    StateStack *states = m_imagesPanel->states();
    const SourceManager::Entry *selected = m_sources.entry(selectedSource());
    const bool isReading = selected ? isBusy(selected->source.state)
                                    : std::any_of(m_sourcesModel.sources().begin(), m_sourcesModel.sources().end(),
                                        [](const Source &source) { return isBusy(source.state); });
    const SourceManager::Entry *unavailable = unavailableSource();
    if (!unavailable && m_images.rowCount() > 0)
        return states->showContent();
    if (unavailable)
        showFailure(*unavailable);
    else if (isReading)
        showWaiting(selected);
    else if (m_filterBar->isFiltering())
        states->page()->showEmpty("filter", tr("No image matches the filter"), {}, tr("Clear the filter"));
    else
        states->page()->showEmpty("image", tr("No images here"), tr("This source holds no images."));
    states->showPage();
}

void MainWindow::takeImages()
{
    updateStatus();
    updateContainers();
    const QList<Source> all = m_sources.sources();
    m_filterBar->setKnowsContainers(std::any_of(all.cbegin(), all.cend(), [this](const Source &source) {
        const ImageStorePtr &store = m_sources.entry(source.id)->store;
        return store && store->capabilities().testFlag(StoreCapability::Containers);
    }));
    // Removed over there: nothing more can be asked of it.
    const SourceManager::Entry *shown = m_sources.entry(m_shownOrigin.source);
    if (shown && shown->source.state == SourceState::Ready && !m_sources.image(m_shownOrigin)) {
        forgetShown();
        chooseAgain(); // another source may have it as well
    }
    if (m_rowMaker.isMaking())
        return;
    const QList<SourceId> opened = std::exchange(m_openedMeanwhile, {});
    for (const SourceId id : opened)
        sourceOpened(id);
    m_library.takeImages();
    m_prune.measureSoon();
}

void MainWindow::tell(const QString &sentence)
{
    m_status->setText(sentence);
    m_toldTimer.start();
}

void MainWindow::updateStatus()
{
    if (m_toldTimer.isActive())
        return;
    std::int64_t bytes = 0;
    int count = 0;
    for (const Source &source : m_sourcesModel.sources()) {
        if (source.isRemote())
            continue;
        bytes += std::max<std::int64_t>(source.sizeBytes, 0);
        count += std::max(source.imageCount, 0);
    }
    if (m_sources.isEmpty()) {
        m_status->setText({});
        return;
    }
    QStringList parts { tr("%n image(s)", nullptr, count) };
    if (bytes > 0) // engines do not say
        parts += tr("%1 on disk").arg(sizeText(bytes));
    if (m_prune.reclaimableBytes() > 0)
        parts += tr("reclaimable %1 (dangling %2)")
                     .arg(sizeText(m_prune.reclaimableBytes()), sizeText(m_prune.danglingBytes()));
    parts += tr("%n source(s)", nullptr, static_cast<int>(m_sourcesModel.sources().size()));
    m_status->setText(parts.join(QStringLiteral(" · ")));
}

bool MainWindow::showImage(const ImageOrigin &image)
{
    if (selectedSource() != kAllSources && selectedSource() != image.source)
        selectSource(image.source);
    if (m_imagesPanel->select(image))
        return true;
    if (!m_filterBar->isFiltering())
        return false;
    m_filterBar->clear();
    return m_imagesPanel->select(image);
}

void MainWindow::showLibrary()
{
    for (const StoreOffer &offer : m_finder.all()) {
        if (offer.kind == StoreKind::Library)
            EngineSettings::setHidden(offer.key, false);
    }
    findStores();
}

} // namespace varve
