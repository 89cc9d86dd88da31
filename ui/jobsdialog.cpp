// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/jobsdialog.h"

#include "services/types/text.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace varve {

namespace {

constexpr QSize kJobsSize { 720, 320 };

JobRow rowOfRunning(const JobList::Item &item)
{
    const Job::Progress progress = item.job->progress();
    JobRow row;
    row.id = item.id;
    row.title = item.title;
    row.state = item.job->isCancelled() ? JobRow::State::Stopping : JobRow::State::Running;
    row.amount = progressText(progress);
    if (progress.total > 0)
        row.fraction = std::clamp(double(progress.done) / double(progress.total), 0.0, 1.0);
    row.note = visibleText(item.job->note());
    return row;
}

JobRow rowOfEnded(const JobList::Ended &ended)
{
    static constexpr std::pair<JobList::How, JobRow::State> kStates[] = { { JobList::How::Done, JobRow::State::Done },
        { JobList::How::Failed, JobRow::State::Failed }, { JobList::How::Cancelled, JobRow::State::Cancelled } };
    JobRow row;
    row.id = ended.id;
    row.title = ended.title;
    for (const auto &[how, state] : kStates) {
        if (how == ended.how)
            row.state = state;
    }
    row.amount = ended.amount;
    row.note = ended.result;
    row.ended = ended.when;
    return row;
}

} // namespace

JobsDialog::JobsDialog(JobList &jobs, QWidget *parent)
    : QDialog(parent)
    , m_jobs(jobs)
    , m_view(new TreeView(QStringLiteral("jobs")))
    , m_states(new StateStack(m_view))
    , m_cancel(new QPushButton(tr("&Cancel job")))
    , m_show(new QPushButton(tr("&Show")))
    , m_clear(new QPushButton(tr("C&lear ended")))
{
    setObjectName(QStringLiteral("jobsDialog"));
    setWindowTitle(tr("Jobs"));
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    resize(kJobsSize);
    m_view->setAccessibleName(tr("Jobs"));
    m_view->setTableLook();
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setModel(&m_model);
    m_view->cells()->setCell(JobsModel::Amount, CellDelegate::Cell::Progress);
    m_view->setFillColumn(JobsModel::Status, 160, {});
    m_view->restoreColumns({ 280, 170, 220 });
    m_view->setCopySource(RawTextRole, JobsModel::Title);
    m_states->page()->showEmpty("check", tr("Nothing is running"), tr("Pulls and other long work are listed here."));

    auto *footer = new QWidget;
    footer->setObjectName(QStringLiteral("Strip"));
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(metrics::kMargin, metrics::kGap, metrics::kMargin, metrics::kGap);
    row->setSpacing(metrics::kGap);
    row->addWidget(m_clear);
    row->addStretch(1);
    row->addWidget(m_show);
    row->addWidget(m_cancel);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_states, 1);
    column->addWidget(footer);
    for (QPushButton *button : { m_cancel, m_show, m_clear })
        button->setAutoDefault(false);
    m_cancel->setObjectName(QStringLiteral("jobsCancel"));
    m_show->setObjectName(QStringLiteral("jobsShow"));
    m_clear->setObjectName(QStringLiteral("jobsClear"));

    connect(&m_jobs, &JobList::listChanged, this, &JobsDialog::refresh);
    connect(&m_jobs, &JobList::ticked, this, &JobsDialog::refresh);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &JobsDialog::updateButtons);
    connect(m_view, &QAbstractItemView::activated, this, &JobsDialog::showSelected);
    connect(m_view, &QWidget::customContextMenuRequested, this, &JobsDialog::showMenu);
    connect(m_cancel, &QPushButton::clicked, this, &JobsDialog::cancelSelected);
    connect(m_show, &QPushButton::clicked, this, &JobsDialog::showSelected);
    connect(m_clear, &QPushButton::clicked, &m_jobs, &JobList::forgetEnded);
    connect(this, &QDialog::finished, this, [this] { m_view->saveColumns(); });
    refresh();
    if (m_model.rowCount() > 0)
        m_view->setCurrentIndex(m_model.index(0, 0));
}

void JobsDialog::refresh()
{
    QList<JobRow> rows;
    rows.reserve(m_jobs.items().size() + m_jobs.ended().size());
    for (const JobList::Item &item : m_jobs.items())
        rows.append(rowOfRunning(item));
    for (const JobList::Ended &ended : m_jobs.ended())
        rows.append(rowOfEnded(ended));
    m_model.setRows(rows);
    if (rows.isEmpty())
        m_states->showPage();
    else
        m_states->showContent();
    updateButtons();
}

QList<int> JobsDialog::selected() const
{
    QList<int> ids;
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    for (const QModelIndex &index : rows) {
        if (const JobRow *row = m_model.rowAt(index))
            ids.append(row->id);
    }
    return ids;
}

void JobsDialog::updateButtons()
{
    const QList<int> ids = selected();
    m_cancel->setEnabled(std::any_of(m_jobs.items().cbegin(), m_jobs.items().cend(),
        [&ids](const JobList::Item &item) { return ids.contains(item.id) && !item.job->isCancelled(); }));
    m_show->setEnabled(ids.size() == 1 && m_jobs.canShow(ids.constFirst()));
    m_clear->setEnabled(!m_jobs.ended().isEmpty());
}

void JobsDialog::cancelSelected()
{
    const QList<int> ids = selected();
    for (const JobList::Item &item : m_jobs.items()) {
        if (ids.contains(item.id))
            item.job->cancel();
    }
    refresh();
}

void JobsDialog::showSelected()
{
    const QList<int> ids = selected();
    if (ids.size() == 1)
        m_jobs.show(ids.constFirst());
}

void JobsDialog::showMenu(const QPoint &position)
{
    if (!m_view->indexAt(position).isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Show"), this, &JobsDialog::showSelected)->setEnabled(m_show->isEnabled());
    menu->addAction(icon("cancel"), tr("&Cancel job"), this, &JobsDialog::cancelSelected)
        ->setEnabled(m_cancel->isEnabled());
    menu->addAction(icon("copy"), tr("C&opy"), m_view, [view = m_view] { TreeView::copyBytes(view->selectedBytes()); });
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

} // namespace varve
