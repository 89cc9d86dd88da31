// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/dockerconversion.h"

#include "services/oci/json.h"
#include "services/stores/files/contentsniffer.h"
#include "services/types/bytes.h"
#include "services/types/limits.h"

#include <algorithm>

namespace varve {

namespace {

constexpr const char *kManifestType = "application/vnd.oci.image.manifest.v1+json";
constexpr const char *kConfigType = "application/vnd.oci.image.config.v1+json";
const QLatin1String kLayerType("application/vnd.oci.image.layer.v1.tar");

Compression compressionOf(const MappedRange &range)
{
    return sniffCompression(range.bytes().first(std::min<std::size_t>(range.length, kSniffBytes)));
}

Descriptor documentDescriptor(const char *mediaType, const QByteArray &bytes)
{
    Descriptor descriptor;
    descriptor.mediaType = QString::fromLatin1(mediaType);
    descriptor.digest = digestOf(bytesOf(bytes));
    descriptor.sizeBytes = bytes.size();
    return descriptor;
}

Json jsonOf(const Descriptor &descriptor)
{
    return { { "mediaType", descriptor.mediaType.toStdString() },
        { "digest", descriptor.digest.toString().toStdString() }, { "size", descriptor.sizeBytes } };
}

QByteArray manifestOf(const Descriptor &config, const QList<Descriptor> &layers)
{
    Json json { { "schemaVersion", 2 }, { "mediaType", kManifestType }, { "config", jsonOf(config) },
        { "layers", Json::array() } };
    for (const Descriptor &layer : layers)
        json["layers"].push_back(jsonOf(layer));
    return QByteArray::fromStdString(json.dump());
}

class Converter {
public:
    Converter(const FileSet &files, const ImageSource &image, const LibrarySession &session, Job &job)
        : m_files(files)
        , m_image(image)
        , m_session(session)
        , m_job(job)
    {
    }

    Result<Descriptor> run()
    {
        Result<QByteArray> config = m_image.legacyChain.isEmpty() ? readConfig() : QByteArray();
        if (!config)
            return fail(config.error());
        QList<Descriptor> layers;
        for (qsizetype i = 0; i < m_image.layers.size(); ++i) {
            const Digest expected = m_diffIds.value(i);
            const Result<Descriptor> layer = addLayer(m_image.layers[i], expected);
            if (!layer)
                return fail(layer.error());
            layers.append(*layer);
        }
        if (!m_image.legacyChain.isEmpty())
            config = makeConfig();
        if (!config)
            return fail(config.error());
        const Descriptor configDescriptor = documentDescriptor(kConfigType, *config);
        const QByteArray manifest = manifestOf(configDescriptor, layers);
        Descriptor descriptor = documentDescriptor(kManifestType, manifest);
        descriptor.platform = m_image.summary.platform;
        Result<void> added = m_session.add(configDescriptor, bytesOf(*config), m_job);
        if (added)
            added = m_session.add(descriptor, bytesOf(manifest), m_job);
        return added ? Result<Descriptor>(descriptor) : fail(added.error());
    }

private:
    Result<QByteArray> readConfig()
    {
        Result<QByteArray> config = m_files.document(m_image.configFile, limits::kConfigBytes);
        if (!config)
            return config;
        const Digest &named = m_image.config.digest;
        if (!named.isNull() && digestOf(bytesOf(*config), named.algorithm()) != named)
            return fail(ErrorCode::Corrupt, m_image.configFile, QStringLiteral("the config is not what its name says"));
        const Result<ConfigDocument> document = parseConfig(*config, m_image.configFile);
        if (!document)
            return fail(document.error());
        if (document->diffIds.size() != m_image.layers.size())
            return fail(ErrorCode::Corrupt, m_image.configFile,
                QStringLiteral("the config names %1 layers, the archive %2")
                    .arg(document->diffIds.size())
                    .arg(m_image.layers.size()));
        m_diffIds = document->diffIds;
        return config;
    }

    // A plain layer's DiffID is its blob's digest: it is proved on the way. Only hashing tells that of a compressed
    // one, and of one that no config names.
    Result<Descriptor> addLayer(const LayerSource &source, const Digest &diffId)
    {
        const Result<LayerContent> content = m_files.content(source.fileName);
        if (!content)
            return fail(content.error());
        const MappedRange &range = content->range;
        if (!range.file)
            return fail(
                ErrorCode::Unsupported, source.fileName, QStringLiteral("the layer is not stored in one piece"));
        const Compression compression = compressionOf(range);
        Descriptor layer;
        layer.mediaType = kLayerType;
        layer.digest = diffId;
        layer.sizeBytes = static_cast<std::int64_t>(range.length);
        if (compression != Compression::None || diffId.isNull()) {
            const Result<LayerDigests> digests = digestLayer(range, m_job);
            if (!digests)
                return fail(digests.error());
            if (!diffId.isNull() && digests->diffId != diffId)
                return fail(ErrorCode::Corrupt, source.fileName,
                    QStringLiteral("wrong DiffID: the layer has %1").arg(digests->diffId.toString()));
            layer.digest = digests->blob;
            if (diffId.isNull())
                m_foundDiffIds.append(digests->diffId);
        }
        if (compression == Compression::Gzip)
            layer.mediaType += QLatin1String("+gzip");
        else if (compression == Compression::Zstd)
            layer.mediaType += QLatin1String("+zstd");
        m_job.setNote(source.fileName);
        if (const Result<void> added = m_session.add(layer, range.bytes(), m_job); !added)
            return fail(added.error());
        return layer;
    }

    // What Docker 1.10 made of such images: the members of the top layer's document that a config has, the layers, and
    // a history out of all documents.
    Result<QByteArray> makeConfig()
    {
        Json config = Json::object();
        Json history = Json::array();
        for (const QString &id : m_image.legacyChain) {
            const QString name = id + QStringLiteral("/json");
            const Result<QByteArray> bytes = m_files.document(name, limits::kConfigBytes);
            const Result<Json> layer = bytes ? parseJson(*bytes, limits::kConfigBytes, name) : fail(bytes.error());
            if (!layer)
                return fail(layer.error());
            config = *layer;
            history.push_back(historyOf(*layer));
        }
        Json made = Json::object();
        for (const char *const key :
            { "architecture", "author", "config", "container_config", "created", "docker_version", "os", "variant" }) {
            if (const Json *value = member(config, key))
                made[key] = *value;
        }
        made["history"] = history;
        made["rootfs"] = { { "type", "layers" }, { "diff_ids", Json::array() } };
        for (const Digest &diffId : std::as_const(m_foundDiffIds))
            made["rootfs"]["diff_ids"].push_back(diffId.toString().toStdString());
        return QByteArray::fromStdString(made.dump());
    }

    static Json historyOf(const Json &layer)
    {
        Json entry = Json::object();
        for (const char *const key : { "created", "author", "comment" }) {
            if (const QString value = stringMember(layer, key); !value.isEmpty())
                entry[key] = value.toStdString();
        }
        if (const Json *container = member(layer, "container_config"))
            entry["created_by"] = stringListMember(*container, "Cmd").join(u' ').toStdString();
        return entry;
    }

    const FileSet &m_files;
    const ImageSource &m_image;
    const LibrarySession &m_session;
    Job &m_job;
    QList<Digest> m_diffIds; // from the config
    QList<Digest> m_foundDiffIds; // where there is none
};

} // namespace

std::int64_t conversionBytes(const FileSet &files, const ImageSource &image)
{
    std::int64_t bytes = 0;
    for (const LayerSource &layer : image.layers) {
        const Result<LayerContent> content = files.content(layer.fileName);
        if (!content || !content->range.file)
            continue;
        const bool isHashedBefore = !image.legacyChain.isEmpty() || compressionOf(content->range) != Compression::None;
        bytes += static_cast<std::int64_t>(content->range.length) * (isHashedBefore ? 2 : 1);
    }
    return bytes;
}

Result<Descriptor> convertToLibrary(
    const FileSet &files, const ImageSource &image, const LibrarySession &session, Job &job)
{
    return Converter(files, image, session, job).run();
}

} // namespace varve
