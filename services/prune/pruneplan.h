// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Which images may go by which rules, what each of them and all together free, and what stands against it. Pure functions over
// PruneFacts; any thread.
//
// Dangling and unused are two things: an image without a name, also one that is known by a digest alone, and one that no container,
// running or not, refers to. The other rules narrow what these two find. An image that a container refers to is never proposed, nor
// one that another image was built upon while that one stays.
// Cost: O(images + containers + parts).
#pragma once

#include "services/types/prunefacts.h"

#include <chrono>
#include <optional>

namespace varve {

struct PruneRules {
    bool takesUnused = false; // with a name as well; else only dangling ones
    std::optional<std::chrono::seconds> olderThan; // since it was built
    int keepNewest = 0; // so many of each repository stay; 0: the rule is off
    QStringList labels; // "key" or "key=value"; all of them
    QString namePattern; // with * and ?; of a name with its tag, or of its repository. Dangling ones have none to match
    QStringList protectedNames; // patterns likewise, also of what is known by a digest alone; what matches one stays
    // One that nobody uses yet may have been pulled just now. Dangling ones go at any age, as with the engines' own prune.
    std::chrono::seconds unusedMinimumAge = std::chrono::hours(24);

    bool operator==(const PruneRules &) const = default;
};

enum class PruneWarning : std::uint8_t {
    DigestOnly = 1, // no name, but a registry's digest
    OnlyCopy = 2, // no registry is known to have it
};
Q_DECLARE_FLAGS(PruneWarnings, PruneWarning)
Q_DECLARE_OPERATORS_FOR_FLAGS(PruneWarnings)

enum class PruneObstacle : std::uint8_t {
    None,
    Container, // `by` names it
    ChildImage, // `by` is its id
    Protected, // `by` is the pattern
    TooYoung, // for one that is unused
    Newest, // of its repository, `by`
    ListMember, // of an image of several platforms, `by`
    Manual, // a tool of the store's own has to do it
};

struct PruneItem {
    int image = 0; // into PruneFacts::images
    bool isDangling = false; // else unused
    std::int64_t aloneBytes = 0; // that it frees when all others stay
    PruneWarnings warnings;
};

// One that the rules name and that stays all the same.
struct PruneKept {
    int image = 0;
    PruneObstacle obstacle = PruneObstacle::None;
    QString by;
};

struct PrunePlan {
    QList<PruneItem>
        items; // by the bytes of each, largest first; children before what they were built upon where that matters
    QList<PruneKept> kept;
    std::int64_t togetherBytes = 0; // that all items free
};

PrunePlan planPrune(const PruneFacts &facts, const PruneRules &rules, const QDateTime &now);

// In which order a selection has to go: children first. What is not in it and stands upon one of it is not looked for.
QList<int> removalOrder(const PruneFacts &facts, const QList<int> &images);

// "*" and "?"; without either the whole text. Case counts.
bool matchesPattern(const QString &text, const QString &pattern);

} // namespace varve
