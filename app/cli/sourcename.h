// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What PATH on the command line may be besides a file or a folder: a transport of containers-transports(5) in front of it.
//
//   docker-daemon:NAME          an image of the Docker engine that docker itself would use; without NAME, the engine
//   docker-archive:PATH[:NAME]  oci-archive:PATH[:NAME]  oci:PATH[:NAME]
//
// A file whose name looks like one of these is meant by ./NAME. parse() is pure; open() blocks.
// Errors: Unsupported (another transport; no engine is there), and those of openStore() and EngineStore.
#pragma once

#include "services/stores/imagestore.h"

namespace varve {

struct SourceName {
    QString path; // empty: the Docker engine
    QString image; // empty: not said here

    static Result<SourceName> parse(const QString &text);
    Result<ImageStorePtr> open(Job &job) const;
    bool isEngine() const { return path.isEmpty(); }
};

} // namespace varve
