// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A Decoder over a Codec: frames one after another, zero padding between and after them, anything else after them is
// trailing garbage. Keeps an error back until the good bytes before it have been read. One thread; errors as Decoder.
#pragma once

#include "services/archive/codec.h"
#include "services/archive/decoder.h"
#include "services/archive/decoderinput.h"

#include <optional>

namespace varve {

class FrameDecoder final : public Decoder {
public:
    // `job` may be null; else it outlives the decoder.
    FrameDecoder(DecoderInput input, std::unique_ptr<Codec> codec, QString subject, const Job *job);

    Result<std::size_t> read(std::span<std::byte> buffer) override;
    Compression compression() const override { return m_codec->compression(); }
    std::uint64_t consumedBytes() const override { return m_input.consumedBytes(); }
    bool trailingGarbage() const override { return m_hasGarbage; }

private:
    Result<std::size_t> decode(std::span<std::byte> buffer);
    Result<void> findNextFrame();
    Error errorHere(const Error &error) const;

    DecoderInput m_input;
    std::unique_ptr<Codec> m_codec;
    QString m_subject;
    const Job *m_job;
    std::optional<Error> m_error;
    std::uint64_t m_produced = 0;
    bool m_isFirst = true;
    bool m_isInFrame = false;
    bool m_isDone = false;
    bool m_hasGarbage = false;
};

} // namespace varve
