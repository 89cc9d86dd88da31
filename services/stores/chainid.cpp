// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/chainid.h"

#include "services/archive/digester.h"

namespace varve {

std::vector<Digest> chainIds(const QList<Digest> &diffIds)
{
    std::vector<Digest> chain;
    chain.reserve(static_cast<std::size_t>(diffIds.size()));
    for (const Digest &diffId : diffIds) {
        if (diffId.isNull())
            break;
        if (chain.empty()) {
            chain.push_back(diffId);
            continue;
        }
        const QByteArray text = chain.back().toString().toLatin1() + ' ' + diffId.toString().toLatin1();
        chain.push_back(digestOf(std::as_bytes(std::span(text.constData(), static_cast<std::size_t>(text.size())))));
    }
    return chain;
}

std::vector<Digest> chainIds(const QList<LayerInfo> &layers)
{
    QList<Digest> diffIds;
    diffIds.reserve(layers.size());
    for (const LayerInfo &layer : layers)
        diffIds.append(layer.diffId);
    return chainIds(diffIds);
}

} // namespace varve
