// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/framedecoder.h"

#include "services/types/limits.h"

#include <algorithm>

namespace varve {

namespace {

constexpr std::size_t kMagicBytes = 4;
// Codecs copy their window around per call: a source that gives little at a time is asked until this much is there.
constexpr std::size_t kLeastInput = 64 * limits::kKiB;

} // namespace

FrameDecoder::FrameDecoder(DecoderInput input, std::unique_ptr<Codec> codec, QString subject, const Job *job)
    : m_input(std::move(input))
    , m_codec(std::move(codec))
    , m_subject(std::move(subject))
    , m_job(job)
{
}

Error FrameDecoder::errorHere(const Error &error) const
{
    if (!error.subject.isEmpty()) // the source's own
        return error;
    return { error.code, m_subject, error.detail + QStringLiteral(" (near byte %1)").arg(m_input.consumedBytes()) };
}

// Behind a frame: another one, zero padding, garbage, or the end.
Result<void> FrameDecoder::findNextFrame()
{
    for (;;) {
        if (const Result<void> filled = m_input.ensure(kMagicBytes); !filled)
            return filled;
        const std::span<const std::byte> here =
            m_input.available().first(std::min(m_input.available().size(), limits::kBlockBytes));
        if (here.empty()) {
            m_isDone = true;
            return {};
        }
        if (m_isFirst || m_codec->startsFrame(here)) {
            if (!m_isFirst)
                m_codec->beginFrame();
            m_isFirst = false;
            m_isInFrame = true;
            return {};
        }
        const auto firstData =
            std::find_if(here.begin(), here.end(), [](std::byte byte) { return byte != std::byte {}; });
        if (firstData == here.begin()) {
            m_hasGarbage = true;
            m_isDone = true;
            return {};
        }
        m_input.consume(static_cast<std::size_t>(firstData - here.begin()));
        if (m_job != nullptr && m_job->isCancelled())
            return m_job->cancelled();
    }
}

Result<std::size_t> FrameDecoder::decode(std::span<std::byte> buffer)
{
    std::size_t filled = 0;
    while (filled < buffer.size() && !m_error) {
        if (m_job != nullptr && m_job->isCancelled()) {
            m_error = m_job->cancelled().value();
            break;
        }
        if (!m_isInFrame) {
            if (const Result<void> found = findNextFrame(); !found)
                m_error = errorHere(found.error());
            if (m_isDone)
                break;
            continue;
        }
        if (const Result<void> more = m_input.ensure(kLeastInput); !more) {
            m_error = errorHere(more.error());
            break;
        }
        // By blocks also over memory, so that a cancel is seen when much input yields nothing.
        const auto input = m_input.available().first(std::min(m_input.available().size(), limits::kBlockBytes));
        const Result<Codec::Step> step = m_codec->step(input, buffer.subspan(filled));
        if (!step) {
            m_error = errorHere(step.error());
            break;
        }
        m_input.consume(step->consumed);
        filled += step->produced;
        m_isInFrame = !step->isFrameEnd;
        if (step->consumed == 0 && step->produced == 0 && m_isInFrame) {
            const bool isAtEnd = input.empty();
            m_error = errorHere({ ErrorCode::Corrupt, {},
                isAtEnd ? QStringLiteral("cut off: the compressed data ends too early")
                        : QStringLiteral("the compressed data cannot be decoded") });
        }
    }
    return filled;
}

Result<std::size_t> FrameDecoder::read(std::span<std::byte> buffer)
{
    if (!m_error && !m_isDone) {
        const Result<std::size_t> count = decode(buffer);
        m_produced += *count;
        if (m_produced > limits::kLayerBytes) {
            m_error = Error { ErrorCode::LimitExceeded, m_subject,
                QStringLiteral("more than %1 bytes when decompressed").arg(limits::kLayerBytes) };
        }
        if (*count > 0)
            return count;
    }
    if (m_error)
        return fail(*m_error);
    return 0;
}

} // namespace varve
