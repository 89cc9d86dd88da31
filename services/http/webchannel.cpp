// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/webchannel.h"

#include "services/http/hostlookup.h"
#include "services/http/weberror.h"
#include "services/http/webhead.h"
#include "services/types/limits.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace varve {

namespace {

using Moment = std::chrono::steady_clock::time_point;

constexpr int kSliceMs = 50;
constexpr long kBufferBytes = 256L * 1024; // what libcurl receives at a time

bool startLibcurl()
{
    static const bool isStarted = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return isStarted;
}

void append(CurlStrings &list, const QByteArray &text)
{
    if (curl_slist *longer = curl_slist_append(list.get(), text.constData())) {
        static_cast<void>(list.release());
        list.reset(longer);
    }
}

bool isProxySet()
{
    static constexpr std::array kNames { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
    return std::any_of(
        kNames.begin(), kNames.end(), [](const char *name) { return !qEnvironmentVariableIsEmpty(name); });
}

} // namespace

struct WebChannel::Private {
    CURLM *multi = nullptr;
    CURL *easy = nullptr;
    bool isAdded = false;
    CurlStrings headers;
    CurlStrings addresses;
    std::array<char, CURL_ERROR_SIZE> words {};
    WebRequest request; // without its headers and its body, which may be secret
    QByteArray body;
    WebHeadReader reader;
    std::optional<Error> refusal; // why one of the functions below stopped libcurl
    std::span<std::byte> into;
    std::size_t filled = 0;
    QByteArray left; // of a piece that did not fit
    bool isPaused = false;
    bool isDone = false;
    Moment moved;

    static std::size_t takeHeader(char *bytes, std::size_t one, std::size_t count, void *self);
    static std::size_t takeBody(char *bytes, std::size_t one, std::size_t count, void *self);
    static CURLcode addAuthority(CURL *, void *context, void *self);

    Result<void> prepare(const WebRequest &asked);
    Result<void> limitReach(const WebRequest &asked, const Job &job);
    template <typename Predicate>
    Result<void> run(const Job &job, Predicate isEnough);
    void finish(CURLcode code);
    void remove();
    Error problem(CURLcode code);
    CURLcode result = CURLE_OK;

    std::size_t hand(std::span<const std::byte> bytes)
    {
        const std::size_t count = std::min(bytes.size(), into.size() - filled);
        std::memcpy(into.data() + filled, bytes.data(), count);
        filled += count;
        return count;
    }
};

std::size_t WebChannel::Private::takeHeader(char *bytes, std::size_t one, std::size_t count, void *self)
{
    auto *const d = static_cast<Private *>(self);
    d->moved = std::chrono::steady_clock::now();
    if (d->reader.add(QByteArrayView(bytes, static_cast<qsizetype>(one * count))))
        return one * count;
    d->refusal = Error { ErrorCode::LimitExceeded, {},
        QStringLiteral("headers of more than %1 bytes (kHttpHeaderBytes)").arg(limits::kHttpHeaderBytes) };
    return 0;
}

std::size_t WebChannel::Private::takeBody(char *bytes, std::size_t one, std::size_t count, void *self)
{
    auto *const d = static_cast<Private *>(self);
    const std::size_t size = one * count;
    d->moved = std::chrono::steady_clock::now();
    if (d->filled == d->into.size()) {
        d->isPaused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    // libcurl takes all or nothing back: what does not fit, at most one of its pieces of 16 KiB, waits here.
    const std::size_t taken = d->hand(std::as_bytes(std::span(bytes, size)));
    d->left.append(bytes + taken, static_cast<qsizetype>(size - taken));
    return size;
}

// Besides the system's authorities, which libcurl has put into `context` already. A folder stands for the *.crt in it.
CURLcode WebChannel::Private::addAuthority(CURL *, void *context, void *self)
{
    const QString &authority = static_cast<Private *>(self)->request.tls.authority;
    QStringList files { authority };
    if (const QDir folder(authority); folder.exists()) {
        files.clear();
        for (const QString &name : folder.entryList({ QStringLiteral("*.crt") }, QDir::Files))
            files.append(folder.filePath(name));
    }
    ERR_clear_error();
    for (const QString &file : files) {
        const QByteArray path = QFile::encodeName(file);
        if (SSL_CTX_load_verify_locations(static_cast<SSL_CTX *>(context), path.constData(), nullptr) != 1)
            return CURLE_SSL_CACERT_BADFILE;
    }
    return files.isEmpty() ? CURLE_SSL_CACERT_BADFILE : CURLE_OK;
}

Result<void> WebChannel::Private::prepare(const WebRequest &asked)
{
    headers.reset();
    for (const auto &[name, value] : asked.headers) {
        if (!isHeaderText(name) || !isHeaderText(value))
            return fail(ErrorCode::Corrupt, {}, QStringLiteral("a header of more than one line"));
        append(headers, name + (value.isEmpty() ? QByteArray(";") : ": " + value));
    }
    append(headers, "Accept-Encoding: identity");
    append(headers, "Expect:"); // never wait to be asked for a body
    curl_easy_reset(easy);
    const auto set = [this](CURLoption option, auto value) { return curl_easy_setopt(easy, option, value); };
    words[0] = '\0';
    set(CURLOPT_ERRORBUFFER, words.data());
    set(CURLOPT_URL, asked.url.toBytes().constData());
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_PROTOCOLS_STR, asked.url.isSecure ? "https" : "http");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    // With one exchange per connection HTTP/2 gains nothing, and libcurl would let the other side send 32 MiB ahead.
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_HEADEROPT,
        static_cast<long>(CURLHEADER_SEPARATE)); // none of them for a proxy that only passes bytes on
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_USERAGENT, "varve/" VARVE_VERSION);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L); // a cancel does not wait for a name server
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(asked.connectWithin.count()));
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_BUFFERSIZE, kBufferBytes);
    set(CURLOPT_HEADERFUNCTION, &Private::takeHeader);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Private::takeBody);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!asked.tls.certificate.isEmpty())
        set(CURLOPT_SSLCERT, QFile::encodeName(asked.tls.certificate).constData());
    if (!asked.tls.key.isEmpty())
        set(CURLOPT_SSLKEY, QFile::encodeName(asked.tls.key).constData());
    if (!asked.tls.authority.isEmpty()) {
        set(CURLOPT_SSL_CTX_DATA, this);
        if (set(CURLOPT_SSL_CTX_FUNCTION, &Private::addAuthority) != CURLE_OK)
            return fail(ErrorCode::Unsupported, asked.tls.authority,
                QStringLiteral("the libcurl of this system cannot add an authority"));
    }
    if (asked.method == "HEAD") {
        set(CURLOPT_NOBODY, 1L);
    } else if (asked.method == "POST") {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(asked.body.size()));
        body = asked.body;
        set(CURLOPT_POSTFIELDS, body.constData());
    } else if (asked.method != "GET") {
        set(CURLOPT_CUSTOMREQUEST, asked.method.constData());
    }
    return {};
}

// What was looked up and found to be far enough is what is connected to: the name may mean another address a moment later.
Result<void> WebChannel::Private::limitReach(const WebRequest &asked, const Job &job)
{
    addresses.reset();
    if (asked.nearest == AddressScope::Loopback)
        return {};
    const auto found = lookUpHost(asked.url.host.toStdString(), asked.url.port, job, asked.connectWithin);
    // Behind a proxy only the proxy may know the host; should none be used for it, the address is one that nobody has.
    if (!found && (found.error().code == ErrorCode::Cancelled || !isProxySet()))
        return fail(found.error());
    QByteArrayList pinned;
    if (!found)
        pinned = { "255.255.255.255" };
    else
        pinned.reserve(static_cast<qsizetype>(found->size()));
    for (std::size_t i = 0; found && i < found->size(); ++i) {
        const auto address = found->at(i).address();
        if (scopeOfAddress(address) > asked.nearest) {
            return fail(ErrorCode::AccessDenied, {},
                QStringLiteral("its address %1 is not one that others may send us to")
                    .arg(QString::fromStdString(address.to_string())));
        }
        const QByteArray text = QByteArray::fromStdString(address.to_string());
        pinned.append(address.is_v6() ? '[' + text + ']' : text);
    }
    append(addresses, asked.url.host.toLatin1() + ':' + QByteArray::number(asked.url.port) + ':' + pinned.join(','));
    curl_easy_setopt(easy, CURLOPT_RESOLVE, addresses.get());
    return {};
}

Error WebChannel::Private::problem(CURLcode code)
{
    if (refusal)
        return *refusal;
    return webError(code, QString::fromUtf8(words.data()).simplified(), request.tls);
}

void WebChannel::Private::remove()
{
    if (isAdded)
        curl_multi_remove_handle(multi, easy);
    isAdded = false;
}

void WebChannel::Private::finish(CURLcode code)
{
    isDone = true;
    result = code;
    remove();
    headers.reset();
    body.clear();
}

// Drives the transfer until isEnough() or its end, which may be a bad one.
template <typename Predicate>
Result<void> WebChannel::Private::run(const Job &job, Predicate isEnough)
{
    moved = std::chrono::steady_clock::now();
    while (!isDone && !isEnough()) {
        const auto isLate = std::chrono::steady_clock::now() - moved > request.idle;
        if (job.isCancelled() || isLate) {
            finish(CURLE_ABORTED_BY_CALLBACK);
            if (job.isCancelled())
                return job.cancelled();
            return fail(ErrorCode::Network, {},
                QStringLiteral("no answer for %1 s").arg(static_cast<double>(request.idle.count()) / 1000.0));
        }
        int running = 0;
        const CURLMcode failed = curl_multi_perform(multi, &running);
        if (failed != CURLM_OK) {
            finish(CURLE_FAILED_INIT);
            return fail(ErrorCode::Internal, {}, QString::fromUtf8(curl_multi_strerror(failed)));
        }
        int more = 0;
        while (const CURLMsg *message = curl_multi_info_read(multi, &more)) {
            if (message->msg != CURLMSG_DONE)
                continue;
            finish(message->data.result);
            break;
        }
        if (!isDone && !isEnough())
            curl_multi_poll(multi, nullptr, 0, kSliceMs, nullptr);
    }
    return {};
}

WebChannel::WebChannel()
    : d(std::make_unique<Private>())
{
    if (!startLibcurl())
        return;
    d->multi = curl_multi_init();
    d->easy = curl_easy_init();
    if (d->multi)
        curl_multi_setopt(d->multi, CURLMOPT_MAXCONNECTS, 1L);
}

WebChannel::~WebChannel()
{
    d->remove();
    curl_easy_cleanup(d->easy);
    curl_multi_cleanup(d->multi);
}

Result<HttpHead> WebChannel::exchange(const WebRequest &request, const Job &job)
{
    if (!d->multi || !d->easy)
        return fail(ErrorCode::LimitExceeded, {}, QStringLiteral("libcurl cannot start"));
    d->request = request;
    d->request.headers.clear();
    d->request.body.clear();
    d->reader = {};
    d->refusal.reset();
    d->isDone = d->isPaused = false;
    d->left.clear();
    d->into = {};
    d->filled = 0;
    if (Result<void> ready = d->prepare(request); !ready)
        return fail(std::move(ready.error()));
    if (Result<void> limited = d->limitReach(request, job); !limited)
        return fail(std::move(limited.error()));
    if (curl_multi_add_handle(d->multi, d->easy) != CURLM_OK)
        return fail(ErrorCode::Internal, {}, QStringLiteral("libcurl takes no transfer"));
    d->isAdded = true;
    if (Result<void> done = d->run(job, [this] { return d->reader.isComplete(); }); !done)
        return fail(std::move(done.error()));
    // A body that breaks off at once is none of the head's business: the head may say why.
    if (d->isDone && d->result != CURLE_OK && (d->refusal || !d->reader.isComplete()))
        return fail(d->problem(d->result));
    if (!d->reader.isComplete())
        return fail(ErrorCode::Network, {}, QStringLiteral("the answer ended before its head did"));
    HttpHead head = d->reader.take();
    if (Result<void> right = checkWebHead(head); !right) {
        d->finish(CURLE_ABORTED_BY_CALLBACK);
        return fail(std::move(right.error()));
    }
    return head;
}

Result<std::size_t> WebChannel::readBody(std::span<std::byte> into, const Job &job)
{
    if (into.empty())
        return std::size_t { 0 };
    d->into = into;
    d->filled = 0;
    if (!d->left.isEmpty()) {
        const auto taken =
            d->hand(std::as_bytes(std::span(d->left.constData(), static_cast<std::size_t>(d->left.size()))));
        d->left.remove(0, static_cast<qsizetype>(taken));
    } else {
        if (d->isPaused && !d->isDone) {
            d->isPaused = false;
            curl_easy_pause(d->easy, CURLPAUSE_CONT); // may fill the span already
        }
        if (Result<void> moved = d->run(job, [this] { return d->filled > 0; }); !moved && d->filled == 0)
            return fail(std::move(moved.error()));
    }
    const std::size_t count = d->filled;
    d->into = {};
    d->filled = 0;
    if (count == 0 && d->isDone && d->result != CURLE_OK)
        return fail(d->problem(d->result));
    return count;
}

bool WebChannel::isBodyDone() const
{
    return d->isDone && d->result == CURLE_OK && d->left.isEmpty();
}

bool WebChannel::fits(const WebRequest &request) const
{
    return d->request.url.isSameOrigin(request.url) && d->request.tls == request.tls
        && d->request.nearest == request.nearest;
}

std::chrono::steady_clock::time_point WebChannel::lastUse() const
{
    return d->moved;
}

} // namespace varve
