// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/storagebuilder.h"

#include "tests/support/tarsplitbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonDocument>

namespace varve::test {

using namespace Qt::StringLiterals;

namespace {

QString bigDataName(const QString &name)
{
    return u'=' + QString::fromLatin1(name.toUtf8().toBase64());
}

} // namespace

StorageBuilder::StorageBuilder(const QString &driver)
    : m_driver(driver)
{
    for (const QString &kind : { u"images"_s, u"layers"_s, u"containers"_s }) {
        QDir().mkpath(path(driver + u'-' + kind));
        writeFile(driver + u'-' + kind + u'/' + kind + u".lock"_s, {});
    }
}

QString StorageBuilder::addLayer(const QByteArray &tar, const QMap<QString, QByteArray> &contents)
{
    const QString diffId = QString::fromLatin1(sha256Digest(tar));
    const QString id = QString::fromLatin1(sha256Hex(diffId.toLatin1() + QByteArray::number(m_layerIds.size())));
    QJsonObject layer { { u"id"_s, id }, { u"diff-digest"_s, diffId }, { u"diff-size"_s, tar.size() },
        { u"compressed-diff-digest"_s, diffId }, { u"compressed-size"_s, tar.size() } };
    if (!m_layerIds.isEmpty())
        layer[u"parent"_s] = m_layerIds.constLast();
    layers.append(layer);
    m_layerIds.append(id);
    m_diffIds.append(diffId);
    writeFile(m_driver + u"-layers/"_s + id + u".tar-split.gz"_s, gzip(tarSplitOf(tar)));
    const QString unpacked = m_driver == u"vfs"_s ? u"vfs/dir/"_s + id : m_driver + u'/' + id + u"/diff"_s;
    QDir().mkpath(path(unpacked));
    for (auto content = contents.cbegin(); content != contents.cend(); ++content)
        writeFile(unpacked + u'/' + content.key(), content.value());
    return id;
}

QString StorageBuilder::addImage(const QStringList &names, const QJsonObject &more)
{
    QJsonObject config { { u"architecture"_s, u"amd64"_s }, { u"os"_s, u"linux"_s },
        { u"created"_s, u"2024-05-06T07:08:09Z"_s },
        { u"config"_s, QJsonObject { { u"Env"_s, QJsonArray { u"A=b"_s } } } },
        { u"rootfs"_s,
            QJsonObject { { u"type"_s, u"layers"_s }, { u"diff_ids"_s, QJsonArray::fromStringList(m_diffIds) } } } };
    QJsonArray history;
    for (qsizetype i = 0; i < m_diffIds.size(); ++i)
        history.append(QJsonObject { { u"created_by"_s, u"RUN step %1"_s.arg(i + 1) } });
    config[u"history"_s] = history;
    config[u"author"_s] = names.value(0); // tells the ids apart
    const QByteArray configBytes = QJsonDocument(config).toJson();
    const QString configDigest = QString::fromLatin1(sha256Digest(configBytes));
    const QString id = configDigest.sliced(7);
    QJsonArray manifestLayers;
    for (const QString &diffId : std::as_const(m_diffIds)) {
        manifestLayers.append(QJsonObject { { u"mediaType"_s, u"application/vnd.oci.image.layer.v1.tar"_s },
            { u"digest"_s, diffId }, { u"size"_s, 1 } });
    }
    const QByteArray manifest = QJsonDocument(
        QJsonObject { { u"schemaVersion"_s, 2 }, { u"mediaType"_s, u"application/vnd.oci.image.manifest.v1+json"_s },
            { u"config"_s,
                QJsonObject { { u"mediaType"_s, u"application/vnd.oci.image.config.v1+json"_s },
                    { u"digest"_s, configDigest }, { u"size"_s, configBytes.size() } } },
            { u"layers"_s,
                manifestLayers } }).toJson();
    const QString folder = m_driver + u"-images/"_s + id + u'/';
    writeFile(folder + u"manifest"_s, manifest);
    writeFile(folder + bigDataName(configDigest), configBytes);
    QJsonObject image { { u"id"_s, id }, { u"names"_s, QJsonArray::fromStringList(names) },
        { u"layer"_s, m_layerIds.isEmpty() ? QString() : m_layerIds.constLast() },
        { u"created"_s, u"2024-05-06T07:08:09Z"_s },
        { u"big-data-names"_s, QJsonArray { u"manifest"_s, configDigest } },
        { u"big-data-sizes"_s,
            QJsonObject { { u"manifest"_s, manifest.size() }, { configDigest, configBytes.size() } } } };
    for (auto member = more.begin(); member != more.end(); ++member)
        image[member.key()] = member.value();
    images.append(image);
    return id;
}

void StorageBuilder::addContainer(const QString &name, const QString &imageId, const QString &imageName)
{
    const QByteArray metadata = QJsonDocument(QJsonObject { { u"image-name"_s, imageName } }).toJson();
    containers.append(QJsonObject { { u"id"_s, QString::fromLatin1(sha256Hex(name.toUtf8())) },
        { u"names"_s, QJsonArray { name } }, { u"image"_s, imageId }, { u"metadata"_s, QString::fromUtf8(metadata) },
        { u"created"_s, u"2024-05-06T07:08:09Z"_s } });
}

void StorageBuilder::write()
{
    writeFile(m_driver + u"-images/images.json"_s, QJsonDocument(images).toJson());
    writeFile(m_driver + u"-layers/layers.json"_s, QJsonDocument(layers).toJson());
    writeFile(m_driver + u"-containers/containers.json"_s, QJsonDocument(containers).toJson());
}

// By renaming, as the storage's own library does.
void StorageBuilder::writeFile(const QString &relative, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path(relative)).path());
    QFile file(path(relative + u".new"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a file of the storage");
    file.close();
    QFile::remove(path(relative));
    if (!file.rename(path(relative)))
        qFatal("cannot rename a file of the storage");
}

} // namespace varve::test
