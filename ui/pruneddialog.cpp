// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/pruneddialog.h"

#include "models/relativetime.h"
#include "services/prune/prunesettings.h"
#include "services/types/text.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/jobbar.h"
#include "ui/labels.h"
#include "ui/prunetext.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtCore/QLocale>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace varve {

namespace {
constexpr QSize kPrunedSize { 860, 460 };
} // namespace

PrunedDialog::PrunedDialog(const UiServices &services, JobList &jobs, Targets targets, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_listing(jobs)
    , m_targets(std::move(targets))
    , m_jobs(jobs)
    , m_view(new TreeView(QStringLiteral("pruned")))
    , m_states(new StateStack(m_view))
    , m_summary(quietLabel())
    , m_result(plainLabel())
    , m_bar(new QProgressBar)
    , m_copy(new QPushButton(tr("C&opy")))
    , m_forget(new QPushButton(tr("&Forget …")))
    , m_close(new QPushButton)
    , m_restore(new QPushButton(tr("&Restore")))
{
    setObjectName(QStringLiteral("prunedDialog"));
    setWindowTitle(tr("Pruned images"));
    setModal(false);
    resize(kPrunedSize);
    m_view->setAccessibleName(tr("Pruned images"));
    m_view->setTableLook();
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->cells()->setCell(PrunedModel::Size, CellDelegate::Cell::Size);
    m_view->setModel(&m_model);
    m_view->setFillColumn(PrunedModel::Image, 140, { PrunedModel::Id, PrunedModel::Source });
    m_view->restoreColumns({ 190, 110, 130, 100, 130, 190 });
    m_view->setCopySource(RawTextRole, -1);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_states, 1);
    column->addWidget(makeFooter());
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &PrunedDialog::updateButtons);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &PrunedDialog::updateButtons);
    connect(m_view, &QWidget::customContextMenuRequested, this, &PrunedDialog::showMenu);
    connect(m_view, &QAbstractItemView::doubleClicked, this, &PrunedDialog::restoreSelected);
    connect(&jobs, &JobList::ticked, this, &PrunedDialog::showProgress);
    connect(this, &QDialog::finished, this, &PrunedDialog::left);
    m_view->setFocus();
    m_states->page()->showLoading(tr("Looking …"));
    m_states->showPage();
    look();
}

QWidget *PrunedDialog::makeFooter()
{
    m_summary->setWordWrap(true);
    m_result->setObjectName(QStringLiteral("prunedResult"));
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result->hide();
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->hide();
    m_copy->setObjectName(QStringLiteral("prunedCopy"));
    m_copy->setToolTip(tr("Copy the selected rows as text, or all of them"));
    m_forget->setObjectName(QStringLiteral("prunedForget"));
    m_forget->setToolTip(tr("Delete what is kept of the selected runs: entries and copies"));
    m_close->setObjectName(QStringLiteral("prunedClose"));
    m_restore->setObjectName(QStringLiteral("prunedRestore"));
    m_restore->setToolTip(tr("Bring the selected images back to where they were"));
    m_restore->setProperty("primary", true);
    auto *footer = new QWidget;
    footer->setObjectName(QStringLiteral("Strip"));
    auto *rows = new QVBoxLayout(footer);
    rows->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(m_result);
    rows->addWidget(m_summary);
    rows->addWidget(m_bar);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, metrics::kSmall, 0, 0);
    buttons->setSpacing(metrics::kGap);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_forget);
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_restore);
    rows->addLayout(buttons);
    for (QPushButton *button : { m_copy, m_forget, m_close, m_restore })
        button->setAutoDefault(false);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QList<int> chosen = m_view->selectedRowNumbers();
        const bool isAll = chosen.isEmpty();
        for (int i = 0; isAll && i < m_model.rowCount(); ++i)
            chosen.append(i);
        TreeView::copyBytes(m_model.text(chosen).toUtf8());
    });
    connect(m_forget, &QPushButton::clicked, this, [this] { confirmForget(false); });
    connect(m_restore, &QPushButton::clicked, this, &PrunedDialog::restoreSelected);
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (isBusy() && m_job)
            m_job->cancel();
        else
            close();
    });
    return footer;
}

void PrunedDialog::left()
{
    m_view->saveColumns();
    if (!isBusy() && !m_changing.isActive())
        deleteLater();
}

void PrunedDialog::look()
{
    m_looking.start(m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(tr("Pruned images")),
                        [root = m_services.prunedRoot](Job &job) { return PrunedFolder(root).list(job); }),
        [this](const Result<QList<PrunedRun>> &runs) { takeRuns(runs); });
}

PrunedRow PrunedDialog::rowOf(const PrunedRun &run, int image, const PrunedLimits &limits)
{
    const PrunedImage &pruned = run.images.at(image);
    PrunedRow row;
    row.run = run.key;
    row.image = image;
    row.name = pruned.names.join(QLatin1String(", "));
    row.id = pruned.id.value;
    row.digests = pruned.repoDigests.join(QLatin1Char('\n'));
    row.removed = run.when;
    row.source = run.sourceTitle;
    row.sizeBytes = pruned.sizeBytes;
    row.isRestored = pruned.restored.isValid();
    if (run.hasCopy() && !pruned.copied.isEmpty()) {
        row.way = PrunedRow::Way::Copy;
        const QDate until = run.when.addDays(limits.copyAge.count()).toLocalTime().date();
        row.wayText = tr("copy, until %1").arg(QLocale().toString(until, QLocale::ShortFormat));
    } else if (!pruned.repoDigests.isEmpty()) {
        row.way = PrunedRow::Way::Pull;
        row.wayText = tr("pull by digest");
    } else {
        row.wayText = tr("none: no copy was kept");
    }
    if (row.isRestored)
        row.wayText = tr("restored: %1").arg(RelativeTime::text(pruned.restored, QDateTime::currentDateTime()));
    return row;
}

void PrunedDialog::takeRuns(const Result<QList<PrunedRun>> &runs)
{
    m_runs = runs.value_or(QList<PrunedRun>());
    QList<PrunedRow> rows;
    const PrunedLimits limits = PruneSettings::limits();
    std::int64_t copies = 0;
    for (const PrunedRun &run : std::as_const(m_runs)) {
        copies += std::max<std::int64_t>(0, run.copyBytes);
        for (int image = 0; image < run.images.size(); ++image)
            rows.append(rowOf(run, image, limits));
    }
    const auto count = static_cast<int>(rows.size());
    m_model.setNow(QDateTime::currentDateTime());
    m_model.setRows(std::move(rows));
    m_states->page()->showEmpty(
        "recent", tr("Nothing was pruned yet"), tr("What Varve removes by pruning is listed here, with the way back."));
    if (count > 0)
        m_states->showContent();
    else
        m_states->showPage();
    m_summary->setText(count == 0 ? QString()
                                  : tr("%n image(s); copies take %1 of the %2 that they may.", nullptr, count)
                                        .arg(sizeText(copies), sizeText(limits.copyBytes)));
    updateButtons();
}

const PrunedRun *PrunedDialog::runOf(const PrunedRow &row) const
{
    const auto run =
        std::find_if(m_runs.cbegin(), m_runs.cend(), [&row](const PrunedRun &each) { return each.key == row.run; });
    return run == m_runs.cend() ? nullptr : &*run;
}

RestoreTarget PrunedDialog::targetOf(const PrunedRun &run) const
{
    const QList<RestoreTarget> targets = m_targets();
    const auto same = std::find_if(targets.cbegin(), targets.cend(),
        [&run](const RestoreTarget &target) { return target.store->location() == run.sourceLocation; });
    return same == targets.cend() ? targets.value(0) : *same;
}

void PrunedDialog::restoreSelected()
{
    restore(std::nullopt);
}

void PrunedDialog::restore(const std::optional<RestoreTarget> &target)
{
    if (isBusy())
        return;
    QList<Order> orders;
    for (const int at : m_view->selectedRowNumbers()) {
        const PrunedRow &row = m_model.rows().at(at);
        const PrunedRun *run = runOf(row);
        if (!run)
            continue;
        const RestoreTarget to = target ? *target : targetOf(*run);
        if (row.way == PrunedRow::Way::Pull) {
            const PrunedImage &image = run->images.at(row.image);
            Q_EMIT pullRequested(image.repoDigests.constFirst(), to.title, image);
        } else if (row.way == PrunedRow::Way::Copy && to.store) {
            if (orders.isEmpty() || orders.constLast().run.key != run->key)
                orders.append({ *run, {}, to });
            orders.last().images.append(row.image);
        }
    }
    if (orders.isEmpty())
        return;
    m_result->hide();
    m_job = std::make_shared<Job>(tr("Restoring images"));
    const auto handle = m_services.pool.run(
        WorkPool::Kind::Stream, m_job, [orders, root = m_services.prunedRoot](Job &job) -> Result<Done> {
            const PrunedFolder folder(root);
            Done done;
            for (const Order &order : orders) {
                const Result<Restored> restored =
                    restoreFromCopy(folder, order.run, order.images, *order.target.store, job);
                if (!restored) {
                    done.error = restored.error();
                    break;
                }
                done.count += static_cast<int>(restored->images.size());
                done.takenNames += restored->takenNames;
                done.locations += order.target.store->location();
                QList<ImageId> ids;
                for (const int image : order.images)
                    ids.append(order.run.images.at(image).id);
                (void)folder.setRestored(order.run.key, ids, QDateTime::currentDateTimeUtc());
            }
            return done;
        });
    m_restoring.start(handle, [this](const Result<Done> &done) { takeDone(done); });
    m_listing.start(tr("Restoring images"), m_job);
    updateButtons();
}

void PrunedDialog::takeDone(const Result<Done> &done)
{
    m_listing.end();
    m_job.reset();
    JobList::Ended ended;
    ended.title = tr("Restored images");
    if (!done || done->error) {
        const Error error = done ? *done->error : done.error();
        ended.how = error.code == ErrorCode::Cancelled ? JobList::How::Cancelled : JobList::How::Failed;
        const ErrorText text = errorText(error);
        ended.result =
            error.code == ErrorCode::Cancelled ? tr("Cancelled.") : text.what + QLatin1Char(' ') + text.advice;
        if (done && done->count > 0)
            ended.result += QLatin1Char(' ') + tr("%n image(s) restored.", nullptr, done->count);
        setTone(m_result, ended.how == JobList::How::Failed ? Tone::Bad : Tone::Quiet);
        m_result->setText(ended.result
            + (text.detail.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(visibleText(shortened(text.detail)))));
    } else {
        ended.result = tr("%n image(s) restored.", nullptr, done->count);
        if (!done->takenNames.isEmpty())
            ended.result += QLatin1Char(' ')
                + tr("These names mean other images by now and were left to them: %1")
                      .arg(visibleText(shortened(done->takenNames.join(QLatin1String(", ")))));
        setTone(m_result, Tone::Good);
        m_result->setText(ended.result);
    }
    m_result->show();
    m_jobs.addEnded(ended);
    if (done && !done->locations.isEmpty())
        Q_EMIT restored(done->locations);
    if (!isVisible())
        return deleteLater();
    look();
}

void PrunedDialog::change(const std::function<void(const PrunedFolder &)> &work)
{
    m_changing.start(m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(tr("Pruned images")),
                         [root = m_services.prunedRoot, work](Job &) -> Result<bool> {
                             work(PrunedFolder(root));
                             return true;
                         }),
        [this](const Result<bool> &) {
            if (!isVisible() && !isBusy())
                return deleteLater();
            look();
        });
}

// A copy is that of a whole run, and so is an entry.
void PrunedDialog::confirmForget(bool isCopyOnly)
{
    QStringList keys;
    int images = 0;
    for (const int at : m_view->selectedRowNumbers()) {
        const PrunedRun *run = runOf(m_model.rows().at(at));
        if (!run || keys.contains(run->key) || (isCopyOnly && !run->hasCopy()))
            continue;
        keys.append(run->key);
        images += static_cast<int>(run->images.size());
    }
    if (keys.isEmpty())
        return;
    auto *box = new QMessageBox(QMessageBox::Warning, isCopyOnly ? tr("Delete copies") : tr("Forget"),
        isCopyOnly ? tr("Delete the copies of %n image(s) that were pruned together?", nullptr, images)
                   : tr("Forget %n image(s) that were pruned together, with their copies?", nullptr, images),
        QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("They can then be restored only where a registry has them."));
    QPushButton *yes = box->addButton(isCopyOnly ? tr("&Delete") : tr("&Forget"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(yes, &QPushButton::clicked, this, [this, keys, isCopyOnly] {
        change([keys, isCopyOnly](const PrunedFolder &folder) {
            for (const QString &key : keys)
                (void)(isCopyOnly ? folder.dropCopy(key) : folder.forget(key));
        });
    });
    box->open();
}

void PrunedDialog::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon("recent"), tr("&Restore"), this, &PrunedDialog::restoreSelected)
        ->setEnabled(m_restore->isEnabled());
    QMenu *into = menu->addMenu(tr("Restore &into"));
    into->setEnabled(m_restore->isEnabled());
    for (const RestoreTarget &target : m_targets())
        into->addAction(visibleText(target.title).replace(QLatin1Char('&'), QLatin1String("&&")), this,
            [this, target] { restore(target); });
    menu->addSeparator();
    menu->addAction(icon("copy"), tr("&Copy"), m_copy, &QPushButton::click);
    menu->addSeparator();
    menu->addAction(tr("&Delete the copy …"), this, [this] { confirmForget(true); })->setEnabled(m_forget->isEnabled());
    menu->addAction(tr("&Forget …"), this, [this] { confirmForget(false); })->setEnabled(m_forget->isEnabled());
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void PrunedDialog::showProgress()
{
    if (isBusy() && m_job)
        varve::showProgress(m_bar, m_job->progress());
}

void PrunedDialog::updateButtons()
{
    const QList<int> chosen = m_view->selectedRowNumbers();
    const bool canRestore = std::any_of(
        chosen.cbegin(), chosen.cend(), [this](int row) { return m_model.rows().at(row).way != PrunedRow::Way::None; });
    m_restore->setEnabled(canRestore && !isBusy());
    m_restore->setVisible(m_model.rowCount() > 0);
    m_forget->setEnabled(!chosen.isEmpty() && !isBusy());
    m_forget->setVisible(m_model.rowCount() > 0);
    m_copy->setVisible(m_model.rowCount() > 0);
    m_bar->setVisible(isBusy());
    m_close->setText(isBusy() ? tr("&Cancel") : tr("&Close"));
    showProgress();
}

} // namespace varve
