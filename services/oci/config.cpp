// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Image configs, of OCI and of Docker, and their forefathers from before Docker 1.10.

#include "services/oci/fields.h"
#include "services/types/limits.h"

#include <algorithm>

namespace varve {

namespace {

// Some builders wrote a single command as a string where the format wants a list.
QStringList commandMember(const Json &object, const char *key)
{
    if (const QString text = stringMember(object, key); !text.isEmpty())
        return { text };
    return stringListMember(object, key);
}

HealthCheck parseHealthCheck(const Json &object)
{
    HealthCheck check;
    check.test = stringListMember(object, "Test");
    check.intervalNs = integerMember(object, "Interval", 0);
    check.timeoutNs = integerMember(object, "Timeout", 0);
    check.startPeriodNs = integerMember(object, "StartPeriod", 0);
    check.retries = static_cast<int>(std::clamp<std::int64_t>(integerMember(object, "Retries", 0), 0, 1'000'000));
    return check;
}

// `document` is the whole config. Its member `container_config` is of the container that built the image and says nothing
// about it.
ImageConfig parseImageConfig(const Json &document)
{
    ImageConfig config = parseContainerConfig(document, "config");
    config.author = stringMember(document, "author");
    config.dockerVersion = stringMember(document, "docker_version");
    return config;
}

HistoryEntry parseHistoryEntry(const Json &item)
{
    HistoryEntry entry;
    entry.instruction = stringMember(item, "created_by");
    entry.created = timeMember(item, "created");
    entry.author = stringMember(item, "author");
    entry.comment = stringMember(item, "comment");
    const Json *empty = member(item, "empty_layer");
    entry.isEmptyLayer = empty && empty->is_boolean() && empty->get<bool>();
    return entry;
}

// Gives every history entry that made a layer its layer, or none to any when the numbers differ.
void pairHistory(ConfigDocument &document, const QString &subject)
{
    const auto makesLayer = [](const HistoryEntry &entry) { return !entry.isEmptyLayer; };
    const auto count = std::count_if(document.history.cbegin(), document.history.cend(), makesLayer);
    document.historyPairs = count == document.diffIds.size();
    if (!document.historyPairs) {
        if (!document.history.isEmpty()) {
            document.warnings.append({ ErrorCode::Corrupt, subject, {},
                QStringLiteral(
                    "the history speaks of %1 layers, the image has %2: instructions are not assigned to layers")
                    .arg(count)
                    .arg(document.diffIds.size()) });
        }
        return;
    }
    int layer = 0;
    for (HistoryEntry &entry : document.history) {
        if (makesLayer(entry))
            entry.layerIndex = layer++;
    }
}

Result<void> parseDiffIds(const Json &json, ConfigDocument &document, const QString &subject)
{
    const Json *rootfs = member(json, "rootfs");
    if (!rootfs || !rootfs->is_object()) {
        document.warnings.append(
            { ErrorCode::Corrupt, subject, {}, QStringLiteral("the config has no rootfs, so no layer has a DiffID") });
        return {};
    }
    const QStringList ids = stringListMember(*rootfs, "diff_ids");
    if (static_cast<std::size_t>(ids.size()) > limits::kLayersPerImage) {
        return fail(ErrorCode::LimitExceeded, subject,
            QStringLiteral("%1 DiffIDs, more than %2 (kLayersPerImage)").arg(ids.size()).arg(limits::kLayersPerImage));
    }
    for (const QString &id : ids) {
        const Result<Digest> digest = Digest::parse(id.toUtf8());
        document.diffIds.append(digest.value_or(Digest())); // a gap keeps the others in their places
        if (!digest)
            document.warnings.append({ digest.error().code, subject, {},
                QStringLiteral("DiffID \"%1\": %2").arg(id.left(160), digest.error().detail) });
    }
    return {};
}

Result<Json> parseConfigObject(QByteArrayView bytes, const QString &subject)
{
    Result<Json> json = parseJson(bytes, limits::kConfigBytes, subject);
    if (json && !json->is_object())
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("the config is not a JSON object"));
    return json;
}

} // namespace

ImageConfig parseContainerConfig(const Json &object, const char *key)
{
    ImageConfig config;
    const Json *run = member(object, key);
    if (!run || !run->is_object())
        return config;
    config.user = stringMember(*run, "User");
    config.workingDir = stringMember(*run, "WorkingDir");
    config.stopSignal = stringMember(*run, "StopSignal");
    config.entrypoint = commandMember(*run, "Entrypoint");
    config.cmd = commandMember(*run, "Cmd");
    config.shell = commandMember(*run, "Shell");
    config.env = stringListMember(*run, "Env");
    config.exposedPorts = keysMember(*run, "ExposedPorts");
    config.volumes = keysMember(*run, "Volumes");
    config.onBuild = stringListMember(*run, "OnBuild");
    config.labels = stringMapMember(*run, "Labels");
    if (const Json *health = member(*run, "Healthcheck"))
        config.healthCheck = parseHealthCheck(*health);
    return config;
}

Result<ConfigDocument> parseConfig(QByteArrayView bytes, const QString &subject)
{
    const Result<Json> json = parseConfigObject(bytes, subject);
    if (!json)
        return fail(json.error());
    ConfigDocument document;
    document.created = timeMember(*json, "created");
    document.platform = parsePlatform(*json);
    document.config = parseImageConfig(*json);
    if (const Result<void> diffIds = parseDiffIds(*json, document, subject); !diffIds)
        return fail(diffIds.error());
    if (const Json *history = member(*json, "history"); history && history->is_array()) {
        for (const Json &item : *history)
            document.history.append(parseHistoryEntry(item));
    }
    pairHistory(document, subject);
    return document;
}

Result<LegacyLayer> parseLegacyLayer(QByteArrayView bytes, const QString &subject)
{
    const Result<Json> json = parseConfigObject(bytes, subject);
    if (!json)
        return fail(json.error());
    LegacyLayer layer;
    layer.id = stringMember(*json, "id");
    layer.parent = stringMember(*json, "parent");
    layer.config.created = timeMember(*json, "created");
    layer.config.platform = parsePlatform(*json);
    layer.config.config = parseImageConfig(*json);

    // The command that made the layer is that of the container which was committed.
    HistoryEntry entry;
    entry.created = layer.config.created;
    entry.author = layer.config.config.author;
    entry.comment = stringMember(*json, "comment");
    if (const Json *container = member(*json, "container_config"))
        entry.instruction = commandMember(*container, "Cmd").join(u' ');
    entry.layerIndex = 0;
    layer.config.history.append(entry);
    return layer;
}

} // namespace varve
