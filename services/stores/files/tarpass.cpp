// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/files/tarpass.h"

#include "services/stores/files/contentsniffer.h"
#include "services/types/limits.h"

#include <algorithm>
#include <cstring>

namespace varve {

namespace {

class EntrySource final : public ByteSource {
public:
    explicit EntrySource(TarPass &pass)
        : m_pass(pass)
    {
    }
    Result<std::size_t> read(std::span<std::byte> buffer) override { return m_pass.read(buffer); }

private:
    TarPass &m_pass;
};

} // namespace

TarPass::TarPass(
    std::unique_ptr<Decoder> decoder, const QString &subject, Job &job, std::function<void(std::uint64_t)> onProgress)
    : m_decoder(std::move(decoder))
    , m_reader(*m_decoder, subject, &job)
    , m_job(job)
    , m_onProgress(std::move(onProgress))
{
}

Result<std::unique_ptr<TarPass>> TarPass::begin(
    const MappedFilePtr &file, Job &job, std::function<void(std::uint64_t)> onProgress)
{
    return begin(std::make_unique<MemorySource>(file->bytes()), file->name(), job, std::move(onProgress));
}

Result<std::unique_ptr<TarPass>> TarPass::begin(
    std::unique_ptr<ByteSource> source, const QString &subject, Job &job, std::function<void(std::uint64_t)> onProgress)
{
    Result<std::unique_ptr<Decoder>> decoder = Decoder::create(std::move(source), subject, &job);
    if (!decoder)
        return fail(decoder.error());
    return std::unique_ptr<TarPass>(new TarPass(*std::move(decoder), subject, job, std::move(onProgress)));
}

Result<const TarReader::Header *> TarPass::next()
{
    m_head.clear();
    m_headRead = 0;
    m_rest = {};
    m_isAtEnd = false;
    return m_reader.next();
}

// The next piece of content, when the last one is used up.
Result<void> TarPass::fetch()
{
    if (!m_rest.empty() || m_isAtEnd)
        return {};
    if (m_job.isCancelled())
        return m_job.cancelled();
    Result<std::span<const std::byte>> piece = m_reader.readContent();
    if (!piece)
        return fail(piece.error());
    m_isAtEnd = piece->empty();
    m_rest = *piece;
    m_onProgress(m_decoder->consumedBytes());
    return {};
}

Result<std::span<const std::byte>> TarPass::head()
{
    while (m_head.size() < kSniffBytes && !m_isAtEnd) {
        if (const Result<void> fetched = fetch(); !fetched)
            return fail(fetched.error());
        const auto taken = m_rest.first(std::min(m_rest.size(), kSniffBytes - m_head.size()));
        m_head.insert(m_head.end(), taken.begin(), taken.end());
        m_rest = m_rest.subspan(taken.size());
    }
    return std::span<const std::byte>(m_head);
}

Result<std::size_t> TarPass::read(std::span<std::byte> buffer)
{
    std::span<const std::byte> from = std::span<const std::byte>(m_head).subspan(m_headRead);
    const bool isHead = !from.empty();
    if (!isHead) {
        if (const Result<void> fetched = fetch(); !fetched)
            return fail(fetched.error());
        from = m_rest;
    }
    const std::size_t count = std::min(buffer.size(), from.size());
    if (count > 0)
        std::memcpy(buffer.data(), from.data(), count);
    if (isHead)
        m_headRead += count;
    else
        m_rest = m_rest.subspan(count);
    return count;
}

Result<void> TarPass::skipRest()
{
    m_headRead = m_head.size();
    while (!m_isAtEnd) {
        m_rest = {};
        if (const Result<void> fetched = fetch(); !fetched)
            return fail(fetched.error());
    }
    return {};
}

std::unique_ptr<ByteSource> TarPass::source()
{
    return std::make_unique<EntrySource>(*this);
}

} // namespace varve
