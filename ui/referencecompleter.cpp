// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/referencecompleter.h"

#include <QtCore/QSet>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QLineEdit>

#include <algorithm>
#include <iterator>

namespace varve {

namespace {

constexpr int kTypedMs = 300;
constexpr qsizetype kTagsOffered = 2000;

// What stands before the colon of a tag; empty: nobody has typed one.
QString repositoryIn(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    return colon > text.lastIndexOf(u'/') && colon > 0 && !text.contains(u'@') ? text.first(colon) : QString();
}

// "registry.corp.internal:5000/..." while it is typed: no repository of Docker Hub, which must not even hear of it. Digits alone
// may be a port as well as a tag.
bool mayBecomeHost(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    const QString before = text.first(colon);
    if (before.contains(u'/'))
        return false;
    const QStringView after = QStringView(text).sliced(colon + 1);
    const bool isNumber =
        !after.isEmpty() && std::all_of(after.cbegin(), after.cend(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    return isNumber || before.contains(u'.') || before.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0;
}

} // namespace

ReferenceCompleter::ReferenceCompleter(const UiServices &services, const QStringList &names, QLineEdit *field)
    : QCompleter(field)
    , m_services(services)
    , m_names(names)
    , m_field(field)
    , m_words(names)
{
    setModel(&m_words);
    setCaseSensitivity(Qt::CaseInsensitive);
    setFilterMode(Qt::MatchContains);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kTypedMs);
    connect(&m_soon, &QTimer::timeout, this, &ReferenceCompleter::askForTags);
    connect(field, &QLineEdit::textEdited, this, &ReferenceCompleter::typed);
    connect(field, &QLineEdit::returnPressed, this, &ReferenceCompleter::entered);
    popup()->setObjectName(QStringLiteral("CompletionPopup"));
    field->setCompleter(this);
}

void ReferenceCompleter::typed(const QString &text)
{
    m_soon.stop();
    const QString repository = repositoryIn(text);
    if (repository == m_repository)
        return;
    m_listing.cancel();
    if (!m_repository.isEmpty())
        m_words.setStringList(m_names);
    m_repository.clear();
    if (!repository.isEmpty() && !mayBecomeHost(text))
        m_soon.start();
}

// What is typed is wanted as it stands: whatever comes now would only be in the way.
void ReferenceCompleter::entered()
{
    m_soon.stop();
    if (!m_listing.isActive())
        return;
    m_listing.cancel();
    m_repository.clear();
}

void ReferenceCompleter::askForTags()
{
    const Result<Reference> repository = Reference::parse(repositoryIn(m_field->text()));
    if (!repository || !m_services.registries || m_field->isReadOnly() || mayBecomeHost(m_field->text()))
        return;
    m_repository = repositoryIn(m_field->text());
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [repository = *repository, access = m_services.registries](
            Job &job) { return listTags(repository, access(), job); });
    // What cannot be listed can be typed all the same; the plan says what is wrong.
    m_listing.start(handle, [this](const Result<TagList> &list) { takeTags(list); });
}

void ReferenceCompleter::takeTags(const Result<TagList> &list)
{
    if (!list)
        return;
    QStringList words;
    const auto tags = list->tags.first(std::min(list->tags.size(), kTagsOffered));
    words.reserve(tags.size() + m_names.size());
    for (const RemoteTag &tag : tags)
        words.append(m_repository + u':' + tag.name);
    const QSet<QString> offered(words.cbegin(), words.cend());
    std::copy_if(m_names.cbegin(), m_names.cend(), std::back_inserter(words),
        [&offered](const QString &name) { return !offered.contains(name); });
    m_words.setStringList(words);
    if (!m_field->hasFocus() || m_field->isReadOnly() || repositoryIn(m_field->text()) != m_repository)
        return;
    setCompletionPrefix(m_field->text());
    if (completionCount() > 0)
        complete();
}

} // namespace varve
