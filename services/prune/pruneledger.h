// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Who needs which part of a store, and so what becomes free when images go. Over facts that outlive it; one thread.
//
// A part that only images of the selection need counts once; one that anything kept needs, or that is pinned, counts nothing. So a
// larger selection never frees less, and what is freed and what is kept make up the whole.
// Cost: O(parts of all images) to make; a question O(parts of the images that it names).
#pragma once

#include "services/types/prunefacts.h"

#include <span>

namespace varve {

class PruneLedger {
public:
    explicit PruneLedger(const PruneFacts &facts);

    std::int64_t freedAlone(int image) const; // by this one when all others stay
    // By all of them together; indexes into PruneFacts::images, each once.
    std::int64_t freed(std::span<const int> images) const;

private:
    bool isPinned(int part) const;

    const PruneFacts &m_facts;
    std::vector<int> m_users; // by part
    mutable std::vector<int> m_leaving; // by part; all 0 between questions
};

} // namespace varve
