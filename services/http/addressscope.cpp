// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/addressscope.h"

#include "services/http/hostlookup.h"

#include <algorithm>
#include <array>

namespace varve {

namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

struct Network {
    std::uint32_t address;
    int bits;
    AddressScope scope;
};

// Source: IANA's registry of special-purpose addresses (RFC 6890).
constexpr std::array kNetworks {
    Network { 0x7F000000, 8, AddressScope::Loopback }, // 127/8
    Network { 0x00000000, 8, AddressScope::Loopback }, // "this host": Linux takes it for 127.0.0.1
    Network { 0x0A000000, 8, AddressScope::Private }, // 10/8
    Network { 0x64400000, 10, AddressScope::Private }, // 100.64/10, behind a provider's NAT
    Network { 0xA9FE0000, 16, AddressScope::Private }, // 169.254/16: where clouds keep their secrets
    Network { 0xAC100000, 12, AddressScope::Private }, // 172.16/12
    Network { 0xC0000000, 24, AddressScope::Private }, // 192.0.0/24
    Network { 0xC0A80000, 16, AddressScope::Private }, // 192.168/16
    Network { 0xC6120000, 15, AddressScope::Private }, // 198.18/15
    Network { 0xE0000000, 3, AddressScope::Private }, // multicast and what nobody has
};

AddressScope scopeOf(std::uint32_t bits)
{
    const auto found = std::find_if(kNetworks.begin(), kNetworks.end(),
        [bits](const Network &network) { return (bits ^ network.address) >> (32 - network.bits) == 0; });
    return found == kNetworks.end() ? AddressScope::Public : found->scope;
}

// An IPv4 address inside of an IPv6 one, by its four bytes from `at`.
std::uint32_t insideOf(const address_v6::bytes_type &bytes, std::size_t at)
{
    return std::uint32_t { bytes[at] } << 24 | std::uint32_t { bytes[at + 1] } << 16
        | std::uint32_t { bytes[at + 2] } << 8 | bytes[at + 3];
}

AddressScope scopeOf(const address_v6 &address)
{
    if (address.is_loopback() || address.is_unspecified())
        return AddressScope::Loopback;
    const address_v6::bytes_type bytes = address.to_bytes();
    const bool isNat64 = bytes[0] == 0x00 && bytes[1] == 0x64 && bytes[2] == 0xFF && bytes[3] == 0x9B;
    const bool isCompatible =
        std::all_of(bytes.begin(), bytes.begin() + 12, [](std::uint8_t byte) { return byte == 0; });
    if (address.is_v4_mapped() || isNat64 || isCompatible)
        return scopeOf(insideOf(bytes, 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) // 6to4
        return scopeOf(insideOf(bytes, 2));
    const bool isGlobal = (bytes[0] & 0xE0) == 0x20; // 2000::/3 is all that was ever given out
    return isGlobal ? AddressScope::Public : AddressScope::Private;
}

} // namespace

AddressScope scopeOfAddress(const address &address)
{
    return address.is_v4() ? scopeOf(address.to_v4().to_uint()) : scopeOf(address.to_v6());
}

Result<AddressScope> scopeOfHost(const QString &host, const Job &job, std::chrono::milliseconds within)
{
    const auto found = lookUpHost(host.toStdString(), 0, job, within);
    if (!found)
        return fail(found.error());
    AddressScope nearest = AddressScope::Public;
    for (const auto &endpoint : *found)
        nearest = std::max(nearest, scopeOfAddress(endpoint.address()));
    return nearest;
}

} // namespace varve
