// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// "Is there a newer one?": what names mean in their registries by now, against what they meant when images came from there.
//
// Asks by HEAD, which Docker Hub does not count, and by GET only where a registry does not tell a digest otherwise. A registry that says
// "too many requests" is asked no more, and everything else that it has gets that answer. A name is asked for once, whoever has it.
// Blocking; any thread of the io pool. `told` is called from several threads, never twice at once.
// Errors: Cancelled; what goes wrong with one name is its answer.
// Cost: a request per name, four at a time.
#pragma once

#include "services/jobs/workpool.h"
#include "services/pull/remoterepository.h"

#include <optional>

namespace varve {

struct NewerQuestion {
    Reference reference; // with a tag
    QList<Digest> known; // what it meant: of an index, of a manifest; at least one

    bool operator==(const NewerQuestion &) const = default;
};

struct NewerAnswer {
    enum class State : std::uint8_t {
        Same,
        Newer, // another image has the name now
        Gone, // no image has it any more
        Unknown, // see the error
    };
    State state = State::Unknown;
    Digest digest; // what it means now; null: not known
    std::optional<Error> error;

    bool operator==(const NewerAnswer &) const = default;
};

Result<void> askForNewer(const QList<NewerQuestion> &questions, const RegistryAccess &access, WorkPool &pool, Job &job,
    const std::function<void(qsizetype question, const NewerAnswer &answer)> &told);

} // namespace varve
