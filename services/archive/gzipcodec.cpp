// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Source: RFC 1952 (gzip), RFC 1951 (deflate).
#include "services/archive/codec.h"
#include "services/archive/gzipheader.h"

#include <algorithm>
#include <new>

#include <isa-l/igzip_lib.h>
#include <zlib.h>

namespace varve {

namespace {

// Both libraries count in 32 bits.
constexpr std::size_t kMostAtOnce = 1U << 30;

class IsalCodec final : public Codec {
public:
    IsalCodec()
        : m_state(std::make_unique<inflate_state>())
    {
        isal_inflate_init(m_state.get());
        m_state->crc_flag = ISAL_GZIP_NO_HDR_VER; // verifies the trailer; the header is ours
    }

    Compression compression() const override { return Compression::Gzip; }
    bool startsFrame(std::span<const std::byte> head) const override { return isGzipMagic(head); }
    void beginFrame() override
    {
        isal_inflate_reset(m_state.get());
        m_state->crc_flag = ISAL_GZIP_NO_HDR_VER;
        m_state->total_out = 0;
        m_header = GzipHeader();
    }
    Result<Step> step(std::span<const std::byte> input, std::span<std::byte> output) override;

private:
    std::unique_ptr<inflate_state> m_state;
    GzipHeader m_header;
};

QString isalErrorText(int status)
{
    switch (status) {
    case ISAL_INVALID_BLOCK:
        return QStringLiteral("gzip: an invalid block");
    case ISAL_INVALID_SYMBOL:
        return QStringLiteral("gzip: an invalid symbol");
    case ISAL_INVALID_LOOKBACK:
        return QStringLiteral("gzip: a reference to before the beginning");
    case ISAL_INCORRECT_CHECKSUM:
        return QStringLiteral("gzip: the checksum does not match");
    default:
        return QStringLiteral("gzip: error %1").arg(status);
    }
}

Result<Codec::Step> IsalCodec::step(std::span<const std::byte> input, std::span<std::byte> output)
{
    std::size_t headerBytes = 0;
    if (m_header.state() != GzipHeader::State::Complete) {
        const std::size_t before = input.size();
        if (m_header.feed(input) == GzipHeader::State::Wrong)
            return fail(ErrorCode::Corrupt, {}, QStringLiteral("gzip: an invalid member header"));
        headerBytes = before - input.size();
        if (input.empty())
            return Step { headerBytes, 0, false };
    }
    const std::size_t given = std::min(input.size(), kMostAtOnce);
    const std::size_t room = std::min(output.size(), kMostAtOnce);
    // The library does not write to its input; its type has no const.
    m_state->next_in = reinterpret_cast<std::uint8_t *>(const_cast<std::byte *>(input.data()));
    m_state->avail_in = static_cast<std::uint32_t>(given);
    m_state->next_out = reinterpret_cast<std::uint8_t *>(output.data());
    m_state->avail_out = static_cast<std::uint32_t>(room);
    const int status = isal_inflate(m_state.get());
    if (status != ISAL_DECOMP_OK && status != ISAL_END_INPUT)
        return fail(ErrorCode::Corrupt, {}, isalErrorText(status));
    const std::size_t consumed = headerBytes + given - m_state->avail_in;
    return Step { consumed, room - m_state->avail_out, m_state->block_state == ISAL_BLOCK_FINISH };
}

class ZlibCodec final : public Codec {
public:
    ZlibCodec()
    {
        constexpr int kGzipWrapper = 16;
        if (inflateInit2(&m_stream, MAX_WBITS + kGzipWrapper) != Z_OK)
            throw std::bad_alloc();
    }
    ~ZlibCodec() override { inflateEnd(&m_stream); }
    ZlibCodec(const ZlibCodec &) = delete;
    ZlibCodec &operator=(const ZlibCodec &) = delete;

    Compression compression() const override { return Compression::Gzip; }
    bool startsFrame(std::span<const std::byte> head) const override { return isGzipMagic(head); }
    void beginFrame() override { inflateReset(&m_stream); }
    Result<Step> step(std::span<const std::byte> input, std::span<std::byte> output) override;

private:
    z_stream m_stream {};
};

Result<Codec::Step> ZlibCodec::step(std::span<const std::byte> input, std::span<std::byte> output)
{
    const std::size_t given = std::min(input.size(), kMostAtOnce);
    const std::size_t room = std::min(output.size(), kMostAtOnce);
    m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<std::byte *>(input.data()));
    m_stream.avail_in = static_cast<uInt>(given);
    m_stream.next_out = reinterpret_cast<Bytef *>(output.data());
    m_stream.avail_out = static_cast<uInt>(room);
    const int status = inflate(&m_stream, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
        const char *const text = m_stream.msg != nullptr ? m_stream.msg : "inflate failed";
        return fail(ErrorCode::Corrupt, {}, QStringLiteral("gzip: ") + QString::fromLatin1(text));
    }
    return Step { given - m_stream.avail_in, room - m_stream.avail_out, status == Z_STREAM_END };
}

} // namespace

bool isGzipMagic(std::span<const std::byte> head)
{
    // The method, 8, belongs to it: RFC 1952 knows no other, and two bytes alone are too easily met by chance.
    return head.size() >= 3 && head[0] == std::byte { 0x1f } && head[1] == std::byte { 0x8b }
    && head[2] == std::byte { 8 };
}

std::unique_ptr<Codec> makeIsalCodec()
{
    return std::make_unique<IsalCodec>();
}

std::unique_ptr<Codec> makeZlibCodec()
{
    return std::make_unique<ZlibCodec>();
}

std::unique_ptr<Codec> makeGzipCodec()
{
#if defined(__x86_64__)
    // Without SSE 4 ISA-L runs portable code that zlib matches, and zlib is on every machine that old.
    if (!__builtin_cpu_supports("sse4.2"))
        return makeZlibCodec();
#endif
    return makeIsalCodec();
}

} // namespace varve
