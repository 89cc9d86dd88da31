// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/imagesource.h"

#include "services/archive/digester.h"
#include "services/stores/configreader.h"
#include "services/types/bytes.h"
#include "services/types/limits.h"

#include <algorithm>

namespace varve {

namespace {

Error sizeError(const QString &subject, std::int64_t actual, std::int64_t promised)
{
    return { ErrorCode::Corrupt, subject, QStringLiteral("%1 bytes where %2 are promised").arg(actual).arg(promised) };
}

Error digestError(const QString &subject, const Digest &actual)
{
    return { ErrorCode::Corrupt, subject, QStringLiteral("wrong digest: the bytes have %1").arg(actual.toString()) };
}

// Nothing when the bytes are what the descriptor promises.
std::optional<Error> contradiction(const QByteArray &bytes, const Descriptor &descriptor, const QString &subject)
{
    if (descriptor.sizeBytes >= 0 && descriptor.sizeBytes != bytes.size())
        return sizeError(subject, bytes.size(), descriptor.sizeBytes);
    if (descriptor.digest.isNull())
        return std::nullopt;
    const Digest actual = digestOf(bytesOf(bytes), descriptor.digest.algorithm());
    return actual == descriptor.digest ? std::nullopt : std::optional(digestError(subject, actual));
}

// Fills one ImageDetails. `problems` are warnings that a list of images should show as well. With a ConfigReader only what
// goes into a list is filled in.
class Describer {
public:
    Describer(const FileSet &files, const ImageSource &source, const Job *job, ConfigReader *configs)
        : m_files(files)
        , m_source(source)
        , m_job(job)
        , m_configs(configs)
    {
        m_details.summary = source.summary;
        m_details.warnings = source.warnings + source.damage;
        m_details.damage = source.damage;
        m_details.config.annotations = source.annotations;
    }

    ImageDetails run()
    {
        if (m_source.legacyChain.isEmpty())
            readConfig();
        else
            readLegacyChain();
        m_details.config.annotations = m_source.annotations;
        addLayers();
        pairHistory();
        judgePresence();
        ImageSummary &summary = m_details.summary;
        summary.layerCount = static_cast<int>(m_details.layers.size());
        summary.blobBytes = summary.isPlatformList() ? -1 : sumOfLayers();
        return std::move(m_details);
    }

    const Warnings &problems() const { return m_problems; }

private:
    void warn(const Error &error) { m_details.warnings.append(warningOf(error)); }

    void problem(const Error &error)
    {
        warn(error);
        m_problems.append(warningOf(error));
    }

    void damage(const Error &error)
    {
        problem(error);
        m_details.damage.append(warningOf(error));
    }

    void readConfig()
    {
        if (m_source.configFile.isEmpty())
            return;
        if (m_configs)
            useReading(*m_configs->readBriefly(m_source));
        else
            useReading(ConfigReader::read(m_files, m_source));
    }

    void useReading(const ConfigReading &reading)
    {
        const Descriptor &expected = m_source.config;
        if (reading.readError) {
            m_isConfigMissing = reading.readError->code == ErrorCode::NotFound;
            m_configError = reading.readError;
            return;
        }
        const bool isRight = expected.digest.isNull() || expected.digest == reading.digest;
        if (expected.sizeBytes >= 0 && expected.sizeBytes != reading.sizeBytes)
            m_configError = sizeError(m_source.configFile, reading.sizeBytes, expected.sizeBytes);
        else if (!isRight && m_source.mustConfigMatch)
            m_configError = digestError(m_source.configFile, reading.digest);
        if (m_configError)
            return;
        m_details.summary.configDigest = reading.digest;
        if (!isRight) {
            m_details.isConfigTrusted = false;
            damage({ ErrorCode::Corrupt, m_source.configFile,
                QStringLiteral("the config is not what its name promises: the bytes have %1")
                    .arg(reading.digest.toString()) });
        }
        m_configError = reading.parseError;
        if (m_configError || m_details.summary.kind != ImageKind::Image)
            return; // the config of an artifact has a format of its own
        m_config = reading.document;
        useConfig();
    }

    void useConfig()
    {
        m_details.config = m_config.config;
        m_details.history = m_config.history;
        m_details.warnings += m_config.warnings;
        m_details.summary.created = m_config.created;
        if (!m_config.platform.isEmpty())
            m_details.summary.platform = m_config.platform;
    }

    void readLegacyChain()
    {
        // The image is what its top layer says; the others tell its history.
        const qsizetype first = m_configs ? m_source.legacyChain.size() - 1 : 0;
        for (qsizetype i = first; i < m_source.legacyChain.size() && !(m_job && m_job->isCancelled()); ++i) {
            const QString &id = m_source.legacyChain[i];
            const QString name = id + QStringLiteral("/json");
            const Result<QByteArray> bytes = m_files.document(name, limits::kConfigBytes);
            const Result<LegacyLayer> layer = bytes ? parseLegacyLayer(*bytes, name) : fail(bytes.error());
            HistoryEntry entry;
            if (layer) {
                m_config = layer->config; // that of the top layer remains
                entry = layer->config.history.constFirst();
            } else {
                damage(layer.error());
            }
            entry.layerIndex = static_cast<int>(m_details.history.size());
            m_details.history.append(entry);
        }
        m_config.history = m_details.history;
        useConfig();
    }

    bool hasBlobDigests() const
    {
        return std::none_of(m_source.layers.cbegin(), m_source.layers.cend(),
            [](const LayerSource &layer) { return layer.descriptor.digest.isNull(); });
    }

    void addLayers()
    {
        const bool hasDiffIds = m_config.diffIds.size() == m_source.layers.size();
        if (!hasDiffIds && !m_configError && m_details.summary.kind == ImageKind::Image
            && m_source.legacyChain.isEmpty()) {
            const Error error { ErrorCode::Corrupt,
                imageLabel(m_details.summary.names, m_details.summary.displayDigest()),
                QStringLiteral("the config names %1 layers, the manifest %2: DiffIDs and instructions are not assigned")
                    .arg(m_config.diffIds.size())
                    .arg(m_source.layers.size()) };
            warn(error);
            // A config without any DiffID is poor but no contradiction where the manifest has the digest of every layer.
            if (!m_config.diffIds.isEmpty() || !hasBlobDigests())
                m_details.damage.append(warningOf(error));
        }
        for (qsizetype i = 0; i < m_source.layers.size(); ++i) {
            const LayerSource &source = m_source.layers[i];
            LayerInfo layer;
            layer.diffId = hasDiffIds ? m_config.diffIds[i] : Digest();
            layer.blobDigest = source.descriptor.digest;
            layer.mediaType = source.descriptor.mediaType;
            if (!m_files.isFolder())
                layer.entryName = source.fileName;
            const std::int64_t stored = m_files.sizeBytes(source.fileName);
            layer.isLocal = stored >= 0;
            layer.blobBytes = layer.isLocal ? stored : source.descriptor.sizeBytes;
            if (layer.isLocal && source.descriptor.sizeBytes >= 0 && stored != source.descriptor.sizeBytes) {
                warn({ ErrorCode::Corrupt, source.fileName,
                    QStringLiteral("layer %1: %2 bytes where %3 are promised")
                        .arg(i + 1)
                        .arg(stored)
                        .arg(source.descriptor.sizeBytes) });
            }
            m_details.layers.append(layer);
        }
    }

    // History and layers meet here: both must be as many as the DiffIDs between them.
    void pairHistory()
    {
        const bool pairs = !m_source.legacyChain.isEmpty()
            || (m_config.historyPairs && m_config.diffIds.size() == m_source.layers.size());
        for (HistoryEntry &entry : m_details.history) {
            if (!pairs || entry.layerIndex >= m_details.layers.size())
                entry.layerIndex = -1;
            if (entry.layerIndex < 0)
                continue;
            LayerInfo &layer = m_details.layers[entry.layerIndex];
            layer.instruction = entry.instruction;
            layer.created = entry.created;
            layer.author = entry.author;
            layer.comment = entry.comment;
        }
    }

    // An image of which nothing is here but its manifest is "not local", which is no error: layouts and archives of one
    // platform name the others too. A part missing from an image that is here is one.
    void judgePresence()
    {
        const auto isLocal = [](const LayerInfo &layer) { return layer.isLocal; };
        const bool hasLayers = std::any_of(m_details.layers.cbegin(), m_details.layers.cend(), isLocal);
        if (m_isConfigMissing && !hasLayers) {
            m_details.summary.isLocal = false;
            return;
        }
        if (m_configError)
            damage(*m_configError);
        for (qsizetype i = 0; i < m_details.layers.size(); ++i) {
            if (!m_details.layers[i].isLocal) {
                warn({ ErrorCode::NotFound, m_source.layers[i].fileName,
                    QStringLiteral("layer %1 is named but not here").arg(i + 1) });
            }
        }
    }

    std::int64_t sumOfLayers() const
    {
        std::int64_t sum = 0;
        for (const LayerInfo &layer : m_details.layers) {
            if (layer.blobBytes < 0 || __builtin_add_overflow(sum, layer.blobBytes, &sum))
                return -1;
        }
        return sum;
    }

    const FileSet &m_files;
    const ImageSource &m_source;
    const Job *m_job;
    ConfigReader *m_configs;
    ImageDetails m_details;
    ConfigDocument m_config;
    bool m_isConfigMissing = false;
    std::optional<Error> m_configError;
    Warnings m_problems;
};

} // namespace

Result<QByteArray> verifiedDocument(
    const FileSet &files, const QString &fileName, const Descriptor &descriptor, std::size_t maxBytes)
{
    Result<QByteArray> bytes = files.document(fileName, maxBytes);
    if (!bytes && bytes.error().code == ErrorCode::NotFound && !descriptor.data.isEmpty())
        bytes = descriptor.data;
    if (!bytes)
        return bytes;
    if (const std::optional<Error> error = contradiction(*bytes, descriptor, fileName))
        return fail(*error);
    return bytes;
}

ImageDetails describe(const FileSet &files, const ImageSource &source, const Job &job)
{
    ImageDetails details = Describer(files, source, &job, nullptr).run();
    for (const DocumentSource &document : source.documents) {
        if (job.isCancelled())
            break;
        // Only for display: larger ones than any parser accepts are not shown either.
        Result<QByteArray> bytes = files.document(document.fileName, limits::kManifestBytes);
        if (!bytes)
            continue;
        DocumentProof proof = DocumentProof::Unchecked;
        if (!document.digest.isNull()) {
            const bool isRight = digestOf(bytesOf(*bytes), document.digest.algorithm()) == document.digest;
            proof = isRight ? DocumentProof::Verified : DocumentProof::Mismatch;
        }
        details.documents.append({ document.title, *std::move(bytes), proof });
    }
    return details;
}

void summarise(const FileSet &files, ImageSource &source, ConfigReader &configs, Warnings &warnings)
{
    Describer describer(files, source, nullptr, &configs);
    source.summary = describer.run().summary;
    warnings += describer.problems();
}

QString imageLabel(const QStringList &names, const Digest &digest)
{
    if (names.isEmpty())
        return digest.isNull() ? QString() : digest.toString();
    return digest.isNull() ? names.constFirst() : names.constFirst() + QStringLiteral(" (") + digest.shortHex() + u')';
}

} // namespace varve
