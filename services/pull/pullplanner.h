// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Finds out what a pull would bring, and what of it is here. Blocking; any thread.
//
// resolve() asks for what the reference names; plan() for the manifests and configs of what was chosen, which the pull then
// need not ask for again, and looks for their layers in the Library and the other stores.
// Errors: those of RemoteRepository; NotFound (the index has no such platform), Unsupported (something that is no image, index or
// artifact), LimitExceeded (nested indexes, more layers than any image has), Corrupt (sizes or documents that cannot be).
// Cost: a request per manifest and config; for each layer a look into each store; for an engine a question about each of its images.
#pragma once

#include "services/pull/pullplan.h"
#include "services/pull/remoterepository.h"
#include "services/stores/imagestore.h"

namespace varve {

struct PullChoice {
    std::optional<Platform> platform; // nothing: this machine's
    bool isEverything = false; // the index with all its platforms, and what else it names
};

// Where layers may be already.
struct PullSources {
    QString root; // of the Library; empty: the pull does not go there
    QList<ImageStorePtr> stores; // besides
    ImageStorePtr engine = nullptr; // where the pull goes; null: to the Library
};

Result<RemoteImage> resolve(RemoteRepository &repository, const Job &job);
Result<PullPlan> planPull(RemoteRepository &repository, const RemoteImage &image, const PullChoice &choice,
    const PullSources &sources, Job &job);

// The platform of an index that a choice means: the one that fits best, as container engines choose. A pure function.
// NotFound: none fits; the detail names those that there are.
Result<PlatformChoice> choosePlatform(const RemoteImage &image, const std::optional<Platform> &wanted);

} // namespace varve
