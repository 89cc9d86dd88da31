// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/configreader.h"

#include "services/archive/digester.h"
#include "services/types/limits.h"

namespace varve {

namespace {

Digest::Algorithm algorithmOf(const Descriptor &config)
{
    return config.digest.isNull() ? Digest::Algorithm::Sha256 : config.digest.algorithm();
}

} // namespace

ConfigReading ConfigReader::read(const FileSet &files, const ImageSource &source)
{
    ConfigReading reading;
    Result<QByteArray> bytes = files.document(source.configFile, limits::kConfigBytes);
    if (!bytes && bytes.error().code == ErrorCode::NotFound && !source.config.data.isEmpty())
        bytes = source.config.data;
    if (!bytes) {
        reading.readError = bytes.error();
        return reading;
    }
    reading.sizeBytes = bytes->size();
    reading.digest = digestOf(std::as_bytes(std::span(bytes->constData(), static_cast<std::size_t>(bytes->size()))),
        algorithmOf(source.config));
    if (source.summary.kind != ImageKind::Image)
        return reading;
    Result<ConfigDocument> document = parseConfig(*bytes, source.configFile);
    if (document)
        reading.document = *std::move(document);
    else
        reading.parseError = document.error();
    return reading;
}

std::shared_ptr<const ConfigReading> ConfigReader::readBriefly(const ImageSource &source)
{
    const Key key { source.configFile, source.summary.kind == ImageKind::Image, algorithmOf(source.config) };
    if (const auto known = m_known.constFind(key); known != m_known.constEnd())
        return *known;
    auto reading = std::make_shared<ConfigReading>(read(m_files, source));
    ConfigDocument brief;
    brief.created = reading->document.created;
    brief.platform = reading->document.platform;
    reading->document = std::move(brief);
    // A config inside of the descriptor is that of this manifest alone.
    if (m_files.contains(source.configFile) || source.config.data.isEmpty())
        m_known.insert(key, reading);
    return reading;
}

} // namespace varve
