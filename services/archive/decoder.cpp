// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/decoder.h"

#include "services/archive/codec.h"
#include "services/archive/framedecoder.h"

#include <algorithm>
#include <cstring>

namespace varve {

namespace {

class PlainDecoder final : public Decoder {
public:
    explicit PlainDecoder(DecoderInput input)
        : m_input(std::move(input))
    {
    }

    Result<std::size_t> read(std::span<std::byte> buffer) override
    {
        if (buffer.empty())
            return 0;
        if (const Result<void> more = m_input.ensure(1); !more)
            return fail(more.error());
        const std::size_t count = std::min(buffer.size(), m_input.available().size());
        if (count > 0)
            std::memcpy(buffer.data(), m_input.available().data(), count);
        m_input.consume(count);
        return count;
    }
    std::optional<std::span<const std::byte>> takeMemory() override { return m_input.takeMemory(); }
    Compression compression() const override { return Compression::None; }
    std::uint64_t consumedBytes() const override { return m_input.consumedBytes(); }

private:
    DecoderInput m_input;
};

} // namespace

Compression sniffCompression(std::span<const std::byte> head)
{
    if (head.size() < 4)
        return Compression::None;
    if (isGzipMagic(head))
        return Compression::Gzip;
    return isZstdMagic(head) ? Compression::Zstd : Compression::None;
}

Result<std::unique_ptr<Decoder>> Decoder::create(
    std::unique_ptr<ByteSource> source, const QString &subject, const Job *job)
{
    DecoderInput input(std::move(source));
    if (const Result<void> head = input.ensure(4); !head)
        return fail(head.error());
    switch (sniffCompression(input.available())) {
    case Compression::Gzip:
        return std::make_unique<FrameDecoder>(std::move(input), makeGzipCodec(), subject, job);
    case Compression::Zstd:
        return std::make_unique<FrameDecoder>(std::move(input), makeZstdCodec(), subject, job);
    default:
        return std::make_unique<PlainDecoder>(std::move(input));
    }
}

} // namespace varve
