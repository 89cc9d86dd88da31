// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What PATH on the command line may be besides a file or a folder: a transport of containers-transports(5) in front of it.
//
//   docker-daemon:NAME          an image of the Docker engine that docker itself would use; without NAME, the engine
//   containers-storage:[[DRIVER@]ROOT[+RUNROOT][:OPTIONS]]NAME
//                               an image of Podman's, Buildah's and CRI-O's storage; the first pair of brackets is meant
//                               as such and names another one than podman would use. NAME may be missing, or NAME@ID
//   docker://NAME               an image in a registry, which is not pulled: reading its layers downloads them
//   docker-archive:PATH[:NAME]  oci-archive:PATH[:NAME]  oci:PATH[:NAME]
//
// A file whose name looks like one of these is meant by ./NAME. parse() is pure; open() blocks.
// Errors: Unsupported (another transport, a name that is none), NotFound (no engine, no storage), and those of openStore(),
// EngineStore, StorageStore and RegistryStore.
#pragma once

#include "services/stores/imagestore.h"

namespace varve {

struct SourceName {
    enum class Kind : std::uint8_t { Path, DockerEngine, Storage, Registry };

    QString path; // empty: the engine, the usual storage
    QString image; // empty: not said here
    Kind kind = Kind::Path;
    QString driver {}; // of a storage that is named; empty: what is found there

    static Result<SourceName> parse(const QString &text);
    Result<ImageStorePtr> open(Job &job) const;
    bool isEngine() const { return kind == Kind::DockerEngine; }
    bool isRegistry() const { return kind == Kind::Registry; }
};

} // namespace varve
