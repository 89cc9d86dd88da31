// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/referencecompleter.h"

#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QLineEdit>

#include <algorithm>

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
    popup()->setObjectName(QStringLiteral("CompletionPopup"));
    field->setCompleter(this);
}

void ReferenceCompleter::typed(const QString &text)
{
    const QString repository = repositoryIn(text);
    if (repository == m_repository)
        return;
    m_repository = repository;
    m_listing.cancel();
    m_words.setStringList(m_names);
    if (m_repository.isEmpty())
        m_soon.stop();
    else
        m_soon.start();
}

void ReferenceCompleter::askForTags()
{
    const Result<Reference> repository = Reference::parse(m_repository);
    if (!repository || !m_services.registries)
        return;
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
    for (const QString &name : m_names) {
        if (!words.contains(name))
            words.append(name);
    }
    m_words.setStringList(words);
    if (!m_field->hasFocus())
        return;
    setCompletionPrefix(m_field->text());
    if (completionCount() > 0)
        complete();
}

} // namespace varve
