// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/instruction.h"

#include <QtCore/QStringView>

#include <array>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr std::array kKeywords { "ADD"_L1, "ARG"_L1, "CMD"_L1, "COPY"_L1, "ENTRYPOINT"_L1, "ENV"_L1, "EXPOSE"_L1,
    "FROM"_L1, "HEALTHCHECK"_L1, "LABEL"_L1, "MAINTAINER"_L1, "ONBUILD"_L1, "RUN"_L1, "SHELL"_L1, "STOPSIGNAL"_L1,
    "USER"_L1, "VOLUME"_L1, "WORKDIR"_L1 };

constexpr std::array kShells { "/bin/sh -c"_L1, "/bin/bash -c"_L1, "/bin/ash -c"_L1 };

bool startsWithKeyword(QStringView text)
{
    for (const QLatin1StringView keyword : kKeywords) {
        if (text.startsWith(keyword) && (text.size() == keyword.size() || text[keyword.size()] == u' '))
            return true;
    }
    return false;
}

// Cuts a shell off the front; false when there is none.
bool dropShell(QStringView &text)
{
    for (const QLatin1StringView shell : kShells) {
        if (text.startsWith(shell) && (text.size() == shell.size() || text[shell.size()] == u' ')) {
            text = text.sliced(shell.size()).trimmed();
            return true;
        }
    }
    return false;
}

// "|2 A=1 B=some words /bin/sh -c command": a value may hold blanks, so only the shell tells where the arguments end.
bool dropBuildArguments(QStringView &text)
{
    if (text.size() < 2 || text[0] != u'|' || !text[1].isDigit())
        return false;
    qsizetype first = -1;
    for (const QLatin1StringView shell : kShells) {
        const qsizetype at = text.indexOf(shell);
        if (at >= 0 && (first < 0 || at < first))
            first = at;
    }
    if (first < 0)
        return false;
    text = text.sliced(first);
    return true;
}

bool isHexDigit(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
}

// "COPY file:<64 digits> in /": as many digits as docker shows of an ID.
QString withShortHashes(QStringView text)
{
    constexpr qsizetype kHashDigits = 64;
    constexpr qsizetype kShownDigits = 12;
    QString result;
    qsizetype copied = 0;
    for (qsizetype i = 0; i < text.size();) {
        qsizetype end = i;
        while (end < text.size() && isHexDigit(text[end]))
            ++end;
        if (end - i == kHashDigits && i > 0 && text[i - 1] == u':') {
            result += text.sliced(copied, i + kShownDigits - copied);
            copied = end;
        }
        i = end + 1;
    }
    result += text.sliced(copied);
    return result;
}

} // namespace

QString prettifyInstruction(const QString &createdBy)
{
    static constexpr auto kNop = "#(nop)"_L1;
    static constexpr auto kBuildKit = "# buildkit"_L1;
    const QString flat = createdBy.simplified();
    QStringView text(flat);
    if (text.endsWith(kBuildKit))
        text = text.chopped(kBuildKit.size()).trimmed();
    const bool saysRun = text.startsWith("RUN "_L1);
    if (saysRun)
        text = text.sliced(4).trimmed();
    const bool hadArguments = dropBuildArguments(text);
    const bool hadShell = dropShell(text);
    if (hadShell && text.startsWith(kNop))
        return withShortHashes(text.sliced(kNop.size()).trimmed());
    if (text.isEmpty())
        return hadShell ? QString() : flat;
    if (saysRun || hadArguments || (hadShell && !startsWithKeyword(text)))
        return u"RUN "_s + text.toString();
    return text.toString();
}

} // namespace varve
