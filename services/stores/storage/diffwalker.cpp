// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/storage/diffwalker.h"

#include "services/archive/tarsplit/tarsplit.h"
#include "services/tree/layertreebuilder.h"
#include "services/types/limits.h"
#include "services/types/withinmemory.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <map>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace varve {

namespace {

constexpr std::string_view kOverrideStat = "user.containers.override_stat";
constexpr std::string_view kMetacopy = "overlay.metacopy";
constexpr std::string_view kOpaque = "overlay.opaque";
constexpr std::string_view kFuseOpaque = "user.fuseoverlayfs.opaque";
constexpr std::int64_t kNanoseconds = 1'000'000'000;

class OpenedFd {
public:
    explicit OpenedFd(int fd)
        : m_fd(fd)
    {
    }
    ~OpenedFd()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    OpenedFd(const OpenedFd &) = delete;
    OpenedFd &operator=(const OpenedFd &) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

using Xattrs = std::vector<std::pair<std::string, std::string>>;

Xattrs readXattrs(int fd)
{
    Xattrs all;
    std::vector<char> names(limits::kXattrBytes);
    const ssize_t length = ::flistxattr(fd, names.data(), names.size());
    std::size_t bytes = 0;
    for (ssize_t at = 0; at < length; at += static_cast<ssize_t>(std::strlen(names.data() + at)) + 1) {
        std::string value(limits::kXattrBytes - std::min(bytes, limits::kXattrBytes), '\0');
        const ssize_t size = ::fgetxattr(fd, names.data() + at, value.data(), value.size());
        if (size < 0)
            continue;
        value.resize(static_cast<std::size_t>(size));
        bytes += value.size();
        all.emplace_back(names.data() + at, std::move(value));
    }
    return all;
}

bool hasPrefix(std::string_view name, std::string_view middle)
{
    return name == "trusted." + std::string(middle) || name == "user." + std::string(middle);
}

// What the overlay keeps for itself is no attribute of the image.
bool isBookkeeping(std::string_view name)
{
    return name.starts_with("trusted.overlay.") || name.starts_with("user.overlay.")
        || name.starts_with("user.fuseoverlayfs.") || name.starts_with("user.containers.") || name == "security.selinux"
        || name.starts_with("system.");
}

class Walker {
public:
    Walker(const QString &layerName, Job &job)
        : m_builder(layerName)
        , m_job(job)
        , m_block(limits::kBlockBytes)
    {
        m_builder.setFingerprintKind(FingerprintKind::Crc64);
    }

    Result<LayerTreePtr> run(int directory)
    {
        if (const Result<void> walked = walk(directory, {}, 0); !walked)
            return fail(walked.error());
        return m_builder.finish(0, true, &m_job); // there is no tar
    }

private:
    Result<void> walk(int directory, const std::string &prefix, std::size_t depth);
    Result<void> add(int directory, const std::string &name, const std::string &path, std::size_t depth);
    Result<void> addFolder(int directory, const struct stat &status, const std::string &path);
    Result<void> addFile(int directory, const std::string &name, const std::string &path);
    Result<void> addOther(int directory, const std::string &name, const struct stat &status, const std::string &path);
    Result<LayerTreeBuilder::Ticket> append(LayerTreeBuilder::Entry entry, const Xattrs &xattrs);
    Result<Fingerprint> checksum(int fd, const std::string &path);
    void warn(ErrorCode code, const std::string &path, const char *what)
    {
        m_builder.addWarning(code, path, QString::fromUtf8(what));
    }
    void warnErrno(const std::string &path, const QString &operation)
    {
        const Error error = errorFromErrno(errno, {}, operation);
        m_builder.addWarning(error.code, path, error.detail);
    }

    LayerTreeBuilder m_builder;
    Job &m_job;
    std::vector<std::byte> m_block;
    std::map<std::pair<dev_t, ino_t>, std::string> m_firstPath; // of files with several names
};

LayerTreeBuilder::Entry entryOf(const struct stat &status, const std::string &path, EntryType type)
{
    LayerTreeBuilder::Entry entry;
    entry.path = path;
    entry.type = type;
    entry.mode = static_cast<std::uint16_t>(status.st_mode & 07777U);
    entry.uid = status.st_uid;
    entry.gid = status.st_gid;
    entry.mtimeNs = status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec;
    return entry;
}

// "UID:GID:MODE", the mode in octal, maybe with more behind it.
void applyOverride(const std::string &text, LayerTreeBuilder::Entry &entry)
{
    constexpr int kOctal = 8;
    constexpr int kDecimal = 10;
    std::array<std::uint32_t, 3> values {};
    const char *at = text.data();
    const char *const end = at + text.size();
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0 && (at == end || *at++ != ':'))
            return;
        const auto [stop, error] = std::from_chars(at, end, values[i], i + 1 == values.size() ? kOctal : kDecimal);
        if (error != std::errc())
            return;
        at = stop;
    }
    entry.uid = values[0];
    entry.gid = values[1];
    entry.mode = static_cast<std::uint16_t>(values[2] & 07777U);
}

Result<LayerTreeBuilder::Ticket> Walker::append(LayerTreeBuilder::Entry entry, const Xattrs &xattrs)
{
    std::vector<std::pair<std::string_view, std::string_view>> kept;
    kept.reserve(xattrs.size());
    for (const auto &[name, value] : xattrs) {
        if (name == kOverrideStat)
            applyOverride(value, entry);
        else if (!isBookkeeping(name))
            kept.emplace_back(name, value);
    }
    entry.xattrs = kept;
    return m_builder.add(entry);
}

Result<void> Walker::addFolder(int directory, const struct stat &status, const std::string &path)
{
    const Xattrs xattrs = readXattrs(directory);
    const auto added = append(entryOf(status, path, EntryType::Directory), xattrs);
    if (!added)
        return fail(added.error());
    const bool isOpaque = std::any_of(xattrs.begin(), xattrs.end(), [](const auto &each) {
        return (hasPrefix(each.first, kOpaque) || each.first == kFuseOpaque) && each.second == "y";
    });
    if (!isOpaque)
        return {};
    LayerTreeBuilder::Entry marker;
    const std::string markerPath = path + "/.wh..wh..opq";
    marker.path = markerPath;
    if (const auto marked = m_builder.add(marker); !marked)
        return fail(marked.error());
    return {};
}

Result<Fingerprint> Walker::checksum(int fd, const std::string &path)
{
    std::uint64_t sum = 0;
    for (;;) {
        if (m_job.isCancelled())
            return m_job.cancelled();
        const ssize_t count = ::read(fd, m_block.data(), m_block.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            warnErrno(path, QStringLiteral("read"));
        if (count <= 0)
            return count < 0 ? Fingerprint {} : Fingerprint { sum, 1 };
        sum = tarSplitChecksum(sum, std::span(m_block).first(static_cast<std::size_t>(count)));
        m_job.addProgress(count);
    }
}

Result<void> Walker::addFile(int directory, const std::string &name, const std::string &path)
{
    const OpenedFd fd(::openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat status { };
    if (fd.get() < 0 || ::fstat(fd.get(), &status) != 0) {
        warnErrno(path, QStringLiteral("open"));
        return {};
    }
    if (!S_ISREG(status.st_mode)) {
        warn(ErrorCode::Conflict, path, "was replaced while the layer was read");
        return {};
    }
    const Xattrs xattrs = readXattrs(fd.get());
    LayerTreeBuilder::Entry entry = entryOf(status, path, EntryType::File);
    entry.sizeBytes = status.st_size;
    const bool isElsewhere =
        std::any_of(xattrs.begin(), xattrs.end(), [](const auto &each) { return hasPrefix(each.first, kMetacopy); });
    if (isElsewhere)
        warn(ErrorCode::Unsupported, path, "only its attributes are in this layer, the content is in a lower one");
    if (status.st_nlink > 1) {
        const auto [first, isNew] = m_firstPath.insert({ { status.st_dev, status.st_ino }, path });
        if (!isNew) {
            entry.type = EntryType::HardLink;
            entry.sizeBytes = 0;
            entry.linkTarget = first->second;
        }
    }
    const auto ticket = append(entry, xattrs);
    if (!ticket)
        return fail(ticket.error());
    if (entry.type != EntryType::File || isElsewhere || *ticket == LayerTreeBuilder::kNoTicket)
        return {};
    const Result<Fingerprint> fingerprint = checksum(fd.get(), path);
    if (!fingerprint)
        return fail(fingerprint.error());
    m_builder.setFingerprint(*ticket, *fingerprint);
    return {};
}

Result<void> Walker::addOther(
    int directory, const std::string &name, const struct stat &status, const std::string &path)
{
    std::string target;
    LayerTreeBuilder::Entry entry = entryOf(status, path, EntryType::Fifo);
    if (S_ISCHR(status.st_mode) && status.st_rdev == 0) {
        entry.type = EntryType::Whiteout;
    } else if (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode)) {
        entry.type = S_ISCHR(status.st_mode) ? EntryType::CharDevice : EntryType::BlockDevice;
        target = std::to_string(major(status.st_rdev)) + ':' + std::to_string(minor(status.st_rdev));
    } else if (S_ISLNK(status.st_mode)) {
        entry.type = EntryType::Symlink;
        target.resize(limits::kPathBytes);
        const ssize_t length = ::readlinkat(directory, name.c_str(), target.data(), target.size());
        if (length < 0) {
            warnErrno(path, QStringLiteral("readlink"));
            return {};
        }
        target.resize(static_cast<std::size_t>(length));
    } else if (!S_ISFIFO(status.st_mode)) {
        return {}; // a socket, which no tar holds
    }
    entry.linkTarget = target;
    if (const auto added = append(entry, {}); !added)
        return fail(added.error());
    return {};
}

Result<void> Walker::add(int directory, const std::string &name, const std::string &path, std::size_t depth)
{
    struct stat status { };
    if (::fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        warnErrno(path, QStringLiteral("stat"));
        return {};
    }
    if (S_ISREG(status.st_mode))
        return addFile(directory, name, path);
    if (!S_ISDIR(status.st_mode))
        return addOther(directory, name, status, path);
    const OpenedFd folder(::openat(directory, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (folder.get() < 0 || ::fstat(folder.get(), &status) != 0) {
        warnErrno(path, QStringLiteral("open"));
        return {};
    }
    if (Result<void> added = addFolder(folder.get(), status, path); !added)
        return added;
    return walk(folder.get(), path + '/', depth + 1);
}

// One descriptor is open for each folder on the way.
Result<void> Walker::walk(int directory, const std::string &prefix, std::size_t depth)
{
    constexpr std::size_t kMostOpen = 256;
    if (depth >= kMostOpen) {
        warn(ErrorCode::LimitExceeded, prefix, "folders in it are nested too deep to be read");
        return {};
    }
    const int own = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR *)> stream(own < 0 ? nullptr : ::fdopendir(own), ::closedir);
    if (!stream) {
        warnErrno(prefix, QStringLiteral("list"));
        if (own >= 0)
            ::close(own);
        return {};
    }
    std::vector<std::string> names;
    while (const dirent *const each = ::readdir(stream.get())) {
        const std::string_view name = each->d_name;
        if (name != "." && name != "..")
            names.emplace_back(name);
        if (names.size() > limits::kEntriesPerLayer)
            break; // the builder says so
    }
    std::sort(names.begin(), names.end());
    for (const std::string &name : names) {
        if (m_job.isCancelled())
            return m_job.cancelled();
        if (Result<void> added = add(directory, name, prefix + name, depth); !added)
            return added;
    }
    return {};
}

} // namespace

Result<LayerTreePtr> walkDiff(int directory, const QString &layerName, Job &job)
{
    return withinMemory(layerName, [&]() -> Result<LayerTreePtr> { return Walker(layerName, job).run(directory); });
}

} // namespace varve
