// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/storage/storagelayer.h"

#include "services/archive/mappedsource.h"
#include "services/archive/openbeneath.h"
#include "services/archive/tarsplit/tarsplit.h"
#include "services/stores/storage/diffwalker.h"

#include <QtCore/QScopeGuard>

#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

class DescriptorSource final : public ByteSource {
public:
    DescriptorSource(int fd, QString subject)
        : m_fd(fd)
        , m_subject(std::move(subject))
    {
    }
    ~DescriptorSource() override { ::close(m_fd); }
    DescriptorSource(const DescriptorSource &) = delete;
    DescriptorSource &operator=(const DescriptorSource &) = delete;

    Result<std::size_t> read(std::span<std::byte> buffer) override
    {
        for (;;) {
            const ssize_t count = ::read(m_fd, buffer.data(), buffer.size());
            if (count >= 0)
                return static_cast<std::size_t>(count);
            if (errno != EINTR)
                return fail(errorFromErrno(errno, m_subject, u"read"_s));
        }
    }

private:
    const int m_fd;
    const QString m_subject;
};

// As the layer was unpacked: symlinks are followed as if the folder were the root, and nothing leads out of it. What comes
// out is only ever hashed.
Result<int> openInRoot(int root, const std::string &path, const QString &subject)
{
    if (path.find('\0') != std::string::npos)
        return fail(ErrorCode::Corrupt, subject, u"open: a NUL byte in the path"_s);
    open_how how {};
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW;
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    for (;;) {
        const long fd = ::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how);
        if (fd >= 0)
            return static_cast<int>(fd);
        if (errno == ENOSYS || errno == EPERM) {
            std::size_t begin = 0;
            while (begin < path.size() && path[begin] == '/')
                ++begin;
            return openFileBeneath(root, QByteArray::fromStdString(path.substr(begin)), subject);
        }
        if (errno != EAGAIN && errno != EINTR)
            return fail(errorFromErrno(errno, subject, u"open"_s));
    }
}

Result<std::unique_ptr<ByteSource>> openContent(int root, const std::string &path)
{
    const QString subject = QString::fromStdString(path);
    const Result<int> fd = openInRoot(root, path, subject);
    if (!fd) {
        if (fd.error().code == ErrorCode::AccessDenied)
            return fail(fd.error());
        return fail(ErrorCode::Corrupt, subject, u"not in the unpacked layer: "_s + fd.error().detail);
    }
    struct stat status { };
    if (::fstat(*fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(*fd);
        return fail(ErrorCode::Corrupt, subject, u"no regular file in the unpacked layer"_s);
    }
    return std::make_unique<DescriptorSource>(*fd, subject);
}

} // namespace

StorageLayerReader::StorageLayerReader(StorageFolderPtr folder, StorageLayer layer)
    : m_folder(std::move(folder))
    , m_layer(std::move(layer))
{
    const Result<MappedFilePtr> file = m_folder->map(m_folder->tarSplitPath(m_layer.id));
    m_treeBytes = file ? static_cast<std::int64_t>((*file)->bytes().size()) : contentBytes();
}

Error StorageLayerReader::explain(const Error &error, Job &job) const
{
    if (error.code == ErrorCode::Cancelled)
        return error;
    const Result<StorageSnapshotPtr> now = m_folder->snapshot(job);
    if (now && !(*now)->layers.contains(m_layer.id))
        return { ErrorCode::NotFound, m_layer.id, u"the layer was removed while it was read"_s };
    return error;
}

Result<LayerTreePtr> StorageLayerReader::readUnpacked(Job &job)
{
    const QString path = m_folder->unpackedPath(m_layer.id);
    if (!m_folder->hasOnlyChanges()) {
        return fail(ErrorCode::Unsupported, m_layer.id,
            u"there is no tar-split file of this layer, and with the driver %1 its folder also holds the layers below"_s
                .arg(m_folder->driver()));
    }
    const Result<int> folder = m_folder->openFolder(path);
    if (!folder)
        return fail(folder.error());
    const auto closer = qScopeGuard([&] { ::close(*folder); });
    return walkDiff(*folder, m_layer.id, job);
}

Result<LayerTreePtr> StorageLayerReader::readTree(Job &job)
{
    const Result<MappedFilePtr> file = m_folder->map(m_folder->tarSplitPath(m_layer.id));
    Result<LayerTreePtr> tree = fail(file ? Error {} : file.error());
    if (file) {
        m_treeFrom = (*file)->identity();
        tree = scanTarSplit(std::make_unique<MappedSource>(*file), m_layer.id, job);
    } else if (file.error().code == ErrorCode::NotFound) {
        m_isTreeUnpacked = true;
        tree = readUnpacked(job);
    }
    if (file && (*file)->wasTruncated())
        tree = fail(ErrorCode::Corrupt, (*file)->name(), u"the file was cut short while it was read"_s);
    if (!tree)
        return fail(explain(tree.error(), job));
    return tree;
}

Result<Digest> StorageLayerReader::diffId(Job &job)
{
    const Result<MappedFilePtr> file = m_folder->map(m_folder->tarSplitPath(m_layer.id));
    if (!file && file.error().code == ErrorCode::NotFound) {
        return fail(explain({ ErrorCode::Unsupported, m_layer.id,
                                u"without its tar-split file the layer's tar cannot be put together again"_s },
            job));
    }
    if (!file)
        return fail(explain(file.error(), job));
    if (m_isTreeUnpacked) {
        return fail(
            ErrorCode::Unsupported, m_layer.id, u"there was no tar-split file of this layer when its tree was read"_s);
    }
    // Else the digest would be of one file and the tree of another, and the one would seem to prove the other.
    const FileIdentity identity = (*file)->identity();
    const auto changed = [&] {
        return fail(ErrorCode::Conflict, (*file)->name(), u"the file was changed while it was read"_s);
    };
    if (m_treeFrom && *m_treeFrom != identity)
        return changed();
    const QString path = m_folder->unpackedPath(m_layer.id);
    if (path.isEmpty()) {
        return fail(ErrorCode::Unsupported, m_layer.id,
            u"how the driver %1 keeps unpacked layers is not known"_s.arg(m_folder->driver()));
    }
    const Result<int> folder = m_folder->openFolder(path);
    if (!folder)
        return fail(explain(folder.error(), job));
    const auto closer = qScopeGuard([&] { ::close(*folder); });
    const Result<Digest> digest = digestTarSplit(
        std::make_unique<MappedSource>(*file), [&](const std::string &name) { return openContent(*folder, name); },
        m_layer.id, job);
    if (!digest)
        return fail(explain(digest.error(), job));
    if (!(*file)->isStill(identity))
        return changed();
    return digest;
}

} // namespace varve
