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
#include "ui/icons.h"
#include "ui/labels.h"
#include "ui/loginbutton.h"
#include "ui/referencecompleter.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtCore/QPointer>
#include <QtCore/QSet>
#include <QtCore/QSettings>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {

constexpr QSize kFirstSize { 760, 520 };
constexpr int kBarSteps = 1000;
constexpr qsizetype kPlatformsShown = 200;
const auto kTargetKey = QLatin1String("pull/target");

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
    column->addWidget(m_states, 1);
    column->addWidget(makeFooter());

    connect(&m_session, &PullSession::changed, this, &PullDialog::takeState);
    connect(&m_session, &PullSession::ticked, this, &PullDialog::takeProgress);
    connect(&m_session, &PullSession::pulled, this, &PullDialog::pulled);
    connect(this, &QDialog::finished, this, &PullDialog::left);
    m_session.setShow([dialog = QPointer<PullDialog>(this)] {
        if (!dialog)
            return; // closed for good
        dialog->show();
        dialog->raise();
        dialog->activateWindow();
    });
    check();
    takeState();
    m_reference->setFocus();
}

QWidget *PullDialog::makeForm()
{
    m_reference->setObjectName(QStringLiteral("pullReference"));
    m_reference->setPlaceholderText(QStringLiteral("debian:12, ghcr.io/owner/name:tag"));
    m_reference->setClearButtonEnabled(true);
    new ReferenceCompleter(m_services, m_surroundings.names, m_reference);
    QAction *find = m_reference->addAction(icon("search"), QLineEdit::TrailingPosition);
    find->setObjectName(QStringLiteral("pullFind"));
    find->setShortcut(QKeySequence::Find);
    find->setText(tr("Find an image"));
    find->setToolTip(plainToolTip(tr("Search Docker Hub, or list the tags of a repository (Ctrl+F)")));
    connect(find, &QAction::triggered, this, &PullDialog::find);
    m_problem->setObjectName(QStringLiteral("pullProblem"));
    m_problem->setWordWrap(true);
    setTone(m_problem, Tone::Bad);
    m_correct->setObjectName(QStringLiteral("pullCorrection"));
    m_correct->setAutoDefault(false);
    m_target->setObjectName(QStringLiteral("pullTarget"));
    m_platform->setObjectName(QStringLiteral("pullPlatform"));
    m_targets = m_surroundings.targets();
    const QString last = QSettings().value(kTargetKey).toString();
    for (const PullTarget &each : std::as_const(m_targets)) {
        m_target->addItem(visibleText(each.title));
        if (each.title == last)
            m_target->setCurrentIndex(m_target->count() - 1);
    }
    fillPlatforms();

    auto *form = new QWidget;
    auto *rows = new QFormLayout(form);
    rows->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kGap);
    rows->setSpacing(metrics::kGap);
    rows->addRow(tr("&Image"), m_reference);
    auto *problem = new QHBoxLayout;
    problem->setContentsMargins(0, 0, 0, 0);
    problem->addWidget(m_problem, 1);
    problem->addWidget(m_correct);
    auto *problemBox = new QWidget;
    problemBox->setObjectName(QStringLiteral("pullProblemBox"));
    problemBox->setLayout(problem);
    rows->addRow(QString(), problemBox);
    auto *choosers = new QHBoxLayout;
    choosers->setSpacing(metrics::kGap);
    auto *platformLabel = plainLabel(tr("Plat&form"));
    platformLabel->setBuddy(m_platform);
    m_target->setMinimumContentsLength(16);
    m_platform->setMinimumContentsLength(18);
    choosers->addWidget(m_target);
    choosers->addSpacing(metrics::kMargin);
    choosers->addWidget(platformLabel);
    choosers->addWidget(m_platform);
    choosers->addStretch(1);
    auto *into = plainLabel(tr("In&to"));
    into->setBuddy(m_target);
    rows->addRow(into, choosers);

    connect(m_reference, &QLineEdit::textChanged, this, &PullDialog::check);
    connect(m_reference, &QLineEdit::returnPressed, this, [this] {
        if (m_act->isEnabled())
            act();
    });
    connect(m_correct, &QPushButton::clicked, this, [this] {
        m_reference->setText(m_correction);
        m_reference->setFocus();
    });
    connect(m_target, &QComboBox::currentIndexChanged, this, [this] {
        if (m_isFilling)
            return;
        QSettings().setValue(kTargetKey, target().title);
        fillPlatforms();
        if (m_session.state() != PullSession::State::Idle)
            ask();
    });
    connect(m_platform, &QComboBox::currentIndexChanged, this, [this] {
        if (m_isFilling)
            return;
        m_chosenPlatform = m_platform->currentData();
        if (m_session.state() != PullSession::State::Idle)
            ask();
    });
    return form;
}

QWidget *PullDialog::makeFooter()
{
    m_summary->setObjectName(QStringLiteral("pullSummary"));
    m_summary->setWordWrap(true);
    m_bar->setRange(0, kBarSteps);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_close->setObjectName(QStringLiteral("pullClose"));
    m_close->setAutoDefault(false);
    m_look->setObjectName(QStringLiteral("pullLook"));
    m_look->setAutoDefault(false);
    m_look->setToolTip(tr("Show what the image is and what is in its layers, without pulling it"));
    m_act->setObjectName(QStringLiteral("pullAct"));
    m_act->setAutoDefault(false); // Enter is that of the name
    m_act->setProperty("primary", true);

    auto *footer = new QWidget;
    footer->setObjectName(QStringLiteral("Strip"));
    auto *texts = new QVBoxLayout;
    texts->setSpacing(metrics::kSmall);
    texts->addWidget(m_summary);
    texts->addWidget(m_bar);
    texts->addWidget(m_rate);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    row->setSpacing(metrics::kGap);
    row->addLayout(texts, 1);
    row->addWidget(m_login, 0, Qt::AlignBottom);
    row->addWidget(m_look, 0, Qt::AlignBottom);
    row->addWidget(m_close, 0, Qt::AlignBottom);
    row->addWidget(m_act, 0, Qt::AlignBottom);
    connect(m_act, &QPushButton::clicked, this, &PullDialog::act);
    connect(m_login, &LoginButton::loggedIn, this, &PullDialog::ask);
    connect(m_look, &QPushButton::clicked, this, [this] { Q_EMIT lookRequested(*reference()); });
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_session.isBusy())
            m_session.cancel();
        else
            close();
    });
    return footer;
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

void PullDialog::setReference(const QString &text)
{
    m_reference->setText(text);
    if (reference())
        ask();
}

void PullDialog::find()
{
    if (m_reference->isReadOnly())
        return;
    const Result<Reference> typed = Reference::parse(m_reference->text());
    auto *dialog = new FindImageDialog(m_services, typed ? typed->familiarName() : m_reference->text(), this);
    connect(dialog, &FindImageDialog::chosen, this, &PullDialog::setReference);
    dialog->show();
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
        m_bar->setValue(
            progress.total > 0 ? static_cast<int>(kBarSteps * double(progress.done) / double(progress.total)) : 0);
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
