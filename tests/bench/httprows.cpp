// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Bodies from an engine's socket and from a web server on a port: a server of this process sends as fast as it can, once as HTTP
// and once as bare bytes.

#include "services/http/httpclient.h"
#include "services/http/webclient.h"
#include "tests/bench/bench.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace varve::bench {
namespace {

constexpr std::size_t kPieceBytes = 256UL << 10;
constexpr double kBodyBytes = 4e9; // at scale 1

// Answers each connection: with HTTP when it is asked for something, in chunks; "raw" gets the bytes alone.
class Sender {
public:
    enum class At { Socket, Port };

    Sender(std::uint64_t bytes, At at)
        : m_bytes(bytes)
        , m_path(m_folder.filePath(QStringLiteral("s")))
    {
        if (at == At::Socket) {
            auto *const address = reinterpret_cast<sockaddr_un *>(&m_address);
            address->sun_family = AF_UNIX;
            const QByteArray name = QFile::encodeName(m_path);
            std::copy(name.cbegin(), name.cend(), address->sun_path);
            m_addressBytes = sizeof *address;
        } else {
            auto *const address = reinterpret_cast<sockaddr_in *>(&m_address);
            address->sin_family = AF_INET;
            address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            m_addressBytes = sizeof *address;
        }
        auto *const address = reinterpret_cast<sockaddr *>(&m_address);
        m_listener = ::socket(m_address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (m_listener < 0 || ::bind(m_listener, address, m_addressBytes) != 0 || ::listen(m_listener, 4) != 0
            || ::getsockname(m_listener, address, &m_addressBytes) != 0)
            die("no socket to listen on");
        m_thread = std::thread([this] { serve(); });
    }
    ~Sender()
    {
        ::shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
    }
    Sender(const Sender &) = delete;
    Sender &operator=(const Sender &) = delete;

    const QString &path() const { return m_path; }
    int port() const { return ntohs(reinterpret_cast<const sockaddr_in *>(&m_address)->sin_port); }
    int connect() const
    {
        const int socket = ::socket(m_address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(socket, reinterpret_cast<const sockaddr *>(&m_address), m_addressBytes) != 0)
            die("no connection");
        return socket;
    }

private:
    void serve() const
    {
        for (int peer = ::accept(m_listener, nullptr, nullptr); peer >= 0;
             peer = ::accept(m_listener, nullptr, nullptr)) {
            std::array<char, 4096> request;
            const ssize_t asked = ::read(peer, request.data(), request.size());
            const bool isRaw = asked > 2 && std::string_view(request.data(), 3) == "raw";
            answer(peer, isRaw);
            ::close(peer);
        }
    }
    void answer(int peer, bool isRaw) const
    {
        const std::string head = isRaw ? "" : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        std::string piece = isRaw ? "" : "40000\r\n"; // 256 KiB
        piece.append(kPieceBytes, 'x');
        piece += isRaw ? "" : "\r\n";
        if (!send(peer, head))
            return;
        for (std::uint64_t sent = 0; sent < m_bytes; sent += kPieceBytes)
            if (!send(peer, piece))
                return;
        send(peer, isRaw ? "" : "0\r\n\r\n");
    }
    static bool send(int peer, const std::string &bytes)
    {
        for (std::size_t at = 0; at < bytes.size();) {
            const ssize_t count = ::send(peer, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            at += static_cast<std::size_t>(count);
        }
        return true;
    }

    const std::uint64_t m_bytes;
    QTemporaryDir m_folder;
    const QString m_path;
    sockaddr_storage m_address {};
    socklen_t m_addressBytes = 0;
    int m_listener = -1;
    std::thread m_thread;
};

template <typename Client, typename Request>
void fetchBody(Client &client, const Request &request, std::uint64_t bytes)
{
    Job job;
    const auto exchange = valueOf(client.open(request, job), "the request");
    std::vector<std::byte> buffer(kPieceBytes);
    std::uint64_t total = 0;
    for (;;) {
        const std::size_t count = valueOf(exchange->read(buffer, job), "the body");
        if (count == 0)
            break;
        total += count;
    }
    if (total != bytes)
        die("a body of another length came");
}

void fetchRaw(const Sender &sender, std::uint64_t bytes)
{
    const int socket = sender.connect();
    if (::write(socket, "raw", 3) != 3)
        die("no connection");
    std::vector<std::byte> buffer(kPieceBytes);
    std::uint64_t total = 0;
    for (ssize_t count = 1; count > 0;) {
        count = ::read(socket, buffer.data(), buffer.size());
        total += count > 0 ? static_cast<std::uint64_t>(count) : 0;
    }
    ::close(socket);
    if (total != bytes)
        die("fewer bytes came");
}

} // namespace

void measureHttp(Context &context)
{
    const auto pieces = static_cast<std::uint64_t>(kBodyBytes * context.scale / kPieceBytes) + 1;
    const std::uint64_t bytes = pieces * kPieceBytes;
    const double budget = static_cast<double>(bytes) / budgets::kBodyBytesPerSecond;
    const auto add = [&](const char *name, const Sender &sender, auto fetch, const char *remark) {
        const Pair pair = interleaved(
            context.runs, [&] { return timed(fetch); }, [&] { return timed([&] { fetchRaw(sender, bytes); }); });
        context.report.add({ name, formatValue(static_cast<double>(bytes), Unit::Bytes), Unit::Seconds, pair.measured,
            pair.limit, 0, budget, remark });
    };
    const Sender engine(bytes, Sender::At::Socket);
    add(
        "HTTP body from a socket", engine,
        [&] {
            HttpClient client(Endpoint::unixSocket(engine.path()));
            HttpRequest request;
            request.target = "/";
            fetchBody(client, request, bytes);
        },
        "limit: the bytes alone through the same socket");
    const Sender web(bytes, Sender::At::Port);
    add(
        "HTTP body from a port", web,
        [&] {
            WebClient client;
            WebRequest request;
            request.url = valueOf(WebUrl::parse("http://127.0.0.1:" + QByteArray::number(web.port())), "the address");
            fetchBody(client, request, bytes);
        },
        "limit: the bytes alone through the same port");
}

} // namespace varve::bench
