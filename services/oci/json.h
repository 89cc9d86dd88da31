// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Parsing of untrusted JSON: nlohmann/json with limits on size and depth and with duplicate keys refused. Pure functions.
// Errors: Corrupt (not JSON; duplicate key), LimitExceeded (size, limits::kJsonDepth). Cost: O(bytes).
// This header shows nlohmann/json: include it from .cpp files only.
#pragma once

#include "services/types/result.h"

#include <nlohmann/json.hpp>

#include <QtCore/QByteArrayView>
#include <QtCore/QStringList>

namespace varve {

using Json = nlohmann::json;

Result<Json> parseJson(QByteArrayView bytes, std::size_t maxBytes, const QString &subject);

// Members of an object, tolerant of absence, strict about type: a wrong type reads as absent.
const Json *member(const Json &object, const char *key);
QString stringMember(const Json &object, const char *key);
std::int64_t integerMember(const Json &object, const char *key, std::int64_t fallback);
QStringList stringListMember(const Json &object, const char *key);

} // namespace varve
