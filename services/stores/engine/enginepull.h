// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A pull that an engine does by itself: asks for it and hears what it says of it. Private to services/stores/engine.
//
// The engine answers 200 before it begins; what goes wrong comes as a line of the answer, and is an Error here all the same.
// Podman asks every registry for TLS, but for those that its own settings except; only its own API can be told of others.
// Source: Docker Engine API 1.24 and later (ImageCreate); Podman's own API 4 and 5 (ImagePullLibpod). Errors: those of EngineApi; NotFound, AuthRequired, AccessDenied,
// RateLimited, NoSpace by the engine's own words, else Network; Corrupt (an answer that makes no sense). Cost: as long as it takes.
#pragma once

#include "services/stores/engine/engineapi.h"
#include "services/stores/imagestore.h"

namespace varve {

Result<void> pullByEngine(EngineApi &api, EngineBrand brand, const PullRequest &request,
    const std::function<void(const PullStep &)> &told, Job &job);

// What an engine says of something that takes long, a line of JSON each, until its end.
Result<void> readEngineLines(
    HttpExchange &exchange, const QString &subject, const std::function<void(const PullStep &)> &told, const Job &job);

// One line of the answer. Errors: what the line tells of, or Corrupt.
Result<PullStep> parsePullLine(QByteArrayView line, const QString &subject);

} // namespace varve
