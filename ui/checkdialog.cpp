// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/checkdialog.h"

#include "services/types/text.h"
#include "ui/checktext.h"
#include "ui/errortext.h"
#include "ui/format.h"
#include "ui/jobbar.h"
#include "ui/labels.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {
constexpr QSize kCheckSize { 820, 460 };
} // namespace

CheckDialog::CheckDialog(const UiServices &services, JobList &jobs, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_listing(jobs)
    , m_view(new TreeView(QStringLiteral("problems")))
    , m_states(new StateStack(m_view))
    , m_summary(plainLabel())
    , m_remedy(quietLabel())
    , m_bar(new QProgressBar)
    , m_copy(new QPushButton(tr("C&opy")))
    , m_again(new QPushButton(tr("Check a&gain")))
    , m_repairButton(new QPushButton)
    , m_close(new QPushButton)
{
    setObjectName(QStringLiteral("checkDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Check the Library"));
    setModal(false);
    resize(kCheckSize);
    m_view->setAccessibleName(tr("Problems"));
    m_view->setTableLook();
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setModel(&m_problems);
    m_view->setFillColumn(ProblemsModel::Images, 120);
    m_view->restoreColumns({ 190, 200, 180, 80, 150 });
    m_view->setCopySource(RawTextRole, ProblemsModel::Problem);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_states, 1);
    column->addWidget(makeFooter());

    connect(&jobs, &JobList::ticked, this, &CheckDialog::showProgress);
    connect(this, &QDialog::finished, this, [this] { m_view->saveColumns(); });
    check();
}

QWidget *CheckDialog::makeFooter()
{
    m_summary->setObjectName(QStringLiteral("checkSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_remedy->setWordWrap(true);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_copy->setObjectName(QStringLiteral("checkCopy"));
    m_copy->setToolTip(tr("Copy the selected rows as text, or all of them"));
    m_again->setObjectName(QStringLiteral("checkAgain"));
    m_repairButton->setObjectName(QStringLiteral("checkRepair"));
    m_close->setObjectName(QStringLiteral("checkClose"));
    for (QPushButton *button : { m_copy, m_again, m_repairButton, m_close })
        button->setAutoDefault(false);
    auto *footer = new QWidget;
    footer->setObjectName(QStringLiteral("Strip"));
    auto *rows = new QVBoxLayout(footer);
    rows->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(m_summary);
    rows->addWidget(m_remedy);
    rows->addWidget(m_bar);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, metrics::kSmall, 0, 0);
    buttons->setSpacing(metrics::kGap);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    buttons->addWidget(m_again);
    buttons->addWidget(m_repairButton);
    buttons->addWidget(m_close);
    rows->addLayout(buttons);
    connect(m_copy, &QPushButton::clicked, this, &CheckDialog::copy);
    connect(m_again, &QPushButton::clicked, this, &CheckDialog::check);
    connect(m_repairButton, &QPushButton::clicked, this, &CheckDialog::repair);
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (isBusy() && m_job)
            m_job->cancel(); // the worker's answer changes the state
        else
            close();
    });
    return footer;
}

// Not on the pool of eight that all else waits on: to read all blobs may take long.
void CheckDialog::check()
{
    if (m_job && isBusy())
        return;
    m_repair.reset();
    m_job = std::make_shared<Job>(m_services.pullRoot);
    const auto handle = m_services.pool.run(WorkPool::Kind::Stream, m_job,
        [root = m_services.pullRoot, &pool = m_services.pool](Job &job) { return checkLibrary(root, job, pool); });
    m_checking.start(handle, [this](const Result<LibraryReport> &report) { takeReport(report); });
    m_listing.start(tr("Checking the Library"), m_job);
    setState(State::Checking);
}

void CheckDialog::repair()
{
    if (isBusy())
        return;
    m_job = std::make_shared<Job>(m_services.pullRoot);
    const auto handle = m_services.pool.run(WorkPool::Kind::Stream, m_job,
        [root = m_services.pullRoot, &pool = m_services.pool](Job &job) { return repairLibrary(root, job, pool); });
    m_repairing.start(handle, [this](const Result<LibraryRepair> &repair) { takeRepair(repair); });
    m_listing.start(tr("Repairing the Library"), m_job);
    setState(State::Repairing);
}

void CheckDialog::takeReport(const Result<LibraryReport> &report)
{
    if (!report)
        return takeError(report.error());
    m_report = *report;
    setState(State::Done);
}

void CheckDialog::takeRepair(const Result<LibraryRepair> &repair)
{
    Q_EMIT repaired(); // also one that was cut short may have changed something
    if (m_isClosing) {
        m_state = State::Cancelled;
        return QDialog::done(Rejected);
    }
    if (!repair)
        return takeError(repair.error());
    m_repair = *repair;
    m_report = repair->left;
    setState(State::Done);
}

void CheckDialog::done(int result)
{
    if (m_state != State::Repairing || !m_job)
        return QDialog::done(result);
    m_isClosing = true;
    m_job->cancel();
}

void CheckDialog::takeError(const Error &error)
{
    m_error = error;
    setState(error.code == ErrorCode::Cancelled ? State::Cancelled : State::Failed);
}

void CheckDialog::setState(State state)
{
    m_state = state;
    if (!isBusy()) {
        m_listing.end();
        m_job.reset();
    }
    StatePage *page = m_states->page();
    switch (state) {
    case State::Checking:
        page->showEmpty("verifying", tr("Checking the Library"),
            tr("Every blob is read and held against its digest. Other work can go on meanwhile."));
        break;
    case State::Repairing:
        page->showEmpty(
            "verifying", tr("Repairing the Library"), tr("This waits until nothing is brought into it any more."));
        break;
    case State::Cancelled:
        page->showEmpty("cancel", tr("Cancelled"), tr("What was read so far says nothing of the rest."));
        break;
    case State::Failed: {
        const ErrorText text = libraryErrorText(m_error);
        page->showError(text.what, text.advice, text.detail);
        break;
    }
    case State::Done:
        showReport();
        break;
    }
    const bool isDone = state == State::Done;
    const bool hasProblems = isDone && !m_report.problems.isEmpty();
    if (hasProblems)
        m_states->showContent();
    else
        m_states->showPage();
    m_bar->setVisible(isBusy());
    m_bar->setRange(0, 0);
    m_summary->setVisible(isBusy() || hasProblems);
    m_remedy->setVisible(hasProblems && !m_remedy->text().isEmpty());
    m_copy->setVisible(hasProblems);
    m_again->setVisible(!isBusy());
    m_repairButton->setVisible(hasProblems && canRepair(m_report));
    m_close->setText(isBusy() ? tr("&Cancel") : tr("&Close"));
    showProgress();
}

void CheckDialog::showReport()
{
    QList<ProblemRow> rows;
    rows.reserve(m_report.problems.size());
    for (const LibraryProblem &problem : std::as_const(m_report.problems))
        rows.append(problemRow(problem));
    m_problems.setRows(std::move(rows));
    const QString repairedText = m_repair ? repairedSentence(*m_repair) : QString();
    if (m_report.problems.isEmpty()) {
        m_states->page()->showEmpty("verified", tr("Everything is as it should be: %1").arg(checkedFigures(m_report)),
            repairedText.isEmpty() ? visibleText(m_services.pullRoot) : repairedText);
        return;
    }
    setTone(m_summary, m_report.hasDamage() ? Tone::Bad : Tone::Quiet);
    m_summary->setText(
        (repairedText.isEmpty() ? QString() : repairedText + QLatin1Char(' ')) + foundSentence(m_report));
    m_remedy->setText(remedySentence(m_report));
    m_repairButton->setText(repairLabel(m_report));
}

void CheckDialog::showProgress()
{
    if (!isBusy() || !m_job)
        return;
    const Job::Progress progress = m_job->progress();
    setTone(m_summary, Tone::Quiet);
    varve::showProgress(m_bar, progress);
    m_summary->setText(progress.total <= 0 ? tr("Looking at what is there …")
                                           : tr("%1 of %2").arg(sizeText(progress.done), sizeText(progress.total)));
}

void CheckDialog::copy()
{
    const QList<int> rows = m_view->selectedRowNumbers();
    TreeView::copyBytes((rows.isEmpty() ? m_problems.text() : m_problems.text(rows)).toUtf8());
}

} // namespace varve
