// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/imagebuilder.h"

#include "tests/support/tarbuilder.h"

#include <nlohmann/json.hpp>

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <algorithm>
#include <random>
#include <sys/stat.h>
#include <unistd.h>

namespace varve::test {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char *kIndexType = "application/vnd.oci.image.index.v1+json";
constexpr const char *kManifestType = "application/vnd.oci.image.manifest.v1+json";
constexpr const char *kConfigType = "application/vnd.oci.image.config.v1+json";

QByteArray dump(const Json &json)
{
    return QByteArray::fromStdString(json.dump());
}

Json descriptorJson(const QByteArray &mediaType, const QByteArray &digest, qsizetype size)
{
    return { { "mediaType", mediaType.toStdString() }, { "digest", digest.toStdString() }, { "size", size } };
}

std::string created(qsizetype step)
{
    return QStringLiteral("2024-03-0%1T10:20:30.123456789Z").arg(1 + step % 9).toStdString();
}

std::string_view viewOf(const QByteArray &bytes)
{
    return { bytes.constData(), static_cast<std::size_t>(bytes.size()) };
}

Json repositoriesOf(const QList<ImageSpec> &images)
{
    Json repositories = Json::object();
    for (const ImageSpec &image : images) {
        for (const QString &name : image.names) {
            const auto colon = name.lastIndexOf(u':');
            repositories[name.left(colon).toStdString()][name.mid(colon + 1).toStdString()] =
                image.legacyId(image.layers.size() - 1).toStdString();
        }
    }
    return repositories;
}

// The document that Docker 1.10 to 24 writes for engines before: only the top layer's has a config and a time.
Json compatibilityJson(const ImageSpec &image, qsizetype layer)
{
    const bool isTop = layer + 1 == image.layers.size();
    Json json { { "id", image.legacyId(layer).toStdString() },
        { "created", isTop ? created(image.history.size() - 1) : "1970-01-01T00:00:00Z" },
        { "container_config", { { "Hostname", "" }, { "Cmd", nullptr } } }, { "os", image.os.toStdString() } };
    if (layer > 0)
        json["parent"] = image.legacyId(layer - 1).toStdString();
    if (isTop) {
        json["architecture"] = image.architecture.toStdString();
        json["config"] = { { "Env", { "PATH=/bin" } }, { "Cmd", { "sh" } } };
    }
    return json;
}

} // namespace

QByteArray LayerSpec::diffId() const
{
    return sha256Digest(tar);
}

QByteArray LayerSpec::digest() const
{
    return sha256Digest(blob);
}

QByteArray LayerSpec::mediaType() const
{
    static constexpr const char *kTypes[] = { "application/vnd.oci.image.layer.v1.tar",
        "application/vnd.oci.image.layer.v1.tar+gzip", "application/vnd.oci.image.layer.v1.tar+zstd" };
    return kTypes[static_cast<int>(form)];
}

ImageSpec::ImageSpec(QStringList imageNames)
    : names(std::move(imageNames))
{
}

ImageSpec &ImageSpec::layer(const QByteArray &tar, const QByteArray &createdBy, LayerForm form)
{
    LayerSpec spec { tar, tar, form };
    if (form == LayerForm::Gzip)
        spec.blob = gzip(tar);
    else if (form == LayerForm::Zstd)
        spec.blob = zstd(tar);
    layers.append(spec);
    history.append({ createdBy, false });
    return *this;
}

ImageSpec &ImageSpec::instruction(const QByteArray &createdBy)
{
    history.append({ createdBy, true });
    return *this;
}

ImageSpec &ImageSpec::platform(const QByteArray &imageOs, const QByteArray &imageArchitecture)
{
    os = imageOs;
    architecture = imageArchitecture;
    return *this;
}

QByteArray ImageSpec::config() const
{
    if (!configText.isEmpty())
        return configText;
    Json json;
    json["created"] = created(history.size() - 1);
    json["architecture"] = architecture.toStdString();
    json["os"] = os.toStdString();
    json["config"] = { { "Env", { "PATH=/bin" } }, { "Cmd", { "sh" } } };
    json["rootfs"] = { { "type", "layers" }, { "diff_ids", Json::array() } };
    for (const LayerSpec &layer : layers)
        json["rootfs"]["diff_ids"].push_back(layer.diffId().toStdString());
    json["history"] = Json::array();
    for (qsizetype i = 0; i < history.size(); ++i) {
        Json entry { { "created", created(i) }, { "created_by", history[i].first.toStdString() } };
        if (history[i].second)
            entry["empty_layer"] = true;
        json["history"].push_back(entry);
    }
    return dump(json);
}

QByteArray ImageSpec::configDigest() const
{
    return sha256Digest(config());
}

QByteArray ImageSpec::manifest() const
{
    if (!manifestText.isEmpty())
        return manifestText;
    Json json;
    json["schemaVersion"] = 2;
    json["mediaType"] = kManifestType;
    json["config"] = descriptorJson(kConfigType, configDigest(), config().size());
    json["layers"] = Json::array();
    for (const LayerSpec &layer : layers)
        json["layers"].push_back(descriptorJson(layer.mediaType(), layer.digest(), layer.blob.size()));
    return dump(json);
}

QByteArray ImageSpec::manifestDigest() const
{
    return sha256Digest(manifest());
}

QByteArray ImageSpec::descriptor(const QString &name) const
{
    Json json = descriptorJson(kManifestType, manifestDigest(), manifest().size());
    json["platform"] = { { "architecture", architecture.toStdString() }, { "os", os.toStdString() } };
    if (!name.isEmpty())
        json["annotations"] = { { "org.opencontainers.image.ref.name", name.toStdString() } };
    return dump(json);
}

QByteArray ImageSpec::legacyId(qsizetype layer) const
{
    QByteArray chain = os + architecture;
    for (qsizetype i = 0; i <= layer; ++i)
        chain += layers[i].diffId();
    return sha256Hex(chain + QByteArray::number(layer));
}

FileEntry *FileList::find(const QByteArray &name)
{
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const FileEntry &entry) { return entry.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

FileList &FileList::file(const QByteArray &name, const QByteArray &data)
{
    const FileEntry entry { name, data, {}, '0' };
    if (FileEntry *old = find(name))
        *old = entry;
    else
        entries.append(entry);
    return *this;
}

FileList &FileList::link(const QByteArray &name, const QByteArray &target, char type)
{
    const FileEntry entry { name, {}, target, type };
    if (FileEntry *old = find(name))
        *old = entry;
    else
        entries.append(entry);
    return *this;
}

FileList &FileList::remove(const QByteArray &name)
{
    [[maybe_unused]] const auto removed = entries.removeIf([&](const FileEntry &entry) { return entry.name == name; });
    Q_ASSERT(removed > 0);
    return *this;
}

FileList &FileList::flip(const QByteArray &name, qsizetype offset)
{
    FileEntry *entry = find(name);
    Q_ASSERT(entry && offset < entry->data.size());
    entry->data[offset] = static_cast<char>(entry->data[offset] ^ 1);
    return *this;
}

FileList &FileList::shuffle(unsigned seed)
{
    std::mt19937 random(seed);
    std::shuffle(entries.begin(), entries.end(), random);
    return *this;
}

FileList &FileList::prefix(const QByteArray &text)
{
    for (FileEntry &entry : entries)
        entry.name.prepend(text);
    return *this;
}

FileList &FileList::merge(const FileList &other)
{
    for (const FileEntry &entry : other.entries) {
        if (!contains(entry.name))
            entries.append(entry);
    }
    return *this;
}

QByteArray FileList::data(const QByteArray &name) const
{
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const FileEntry &entry) { return entry.name == name; });
    return found == entries.end() ? QByteArray() : found->data;
}

bool FileList::contains(const QByteArray &name) const
{
    return std::any_of(entries.begin(), entries.end(), [&](const FileEntry &entry) { return entry.name == name; });
}

QByteArray FileList::tar() const
{
    TarBuilder builder;
    for (const FileEntry &entry : entries) {
        if (entry.type == '2')
            builder.symlink(viewOf(entry.name), viewOf(entry.link));
        else if (entry.type == '1')
            builder.hardLink(viewOf(entry.name), viewOf(entry.link));
        else
            builder.file(viewOf(entry.name), viewOf(entry.data));
    }
    return builder.bytes();
}

void FileList::writeTo(const QString &folder) const
{
    for (const FileEntry &entry : entries) {
        const QString path = folder + u'/' + QString::fromUtf8(entry.name);
        QDir().mkpath(QFileInfo(path).absolutePath());
        if (entry.type == '2')
            QFile::link(QString::fromUtf8(entry.link), path);
        else if (entry.type == 'p')
            ::mkfifo(QFile::encodeName(path).constData(), 0600);
        else
            writeFile(path, entry.data);
    }
}

QByteArray blobName(const QByteArray &digest)
{
    return "blobs/" + QByteArray(digest).replace(':', '/');
}

QByteArray indexOf(const QList<QByteArray> &descriptors)
{
    return "{\"schemaVersion\":2,\"mediaType\":\"" + QByteArray(kIndexType) + "\",\"manifests\":["
        + descriptors.join(',') + "]}";
}

QByteArray descriptorOf(const QByteArray &mediaType, const QByteArray &document, const QByteArray &moreMembers)
{
    QByteArray text = dump(descriptorJson(mediaType, sha256Digest(document), document.size()));
    if (!moreMembers.isEmpty()) {
        text.chop(1);
        text += ',' + moreMembers + '}';
    }
    return text;
}

FileList ociLayout(const QList<ImageSpec> &images)
{
    FileList files;
    QList<QByteArray> descriptors;
    files.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
    for (const ImageSpec &image : images) {
        for (const LayerSpec &layer : image.layers)
            files.file(blobName(layer.digest()), layer.blob);
        files.file(blobName(image.configDigest()), image.config());
        files.file(blobName(image.manifestDigest()), image.manifest());
        for (const QString &name : image.names)
            descriptors.append(image.descriptor(name));
        if (image.names.isEmpty())
            descriptors.append(image.descriptor());
    }
    files.file("index.json", indexOf(descriptors));
    return files;
}

FileList dockerArchive(const QList<ImageSpec> &images)
{
    FileList files;
    Json manifest = Json::array();
    QHash<QByteArray, QByteArray> written; // DiffID to entry name
    for (const ImageSpec &image : images) {
        const QByteArray config = image.configDigest().mid(7) + ".json";
        Json item { { "Config", config.toStdString() }, { "RepoTags", Json::array() }, { "Layers", Json::array() } };
        for (const QString &name : image.names)
            item["RepoTags"].push_back(name.toStdString());
        for (qsizetype i = 0; i < image.layers.size(); ++i) {
            const QByteArray id = image.legacyId(i);
            const QByteArray name = id + "/layer.tar";
            const QByteArray diffId = image.layers[i].diffId();
            files.file(id + "/VERSION", "1.0");
            files.file(id + "/json", dump(compatibilityJson(image, i)));
            item["Layers"].push_back(name.toStdString());
            if (written.contains(diffId) && written.value(diffId) != name) {
                files.link(name, "../" + written.value(diffId));
                continue;
            }
            files.file(name, image.layers[i].blob);
            written.insert(diffId, name);
        }
        files.file(config, image.config());
        manifest.push_back(item);
    }
    files.file("manifest.json", dump(manifest));
    files.file("repositories", dump(repositoriesOf(images)));
    return files;
}

FileList dockerArchive25(const QList<ImageSpec> &images)
{
    FileList files = ociLayout(images);
    Json manifest = Json::array();
    for (const ImageSpec &image : images) {
        Json item { { "Config", blobName(image.configDigest()).toStdString() }, { "RepoTags", Json::array() },
            { "Layers", Json::array() }, { "LayerSources", Json::object() } };
        for (const QString &name : image.names)
            item["RepoTags"].push_back(name.toStdString());
        for (const LayerSpec &layer : image.layers) {
            item["Layers"].push_back(blobName(layer.digest()).toStdString());
            item["LayerSources"][layer.diffId().toStdString()] =
                descriptorJson(layer.mediaType(), layer.digest(), layer.blob.size());
        }
        manifest.push_back(item);
    }
    files.file("manifest.json", dump(manifest));
    files.file("repositories", dump(repositoriesOf(images)));
    return files;
}

FileList legacyArchive(const QList<ImageSpec> &images)
{
    FileList files;
    for (const ImageSpec &image : images) {
        for (qsizetype i = 0; i < image.layers.size(); ++i) {
            const QByteArray id = image.legacyId(i);
            Json json { { "id", id.toStdString() }, { "created", created(i) }, { "os", image.os.toStdString() },
                { "architecture", image.architecture.toStdString() }, { "docker_version", "1.9.1" },
                { "container_config", { { "Cmd", { "/bin/sh", "-c", image.history[i].first.toStdString() } } } },
                { "config", { { "Cmd", { "sh" } } } } };
            if (i > 0)
                json["parent"] = image.legacyId(i - 1).toStdString();
            files.file(id + "/VERSION", "1.0");
            files.file(id + "/json", dump(json));
            files.file(id + "/layer.tar", image.layers[i].blob);
        }
    }
    files.file("repositories", dump(repositoriesOf(images)));
    return files;
}

bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size();
}

} // namespace varve::test
