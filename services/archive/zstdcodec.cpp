// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Source: RFC 8878 (Zstandard).
#include "services/archive/codec.h"

#include "services/types/limits.h"

#include <cstdint>
#include <new>

#include <zstd.h>
#include <zstd_errors.h>

namespace varve {

namespace {

class ZstdCodec final : public Codec {
public:
    ZstdCodec()
        : m_context(ZSTD_createDCtx())
    {
        if (!m_context)
            throw std::bad_alloc();
        ZSTD_DCtx_setParameter(m_context.get(), ZSTD_d_windowLogMax, limits::kZstdWindowLog);
    }

    Compression compression() const override { return Compression::Zstd; }
    bool startsFrame(std::span<const std::byte> head) const override { return isZstdMagic(head); }
    void beginFrame() override { ZSTD_DCtx_reset(m_context.get(), ZSTD_reset_session_only); }
    Result<Step> step(std::span<const std::byte> input, std::span<std::byte> output) override;

private:
    struct Free {
        void operator()(ZSTD_DCtx *context) const { ZSTD_freeDCtx(context); }
    };
    std::unique_ptr<ZSTD_DCtx, Free> m_context;
};

Result<Codec::Step> ZstdCodec::step(std::span<const std::byte> input, std::span<std::byte> output)
{
    ZSTD_inBuffer in { input.data(), input.size(), 0 };
    ZSTD_outBuffer out { output.data(), output.size(), 0 };
    const std::size_t status = ZSTD_decompressStream(m_context.get(), &out, &in);
    if (ZSTD_isError(status)) {
        const QString text = QStringLiteral("zstd: ") + QString::fromLatin1(ZSTD_getErrorName(status));
        switch (ZSTD_getErrorCode(status)) {
        case ZSTD_error_frameParameter_windowTooLarge:
            return fail(ErrorCode::LimitExceeded, {},
                QStringLiteral("zstd: the window is larger than %1 MiB").arg((1U << limits::kZstdWindowLog) >> 20U));
        case ZSTD_error_memory_allocation:
            return fail(ErrorCode::LimitExceeded, {}, text);
        case ZSTD_error_dictionary_wrong:
            return fail(ErrorCode::Unsupported, {}, text);
        default:
            return fail(ErrorCode::Corrupt, {}, text);
        }
    }
    return Step { in.pos, out.pos, status == 0 };
}

} // namespace

bool isZstdMagic(std::span<const std::byte> head)
{
    if (head.size() < 4)
        return false;
    std::uint32_t magic = 0;
    for (std::size_t i = 4; i-- > 0;)
        magic = magic << 8U | std::to_integer<std::uint32_t>(head[i]);
    return magic == ZSTD_MAGICNUMBER || (magic & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START;
}

std::unique_ptr<Codec> makeZstdCodec()
{
    return std::make_unique<ZstdCodec>();
}

} // namespace varve
