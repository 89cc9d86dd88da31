// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/error.h"

#include <cerrno>
#include <system_error>

namespace varve {

QString errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return QStringLiteral("notFound");
    case ErrorCode::AccessDenied:
        return QStringLiteral("accessDenied");
    case ErrorCode::AuthRequired:
        return QStringLiteral("authRequired");
    case ErrorCode::Network:
        return QStringLiteral("network");
    case ErrorCode::RateLimited:
        return QStringLiteral("rateLimited");
    case ErrorCode::Corrupt:
        return QStringLiteral("corrupt");
    case ErrorCode::Unsupported:
        return QStringLiteral("unsupported");
    case ErrorCode::LimitExceeded:
        return QStringLiteral("limitExceeded");
    case ErrorCode::Conflict:
        return QStringLiteral("conflict");
    case ErrorCode::NoSpace:
        return QStringLiteral("noSpace");
    case ErrorCode::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorCode::Internal:
        break;
    }
    return QStringLiteral("internal");
}

namespace {

ErrorCode codeOfErrno(int systemError)
{
    switch (systemError) {
    case ENOENT:
    case ENOTDIR:
        return ErrorCode::NotFound;
    case EACCES:
    case EPERM:
    case EROFS:
        return ErrorCode::AccessDenied;
    case ENOSPC:
    case EDQUOT:
        return ErrorCode::NoSpace;
    case EIO:
    case EXDEV: // openat2: the path would leave the folder
    case ELOOP: // openat2: a symbolic link where none may be
        return ErrorCode::Corrupt;
    case EBUSY:
    case EEXIST:
        return ErrorCode::Conflict;
    case ENAMETOOLONG:
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return ErrorCode::LimitExceeded;
    default:
        return ErrorCode::Internal;
    }
}

} // namespace

Error errorFromErrno(int systemError, const QString &subject, const QString &operation)
{
    const std::string text = std::generic_category().message(systemError);
    return { codeOfErrno(systemError), subject, operation + QStringLiteral(": ") + QString::fromStdString(text) };
}

Error outOfMemoryError(const QString &subject)
{
    return { ErrorCode::LimitExceeded, subject, QStringLiteral("there is not enough memory for it") };
}

} // namespace varve
