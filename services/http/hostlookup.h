// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The addresses of a host. getaddrinfo() can be neither cancelled nor given a deadline, and with a name server that is away it
// takes minutes: so a helper that nobody waits for asks, and what it finds too late is dropped. Any thread. Private to
// services/http.
// Errors: Network (no such host, no answer in time; the system's words), LimitExceeded (no more threads), Cancelled within 50 ms.
// Cost: nothing but parsing for what is an address already.
#pragma once

#include "services/http/addressscope.h"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace varve {

Result<std::vector<boost::asio::ip::tcp::endpoint>> lookUpHost(
    const std::string &host, std::uint16_t port, const Job &job, std::chrono::milliseconds within);

AddressScope scopeOfAddress(const boost::asio::ip::address &address);

} // namespace varve
