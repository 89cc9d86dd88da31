// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/asiostream.h"
#include "services/http/hostlookup.h"
#include "services/http/sshprocess.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <QtCore/QFile>

namespace varve {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Local = asio::local::stream_protocol;
using std::chrono::milliseconds;

// What a failure inside of TLS says about the certificates. `verified`: what OpenSSL thinks of the other side's; `certificate`:
// the file of ours.
Error tlsError(
    const boost::system::error_code &error, long verified, const QString &certificate, const QString &operation)
{
    const QString words = QString::fromStdString(error.message());
    const int reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
    switch (reason) {
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
        return { ErrorCode::AuthRequired, {},
            QStringLiteral("the certificate of the other side is not trusted: ")
                + QString::fromUtf8(X509_verify_cert_error_string(verified)),
            ErrorCause::ServerCertificate };
    case SSL_R_WRONG_VERSION_NUMBER: // bytes that are no TLS at all, such as "HTTP/1.1 400"
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
        return { ErrorCode::Corrupt, {}, QStringLiteral("the other side does not speak TLS: ") + words };
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_TLSV1_ALERT_DECRYPT_ERROR:
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        break;
    default:
        return { ErrorCode::Network, {}, operation + QStringLiteral(", TLS: ") + words };
    }
    const QString what = certificate.isEmpty()
        ? QStringLiteral("the other side wants a client certificate, and none is given: ")
        : QStringLiteral("the other side does not accept the client certificate %1: ").arg(certificate);
    return { ErrorCode::AuthRequired, {}, what + words, ErrorCause::ClientCertificate };
}

// A socket without anything between it and the bytes.
template <typename Protocol>
class PlainOwner {
public:
    AsioLoop &loop() { return m_loop; }
    typename Protocol::socket &socket() { return m_socket; }
    void close()
    {
        boost::system::error_code ignored;
        m_socket.close(ignored);
    }
    static bool isEnd(const boost::system::error_code &error) { return error == asio::error::eof; }
    static std::optional<Error> reasonOfEnd() { return std::nullopt; }
    static Error explain(const boost::system::error_code &error, const QString &operation)
    {
        return connectionError(error, operation);
    }

private:
    AsioLoop m_loop;
    typename Protocol::socket m_socket { m_loop.context() };
};

class TlsOwner {
public:
    TlsOwner(asio::ssl::context context, QString certificate)
        : m_context(std::move(context))
        , m_stream(m_loop.context(), m_context)
        , m_certificate(std::move(certificate))
    {
    }
    AsioLoop &loop() { return m_loop; }
    asio::ssl::stream<tcp::socket> &socket() { return m_stream; }
    void close()
    {
        boost::system::error_code ignored;
        m_stream.lowest_layer().close(ignored);
    }
    // An end without TLS's own goodbye could be somebody's who cuts the answer short; HTTP's lengths tell.
    static bool isEnd(const boost::system::error_code &error)
    {
        return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
    }
    static std::optional<Error> reasonOfEnd() { return std::nullopt; }
    Error explain(const boost::system::error_code &error, const QString &operation)
    {
        boost::system::error_code said = error;
        // Since TLS 1.3 a client's certificate is refused after the handshake: a request may be on its way by then, and
        // sending it fails. What the other side said before it closed is still to be read, and nothing is waited for.
        if (error == asio::error::connection_reset || error == asio::error::broken_pipe) {
            std::byte one {};
            boost::system::error_code more;
            m_stream.read_some(asio::buffer(&one, 1), more);
            if (more.category() == asio::error::get_ssl_category())
                said = more;
        }
        return said.category() == asio::error::get_ssl_category()
            ? tlsError(said, SSL_get_verify_result(m_stream.native_handle()), m_certificate, operation)
            : connectionError(said, operation);
    }

private:
    AsioLoop m_loop;
    asio::ssl::context m_context;
    asio::ssl::stream<tcp::socket> m_stream;
    const QString m_certificate; // the file of ours; empty: none
};

// The near end of a pair of sockets; at the far end ssh reads and writes.
class SshOwner {
public:
    ~SshOwner() { close(); }
    AsioLoop &loop() { return m_loop; }
    Local::socket &socket() { return m_socket; }
    void close()
    {
        boost::system::error_code ignored;
        m_socket.close(ignored);
        m_process.stop();
    }
    static bool isEnd(const boost::system::error_code &error)
    {
        return error == asio::error::eof || error == asio::error::connection_reset;
    }
    // ssh says on its error stream why it went away, in better words than the system has for it.
    Error explain(const boost::system::error_code &error, const QString &operation)
    {
        const QString said = m_process.complaint();
        return said.isEmpty() ? connectionError(error, operation) : sshError(said, m_process.exitCode());
    }
    std::optional<Error> reasonOfEnd()
    {
        const QString said = m_process.complaint();
        return sshError(said, m_process.exitCode());
    }
    SshProcess &process() { return m_process; }

private:
    AsioLoop m_loop;
    Local::socket m_socket { m_loop.context() };
    SshProcess m_process;
};

Result<ByteStreamPtr> dialUnix(const Endpoint &endpoint, const Job &job, milliseconds within)
{
    auto owner = std::make_unique<PlainOwner<Local>>();
    const Local::endpoint address(QFile::encodeName(endpoint.path).toStdString());
    auto done = owner->loop().run<int>(
        job, within,
        [&](auto handler) {
            owner->socket().async_connect(
                address, [handler](const boost::system::error_code &error) mutable { handler(error, 0); });
        },
        [&] { owner->close(); });
    if (!done)
        return fail(std::move(done.error()));
    if (done->first)
        return fail(connectionError(done->first, QStringLiteral("connecting")));
    return std::make_unique<AsioStream<PlainOwner<Local>>>(std::move(owner));
}

// Looks the host up and tries its addresses in turn.
Result<void> connectTcp(
    AsioLoop &loop, tcp::socket &socket, const Endpoint &endpoint, const Job &job, milliseconds within)
{
    auto found = lookUpHost(endpoint.host.toStdString(), endpoint.port, job, within);
    if (!found)
        return fail(std::move(found.error()));
    auto done = loop.run<tcp::endpoint>(
        job, within, [&](auto handler) { asio::async_connect(socket, *found, std::move(handler)); },
        [&] {
            boost::system::error_code ignored;
            socket.close(ignored);
        });
    if (!done)
        return fail(std::move(done.error()));
    if (done->first)
        return fail(connectionError(done->first, QStringLiteral("connecting")));
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    return {};
}

Result<ByteStreamPtr> dialTcp(const Endpoint &endpoint, const Job &job, milliseconds within)
{
    auto owner = std::make_unique<PlainOwner<tcp>>();
    if (Result<void> connected = connectTcp(owner->loop(), owner->socket(), endpoint, job, within); !connected)
        return fail(std::move(connected.error()));
    return std::make_unique<AsioStream<PlainOwner<tcp>>>(std::move(owner));
}

Result<asio::ssl::context> tlsContext(const TlsFiles &files)
{
    asio::ssl::context context(asio::ssl::context::tls_client);
    boost::system::error_code error;
    const auto failed = [&](const QString &file, const char *what) {
        return fail({ ErrorCode::AuthRequired, file,
            QLatin1String(what) + QStringLiteral(": ") + QString::fromStdString(error.message()),
            ErrorCause::CertificateFile });
    };
    context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2
            | asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1,
        error);
    context.set_verify_mode(asio::ssl::verify_peer, error);
    if (files.authority.isEmpty())
        context.set_default_verify_paths(error);
    else
        context.load_verify_file(QFile::encodeName(files.authority).toStdString(), error);
    if (error)
        return failed(files.authority, "the authority");
    if (!files.certificate.isEmpty())
        context.use_certificate_chain_file(QFile::encodeName(files.certificate).toStdString(), error);
    if (error)
        return failed(files.certificate, "the client certificate");
    if (!files.key.isEmpty())
        context.use_private_key_file(QFile::encodeName(files.key).toStdString(), asio::ssl::context::pem, error);
    if (error)
        return failed(files.key, "the private key");
    return context;
}

Result<ByteStreamPtr> dialTls(const Endpoint &endpoint, const Job &job, milliseconds within)
{
    Result<asio::ssl::context> context = tlsContext(endpoint.tls);
    if (!context)
        return fail(std::move(context.error()));
    auto owner = std::make_unique<TlsOwner>(std::move(*context), endpoint.tls.certificate);
    const std::string host = endpoint.host.toStdString();
    SSL *const ssl = owner->socket().native_handle();
    boost::system::error_code notAnAddress;
    asio::ip::make_address(host, notAnAddress);
    // OpenSSL looks itself whether the certificate is for this host: then it can say that it is not.
    X509_VERIFY_PARAM *const wanted = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    const int isSet = notAnAddress ? X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size())
                                   : X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str());
    if (isSet != 1 || host.empty())
        return fail(ErrorCode::Corrupt, {}, QStringLiteral("no certificate can be for the host %1").arg(endpoint.host));
    if (notAnAddress) // the name for servers that have several certificates; addresses must not stand there
        SSL_set_tlsext_host_name(ssl, host.c_str());
    if (Result<void> connected = connectTcp(owner->loop(), owner->socket().next_layer(), endpoint, job, within);
        !connected)
        return fail(std::move(connected.error()));
    auto done = owner->loop().run<int>(
        job, within,
        [&](auto handler) {
            owner->socket().async_handshake(asio::ssl::stream_base::client,
                [handler](const boost::system::error_code &failed) mutable { handler(failed, 0); });
        },
        [&] { owner->close(); });
    if (!done)
        return fail(std::move(done.error()));
    if (done->first)
        return fail(owner->explain(done->first, QStringLiteral("the handshake")));
    return std::make_unique<AsioStream<TlsOwner>>(std::move(owner));
}

Result<ByteStreamPtr> dialSsh(
    const Endpoint &endpoint, const QStringList &remoteCommand, const Job &job, milliseconds within)
{
    auto owner = std::make_unique<SshOwner>();
    const auto seconds = static_cast<int>(std::chrono::ceil<std::chrono::seconds>(within).count());
    Result<int> nearEnd = owner->process().start(sshArguments(endpoint, remoteCommand, seconds));
    if (!nearEnd)
        return fail(std::move(nearEnd.error()));
    boost::system::error_code error;
    owner->socket().assign(Local(), *nearEnd, error);
    if (error)
        return fail(connectionError(error, QStringLiteral("connecting")));
    if (job.isCancelled())
        return job.cancelled();
    return std::make_unique<AsioStream<SshOwner>>(std::move(owner));
}

Result<ByteStreamPtr> dialAny(
    const Endpoint &endpoint, const QStringList &remoteCommand, const Job &job, milliseconds within)
{
    switch (endpoint.kind) {
    case Endpoint::Kind::Unix:
        return dialUnix(endpoint, job, within);
    case Endpoint::Kind::Tcp:
        return dialTcp(endpoint, job, within);
    case Endpoint::Kind::Tls:
        return dialTls(endpoint, job, within);
    case Endpoint::Kind::Ssh:
        return dialSsh(endpoint, remoteCommand, job, within);
    }
    return fail(ErrorCode::Internal, {}, {});
}

} // namespace

Error connectionError(const boost::system::error_code &error, const QString &operation)
{
    const QString text = operation + QStringLiteral(": ") + QString::fromStdString(error.message());
    ErrorCode code = ErrorCode::Network;
    if (error == boost::system::errc::no_such_file_or_directory)
        code = ErrorCode::NotFound;
    else if (error == boost::system::errc::permission_denied || error == boost::system::errc::operation_not_permitted)
        code = ErrorCode::AccessDenied;
    return { code, {}, text };
}

Result<ByteStreamPtr> dial(
    const Endpoint &endpoint, const QStringList &remoteCommand, const Job &job, milliseconds connectWithin)
{
    Result<ByteStreamPtr> stream = dialAny(endpoint, remoteCommand, job, connectWithin);
    if (!stream && stream.error().subject.isEmpty())
        stream.error().subject = endpoint.toString();
    return stream;
}

} // namespace varve
