// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Builds image archives and layouts of every generation for tests, as lists of named files that a test can damage before
// they become a tar or a folder. Values only; one thread; only writeTo() touches the disk.
//
//   ImageSpec image({ "app:1" });
//   image.layer(TarBuilder().file("a", "1").bytes(), "COPY a /").instruction("CMD [\"a\"]");
//   FileList files = dockerArchive({ image });
//   files.flip("manifest.json", 3);
//   QByteArray archive = files.tar();
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace varve::test {

enum class LayerForm { Plain, Gzip, Zstd };

struct LayerSpec {
    QByteArray tar; // uncompressed
    QByteArray blob; // as stored
    LayerForm form = LayerForm::Plain;
    QByteArray diffId() const; // "sha256:..."
    QByteArray digest() const; // of the blob
    QByteArray mediaType() const;
};

class ImageSpec {
public:
    explicit ImageSpec(QStringList imageNames = {});

    ImageSpec &layer(const QByteArray &tar, const QByteArray &createdBy, LayerForm form = LayerForm::Plain);
    ImageSpec &instruction(const QByteArray &createdBy); // without a layer
    ImageSpec &platform(const QByteArray &os, const QByteArray &architecture);

    QByteArray config() const;
    QByteArray configDigest() const;
    QByteArray manifest() const; // OCI
    QByteArray manifestDigest() const;
    QByteArray descriptor(const QString &name = {}) const; // JSON, for an index; a name of its own when given
    QByteArray legacyId(qsizetype layer) const; // of the layer's folder in archives before Docker 25

    QStringList names;
    QList<LayerSpec> layers;
    QList<QPair<QByteArray, bool>> history; // created_by, is empty
    QByteArray configText; // not empty: instead of the made one
    QByteArray manifestText; // likewise
    QByteArray os = "linux";
    QByteArray architecture = "amd64";
};

struct FileEntry {
    QByteArray name;
    QByteArray data;
    QByteArray link; // target, for type '1' and '2'
    char type = '0';
};

class FileList {
public:
    FileList &file(const QByteArray &name, const QByteArray &data); // adds or replaces
    FileList &link(const QByteArray &name, const QByteArray &target, char type = '2'); // adds or replaces
    FileList &remove(const QByteArray &name);
    FileList &flip(const QByteArray &name, qsizetype offset); // one bit of one byte
    FileList &shuffle(unsigned seed);
    FileList &prefix(const QByteArray &text); // before every name: "./"
    FileList &merge(const FileList &other);

    QByteArray data(const QByteArray &name) const;
    bool contains(const QByteArray &name) const;
    QByteArray tar() const;
    void writeTo(const QString &folder) const;

    QList<FileEntry> entries;

private:
    FileEntry *find(const QByteArray &name);
};

QByteArray blobName(const QByteArray &digest); // "sha256:x" -> "blobs/sha256/x"
QByteArray indexOf(const QList<QByteArray> &descriptors); // an index document
QByteArray descriptorOf(const QByteArray &mediaType, const QByteArray &document, const QByteArray &moreMembers = {});

FileList ociLayout(const QList<ImageSpec> &images);
FileList dockerArchive(const QList<ImageSpec> &images); // as Docker 1.10 to 24 writes it, layers linked when equal
FileList dockerArchive25(const QList<ImageSpec> &images); // manifest.json beside a layout
FileList legacyArchive(const QList<ImageSpec> &images); // before 1.10: repositories only

bool writeFile(const QString &path, const QByteArray &bytes);

} // namespace varve::test
