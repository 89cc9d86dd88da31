// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Files below one folder of the machine that a container engine runs on, for one image: read in place where the engine runs here and
// this user may, else through reader containers. Any thread, several files at once.
//
// The engine hands out one file of a container at a time, so each file that is open has a reader of its own: one is made when
// none is free, kReadersAtOnce at most, and all go with the last user of this object.
// Errors: those of EngineReader; NotFound (no such file); Unsupported, AccessDenied (the engine makes no readers, or the user
// wants none). Cost: a reader is made once and costs the engine some tens of milliseconds; then a request for each file.
#pragma once

#include "services/archive/mappedfile.h"
#include "services/stores/engine/enginerecords.h"

#include <QtCore/QMutex>
#include <QtCore/QStringList>
#include <QtCore/QWaitCondition>

#include <memory>
#include <optional>
#include <vector>

namespace varve {

class EngineFiles {
public:
    static constexpr int kReadersAtOnce = 4;

    // `api` and `standing` outlive it.
    EngineFiles(
        EngineApi &api, const ImageId &image, QString folder, const EngineOptions &options, ReaderStanding &standing);
    ~EngineFiles();

    // The first of the folders that has this file, and the file, of at most maxBytes. NotFound: none has.
    struct Found;
    static Result<Found> find(EngineApi &api, const ImageId &image, const QStringList &folders, const QByteArray &path,
        std::size_t maxBytes, const EngineOptions &options, ReaderStanding &standing, const Job &job);

    // In place; null: it has to be opened.
    MappedFilePtr map(const QByteArray &path) const;
    // The bytes as they come. `job` and this object outlive the source.
    Result<std::unique_ptr<ByteSource>> open(const QByteArray &path, const Job &job);
    // All of them, when there are at most maxBytes.
    Result<QByteArray> readAll(const QByteArray &path, std::size_t maxBytes, const Job &job);

private:
    class Lease;
    Result<std::unique_ptr<EngineReader>> takeReader(const Job &job);
    Result<std::unique_ptr<EngineReader>> makeReader(const Job &job);
    void giveBack(std::unique_ptr<EngineReader> reader);

    EngineApi &m_api;
    const ImageId m_image;
    const QString m_folder; // on the engine's machine
    const EngineOptions m_options;
    const bool m_isHere; // the engine runs on this machine
    ReaderStanding &m_standing;
    QMutex m_mutex;
    QWaitCondition m_hasChanged; // a reader is free, or fewer are there
    std::vector<std::unique_ptr<EngineReader>> m_free;
    int m_readers = 0; // free ones and others
    std::optional<Error> m_failure; // of making one
};

struct EngineFiles::Found {
    std::shared_ptr<EngineFiles> files;
    QByteArray bytes;
};

} // namespace varve
