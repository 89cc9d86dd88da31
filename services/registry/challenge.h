// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a server wants to see before it answers: the WWW-Authenticate headers of a 401. Pure functions over untrusted bytes;
// what is no challenge is passed over. Cost: O(length).
// Source: RFC 9110, 11.6.1; several challenges may share a header, and commas separate both them and their parameters.
#pragma once

#include "services/http/httpmessage.h"

namespace varve {

struct AuthChallenge {
    QByteArray scheme; // lower case: "bearer", "basic"
    QList<QPair<QByteArray, QByteArray>> parameters; // names in lower case, values without quotes and escapes

    QByteArray parameter(const char *name) const; // empty: none
    bool operator==(const AuthChallenge &) const = default;
};

QList<AuthChallenge> parseChallenges(const HttpHeaders &headers);

} // namespace varve
