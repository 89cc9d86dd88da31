// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/report/bytesizes.h"

#include <cmath>

namespace varve {

std::optional<double> bytesOfUnit(QStringView unit, bool allowShort)
{
    const QString lower = unit.toString().toLower();
    if (lower.isEmpty() || lower == u'b')
        return 1.0;
    static constexpr QStringView kPrefixes = u"kmgt";
    const qsizetype power = kPrefixes.indexOf(lower.front()) + 1;
    if (power == 0)
        return std::nullopt;
    const QStringView rest = QStringView(lower).sliced(1);
    if (rest == u"ib" || (allowShort && rest == u"i"))
        return std::pow(1024.0, static_cast<double>(power));
    if (rest == u"b" || (allowShort && rest.isEmpty()))
        return std::pow(1000.0, static_cast<double>(power));
    return std::nullopt;
}

std::optional<double> parsePlainNumber(QStringView text)
{
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    const qsizetype point = text.indexOf(u'.');
    const QStringView whole = point < 0 ? text : text.first(point);
    const QStringView fraction = point < 0 ? QStringView(u"0") : text.sliced(point + 1);
    if (whole.isEmpty() || fraction.isEmpty() || !std::all_of(whole.begin(), whole.end(), isDigit)
        || !std::all_of(fraction.begin(), fraction.end(), isDigit))
        return std::nullopt;
    bool ok = false;
    const double value = text.toDouble(&ok);
    return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace varve
