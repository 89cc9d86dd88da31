// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/findimagedialog.h"

#include "services/pull/hubsearch.h"
#include "services/types/text.h"
#include "ui/errortext.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtGui/QShortcut>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>

#include <algorithm>

namespace varve {

namespace {

constexpr QSize kFindSize { 960, 520 };
constexpr int kFound = 100; // most people look at the first ten
constexpr int kStayMs = 250;
constexpr int kWordsLength = 200;
constexpr qsizetype kNotesShown = 3;

// Why there may be more tags than are shown; empty: there are not.
QString tagsNote(const TagList &list)
{
    QStringList lines;
    if (list.hasMore)
        lines += FindImageDialog::tr("The newest %n tag(s); there are older ones, which can be typed.", nullptr,
            static_cast<int>(list.tags.size()));
    for (const Warning &warning : list.warnings.first(std::min(kNotesShown, list.warnings.size())))
        lines += FindImageDialog::tr("%1: %2").arg(warningPlace(warning), warningSentence(warning));
    return lines.join(u'\n');
}

// A repository that is named in full, of a registry other than Docker Hub: there is nothing to search in.
std::optional<Reference> elsewhere(const QString &words)
{
    const Result<Reference> reference = Reference::parse(words);
    return reference && !reference->isOnDockerHub() ? std::optional(*reference) : std::nullopt;
}

} // namespace

FindImageDialog::FindImageDialog(const UiServices &services, const QString &words, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_words(new QLineEdit(words))
    , m_search(new QPushButton(tr("&Search")))
    , m_repositoryView(new TreeView(QStringLiteral("foundRepositories")))
    , m_repositoryStates(new StateStack(m_repositoryView))
    , m_tagFilter(new QLineEdit)
    , m_tagView(new TreeView(QStringLiteral("foundTags")))
    , m_tagStates(new StateStack(m_tagView))
    , m_tagsNote(plainLabel())
    , m_note(quietLabel())
    , m_use(new QPushButton(tr("&Use")))
{
    setObjectName(QStringLiteral("findImageDialog"));
    setWindowTitle(tr("Find an image"));
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    resize(kFindSize);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kStayMs);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeTop());
    column->addWidget(makeLists(), 1);
    column->addWidget(makeFooter());
    connect(&m_soon, &QTimer::timeout, this, &FindImageDialog::askForTags);
    connect(this, &QDialog::finished, this, [this] {
        m_repositoryView->saveColumns();
        m_tagView->saveColumns();
    });
    m_repositoryStates->page()->showEmpty("search", tr("Search Docker Hub"),
        tr("Type a word and press Enter. Of another registry, type the whole name of a repository: "
           "ghcr.io/owner/name."));
    m_repositoryStates->showPage();
    m_tagStates->page()->showEmpty("layer", tr("Choose a repository to see its tags"));
    m_tagStates->showPage();
    updateUse();
    m_words->selectAll();
    m_words->setFocus();
    if (!words.trimmed().isEmpty())
        search();
}

QWidget *FindImageDialog::makeTop()
{
    m_words->setObjectName(QStringLiteral("findWords"));
    m_words->setAccessibleName(tr("What to search for"));
    m_words->setPlaceholderText(tr("postgres, or ghcr.io/owner/name"));
    m_words->setClearButtonEnabled(true);
    m_words->setMaxLength(kWordsLength);
    m_search->setObjectName(QStringLiteral("findSearch"));
    m_search->setAutoDefault(false);
    auto *top = new QWidget;
    auto *row = new QHBoxLayout(top);
    row->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kGap);
    row->setSpacing(metrics::kGap);
    row->addWidget(m_words, 1);
    row->addWidget(m_search);
    auto *down = new QShortcut(Qt::Key_Down, m_words);
    down->setContext(Qt::WidgetShortcut);
    connect(down, &QShortcut::activated, this, [this] {
        if (m_repositoryStates->isContent())
            m_repositoryView->setFocus();
        else if (m_tagStates->isContent())
            m_tagView->setFocus();
    });
    const auto enable = [this] { m_search->setEnabled(!m_words->text().trimmed().isEmpty()); };
    connect(m_words, &QLineEdit::textChanged, this, enable);
    connect(m_words, &QLineEdit::returnPressed, this, &FindImageDialog::search);
    connect(m_search, &QPushButton::clicked, this, &FindImageDialog::search);
    enable();
    return top;
}

QWidget *FindImageDialog::makeLists()
{
    m_sortedRepositories.setSourceModel(&m_repositories);
    m_sortedRepositories.setSortRole(SortRole);
    m_repositoryView->setAccessibleName(tr("Repositories"));
    m_repositoryView->setTableLook();
    m_repositoryView->setModel(&m_sortedRepositories);
    m_repositoryView->setFillColumn(RepositoriesModel::Description, 120, { RepositoriesModel::Stars });
    m_repositoryView->header()->setSortIndicator(-1, Qt::AscendingOrder);
    m_repositoryView->restoreColumns({ 180, 64, 64, 200 });
    m_repositoryView->setSortingEnabled(true);

    m_tagView->setAccessibleName(tr("Tags"));
    m_tagView->setTableLook();
    m_tagView->setModel(&m_tags);
    m_tagView->setFillColumn(TagsModel::Tag, 110, { TagsModel::Platforms, TagsModel::Size });
    m_tagView->header()->setSortIndicator(-1, Qt::AscendingOrder);
    m_tagView->restoreColumns({ 150, 110, 80, 120 });
    m_tagView->setSortingEnabled(true);
    m_tagFilter->setObjectName(QStringLiteral("findTagFilter"));
    m_tagFilter->setAccessibleName(tr("Filter of the tags"));
    m_tagFilter->setPlaceholderText(tr("Filter tags"));
    m_tagFilter->setClearButtonEnabled(true);
    connect(m_tagFilter, &QLineEdit::textChanged, this, &FindImageDialog::filterTags);
    m_tagsNote->setObjectName(QStringLiteral("findTagsNote"));
    m_tagsNote->setWordWrap(true);
    m_tagsNote->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // an address cannot be wrapped
    m_tagsNote->setContentsMargins(metrics::kGap, metrics::kSmall, metrics::kGap, metrics::kSmall);
    m_tagsNote->hide();

    auto *right = new QWidget;
    auto *tags = new QVBoxLayout(right);
    tags->setContentsMargins(0, 0, 0, 0);
    tags->setSpacing(0);
    auto *filterBox = new QWidget;
    filterBox->setObjectName(QStringLiteral("Strip"));
    auto *filterRow = new QHBoxLayout(filterBox);
    filterRow->setContentsMargins(metrics::kGap, metrics::kSmall, metrics::kGap, metrics::kSmall);
    filterRow->addWidget(m_tagFilter);
    tags->addWidget(filterBox);
    tags->addWidget(m_tagStates, 1);
    tags->addWidget(m_tagsNote);

    auto *lists = new QSplitter(Qt::Horizontal);
    lists->setHandleWidth(1);
    lists->setChildrenCollapsible(false);
    lists->addWidget(m_repositoryStates);
    lists->addWidget(right);
    lists->setStretchFactor(0, 1);
    lists->setStretchFactor(1, 1);
    connect(m_repositoryView->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &FindImageDialog::repositoryChosen);
    connect(m_repositoryView, &QAbstractItemView::activated, this, [this] { m_tagView->setFocus(); });
    connect(m_tagView->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &FindImageDialog::updateUse);
    connect(m_tagView, &QAbstractItemView::activated, this, &FindImageDialog::use);
    for (StateStack *states : { m_repositoryStates, m_tagStates }) {
        connect(states->page(), &StatePage::buttonClicked, this, [this] {
            if (m_again)
                m_again();
        });
    }
    return lists;
}

QWidget *FindImageDialog::makeFooter()
{
    m_use->setObjectName(QStringLiteral("findUse"));
    m_use->setProperty("primary", true);
    m_use->setAutoDefault(false);
    auto *cancel = new QPushButton(tr("&Close"));
    cancel->setAutoDefault(false);
    m_note->setObjectName(QStringLiteral("findNote"));
    auto *footer = new QWidget;
    footer->setObjectName(QStringLiteral("Strip"));
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(metrics::kMargin, metrics::kGap, metrics::kMargin, metrics::kGap);
    row->setSpacing(metrics::kGap);
    row->addWidget(m_note, 1);
    row->addWidget(cancel);
    row->addWidget(m_use);
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    connect(m_use, &QPushButton::clicked, this, &FindImageDialog::use);
    return footer;
}

void FindImageDialog::search()
{
    const QString words = m_words->text().trimmed();
    if (words.isEmpty())
        return;
    m_soon.stop();
    m_listing.cancel();
    m_searching.cancel();
    m_repositories.setRows({});
    forgetTags();
    m_repository = elsewhere(words);
    if (m_repository) {
        m_repositoryStates->page()->showEmpty("search", tr("Only Docker Hub can be searched"),
            tr("The tags of %1 are listed beside.").arg(visibleText(m_repository->familiarName())));
        m_repositoryStates->showPage();
        return askForTags();
    }
    m_tagStates->page()->showEmpty("layer", tr("Choose a repository to see its tags"));
    m_tagStates->showPage();
    m_repositoryStates->page()->showLoading(tr("Searching Docker Hub …"));
    m_repositoryStates->showPage();
    updateUse();
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [words, access = m_services.registries](Job &job) { return searchDockerHub(words, kFound, access(), job); });
    m_searching.start(handle, [this](const Result<HubSearch> &found) { takeSearch(found); });
}

void FindImageDialog::takeSearch(const Result<HubSearch> &found)
{
    if (!found && found.error().code == ErrorCode::AccessDenied) {
        m_repositoryStates->page()->showEmpty("search", tr("Docker Hub is not asked"),
            tr("The settings for registries on this machine block it, or name another place for it. The whole name of "
               "a repository can be typed all the same."));
        return m_repositoryStates->showPage();
    }
    if (!found) {
        const ErrorText text = pullErrorText(found.error(), QStringLiteral("Docker Hub"));
        m_again = [this] { search(); };
        m_repositoryStates->page()->showError(text.what, text.advice, text.detail, tr("Try again"));
        return m_repositoryStates->showPage();
    }
    QList<RepositoryRow> rows;
    rows.reserve(found->repositories.size());
    for (const HubRepository &each : found->repositories)
        rows.append({ each.name, each.description, each.stars, each.pulls, each.isOfficial });
    const bool isEmpty = rows.isEmpty();
    m_repositories.setRows(std::move(rows));
    if (isEmpty) {
        m_repositoryStates->page()->showEmpty("search", tr("Docker Hub has nothing of that name"));
        return m_repositoryStates->showPage();
    }
    m_repositoryStates->showContent();
    m_repositoryView->setCurrentIndex(m_sortedRepositories.index(0, 0));
    if (!qobject_cast<QLineEdit *>(focusWidget())) // somebody may be typing there
        m_repositoryView->setFocus();
}

void FindImageDialog::repositoryChosen()
{
    const QModelIndex index = m_sortedRepositories.mapToSource(m_repositoryView->currentIndex());
    const RepositoryRow *row = index.isValid() ? m_repositories.rowAt(index.row()) : nullptr;
    const Result<Reference> name = row ? Reference::parse(row->name) : fail(Error {});
    m_listing.cancel();
    forgetTags();
    m_repository = name ? std::optional(*name) : std::nullopt;
    updateUse();
    if (!m_repository)
        return;
    m_tagStates->page()->showLoading(tr("Asking for the tags …"));
    m_tagStates->showPage();
    m_soon.start();
}

void FindImageDialog::askForTags()
{
    if (!m_repository)
        return;
    m_tagStates->page()->showLoading(tr("Asking for the tags of %1 …").arg(visibleText(m_repository->familiarName())));
    m_tagStates->showPage();
    updateUse();
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [repository = *m_repository, access = m_services.registries](
            Job &job) { return listTags(repository, access(), job); });
    m_listing.start(handle, [this](const Result<TagList> &list) { takeTags(list); });
}

void FindImageDialog::takeTags(const Result<TagList> &list)
{
    if (!list) {
        const ErrorText text = pullErrorText(list.error(), m_repository->familiarName());
        m_again = [this] { askForTags(); };
        m_tagStates->page()->showError(text.what, text.advice, text.detail, tr("Try again"));
        return m_tagStates->showPage();
    }
    QList<TagRow> rows;
    rows.reserve(list->tags.size());
    for (const RemoteTag &tag : list->tags)
        rows.append({ tag.name, tag.pushed, tag.sizeBytes, tag.platforms });
    m_tags.setRows(std::move(rows));
    if (m_tags.totalCount() == 0) {
        m_tagStates->page()->showEmpty("layer", tr("This repository has no tags"));
        m_tagStates->showPage();
    } else {
        m_tagStates->showContent();
        m_tagView->setCurrentIndex(m_tags.index(0, 0));
    }
    const QString note = tagsNote(*list);
    m_tagsNote->setText(note);
    m_tagsNote->setToolTip(plainToolTip(note));
    m_tagsNote->setVisible(!note.isEmpty());
    updateUse();
}

// The chosen one stays chosen as long as it is there.
void FindImageDialog::filterTags(const QString &text)
{
    const TagRow *row = m_tags.rowAt(m_tagView->currentIndex().row());
    const QString chosen = row ? row->name : QString();
    m_tags.setFilter(text);
    const int same = chosen.isEmpty() ? -1 : m_tags.rowOf(chosen);
    m_tagView->setCurrentIndex(m_tags.index(std::max(same, 0), 0));
    updateUse();
}

void FindImageDialog::forgetTags()
{
    m_tags.setRows({});
    m_tagFilter->clear();
    m_tagsNote->hide();
}

QString FindImageDialog::wanted() const
{
    if (!m_repository)
        return {};
    if (m_tags.totalCount() > 0 && m_tags.rowCount() == 0)
        return {}; // a tag was looked for, and is not there
    const TagRow *tag = m_tags.rowAt(m_tagView->currentIndex().row());
    return tag && isReferenceTag(tag->name) ? m_repository->withTag(tag->name).familiar()
                                            : m_repository->familiarName();
}

void FindImageDialog::updateUse()
{
    const QString name = wanted();
    m_use->setEnabled(!name.isEmpty());
    m_note->setText(visibleText(name));
}

void FindImageDialog::use()
{
    const QString name = wanted();
    if (name.isEmpty())
        return;
    Q_EMIT chosen(name);
    close();
}

} // namespace varve
