// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// From the images of all sources to the rows of the table: few at once, many on the pool, so that the window goes on answering.
// GUI thread. While rows are made, newer images wait, and of several the newest ones only; what was begun is finished all the
// same, so that a source that changes all the time is still seen. Cost: on the GUI thread that of makeImageRows() for few
// images, and that of ImagesModel::setRows().
#pragma once

#include "models/imagesmodel.h"
#include "ui/requestslot.h"

#include <QtCore/QObject>

#include <optional>

namespace varve {

class ImageRowMaker : public QObject {
    Q_OBJECT

public:
    ImageRowMaker(WorkPool &pool, ImagesModel &model, QObject *parent = nullptr);

    void take(const QList<SourceImages> &sources); // taken() comes, before this returns where they are few
    bool isMaking() const { return m_making.isActive(); } // what the model has is not the newest

    static constexpr qsizetype kFewImages = 1000; // some 3 ms

Q_SIGNALS:
    void taken(); // the model has new rows

private:
    WorkPool &m_pool;
    ImagesModel &m_model;
    RequestSlot<QList<ImageRow>> m_making;
    std::optional<QList<SourceImages>> m_next;
};

} // namespace varve
