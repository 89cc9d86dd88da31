// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/containerspanel.h"

#include "models/roles.h"
#include "ui/icons.h"
#include "ui/imagesession.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace varve {

ContainersPanel::ContainersPanel(ImageSession &session, WorkPool &pool, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_pool(pool)
    , m_view(new TreeView(QStringLiteral("containers")))
    , m_states(new StateStack(m_view))
    , m_showFiles(new QPushButton(tr("Show what it &wrote")))
    , m_showImage(new QPushButton(tr("Show the &image alone")))
{
    m_view->setAccessibleName(tr("Containers"));
    m_view->setTableLook();
    m_view->setModel(&m_model);
    m_view->header()->setStretchLastSection(true);
    m_view->restoreColumns({ 220, 110, 90, 250, 140, 130 });
    m_showFiles->setToolTip(tr("The container's own layer, on top of the image's: what it added, changed and removed"));

    auto *buttons = new QWidget;
    buttons->setObjectName(QStringLiteral("Strip"));
    auto *row = new QHBoxLayout(buttons);
    row->setContentsMargins(metrics::kMargin, metrics::kSmall, metrics::kMargin, metrics::kSmall);
    row->setSpacing(metrics::kGap);
    row->addWidget(m_showFiles);
    row->addWidget(m_showImage);
    row->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buttons);
    column->addWidget(m_states, 1);

    connect(m_showFiles, &QPushButton::clicked, this, &ContainersPanel::showFiles);
    connect(m_showImage, &QPushButton::clicked, this, &ContainersPanel::showImageAlone);
    connect(m_view, &QAbstractItemView::activated, this, &ContainersPanel::showFiles);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ContainersPanel::showMenu);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ContainersPanel::updateButtons);
    connect(&m_session, &ImageSession::stateChanged, this, &ContainersPanel::updateButtons);
    setContainers({});
}

void ContainersPanel::saveState()
{
    m_view->saveColumns();
}

void ContainersPanel::setContainers(const std::optional<QList<ContainerInfo>> &containers)
{
    m_model.setContainers(containers.value_or(QList<ContainerInfo>()));
    StatePage *page = m_states->page();
    if (!containers)
        page->showEmpty(
            "engine", tr("No containers"), tr("Only container engines know which containers use an image."));
    else
        page->showEmpty("engine", tr("No container uses this image"));
    if (m_model.rowCount() > 0 && !m_view->currentIndex().isValid())
        m_view->setCurrentIndex(m_model.index(0, 0));
    if (m_model.rowCount() > 0)
        m_states->showContent();
    else
        m_states->showPage();
    updateButtons();
    askForBytes();
}

void ContainersPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    askForBytes();
}

void ContainersPanel::askForBytes()
{
    const QList<ContainerInfo> unknown = m_model.withoutWrittenBytes();
    const bool isAsked = std::any_of(
        unknown.cbegin(), unknown.cend(), [this](const ContainerInfo &container) { return container.id == m_counted; });
    if (!isAsked)
        m_counting.cancel(); // of another image
    if (unknown.isEmpty() || !isVisible() || m_counting.isActive() || !m_session.store())
        return;
    const ContainerInfo &container = unknown.constFirst();
    m_counted = container.id;
    m_counting.start(
        m_pool.run(WorkPool::Kind::Io, std::make_shared<Job>(tr("Counting what a container wrote")),
            [store = m_session.store(), container](Job &job) { return store->containerBytes(container, job); }),
        [this, container](const Result<std::int64_t> &bytes) {
            const bool isTold =
                bytes || bytes.error().code == ErrorCode::NotFound || bytes.error().code == ErrorCode::Unsupported;
            if (!isTold)
                return; // asked again when the engine is back and lists its containers
            m_model.setWrittenBytes(container, bytes.value_or(-1));
            askForBytes();
        });
}

void ContainersPanel::updateButtons()
{
    m_showFiles->setEnabled(m_model.at(m_view->currentIndex()) != nullptr);
    m_showImage->setEnabled(m_session.container().has_value());
}

// The session lets go of what it holds when it is opened anew: copies.
void ContainersPanel::showFiles()
{
    const ContainerInfo *container = m_model.at(m_view->currentIndex());
    if (!container || !m_session.store())
        return;
    ContainerInfo shown = *container;
    shown.writtenBytes = m_model.writtenBytes(shown.id);
    m_session.open(ImageStorePtr(m_session.store()), ImageSummary(m_session.summary()), shown);
    Q_EMIT filesRequested();
}

void ContainersPanel::showImageAlone()
{
    if (m_session.store())
        m_session.open(ImageStorePtr(m_session.store()), ImageSummary(m_session.summary()));
}

void ContainersPanel::showMenu(const QPoint &position)
{
    const QModelIndex index = m_view->indexAt(position);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon("layer"), tr("Show what it &wrote"), this, &ContainersPanel::showFiles);
    menu->addSeparator();
    const std::pair<int, QString> cells[] = { { ContainersModel::Name, tr("Copy &name") },
        { ContainersModel::Id, tr("Copy container &ID") }, { ContainersModel::Command, tr("Copy &command") } };
    for (const auto &[column, text] : cells) {
        const QByteArray bytes = index.siblingAtColumn(column).data(RawTextRole).toByteArray();
        menu->addAction(icon("copy"), text, menu, [bytes] { TreeView::copyBytes(bytes); });
    }
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

} // namespace varve
