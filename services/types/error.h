// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What went wrong, for every function that can fail. A value, free of threads and translations.
//
// `code` is for programs, `subject` says to what it happened (a path, a name, a digest; untrusted text, shown escaped),
// `detail` is technical and untranslated. Only ui/ and app/ turn an Error into a sentence for people.
#pragma once

#include <QtCore/QString>

#include <cstdint>

namespace varve {

enum class ErrorCode {
    NotFound, // there is no such file, image, layer or entry
    AccessDenied, // the system or the other side refuses
    AuthRequired, // credentials are missing or wrong
    Network, // the other side cannot be reached or went away
    RateLimited, // the other side asks us to come back later
    Corrupt, // the bytes contradict their format, size or digest
    Unsupported, // well-formed, but nothing Varve reads
    LimitExceeded, // larger or deeper than Varve is willing to read
    Conflict, // somebody else changed or holds it
    NoSpace, // the disk is full
    Cancelled, // the user asked to stop
    Internal, // a defect of Varve
};

// Which of several reasons for one code it was, where each asks for something else to be done.
enum class ErrorCause : std::uint8_t {
    None,
    CertificateFile, // a certificate or key of ours cannot be used; the subject is its file
    ServerCertificate, // nothing says that the other side is who it should be
    ClientCertificate, // the other side wants a certificate of ours, or does not accept it
    NoSsh, // the program ssh is not installed here
    HostKey, // ssh does not know the key of the other side, or knows another one
    Login, // ssh was not let in
    NoRemoteProgram, // neither docker nor podman is there to be run over ssh
    NoTls, // the other side speaks, but no TLS
};

struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString subject;
    QString detail;
    ErrorCause cause = ErrorCause::None;

    bool operator==(const Error &) const = default;
};

// The stable name of a code, as written to JSON: "notFound", "accessDenied", ...
QString errorCodeName(ErrorCode code);

// Maps an errno of an operation on `subject` to an Error; `operation` is put before the system's text.
Error errorFromErrno(int systemError, const QString &subject, const QString &operation);

// What withinMemory() answers.
Error outOfMemoryError(const QString &subject);

} // namespace varve
