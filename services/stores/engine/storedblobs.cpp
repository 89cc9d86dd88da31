// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/storedblobs.h"

#include "services/archive/digester.h"
#include "services/archive/mappedfile.h"
#include "services/oci/documents.h"
#include "services/oci/mediatypes.h"
#include "services/types/limits.h"

#include <QtCore/QFile>

#include <sys/stat.h>

namespace varve {

namespace {

std::optional<std::int64_t> blocksOf(const QString &path)
{
    struct stat status { };
    if (::lstat(QFile::encodeName(path).constData(), &status) != 0 || !S_ISREG(status.st_mode))
        return std::nullopt;
    return static_cast<std::int64_t>(status.st_blocks) * 512;
}

class StoredBlobsReader {
public:
    StoredBlobsReader(QString folder, const Job &job)
        : m_folder(std::move(folder))
        , m_job(job)
    {
    }

    StoredBlobs run(const Digest &image)
    {
        add(image, {});
        while (!m_waiting.isEmpty() && !m_job.isCancelled()) {
            const Descriptor next = m_waiting.takeLast();
            read(next);
        }
        return std::move(m_found);
    }

private:
    // False: it is not here.
    bool add(const Digest &digest, const QString &mediaType)
    {
        if (m_found.diskBytes.contains(digest))
            return true;
        const bool isNamed = !digest.isNull() && digest.algorithm() == Digest::Algorithm::Sha256;
        const std::optional<std::int64_t> bytes = isNamed ? blocksOf(pathOf(digest)) : std::nullopt;
        if (!bytes)
            return false;
        const bool isDocument =
            m_found.diskBytes.isEmpty() || isIndexMediaType(mediaType) || isManifestMediaType(mediaType);
        m_found.diskBytes.insert(digest, *bytes);
        if (isDocument) {
            Descriptor document;
            document.digest = digest;
            document.mediaType = mediaType;
            m_waiting.append(document);
        }
        return true;
    }

    void read(const Descriptor &descriptor)
    {
        const Result<MappedFilePtr> file = MappedFile::open(pathOf(descriptor.digest));
        if (!file || (*file)->bytes().size() > limits::kManifestBytes
            || digestOf((*file)->bytes()) != descriptor.digest)
            return;
        const std::span<const std::byte> content = (*file)->bytes();
        const QByteArray bytes(reinterpret_cast<const char *>(content.data()), static_cast<qsizetype>(content.size()));
        const QString subject = descriptor.digest.toString();
        const Result<DocumentShape> shape = documentShape(bytes, descriptor.mediaType, subject);
        if (shape && *shape == DocumentShape::Index) {
            const Result<IndexDocument> index = parseIndex(bytes, subject);
            for (const Descriptor &child : index ? index->manifests : QList<Descriptor>()) {
                if (!add(child.digest, child.mediaType) && !child.platform.isUnknown())
                    m_found.lacksPlatforms = true;
            }
        } else if (shape && *shape == DocumentShape::Manifest) {
            const Result<ManifestDocument> manifest = parseManifest(bytes, subject);
            if (!manifest)
                return;
            add(manifest->config.digest, {});
            for (const Descriptor &layer : manifest->layers)
                add(layer.digest, {});
        }
    }

    QString pathOf(const Digest &digest) const { return m_folder + u'/' + digest.hex(); }

    const QString m_folder;
    const Job &m_job;
    StoredBlobs m_found;
    QList<Descriptor> m_waiting;
};

} // namespace

std::optional<StoredBlobs> readStoredBlobs(const QStringList &folders, const Digest &image, const Job &job)
{
    for (const QString &folder : folders) {
        StoredBlobs found = StoredBlobsReader(folder, job).run(image);
        if (!found.diskBytes.isEmpty())
            return found;
    }
    return std::nullopt;
}

} // namespace varve
