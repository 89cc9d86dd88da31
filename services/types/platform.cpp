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

std::optional<Platform> Platform::parse(const QString &text)
{
    const QStringList parts = text.split(u'/');
    if (parts.size() < 2 || parts.size() > 3 || parts.contains(QString()))
        return std::nullopt;
    return Platform { parts[0], parts[1], parts.value(2), {} };
}

bool Platform::accepts(const Platform &other) const
{
    return os == other.os && architecture == other.architecture && (variant.isEmpty() || variant == other.variant);
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
