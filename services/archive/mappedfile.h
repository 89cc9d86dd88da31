// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A regular file mapped read-only into memory, whole. Owns descriptor and mapping; share by shared_ptr between threads.
//
// A file that another program cuts short while it is read does not kill the process: pages beyond its new end read as
// zeros and wasTruncated() becomes true; readers check it when they are done and answer Corrupt. A file that is rewritten in
// place shows its new bytes at once: who reads it twice compares currentIdentity() before and isStill() after.
// Errors: NotFound, AccessDenied, Unsupported (a FIFO, socket, device or directory; opening never blocks), Corrupt (a symlink
// or a way out of the folder with openBeneath). Cost: O(1), no byte is read.
#pragma once

#include "services/types/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace varve {

// What says that a file is still the one that was read: a verified file with the same identity is not hashed again.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t sizeBytes = 0;
    std::int64_t mtimeNs = 0;
    std::int64_t ctimeNs = 0; // nobody can set it back, unlike mtime
    bool operator==(const FileIdentity &) const = default;
};

class MappedFile;
using MappedFilePtr = std::shared_ptr<const MappedFile>;

class MappedFile {
public:
    static Result<MappedFilePtr> open(const QString &path);
    // `relativePath` is resolved beneath the directory `directoryFd` without following any symlink (openat2
    // RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS). `subject` names the file in errors.
    static Result<MappedFilePtr> openBeneath(int directoryFd, const QString &relativePath, const QString &subject);
    // What `fd` has open, which stays the caller's.
    static Result<MappedFilePtr> ofDescriptor(int fd, const QString &name);
    ~MappedFile();
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    const QString &name() const { return m_name; }
    std::span<const std::byte> bytes() const { return { m_data, m_size }; }
    const FileIdentity &identity() const { return m_identity; } // when it was opened
    FileIdentity currentIdentity() const;
    // Nobody wrote to the file since it was `identity`. Deleting it is no change of its content.
    bool isStill(const FileIdentity &identity) const;
    bool wasTruncated() const;

private:
    MappedFile() = default;
    static Result<MappedFilePtr> adopt(int fd, const QString &name);

    QString m_name;
    const std::byte *m_data = nullptr;
    std::size_t m_size = 0;
    FileIdentity m_identity;
    int m_fd = -1; // stays open: only fstat tells of a cut inside the last page
    int m_guard = -1; // slot of the truncation guard
};

} // namespace varve
