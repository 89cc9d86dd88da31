// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A file that is written in full before it has a name: whoever looks sees the old file or the whole new one, also after
// a crash. Where the file system allows, it has no name at all while it is written, so that not even kill -9 leaves a
// piece.
//
// One thread. Errors: AccessDenied, NoSpace, and what else the system says; the subject is what the caller called the
// file. Whatever goes wrong, the target stays as it was. Cost: O(bytes), and two fsync in commit().
#pragma once

#include "services/archive/filedescriptor.h"
#include "services/types/result.h"

#include <QtCore/QByteArray>

#include <cstddef>
#include <span>

namespace varve {

class NewFile {
public:
    // In the folder `directoryFd`, which must outlive this.
    static Result<NewFile> create(int directoryFd, const QString &subject);
    NewFile(NewFile &&other) noexcept;
    NewFile &operator=(NewFile &&) = delete;
    ~NewFile(); // without commit(): nothing was there

    int fd() const { return m_fd.number(); }
    Result<void> write(std::span<const std::byte> bytes);
    // Durable, under this name, instead of what had it. Folders are not replaced.
    Result<void> commit(const QByteArray &name);

    // What unfinished files are called, where they need a name.
    static constexpr const char *kPrefix = ".varve-new-";

private:
    NewFile(int directoryFd, FileDescriptor fd, QByteArray temporaryName, QString subject);
    tl::unexpected<Error> systemError(const char *operation) const;

    int m_directoryFd;
    FileDescriptor m_fd;
    QByteArray m_temporaryName; // empty: it has none
    QString m_subject;
};

// All of it, however many calls that takes. False: errno says why.
bool writeFully(int fd, std::span<const std::byte> bytes);

} // namespace varve
