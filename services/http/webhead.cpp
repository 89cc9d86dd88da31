// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/webhead.h"

#include "services/types/limits.h"

namespace varve {

bool WebHeadReader::add(QByteArrayView line)
{
    m_bytes += static_cast<std::size_t>(line.size());
    if (m_bytes > limits::kHttpHeaderBytes)
        return false;
    if (m_isComplete) // trailers
        return true;
    const QByteArrayView text = line.trimmed();
    if (line.startsWith("HTTP/")) {
        m_head = {};
        const QByteArrayList words = text.toByteArray().split(' ');
        m_head.status = words.value(1).toInt();
        m_head.reason = words.mid(2).join(' ');
    } else if (text.empty()) {
        m_isComplete = m_head.status >= 200 || m_head.status == 101; // others are only said in between
    } else if ((line.front() == ' ' || line.front() == '\t') && !m_head.headers.isEmpty()) {
        m_head.headers.last().second += ' ' + text.toByteArray();
    } else if (const qsizetype colon = text.indexOf(':'); colon > 0) {
        m_head.headers.append(
            { text.first(colon).trimmed().toByteArray(), text.sliced(colon + 1).trimmed().toByteArray() });
    }
    return true;
}

Result<void> checkWebHead(const HttpHead &head)
{
    QByteArray length;
    for (const auto &[name, value] : head.headers) {
        if (qstricmp(name.constData(), "Content-Length") != 0)
            continue;
        if (!length.isNull() && length != value)
            return fail(ErrorCode::Corrupt, {}, QStringLiteral("an answer with two lengths"));
        length = value;
    }
    const QByteArray encoding = head.header("Content-Encoding").toLower();
    if (!encoding.isEmpty() && encoding != "identity") {
        return fail(ErrorCode::Unsupported, {},
            QStringLiteral("a content encoding that nobody asked for: ") + QString::fromLatin1(encoding.left(40)));
    }
    return {};
}

} // namespace varve
