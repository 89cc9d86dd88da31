// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/tarwindow.h"

#include "services/types/limits.h"

#include <algorithm>

namespace varve::tar {

static_assert(limits::kBlockBytes % kBlock == 0, "a fill holds whole headers");

Window::Window(std::span<const std::byte> tar, QString subject, const Job *job)
    : m_cursor(reinterpret_cast<const char *>(tar.data()))
    , m_end(m_cursor + tar.size())
    , m_endOffset(tar.size())
    , m_subject(std::move(subject))
    , m_job(job)
{
}

Window::Window(ByteSource &source, QString subject, const Job *job)
    : m_source(&source)
    , m_subject(std::move(subject))
    , m_job(job)
{
    m_buffer.resize(limits::kBlockBytes);
}

bool Window::fill()
{
    if (m_source == nullptr || m_error)
        return false;
    if (takePendingError())
        return false;
    // Behind bytes that were passed over, a fill begins anywhere in a block: it ends with a whole one all the same.
    const std::size_t room = m_buffer.size() - static_cast<std::size_t>(m_endOffset % kBlock);
    std::size_t filled = 0;
    while (filled < room) {
        if (pollCancel())
            return false;
        const Result<std::size_t> count = m_source->read(std::span(m_buffer).first(room).subspan(filled));
        if (!count) {
            m_pendingError = count.error(); // after the bytes that came before it
            break;
        }
        if (*count == 0)
            break;
        filled += *count;
    }
    if (filled == 0)
        takePendingError();
    m_cursor = reinterpret_cast<const char *>(m_buffer.data());
    m_end = m_cursor + filled;
    m_endOffset += filled;
    return filled > 0;
}

const char *Window::blockAcrossFill()
{
    if (m_cursor == m_end && fill() && bytesAtHand() >= kBlock) {
        m_cursor += kBlock;
        return m_cursor - kBlock;
    }
    if (takePendingError())
        return nullptr;
    if (m_cursor != m_end && !m_error) {
        // Only the end of the tar leaves less than a block.
        if (isZero(m_cursor, bytesAtHand()))
            m_cursor = m_end;
        else
            setCutOff("a header");
    }
    return nullptr;
}

const char *Window::peekBlock()
{
    if (m_cursor == m_end)
        fill();
    if (bytesAtHand() >= kBlock)
        return m_cursor;
    takePendingError();
    return nullptr;
}

// The source's error, once what came before it does not suffice: true when there is one.
bool Window::takePendingError()
{
    if (m_pendingError && !m_error)
        m_error = std::move(m_pendingError);
    return m_error.has_value();
}

std::string_view Window::take(std::uint64_t count)
{
    if (m_error || (m_cursor == m_end && !fill()))
        return {};
    const std::size_t taken = std::min(count, bytesAtHand());
    m_cursor += taken;
    return { m_cursor - taken, taken };
}

std::uint64_t Window::skip(std::uint64_t count)
{
    while (count > 0) {
        if (m_cursor == m_end && m_source != nullptr && !m_error && !m_pendingError) {
            const Result<std::uint64_t> passed = m_source->skip(count);
            if (!passed) {
                m_error = passed.error();
                break;
            }
            m_endOffset += *passed;
            count -= *passed;
            if (*passed > 0)
                continue;
        }
        const std::size_t taken = take(count).size();
        if (taken == 0)
            break;
        count -= taken;
    }
    return count;
}

bool Window::pollCancel()
{
    if (m_job != nullptr && m_job->isCancelled() && !m_error)
        m_error = m_job->cancelled().value();
    return m_error.has_value();
}

void Window::setError(ErrorCode code, QString detail)
{
    if (!m_error)
        m_error = Error { code, m_subject, std::move(detail) };
}

void Window::setCutOff(const char *where)
{
    if (takePendingError())
        return;
    setError(ErrorCode::Corrupt,
        QStringLiteral("cut off inside %1 at byte %2").arg(QString::fromLatin1(where)).arg(position()));
}

} // namespace varve::tar
