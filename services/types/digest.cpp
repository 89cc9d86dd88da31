// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/digest.h"

#include <QtCore/QByteArray>

#include <algorithm>

namespace varve {

namespace {

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1; // upper case is not a valid digest
}

std::optional<Digest> fromHex(Digest::Algorithm algorithm, QByteArrayView hex)
{
    const auto size = static_cast<std::size_t>(Digest::hashBytes(algorithm));
    if (static_cast<std::size_t>(hex.size()) != 2 * size)
        return std::nullopt;
    std::array<std::uint8_t, 64> hash {};
    for (std::size_t i = 0; i < size; ++i) {
        const int high = hexValue(hex[static_cast<qsizetype>(2 * i)]);
        const int low = hexValue(hex[static_cast<qsizetype>(2 * i + 1)]);
        if (high < 0 || low < 0)
            return std::nullopt;
        hash[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return Digest(algorithm, std::span(hash).first(size));
}

} // namespace

Digest::Digest(Algorithm algorithm, std::span<const std::uint8_t> hash)
    : m_algorithm(algorithm)
    , m_size(static_cast<std::uint8_t>(hashBytes(algorithm)))
{
    Q_ASSERT(hash.size() == m_size);
    std::copy_n(hash.begin(), std::min<std::size_t>(hash.size(), m_size), m_hash.begin());
}

Result<Digest> Digest::parse(QByteArrayView text)
{
    const auto colon = text.indexOf(':');
    const QString shown = QString::fromLatin1(text.first(std::min<qsizetype>(text.size(), 160)));
    if (colon <= 0)
        return fail(ErrorCode::Corrupt, shown, QStringLiteral("a digest needs the form algorithm:hex"));
    const QByteArrayView name = text.first(colon);
    std::optional<Digest> digest;
    if (name == QByteArrayView("sha256"))
        digest = fromHex(Algorithm::Sha256, text.sliced(colon + 1));
    else if (name == QByteArrayView("sha512"))
        digest = fromHex(Algorithm::Sha512, text.sliced(colon + 1));
    else
        return fail(ErrorCode::Unsupported, shown, QStringLiteral("unknown digest algorithm"));
    if (!digest)
        return fail(
            ErrorCode::Corrupt, shown, QStringLiteral("a digest needs the exact number of lowercase hex digits"));
    return *digest;
}

std::optional<Digest> Digest::fromSha256Hex(QByteArrayView hex)
{
    return fromHex(Algorithm::Sha256, hex);
}

QString Digest::algorithmName() const
{
    return m_algorithm == Algorithm::Sha256 ? QStringLiteral("sha256") : QStringLiteral("sha512");
}

QString Digest::hex() const
{
    const QByteArray bytes(reinterpret_cast<const char *>(m_hash.data()), m_size);
    return QString::fromLatin1(bytes.toHex());
}

QString Digest::toString() const
{
    if (isNull())
        return {};
    return algorithmName() + u':' + hex();
}

QString Digest::shortHex() const
{
    return hex().left(12);
}

QString Digest::blobPath() const
{
    Q_ASSERT(!isNull());
    return QStringLiteral("blobs/") + algorithmName() + u'/' + hex();
}

} // namespace varve
