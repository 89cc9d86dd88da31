// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What tests of the Library share: bringing built images into one, and looking at its folder. Blocking; one thread.
#pragma once

#include "services/jobs/workpool.h"
#include "services/stores/library/librarycheck.h"
#include "services/stores/library/libraryimport.h"
#include "services/stores/library/librarystore.h"
#include "tests/support/imagebuilder.h"

#include <QtCore/QString>

namespace varve::test {

QByteArray readFile(const QString &path);
QString blobFile(const QString &root, const QByteArray &digest);
// Every file below, with its size: "blobs/sha256/ab.. 12"; sorted. Lock files are left out.
QStringList filesBelow(const QString &folder);
// The same with contents and times, to see whether anything was touched.
QByteArray fingerprintOf(const QString &folder);

// The files as a tar beside the Library, brought into it. An empty text, or what went wrong.
QString bring(const QString &root, const FileList &files, const LibraryImportOptions &options = {});
// "name1+name2 sha256:.." for each image of the store, sorted; "-" for one without a name, "?" before one that is not
// local.
QStringList imagesOf(ImageStore &store);
// "code: subject: detail"
QString textOf(const Error &error);
QString textOf(const LibraryReport &report); // one problem a line: "kind subject [images]"; empty: none

// As somebody who is not root, who may write everywhere.
class AsNobody {
public:
    AsNobody();
    ~AsNobody();
    AsNobody(const AsNobody &) = delete;
    AsNobody &operator=(const AsNobody &) = delete;
};

} // namespace varve::test
