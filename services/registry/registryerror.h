// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a registry's refusal means, with its own words: {"errors":[{"code","message"}]}, as data that nobody has to believe.
// Pure functions. Source: OCI distribution-spec 1.1, "Error Codes".
#pragma once

#include "services/http/httpmessage.h"
#include "services/types/result.h"

#include <cstdint>

namespace varve {

// `secret`: what was sent along; words that repeat it are left out. Empty: nothing was.
Error registryError(const HttpHead &head, const QByteArray &body, const QString &subject, const QByteArray &secret);

// How often one may ask, as an answer's headers say it: "ratelimit-limit: 100;w=21600".
struct RateLimit {
    std::int64_t limit = -1; // -1: not said
    std::int64_t remaining = -1;
    std::int64_t windowSeconds = -1;

    static RateLimit of(const HttpHead &head);
    bool isKnown() const { return limit >= 0 || remaining >= 0; }
    bool operator==(const RateLimit &) const = default;
};

} // namespace varve
