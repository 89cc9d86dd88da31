// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/archive/legacychains.h"

#include "services/types/limits.h"

#include <QtCore/QSet>

#include <algorithm>

namespace varve {

Result<QString> LegacyChains::parentOf(const QString &layer)
{
    if (const auto known = m_parents.constFind(layer); known != m_parents.constEnd())
        return *known;
    const QString name = layer + QStringLiteral("/json");
    const Result<QByteArray> bytes = m_files.document(name, limits::kConfigBytes);
    const Result<LegacyLayer> document = bytes ? parseLegacyLayer(*bytes, name) : fail(bytes.error());
    Result<QString> parent = document ? Result<QString>(document->parent) : fail(document.error());
    m_parents.insert(layer, parent);
    return parent;
}

Result<QStringList> LegacyChains::chainOf(const QString &topLayer, Gaps gaps, Job &job)
{
    QStringList chain; // top first
    QSet<QString> seen;
    QString id = topLayer;
    while (!id.isEmpty()) {
        if (job.isCancelled())
            return job.cancelled();
        if (!Digest::fromSha256Hex(id.toUtf8()))
            return fail(ErrorCode::Corrupt, id.left(160), QStringLiteral("a layer's id must be 64 hex digits"));
        if (seen.contains(id))
            return fail(ErrorCode::Corrupt, id, QStringLiteral("a layer that is its own ancestor"));
        if (static_cast<std::size_t>(chain.size()) >= limits::kLayersPerImage) {
            return fail(ErrorCode::LimitExceeded, topLayer,
                QStringLiteral("more than %1 layers (kLayersPerImage)").arg(limits::kLayersPerImage));
        }
        if (++m_layers > limits::kLayersPerArchive) {
            return fail(ErrorCode::LimitExceeded, topLayer,
                QStringLiteral("the images of the archive have more than %1 layers together (kLayersPerArchive)")
                    .arg(limits::kLayersPerArchive));
        }
        seen.insert(id);
        chain.append(id);
        const Result<QString> parent = parentOf(id);
        if (!parent && gaps == Gaps::Refused)
            return fail(parent.error());
        id = parent.value_or(QString());
    }
    std::reverse(chain.begin(), chain.end());
    return chain;
}

ImageSource legacyImage(const QStringList &chain)
{
    ImageSource image;
    const QString &top = chain.constLast();
    image.summary.id = { top };
    image.legacyChain = chain;
    image.documents = { { QStringLiteral("json"), top + QStringLiteral("/json"), {} } };
    for (const QString &id : chain)
        image.layers.append({ id + QStringLiteral("/layer.tar"), {} });
    return image;
}

} // namespace varve
