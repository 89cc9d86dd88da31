// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Something that was wrong but did not stop the reading: one entry of a layer, one blob of a layout, one image of many.
// Partial success is data; a Warning is what is said of the missing part.
#pragma once

#include "services/types/error.h"

#include <QtCore/QByteArray>
#include <QtCore/QList>

namespace varve {

struct Warning {
    ErrorCode code = ErrorCode::Corrupt;
    QString subject; // the document, blob or layer concerned
    QByteArray path; // the entry's path inside the layer, as bytes; empty when the whole is meant
    QString detail; // technical, untranslated

    bool operator==(const Warning &) const = default;
};

using Warnings = QList<Warning>;

inline Warning warningOf(const Error &error)
{
    return { error.code, error.subject, {}, error.detail };
}

} // namespace varve
