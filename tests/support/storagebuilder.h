// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A containers-storage folder written by hand, as Podman would leave it, for tests that then break parts of it. Files below a
// temporary folder; one thread.
#pragma once

#include "tests/support/tarbuilder.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QMap>
#include <QtCore/QTemporaryDir>

namespace varve::test {

class StorageBuilder {
public:
    explicit StorageBuilder(const QString &driver = QStringLiteral("overlay"));

    QString path() const { return m_folder.path(); }
    QString path(const QString &relative) const { return m_folder.filePath(relative); }

    // A layer out of its tar, with its contents unpacked, on top of the layer added before. The answer is its id.
    QString addLayer(const QByteArray &tar, const QMap<QString, QByteArray> &contents);
    // An image of all layers so far. The answer is its id.
    QString addImage(const QStringList &names, const QJsonObject &more = {});
    void addContainer(const QString &name, const QString &imageId, const QString &imageName);

    // What the lists say, for changing it before write().
    QJsonArray images;
    QJsonArray layers;
    QJsonArray containers;
    void write();
    void writeFile(const QString &relative, const QByteArray &bytes);

private:
    QString m_driver;
    QTemporaryDir m_folder;
    QStringList m_diffIds;
    QStringList m_layerIds;
};

} // namespace varve::test
