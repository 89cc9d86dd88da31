// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/librarytools.h"

#include "tests/support/tarbuilder.h"

#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

#include <sys/stat.h>
#include <unistd.h>

namespace varve::test {

namespace {

constexpr uid_t kNobody = 65534;

} // namespace

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString blobFile(const QString &root, const QByteArray &digest)
{
    return root + u'/' + QString::fromLatin1(blobName(digest));
}

QStringList filesBelow(const QString &folder)
{
    QStringList found;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        if (!files.fileName().endsWith(QLatin1String("lock")))
            found.append(files.filePath().mid(folder.size() + 1) + u' ' + QString::number(files.fileInfo().size()));
    }
    found.sort();
    return found;
}

QByteArray fingerprintOf(const QString &folder)
{
    QStringList lines;
    QDirIterator files(
        folder, QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        struct stat status { };
        if (::lstat(QFile::encodeName(path).constData(), &status) != 0)
            continue;
        const QByteArray content = S_ISREG(status.st_mode) ? sha256Hex(readFile(path)) : QByteArray();
        lines.append(QStringLiteral("%1 %2 %3 %4 %5.%6")
                         .arg(path, QString::fromLatin1(content))
                         .arg(status.st_mode)
                         .arg(status.st_ino)
                         .arg(status.st_mtim.tv_sec)
                         .arg(status.st_mtim.tv_nsec));
    }
    lines.sort();
    return lines.join(u'\n').toUtf8();
}

QString textOf(const Error &error)
{
    return errorCodeName(error.code) + QStringLiteral(": ") + error.subject + QStringLiteral(": ") + error.detail;
}

QString textOf(const LibraryReport &report)
{
    static constexpr const char *kNames[] = { "index lost", "index unreadable", "marker missing", "blob missing",
        "blob of wrong size", "blob with wrong digest", "blob unreadable", "document unreadable", "damaged orphan",
        "orphan", "old part", "stray" };
    QStringList lines;
    for (const LibraryProblem &problem : report.problems) {
        QStringList images = problem.images;
        images.sort();
        lines.append(QString::fromLatin1(kNames[static_cast<std::size_t>(problem.kind)]) + u' ' + problem.subject
            + (images.isEmpty() ? QString() : QStringLiteral(" [") + images.join(u' ') + u']'));
    }
    lines.sort();
    return lines.join(u'\n');
}

QString bring(const QString &root, const FileList &files, const LibraryImportOptions &options)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("app.tar"));
    if (!writeFile(path, files.tar()))
        return QStringLiteral("cannot write ") + path;
    Job job;
    const Result<LibraryImport> brought = importIntoLibrary(root, path, options, job);
    if (!brought)
        return textOf(brought.error());
    return brought->warnings.isEmpty() ? QString() : brought->warnings.constFirst().detail;
}

QStringList imagesOf(ImageStore &store)
{
    Job job;
    const Result<Listing> listing = store.list(job);
    if (!listing)
        return { textOf(listing.error()) };
    QStringList images;
    for (const ImageSummary &image : listing->images) {
        QStringList names = image.names;
        names.sort();
        images.append((image.isLocal ? QString() : QStringLiteral("?"))
            + (names.isEmpty() ? QStringLiteral("-") : names.join(u'+')) + u' ' + image.id.value);
    }
    for (const Warning &warning : listing->warnings)
        images.append(QStringLiteral("warning: ") + warning.subject + u' ' + warning.detail);
    images.sort();
    return images;
}

AsNobody::AsNobody()
{
    if (::getuid() == 0)
        static_cast<void>(::seteuid(kNobody));
}

AsNobody::~AsNobody()
{
    if (::getuid() == 0)
        static_cast<void>(::seteuid(0));
}

} // namespace varve::test
