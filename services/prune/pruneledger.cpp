// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/prune/pruneledger.h"

namespace varve {

PruneLedger::PruneLedger(const PruneFacts &facts)
    : m_facts(facts)
    , m_users(facts.partBytes.size(), 0)
    , m_leaving(facts.partBytes.size(), 0)
{
    for (const PruneFacts::Image &image : facts.images) {
        for (const int part : image.parts)
            ++m_users[static_cast<std::size_t>(part)];
    }
}

bool PruneLedger::isPinned(int part) const
{
    const auto at = static_cast<std::size_t>(part);
    return at < m_facts.isPinned.size() && m_facts.isPinned[at];
}

std::int64_t PruneLedger::freedAlone(int image) const
{
    return freed(std::span(&image, 1));
}

std::int64_t PruneLedger::freed(std::span<const int> images) const
{
    std::int64_t bytes = 0;
    for (const int image : images) {
        for (const int part : m_facts.images.at(image).parts) {
            const auto at = static_cast<std::size_t>(part);
            if (++m_leaving[at] == m_users[at] && !isPinned(part))
                bytes += m_facts.partBytes[at];
        }
    }
    for (const int image : images) {
        for (const int part : m_facts.images.at(image).parts)
            m_leaving[static_cast<std::size_t>(part)] = 0;
    }
    return bytes;
}

} // namespace varve
