// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/asiostream.h"
#include "services/http/sshprocess.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>

#include <QtCore/QFile>

namespace varve {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Local = asio::local::stream_protocol;
using std::chrono::milliseconds;

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
    static Error explain(Error error) { return error; }

private:
    AsioLoop m_loop;
    typename Protocol::socket m_socket { m_loop.context() };
};

class TlsOwner {
public:
    explicit TlsOwner(asio::ssl::context context)
        : m_context(std::move(context))
        , m_stream(m_loop.context(), m_context)
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
    static Error explain(Error error) { return error; }

private:
    AsioLoop m_loop;
    asio::ssl::context m_context;
    asio::ssl::stream<tcp::socket> m_stream;
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
    Error explain(Error error)
    {
        const QString said = m_process.complaint();
        if (!said.isEmpty())
            error.detail = QStringLiteral("ssh: ") + said;
        return error;
    }
    std::optional<Error> reasonOfEnd()
    {
        const QString said = m_process.complaint();
        if (said.isEmpty())
            return std::nullopt;
        const bool isRefused = said.contains(QLatin1String("Permission denied"))
            || said.contains(QLatin1String("Host key verification failed"));
        return Error { isRefused ? ErrorCode::AccessDenied : ErrorCode::Network, {}, QStringLiteral("ssh: ") + said };
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
    tcp::resolver resolver(loop.context());
    auto found = loop.run<tcp::resolver::results_type>(
        job, within,
        [&](auto handler) {
            resolver.async_resolve(
                endpoint.host.toStdString(), std::to_string(endpoint.port), tcp::resolver::numeric_service, handler);
        },
        [&] { resolver.cancel(); });
    if (!found)
        return fail(std::move(found.error()));
    if (found->first)
        return fail(connectionError(found->first, QStringLiteral("looking up ") + endpoint.host));
    auto done = loop.run<tcp::endpoint>(
        job, within, [&](auto handler) { asio::async_connect(socket, found->second, std::move(handler)); },
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
        return fail(ErrorCode::AuthRequired, file,
            QStringLiteral("the %1 cannot be used: %2")
                .arg(QLatin1String(what), QString::fromStdString(error.message())));
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
        return failed(files.authority, "authority");
    if (!files.certificate.isEmpty())
        context.use_certificate_chain_file(QFile::encodeName(files.certificate).toStdString(), error);
    if (error)
        return failed(files.certificate, "client certificate");
    if (!files.key.isEmpty())
        context.use_private_key_file(QFile::encodeName(files.key).toStdString(), asio::ssl::context::pem, error);
    if (error)
        return failed(files.key, "private key");
    return context;
}

Result<ByteStreamPtr> dialTls(const Endpoint &endpoint, const Job &job, milliseconds within)
{
    Result<asio::ssl::context> context = tlsContext(endpoint.tls);
    if (!context)
        return fail(std::move(context.error()));
    auto owner = std::make_unique<TlsOwner>(std::move(*context));
    const std::string host = endpoint.host.toStdString();
    boost::system::error_code error;
    owner->socket().set_verify_callback(asio::ssl::host_name_verification(host), error);
    boost::system::error_code notAnAddress;
    asio::ip::make_address(host, notAnAddress);
    if (notAnAddress) // the name for servers that have several certificates; addresses must not stand there
        SSL_set_tlsext_host_name(owner->socket().native_handle(), host.c_str());
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
        return fail(connectionError(done->first, QStringLiteral("TLS")));
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
    else if (error.category() == asio::error::get_ssl_category())
        code = ErrorCode::AuthRequired;
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
