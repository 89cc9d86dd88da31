// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/cache/treefolder.h"

#include "services/stores/cache/treefile.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QMutexLocker>

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr auto kTreeSuffix = ".tree"_L1;
constexpr auto kUnfinishedSuffix = ".tmp"_L1;
constexpr int kUnfinishedSeconds = 3600; // older: nobody is writing it any more
// One of these parts is freed when the folder is full, so that it is not full again at once.
constexpr std::int64_t kRoomParts = 10;

QLatin1StringView nameOf(FingerprintKind kind)
{
    return kind == FingerprintKind::Crc64 ? "crc64"_L1 : "xxh3"_L1;
}

constexpr std::int64_t roomLeft(std::int64_t capacity)
{
    return capacity - capacity / kRoomParts;
}

// When it was used last; the order in which files go.
void touch(const QString &path)
{
    ::utimensat(AT_FDCWD, QFile::encodeName(path).constData(), nullptr, 0);
}

} // namespace

struct TreeFolder::Kept {
    QString path;
    std::int64_t bytes;
    QDateTime used;
};

TreeFolder::TreeFolder(QString path, std::int64_t capacityBytes)
    : m_path(std::move(path))
    , m_capacityBytes(capacityBytes)
{
}

// A digest becomes part of a path here: made of hex digits, whatever it was read from.
QString TreeFolder::filePath(const Digest &key, FingerprintKind kind) const
{
    return m_path + u'/' + key.algorithmName() + u'-' + key.hex() + u'.' + nameOf(kind) + kTreeSuffix;
}

LayerTreePtr TreeFolder::find(const Digest &key, FingerprintKind kind)
{
    if (key.isNull() || kind == FingerprintKind::None || m_capacityBytes <= 0)
        return nullptr;
    const QString path = filePath(key, kind);
    const Result<LayerTreePtr> tree = readTreeFile(path, key, kind);
    if (tree) {
        touch(path);
        return *tree;
    }
    if (tree.error().code != ErrorCode::NotFound && tree.error().code != ErrorCode::LimitExceeded)
        QFile::remove(path); // else it would be in the way of the right one for ever
    return nullptr;
}

void TreeFolder::insert(const Digest &key, const LayerTree &tree)
{
    // What is too large would throw out all others, and then itself.
    const auto bytes = static_cast<std::int64_t>(tree.memoryBytes());
    if (key.isNull() || !tree.hasFingerprints() || bytes > roomLeft(m_capacityBytes))
        return;
    const QString path = filePath(key, tree.fingerprintKind());
    if (const QFileInfo known(path); known.isFile() && known.isReadable() && known.size() > 0) {
        touch(path);
        return;
    }
    if (!QFileInfo::exists(m_path)
        && (!QDir().mkpath(QFileInfo(m_path).absolutePath())
            || (::mkdir(QFile::encodeName(m_path).constData(), S_IRWXU) != 0 && !QFileInfo::exists(m_path))))
        return;
    if (!writeTreeFile(path, key, tree))
        return;
    const QMutexLocker lock(&m_mutex);
    if (m_bytes >= 0)
        m_bytes += QFileInfo(path).size();
    if (m_bytes < 0 || m_bytes > m_capacityBytes)
        makeRoom(m_capacityBytes);
}

QList<TreeFolder::Kept> TreeFolder::kept() const
{
    QList<Kept> files;
    QDirIterator folder(m_path, QDir::Files | QDir::NoSymLinks);
    while (folder.hasNext()) {
        folder.next();
        const QFileInfo file = folder.fileInfo();
        if (file.fileName().endsWith(kTreeSuffix))
            files.append({ file.filePath(), file.size(), file.lastModified() });
        else if (file.fileName().contains(kTreeSuffix) && file.fileName().endsWith(kUnfinishedSuffix)
            && file.lastModified().secsTo(QDateTime::currentDateTime()) > kUnfinishedSeconds)
            QFile::remove(file.filePath());
    }
    return files;
}

// With the mutex held. Other processes may have written as well, so the folder is believed and not the count.
void TreeFolder::makeRoom(std::int64_t most)
{
    QList<Kept> files = kept();
    m_bytes = 0;
    for (const Kept &file : std::as_const(files))
        m_bytes += file.bytes;
    if (m_bytes <= most)
        return;
    std::sort(files.begin(), files.end(), [](const Kept &a, const Kept &b) { return a.used < b.used; });
    for (const Kept &file : std::as_const(files)) {
        if (m_bytes <= roomLeft(most))
            break;
        if (QFile::remove(file.path))
            m_bytes -= file.bytes;
    }
}

void TreeFolder::clear()
{
    const QMutexLocker lock(&m_mutex);
    m_bytes = 0;
    for (const Kept &file : kept()) { // empty ones as well, which a crash leaves
        if (!QFile::remove(file.path))
            m_bytes += file.bytes;
    }
}

TreeFolder::Usage TreeFolder::usage() const
{
    Usage usage;
    for (const Kept &file : kept()) {
        usage.bytes += file.bytes;
        ++usage.layers;
    }
    return usage;
}

void TreeFolder::setCapacityBytes(std::int64_t bytes)
{
    const QMutexLocker lock(&m_mutex);
    m_capacityBytes = bytes;
    makeRoom(bytes);
}

} // namespace varve
