// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/enginereader.h"

#include "services/archive/tarreader.h"
#include "services/oci/fields.h"
#include "services/stores/engine/bodysource.h"
#include "services/stores/engine/readerowner.h"
#include "services/types/limits.h"

#include <QtCore/QDateTime>
#include <QtCore/QRandomGenerator>
#include <QtCore/QSet>

#include <algorithm>
#include <cstring>
#include <thread>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr auto kRemoveWithin = std::chrono::seconds(2);
constexpr auto kRemovePause = std::chrono::milliseconds(100);

// The one file in an archive that arrives, as a stream.
class ArchivedFile final : public ByteSource {
public:
    ArchivedFile(std::unique_ptr<HttpExchange> exchange, const QString &subject, const Job &job)
        : m_body(std::move(exchange), job)
        , m_subject(subject)
        , m_reader(m_body, subject, &job)
    {
    }

    Result<void> begin()
    {
        const Result<const TarReader::Header *> header = m_reader.next();
        if (!header)
            return fail(header.error());
        if (!*header || (*header)->typeFlag != '0' || (*header)->isSparse || !(*header)->problem.isEmpty())
            return fail(ErrorCode::Corrupt, m_subject, u"the engine sent no file"_s);
        return {};
    }

    Result<std::size_t> read(std::span<std::byte> buffer) override
    {
        if (m_rest.empty()) {
            const Result<std::span<const std::byte>> piece = m_reader.readContent();
            if (!piece)
                return fail(piece.error());
            m_rest = *piece;
        }
        const std::size_t count = std::min(m_rest.size(), buffer.size());
        if (count > 0)
            std::memcpy(buffer.data(), m_rest.data(), count);
        m_rest = m_rest.subspan(count);
        return count;
    }

private:
    BodySource m_body;
    const QString m_subject;
    TarReader m_reader;
    std::span<const std::byte> m_rest;
};

Result<void> removeContainer(EngineApi &api, const QByteArray &id, const Job &job)
{
    HttpRequest request;
    request.method = "DELETE";
    request.target = api.versioned(
        "/containers/" + id + "?v=1"); // and the volumes that its image asks for; no force, as it never ran
    request.idle = kRemoveWithin;
    const auto answer = api.open(request, job);
    return answer ? Result<void>() : fail(answer.error());
}

bool isLeft(const Result<void> &removed)
{
    return !removed && removed.error().code != ErrorCode::NotFound;
}

// What the engine says when it is asked for a container. All it may have against one is a reason to ask for no other.
Error refusalOf(Error error)
{
    const bool isAbsent = error.detail.contains(u"bind source path does not exist");
    if (error.code == ErrorCode::NotFound || isAbsent)
        error.code = ErrorCode::NotFound;
    else if (error.code != ErrorCode::AccessDenied)
        error.code = ErrorCode::Unsupported;
    return error;
}

Json mountsOf(const QList<EngineReader::Mount> &mounts)
{
    Json list = Json::array();
    for (const EngineReader::Mount &mount : mounts) {
        // Unlike a plain bind, a mount refuses what is not there instead of making it.
        list.push_back({ { "Type", "bind" }, { "Source", mount.source.toStdString() },
            { "Target", mount.target.toStdString() }, { "ReadOnly", true } });
    }
    return list;
}

// Not the job of what it was made for, whose cancel would let nothing through; and as a whole, connecting included, no longer
// than the end of the program can wait for a host that is dead.
// `mayComeLate`: the engine was asked for it and did not answer; it may be about to make it.
void removeNow(EngineApi &api, ReaderStanding &standing, const QByteArray &id, bool mayComeLate = false)
{
    if (standing.isSilent())
        return standing.setLeft(true);
    Job job;
    job.cancelAfter(kRemoveWithin);
    for (;;) {
        const Result<void> removed = removeContainer(api, id, job);
        if (isLeft(removed))
            return standing.setLeft(removed.error().code == ErrorCode::Network || job.isCancelled());
        if (removed || !mayComeLate)
            return;
        if (job.isCancelled())
            return standing.setLeft(false);
        std::this_thread::sleep_for(kRemovePause);
    }
}

struct LiveNames {
    QMutex mutex;
    QSet<QByteArray> names;
};

LiveNames &liveNames()
{
    static LiveNames live;
    return live;
}

bool isLive(const QByteArray &name)
{
    LiveNames &live = liveNames();
    const QMutexLocker lock(&live.mutex);
    return live.names.contains(name);
}

} // namespace

// While it is there, the container of that name is one that this process works with.
class EngineReader::Presence {
public:
    explicit Presence(QByteArray name)
        : m_name(std::move(name))
    {
        LiveNames &live = liveNames();
        const QMutexLocker lock(&live.mutex);
        live.names.insert(m_name);
    }
    ~Presence()
    {
        LiveNames &live = liveNames();
        const QMutexLocker lock(&live.mutex);
        live.names.remove(m_name);
    }
    Presence(const Presence &) = delete;
    Presence &operator=(const Presence &) = delete;

private:
    const QByteArray m_name;
};

EngineReader::EngineReader(EngineApi &api, ReaderStanding &standing, std::unique_ptr<Presence> presence, QByteArray id)
    : m_api(api)
    , m_standing(standing)
    , m_presence(std::move(presence))
    , m_id(std::move(id))
{
}

Result<std::unique_ptr<EngineReader>> EngineReader::create(
    EngineApi &api, ReaderStanding &standing, const ImageId &image, const QList<Mount> &mounts, const Job &job)
{
    const Json body { { "Image", image.value.toStdString() }, { "Cmd", { "never-started" } },
        { "Labels", { { kLabel, readerOwner().toStdString() } } }, { "NetworkDisabled", true },
        { "HostConfig", { { "NetworkMode", "none" }, { "Mounts", mountsOf(mounts) } } } };
    const QByteArray name = kNamePrefix + QByteArray::number(QRandomGenerator::system()->generate64(), 16);
    auto presence = std::make_unique<Presence>(name);
    const Result<HttpResponse> answer =
        api.ask("POST", "/containers/create?name=" + name, QByteArray::fromStdString(body.dump()), job);
    const bool isAnswered = answer.has_value();
    // The engine may have made it although its answer did not get here whole, or was of a failure after that.
    if (!isAnswered || answer->head.status >= 500)
        removeNow(api, standing, name, !isAnswered);
    if (!isAnswered)
        return fail(answer.error());
    if (!answer->head.isSuccess()) {
        const Error refusal = refusalOf(api.errorOf(*answer));
        standing.take(refusal);
        return fail(refusal);
    }
    const Result<Json> json = parseJson(answer->body, limits::kErrorBodyBytes, image.value);
    const QByteArray id = json ? stringMember(*json, "Id").toLatin1() : QByteArray();
    return std::unique_ptr<EngineReader>(
        new EngineReader(api, standing, std::move(presence), id.isEmpty() ? name : id));
}

bool EngineReader::isName(const QString &containerName)
{
    const QString name = containerName.startsWith(u'/') ? containerName.sliced(1) : containerName;
    return name.startsWith(QLatin1String(kNamePrefix));
}

EngineReader::~EngineReader()
{
    removeNow(m_api, m_standing, m_id);
}

Result<std::unique_ptr<HttpExchange>> EngineReader::archive(const QByteArray &path, const Job &job) const
{
    HttpRequest request;
    request.target = m_api.versioned("/containers/" + m_id + "/archive?path=" + encoded(QString::fromUtf8(path)));
    Result<std::unique_ptr<HttpExchange>> exchange = m_api.open(request, job);
    if (exchange)
        m_standing.setUsed();
    return exchange;
}

Result<std::unique_ptr<ByteSource>> EngineReader::open(const QByteArray &path, const Job &job) const
{
    Result<std::unique_ptr<HttpExchange>> exchange = archive(path, job);
    if (!exchange)
        return fail(std::move(exchange.error()));
    auto file = std::make_unique<ArchivedFile>(std::move(*exchange), QString::fromUtf8(path), job);
    if (Result<void> begun = file->begin(); !begun)
        return fail(std::move(begun.error()));
    return file;
}

void EngineReader::removeLeftovers(EngineApi &api, ReaderStanding &standing, const Job &job)
{
    standing.clearLeft();
    const QByteArray filters = encoded(uR"({"label":["%1"]})"_s.arg(QLatin1String(kLabel)));
    const Result<QByteArray> answer = api.get("/containers/json?all=1&filters=" + filters, limits::kManifestBytes, job);
    const Result<Json> json = answer ? parseJson(*answer, limits::kManifestBytes, {}) : fail(answer.error());
    if (!json || !json->is_array())
        return standing.setLeft(false);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    bool hasLeft = false;
    for (const Json &item : *json) {
        const auto labels = stringMapMember(item, "Labels");
        const auto label = std::find_if(labels.cbegin(), labels.cend(),
            [](const QPair<QString, QString> &each) { return each.first == QLatin1String(kLabel); });
        const QByteArray id = stringMember(item, "Id").toLatin1();
        const QStringList names = stringListMember(item, "Names");
        const bool neverRan = stringMember(item, "State") == u"created";
        if (label == labels.cend() || id.isEmpty() || !neverRan || names.size() != 1 || !isName(names.constFirst()))
            continue;
        const std::int64_t created = integerMember(item, "Created", 0);
        const QDateTime since = created > 0 ? QDateTime::fromSecsSinceEpoch(created, Qt::UTC) : QDateTime();
        const QByteArray owner = label->second.toLatin1();
        const QByteArray name = names.constFirst().toLatin1().mid(names.constFirst().startsWith(u'/') ? 1 : 0);
        if (isOwnerGone(owner, since, now) || (owner == readerOwner() && !isLive(name)))
            hasLeft = isLeft(removeContainer(api, id, job)) || hasLeft;
    }
    if (hasLeft)
        standing.setLeft(false);
}

} // namespace varve
