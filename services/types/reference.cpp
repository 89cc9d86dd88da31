// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/reference.h"

#include "services/types/referenceproblem.h"

#include <algorithm>

namespace varve {

namespace {

const QLatin1String kLibrary("library/");

} // namespace

Result<Reference> Reference::parse(const QString &text)
{
    if (const auto problem = findReferenceProblem(text)) {
        return fail(ErrorCode::Corrupt, text.left(400),
            QStringLiteral("not a reference, kind %1 at %2")
                .arg(static_cast<int>(problem->kind))
                .arg(problem->position));
    }
    ReferenceParts parts = splitReference(text);
    Reference reference;
    reference.m_registry = std::move(parts.registry);
    reference.m_repository = std::move(parts.repository);
    reference.m_tag = std::move(parts.tag);
    if (!parts.digest.isEmpty()) {
        const Result<Digest> digest = Digest::parse(parts.digest.toLatin1());
        if (!digest)
            return fail(digest.error());
        reference.m_digest = *digest;
    }
    return reference;
}

Reference Reference::withDefaultTag() const
{
    return m_tag.isEmpty() && m_digest.isNull() ? withTag(QStringLiteral("latest")) : *this;
}

Reference Reference::withTag(const QString &tag) const
{
    Q_ASSERT(isReferenceTag(tag));
    Reference other = *this;
    other.m_tag = tag;
    other.m_digest = {};
    return other;
}

Reference Reference::withDigest(const Digest &digest) const
{
    Reference other = *this;
    other.m_digest = digest;
    return other;
}

QString Reference::name() const
{
    return m_registry + u'/' + m_repository;
}

QString Reference::familiarName() const
{
    if (!isOnDockerHub())
        return name();
    QString familiar = m_repository;
    if (familiar.startsWith(kLibrary) && !QStringView(familiar).sliced(kLibrary.size()).contains(u'/'))
        familiar.remove(0, kLibrary.size());
    // A repository whose first part looks like a host, or that looks like the id of an image, keeps the registry before it.
    if (findReferenceProblem(familiar))
        return name();
    const ReferenceParts again = splitReference(familiar);
    return again.registry == m_registry && again.repository == m_repository ? familiar : name();
}

QString Reference::withIdentity(QString name) const
{
    if (!m_tag.isEmpty())
        name += u':' + m_tag;
    if (!m_digest.isNull())
        name += u'@' + m_digest.toString();
    return name;
}

QString Reference::toString() const
{
    return withIdentity(name());
}

QString Reference::familiar() const
{
    return withIdentity(familiarName());
}

bool isReferenceTag(QStringView text)
{
    const auto isWord = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'_';
    };
    return !text.isEmpty() && text.size() <= Reference::kTagLength && isWord(text.front())
        && std::all_of(text.begin(), text.end(), [&](QChar c) { return isWord(c) || c == u'.' || c == u'-'; });
}

} // namespace varve
