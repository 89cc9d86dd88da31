// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What engines say about the files of a container.

#include "services/oci/fields.h"
#include "services/stores/engine/enginejson.h"
#include "services/types/limits.h"

namespace varve {

namespace {

using namespace Qt::StringLiterals;

// The bits of Go's fs.FileMode that are not those of Unix.
enum GoMode : std::uint32_t {
    GoDirectory = 1U << 31,
    GoSymlink = 1U << 27,
    GoDevice = 1U << 26,
    GoFifo = 1U << 25,
    GoSocket = 1U << 24,
    GoSetuid = 1U << 23,
    GoSetgid = 1U << 22,
    GoCharDevice = 1U << 21,
    GoSticky = 1U << 20,
};

EntryType typeOf(std::uint32_t mode)
{
    if ((mode & GoDirectory) != 0)
        return EntryType::Directory;
    if ((mode & GoSymlink) != 0)
        return EntryType::Symlink;
    if ((mode & GoDevice) != 0)
        return (mode & GoCharDevice) != 0 ? EntryType::CharDevice : EntryType::BlockDevice;
    return (mode & GoFifo) != 0 ? EntryType::Fifo : EntryType::File;
}

} // namespace

Result<QList<ContainerChange>> parseContainerChanges(QByteArrayView bytes, const QString &subject)
{
    const Result<Json> json = parseJson(bytes, limits::kEngineListBytes, subject);
    if (!json)
        return fail(json.error());
    QList<ContainerChange> changes;
    if (json->is_null()) // an empty list of Go
        return changes;
    if (!json->is_array())
        return fail(ErrorCode::Corrupt, subject, u"the engine's list of changes is no list"_s);
    changes.reserve(static_cast<qsizetype>(json->size()));
    for (const Json &item : *json) {
        const QByteArray path = stringMember(item, "Path").toUtf8();
        const std::int64_t kind = integerMember(item, "Kind", -1);
        if (path.startsWith('/') && path.size() > 1 && kind >= 0 && kind <= 2)
            changes.append({ path, static_cast<ContainerChange::Kind>(kind) });
    }
    return changes;
}

std::optional<ContainerPathStat> parsePathStat(QByteArrayView header)
{
    const auto decoded = QByteArray::fromBase64Encoding(header.toByteArray(), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    const Result<Json> json = parseJson(*decoded, limits::kTokenBytes, {});
    if (!json || !json->is_object())
        return std::nullopt;
    const auto mode = static_cast<std::uint32_t>(integerMember(*json, "mode", 0));
    ContainerPathStat stat;
    stat.type = typeOf(mode);
    stat.mode = static_cast<std::uint16_t>((mode & 0777) | ((mode & GoSetuid) != 0 ? 04000U : 0U)
        | ((mode & GoSetgid) != 0 ? 02000U : 0U) | ((mode & GoSticky) != 0 ? 01000U : 0U));
    if (stat.type == EntryType::File)
        stat.sizeBytes = std::max<std::int64_t>(0, integerMember(*json, "size", 0));
    const QDateTime time = timeMember(*json, "mtime");
    if (time.isValid())
        stat.mtimeNs = time.toMSecsSinceEpoch() * 1'000'000;
    if (stat.type == EntryType::Symlink)
        stat.linkTarget = stringMember(*json, "linkTarget").toUtf8();
    return stat;
}

} // namespace varve
