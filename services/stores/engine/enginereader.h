// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The reader: a container that is created, never started, and removed, through which files of the engine's own machine are
// fetched when they cannot be read here: the engine mounts some of its own files or folders into it, read-only, and hands out what
// is there as archives, one at a time. Owns the container; any thread.
//
// It has no network, a random name, and the label io.varve.reader with who made it, so that one which a killed program left
// behind is known, and removed at the next connect; one of this program that the engine did not remove in time, when the engine
// answers again.
// Source: Docker Engine API 1.25 and later (ContainerCreate with HostConfig.Mounts, ContainerArchive, ContainerDelete).
// Errors: those of EngineApi. Creating fails with AccessDenied or Unsupported when the engine makes no such container,
// whatever its reasons, and with NotFound when the image, or what is to be mounted, is not there.
// Cost: create and remove a round trip each; the engine mounts everything anew for each archive, some 30 ms.
#pragma once

#include "services/archive/bytesource.h"
#include "services/stores/engine/engineapi.h"
#include "services/stores/engine/readerstanding.h"
#include "services/types/imagesummary.h"

#include <QtCore/QList>

namespace varve {

class EngineReader {
public:
    static constexpr const char *kLabel = "io.varve.reader";
    static constexpr const char *kNamePrefix = "varve-reader-";
    // Containers inherit the labels of their image: only the label together with such a name says that it is a reader.
    static bool isName(const QString &containerName); // with or without the slash that engines put in front

    struct Mount {
        QString source; // a file or folder of the engine's machine
        QByteArray target; // in the container, absolute
    };
    // `image` is any that the engine has. `api` and `standing`, which learns from what happens, outlive the reader.
    static Result<std::unique_ptr<EngineReader>> create(
        EngineApi &api, ReaderStanding &standing, const ImageId &image, const QList<Mount> &mounts, const Job &job);
    // Removes the container; waits for the engine two seconds at most, and not at all for one that let another wait.
    ~EngineReader();
    EngineReader(const EngineReader &) = delete;
    EngineReader &operator=(const EngineReader &) = delete;

    // What is there, as a tar that arrives. NotFound: nothing is.
    Result<std::unique_ptr<HttpExchange>> archive(const QByteArray &path, const Job &job) const;
    // One regular file, as it comes. `job` outlives the source.
    Result<std::unique_ptr<ByteSource>> open(const QByteArray &path, const Job &job) const;

    // Removes the containers of programs that are gone, and of this one those that no EngineReader stands for. What cannot be
    // removed stays for the next time, which `standing` remembers.
    static void removeLeftovers(EngineApi &api, ReaderStanding &standing, const Job &job);

private:
    class Presence;
    EngineReader(EngineApi &api, ReaderStanding &standing, std::unique_ptr<Presence> presence, QByteArray id);

    EngineApi &m_api;
    ReaderStanding &m_standing;
    const std::unique_ptr<Presence> m_presence;
    const QByteArray m_id;
};

} // namespace varve
