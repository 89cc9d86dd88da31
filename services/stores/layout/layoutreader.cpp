// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/layout/layoutreader.h"

#include "services/oci/mediatypes.h"
#include "services/types/imagereference.h"
#include "services/types/limits.h"

#include <QtCore/QSet>

namespace varve {

namespace {

QString nameOf(const Descriptor &descriptor)
{
    // containerd writes the whole name there, and only the tag where the specification wants it.
    const QString whole = descriptor.annotation(QStringLiteral("io.containerd.image.name"));
    return whole.isEmpty() ? descriptor.annotation(QStringLiteral("org.opencontainers.image.ref.name")) : whole;
}

bool isAttestation(const Descriptor &descriptor)
{
    return descriptor.platform.isUnknown()
        || descriptor.annotation(QStringLiteral("vnd.docker.reference.type")) == QLatin1String("attestation-manifest");
}

// cosign ties what it stores to an image by the tag "sha256-<hex>.sig", ".att" or ".sbom".
ImageKind kindOfName(const QString &name)
{
    constexpr qsizetype kHexDigits = 64;
    const QString parsed = ImageReference::fromName(name).tag;
    const QString tag = parsed.isEmpty() ? name : parsed;
    static constexpr QLatin1String kPrefix("sha256-");
    if (!tag.startsWith(kPrefix) || !Digest::fromSha256Hex(tag.mid(kPrefix.size(), kHexDigits).toLatin1()))
        return ImageKind::Image;
    const QString suffix = tag.mid(kPrefix.size() + kHexDigits);
    if (suffix == QLatin1String(".sig"))
        return ImageKind::Signature;
    if (suffix == QLatin1String(".att"))
        return ImageKind::Attestation;
    return suffix == QLatin1String(".sbom") ? ImageKind::Artifact : ImageKind::Image;
}

class LayoutReader {
public:
    LayoutReader(const FileSet &files, Job &job)
        : m_files(files)
        , m_job(job)
    {
        m_set.kind = m_files.isFolder() ? StoreKind::OciLayout : StoreKind::OciArchive;
    }

    Result<ImageSet> run()
    {
        checkMarker();
        const QString name = QStringLiteral("index.json");
        const Result<QByteArray> bytes = m_files.document(name, limits::kManifestBytes);
        if (!bytes)
            return fail(bytes.error());
        const Result<IndexDocument> index = parseIndex(*bytes, name);
        if (!index)
            return fail(index.error());
        m_documents.append({ QStringLiteral("index.json"), name });
        return runBelow(*index);
    }

    Result<ImageSet> runBelow(const IndexDocument &index)
    {
        m_set.warnings += index.warnings;
        if (const Result<void> walked = walk(index, {}); !walked)
            return fail(walked.error());
        for (ImageSource &image : m_set.images) {
            if (m_job.isCancelled())
                return m_job.cancelled();
            summarise(m_files, image, m_set.warnings);
        }
        return std::move(m_set);
    }

private:
    void warn(ErrorCode code, const QString &subject, const QString &detail)
    {
        m_set.warnings.append({ code, subject, {}, detail });
    }

    // A layout without its marker or of another version is read all the same: nothing else depends on it.
    void checkMarker()
    {
        const QString name = QStringLiteral("oci-layout");
        const Result<QByteArray> marker = m_files.document(name, limits::kErrorBodyBytes);
        if (!marker)
            warn(marker.error().code, name,
                QStringLiteral("the marker file of the layout cannot be read: %1").arg(marker.error().detail));
        else if (!marker->contains("\"1."))
            warn(ErrorCode::Unsupported, name, QStringLiteral("the layout is not of version 1"));
    }

    Result<void> walk(const IndexDocument &index, const QString &inheritedName)
    {
        for (const Descriptor &descriptor : index.manifests) {
            if (m_job.isCancelled())
                return m_job.cancelled();
            if (++m_visited > limits::kImagesPerIndex) {
                if (m_visited == limits::kImagesPerIndex + 1)
                    warn(ErrorCode::LimitExceeded, QStringLiteral("index.json"),
                        QStringLiteral("more than %1 images (kImagesPerIndex)").arg(limits::kImagesPerIndex));
                return {};
            }
            const QString ownName = nameOf(descriptor);
            if (const Result<void> visited = visit(descriptor, ownName.isEmpty() ? inheritedName : ownName); !visited)
                return visited;
        }
        return {};
    }

    Result<void> visit(const Descriptor &descriptor, const QString &name)
    {
        const QString label = imageLabel(name.isEmpty() ? QStringList() : QStringList { name }, descriptor.digest);
        if (isSchema1MediaType(descriptor.mediaType)) {
            warn(ErrorCode::Unsupported, label, QStringLiteral("a manifest of schema version 1"));
            return {};
        }
        // The same manifest again, under another name or from another index: nothing new to read.
        if (const auto known = m_byManifest.constFind(descriptor.digest); known != m_byManifest.constEnd()) {
            addName(m_set.images[*known], name);
            return {};
        }
        const Result<QByteArray> bytes =
            verifiedDocument(m_files, descriptor.digest.blobPath(), descriptor, limits::kManifestBytes);
        if (!bytes) {
            const bool isAbsent = bytes.error().code == ErrorCode::NotFound;
            if (isAbsent)
                addAbsent(descriptor, name);
            if (!isAbsent || m_path.isEmpty()) // below an index, absent platforms are the usual thing
                warn(bytes.error().code, label, bytes.error().detail);
            return {};
        }
        const bool isKnownType = isIndexMediaType(descriptor.mediaType) || isManifestMediaType(descriptor.mediaType);
        const Result<DocumentShape> shape =
            documentShape(*bytes, isKnownType ? descriptor.mediaType : QString(), descriptor.digest.blobPath());
        if (!shape) {
            warn(shape.error().code, label, shape.error().detail);
            return {};
        }
        if (*shape == DocumentShape::Index)
            return visitIndex(descriptor, *bytes, name, label);
        if (*shape == DocumentShape::Manifest)
            addManifest(descriptor, *bytes, name, label);
        else
            addBare(descriptor, name);
        return {};
    }

    Result<void> visitIndex(
        const Descriptor &descriptor, const QByteArray &bytes, const QString &name, const QString &label)
    {
        if (m_path.contains(descriptor.digest)) {
            warn(ErrorCode::Corrupt, label, QStringLiteral("an index that contains itself"));
            return {};
        }
        if (m_path.size() >= limits::kIndexDepth) {
            warn(ErrorCode::LimitExceeded, label,
                QStringLiteral("indexes nested deeper than %1 (kIndexDepth)").arg(limits::kIndexDepth));
            return {};
        }
        if (m_walked.contains({ descriptor.digest, name }))
            return {}; // indexes that name each other many times would be walked more often than there are atoms
        m_walked.insert({ descriptor.digest, name });
        const Result<IndexDocument> index = parseIndex(bytes, descriptor.digest.blobPath());
        if (!index) {
            warn(index.error().code, label, index.error().detail);
            return {};
        }
        if (!m_seenIndexes.contains(descriptor.digest))
            m_set.warnings += index->warnings;
        m_seenIndexes.insert(descriptor.digest);
        m_path.append(descriptor.digest);
        m_documents.append({ QStringLiteral("index"), descriptor.digest.blobPath() });
        const Result<void> walked = walk(*index, name);
        m_documents.removeLast();
        m_path.removeLast();
        return walked;
    }

    static void addName(ImageSource &image, const QString &name)
    {
        if (name.isEmpty() || image.summary.names.contains(name))
            return;
        if (image.summary.kind == ImageKind::Image || kindOfName(name) != ImageKind::Image)
            image.summary.names.append(name);
    }

    ImageSource &append(const Descriptor &descriptor, const QString &name, ImageKind kind)
    {
        ImageSource image;
        image.manifest = descriptor;
        image.summary.id = { descriptor.digest.toString() };
        image.summary.manifestDigest = descriptor.digest;
        image.summary.kind = isAttestation(descriptor) ? ImageKind::Attestation : kind;
        if (image.summary.kind == ImageKind::Image)
            image.summary.kind = kindOfName(name);
        if (!isAttestation(descriptor)) {
            // Build records share the index of their image, but its name is not theirs.
            image.summary.platform = descriptor.platform;
            if (!name.isEmpty())
                image.summary.names.append(name);
        }
        image.summary.artifactType = descriptor.artifactType;
        image.documents = m_documents;
        m_byManifest.insert(descriptor.digest, static_cast<qsizetype>(m_set.images.size()));
        m_set.images.push_back(std::move(image));
        return m_set.images.back();
    }

    void addAbsent(const Descriptor &descriptor, const QString &name)
    {
        const ImageKind kind = kindOfMediaType(descriptor.artifactType);
        append(descriptor, name, kind).summary.isLocal = false;
    }

    // A blob in the index that is neither index nor manifest: some tools keep documents of their own there.
    void addBare(const Descriptor &descriptor, const QString &name)
    {
        ImageSource &image = append(descriptor, name, ImageKind::Artifact);
        if (image.summary.artifactType.isEmpty())
            image.summary.artifactType = descriptor.mediaType;
        image.documents.prepend({ QStringLiteral("content"), descriptor.digest.blobPath() });
    }

    void addManifest(const Descriptor &descriptor, const QByteArray &bytes, const QString &name, const QString &label)
    {
        const Result<ManifestDocument> manifest = parseManifest(bytes, descriptor.digest.blobPath());
        if (!manifest) {
            warn(manifest.error().code, label, manifest.error().detail);
            return;
        }
        ImageSource &image = append(descriptor, name, manifest->kind);
        image.annotations = manifest->annotations;
        QList<DocumentSource> own { { QStringLiteral("manifest"), descriptor.digest.blobPath() } };
        if (!manifest->config.digest.isNull()) {
            image.config = manifest->config;
            image.configFile = manifest->config.digest.blobPath();
            own.prepend({ QStringLiteral("config"), image.configFile });
        }
        image.documents = own + image.documents;
        for (const Descriptor &layer : manifest->layers)
            image.layers.append({ layer.digest.blobPath(), layer });
        if (image.summary.kind != ImageKind::Image)
            image.summary.artifactType = artifactTypeOf(*manifest, image.summary.artifactType);
    }

    static QString artifactTypeOf(const ManifestDocument &manifest, const QString &claimed)
    {
        if (!manifest.artifactType.isEmpty())
            return manifest.artifactType;
        if (!claimed.isEmpty())
            return claimed;
        if (!isImageConfigMediaType(manifest.config.mediaType) || manifest.layers.isEmpty())
            return manifest.config.mediaType;
        return manifest.layers.constFirst().mediaType;
    }

    const FileSet &m_files;
    Job &m_job;
    ImageSet m_set;
    QHash<Digest, qsizetype> m_byManifest;
    QSet<Digest> m_seenIndexes;
    QSet<QPair<Digest, QString>> m_walked; // indexes with the name that they were walked for
    QList<Digest> m_path; // the indexes that lead to where we are
    QList<DocumentSource> m_documents; // likewise
    std::size_t m_visited = 0;
};

} // namespace

Result<ImageSet> readLayout(const FileSet &files, Job &job)
{
    return LayoutReader(files, job).run();
}

Result<ImageSet> readLayoutBelow(const IndexDocument &index, const FileSet &files, Job &job)
{
    return LayoutReader(files, job).runBelow(index);
}

} // namespace varve
