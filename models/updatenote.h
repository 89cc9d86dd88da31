// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the images table says of a row after its registry was asked for something newer. A value.
#pragma once

#include <QtCore/QString>

#include <cstdint>

namespace varve {

struct UpdateNote {
    // In the order that a table sorts them by: what there is to do comes last.
    enum class State : std::uint8_t { NotAsked, NotPulled, Asking, Same, Unknown, Gone, Newer };
    State state = State::NotAsked;
    QString explanation; // translated sentences, a line each

    bool operator==(const UpdateNote &) const = default;
};

} // namespace varve
