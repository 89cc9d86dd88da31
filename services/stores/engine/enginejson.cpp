// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/enginejson.h"

#include "services/oci/fields.h"
#include "services/stores/engine/enginereader.h"
#include "services/types/instruction.h"
#include "services/types/limits.h"

#include <QtCore/QSet>

#include <algorithm>
#include <array>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

QDateTime secondsMember(const Json &object, const char *key)
{
    const std::int64_t seconds = integerMember(object, key, -1);
    return seconds > 0 ? QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC) : QDateTime();
}

bool isName(const QString &name)
{
    return !name.isEmpty() && !name.startsWith(u"<none>") && !name.endsWith(u":<none>") && !name.contains(u"@sha256:")
        && !name.startsWith(u"moby-dangling@");
}

// An untagged image has "<none>:<none>" before API 1.43 and nothing since.
QStringList namesMember(const Json &object)
{
    QStringList names = stringListMember(object, "RepoTags");
    names.removeIf([](const QString &name) { return !isName(name); });
    return names;
}

QStringList repoDigestsMember(const Json &object)
{
    QStringList digests = stringListMember(object, "RepoDigests");
    digests.removeIf([](const QString &name) { return name.startsWith(QLatin1String("<none>")); });
    return digests;
}

// Podman's, beside the tags.
QStringList digestNamesMember(const Json &object)
{
    QStringList names = stringListMember(object, "RepoTags");
    names.removeIf([](const QString &name) {
        return !name.contains(u"@sha256:") || name.startsWith(u'<') || name.startsWith(u"moby-dangling@");
    });
    return names;
}

// Podman leaves the algorithm out.
Digest digestOfId(const QString &id)
{
    const QByteArray text = id.toLatin1();
    if (const Result<Digest> digest = Digest::parse(text))
        return *digest;
    return Digest::fromSha256Hex(text).value_or(Digest());
}

void setId(ImageSummary &summary, const QString &id, bool hasContainerdStore)
{
    const Digest digest = digestOfId(id);
    summary.id.value = digest.isNull() ? id : digest.toString();
    (hasContainerdStore ? summary.manifestDigest : summary.configDigest) = digest;
}

Result<Json> parseArray(QByteArrayView bytes, const QString &subject)
{
    Result<Json> json = parseJson(bytes, limits::kEngineListBytes, subject);
    if (json && json->is_null()) // an empty list of Go
        return Json::array();
    if (json && !json->is_array())
        return fail(ErrorCode::Corrupt, subject, u"the engine's list is no list"_s);
    return json;
}

// Instructions that write to the config only.
bool isConfigOnly(const QString &createdBy)
{
    static constexpr std::array kWords { "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "LABEL", "USER", "VOLUME", "STOPSIGNAL",
        "HEALTHCHECK", "ONBUILD", "SHELL", "ARG", "MAINTAINER" };
    const QString instruction = prettifyInstruction(createdBy);
    const QString word = instruction.section(u' ', 0, 0);
    return std::any_of(kWords.begin(), kWords.end(), [&](const char *each) { return word == QLatin1String(each); });
}

struct HistoryItem {
    HistoryEntry entry;
    std::int64_t sizeBytes = 0;
};

// Newest first on the wire, oldest first here.
QList<HistoryItem> parseHistory(const Json &json)
{
    QList<HistoryItem> items;
    for (auto item = json.rbegin(); item != json.rend(); ++item) {
        HistoryItem out;
        out.entry.instruction = stringMember(*item, "CreatedBy");
        out.entry.comment = stringMember(*item, "Comment");
        out.entry.created = secondsMember(*item, "Created");
        out.sizeBytes = integerMember(*item, "Size", 0);
        items.append(out);
    }
    return items;
}

// A layer of no bytes cannot be told from no layer by its size, nor a command that a tool made up by its words: whichever
// of the rules gives as many layers as the image has is right.
bool pairHistory(QList<HistoryItem> &items, qsizetype layers)
{
    const auto byWord = [](const HistoryItem &item) {
        return item.sizeBytes > 0 || !isConfigOnly(item.entry.instruction);
    };
    // A folder that is there already makes no layer.
    const auto byWordWithoutFolders = [](const HistoryItem &item) {
        return item.sizeBytes > 0
            || (!isConfigOnly(item.entry.instruction)
                && !prettifyInstruction(item.entry.instruction).startsWith(u"WORKDIR"));
    };
    const auto bySize = [](const HistoryItem &item) { return item.sizeBytes > 0; };
    const auto assign = [&](auto makesLayer) {
        if (std::count_if(items.cbegin(), items.cend(), makesLayer) != layers)
            return false;
        int layer = 0;
        for (HistoryItem &item : items) {
            item.entry.isEmptyLayer = !makesLayer(item);
            item.entry.layerIndex = item.entry.isEmptyLayer ? -1 : layer++;
        }
        return true;
    };
    return assign(byWord) || assign(byWordWithoutFolders) || assign(bySize);
}

void addLayers(const Json &inspect, ImageDetails &details, const QString &subject)
{
    const Json *rootFs = member(inspect, "RootFS");
    const QStringList ids = rootFs ? stringListMember(*rootFs, "Layers") : QStringList();
    for (const QString &id : ids.mid(0, static_cast<qsizetype>(limits::kLayersPerImage))) {
        LayerInfo layer;
        const Result<Digest> digest = Digest::parse(id.toUtf8());
        if (digest)
            layer.diffId = *digest;
        else
            details.warnings.append({ ErrorCode::Corrupt, subject, {}, u"a layer's DiffID is no digest"_s });
        details.layers.append(layer);
    }
    if (static_cast<std::size_t>(ids.size()) > limits::kLayersPerImage)
        details.warnings.append({ ErrorCode::LimitExceeded, subject, {}, u"more layers than an image may have"_s });
}

void addHistory(const Json &history, ImageDetails &details, const QString &subject)
{
    QList<HistoryItem> items = parseHistory(history);
    if (!pairHistory(items, details.layers.size())) {
        details.warnings.append({ ErrorCode::Corrupt, subject, {},
            u"the history has %1 entries and the image %2 layers, and nothing tells which made which: "
            "instructions are not assigned"_s.arg(items.size())
                .arg(details.layers.size()) });
    }
    for (const HistoryItem &item : std::as_const(items)) {
        details.history.append(item.entry);
        if (item.entry.layerIndex < 0)
            continue;
        LayerInfo &layer = details.layers[item.entry.layerIndex];
        layer.blobBytes = std::max<std::int64_t>(0, item.sizeBytes); // unpacked, as engines keep layers
        layer.instruction = item.entry.instruction;
        layer.created = item.entry.created;
        layer.comment = item.entry.comment;
    }
}

// A container of our own making, see EngineReader: nothing that a person put there.
bool isReader(const Json &container)
{
    const Json *labels = member(container, "Labels");
    const QStringList names = stringListMember(container, "Names");
    return labels && labels->is_object() && labels->contains(EngineReader::kLabel)
        && EngineReader::isName(names.value(0));
}

ContainerState stateOf(const QString &text)
{
    struct Name {
        const char *name;
        ContainerState state;
    };
    static constexpr std::array kNames {
        Name { "created", ContainerState::Created },
        Name { "configured", ContainerState::Created }, // Podman, before the first start
        Name { "initialized", ContainerState::Created },
        Name { "running", ContainerState::Running },
        Name { "paused", ContainerState::Paused },
        Name { "restarting", ContainerState::Restarting },
        Name { "removing", ContainerState::Removing },
        Name { "exited", ContainerState::Exited },
        Name { "stopped", ContainerState::Exited },
        Name { "dead", ContainerState::Dead },
    };
    const auto found =
        std::find_if(kNames.begin(), kNames.end(), [&](const Name &each) { return text == QLatin1String(each.name); });
    return found == kNames.end() ? ContainerState::Unknown : found->state;
}

} // namespace

Result<EngineListing> parseEngineImages(QByteArrayView bytes, bool hasContainerdStore, const QString &subject)
{
    const Result<Json> json = parseArray(bytes, subject);
    if (!json)
        return fail(json.error());
    EngineListing listing;
    for (const Json &item : *json) {
        EngineImage image;
        const QString id = stringMember(item, "Id");
        if (id.isEmpty()) {
            listing.warnings.append({ ErrorCode::Corrupt, subject, {}, u"an image without an id is left out"_s });
            continue;
        }
        setId(image.summary, id, hasContainerdStore);
        image.summary.names = namesMember(item);
        image.summary.repoDigests = repoDigestsMember(item);
        image.digestNames = digestNamesMember(item);
        image.summary.created = secondsMember(item, "Created");
        image.summary.layerCount = -1;
        image.summary.listedBytes = integerMember(item, "Size", -1);
        image.labels = stringMapMember(item, "Labels");
        image.parentId = stringMember(item, "ParentId");
        // Of Podman's own list alone.
        image.summary.platform.os = stringMember(item, "Os");
        image.summary.platform.architecture = stringMember(item, "Arch");
        if (!hasContainerdStore)
            image.summary.manifestDigest = digestOfId(stringMember(item, "Digest"));
        if (const Json *isList = member(item, "IsManifestList"); isList && isList->is_boolean())
            image.isPlatformList = isList->get<bool>();
        image.containers =
            static_cast<int>(std::clamp<std::int64_t>(integerMember(item, "Containers", -1), -1, 1 << 30));
        listing.images.append(image);
    }
    return listing;
}

Result<ImageDetails> parseEngineInspect(
    QByteArrayView inspect, QByteArrayView history, bool hasContainerdStore, const QString &subject)
{
    const Result<Json> json = parseJson(inspect, limits::kConfigBytes, subject);
    if (!json)
        return fail(json.error());
    const QString id = stringMember(*json, "Id");
    if (id.isEmpty())
        return fail(ErrorCode::Corrupt, subject, u"the engine describes an image without an id"_s);
    ImageDetails details;
    ImageSummary &summary = details.summary;
    setId(summary, id, hasContainerdStore);
    summary.names = namesMember(*json);
    summary.repoDigests = repoDigestsMember(*json);
    summary.created = timeMember(*json, "Created");
    summary.listedBytes = integerMember(*json, "Size", -1);
    summary.platform = { stringMember(*json, "Os"), stringMember(*json, "Architecture"), stringMember(*json, "Variant"),
        stringMember(*json, "OsVersion") };
    details.config = parseContainerConfig(*json, "Config");
    details.config.author = stringMember(*json, "Author");
    details.config.dockerVersion = stringMember(*json, "DockerVersion");
    addLayers(*json, details, subject);
    summary.layerCount = static_cast<int>(details.layers.size());
    if (const Result<Json> entries = parseArray(history, subject))
        addHistory(*entries, details, subject);
    else
        details.warnings.append({ entries.error().code, subject, {}, entries.error().detail });
    details.documents.append({ u"inspect"_s, inspect.toByteArray() });
    return details;
}

Result<EngineNames> parseEngineNames(QByteArrayView inspect, const QString &subject)
{
    const Result<Json> json = parseJson(inspect, limits::kConfigBytes, subject);
    if (!json)
        return fail(json.error());
    if (!json->is_object())
        return fail(ErrorCode::Corrupt, subject, u"the engine's answer is no object"_s);
    EngineNames found { namesMember(*json), {} };
    found.references = found.names;
    found.references += digestNamesMember(*json);
    // Docker's; Podman makes digests up for every name that it has.
    if (const QStringList digests = repoDigestsMember(*json); found.references.isEmpty() && digests.size() > 1)
        found.references = digests;
    return found;
}

bool isErased(QByteArrayView answer, const ImageId &id)
{
    const Result<Json> json = parseArray(answer, id.value);
    const Digest wanted = digestOfId(id.value);
    return json && !wanted.isNull() && std::any_of(json->begin(), json->end(), [&wanted](const Json &item) {
        return item.is_object() && digestOfId(stringMember(item, "Deleted")) == wanted;
    });
}

bool isCacheInUse(QByteArrayView answer)
{
    const Result<Json> json = parseJson(answer, limits::kEngineListBytes, {});
    const Json *cache = json && json->is_object() ? member(*json, "BuildCache") : nullptr;
    return cache && cache->is_array() && std::any_of(cache->begin(), cache->end(), [](const Json &item) {
        const Json *inUse = member(item, "InUse");
        return inUse && inUse->is_boolean() && inUse->get<bool>();
    });
}

Result<QList<ContainerInfo>> parseEngineContainers(QByteArrayView bytes, const QString &subject)
{
    const Result<Json> json = parseArray(bytes, subject);
    if (!json)
        return fail(json.error());
    QList<ContainerInfo> containers;
    for (const Json &item : *json) {
        ContainerInfo container;
        container.id = stringMember(item, "Id");
        if (container.id.isEmpty() || isReader(item))
            continue;
        container.names = stringListMember(item, "Names");
        for (QString &name : container.names) {
            if (name.startsWith(u'/'))
                name.remove(0, 1);
        }
        const QString image = stringMember(item, "ImageID");
        const Digest digest = digestOfId(image);
        container.image.value = digest.isNull() ? image : digest.toString();
        container.imageName = stringMember(item, "Image");
        container.state = stateOf(stringMember(item, "State"));
        container.status = stringMember(item, "Status");
        container.command = stringMember(item, "Command");
        container.created = secondsMember(item, "Created");
        containers.append(container);
    }
    return containers;
}

Result<void> addForeignContainers(QList<ContainerInfo> &containers, QByteArrayView bytes, const QString &subject)
{
    const Result<Json> json = parseArray(bytes, subject);
    if (!json)
        return fail(json.error());
    QSet<QString> known;
    for (const ContainerInfo &container : std::as_const(containers))
        known.insert(container.id);
    for (const Json &item : *json) {
        ContainerInfo container;
        container.id = stringMember(item, "Id");
        if (container.id.isEmpty() || known.contains(container.id) || isReader(item))
            continue;
        container.names = stringListMember(item, "Names");
        const Digest digest = digestOfId(stringMember(item, "ImageID"));
        container.image.value = digest.toString();
        container.imageName = stringMember(item, "Image");
        container.status = stringMember(item, "State"); // "storage": nobody knows more
        container.command = stringListMember(item, "Command").join(u' ');
        container.created = timeMember(item, "Created");
        containers.append(container);
    }
    return {};
}

Result<std::int64_t> parseContainerBytes(QByteArrayView answer, const QString &subject)
{
    const Result<Json> json = parseJson(answer, limits::kConfigBytes, subject);
    if (!json)
        return fail(json.error());
    if (!json->is_object())
        return fail(ErrorCode::Corrupt, subject, u"the engine's answer is no object"_s);
    return std::max<std::int64_t>(integerMember(*json, "SizeRw", -1), -1);
}

bool isEngineChange(QByteArrayView line)
{
    const Result<Json> json = parseJson(line, limits::kManifestBytes, {});
    if (!json || !json->is_object())
        return false;
    const QString type = stringMember(*json, "Type");
    const QString action = stringMember(*json, "Action");
    // What is asked of an image and leaves it as it is; Podman mounts and unmounts with every build step.
    static constexpr std::array kHarmless { "save", "push", "search", "mount", "unmount" };
    if (type == u"image")
        return std::none_of(
            kHarmless.begin(), kHarmless.end(), [&](const char *each) { return action == QLatin1String(each); });
    // Health checks and `exec` come by the second.
    static constexpr std::array kStates { "create", "start", "restart", "die", "died", "stop", "kill", "pause",
        "unpause", "rename", "destroy", "remove", "oom", "init" };
    const Json *actor = member(*json, "Actor");
    const Json *attributes = actor ? member(*actor, "Attributes") : nullptr;
    if (attributes && attributes->is_object() && attributes->contains(EngineReader::kLabel)
        && EngineReader::isName(stringMember(*attributes, "name")))
        return false;
    return type == u"container"
        && std::any_of(kStates.begin(), kStates.end(), [&](const char *each) { return action == QLatin1String(each); });
}

} // namespace varve
