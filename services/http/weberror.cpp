// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/weberror.h"

namespace varve {

namespace {

// OpenSSL's names of the alerts by which a server refuses our certificate, or misses one.
bool isAboutOurCertificate(const QString &words)
{
    for (const char *alert : { "certificate required", "alert bad certificate", "alert unsupported certificate",
             "alert certificate revoked", "alert certificate expired", "alert certificate unknown", "alert unknown ca",
             "alert access denied", "alert decrypt error" }) {
        if (words.contains(QLatin1String(alert)))
            return true;
    }
    return false;
}

bool isNoTls(const QString &words)
{
    return words.contains(QLatin1String("wrong version number")) || words.contains(QLatin1String("http request"))
        || words.contains(QLatin1String("packet length too long"));
}

} // namespace

Error webError(CURLcode code, const QString &words, const TlsFiles &tls)
{
    const QString detail = words.isEmpty() ? QString::fromUtf8(curl_easy_strerror(code)) : words;
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return { ErrorCode::AuthRequired, {}, detail, ErrorCause::ServerCertificate };
    case CURLE_SSL_CACERT_BADFILE:
        return { ErrorCode::AuthRequired, tls.authority, detail, ErrorCause::CertificateFile };
    case CURLE_SSL_CERTPROBLEM:
        return { ErrorCode::AuthRequired, tls.certificate, detail, ErrorCause::CertificateFile };
    case CURLE_UNSUPPORTED_PROTOCOL: // no head at all: HTTP/0.9, as libcurl sees it
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_URL_MALFORMAT:
        return { ErrorCode::Corrupt, {}, detail };
    case CURLE_OUT_OF_MEMORY: // also one header that is longer than libcurl takes
        return { ErrorCode::LimitExceeded, {}, detail };
    default:
        break;
    }
    if (isAboutOurCertificate(detail))
        return { ErrorCode::AuthRequired, {}, detail, ErrorCause::ClientCertificate };
    if (code == CURLE_SSL_CONNECT_ERROR && isNoTls(detail))
        return { ErrorCode::Corrupt, {}, detail, ErrorCause::NoTls };
    // A chunk whose length is no number. libcurl has one code for that and for a connection that broke.
    if (code == CURLE_RECV_ERROR && detail.contains(QLatin1String("chunked-encod"), Qt::CaseInsensitive))
        return { ErrorCode::Corrupt, {}, detail };
    return { ErrorCode::Network, {}, detail };
}

} // namespace varve
