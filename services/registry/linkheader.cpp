// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/linkheader.h"

#include <algorithm>

namespace varve {

namespace {

bool isNext(QByteArrayView parameters)
{
    for (const QByteArray &parameter : parameters.toByteArray().toLower().split(';')) {
        const qsizetype equals = parameter.indexOf('=');
        if (equals < 0 || parameter.first(equals).trimmed() != "rel")
            continue;
        QByteArray value = parameter.sliced(equals + 1).trimmed();
        if (value.size() >= 2 && value.startsWith('"') && value.endsWith('"'))
            value = value.sliced(1, value.size() - 2);
        if (value.simplified().split(' ').contains("next"))
            return true;
    }
    return false;
}

QByteArray nextIn(QByteArrayView text)
{
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype open = text.indexOf('<', at);
        const qsizetype close = open < 0 ? -1 : text.indexOf('>', open);
        if (close < 0)
            break;
        const qsizetype following = text.indexOf('<', close);
        const qsizetype end = following < 0 ? text.size() : following;
        QByteArrayView parameters = text.sliced(close + 1, end - close - 1).trimmed();
        if (parameters.endsWith(','))
            parameters.chop(1);
        if (isNext(parameters))
            return text.sliced(open + 1, close - open - 1).trimmed().toByteArray();
        at = end;
    }
    return {};
}

} // namespace

QByteArray nextLink(const HttpHeaders &headers)
{
    for (const auto &[name, value] : headers) {
        if (qstricmp(name.constData(), "Link") != 0)
            continue;
        if (const QByteArray link = nextIn(value); !link.isEmpty())
            return link;
    }
    return {};
}

} // namespace varve
