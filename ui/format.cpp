// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/format.h"

#include "services/types/text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

namespace varve {

QString sizeText(std::int64_t bytes)
{
    return bytes < 0 ? QStringLiteral("–") : humanSize(bytes);
}

QString exactSize(std::int64_t bytes)
{
    if (bytes < 0)
        return QCoreApplication::translate("Format", "not known");
    return QCoreApplication::translate("Format", "%1 bytes").arg(countText(bytes));
}

QString countText(qint64 number)
{
    return QLocale().toString(number);
}

QString percentText(double share)
{
    // Rounding up to a full hundred would hide that something is wasted.
    const double percent = share < 1.0 ? std::min(share * 100.0, 99.9) : 100.0;
    return QCoreApplication::translate("Format", "%1 %").arg(QLocale().toString(percent, 'f', 1));
}

QString progressText(const Job::Progress &progress)
{
    switch (progress.unit) {
    case Job::Unit::Bytes:
        return progress.total > 0
            ? QCoreApplication::translate("Format", "%1 of %2").arg(sizeText(progress.done), sizeText(progress.total))
            : sizeText(progress.done);
    case Job::Unit::None:
        return {};
    case Job::Unit::Layers:
    case Job::Unit::Entries:
    case Job::Unit::Images:
        break;
    }
    return progress.total > 0
        ? QCoreApplication::translate("Format", "%1 of %2").arg(countText(progress.done), countText(progress.total))
        : countText(progress.done);
}

QString measurable(const QString &text, bool keepsEnd, qsizetype limit)
{
    if (text.size() <= limit)
        return text;
    if (!keepsEnd)
        return shortened(text, limit);
    const qsizetype end = text.size() - limit / 2;
    return shortened(text, limit / 2) + text.mid(text.at(end).isLowSurrogate() ? end + 1 : end);
}

QString breakable(const QString &text)
{
    constexpr int kLongWord = 32;
    constexpr QChar kZeroWidthSpace(0x200B);
    QString result;
    result.reserve(text.size() + text.size() / kLongWord);
    int run = 0;
    for (const QChar c : text) {
        if (run >= kLongWord && !c.isLowSurrogate()) {
            result += kZeroWidthSpace;
            run = 0;
        }
        result += c;
        run = c.isSpace() ? 0 : run + 1;
    }
    return result;
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    QString html = text.toHtmlEscaped();
    html.replace(QLatin1Char('\n'), QLatin1String("<br>"));
    return QLatin1String("<div style=\"white-space: pre-wrap\">") + html + QLatin1String("</div>");
}

} // namespace varve
