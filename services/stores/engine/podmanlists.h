// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What only Podman's own API tells: images of several platforms ("manifest lists"), which its Docker API hides, and the
// containers of other programs that share its storage. Blocking functions, any thread. Errors as at EngineApi.
// Source: Podman 4 and 5, libpod API `images/json`, `manifests/{name}/json`, `containers/json`.
#pragma once

#include "services/stores/engine/engineapi.h"
#include "services/stores/engine/enginejson.h"

namespace varve {

// Two requests, of which the first may fail where the engine is too old for its own API.
Result<EngineListing> listPodmanImages(EngineApi &api, Job &job);
// The document of an image of several platforms, `summary` as it is listed.
Result<ImageDetails> inspectPodmanList(EngineApi &api, const ImageSummary &summary, Job &job);
Result<QList<ContainerInfo>> listPodmanContainers(EngineApi &api, Job &job);

} // namespace varve
