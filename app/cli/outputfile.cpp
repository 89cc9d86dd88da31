// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/outputfile.h"

#include <QtCore/QFileInfo>
#include <QtCore/QSaveFile>

namespace varve {

namespace {

ErrorCode codeOf(QFileDevice::FileError error)
{
    switch (error) {
    case QFileDevice::PermissionsError:
    case QFileDevice::OpenError:
        return ErrorCode::AccessDenied;
    case QFileDevice::ResourceError:
    case QFileDevice::WriteError:
        return ErrorCode::NoSpace;
    default:
        return ErrorCode::Internal;
    }
}

tl::unexpected<Error> writeError(const QFileDevice &file, const QString &target)
{
    return fail(codeOf(file.error()), target, file.errorString());
}

} // namespace

Result<void> writeOutputFile(const QString &target, const QByteArray &content)
{
    const QFileInfo info(target);
    if (info.exists() && !info.isFile() && !info.isDir()) { // /dev/null, a FIFO: renaming over it would destroy it
        QFile device(target);
        if (!device.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || device.write(content) != content.size())
            return writeError(device, target);
        return {};
    }
    QSaveFile file(target);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return writeError(file, target);
    return {};
}

Result<void> checkOutputApart(const QString &target, const QString &source)
{
    const QFileInfo targetInfo(target);
    const QString folder = QFileInfo(targetInfo.absolutePath()).canonicalFilePath();
    const QString canonicalTarget =
        targetInfo.exists() ? targetInfo.canonicalFilePath() : folder + u'/' + targetInfo.fileName();
    const QString canonicalSource = QFileInfo(source).canonicalFilePath();
    if (canonicalSource.isEmpty())
        return {}; // opening it will say so
    const bool isInside = QFileInfo(source).isDir() && (canonicalTarget + u'/').startsWith(canonicalSource + u'/');
    if (isInside || canonicalTarget == canonicalSource)
        return fail(ErrorCode::Conflict, target, QStringLiteral("it is part of what is read"));
    return {};
}

} // namespace varve
