// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Result<T>: a value or an Error. The return type of every function that can fail; no exception leaves a library.
#pragma once

#include "services/types/error.h"

#include <tl/expected.hpp>

#include <utility>

namespace varve {

template <typename T>
using Result = tl::expected<T, Error>;

// return fail(ErrorCode::Corrupt, path, u"no index.json"_s);
inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

inline tl::unexpected<Error> fail(ErrorCode code, QString subject, QString detail)
{
    return tl::unexpected<Error>(Error { code, std::move(subject), std::move(detail) });
}

} // namespace varve
