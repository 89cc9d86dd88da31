// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/pulldialog.h"

#include "services/types/instruction.h"
#include "services/types/referenceproblem.h"
#include "services/types/text.h"
#include "ui/chooser.h"
#include "ui/errortext.h"
#include "ui/findimagedialog.h"
#include "ui/format.h"
#include "ui/jobbar.h"
#include "ui/labels.h"
#include "ui/loginbutton.h"
#include "ui/notice.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtCore/QSet>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {

constexpr QSize kFirstSize { 760, 520 };
constexpr qsizetype kPlatformsShown = 200;

PullRow rowOf(const PullLayer &layer)
{
    PullRow row { layer.descriptor.digest.toString(), prettifyInstruction(layer.instruction),
        layer.descriptor.sizeBytes, PullRow::Plan::Download, layer.source, layer.presentBytes };
    if (layer.from == PullLayer::From::Target)
        row.plan = PullRow::Plan::Here;
    else if (layer.from != PullLayer::From::Registry)
        row.plan = PullRow::Plan::Copy;
    else if (layer.presentBytes > 0)
        row.plan = PullRow::Plan::Resume;
    return row;
}

PullRowProgress progressOf(const PullProgress::Layer &layer)
{
    using From = PullProgress::State;
    using To = PullRowProgress::State;
    static constexpr std::pair<From, To> kStates[] = { { From::Waiting, To::Waiting }, { From::Fetching, To::Fetching },
        { From::Copying, To::Copying }, { From::Unpacking, To::Unpacking }, { From::Done, To::Done },
        { From::Failed, To::Failed } };
    PullRowProgress progress { To::Waiting, layer.doneBytes, layer.note };
    for (const auto &[from, to] : kStates) {
        if (layer.state == from)
            progress.state = to;
    }
    return progress;
}

} // namespace

PullDialog::PullDialog(const UiServices &services, JobList &jobs, Surroundings surroundings, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_session(services, jobs)
    , m_login(new LoginButton(services, m_session, [this] { return reference(); }))
    , m_surroundings(std::move(surroundings))
    , m_reference(new QLineEdit)
    , m_problem(plainLabel())
    , m_correct(new QPushButton)
    , m_target(new Chooser)
    , m_platform(new Chooser)
    , m_notice(new Notice)
    , m_view(new TreeView(QStringLiteral("pullLayers")))
    , m_states(new StateStack(m_view))
    , m_summary(plainLabel())
    , m_rate(quietLabel())
    , m_bar(new QProgressBar)
    , m_look(new QPushButton(tr("&Look inside")))
    , m_close(new QPushButton)
    , m_act(new QPushButton)
{
    setObjectName(QStringLiteral("pullDialog"));
    setWindowTitle(tr("Pull an image"));
    setModal(false);
    resize(kFirstSize);
    m_view->setAccessibleName(tr("Layers"));
    m_view->setTableLook();
    m_view->setModel(&m_layers);
    m_view->cells()->setCell(PullLayersModel::Size, CellDelegate::Cell::Progress);
    m_view->cells()->setCell(PullLayersModel::Instruction, CellDelegate::Cell::Instruction);
    m_view->setFillColumn(PullLayersModel::Instruction, 120, {});
    m_view->restoreColumns({ 120, 140, 170, 260 });
    m_view->setCopySource(RawTextRole, PullLayersModel::Layer);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeForm());
    column->addWidget(m_notice);
    column->addWidget(m_states, 1);
    column->addWidget(makeFooter());

    connect(&m_session, &PullSession::changed, this, &PullDialog::takeState);
    connect(&m_session, &PullSession::ticked, this, &PullDialog::takeProgress);
    connect(&m_session, &PullSession::pulled, this, &PullDialog::pulled);
    connect(m_notice, &Notice::buttonClicked, this, &PullDialog::showProblems);
    connect(this, &QDialog::finished, this, &PullDialog::left);
    m_session.setShow([dialog = QPointer<PullDialog>(this), again = m_surroundings.again](const Reference &reference) {
        if (!dialog) // closed for good
            return again ? again(reference) : void();
        dialog->show();
        dialog->raise();
        dialog->activateWindow();
    });
    check();
    takeState();
    m_reference->setFocus();
}

std::optional<Reference> PullDialog::reference() const
{
    const Result<Reference> reference = Reference::parse(m_reference->text());
    return reference ? std::optional(*reference) : std::nullopt;
}

PullTarget PullDialog::target() const
{
    return m_targets.value(m_target->currentIndex());
}

PullChoice PullDialog::choice() const
{
    if (m_chosenPlatform.typeId() == QMetaType::Bool)
        return { std::nullopt, target().engine == nullptr };
    return { Platform::parse(m_chosenPlatform.toString()), false };
}

void PullDialog::setTarget(const QString &title)
{
    const auto at = std::find_if(
        m_targets.cbegin(), m_targets.cend(), [&title](const PullTarget &each) { return each.title == title; });
    m_isFilling = true; // nobody chose it for the next time
    if (at != m_targets.cend())
        m_target->setCurrentIndex(static_cast<int>(at - m_targets.cbegin()));
    fillPlatforms();
    m_isFilling = false;
}

void PullDialog::setReference(const QString &text)
{
    if (m_session.state() == PullSession::State::Pulling)
        return;
    m_reference->setText(text);
    if (reference())
        ask();
}

void PullDialog::find()
{
    if (m_reference->isReadOnly())
        return;
    if (!m_finding) {
        const Result<Reference> typed = Reference::parse(m_reference->text());
        m_finding = new FindImageDialog(m_services, typed ? typed->familiarName() : m_reference->text(), this);
        connect(m_finding, &FindImageDialog::chosen, this, &PullDialog::setReference);
    }
    m_finding->show();
    m_finding->raise();
    m_finding->activateWindow();
}

// This machine's platform before anybody was asked, then those that there are.
void PullDialog::fillPlatforms()
{
    m_isFilling = true;
    m_platform->clear();
    const std::optional<RemoteImage> &image = m_session.image();
    if (!image || image->platforms.isEmpty())
        m_platform->addItem(image ? tr("Only one") : tr("This machine's"), QString());
    if (image) {
        const Result<PlatformChoice> best = choosePlatform(*image, std::nullopt);
        QSet<QString> names;
        for (const PlatformChoice &each : image->platforms) {
            const QString name = each.platform.toWholeString();
            // What cannot be said again cannot be chosen; and nobody looks through more than these.
            if (names.contains(name) || !Platform::parse(name) || names.size() >= kPlatformsShown)
                continue;
            names.insert(name);
            m_platform->addItem(visibleText(name), name);
        }
        m_platform->setCurrentIndex(image->platforms.isEmpty() ? 0 : -1);
        if (best)
            m_platform->setCurrentIndex(m_platform->findData(best->platform.toWholeString()));
        if (image->root.shape == DocumentShape::Index && !target().engine)
            m_platform->addItem(tr("All of them"), true);
    }
    if (const int same = m_chosenPlatform.isValid() ? m_platform->findData(m_chosenPlatform) : -1; same >= 0)
        m_platform->setCurrentIndex(same);
    m_platform->setEnabled(m_platform->count() > 1);
    m_isFilling = false;
}

void PullDialog::check()
{
    m_chosenPlatform = {};
    m_session.forget();
    const QString text = m_reference->text();
    const std::optional<ReferenceProblem> problem = findReferenceProblem(text);
    m_correction = problem ? problem->corrected : QString();
    m_problem->setText(referenceProblemText(text));
    m_correct->setText(
        tr("Use %1").arg(visibleText(m_correction.left(60)).replace(QLatin1Char('&'), QLatin1String("&&"))));
    m_correct->setVisible(!m_correction.isEmpty());
    m_problem->parentWidget()->setVisible(!m_problem->text().isEmpty());
    updateButtons();
}

void PullDialog::ask()
{
    if (const std::optional<Reference> wanted = reference())
        m_session.plan(*wanted, target(), choice(), m_surroundings.stores());
}

void PullDialog::act()
{
    switch (m_session.state()) {
    case PullSession::State::Idle:
        return ask();
    case PullSession::State::Planned:
        return m_session.pull();
    case PullSession::State::Failed:
        return m_session.plan() ? m_session.pull() : ask();
    case PullSession::State::Done:
        close();
        return;
    case PullSession::State::Planning:
    case PullSession::State::Pulling:
        return;
    }
}

void PullDialog::takeState()
{
    const PullSession::State state = m_session.state();
    const bool isPulling = state == PullSession::State::Pulling;
    m_reference->setReadOnly(isPulling);
    m_target->setEnabled(!isPulling && m_target->count() > 1);
    fillPlatforms();
    m_platform->setEnabled(!isPulling && m_platform->count() > 1);
    const QString name = reference() ? reference()->familiar() : m_reference->text();
    if (m_session.plan()) {
        takePlan();
    } else if (state == PullSession::State::Planning) {
        m_states->page()->showLoading(tr("Asking for %1").arg(visibleText(name)),
            tr("What it consists of, and which layers are here already. Nothing is downloaded yet."));
        m_states->showPage();
    } else if (m_session.error()) {
        const ErrorText text = pullErrorText(*m_session.error(), name);
        m_states->page()->showError(text.what, text.advice, text.detail);
        m_states->showPage();
    } else {
        m_states->page()->showEmpty("pull", tr("What would it take?"),
            tr("Type the name of an image and press Enter: Varve asks its registry what a pull would download, and "
               "what of it is here already."));
        m_states->showPage();
    }
    takeProblems();
    takeProgress();
    updateButtons();
}

void PullDialog::takePlan()
{
    const PullPlan &plan = *m_session.plan();
    const QList<PullProgress::Layer> layers = m_session.layers();
    if (layers.isEmpty()) {
        QList<PullRow> rows;
        rows.reserve(plan.layers.size());
        for (const PullLayer &layer : plan.layers)
            rows.append(rowOf(layer));
        m_layers.setRows(std::move(rows));
    }
    m_states->showContent();
}

void PullDialog::takeProgress()
{
    const PullSession::State state = m_session.state();
    const bool isPulling = state == PullSession::State::Pulling;
    QList<PullRowProgress> rows;
    const QList<PullProgress::Layer> layers = m_session.layers();
    rows.reserve(layers.size());
    for (const PullProgress::Layer &layer : layers)
        rows.append(progressOf(layer));
    if (!rows.isEmpty())
        m_layers.setProgress(rows);
    m_bar->setVisible(isPulling);
    m_rate->setVisible(false);
    m_summary->setVisible(m_session.plan().has_value());
    setTone(m_summary, Tone::Quiet);
    if (!m_session.plan())
        return;
    const PullPlan &plan = *m_session.plan();
    if (isPulling) {
        const Job::Progress progress = m_session.progress();
        showProgress(m_bar, progress);
        m_summary->setText(progressText());
    } else if (state == PullSession::State::Done) {
        setTone(m_summary, Tone::Good);
        m_summary->setText(
            tr("%1 was pulled into %2.")
                .arg(visibleText(plan.image.reference.familiar()), visibleText(m_session.target().title)));
    } else if (m_session.error()) {
        const ErrorText text = pullErrorText(*m_session.error(), plan.image.reference.familiar());
        setTone(m_summary, Tone::Bad);
        m_summary->setText(text.what + QLatin1Char(' ') + text.advice + QLatin1Char('\n') + text.detail);
    } else {
        m_summary->setText(m_session.wasCancelled() ? cancelledText() : planSummary(plan));
        if (plan.rate.remaining >= 0) {
            m_rate->setText(tr("The registry allows %n more pull(s) for now.", nullptr,
                static_cast<int>(std::min<std::int64_t>(plan.rate.remaining, 1'000'000))));
            m_rate->setVisible(true);
        }
    }
}

void PullDialog::updateButtons()
{
    const PullSession::State state = m_session.state();
    m_close->setText(
        state == PullSession::State::Pulling || state == PullSession::State::Planning ? tr("Cancel") : tr("Close"));
    QString text = tr("Show &plan");
    bool isUseful = reference().has_value();
    switch (state) {
    case PullSession::State::Planned:
        text = m_session.wasCancelled()             ? tr("Go &on")
            : m_session.plan()->downloadBytes() > 0 ? tr("&Pull %1").arg(humanSize(m_session.plan()->downloadBytes()))
                                                    : tr("&Pull");
        break;
    case PullSession::State::Pulling:
        text = tr("Pulling …");
        isUseful = false;
        break;
    case PullSession::State::Planning:
        isUseful = false;
        break;
    case PullSession::State::Failed:
        text = tr("Try &again");
        break;
    case PullSession::State::Done:
        text = tr("&Done");
        break;
    case PullSession::State::Idle:
        break;
    }
    m_look->setEnabled(reference().has_value());
    m_act->setText(text);
    m_act->setEnabled(isUseful);
}

// A pull goes on; the status bar shows it, and cancels it. Should it fail, the dialog comes back to say so.
void PullDialog::left()
{
    m_view->saveColumns();
    if (m_session.state() != PullSession::State::Pulling)
        return deleteLater();
    connect(&m_session, &PullSession::changed, this, [this] {
        if (isVisible() || m_session.isBusy())
            return;
        if (m_session.state() != PullSession::State::Failed)
            return deleteLater();
        show();
        raise();
    });
}

} // namespace varve
