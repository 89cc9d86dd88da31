// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/prunedialog.h"

#include "services/archive/newfile.h"
#include "services/prune/prunesettings.h"
#include "services/types/text.h"
#include "ui/chooser.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/jobbar.h"
#include "ui/labels.h"
#include "ui/notice.h"
#include "ui/prunetext.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtCore/QPointer>
#include <QtCore/QSaveFile>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

#include <algorithm>

namespace varve {

namespace {
constexpr QSize kPruneSize { 900, 560 };
constexpr std::int64_t kSecondsADay = 86'400;
} // namespace

PruneDialog::PruneDialog(const UiServices &services, JobList &jobs, Places places, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_askForPlaces(std::move(places))
    , m_session(services, jobs)
    , m_place(new Chooser)
    , m_which(new Chooser)
    , m_more(new QPushButton(tr("&More rules")))
    , m_rulesBox(new QWidget)
    , m_days(new QSpinBox)
    , m_newest(new QSpinBox)
    , m_label(new QLineEdit)
    , m_name(new QLineEdit)
    , m_notice(new Notice)
    , m_all(new QCheckBox)
    , m_view(new TreeView(QStringLiteral("prune")))
    , m_states(new StateStack(m_view))
    , m_summary(plainLabel())
    , m_problem(plainLabel())
    , m_keep(new QCheckBox(tr("&Keep a copy, to undo this")))
    , m_copyNote(quietLabel())
    , m_bar(new QProgressBar)
    , m_copy(new QPushButton(tr("C&opy")))
    , m_save(new QPushButton(tr("&Save …")))
    , m_again(new QPushButton(tr("Look a&gain")))
    , m_list(new QPushButton(tr("&Pruned …")))
    , m_close(new QPushButton)
    , m_act(new QPushButton)
{
    setObjectName(QStringLiteral("pruneDialog"));
    setWindowTitle(tr("Prune images"));
    setModal(false);
    resize(kPruneSize);
    m_view->setAccessibleName(tr("Images that may be removed"));
    m_view->setTableLook();
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->cells()->setCell(PruneModel::Frees, CellDelegate::Cell::Size);
    m_view->setModel(&m_model);
    m_view->setFillColumn(PruneModel::Why, 180, { PruneModel::Age, PruneModel::Source });
    m_view->restoreColumns({ 230, 90, 110, 260, 150 });
    m_view->setCopySource(RawTextRole, PruneModel::Image);
    m_view->installEventFilter(this);
    m_notice->hide();

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeForm());
    column->addWidget(m_notice);
    column->addWidget(m_states, 1);
    column->addWidget(makeFooter());

    // The list of jobs may remember it for longer than this is there.
    m_session.setShow([dialog = QPointer<PruneDialog>(this)] {
        if (!dialog)
            return;
        dialog->show();
        dialog->raise();
        dialog->activateWindow();
    });
    connect(&m_session, &PruneSession::changed, this, &PruneDialog::takeState);
    connect(&m_session, &PruneSession::ticked, this, &PruneDialog::takeProgress);
    connect(&m_session, &PruneSession::went, this, &PruneDialog::takeOutcomes);
    connect(&m_session, &PruneSession::finished, this, &PruneDialog::pruned);
    connect(&m_model, &PruneModel::ticksChanged, this, &PruneDialog::takeTicks);
    connect(m_view, &QWidget::customContextMenuRequested, this, &PruneDialog::showMenu);
    connect(m_notice, &Notice::buttonClicked, this, &PruneDialog::look);
    connect(m_states->page(), &StatePage::buttonClicked, this, &PruneDialog::look);
    connect(this, &QDialog::finished, this, &PruneDialog::left);
    m_view->setFocus();
    m_session.plan(rules());
    look();
}

void PruneDialog::left()
{
    m_view->saveColumns();
    if (m_session.state() == PruneSession::State::Running)
        return; // what runs goes on; the list of jobs can show this again
    m_session.cancel();
    deleteLater();
}

void PruneDialog::look()
{
    if (m_session.isBusy())
        return;
    m_session.look(m_askForPlaces());
}

void PruneDialog::setRules(const PruneRules &rules)
{
    m_isFilling = true;
    m_which->setCurrentIndex(rules.takesUnused ? 1 : 0);
    m_days->setValue(rules.olderThan ? static_cast<int>(rules.olderThan->count() / kSecondsADay) : 0);
    m_newest->setValue(rules.keepNewest);
    m_label->setText(rules.labels.value(0));
    m_name->setText(rules.namePattern);
    m_more->setChecked(
        rules.olderThan || rules.keepNewest > 0 || !rules.labels.isEmpty() || !rules.namePattern.isEmpty());
    m_isFilling = false;
    m_session.plan(this->rules());
}

void PruneDialog::choosePlace(const QString &location)
{
    m_wantedPlace = location;
    const int at = m_place->findData(location);
    if (at < 0 || m_session.state() != PruneSession::State::Planned)
        return; // once it is known
    m_wantedPlace.clear();
    m_place->setCurrentIndex(at);
}

PruneRules PruneDialog::rules() const
{
    PruneRules rules;
    rules.takesUnused = m_which->currentData().toBool();
    rules.protectedNames = PruneSettings::protectedNames();
    if (!m_more->isChecked())
        return rules;
    if (m_days->value() > 0)
        rules.olderThan = std::chrono::seconds(m_days->value() * kSecondsADay);
    if (!m_label->text().trimmed().isEmpty())
        rules.labels = { m_label->text().trimmed() };
    // These two speak of names, which dangling images do not have.
    if (rules.takesUnused) {
        rules.keepNewest = m_newest->value();
        rules.namePattern = m_name->text().trimmed();
    }
    return rules;
}

void PruneDialog::takeState()
{
    if (m_session.state() == PruneSession::State::Planned) {
        m_isFilling = true;
        const QString chosen = m_wantedPlace.isEmpty() ? m_place->currentData().toString() : m_wantedPlace;
        const QString title = m_place->currentText();
        while (m_place->count() > 1)
            m_place->removeItem(1);
        for (const PruneSession::Place &place : m_session.places())
            m_place->addItem(visibleText(place.title), place.store->location());
        // One that is away now stays chosen: nothing else was meant.
        if (!chosen.isEmpty() && m_place->findData(chosen) < 0)
            m_place->addItem(m_wantedPlace.isEmpty() ? title : tr("Not connected"), chosen);
        m_place->setCurrentIndex(std::max(0, chosen.isEmpty() ? 0 : m_place->findData(chosen)));
        m_isFilling = false;
        m_wantedPlace.clear();
        takeRows();
    }
    if (m_session.state() == PruneSession::State::Done) {
        for (int at = 0; at < m_session.places().size(); ++at) {
            const PruneSession::Place &place = m_session.places().at(at);
            QList<PruneSession::Outcome> outcomes;
            for (const PruneOutcome &outcome : place.pruned ? place.pruned->result.outcomes : QList<PruneOutcome>())
                outcomes.append({ at, outcome });
            takeOutcomes(outcomes);
            // What was not begun is still there.
            for (const int image : place.pruned ? QList<int>() : place.chosen)
                m_model.setOutcome(at, image, PruneRow::State::Skipped, untouchedWords());
        }
        if (!isVisible())
            deleteLater();
    }
    showState();
}

QPair<QString, ImageId> PruneDialog::identityOf(const PruneRow &row) const
{
    const PruneSession::Place &place = m_session.places().at(row.place);
    return { place.store->location(), place.facts.images[row.image].id };
}

// Of the chosen source; what a person has unticked once stays so, whatever is chosen or looked at in between.
void PruneDialog::takeRows()
{
    QList<PruneRow> rows = pruneRows(m_session);
    const QString chosen = m_place->currentData().toString();
    if (!chosen.isEmpty()) {
        rows.removeIf(
            [&](const PruneRow &row) { return m_session.places().at(row.place).store->location() != chosen; });
    }
    for (PruneRow &row : rows)
        row.isTicked = row.isTicked && !m_unticked.contains(identityOf(row));
    m_isFilling = true;
    m_model.setRows(std::move(rows));
    m_isFilling = false;
    showState();
}

QList<QList<int>> PruneDialog::ticked() const
{
    QList<QList<int>> images(m_session.places().size());
    for (const PruneRow &row : m_model.rows()) {
        if (row.isTicked && row.state == PruneRow::State::Proposed && row.place < images.size())
            images[row.place].append(row.image);
    }
    return images;
}

void PruneDialog::takeTicks()
{
    if (m_session.state() != PruneSession::State::Planned)
        return;
    for (const PruneRow &row : m_isFilling ? QList<PruneRow>() : m_model.rows()) {
        if (row.isTicked)
            m_unticked.remove(identityOf(row));
        else if (row.state == PruneRow::State::Proposed)
            m_unticked.insert(identityOf(row));
    }
    const QList<QList<int>> images = ticked();
    int all = 0;
    m_tickedCount = 0;
    for (const QList<int> &some : images)
        m_tickedCount += static_cast<int>(some.size());
    for (const PruneRow &row : m_model.rows())
        all += row.state == PruneRow::State::Proposed ? 1 : 0;
    m_freedBytes = m_session.freedBytes(images);
    m_all->setText(tr("%1 of %n image(s)", nullptr, all).arg(m_tickedCount));
    m_all->setCheckState(m_tickedCount == 0 ? Qt::Unchecked
            : m_tickedCount == all          ? Qt::Checked
                                            : Qt::PartiallyChecked);
    m_summary->setText(summaryText());
    m_copyNote->setText(copyText());
    updateButtons();
}

QString PruneDialog::summaryText() const
{
    if (m_tickedCount == 0)
        return tr("Nothing is ticked.");
    const QString size = sizeText(m_freedBytes);
    return m_session.isExact(ticked()) ? tr("What is ticked frees exactly %1 together.").arg(exactSize(m_freedBytes))
                                       : tr("What is ticked frees about %1 together, as the engine counts.").arg(size);
}

QString PruneDialog::copyText() const
{
    if (!m_keep->isChecked() || m_tickedCount == 0)
        return {};
    const CopyEstimate estimate = m_session.copyEstimate(ticked());
    const PrunedLimits limits = PruneSettings::limits();
    if (estimate.copyBytes > limits.copyBytes)
        return tr("It may take %1; copies may take %2 (settings).")
            .arg(sizeText(estimate.copyBytes), sizeText(limits.copyBytes));
    const QString text =
        tr("It takes up to %1 of the disk for %n day(s).", nullptr, static_cast<int>(limits.copyAge.count()))
            .arg(sizeText(estimate.copyBytes));
    return estimate.copyBytes <= m_freedBytes
        ? text
        : text + QLatin1Char(' ') + tr("That is more than is freed now: it also holds what other images need.");
}

void PruneDialog::act()
{
    if (m_session.state() != PruneSession::State::Planned || m_tickedCount == 0)
        return;
    if (m_session.rules() != rules())
        return m_session.plan(rules()); // something is protected since: look before it goes
    m_session.run(ticked(), m_keep->isChecked() && !m_services.prunedRoot.isEmpty(), PruneSettings::limits());
}

void PruneDialog::takeOutcomes(const QList<PruneSession::Outcome> &outcomes)
{
    for (const PruneSession::Outcome &outcome : outcomes) {
        const auto [state, words] = outcomeWords(outcome.outcome);
        m_model.setOutcome(outcome.place, outcome.outcome.image, state, words);
    }
}

void PruneDialog::takeProgress()
{
    const Job::Progress progress = m_session.progress();
    showProgress(m_bar, progress);
    if (m_session.state() != PruneSession::State::Running)
        return;
    if (progress.unit == Job::Unit::Images)
        m_summary->setText(tr("Removing: %1 of %2").arg(progress.done).arg(progress.total));
    else if (!m_session.keepsCopy())
        m_summary->setText(tr("Looking at the disk …"));
    else if (progress.total > 0)
        m_summary->setText(tr("Keeping a copy: %1 of %2. Nothing is removed yet.")
                               .arg(sizeText(progress.done), sizeText(progress.total)));
    else
        m_summary->setText(tr("Keeping a copy: %1. Nothing is removed yet.").arg(sizeText(progress.done)));
}

void PruneDialog::showState()
{
    using State = PruneSession::State;
    const State state = m_session.state();
    StatePage *page = m_states->page();
    m_notice->hide();
    m_model.setTickable(state == State::Planned);
    switch (state) {
    case State::Looking:
        page->showLoading(tr("Asking what is on the disk …"), tr("Each engine is asked about each of its images."));
        break;
    case State::Idle:
        page->showEmpty("prune", tr("Cancelled"), {}, tr("Look again"));
        break;
    case State::Planned:
    case State::Running:
    case State::Done:
        showFailures();
        break;
    }
    const bool isTable = state != State::Looking && state != State::Idle && m_model.rowCount() > 0;
    if (isTable)
        m_states->showContent();
    else
        m_states->showPage();
    if (state == State::Done) {
        m_summary->setText(pruneResultSentence(m_session));
        m_all->setText(tr("Result"));
    }
    takeProgress();
    takeTicks();
    updateButtons();
}

// Above the table: what has to be known of the sources. Below it, when they were to be pruned: what went wrong with them.
void PruneDialog::showFailures()
{
    const QStringList notes = pruneNotes(m_session);
    QStringList problems;
    for (const PruneSession::Place &place : m_session.places()) {
        if (m_session.state() == PruneSession::State::Done && place.error && !place.chosen.isEmpty()) {
            const ErrorText text = pruneErrorText(*place.error, place.title);
            problems += text.what + QLatin1Char(' ') + text.advice
                + (text.detail.isEmpty() ? QString()
                                         : QStringLiteral(" (%1)").arg(visibleText(shortened(text.detail))));
        }
        if (place.pruned && place.pruned->recordError)
            problems += tr("It could not be written down in the list of what was pruned: %1")
                            .arg(visibleText(place.pruned->recordError->detail));
    }
    m_problem->setText(problems.join(QLatin1Char('\n')));
    if (!notes.isEmpty() && m_session.state() == PruneSession::State::Planned)
        m_notice->present(Notice::Kind::Warning, notes.join(QLatin1Char(' ')), tr("Look again"));
    const bool isUnused = rules().takesUnused;
    m_states->page()->showEmpty("check", isUnused ? tr("Every image is needed or protected") : tr("No dangling images"),
        isUnused ? QString()
                 : tr("All images have a name. “Dangling and unused” looks for those that no container needs."),
        tr("Look again"));
}

void PruneDialog::updateButtons()
{
    using State = PruneSession::State;
    const State state = m_session.state();
    const bool isPlanned = state == State::Planned;
    const bool isDone = state == State::Done;
    const bool canKeep = !m_services.prunedRoot.isEmpty();
    for (QWidget *widget : { static_cast<QWidget *>(m_place), static_cast<QWidget *>(m_which),
             static_cast<QWidget *>(m_more), m_rulesBox, static_cast<QWidget *>(m_all) })
        widget->setEnabled(isPlanned);
    m_all->setVisible(isPlanned && m_model.rowCount() > 0);
    m_summary->setVisible(state == State::Running || isDone || (isPlanned && m_model.rowCount() > 0));
    m_problem->setVisible(isDone && !m_problem->text().isEmpty());
    m_keep->setVisible(isPlanned && canKeep && m_model.rowCount() > 0);
    m_copyNote->setVisible(m_keep->isVisibleTo(this) && !m_copyNote->text().isEmpty());
    m_bar->setVisible(m_session.isBusy());
    m_copy->setVisible(isDone);
    m_save->setVisible(isDone);
    m_list->setVisible(canKeep && !m_session.isBusy());
    m_again->setVisible(isPlanned || isDone);
    m_act->setVisible(!isDone);
    m_act->setEnabled(isPlanned && m_tickedCount > 0);
    m_act->setText(isPlanned ? pruneButtonText(m_tickedCount, m_freedBytes) : tr("Remove"));
    m_close->setText(m_session.isBusy() ? tr("&Cancel") : tr("&Close"));
}

void PruneDialog::tickSelected(bool isTicked)
{
    m_model.tick(m_view->selectedRowNumbers(), isTicked);
}

void PruneDialog::tickAll(bool isTicked)
{
    QList<int> rows;
    for (int row = 0; row < m_model.rowCount(); ++row)
        rows.append(row);
    m_model.tick(rows, isTicked);
    takeTicks(); // the box has changed by itself
}

// The space bar ticks all that are selected, whichever column is current.
bool PruneDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_view || event->type() != QEvent::KeyPress
        || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Space)
        return QDialog::eventFilter(watched, event);
    QList<int> rows = m_view->selectedRowNumbers();
    if (rows.isEmpty() && m_view->currentIndex().isValid())
        rows.append(m_view->currentIndex().row());
    const bool isAnyOff = std::any_of(rows.cbegin(), rows.cend(), [this](int row) {
        const PruneRow &each = m_model.rows().at(row);
        return each.state == PruneRow::State::Proposed && !each.isTicked;
    });
    m_model.tick(rows, isAnyOff);
    return true;
}

void PruneDialog::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool isPlanned = m_session.state() == PruneSession::State::Planned;
    menu->addAction(icon("check"), tr("&Tick the selected ones"), this, [this] { tickSelected(true); })
        ->setEnabled(isPlanned);
    menu->addAction(tr("&Untick the selected ones"), this, [this] { tickSelected(false); })->setEnabled(isPlanned);
    menu->addSeparator();
    menu->addAction(icon("copy"), tr("&Copy"), this,
        [this] { TreeView::copyBytes(m_model.text(m_view->selectedRowNumbers()).toUtf8()); });
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void PruneDialog::copy()
{
    TreeView::copyBytes(pruneReport(m_session, m_model).toUtf8());
}

void PruneDialog::save()
{
    auto *dialog = new QFileDialog(this, tr("Save the result"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setNameFilters({ tr("Text (*.txt)"), tr("All files (*)") });
    dialog->selectFile(QStringLiteral("prune-%1.txt").arg(QDate::currentDate().toString(Qt::ISODate)));
    const QByteArray report = pruneReport(m_session, m_model).toUtf8();
    connect(dialog, &QFileDialog::fileSelected, this, [this, report](const QString &path) {
        const auto handle =
            m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(path), [path, report](Job &) -> Result<bool> {
                QSaveFile file(path);
                if (file.open(QIODevice::WriteOnly) && file.write(report) == report.size() && file.commit())
                    return true;
                return fail(ErrorCode::AccessDenied, path, file.errorString());
            });
        m_saving.start(handle, [this, path](const Result<bool> &saved) {
            if (saved)
                return;
            m_problem->setText(
                tr("“%1” could not be written: %2").arg(visibleText(path), visibleText(saved.error().detail)));
            m_problem->setVisible(true);
        });
    });
    dialog->open();
}

} // namespace varve
