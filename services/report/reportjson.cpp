// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The JSON forms. Members and their order are those of docs/analyze.schema.json and docs/ls.schema.json: change them there
// first. Members are only ever added.

#include "services/report/changelist.h"
#include "services/report/imagereport.h"
#include "services/report/jsonwriter.h"

#include <array>
#include <string>

namespace varve {

namespace {

using Layout = JsonWriter::Layout;

constexpr int kSchemaVersion = 1;

void writeString(JsonWriter &json, const char *key, QStringView value)
{
    json.key(key);
    json.string(value);
}

void writeInteger(JsonWriter &json, const char *key, std::int64_t value)
{
    json.key(key);
    json.integer(value);
}

// Negative: not known.
void writeSize(JsonWriter &json, const char *key, std::int64_t bytes)
{
    json.key(key);
    if (bytes < 0)
        json.null();
    else
        json.integer(bytes);
}

void writeStringOrNull(JsonWriter &json, const char *key, const QString &value)
{
    json.key(key);
    if (value.isEmpty())
        json.null();
    else
        json.string(value);
}

void writeStringUnlessEmpty(JsonWriter &json, const char *key, const QString &value)
{
    if (!value.isEmpty())
        writeString(json, key, value);
}

void writeDigest(JsonWriter &json, const char *key, const Digest &digest)
{
    writeStringOrNull(json, key, digest.toString());
}

// RFC 3339 has four digits for a year; tars and configs may hold any number.
void writeTime(JsonWriter &json, const char *key, const QDateTime &time)
{
    const QDateTime utc = time.toUTC();
    const int year = utc.date().year();
    writeStringOrNull(
        json, key, utc.isValid() && year >= 1 && year <= 9999 ? utc.toString(Qt::ISODateWithMs) : QString());
}

void writeStrings(JsonWriter &json, const char *key, const QStringList &values)
{
    json.key(key);
    json.beginArray();
    for (const QString &value : values)
        json.string(value);
    json.endArray();
}

void writeStringsUnlessEmpty(JsonWriter &json, const char *key, const QStringList &values)
{
    if (!values.isEmpty())
        writeStrings(json, key, values);
}

void writePairsUnlessEmpty(JsonWriter &json, const char *key, const QList<QPair<QString, QString>> &pairs)
{
    if (pairs.isEmpty())
        return;
    json.key(key);
    json.beginObject();
    for (const auto &[name, value] : pairs) {
        json.key(name);
        json.string(value);
    }
    json.endObject();
}

// A name as text; when that loses bytes, its bytes besides.
void writeName(JsonWriter &json, const char *key, const char *bytesKey, std::string_view name)
{
    json.key(key);
    json.bytes(name);
    const QByteArrayView view(name.data(), static_cast<qsizetype>(name.size()));
    if (!view.isValidUtf8())
        writeString(json, bytesKey, QString::fromLatin1(view.toByteArray().toBase64()));
}

void writePath(JsonWriter &json, std::string_view path)
{
    writeName(json, "path", "pathBytes", "/" + std::string(path));
}

void writeHead(JsonWriter &json, const QString &sourcePath, StoreKind kind)
{
    static constexpr std::array kKinds { "dockerArchive", "ociLayout", "ociArchive", "engine", "containersStorage",
        "library", "registry" };
    writeInteger(json, "schemaVersion", kSchemaVersion);
    json.key("tool");
    json.beginObject();
    writeString(json, "name", u"varve");
    writeString(json, "version", QStringLiteral(VARVE_VERSION));
    json.endObject();
    json.key("source");
    json.beginObject();
    writeString(json, "path", sourcePath);
    writeString(json, "kind", QString::fromLatin1(kKinds[static_cast<std::size_t>(kind)]));
    json.endObject();
}

void writePlatform(JsonWriter &json, const Platform &platform)
{
    json.key("platform");
    if (platform.isEmpty()) {
        json.null();
        return;
    }
    json.beginObject();
    writeString(json, "os", platform.os);
    writeString(json, "architecture", platform.architecture);
    writeStringUnlessEmpty(json, "variant", platform.variant);
    writeStringUnlessEmpty(json, "osVersion", platform.osVersion);
    json.endObject();
}

void writeHealthCheck(JsonWriter &json, const HealthCheck &check)
{
    if (check.isEmpty())
        return;
    json.key("healthCheck");
    json.beginObject();
    writeStrings(json, "test", check.test);
    const auto unlessDefault = [&json](const char *key, std::int64_t value) {
        if (value > 0)
            writeInteger(json, key, value);
    };
    unlessDefault("intervalNs", check.intervalNs);
    unlessDefault("timeoutNs", check.timeoutNs);
    unlessDefault("startPeriodNs", check.startPeriodNs);
    unlessDefault("retries", check.retries);
    json.endObject();
}

void writeConfig(JsonWriter &json, const ImageConfig &config)
{
    json.key("config");
    json.beginObject();
    writeStringUnlessEmpty(json, "author", config.author);
    writeStringUnlessEmpty(json, "user", config.user);
    writeStringUnlessEmpty(json, "workingDir", config.workingDir);
    writeStringsUnlessEmpty(json, "entrypoint", config.entrypoint);
    writeStringsUnlessEmpty(json, "cmd", config.cmd);
    writeStringsUnlessEmpty(json, "shell", config.shell);
    writeStringsUnlessEmpty(json, "env", config.env);
    writeStringsUnlessEmpty(json, "exposedPorts", config.exposedPorts);
    writeStringsUnlessEmpty(json, "volumes", config.volumes);
    writeStringsUnlessEmpty(json, "onBuild", config.onBuild);
    writeStringUnlessEmpty(json, "stopSignal", config.stopSignal);
    writePairsUnlessEmpty(json, "labels", config.labels);
    writePairsUnlessEmpty(json, "annotations", config.annotations);
    writeHealthCheck(json, config.healthCheck);
    json.endObject();
}

void writeImage(JsonWriter &json, const ImageDetails &image)
{
    const ImageSummary &summary = image.summary;
    json.key("image");
    json.beginObject();
    const Digest &shown = summary.displayDigest();
    writeString(json, "id", shown.isNull() ? summary.id.value : shown.toString());
    writeDigest(json, "configDigest", summary.configDigest);
    writeDigest(json, "manifestDigest", summary.manifestDigest);
    writeStrings(json, "names", summary.names);
    writePlatform(json, summary.platform);
    writeTime(json, "created", summary.created);
    writeConfig(json, image.config);
    json.endObject();
}

QString changeName(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Added:
        return QStringLiteral("added");
    case ChangeKind::Modified:
        return QStringLiteral("modified");
    case ChangeKind::MetadataOnly:
        return QStringLiteral("metadataOnly");
    case ChangeKind::Removed:
        return QStringLiteral("removed");
    case ChangeKind::Replaced:
        return QStringLiteral("replaced");
    case ChangeKind::Same:
        break;
    }
    return {};
}

QString typeName(EntryType type)
{
    switch (type) {
    case EntryType::File:
        return QStringLiteral("file");
    case EntryType::Directory:
        return QStringLiteral("directory");
    case EntryType::Symlink:
        return QStringLiteral("symlink");
    case EntryType::HardLink:
        return QStringLiteral("hardlink");
    case EntryType::CharDevice:
        return QStringLiteral("charDevice");
    case EntryType::BlockDevice:
        return QStringLiteral("blockDevice");
    case EntryType::Fifo:
    case EntryType::Whiteout:
        break;
    }
    return QStringLiteral("fifo");
}

// What a path was before layer `layer`, and in which layer that entry stands.
EntryType typeBefore(const ImageTree &tree, NodeId node, int layer)
{
    const Change *before = layer > 0 ? tree.changeAt(node, layer - 1) : nullptr;
    return before && before->node != kNoLayerNode ? tree.layer(before->layer)->type(before->node)
                                                  : EntryType::Directory;
}

void writeLinkTarget(JsonWriter &json, EntryType type, std::string_view target)
{
    if (type == EntryType::Symlink) {
        writeName(json, "linkTarget", "linkTargetBytes", target);
    } else if (type == EntryType::HardLink) {
        while (target.starts_with("./") || target.starts_with('/'))
            target.remove_prefix(target.front() == '/' ? 1 : 2);
        writeName(json, "linkTarget", "linkTargetBytes", "/" + std::string(target));
    }
}

void writeChange(JsonWriter &json, const ImageTree &tree, const ListedChange &item)
{
    const Change &change = *item.change;
    json.beginObject(Layout::Compact);
    writePath(json, tree.path(item.node));
    writeString(json, "change", changeName(change.kind));
    if (change.kind == ChangeKind::Removed) {
        writeString(json, "type", typeName(typeBefore(tree, item.node, change.layer)));
        writeInteger(json, "sizeBytes", 0);
        json.endObject();
        return;
    }
    const LayerTree &layer = *tree.layer(change.layer);
    const Attributes &attributes = layer.attributes(change.node);
    writeString(json, "type", typeName(attributes.type));
    writeString(json, "mode", QStringLiteral("%1").arg(attributes.mode & 07777, 4, 8, QLatin1Char('0')));
    writeInteger(json, "uid", attributes.uid);
    writeInteger(json, "gid", attributes.gid);
    writeTime(json, "mtime", QDateTime::fromMSecsSinceEpoch(layer.mtimeNs(change.node) / 1'000'000, Qt::UTC));
    writeLinkTarget(json, attributes.type, layer.linkTarget(change.node));
    writeInteger(json, "sizeBytes", layer.sizeBytes(change.node));
    json.endObject();
}

QString proofName(ProofState state)
{
    switch (state) {
    case ProofState::Verified:
        return QStringLiteral("verified");
    case ProofState::Mismatch:
        return QStringLiteral("mismatch");
    case ProofState::Skipped:
        return QStringLiteral("skipped");
    case ProofState::Pending:
    case ProofState::Unavailable:
        break;
    }
    return QStringLiteral("unavailable");
}

void writeLayer(JsonWriter &json, const ImageReport &report, int number, const std::vector<ListedChange> *changes)
{
    static constexpr std::array kCompressions { "unknown", "none", "gzip", "zstd" };
    const LayerInfo &info = report.image.layers.at(number);
    const LayerReport &layer = report.layers.at(number);
    const ChangeCounts &counts = report.tree->counts(number);
    json.beginObject();
    writeInteger(json, "index", number);
    writeDigest(json, "digest", info.blobDigest);
    writeDigest(json, "diffId", info.diffId);
    writeStringOrNull(json, "mediaType", info.mediaType);
    writeString(json, "compression", QString::fromLatin1(kCompressions[static_cast<std::size_t>(layer.compression)]));
    writeString(json, "instruction", info.instruction);
    writeTime(json, "created", info.created);
    writeSize(json, "sizeBytes", layer.sizeBytes());
    writeSize(json, "contentBytes", layer.tree ? layer.tree->totals().contentBytes : -1);
    writeSize(json, "tarBytes", layer.tree ? layer.tree->totals().tarBytes : -1);
    writeSize(json, "blobBytes", info.blobBytes);
    writeInteger(json, "added", counts.added);
    writeInteger(json, "modified", counts.modified);
    writeInteger(json, "metadataOnly", counts.metadataOnly);
    writeInteger(json, "removed", counts.removed);
    writeInteger(json, "wastedBytes", report.analysis.wastedByLayer[static_cast<std::size_t>(number)]);
    writeString(
        json, "verification", layer.tree ? proofName(layer.proof.overall()) : proofName(ProofState::Unavailable));
    json.key("isFromRecords");
    json.boolean(layer.tree && layer.tree->fingerprintKind() == FingerprintKind::Crc64);
    if (changes) {
        json.key("files");
        json.beginArray();
        for (const ListedChange &change : *changes)
            writeChange(json, *report.tree, change);
        json.endArray();
    }
    json.endObject();
}

void writeAnalysis(JsonWriter &json, const ImageReport &report)
{
    const Analysis &analysis = report.analysis;
    json.key("analysis");
    json.beginObject();
    writeInteger(json, "storedBytes", analysis.storedBytes);
    writeInteger(json, "visibleBytes", analysis.visibleBytes);
    writeInteger(json, "wastedBytes", analysis.wastedBytes);
    json.key("efficiency");
    json.number(analysis.efficiency);
    json.endObject();

    static constexpr std::array kReasons { "overwritten", "removed", "metadataOnly" };
    json.key("waste");
    json.beginArray();
    for (const WasteItem &item : analysis.waste) {
        json.beginObject(Layout::Compact);
        writePath(json, report.tree->path(item.node));
        writeInteger(json, "layer", item.storedBy);
        writeInteger(json, "hiddenBy", item.hiddenBy);
        writeString(json, "reason", QString::fromLatin1(kReasons[static_cast<std::size_t>(item.reason)]));
        writeInteger(json, "bytes", item.bytes);
        json.endObject();
    }
    json.endArray();

    json.key("dive");
    json.beginObject();
    json.key("efficiency");
    json.number(analysis.dive.efficiency);
    writeInteger(json, "wastedBytes", analysis.dive.wastedBytes);
    writeInteger(json, "sizeBytes", analysis.dive.sizeBytes);
    writeInteger(json, "userSizeBytes", analysis.dive.userSizeBytes);
    json.key("userWastedPercent");
    json.number(analysis.dive.userWastedPercent);
    json.endObject();
}

void writeRules(JsonWriter &json, const QList<RuleResult> &rules)
{
    static constexpr std::array kStates { "pass", "fail", "skip" };
    json.key("rules");
    json.beginArray();
    for (const RuleResult &rule : rules) {
        json.beginObject();
        writeString(json, "name", rule.name);
        writeString(json, "expression", rule.expression);
        writeStringOrNull(json, "metric", rule.metric);
        json.key("value");
        if (rule.value)
            json.number(*rule.value);
        else
            json.null();
        writeStringOrNull(json, "threshold", rule.threshold);
        writeString(json, "result", QString::fromLatin1(kStates[static_cast<std::size_t>(rule.state)]));
        writeString(json, "explanation", rule.explanation);
        json.endObject();
    }
    json.endArray();
}

void writeWarning(JsonWriter &json, const Warning &warning, int layer)
{
    json.beginObject(Layout::Compact);
    writeString(json, "code", errorCodeName(warning.code));
    writeString(json, "message", warningText(warning));
    if (layer >= 0)
        writeInteger(json, "layer", layer);
    if (!warning.path.isEmpty()) {
        std::string_view path(warning.path.constData(), static_cast<std::size_t>(warning.path.size()));
        while (path.starts_with('/'))
            path.remove_prefix(1);
        writePath(json, path);
    }
    json.endObject();
}

void writeSummary(JsonWriter &json, const ImageSummary &image)
{
    static constexpr std::array kKinds { "image", "attestation", "signature", "helmChart", "artifact" };
    json.beginObject();
    writeString(json, "id", image.id.value);
    writeString(json, "kind", QString::fromLatin1(kKinds[static_cast<std::size_t>(image.kind)]));
    writeStrings(json, "names", image.names);
    writeDigest(json, "configDigest", image.configDigest);
    writeDigest(json, "manifestDigest", image.manifestDigest);
    writePlatform(json, image.platform);
    writeTime(json, "created", image.created);
    writeSize(json, "layerCount", image.layerCount);
    writeSize(json, "blobBytes", image.blobBytes);
    if (image.listedBytes >= 0)
        writeSize(json, "listedBytes", image.listedBytes);
    json.key("isLocal");
    json.boolean(image.isLocal);
    writeStringUnlessEmpty(json, "artifactType", image.artifactType);
    json.endObject();
}

} // namespace

QByteArray reportToJson(const ImageReport &report, bool withFiles)
{
    JsonWriter json;
    json.beginObject();
    writeHead(json, report.sourcePath, report.sourceKind);
    writeImage(json, report.image);
    json.key("isDamaged");
    json.boolean(report.isDamaged());
    const auto changes = withFiles ? listChanges(*report.tree) : std::vector<std::vector<ListedChange>> {};
    json.key("layers");
    json.beginArray();
    for (int i = 0; i < report.layers.size(); ++i)
        writeLayer(json, report, i, withFiles ? &changes[static_cast<std::size_t>(i)] : nullptr);
    json.endArray();
    writeAnalysis(json, report);
    writeRules(json, report.rules);
    json.key("warnings");
    json.beginArray();
    for (const ReportWarning &each : report.warnings)
        writeWarning(json, each.warning, each.layer);
    json.endArray();
    if (report.moreWarnings > 0)
        writeInteger(json, "moreWarnings", report.moreWarnings);
    json.endObject();
    return json.take();
}

QByteArray listingToJson(StoreKind kind, const QString &sourcePath, const Listing &listing)
{
    JsonWriter json;
    json.beginObject();
    writeHead(json, sourcePath, kind);
    json.key("images");
    json.beginArray();
    for (const ImageSummary &image : listing.images)
        writeSummary(json, image);
    json.endArray();
    json.key("warnings");
    json.beginArray();
    for (const Warning &warning : listing.warnings)
        writeWarning(json, warning, -1);
    json.endArray();
    json.endObject();
    return json.take();
}

} // namespace varve
