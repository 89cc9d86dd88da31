// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Where the parts of one image are among the files of an archive or a layout, and what was learned of it while its table of
// contents was read. Made by the readers of the formats (archive/, layout/); describe() turns it into ImageDetails the same
// way for all of them.
#pragma once

#include "services/oci/documents.h"
#include "services/stores/files/fileset.h"

#include <vector>

namespace varve {

struct LayerSource {
    QString fileName; // in the FileSet
    Descriptor descriptor; // digest null where the format has none
};

struct DocumentSource {
    QString title;
    QString fileName;
    Digest digest; // what it is named by; null: nothing says
};

struct ImageSource {
    ImageSummary summary; // id, kind, names, platform and digests as far as the table of contents tells them
    Descriptor manifest; // digest null where the format has none
    QString configFile; // empty: the image has none
    Descriptor config; // digest null when the name does not tell it
    bool mustConfigMatch = true; // a config that contradicts its digest is not used; else it is used with a warning
    QList<LayerSource> layers;
    QList<QPair<QString, QString>> annotations;
    QList<DocumentSource> documents;
    QStringList legacyChain; // before Docker 1.10: the layers' folders, bottom first; then there is no config
    Warnings warnings;
    Warnings damage; // what is lost of the image itself; not among `warnings`
};

struct ImageSet {
    StoreKind kind = StoreKind::OciLayout;
    std::vector<ImageSource> images;
    Warnings warnings;
    QList<UnreadableImage> unreadable;
};

class ConfigReader;

// A descriptor's document, checked against size and digest; the copy embedded in the descriptor when there is no file.
// Errors: NotFound, Corrupt, LimitExceeded.
Result<QByteArray> verifiedDocument(
    const FileSet &files, const QString &fileName, const Descriptor &descriptor, std::size_t maxBytes);

// Everything about the image that can be known without reading layers, and the raw bytes of its documents for display.
// Incomplete once the job is cancelled.
ImageDetails describe(const FileSet &files, const ImageSource &source, const Job &job);

// Completes source.summary from what describe() finds, and passes on the warnings about documents that cannot be used.
// `configs` is the one for all images of the table of contents.
void summarise(const FileSet &files, ImageSource &source, ConfigReader &configs, Warnings &warnings);

// How an image is called in warnings: its first name, else the short digest.
QString imageLabel(const QStringList &names, const Digest &digest);

} // namespace varve
