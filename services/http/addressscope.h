// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How near a host is: what a stranger may not send us to. Any thread.
// Errors, cost: those of looking a host up (Network, LimitExceeded, Cancelled within 50 ms); nothing for an address.
#pragma once

#include "services/jobs/job.h"

#include <chrono>
#include <cstdint>

namespace varve {

enum class AddressScope : std::uint8_t {
    Public,
    Private, // of this site, of this link, or of nobody: 10/8, 192.168/16, 169.254/16, fc00::/7, multicast, ...
    Loopback, // this machine
};

// Of the nearest of all addresses that `host` has.
Result<AddressScope> scopeOfHost(const QString &host, const Job &job, std::chrono::milliseconds within);

} // namespace varve
