// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/platform.h"

#include <QtCore/QStringList>
#include <QtCore/QSysInfo>

namespace varve {

QString Platform::toString() const
{
    if (isEmpty())
        return {};
    QString text = os + u'/' + architecture;
    if (!variant.isEmpty())
        text += u'/' + variant;
    return text;
}

QString Platform::toWholeString() const
{
    if (isEmpty() || osVersion.isEmpty())
        return toString();
    return os + u'(' + osVersion + u')' + toString().mid(os.size());
}

std::optional<Platform> Platform::parse(const QString &text)
{
    QStringList parts = text.split(u'/');
    if (parts.size() < 2 || parts.size() > 3 || parts.contains(QString()))
        return std::nullopt;
    QString version;
    if (const qsizetype open = parts[0].indexOf(u'('); open >= 0) {
        if (open == 0 || !parts[0].endsWith(u')') || parts[0].size() < open + 3)
            return std::nullopt;
        version = parts[0].sliced(open + 1).chopped(1);
        parts[0].truncate(open);
    }
    return Platform { parts[0], parts[1], parts.value(2), version };
}

bool Platform::accepts(const Platform &other) const
{
    return os == other.os && architecture == other.architecture && (variant.isEmpty() || variant == other.variant)
        && (osVersion.isEmpty() || osVersion == other.osVersion);
}

Platform Platform::host()
{
    // Go's architecture names, which all image formats use.
    const QString cpu = QSysInfo::currentCpuArchitecture();
    QString architecture = cpu;
    if (cpu == QLatin1String("x86_64"))
        architecture = QStringLiteral("amd64");
    else if (cpu == QLatin1String("i386"))
        architecture = QStringLiteral("386");
    return { QStringLiteral("linux"), architecture, {}, {} };
}

} // namespace varve
