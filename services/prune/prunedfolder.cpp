// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/prune/prunedfolder.h"

#include "services/archive/newfile.h"
#include "services/archive/openbeneath.h"
#include "services/oci/fields.h"
#include "services/stores/library/librarylock.h"
#include "services/types/limits.h"

#include <QtCore/QDir>
#include <QtCore/QRandomGenerator>
#include <QtCore/QRegularExpression>
#include <QtCore/QStandardPaths>

#include <algorithm>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr const char *kRecordName = "record.json";
constexpr const char *kCopyName = "images.oci.tar";
constexpr auto kScratchPrefix = ".scratch-"_L1;
constexpr std::size_t kRecordBytes = 64 * limits::kMiB; // 100,000 images
constexpr auto kBareRecordAge = std::chrono::days(365); // of those without a copy
constexpr int kRecordVersion = 1;
constexpr int kScratchAttempts = 10;
constexpr std::pair<StoreKind, const char *> kKinds[] { { StoreKind::Engine, "engine" },
    { StoreKind::Library, "library" } };

bool isKey(const QString &name)
{
    static const QRegularExpression kForm(u"\\A[0-9]{8}T[0-9]{9}Z-[0-9a-f]{8}\\z"_s);
    return kForm.match(name).hasMatch();
}

QDateTime timeOfKey(const QString &key)
{
    QDateTime time = QDateTime::fromString(key.section(u'-', 0, 0), u"yyyyMMdd'T'hhmmsszzz'Z'"_s);
    time.setTimeSpec(Qt::UTC);
    return time;
}

QStringList keysBelow(const QString &root) // newest first
{
    QStringList keys =
        QDir(root).entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Name | QDir::Reversed);
    keys.removeIf([](const QString &name) { return !isKey(name); });
    return keys;
}

Json stringsOf(const QStringList &strings)
{
    Json list = Json::array();
    for (const QString &each : strings)
        list.push_back(each.toStdString());
    return list;
}

std::string timeText(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs).toStdString() : std::string();
}

Json jsonOfImage(const PrunedImage &image)
{
    Json json { { "id", image.id.value.toStdString() }, { "names", stringsOf(image.names) },
        { "repoDigests", stringsOf(image.repoDigests) }, { "created", timeText(image.created) },
        { "sizeBytes", image.sizeBytes }, { "freedBytes", image.freedBytes },
        { "restored", timeText(image.restored) } };
    if (!image.copied.isEmpty())
        json["copied"] = Json::array();
    for (const Digest &digest : image.copied)
        json["copied"].push_back(digest.toString().toStdString());
    if (!image.config.isNull())
        json["config"] = image.config.toString().toStdString();
    return json;
}

QByteArray jsonOfRun(const PrunedRun &run)
{
    Json json { { "schemaVersion", kRecordVersion }, { "when", timeText(run.when) },
        { "source", { { "title", run.sourceTitle.toStdString() }, { "location", run.sourceLocation.toStdString() } } },
        { "freedBytes", run.freedBytes }, { "images", Json::array() } };
    for (const auto &[kind, name] : kKinds) {
        if (kind == run.sourceKind)
            json["source"]["kind"] = name;
    }
    for (const PrunedImage &image : run.images)
        json["images"].push_back(jsonOfImage(image));
    return QByteArray::fromStdString(json.dump(1, ' ', false, Json::error_handler_t::replace)) + '\n';
}

PrunedImage imageOfJson(const Json &json)
{
    PrunedImage image;
    image.id = { stringMember(json, "id") };
    image.names = stringListMember(json, "names");
    image.repoDigests = stringListMember(json, "repoDigests");
    image.created = timeMember(json, "created");
    image.sizeBytes = std::max<std::int64_t>(0, integerMember(json, "sizeBytes", 0));
    image.freedBytes = std::max<std::int64_t>(0, integerMember(json, "freedBytes", 0));
    const QStringList copied = stringListMember(json, "copied");
    for (const QString &each : copied) {
        if (const Result<Digest> digest = Digest::parse(each.toUtf8()))
            image.copied.append(*digest);
    }
    image.config = Digest::parse(stringMember(json, "config").toUtf8()).value_or(Digest());
    image.restored = timeMember(json, "restored");
    return image;
}

Result<PrunedRun> runOfJson(QByteArrayView text, const QString &subject)
{
    const Result<Json> json = parseJson(text, kRecordBytes, subject);
    if (!json)
        return fail(json.error());
    const Json *images = member(*json, "images");
    if (integerMember(*json, "schemaVersion", 0) != kRecordVersion || !images || !images->is_array())
        return fail(ErrorCode::Corrupt, subject, u"no record of what was pruned"_s);
    PrunedRun run;
    run.when = timeMember(*json, "when");
    run.freedBytes = integerMember(*json, "freedBytes", -1);
    if (const Json *source = member(*json, "source")) {
        run.sourceTitle = stringMember(*source, "title");
        run.sourceLocation = stringMember(*source, "location");
        for (const auto &[kind, name] : kKinds) {
            if (stringMember(*source, "kind") == QLatin1String(name))
                run.sourceKind = kind;
        }
    }
    for (const Json &each : *images) {
        if (const PrunedImage image = imageOfJson(each); !image.id.isEmpty())
            run.images.append(image);
    }
    return run;
}

Result<FileDescriptor> openFolder(const QString &path)
{
    FileDescriptor fd(::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd.isOpen())
        return fail(errorFromErrno(errno, path, u"open the folder"_s));
    return fd;
}

Result<void> makeFolder(const QString &path)
{
    constexpr mode_t kPrivate = 0700;
    const QString above = QFileInfo(path).path();
    if (!QFileInfo::exists(above)) {
        if (Result<void> made = makeFolder(above); !made)
            return made;
    }
    if (::mkdir(QFile::encodeName(path).constData(), kPrivate) != 0 && errno != EEXIST)
        return fail(errorFromErrno(errno, path, u"make the folder"_s));
    return {};
}

// Folders that a program which was killed has left.
void removeScratchLeftovers(const QString &root)
{
    const QStringList all =
        QDir(root).entryList({ kScratchPrefix + u'*' }, QDir::Dirs | QDir::Hidden | QDir::NoSymLinks);
    for (const QString &name : all) {
        const QString path = root + u'/' + name;
        const Result<FileDescriptor> folder = openFolder(path);
        if (folder && tryFlock(*folder, false, path).value_or(false))
            QDir(path).removeRecursively();
    }
}

} // namespace

QString defaultPrunedPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/varve/pruned"_s;
}

QString PrunedFolder::folderOf(const QString &key) const
{
    return m_root + u'/' + key;
}

QString PrunedFolder::copyPath(const QString &key) const
{
    return folderOf(key) + u'/' + QLatin1String(kCopyName);
}

QString PrunedFolder::newKey(const QDateTime &when) const
{
    QString key;
    do {
        key = when.toUTC().toString(u"yyyyMMdd'T'hhmmsszzz'Z'-"_s)
            + QString::number(QRandomGenerator::global()->generate(), 16).rightJustified(8, u'0');
    } while (QFileInfo::exists(folderOf(key)));
    return key;
}

Result<void> PrunedFolder::takeCopy(const QString &key, const QString &file) const
{
    if (std::rename(QFile::encodeName(file).constData(), QFile::encodeName(copyPath(key)).constData()) != 0)
        return fail(errorFromErrno(errno, copyPath(key), u"put the copy in its place"_s));
    for (const QString &path : { folderOf(key), m_root }) {
        const Result<FileDescriptor> folder = openFolder(path);
        if (!folder)
            return fail(folder.error());
        if (::fsync(folder->number()) != 0)
            return fail(errorFromErrno(errno, path, u"sync the folder"_s));
    }
    return {};
}

Result<void> PrunedFolder::make(const QString &key) const
{
    return makeFolder(folderOf(key));
}

Result<QList<PrunedRun>> PrunedFolder::list(const Job &job) const
{
    QList<PrunedRun> runs;
    const QStringList keys = keysBelow(m_root);
    for (const QString &key : keys) {
        if (job.isCancelled())
            return job.cancelled();
        if (const Result<PrunedRun> run = read(key))
            runs.append(*run);
    }
    return runs;
}

Result<PrunedRun> PrunedFolder::read(const QString &key) const
{
    if (!isKey(key))
        return fail(ErrorCode::NotFound, key, u"no run has this name"_s);
    const Result<FileDescriptor> folder = openFolder(folderOf(key));
    if (!folder)
        return fail(folder.error());
    const QString path = folderOf(key) + u'/' + QLatin1String(kRecordName);
    const Result<MappedFilePtr> file =
        MappedFile::openBeneath(folder->number(), QString::fromLatin1(kRecordName), path);
    if (!file)
        return fail(file.error());
    const auto bytes = (*file)->bytes();
    Result<PrunedRun> run = runOfJson(
        QByteArrayView(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())), path);
    if (!run)
        return run;
    run->key = key;
    struct stat copy { };
    if (::fstatat(folder->number(), kCopyName, &copy, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(copy.st_mode))
        run->copyBytes = copy.st_size;
    return run;
}

Result<void> PrunedFolder::write(const PrunedRun &run) const
{
    if (Result<void> made = make(run.key); !made)
        return made;
    const Result<FileDescriptor> folder = openFolder(folderOf(run.key));
    if (!folder)
        return fail(folder.error());
    Result<NewFile> file = NewFile::create(folder->number(), folderOf(run.key) + u'/' + QLatin1String(kRecordName));
    if (!file)
        return fail(file.error());
    const QByteArray text = jsonOfRun(run);
    const Result<void> written = file->write(std::as_bytes(std::span(text.constData(), text.size())));
    return written ? file->commit(kRecordName) : written;
}

Result<void> PrunedFolder::forget(const QString &key) const
{
    if (!isKey(key))
        return fail(ErrorCode::NotFound, key, u"no run has this name"_s);
    // The copy first: without its record nobody would ever find it.
    if (Result<void> dropped = dropCopy(key); !dropped)
        return dropped;
    if (!QDir(folderOf(key)).removeRecursively())
        return fail(ErrorCode::AccessDenied, folderOf(key), u"it cannot be removed"_s);
    return {};
}

Result<void> PrunedFolder::dropCopy(const QString &key) const
{
    if (!isKey(key))
        return fail(ErrorCode::NotFound, key, u"no run has this name"_s);
    if (::unlink(QFile::encodeName(copyPath(key)).constData()) != 0 && errno != ENOENT)
        return fail(errorFromErrno(errno, copyPath(key), u"remove"_s));
    return {};
}

Result<void> PrunedFolder::setRestored(const QString &key, const QList<ImageId> &images, const QDateTime &when) const
{
    Result<PrunedRun> run = read(key);
    if (!run)
        return fail(run.error());
    for (PrunedImage &image : run->images) {
        if (images.contains(image.id))
            image.restored = when;
    }
    return write(*run);
}

void PrunedFolder::expire(const PrunedLimits &limits, const QDateTime &now, const QStringList &kept) const
{
    removeScratchLeftovers(m_root);
    std::int64_t bytes = 0;
    bool isFull = false;
    const QStringList keys = keysBelow(m_root);
    for (const QString &key : keys) {
        const Result<PrunedRun> run = read(key);
        if (kept.contains(key)) {
            bytes += run ? std::max<std::int64_t>(0, run->copyBytes) : 0;
            continue;
        }
        const auto age = std::chrono::seconds(timeOfKey(key).secsTo(now));
        if (!run || !run->hasCopy()) {
            if (age > kBareRecordAge)
                (void)forget(key);
            continue;
        }
        isFull = isFull || bytes + run->copyBytes > limits.copyBytes;
        if (age > limits.copyAge || isFull)
            (void)dropCopy(key);
        else
            bytes += run->copyBytes;
    }
}

Result<PrunedScratch> PrunedScratch::in(const PrunedFolder &folder)
{
    if (Result<void> made = makeFolder(folder.root()); !made)
        return fail(made.error());
    removeScratchLeftovers(folder.root());
    for (int attempt = 0; attempt < kScratchAttempts; ++attempt) {
        const QString path =
            folder.root() + u'/' + kScratchPrefix + QString::number(QRandomGenerator::global()->generate64(), 36);
        if (Result<void> made = makeFolder(path); !made)
            return fail(made.error());
        Result<FileDescriptor> own = openFolder(path);
        if (!own)
            continue; // somebody who was just tidying up took it for left behind
        const Result<bool> isLocked = tryFlock(*own, false, path);
        if (!isLocked)
            return fail(isLocked.error());
        if (*isLocked && QFileInfo::exists(path))
            return PrunedScratch(path, *std::move(own));
    }
    return fail(ErrorCode::AccessDenied, folder.root(), u"no folder can be made in it"_s);
}

PrunedScratch::~PrunedScratch()
{
    if (!m_path.isEmpty())
        QDir(m_path).removeRecursively();
}

} // namespace varve
