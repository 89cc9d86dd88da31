// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The first of several places that knows a login. One that fails keeps nobody from the others: its error is the answer when none of
// them knows one. A cancel ends it.
#pragma once

#include "services/registry/credentials.h"

namespace varve {

// ask: Result<std::optional<Credentials>>(place)
template <typename Places, typename Ask>
Result<std::optional<Credentials>> firstLogin(const Places &places, Ask ask)
{
    std::optional<Error> problem;
    for (const auto &place : places) {
        Result<std::optional<Credentials>> found = ask(place);
        if (found && *found)
            return found;
        if (!found && found.error().code == ErrorCode::Cancelled)
            return found;
        if (!found && !problem)
            problem = found.error();
    }
    if (problem)
        return fail(*problem);
    return std::nullopt;
}

} // namespace varve
