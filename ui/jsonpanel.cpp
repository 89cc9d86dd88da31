// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/jsonpanel.h"

#include "services/types/text.h"
#include "ui/chooser.h"
#include "ui/icons.h"
#include "ui/imagesession.h"
#include "ui/labels.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtGui/QShortcut>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {
// A document of so few rows is shown open; larger ones only with their first levels.
constexpr JsonTree::Node kOpenRows = 400;
constexpr int kTypingPauseMs = 150; // a search reads the whole document: once for a word, not for each of its letters
constexpr int kMatchesCounted = 1000;
constexpr qsizetype kNodeTitleLength = 60;
} // namespace

JsonPanel::JsonPanel(ImageSession &session, WorkPool &pool, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_pool(pool)
    , m_chooser(new Chooser)
    , m_search(new QLineEdit)
    , m_matches(quietLabel())
    , m_next(iconButton("chevron-down", tr("Next match")))
    , m_previous(iconButton("chevron-up", tr("Previous match")))
    , m_view(new TreeView(QStringLiteral("json")))
    , m_states(new StateStack(m_view))
{
    m_chooser->setAccessibleName(tr("Document"));
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_matches->setProperty("tone", QStringLiteral("quiet"));
    m_matches->setObjectName(QStringLiteral("jsonMatches"));
    m_search->setObjectName(QStringLiteral("jsonSearch"));
    m_search->setPlaceholderText(tr("Find a key or a value"));
    m_search->setAccessibleName(tr("Find in the document"));
    m_search->setClearButtonEnabled(true);
    m_search->setAcceptDrops(false); // files that are dropped here are for the window
    m_search->addAction(icon("search", IconTint::Quiet), QLineEdit::LeadingPosition);
    auto *copy = new QPushButton(tr("Copy document"));

    auto *bar = new QWidget;
    bar->setObjectName(QStringLiteral("Strip"));
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(metrics::kGap, metrics::kSmall, metrics::kGap, metrics::kSmall);
    row->setSpacing(metrics::kSmall);
    row->addWidget(m_chooser);
    row->addSpacing(metrics::kSmall);
    row->addWidget(m_search, 1);
    row->addWidget(m_matches);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    row->addWidget(copy);

    m_view->setAccessibleName(tr("Document"));
    m_view->setModel(&m_model);
    m_view->setAlternatingRowColors(false);
    m_view->setCopySource(RawTextRole, JsonModel::Value);
    m_view->header()->setStretchLastSection(true);
    m_view->restoreColumns({ 260, 500 });

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_states, 1);

    connect(m_chooser, &QComboBox::currentIndexChanged, this, &JsonPanel::showDocument);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPauseMs);
    connect(&m_typing, &QTimer::timeout, this, &JsonPanel::search);
    connect(m_search, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (m_typing.isActive())
            search();
        else
            find(JsonModel::Direction::Forward, false);
    });
    connect(m_next, &QToolButton::clicked, this, [this] { find(JsonModel::Direction::Forward, false); });
    connect(m_previous, &QToolButton::clicked, this, [this] { find(JsonModel::Direction::Backward, false); });
    connect(copy, &QPushButton::clicked, this, [this] {
        if (m_model.tree())
            TreeView::copyBytes(m_model.tree()->bytes());
    });
    connect(m_view, &QWidget::customContextMenuRequested, this, &JsonPanel::showMenu);
    connect(&m_session, &ImageSession::detailsChanged, this, &JsonPanel::takeDetails);
    takeDetails();
    updateMatches();
}

void JsonPanel::saveState()
{
    m_view->saveColumns();
}

void JsonPanel::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool JsonPanel::clearFilters()
{
    const bool had = !m_search->text().isEmpty();
    m_search->clear();
    return had;
}

void JsonPanel::takeDetails()
{
    const QVariant chosen = m_chooser->currentData();
    const QSignalBlocker blocker(m_chooser);
    m_chooser->clear();
    if (m_session.details()) {
        for (const RawDocument &document : m_session.details()->documents) {
            const QString title = shortened(visibleText(document.title), kNodeTitleLength);
            m_chooser->addItem(
                document.proof == DocumentProof::Mismatch ? tr("%1 (wrong digest)").arg(title) : title, document.title);
        }
    }
    // The same kind of document as for the image before.
    m_chooser->setCurrentIndex(std::max(m_chooser->findData(chosen), m_chooser->count() > 0 ? 0 : -1));
    m_chooser->setEnabled(m_chooser->count() > 1);
    showDocument(m_chooser->currentIndex());
}

void JsonPanel::showDocument(int number)
{
    m_parsing.cancel();
    m_model.setTree(nullptr);
    updateMatches();
    if (number < 0 || !m_session.details()) {
        m_states->page()->showEmpty(
            "json", tr("No documents"), tr("Choose an image to see its configuration and manifest."));
        m_states->showPage();
        return;
    }
    m_states->page()->showLoading(tr("Reading the document …"));
    m_states->showPage();
    const QByteArray bytes = m_session.details()->documents.at(number).bytes;
    const auto handle = m_pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [bytes](Job &) -> Result<JsonTreePtr> { return JsonTree::parse(bytes); });
    m_parsing.start(handle, [this](const Result<JsonTreePtr> &tree) {
        if (!tree)
            return;
        m_model.setTree(*tree);
        expandFirstLevels();
        m_states->showContent();
        updateMatches();
    });
}

void JsonPanel::expandFirstLevels()
{
    if (m_model.tree() && m_model.tree()->isValid() && m_model.tree()->size() <= kOpenRows)
        m_view->expandAll();
    else
        m_view->expandToDepth(0);
}

void JsonPanel::search()
{
    m_typing.stop();
    updateMatches();
    find(JsonModel::Direction::Forward, true);
}

void JsonPanel::find(JsonModel::Direction direction, bool includeCurrent)
{
    // While typing, the match that is there may stay.
    const QModelIndex current = m_view->currentIndex();
    if (includeCurrent && current.isValid() && !m_search->text().isEmpty()) {
        const QString text = m_search->text();
        if (current.siblingAtColumn(JsonModel::Key).data().toString().contains(text, Qt::CaseInsensitive)
            || current.siblingAtColumn(JsonModel::Value).data().toString().contains(text, Qt::CaseInsensitive))
            return;
    }
    const QModelIndex match = m_model.find(m_search->text(), current, direction);
    if (!match.isValid())
        return;
    for (QModelIndex parent = match.parent(); parent.isValid(); parent = parent.parent())
        m_view->setExpanded(parent, true);
    m_view->setCurrentIndex(match);
    m_view->scrollTo(match);
}

void JsonPanel::updateMatches()
{
    const bool searches = !m_search->text().isEmpty();
    const int count = searches ? m_model.matchCount(m_search->text(), kMatchesCounted) : 0;
    m_matches->setText(!searches       ? QString()
            : count == 0               ? tr("no match")
            : count >= kMatchesCounted ? tr("%1 matches and more").arg(QLocale().toString(count))
                                       : tr("%n match(es)", nullptr, count));
    m_next->setEnabled(count > 0);
    m_previous->setEnabled(count > 0);
}

void JsonPanel::showMenu(const QPoint &position)
{
    const QModelIndex index = m_view->indexAt(position);
    if (!index.isValid())
        return;
    const QByteArray value = index.siblingAtColumn(JsonModel::Value).data(RawTextRole).toByteArray();
    const QByteArray path = index.siblingAtColumn(JsonModel::Key).data(PathRole).toByteArray();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon("copy"), tr("Copy &value"), menu, [value] { TreeView::copyBytes(value); });
    menu->addAction(icon("copy"), tr("Copy &path"), menu, [path] { TreeView::copyBytes(path); });
    menu->addSeparator();
    // The document may be read again while the menu is open.
    menu->addAction(icon("expand"), tr("&Expand below"), m_view, [this, index = QPersistentModelIndex(index)] {
        if (index.isValid())
            m_view->expandRecursively(index);
    });
    menu->addAction(icon("collapse"), tr("&Collapse all"), m_view, &QTreeView::collapseAll);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

} // namespace varve
