// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Layer trees on disk, one file each, kept between runs up to a number of bytes; the least recently used goes first. Owns
// the files in its folder whose names end in ".tree" and what writing them left behind; touches nothing else there.
//
// Any thread, several processes at once: files appear whole and are replaced whole, and a tree that is in use stays readable
// when its file goes. Never an error: what cannot be read is a miss, and the file is removed; what cannot be written is not
// kept. What others do counts when this process looks next. Cost: find() and insert() as at TreeFile; one look through the folder at first, and where it grew too large.
#pragma once

#include "services/tree/layertree.h"
#include "services/types/digest.h"

#include <QtCore/QMutex>

#include <atomic>

namespace varve {

class TreeFolder {
public:
    struct Usage {
        std::int64_t bytes = 0;
        int layers = 0;
    };

    // The folder is made when something is written; for this user alone, since it tells what is in images.
    TreeFolder(QString path, std::int64_t capacityBytes);

    const QString &path() const { return m_path; }
    LayerTreePtr find(const Digest &key, FingerprintKind kind); // nullptr: not kept
    void insert(const Digest &key, const LayerTree &tree); // does nothing where it is kept already
    void clear();
    Usage usage() const; // looks through the folder
    std::int64_t capacityBytes() const { return m_capacityBytes; }
    void setCapacityBytes(std::int64_t bytes); // 0: nothing is kept; removes what is too much

private:
    struct Kept;
    QString filePath(const Digest &key, FingerprintKind kind) const;
    QList<Kept> kept() const;
    void makeRoom(std::int64_t most);

    const QString m_path;
    mutable QMutex m_mutex; // never held while a tree is read or written
    std::atomic<std::int64_t> m_capacityBytes;
    std::int64_t m_bytes = -1; // as far as this process knows; -1: did not look yet
};

} // namespace varve
