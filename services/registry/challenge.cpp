// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/challenge.h"

#include <algorithm>

namespace varve {

namespace {

constexpr qsizetype kMostChallenges = 16;
constexpr qsizetype kMostParameters = 32;

bool isTokenByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

class ChallengeReader {
public:
    ChallengeReader(QByteArrayView text, QList<AuthChallenge> &challenges)
        : m_text(text)
        , m_challenges(challenges)
    {
    }

    void run()
    {
        while (skipSeparators()) {
            const QByteArray word = takeToken();
            if (word.isEmpty()) {
                ++m_at; // nothing that could stand here
                continue;
            }
            const bool hasSpace = skipSpaces();
            if (m_at < m_text.size() && m_text[m_at] == '=' && !isToken68End()) {
                ++m_at;
                skipSpaces();
                addParameter(word.toLower(), takeValue());
            } else {
                addScheme(word.toLower());
                if (hasSpace)
                    skipToken68();
            }
        }
    }

private:
    bool skipSpaces()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t'))
            ++m_at;
        return m_at > begin;
    }
    bool skipSeparators()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == ','))
            ++m_at;
        return m_at < m_text.size();
    }
    QByteArray takeToken()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && isTokenByte(m_text[m_at]))
            ++m_at;
        return m_text.sliced(begin, m_at - begin).toByteArray();
    }
    // "=" and nothing of a value behind it: the padding of base64.
    bool isToken68End() const
    {
        qsizetype next = m_at;
        while (next < m_text.size() && m_text[next] == '=')
            ++next;
        return next > m_at + 1 || next == m_text.size();
    }
    // "Negotiate dG9rZW4=": one word of base64 that is no name of a parameter.
    void skipToken68()
    {
        qsizetype next = m_at;
        while (next < m_text.size() && (isTokenByte(m_text[next]) || m_text[next] == '/'))
            ++next;
        qsizetype end = next;
        while (end < m_text.size() && m_text[end] == '=')
            ++end;
        qsizetype behind = end;
        while (behind < m_text.size() && m_text[behind] == ' ')
            ++behind;
        const bool isLast = behind == m_text.size() || m_text[behind] == ',';
        if (next > m_at && end > next && isLast)
            m_at = end;
    }
    QByteArray takeValue()
    {
        if (m_at < m_text.size() && m_text[m_at] == '"')
            return takeQuoted();
        const qsizetype begin = m_at; // unquoted URLs occur, which are no tokens
        while (m_at < m_text.size() && m_text[m_at] != ',' && m_text[m_at] != ' ' && m_text[m_at] != '\t')
            ++m_at;
        return m_text.sliced(begin, m_at - begin).toByteArray();
    }
    QByteArray takeQuoted()
    {
        QByteArray value;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            value += m_text[m_at];
        }
        m_at = std::min(m_at + 1, m_text.size());
        return value;
    }
    void addScheme(const QByteArray &scheme)
    {
        m_isOpen = m_challenges.size() < kMostChallenges;
        if (m_isOpen)
            m_challenges.append({ scheme, {} });
    }
    void addParameter(const QByteArray &name, const QByteArray &value)
    {
        if (m_isOpen && m_challenges.last().parameters.size() < kMostParameters)
            m_challenges.last().parameters.append({ name, value });
    }

    const QByteArrayView m_text;
    QList<AuthChallenge> &m_challenges;
    qsizetype m_at = 0;
    bool m_isOpen = false; // a scheme has been named in this header
};

} // namespace

QByteArray AuthChallenge::parameter(const char *name) const
{
    for (const auto &[key, value] : parameters) {
        if (key == name)
            return value;
    }
    return {};
}

QList<AuthChallenge> parseChallenges(const HttpHeaders &headers)
{
    QList<AuthChallenge> challenges;
    for (const auto &[name, value] : headers) {
        if (qstricmp(name.constData(), "WWW-Authenticate") == 0)
            ChallengeReader(value, challenges).run();
    }
    return challenges;
}

} // namespace varve
