// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/imagereference.h"

#include <array>

namespace varve {

ImageReference ImageReference::fromName(const QString &name)
{
    ImageReference reference;
    QString rest = name;
    if (const auto at = rest.indexOf(u'@'); at >= 0) {
        reference.digest = rest.mid(at + 1);
        rest.truncate(at);
    }
    // A colon after the last slash starts the tag; one before it belongs to a registry's port.
    const auto colon = rest.lastIndexOf(u':');
    if (colon > rest.lastIndexOf(u'/')) {
        reference.tag = rest.mid(colon + 1);
        rest.truncate(colon);
    }
    static constexpr std::array kDefaultPrefixes { QLatin1String("docker.io/library/"),
        QLatin1String("index.docker.io/library/"), QLatin1String("docker.io/"), QLatin1String("index.docker.io/") };
    for (const QLatin1String prefix : kDefaultPrefixes) {
        if (rest.startsWith(prefix)) {
            rest.remove(0, prefix.size());
            break;
        }
    }
    reference.repository = rest;
    return reference;
}

ImageReference ImageReference::fromStoredName(const QString &name)
{
    const bool isTag = !name.contains(u'/') && !name.contains(u':') && !name.contains(u'@');
    return isTag ? ImageReference { {}, name, {} } : fromName(name);
}

QString ImageReference::toString() const
{
    QString text = repository;
    if (!tag.isEmpty())
        text += u':' + tag;
    if (!digest.isEmpty())
        text += u'@' + digest;
    return text;
}

} // namespace varve
