// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/archive/dockerarchive.h"

#include "services/stores/files/entryindex.h"
#include "services/stores/layout/layoutreader.h"
#include "services/types/limits.h"

#include <QtCore/QSet>

#include <algorithm>

namespace varve {

namespace {

// "<64 hex>.json", "sha256:<64 hex>" and "blobs/sha256/<64 hex>" promise a digest; null for other names.
Digest digestOfConfigName(const QString &name)
{
    QString base = name.mid(name.lastIndexOf(u'/') + 1);
    if (base.startsWith(QLatin1String("sha256:")))
        base.remove(0, 7);
    if (base.endsWith(QLatin1String(".json")))
        base.chop(5);
    return Digest::fromSha256Hex(base.toUtf8()).value_or(Digest());
}

// Only names of the form "blobs/sha256/<hex>" say what a layer's stored bytes hash to.
Digest digestOfBlobName(const QString &name)
{
    static constexpr QLatin1String kFolder("blobs/sha256/");
    return name.startsWith(kFolder) ? Digest::fromSha256Hex(name.mid(kFolder.size()).toUtf8()).value_or(Digest())
                                    : Digest();
}

// Names in manifest.json may be written "./x"; the files are kept without it.
QString fileNameOf(const QString &written)
{
    const std::optional<QByteArray> name = normalisedEntryName(written.toStdString());
    return name ? QString::fromUtf8(*name) : written;
}

void mergeNames(QStringList &names, const QStringList &more)
{
    for (const QString &name : more) {
        if (!names.contains(name))
            names.append(name);
    }
}

class DockerArchiveReader {
public:
    DockerArchiveReader(const FileSet &files, Job &job)
        : m_files(files)
        , m_job(job)
    {
    }

    Result<ImageSet> run()
    {
        m_set.kind = StoreKind::DockerArchive;
        const QString name = QStringLiteral("manifest.json");
        const Result<QByteArray> bytes = m_files.document(name, limits::kDockerManifestBytes);
        if (!bytes)
            return fail(bytes.error());
        const Result<QList<DockerManifestItem>> items = parseDockerManifest(*bytes, name);
        if (!items)
            return fail(isManifest(*bytes) ? skopeoFolderError() : items.error());
        if (m_files.contains(QStringLiteral("index.json"))) {
            if (const Result<void> layout = readLayoutBeside(); !layout)
                return fail(layout.error());
        }
        for (const DockerManifestItem &item : *items) {
            if (m_job.isCancelled())
                return m_job.cancelled();
            add(item);
        }
        for (ImageSource &image : m_set.images) {
            if (m_job.isCancelled())
                return m_job.cancelled();
            summarise(m_files, image, m_set.warnings);
        }
        // Other platforms, build records and artifacts stand in the index only.
        for (std::size_t i = 0; i < m_layout.images.size(); ++i) {
            if (!m_usedOfLayout.contains(i))
                m_set.images.push_back(std::move(m_layout.images[i]));
        }
        return std::move(m_set);
    }

private:
    // skopeo's "dir:" keeps the manifest of its one image under the name that archives have their list under.
    static bool isManifest(const QByteArray &bytes)
    {
        const Result<DocumentShape> shape = documentShape(bytes, {}, {});
        return shape && *shape == DocumentShape::Manifest;
    }
    static Error skopeoFolderError()
    {
        return { ErrorCode::Unsupported, QStringLiteral("manifest.json"),
            QStringLiteral(
                "a folder as skopeo's dir: transport writes it; copy it first: skopeo copy dir:FOLDER oci:NEW") };
    }

    // manifest.json is enough to go on with; a layout that cannot be read is a warning.
    Result<void> readLayoutBeside()
    {
        Result<ImageSet> layout = readLayout(m_files, m_job);
        if (layout) {
            m_layout = *std::move(layout);
            m_set.warnings += m_layout.warnings;
        } else if (layout.error().code == ErrorCode::Cancelled) {
            return fail(layout.error());
        } else {
            m_set.warnings.append({ layout.error().code, layout.error().subject, {}, layout.error().detail });
        }
        return {};
    }

    void add(const DockerManifestItem &item)
    {
        ImageSource image;
        image.configFile = fileNameOf(item.config);
        image.config.digest = digestOfConfigName(item.config);
        image.mustConfigMatch = false;
        image.summary.names = item.repoTags;
        image.documents = { { QStringLiteral("config"), image.configFile },
            { QStringLiteral("manifest.json"), QStringLiteral("manifest.json") } };
        for (const QString &layer : item.layers) {
            LayerSource source;
            source.fileName = fileNameOf(layer);
            source.descriptor.digest = digestOfBlobName(source.fileName);
            for (const auto &[diffId, descriptor] : item.layerSources) {
                if (!source.descriptor.digest.isNull() && descriptor.digest == source.descriptor.digest)
                    source.descriptor = descriptor;
            }
            image.layers.append(source);
        }
        enrich(image);
        giveId(image);
    }

    // Takes over from the layout what manifest.json does not say.
    void enrich(ImageSource &image)
    {
        if (image.config.digest.isNull())
            return;
        for (std::size_t i = 0; i < m_layout.images.size(); ++i) {
            const ImageSource &other = m_layout.images[i];
            if (other.config.digest != image.config.digest || other.summary.kind != ImageKind::Image)
                continue;
            m_usedOfLayout.insert(i);
            image.manifest = other.manifest;
            image.annotations = other.annotations;
            image.summary.manifestDigest = other.summary.manifestDigest;
            for (const DocumentSource &document : other.documents) {
                if (document.title != QLatin1String("config"))
                    image.documents.append(document);
            }
            if (other.layers.size() != image.layers.size())
                continue;
            for (qsizetype layer = 0; layer < image.layers.size(); ++layer) {
                // The file is judged by the descriptor only where both mean the same file.
                if (image.layers[layer].fileName == other.layers[layer].fileName)
                    image.layers[layer].descriptor = other.layers[layer].descriptor;
            }
        }
    }

    // Two items with one config are one image with more names, unless their layers differ, which only a broken tool writes.
    void giveId(ImageSource &image)
    {
        const QString base = image.config.digest.isNull() ? image.configFile : image.config.digest.toString();
        QString id = base;
        for (int copy = 2;; ++copy) {
            const auto known = m_byId.constFind(id);
            if (known == m_byId.constEnd())
                break;
            ImageSource &other = m_set.images[*known];
            const auto sameFile = [](const LayerSource &a, const LayerSource &b) { return a.fileName == b.fileName; };
            if (std::equal(
                    image.layers.cbegin(), image.layers.cend(), other.layers.cbegin(), other.layers.cend(), sameFile)) {
                mergeNames(other.summary.names, image.summary.names);
                return;
            }
            id = base + u'#' + QString::number(copy);
        }
        image.summary.id = { id };
        m_byId.insert(id, m_set.images.size());
        m_set.images.push_back(std::move(image));
    }

    const FileSet &m_files;
    Job &m_job;
    ImageSet m_set;
    ImageSet m_layout;
    QSet<std::size_t> m_usedOfLayout;
    QHash<QString, std::size_t> m_byId;
};

// The folders of an old image from the top layer down to one without a parent, given bottom first.
Result<QStringList> chainOf(const FileSet &files, const QString &topLayer)
{
    QStringList chain;
    QString id = topLayer;
    while (!id.isEmpty()) {
        if (!Digest::fromSha256Hex(id.toUtf8()))
            return fail(ErrorCode::Corrupt, id.left(160), QStringLiteral("a layer's id must be 64 hex digits"));
        if (chain.contains(id))
            return fail(ErrorCode::Corrupt, id, QStringLiteral("a layer that is its own ancestor"));
        if (static_cast<std::size_t>(chain.size()) >= limits::kLayersPerImage)
            return fail(ErrorCode::LimitExceeded, topLayer,
                QStringLiteral("more than %1 layers (kLayersPerImage)").arg(limits::kLayersPerImage));
        chain.prepend(id);
        const QString name = id + QStringLiteral("/json");
        const Result<QByteArray> bytes = files.document(name, limits::kConfigBytes);
        if (!bytes)
            return fail(bytes.error());
        const Result<LegacyLayer> layer = parseLegacyLayer(*bytes, name);
        if (!layer)
            return fail(layer.error());
        id = layer->parent;
    }
    return chain;
}

} // namespace

Result<ImageSet> readDockerArchive(const FileSet &files, Job &job)
{
    return DockerArchiveReader(files, job).run();
}

Result<ImageSet> readLegacyArchive(const FileSet &files, Job &job)
{
    const QString name = QStringLiteral("repositories");
    const Result<QByteArray> bytes = files.document(name, limits::kDockerManifestBytes);
    if (!bytes)
        return fail(bytes.error());
    const Result<QList<RepositoryTag>> tags = parseRepositories(*bytes, name);
    if (!tags)
        return fail(tags.error());

    ImageSet set;
    set.kind = StoreKind::DockerArchive;
    QHash<QString, std::size_t> byTop;
    for (const RepositoryTag &tag : *tags) {
        if (job.isCancelled())
            return job.cancelled();
        if (const auto known = byTop.constFind(tag.topLayer); known != byTop.constEnd()) {
            mergeNames(set.images[*known].summary.names, { tag.name });
            continue;
        }
        const Result<QStringList> chain = chainOf(files, tag.topLayer);
        if (!chain) {
            set.warnings.append({ chain.error().code, tag.name, {},
                chain.error().subject + QStringLiteral(": ") + chain.error().detail });
            continue;
        }
        ImageSource image;
        image.summary.id = { tag.topLayer };
        image.summary.names = { tag.name };
        image.legacyChain = *chain;
        image.documents = { { QStringLiteral("json"), tag.topLayer + QStringLiteral("/json") }, { name, name } };
        for (const QString &id : *chain)
            image.layers.append({ id + QStringLiteral("/layer.tar"), {} });
        byTop.insert(tag.topLayer, set.images.size());
        set.images.push_back(std::move(image));
    }
    for (ImageSource &image : set.images) {
        if (job.isCancelled())
            return job.cancelled();
        summarise(files, image, set.warnings);
    }
    return set;
}

} // namespace varve
