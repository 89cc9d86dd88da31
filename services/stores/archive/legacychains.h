// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The images of archives whose layers name their parents: every one before Docker 1.10, and in later ones (up to 24) the
// documents "<id>/json" that were kept for old engines. One thread. Every document is read once however many chains lead
// through it; all chains together have at most limits::kLayersPerArchive layers. Polls the job for every layer.
// Errors: Corrupt (no id, a layer that is its own ancestor), NotFound (a parent is not there), LimitExceeded, Cancelled.
// Source: Docker image spec v1.
#pragma once

#include "services/stores/imagesource.h"

#include <QtCore/QHash>

namespace varve {

class LegacyChains {
public:
    enum class Gaps {
        Refused, // an image without its bottom is none
        AtBottom, // the chain ends with the first layer whose document cannot be read
    };

    explicit LegacyChains(const FileSet &files)
        : m_files(files)
    {
    }
    // The layers' folders from the one without a parent up to `topLayer`, bottom first.
    Result<QStringList> chainOf(const QString &topLayer, Gaps gaps, Job &job);
    // Of a layer's document; empty at the bottom.
    Result<QString> parentOf(const QString &layer);

private:
    const FileSet &m_files;
    QHash<QString, Result<QString>> m_parents;
    std::size_t m_layers = 0;
};

// The image that consists of the layers of a chain, not yet summarised.
ImageSource legacyImage(const QStringList &chain);

} // namespace varve
