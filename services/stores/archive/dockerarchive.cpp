// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/archive/dockerarchive.h"

#include "services/stores/archive/legacychains.h"
#include "services/stores/configreader.h"
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

// "debian" means "debian:latest"; stored names are whole, for a single word would be a tag.
QString wholeName(const QString &name)
{
    const bool isWhole = name.contains(u'@') || name.lastIndexOf(u':') > name.lastIndexOf(u'/');
    return isWhole ? name : name + QStringLiteral(":latest");
}

QStringList fileNamesOf(const ImageSource &image)
{
    QStringList names;
    names.reserve(image.layers.size());
    for (const LayerSource &layer : image.layers)
        names.append(layer.fileName);
    return names;
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
        ConfigReader configs(m_files);
        for (ImageSource &image : m_set.images) {
            if (m_job.isCancelled())
                return m_job.cancelled();
            image.summary.names.removeDuplicates();
            summarise(m_files, image, configs, m_set.warnings);
        }
        takeRestOfLayout();
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

    // Other platforms, build records and artifacts stand in the index only.
    void takeRestOfLayout()
    {
        for (std::size_t i = 0; i < m_layout.images.size(); ++i) {
            if (m_usedOfLayout.contains(i))
                continue;
            ImageSource &image = m_layout.images[i];
            image.summary.id = { freeId(image.summary.id.value) };
            m_byId.insert(image.summary.id.value);
            m_set.images.push_back(std::move(image));
        }
        // What manifest.json tells of an image is enough where its other manifest cannot be read.
        QSet<QString> names;
        for (const ImageSource &image : m_set.images) {
            for (const QString &name : image.summary.names)
                names.insert(name);
        }
        for (const UnreadableImage &image : std::as_const(m_layout.unreadable)) {
            const QStringList &own = image.summary.names;
            const auto isKnown = [&](const QString &name) { return names.contains(name); };
            if (own.isEmpty() || !std::all_of(own.cbegin(), own.cend(), isKnown))
                m_set.unreadable.append(image);
        }
    }

    // manifest.json is enough to go on with; a layout that cannot be read is a warning.
    Result<void> readLayoutBeside()
    {
        Result<ImageSet> layout = readLayout(m_files, m_job);
        if (layout) {
            m_layout = *std::move(layout);
            for (std::size_t i = 0; i < m_layout.images.size(); ++i) {
                const ImageSource &image = m_layout.images[i];
                if (image.summary.kind != ImageKind::Image || image.config.digest.isNull())
                    continue;
                m_layoutByConfig[image.config.digest].append(i);
                m_layoutByFiles.insert({ image.config.digest, fileNamesOf(image) }, i);
            }
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
        for (const QString &name : item.repoTags)
            image.summary.names.append(wholeName(name));
        image.documents = { { QStringLiteral("config"), image.configFile, image.config.digest },
            { QStringLiteral("manifest.json"), QStringLiteral("manifest.json"), {} } };
        QHash<Digest, const Descriptor *> layerSources;
        for (const auto &[diffId, descriptor] : item.layerSources)
            layerSources.insert(descriptor.digest, &descriptor);
        for (const QString &layer : item.layers) {
            LayerSource source;
            source.fileName = fileNameOf(layer);
            source.descriptor.digest = digestOfBlobName(source.fileName);
            if (const Descriptor *descriptor = layerSources.value(source.descriptor.digest);
                descriptor && !source.descriptor.digest.isNull())
                source.descriptor = *descriptor;
            image.layers.append(source);
        }
        enrich(image);
        giveId(image);
    }

    // Takes over from the layout what manifest.json does not say: from the manifest with the same files, else from the first
    // one with the same config.
    void enrich(ImageSource &image)
    {
        const auto found = m_layoutByConfig.constFind(image.config.digest);
        if (image.config.digest.isNull() || found == m_layoutByConfig.constEnd())
            return;
        if (!m_usedOfLayout.contains(found->constFirst())) {
            for (const std::size_t used : *found)
                m_usedOfLayout.insert(used);
        }
        const std::size_t best =
            m_layoutByFiles.value({ image.config.digest, fileNamesOf(image) }, found->constFirst());
        const ImageSource &other = m_layout.images[best];
        image.manifest = other.manifest;
        image.annotations = other.annotations;
        image.summary.manifestDigest = other.summary.manifestDigest;
        for (const DocumentSource &document : other.documents) {
            if (document.title != QLatin1String("config"))
                image.documents.append(document);
        }
        if (other.layers.size() != image.layers.size())
            return;
        for (qsizetype layer = 0; layer < image.layers.size(); ++layer) {
            // The file is judged by the descriptor only where both mean the same file.
            if (image.layers[layer].fileName == other.layers[layer].fileName)
                image.layers[layer].descriptor = other.layers[layer].descriptor;
        }
    }

    // Two items with one config are one image with more names, unless their layers differ, which only a broken tool writes.
    void giveId(ImageSource &image)
    {
        const QString base = image.config.digest.isNull() ? image.configFile : image.config.digest.toString();
        const QPair<QString, QStringList> key { base, fileNamesOf(image) };
        if (const auto known = m_byFiles.constFind(key); known != m_byFiles.constEnd()) {
            m_set.images[*known].summary.names += image.summary.names;
            return;
        }
        image.summary.id = { freeId(base) };
        m_byId.insert(image.summary.id.value);
        m_byFiles.insert(key, m_set.images.size());
        m_set.images.push_back(std::move(image));
    }

    // `base`, or "base#2" and so on where that is taken. The number goes on from the last time: O(1) in all.
    QString freeId(const QString &base)
    {
        QString id = base;
        while (m_byId.contains(id))
            id = base + u'#' + QString::number(++m_copies[base] + 1);
        return id;
    }

    const FileSet &m_files;
    Job &m_job;
    ImageSet m_set;
    ImageSet m_layout;
    QSet<std::size_t> m_usedOfLayout;
    QHash<Digest, QList<std::size_t>> m_layoutByConfig;
    QHash<QPair<Digest, QStringList>, std::size_t> m_layoutByFiles; // by config and layers
    QHash<QPair<QString, QStringList>, std::size_t> m_byFiles; // likewise, in m_set
    QSet<QString> m_byId;
    QHash<QString, int> m_copies;
};

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
    LegacyChains chains(files);
    QHash<QString, std::size_t> byTop;
    for (const RepositoryTag &tag : *tags) {
        if (job.isCancelled())
            return job.cancelled();
        if (const auto known = byTop.constFind(tag.topLayer); known != byTop.constEnd()) {
            set.images[*known].summary.names.append(tag.name);
            continue;
        }
        const Result<QStringList> chain = chains.chainOf(tag.topLayer, LegacyChains::Gaps::Refused, job);
        if (!chain && chain.error().code == ErrorCode::Cancelled)
            return fail(chain.error());
        if (!chain) {
            set.warnings.append({ chain.error().code, tag.name, {},
                chain.error().subject + QStringLiteral(": ") + chain.error().detail });
            continue;
        }
        ImageSource image = legacyImage(*chain);
        image.summary.names = { tag.name };
        image.documents.append({ name, name, {} });
        byTop.insert(tag.topLayer, set.images.size());
        set.images.push_back(std::move(image));
    }
    ConfigReader configs(files);
    for (ImageSource &image : set.images) {
        if (job.isCancelled())
            return job.cancelled();
        image.summary.names.removeDuplicates();
        summarise(files, image, configs, set.warnings);
    }
    return set;
}

} // namespace varve
