// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/inspector.h"

#include "models/roles.h"
#include "services/types/text.h"
#include "ui/containerspanel.h"
#include "ui/errortext.h"
#include "ui/filesbar.h"
#include "ui/filespanel.h"
#include "ui/format.h"
#include "ui/imagesession.h"
#include "ui/jsonpanel.h"
#include "ui/labels.h"
#include "ui/layerspanel.h"
#include "ui/notice.h"
#include "ui/overviewpanel.h"
#include "ui/readernotice.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treekeeper.h"
#include "ui/treeview.h"

#include <QtCore/QSettings>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QTabWidget>

namespace varve {

namespace {

enum Tab { LayersTab, OverviewTab, ContainersTab, JsonTab };

constexpr int kHalf = 500; // only the proportion counts
const auto kSplitterKey = QLatin1String("window/layersAndFiles");

QString imageTitle(const ImageSummary &summary)
{
    if (summary.names.isEmpty())
        return Inspector::tr("<no name> %1").arg(summary.displayDigest().shortHex());
    return measurable(visibleText(summary.names.join(QLatin1String(", "))), true);
}

} // namespace

Inspector::Inspector(ImageSession &session, WorkPool &pool, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_pool(pool)
    , m_title(new ElidedLabel(Qt::ElideMiddle))
    , m_figures(new ElidedLabel)
    , m_proofIcon(new IconLabel("verifying", IconTint::Quiet, metrics::kIcon))
    , m_proof(plainLabel())
    , m_notice(new Notice)
    , m_tabs(new QTabWidget)
{
    auto *content = new QWidget;
    auto *header = new QWidget;
    header->setObjectName(QStringLiteral("Strip"));
    QFont strong = m_title->font();
    strong.setWeight(QFont::DemiBold);
    m_title->setFont(strong);
    m_title->setObjectName(QStringLiteral("imageTitle"));
    m_figures->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_figures->setObjectName(QStringLiteral("QuietLabel"));
    m_proof->setObjectName(QStringLiteral("imageProof"));
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(metrics::kMargin, metrics::kSmall, metrics::kMargin, metrics::kSmall);
    row->setSpacing(metrics::kGap);
    row->addWidget(m_title, 1);
    row->addWidget(m_figures);
    row->addWidget(m_proofIcon);
    row->addWidget(m_proof);

    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Views of the image"));
    m_tabs->tabBar()->setAccessibleName(tr("Views of the image"));
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->tabBar()->setDrawBase(false);
    const std::pair<QString, QString> titles[] = { { tr("Layers && files"), tr("Layers & files") },
        { tr("Overview"), tr("Overview") }, { tr("Containers"), tr("Containers") }, { tr("JSON"), tr("JSON") } };
    for (const auto &[title, name] : titles) {
        auto *page = new QWidget;
        page->setAccessibleName(name);
        auto *layout = new QVBoxLayout(page);
        layout->setContentsMargins(0, 0, 0, 0);
        m_tabs->addTab(page, title);
        m_tabs->setTabToolTip(m_tabs->count() - 1, tr("%1 (Ctrl+%2)").arg(name).arg(m_tabs->count()));
    }

    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_notice);
    auto *readerNotice = new ReaderNotice(m_session);
    column->addWidget(readerNotice);
    column->addWidget(m_tabs, 1);
    m_states = new StateStack(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_states);

    makeTab(LayersTab);
    connect(m_tabs, &QTabWidget::currentChanged, this, &Inspector::makeTab);
    connect(m_notice, &Notice::buttonClicked, this, &Inspector::warningsRequested);
    connect(readerNotice, &ReaderNotice::settingsRequested, this, &Inspector::enginesRequested);
    connect(m_states->page(), &StatePage::buttonClicked, &m_session, &ImageSession::reload);
    connect(&m_session, &ImageSession::stateChanged, this, &Inspector::updateState);
    connect(&m_session, &ImageSession::detailsChanged, this, &Inspector::updateHeader);
    connect(&m_session, &ImageSession::detailsChanged, this, [this] {
        if (m_session.details() && std::exchange(m_showsTop, false) && m_session.container())
            m_layers->selectLayer(static_cast<int>(m_session.layers().size()) - 1);
    });
    connect(&m_session, &ImageSession::layersChanged, this, &Inspector::updateHeader);
    connect(&m_session, &ImageSession::treeChanged, this, &Inspector::updateHeader);
    updateState();
}

void Inspector::makeTab(int tab)
{
    QLayout *layout = m_tabs->widget(tab)->layout();
    if (!layout->isEmpty())
        return;
    switch (tab) {
    case LayersTab:
        m_splitter = new QSplitter(Qt::Horizontal);
        m_splitter->setHandleWidth(1);
        m_splitter->setChildrenCollapsible(false);
        m_layers = new LayersPanel(m_session);
        m_files = new FilesPanel(m_session);
        m_splitter->addWidget(m_layers);
        m_splitter->addWidget(m_files);
        m_splitter->setStretchFactor(0, 1);
        m_splitter->setStretchFactor(1, 1);
        m_splitter->setSizes({ kHalf, kHalf });
        m_splitter->restoreState(QSettings().value(kSplitterKey).toByteArray());
        layout->addWidget(m_splitter);
        connect(m_layers, &LayersPanel::rangeChanged, m_files, &FilesPanel::setLayers);
        connect(m_files, &FilesPanel::layerRequested, this, &Inspector::jumpTo);
        break;
    case OverviewTab:
        layout->addWidget(m_overview = new OverviewPanel(m_session));
        break;
    case ContainersTab:
        layout->addWidget(m_containers = new ContainersPanel(m_session, m_pool));
        m_containers->setContainers(m_containerList);
        connect(m_containers, &ContainersPanel::filesRequested, this, [this] {
            m_tabs->setCurrentIndex(LayersTab);
            m_showsTop = true; // once its layers are known
        });
        break;
    case JsonTab:
        layout->addWidget(m_json = new JsonPanel(m_session, m_pool));
        break;
    }
}

void Inspector::saveState()
{
    QSettings().setValue(kSplitterKey, m_splitter->saveState());
    m_layers->saveState();
    m_files->saveState();
    if (m_overview)
        m_overview->saveState();
    if (m_containers)
        m_containers->saveState();
    if (m_json)
        m_json->saveState();
}

void Inspector::setContainers(const std::optional<QList<ContainerInfo>> &containers)
{
    m_containerList = containers;
    const qsizetype count = containers ? containers->size() : 0;
    m_tabs->setTabText(ContainersTab, count > 0 ? tr("Containers (%1)").arg(count) : tr("Containers"));
    if (m_containers)
        m_containers->setContainers(containers);
}

void Inspector::setNow(const QDateTime &now)
{
    m_layers->model().setNow(now);
    if (m_overview)
        m_overview->setNow(now);
    if (m_containers)
        m_containers->model().setNow(now);
}

void Inspector::jumpTo(int layer)
{
    m_layers->selectLayer(layer);
    // In the other modes the path may be hidden by what happened above.
    m_files->bar()->setMode(TreeMode::ThisLayer);
}

void Inspector::focusFilter()
{
    if (m_tabs->currentIndex() == JsonTab && m_json)
        m_json->focusFilter();
    else if (m_tabs->currentIndex() == LayersTab)
        m_files->bar()->focusFilter();
}

bool Inspector::clearFilters()
{
    if (m_tabs->currentIndex() == JsonTab && m_json)
        return m_json->clearFilters();
    return m_tabs->currentIndex() == LayersTab && m_files->clearFilters();
}

void Inspector::updateState()
{
    StatePage *page = m_states->page();
    switch (m_session.state()) {
    case ImageSession::State::Empty:
        page->showEmpty("layer", tr("Choose an image to see what is in it"));
        m_states->showPage();
        break;
    case ImageSession::State::Inspecting:
        page->showLoading(tr("Reading %1 …").arg(imageTitle(m_session.summary())));
        m_states->showPage();
        break;
    case ImageSession::State::Failed:
        if (!m_session.details()) {
            const ErrorText text = errorText(m_session.error());
            page->showError(text.what, text.advice, text.detail, tr("Try again"));
            m_states->showPage();
            break;
        }
        m_states->showContent();
        break;
    case ImageSession::State::Reading:
    case ImageSession::State::Done:
        m_states->showContent();
        break;
    }
    updateHeader();
}

void Inspector::updateHeader()
{
    if (!m_session.details())
        return;
    QString title = imageTitle(m_session.details()->summary);
    if (const auto &container = m_session.container())
        title = tr("%1, with container %2")
                    .arg(title, measurable(visibleText(container->names.value(0, container->id)), true));
    m_title->setFullText(title);
    const int layers = static_cast<int>(m_session.layers().size());
    const int read = m_session.layersRead();
    QStringList figures;
    const QList<int> left = m_session.leftLayers();
    if (!left.isEmpty())
        figures +=
            tr("%1 of %2 layers here, %3 to download").arg(read).arg(layers).arg(sizeText(m_session.blobBytes(left)));
    else if (read < layers)
        figures += tr("%1 of %2 layers read").arg(read).arg(layers);
    else
        figures += tr("%n layer(s)", nullptr, layers);
    if (const auto &analysis = m_session.analysis(); m_session.isWhole() && layers > 0) {
        figures += tr("%1 unpacked").arg(sizeText(m_session.unpackedBytes()));
        figures += tr("%1 wasted").arg(sizeText(analysis->wastedBytes));
        figures += tr("%1 efficient").arg(percentText(analysis->efficiency));
    }
    m_figures->setFullText(figures.join(QStringLiteral(" · ")));

    const ProofState state = m_session.proof();
    QString text = proofText(ProofBadge::Pending);
    Tone tone = Tone::Quiet;
    switch (state) {
    case ProofState::Verified:
        m_proofIcon->setIcon("verified", IconTint::Good);
        text = layers > 0 ? proofText(ProofBadge::Verified) : QString();
        tone = Tone::Good;
        break;
    case ProofState::Mismatch:
        m_proofIcon->setIcon("mismatch", IconTint::Bad);
        text = proofText(ProofBadge::Mismatch);
        tone = Tone::Bad;
        break;
    case ProofState::Skipped:
        text.clear(); // nothing of it is here
        break;
    case ProofState::Unavailable:
        m_proofIcon->setIcon("info", IconTint::Quiet);
        text = proofText(m_session.isRecorded() ? ProofBadge::Recorded : ProofBadge::Unavailable);
        break;
    case ProofState::Pending: {
        m_proofIcon->setIcon("verifying", IconTint::Quiet);
        if (m_session.state() != ImageSession::State::Reading)
            text = proofText(ProofBadge::Skipped);
        break;
    }
    }
    m_proofIcon->setVisible(!text.isEmpty());
    m_proof->setText(text);
    setTone(m_proof, tone);
    m_proof->setAccessibleName(tr("Digests: %1").arg(text));

    const auto problems = static_cast<int>(m_session.warningCount());
    if (state == ProofState::Mismatch)
        m_notice->present(Notice::Kind::Error,
            tr("The bytes do not match their digest: this image was changed or damaged. Do not trust it."),
            problems > 0 ? tr("Show problems") : QString());
    else if (problems > 0)
        m_notice->present(Notice::Kind::Warning, tr("%n problem(s) in this image", nullptr, problems), tr("Show"));
    else
        m_notice->hide();
}

} // namespace varve
