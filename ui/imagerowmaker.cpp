// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/imagerowmaker.h"

#include <numeric>
#include <utility>

namespace varve {

ImageRowMaker::ImageRowMaker(WorkPool &pool, ImagesModel &model, QObject *parent)
    : QObject(parent)
    , m_pool(pool)
    , m_model(model)
{
}

void ImageRowMaker::take(const QList<SourceImages> &sources)
{
    const qsizetype count = std::accumulate(sources.cbegin(), sources.cend(), qsizetype { 0 },
        [](qsizetype sum, const SourceImages &source) { return sum + source.images.size(); });
    if (count <= kFewImages) {
        m_making.cancel();
        m_next.reset();
        m_model.setImages(sources);
        Q_EMIT taken();
        return;
    }
    if (isMaking()) {
        m_next = sources;
        return;
    }
    // Not where layers are read, which may keep all of its threads for long.
    const auto handle = m_pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [sources](Job &) -> Result<QList<ImageRow>> { return makeImageRows(sources); });
    m_making.start(handle, [this](Result<QList<ImageRow>> rows) {
        const std::optional<QList<SourceImages>> next = std::exchange(m_next, std::nullopt);
        if (rows)
            m_model.setRows(std::move(*rows));
        if (next)
            take(*next);
        if (rows)
            Q_EMIT taken();
    });
}

} // namespace varve
