// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/verifiedblobs.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QMutexLocker>
#include <QtCore/QSaveFile>

namespace varve {

namespace {

// One line per blob after this one: device inode size mtime ctime offset length blob-digest diff-id
constexpr QByteArrayView kVerifiedHeader("varve verified blobs 2");
constexpr qsizetype kVerifiedItems = 100'000;
constexpr qsizetype kVerifiedLineBytes = 1024;

} // namespace

VerifiedBlobs::VerifiedBlobs(QString filePath)
    : m_filePath(std::move(filePath))
{
    if (!m_filePath.isEmpty())
        load();
}

VerifiedBlobs::~VerifiedBlobs()
{
    save();
}

std::optional<LayerDigests> VerifiedBlobs::find(const MappedRange &range) const
{
    if (!range.file)
        return std::nullopt;
    const QMutexLocker lock(&m_mutex);
    const auto found = m_digests.constFind(Key { range.file->currentIdentity(), range.offset, range.length });
    return found == m_digests.constEnd() ? std::nullopt : std::optional(*found);
}

void VerifiedBlobs::insert(const MappedRange &range, const FileIdentity &file, const LayerDigests &digests)
{
    if (!range.file || digests.blob.isNull() || digests.diffId.isNull())
        return;
    const Key key { file, range.offset, range.length };
    const QMutexLocker lock(&m_mutex);
    if (!m_digests.contains(key))
        m_order.append(key);
    m_digests.insert(key, digests);
    while (m_order.size() > kVerifiedItems)
        m_digests.remove(m_order.takeFirst());
    m_isDirty = true;
}

void VerifiedBlobs::save()
{
    const QMutexLocker lock(&m_mutex);
    if (!m_isDirty || m_filePath.isEmpty())
        return;
    QDir().mkpath(QFileInfo(m_filePath).absolutePath());
    QSaveFile file(m_filePath);
    if (!file.open(QIODevice::WriteOnly))
        return; // a cache that cannot be written is no failure: the blobs are hashed again
    file.write(kVerifiedHeader.toByteArray() + '\n');
    for (const Key &key : std::as_const(m_order)) {
        const LayerDigests digests = m_digests.value(key);
        QByteArray line;
        for (const std::uint64_t number : { key.file.device, key.file.inode })
            line += QByteArray::number(static_cast<qulonglong>(number)) + ' ';
        for (const std::int64_t number : { key.file.sizeBytes, key.file.mtimeNs, key.file.ctimeNs })
            line += QByteArray::number(static_cast<qlonglong>(number)) + ' ';
        for (const std::uint64_t number : { key.offset, key.length })
            line += QByteArray::number(static_cast<qulonglong>(number)) + ' ';
        line += digests.blob.toString().toLatin1() + ' ' + digests.diffId.toString().toLatin1() + '\n';
        file.write(line);
    }
    m_isDirty = !file.commit();
}

// Lines that do not parse are left out: what they would have said is found out again.
void VerifiedBlobs::load()
{
    QFile file(m_filePath);
    if (!file.open(QIODevice::ReadOnly) || file.readLine(kVerifiedLineBytes).trimmed() != kVerifiedHeader)
        return;
    while (!file.atEnd() && m_order.size() < kVerifiedItems) {
        const QList<QByteArray> fields = file.readLine(kVerifiedLineBytes).trimmed().split(' ');
        if (fields.size() != 9)
            continue;
        bool isRight = true;
        const auto toSigned = [&](qsizetype field) {
            bool ok = false;
            const qlonglong value = fields[field].toLongLong(&ok);
            isRight = isRight && ok;
            return value;
        };
        const auto toUnsigned = [&](qsizetype field) {
            bool ok = false;
            const qulonglong value = fields[field].toULongLong(&ok);
            isRight = isRight && ok;
            return value;
        };
        Key key;
        key.file = { toUnsigned(0), toUnsigned(1), toSigned(2), toSigned(3), toSigned(4) };
        key.offset = toUnsigned(5);
        key.length = toUnsigned(6);
        const Result<Digest> blob = Digest::parse(fields[7]);
        const Result<Digest> diffId = Digest::parse(fields[8]);
        if (!isRight || !blob || !diffId || m_digests.contains(key))
            continue;
        m_digests.insert(key, { *blob, *diffId });
        m_order.append(key);
    }
}

} // namespace varve
