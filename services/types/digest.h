// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A content digest: algorithm and hash, as the OCI image spec writes it ("sha256:" and 64 lowercase hex digits).
// A value of 65 bytes; the only builder of blob paths, so that no untrusted text ever becomes part of a path.
// Source: OCI image-spec 1.1, descriptor.md "Digests".
#pragma once

#include "services/types/result.h"

#include <QtCore/QByteArrayView>
#include <QtCore/QHashFunctions>

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>

namespace varve {

class Digest {
public:
    enum class Algorithm : std::uint8_t { Sha256, Sha512 };

    // A null digest: isNull(), equal to no parsed one.
    Digest() = default;
    // `hash` has exactly hashBytes(algorithm) bytes.
    Digest(Algorithm algorithm, std::span<const std::uint8_t> hash);

    // "sha256:<64 lowercase hex>" or "sha512:<128 lowercase hex>"; nothing else. Unknown algorithms are Unsupported,
    // everything else that does not fit is Corrupt.
    static Result<Digest> parse(QByteArrayView text);
    // 64 lowercase hex digits without a prefix, as old docker archives name their configs and layers.
    static std::optional<Digest> fromSha256Hex(QByteArrayView hex);

    static constexpr int hashBytes(Algorithm algorithm) { return algorithm == Algorithm::Sha256 ? 32 : 64; }

    bool isNull() const { return m_size == 0; }
    Algorithm algorithm() const { return m_algorithm; }
    std::span<const std::uint8_t> hash() const { return { m_hash.data(), m_size }; }
    QString algorithmName() const;
    QString hex() const;
    QString toString() const; // "sha256:..."; empty for a null digest
    QString shortHex() const; // the first 12 digits, as docker shows ids
    QString blobPath() const; // "blobs/sha256/<hex>"

    bool operator==(const Digest &) const = default;
    std::strong_ordering operator<=>(const Digest &) const = default; // NOLINT(modernize-use-nullptr)

    friend std::size_t qHash(const Digest &digest, std::size_t seed = 0) noexcept
    {
        return qHashBits(digest.m_hash.data(), digest.m_size, seed);
    }

private:
    Algorithm m_algorithm = Algorithm::Sha256;
    std::uint8_t m_size = 0;
    std::array<std::uint8_t, 64> m_hash {};
};

} // namespace varve
