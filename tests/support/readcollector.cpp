// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/readcollector.h"

namespace varve::test {

void ReadCollector::layerRead(int layer, const LayerTreePtr &tree, bool isFinal)
{
    trees[layer] = tree;
    events.append((isFinal ? QStringLiteral("final %1") : QStringLiteral("read %1")).arg(layer));
    onEvent();
}

void ReadCollector::layerFailed(int layer, const Error &error)
{
    errors[layer] = error;
    events.append(QStringLiteral("failed %1").arg(layer));
    onEvent();
}

void ReadCollector::layerVerified(int layer, const LayerProof &proof)
{
    proofs[layer] = proof;
    events.append(QStringLiteral("verified %1").arg(layer));
    onEvent();
}

QStringList treeLines(const LayerTreePtr &tree)
{
    QStringList lines;
    if (!tree)
        return lines;
    for (std::uint32_t i = 1; i < tree->size(); ++i) {
        const LayerNode node { i };
        const EntryType type = tree->type(node);
        QString line = QString::fromStdString(tree->path(node));
        if (type == EntryType::Directory)
            line += u'/';
        else if (type == EntryType::Whiteout)
            line.insert(line.lastIndexOf(u'/') + 1, u'-');
        else if (type == EntryType::File)
            line += u' ' + QString::number(tree->sizeBytes(node));
        lines.append(line);
    }
    lines.sort();
    return lines;
}

} // namespace varve::test
