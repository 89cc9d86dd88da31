// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Bodies from an engine's socket: a server of this process sends as fast as it can, once as HTTP and once as bare bytes.

#include "services/http/httpclient.h"
#include "tests/bench/bench.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

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
    explicit Sender(std::uint64_t bytes)
        : m_bytes(bytes)
        , m_path(m_folder.filePath(QStringLiteral("s")))
    {
        m_listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_un address = addressOf(m_path);
        if (m_listener < 0 || ::bind(m_listener, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
            || ::listen(m_listener, 4) != 0)
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
    static sockaddr_un addressOf(const QString &path)
    {
        sockaddr_un address {};
        address.sun_family = AF_UNIX;
        const QByteArray name = QFile::encodeName(path);
        std::copy(name.cbegin(), name.cend(), address.sun_path);
        return address;
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
    int m_listener = -1;
    std::thread m_thread;
};

void fetchBody(const Sender &sender, std::uint64_t bytes)
{
    HttpClient client(Endpoint::unixSocket(sender.path()));
    HttpRequest request;
    request.target = "/";
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
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = Sender::addressOf(sender.path());
    if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
        || ::write(socket, "raw", 3) != 3)
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
    const Sender sender(bytes);
    const Pair pair = interleaved(
        context.runs, [&] { return timed([&] { fetchBody(sender, bytes); }); },
        [&] { return timed([&] { fetchRaw(sender, bytes); }); });
    const double budget = static_cast<double>(bytes) / budgets::kBodyBytesPerSecond;
    context.report.add({ "HTTP body from a socket", formatValue(static_cast<double>(bytes), Unit::Bytes), Unit::Seconds,
        pair.measured, pair.limit, 0, budget, "limit: the bytes alone through the same socket" });
}

} // namespace varve::bench
