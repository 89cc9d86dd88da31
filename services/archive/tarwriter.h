// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Writes a tar of files and folders, by libarchive: ustar, with PAX records where ustar has no room. The same entries
// give the same bytes: owner root, one fixed time, nothing of this machine.
//
// One thread. Errors: those of writing (NoSpace, AccessDenied ...), Internal when a file gets other than the promised
// number of bytes. After an error the tar is good for nothing. Cost: O(bytes).
#pragma once

#include "services/types/result.h"

#include <QtCore/QByteArray>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace varve {

class TarWriter {
public:
    // To the descriptor's current position; it stays the caller's.
    static Result<std::unique_ptr<TarWriter>> create(int fd, const QString &subject);
    ~TarWriter();
    TarWriter(const TarWriter &) = delete;
    TarWriter &operator=(const TarWriter &) = delete;

    Result<void> addFolder(const QByteArray &name);
    Result<void> addFile(const QByteArray &name, const QByteArray &content);
    // A file in pieces: exactly `sizeBytes` in all.
    Result<void> beginFile(const QByteArray &name, std::int64_t sizeBytes);
    Result<void> write(std::span<const std::byte> bytes);
    Result<void> endFile();
    Result<void> finish(); // the end marker

private:
    struct Private;
    explicit TarWriter(std::unique_ptr<Private> own);
    std::unique_ptr<Private> d;
};

} // namespace varve
