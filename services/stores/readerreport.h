// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What became of the containers through which a store gets at layers that it does not hand out otherwise (EngineReader): a person
// may want to know. A value.
#pragma once

#include "services/types/error.h"

#include <cstdint>

namespace varve {

enum class ReaderUse : std::uint8_t {
    None, // there was no need of any
    Used,
    Refused, // the engine makes none: everything is read out of exports, until it is connected to anew
};

struct ReaderReport {
    ReaderUse use = ReaderUse::None;
    Error refusal; // why, when refused
};

} // namespace varve
