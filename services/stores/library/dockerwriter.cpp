// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/dockerwriter.h"

#include "services/archive/decoder.h"
#include "services/archive/digester.h"
#include "services/archive/mappedsource.h"
#include "services/oci/json.h"
#include "services/oci/mediatypes.h"
#include "services/types/limits.h"

#include <algorithm>
#include <vector>

namespace varve {

namespace {

class DockerWriter {
public:
    DockerWriter(const LibraryFolder &folder, const LibraryGraph &graph, TarWriter &tar, Job &job)
        : m_folder(folder)
        , m_graph(graph)
        , m_tar(tar)
        , m_job(job)
        , m_block(limits::kBlockBytes)
    {
    }

    Result<void> run(const QList<LibraryEntry> &entries)
    {
        for (const LibraryEntry &entry : entries) {
            if (const Result<void> planned = plan(entry); !planned)
                return planned;
        }
        std::sort(m_images.begin(), m_images.end(), [](const Image &a, const Image &b) { return a.config < b.config; });
        std::int64_t bytes = 0;
        for (const Layer &layer : std::as_const(m_layers))
            bytes += layer.blobBytes * 2;
        m_job.setProgress(0, bytes, Job::Unit::Bytes);
        QList<Digest> diffIds = m_layers.keys();
        std::sort(diffIds.begin(), diffIds.end());
        for (const Digest &diffId : std::as_const(diffIds)) {
            if (const Result<void> written = writeLayer(diffId, m_layers.value(diffId)); !written)
                return written;
        }
        Json manifest = Json::array();
        for (Image &image : m_images) {
            if (const Result<void> written = m_tar.addFile(configName(image).toLatin1(), image.configBytes); !written)
                return written;
            manifest.push_back(itemOf(image));
        }
        return m_tar.addFile("manifest.json", QByteArray::fromStdString(manifest.dump()));
    }

private:
    struct Image {
        Digest config;
        QByteArray configBytes;
        QList<Digest> diffIds;
        QStringList names;
    };
    struct Layer {
        Digest blob;
        std::int64_t blobBytes = 0;
    };

    static QString configName(const Image &image) { return image.config.hex() + QStringLiteral(".json"); }
    static QString layerName(const Digest &diffId) { return diffId.hex() + QStringLiteral(".tar"); }

    static Json itemOf(Image &image)
    {
        image.names.sort();
        image.names.removeDuplicates();
        Json item { { "Config", configName(image).toStdString() }, { "RepoTags", Json::array() },
            { "Layers", Json::array() } };
        for (const QString &name : std::as_const(image.names))
            item["RepoTags"].push_back(name.toStdString());
        for (const Digest &diffId : std::as_const(image.diffIds))
            item["Layers"].push_back(layerName(diffId).toStdString());
        return item;
    }

    // An index stands for those of its platforms that are here.
    Result<void> plan(const LibraryEntry &entry)
    {
        const auto document = m_graph.documents.constFind(entry.descriptor.digest);
        if (document == m_graph.documents.constEnd())
            return fail(ErrorCode::Unsupported, entry.descriptor.digest.toString(), QStringLiteral("no image"));
        if (!document->isIndex)
            return planImage(entry, *document);
        int count = 0;
        for (const Descriptor &child : document->blobs) {
            if (child.platform.isUnknown() || !m_graph.documents.contains(child.digest))
                continue;
            LibraryEntry platform = entry;
            platform.descriptor = child;
            if (count++ > 0)
                platform.name.clear(); // a name means one image there
            if (const Result<void> planned = plan(platform); !planned)
                return planned;
        }
        return {};
    }

    Result<void> planImage(const LibraryEntry &entry, const LibraryDocument &document)
    {
        const QString subject = entry.name.isEmpty() ? entry.descriptor.digest.toString() : entry.name;
        const bool isImage = isImageConfigMediaType(document.config.mediaType)
            && std::all_of(document.blobs.cbegin(), document.blobs.cend(),
                [](const Descriptor &layer) { return isLayerMediaType(layer.mediaType); });
        const bool isEncrypted = std::any_of(document.blobs.cbegin(), document.blobs.cend(),
            [](const Descriptor &layer) { return isEncryptedMediaType(layer.mediaType); });
        if (!isImage || isEncrypted)
            return fail(ErrorCode::Unsupported, subject,
                isEncrypted ? QStringLiteral("an encrypted layer") : QStringLiteral("no image but an artifact"));
        const Result<QByteArray> bytes = m_folder.readBlob(document.config.digest, limits::kConfigBytes);
        const Result<ConfigDocument> config = bytes ? parseConfig(*bytes, subject) : fail(bytes.error());
        if (!config)
            return fail(config.error());
        if (config->diffIds.size() != document.blobs.size())
            return fail(ErrorCode::Corrupt, subject,
                QStringLiteral("the config names %1 layers, the manifest %2")
                    .arg(config->diffIds.size())
                    .arg(document.blobs.size()));
        for (qsizetype i = 0; i < document.blobs.size(); ++i) {
            const auto status = m_folder.blobStatus(document.blobs[i].digest);
            m_layers.insert(config->diffIds[i], { document.blobs[i].digest, status ? status->sizeBytes : 0 });
        }
        const auto known = std::find_if(m_images.begin(), m_images.end(),
            [&](const Image &image) { return image.config == document.config.digest; });
        Image &image = known != m_images.end()
            ? *known
            : m_images.emplace_back(Image { document.config.digest, *bytes, config->diffIds, {} });
        if (!entry.name.isEmpty() && !entry.name.contains(u'@'))
            image.names.append(entry.name);
        return {};
    }

    // All that a layer inflates to, in blocks, with the stored bytes as progress.
    Result<void> inflate(const MappedFilePtr &file, const std::function<Result<void>(std::span<const std::byte>)> &sink)
    {
        Result<std::unique_ptr<Decoder>> decoder =
            Decoder::create(std::make_unique<MappedSource>(file), file->name(), &m_job);
        if (!decoder)
            return fail(decoder.error());
        std::uint64_t told = 0;
        for (;;) {
            if (m_job.isCancelled())
                return m_job.cancelled();
            const Result<std::size_t> count = (*decoder)->read(m_block);
            if (!count)
                return fail(count.error());
            const std::uint64_t consumed = (*decoder)->consumedBytes();
            m_job.addProgress(static_cast<std::int64_t>(consumed - told));
            told = consumed;
            if (*count == 0)
                return {};
            if (const Result<void> taken = sink(std::span(m_block).first(*count)); !taken)
                return taken;
        }
    }

    Result<void> writeLayer(const Digest &diffId, const Layer &layer)
    {
        m_job.setNote(layer.blob.toString());
        const Result<MappedFilePtr> file = m_folder.openBlob(layer.blob);
        if (!file)
            return fail(file.error());
        std::int64_t size = 0;
        Result<void> done = inflate(*file, [&](std::span<const std::byte> bytes) -> Result<void> {
            size += static_cast<std::int64_t>(bytes.size());
            return {};
        });
        if (done)
            done = m_tar.beginFile(layerName(diffId).toLatin1(), size);
        Digester digester(diffId.algorithm());
        if (done)
            done = inflate(*file, [&](std::span<const std::byte> bytes) {
                digester.add(bytes);
                return m_tar.write(bytes);
            });
        if (done)
            done = m_tar.endFile();
        if (!done)
            return done;
        const Digest actual = digester.finish();
        if (actual != diffId || (*file)->wasTruncated())
            return fail(ErrorCode::Corrupt, layer.blob.toString(),
                QStringLiteral("wrong DiffID: the layer has %1").arg(actual.toString()));
        return {};
    }

    const LibraryFolder &m_folder;
    const LibraryGraph &m_graph;
    TarWriter &m_tar;
    Job &m_job;
    std::vector<std::byte> m_block;
    std::vector<Image> m_images;
    QHash<Digest, Layer> m_layers; // by DiffID
};

} // namespace

Result<void> writeDockerArchive(const LibraryFolder &folder, const LibraryGraph &graph,
    const QList<LibraryEntry> &entries, TarWriter &tar, Job &job)
{
    return DockerWriter(folder, graph, tar, job).run(entries);
}

} // namespace varve
