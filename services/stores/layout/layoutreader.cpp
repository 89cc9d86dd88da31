// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/layout/layoutreader.h"

#include "services/archive/digester.h"
#include "services/oci/mediatypes.h"
#include "services/stores/configreader.h"
#include "services/types/imagereference.h"
#include "services/types/limits.h"

#include <QtCore/QHash>
#include <QtCore/QSet>

#include <optional>

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
    const QString tag = ImageReference::fromStoredName(name).tag;
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

// An index or a manifest, read and hashed once however often it is named. What a descriptor says of it besides its digest is
// held against this each time.
struct KnownDocument {
    std::optional<Error> error;
    std::int64_t sizeBytes = -1; // -1: there are no bytes
    DocumentOutline outline;
    QByteArray bytes; // only until the visit that read it ends
    std::optional<IndexDocument> index;
};

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
        m_documents.append({ QStringLiteral("index.json"), name, {} });
        return runBelow(*index);
    }

    Result<ImageSet> runBelow(const IndexDocument &index)
    {
        m_set.warnings += index.warnings;
        if (const Result<void> walked = walk(index, {}); !walked)
            return fail(walked.error());
        ConfigReader configs(m_files);
        for (ImageSource &image : m_set.images) {
            if (m_job.isCancelled())
                return m_job.cancelled();
            image.summary.names.removeDuplicates();
            summarise(m_files, image, configs, m_set.warnings);
        }
        for (UnreadableImage &image : m_unreadable) {
            image.summary.names.removeDuplicates();
            // A better descriptor of the same manifest may have come later.
            if (!m_byManifest.contains(image.summary.manifestDigest))
                m_set.unreadable.append(std::move(image));
        }
        return std::move(m_set);
    }

private:
    void warn(ErrorCode code, const QString &subject, const QString &detail)
    {
        const Warning warning { code, subject, {}, detail };
        if (m_warned.contains({ subject, detail })) // an index under many names says the same for each of them
            return;
        m_warned.insert({ subject, detail });
        m_set.warnings.append(warning);
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
        const std::shared_ptr<KnownDocument> document = readOnce(descriptor);
        const QString path = descriptor.digest.blobPath();
        const auto isAbsent = [&] { return document->error && document->error->code == ErrorCode::NotFound; };
        if (isAbsent()) {
            addAbsent(descriptor, name);
            if (m_path.isEmpty()) // below an index, absent platforms are the usual thing
                warn(document->error->code, label, document->error->detail);
            return {};
        }
        if (document->sizeBytes >= 0 && descriptor.sizeBytes >= 0 && descriptor.sizeBytes != document->sizeBytes) {
            addUnreadable(descriptor, name,
                { ErrorCode::Corrupt, label,
                    QStringLiteral("%1 bytes where %2 are promised")
                        .arg(document->sizeBytes)
                        .arg(descriptor.sizeBytes) });
            return {};
        }
        const bool isKnownType = isIndexMediaType(descriptor.mediaType) || isManifestMediaType(descriptor.mediaType);
        const Result<DocumentShape> shape = document->error
            ? fail(*document->error)
            : documentShape(document->outline, isKnownType ? descriptor.mediaType : QString(), path);
        Result<void> visited;
        if (!shape)
            addUnreadable(descriptor, name, { shape.error().code, label, shape.error().detail });
        else if (*shape == DocumentShape::Index)
            visited = visitIndex(descriptor, *document, name, label);
        else if (*shape == DocumentShape::Manifest)
            addManifest(descriptor, *document, name, label);
        else
            addBare(descriptor, name);
        document->bytes.clear();
        return visited;
    }

    std::shared_ptr<KnownDocument> readOnce(const Descriptor &descriptor)
    {
        if (const auto known = m_known.constFind(descriptor.digest); known != m_known.constEnd())
            return *known;
        const auto document = std::make_shared<KnownDocument>();
        m_known.insert(descriptor.digest, document);
        Descriptor anything = descriptor;
        anything.digest = {};
        anything.sizeBytes = -1;
        const QString path = descriptor.digest.blobPath();
        Result<QByteArray> bytes = verifiedDocument(m_files, path, anything, limits::kManifestBytes);
        if (!bytes) {
            document->error = bytes.error();
            return document;
        }
        document->sizeBytes = bytes->size();
        const Digest actual =
            digestOf(std::as_bytes(std::span(bytes->constData(), static_cast<std::size_t>(bytes->size()))),
                descriptor.digest.algorithm());
        if (actual != descriptor.digest) {
            document->error = Error { ErrorCode::Corrupt, path,
                QStringLiteral("wrong digest: the bytes have %1").arg(actual.toString()) };
            return document;
        }
        const Result<DocumentOutline> outline = documentOutline(*bytes, path);
        if (!outline) {
            document->error = outline.error();
            return document;
        }
        document->outline = *outline;
        document->bytes = *std::move(bytes);
        return document;
    }

    // For a document that was put aside because an earlier descriptor called it something else.
    void readAgain(const Descriptor &descriptor, KnownDocument &document)
    {
        if (!document.bytes.isEmpty() || document.error)
            return;
        Result<QByteArray> bytes =
            verifiedDocument(m_files, descriptor.digest.blobPath(), descriptor, limits::kManifestBytes);
        if (bytes)
            document.bytes = *std::move(bytes);
        else
            document.error = bytes.error();
    }

    // The descriptors of an index stay for its other names.
    void parseOnce(const Descriptor &descriptor, KnownDocument &document)
    {
        if (document.index)
            return;
        readAgain(descriptor, document);
        if (document.error)
            return;
        m_indexBytes += static_cast<std::size_t>(document.bytes.size());
        if (m_indexBytes > limits::kDocumentBytesPerArchive) {
            document.error = Error { ErrorCode::LimitExceeded, {},
                QStringLiteral("the indexes hold more than %1 bytes together (kDocumentBytesPerArchive)")
                    .arg(limits::kDocumentBytesPerArchive) };
            return;
        }
        Result<IndexDocument> index = parseIndex(document.bytes, descriptor.digest.blobPath());
        if (index)
            document.index = *std::move(index);
        else
            document.error = index.error();
        document.bytes.clear();
    }

    Result<void> visitIndex(
        const Descriptor &descriptor, KnownDocument &document, const QString &name, const QString &label)
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
        parseOnce(descriptor, document);
        if (document.error) {
            addUnreadable(descriptor, name, { document.error->code, label, document.error->detail });
            return {};
        }
        if (!m_seenIndexes.contains(descriptor.digest))
            m_set.warnings += document.index->warnings;
        m_seenIndexes.insert(descriptor.digest);
        m_path.append(descriptor.digest);
        m_documents.append({ QStringLiteral("index"), descriptor.digest.blobPath(), descriptor.digest });
        const Result<void> walked = walk(*document.index, name);
        m_documents.removeLast();
        m_path.removeLast();
        return walked;
    }

    // Duplicates go in the end, all at once.
    static void addName(ImageSource &image, const QString &name)
    {
        if (name.isEmpty() || (!image.summary.names.isEmpty() && image.summary.names.constLast() == name))
            return;
        if (image.summary.kind == ImageKind::Image || kindOfName(name) != ImageKind::Image)
            image.summary.names.append(name);
    }

    static ImageSummary summaryOf(const Descriptor &descriptor, const QString &name, ImageKind kind)
    {
        ImageSummary summary;
        summary.id = { descriptor.digest.toString() };
        summary.manifestDigest = descriptor.digest;
        summary.kind = isAttestation(descriptor) ? ImageKind::Attestation : kind;
        if (summary.kind == ImageKind::Image)
            summary.kind = kindOfName(name);
        if (!isAttestation(descriptor)) {
            // Build records share the index of their image, but its name is not theirs.
            summary.platform = descriptor.platform;
            if (!name.isEmpty())
                summary.names.append(name);
        }
        summary.artifactType = descriptor.artifactType;
        return summary;
    }

    ImageSource &append(const Descriptor &descriptor, const QString &name, ImageKind kind)
    {
        ImageSource image;
        image.manifest = descriptor;
        image.summary = summaryOf(descriptor, name, kind);
        image.documents = m_documents;
        m_byManifest.insert(descriptor.digest, static_cast<qsizetype>(m_set.images.size()));
        m_set.images.push_back(std::move(image));
        return m_set.images.back();
    }

    // Several names of one manifest that cannot be read are one image, as they are when it can.
    void addUnreadable(const Descriptor &descriptor, const QString &name, const Error &error)
    {
        warn(error.code, error.subject, error.detail);
        if (const auto known = m_unreadableByDigest.constFind(descriptor.digest);
            known != m_unreadableByDigest.constEnd()) {
            if (!name.isEmpty())
                m_unreadable[*known].summary.names.append(name);
            return;
        }
        m_unreadableByDigest.insert(descriptor.digest, m_unreadable.size());
        m_unreadable.append({ summaryOf(descriptor, name, kindOfMediaType(descriptor.artifactType)), error });
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
        image.documents.prepend({ QStringLiteral("content"), descriptor.digest.blobPath(), descriptor.digest });
    }

    void addManifest(const Descriptor &descriptor, KnownDocument &document, const QString &name, const QString &label)
    {
        const QString path = descriptor.digest.blobPath();
        readAgain(descriptor, document);
        const Result<ManifestDocument> manifest =
            document.error ? fail(*document.error) : parseManifest(document.bytes, path);
        if (!manifest) {
            document.error = manifest.error();
            addUnreadable(descriptor, name, { manifest.error().code, label, manifest.error().detail });
            return;
        }
        ImageSource &image = append(descriptor, name, manifest->kind);
        image.annotations = manifest->annotations;
        QList<DocumentSource> own { { QStringLiteral("manifest"), path, descriptor.digest } };
        if (!manifest->config.digest.isNull()) {
            image.config = manifest->config;
            image.configFile = manifest->config.digest.blobPath();
            own.prepend({ QStringLiteral("config"), image.configFile, image.config.digest });
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
    QHash<Digest, std::shared_ptr<KnownDocument>> m_known;
    QList<UnreadableImage> m_unreadable;
    QHash<Digest, qsizetype> m_unreadableByDigest;
    QSet<QPair<QString, QString>> m_warned; // subject and detail
    std::size_t m_indexBytes = 0; // of all indexes that are kept
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
