// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/enginepuller.h"

#include "services/http/endpoint.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

using State = PullProgress::State;

// In docker's words, which Podman repeats.
State stateOf(const QString &status)
{
    if (status.startsWith(u"Pull complete") || status.startsWith(u"Already exists"))
        return State::Done;
    if (status.startsWith(u"Extracting"))
        return State::Unpacking;
    if (status.startsWith(u"Copying blob") || status.startsWith(u"Downloading") || status.startsWith(u"Verifying")
        || status.startsWith(u"Download complete"))
        return State::Fetching;
    return State::Waiting;
}

bool isReadByOthers(const QString &location)
{
    const Result<Endpoint> endpoint = Endpoint::parse(location);
    return !endpoint || endpoint->isUnprotected();
}

class EnginePuller {
public:
    EnginePuller(const PullPlan &plan, PullProgress &progress, Job &job)
        : m_plan(plan)
        , m_progress(progress)
        , m_job(job)
        , m_done(static_cast<std::size_t>(plan.layers.size()))
    {
        for (int i = 0; i < plan.layers.size(); ++i)
            m_byDigits.insert(plan.layers[i].descriptor.digest.shortHex(), i);
        job.setProgress(0, plan.totalBytes(), Job::Unit::Bytes);
    }

    void take(const PullStep &step)
    {
        const auto found = m_byDigits.constFind(step.layer.left(12));
        if (found == m_byDigits.constEnd()) {
            m_job.setNote(step.status);
            return;
        }
        const int layer = *found;
        const std::int64_t size = m_plan.layers[layer].descriptor.sizeBytes;
        const State state = stateOf(step.status);
        m_progress.setState(layer, state, step.status);
        // While it unpacks, the engine counts from the beginning again, and in other bytes.
        if (state == State::Fetching && step.doneBytes >= 0)
            tell(layer, std::min(step.doneBytes, size));
        else if (state == State::Unpacking || state == State::Done)
            tell(layer, size);
    }

    void finish()
    {
        for (int i = 0; i < m_plan.layers.size(); ++i) {
            m_progress.setState(i, State::Done);
            tell(i, m_plan.layers[i].descriptor.sizeBytes);
        }
    }

private:
    void tell(int layer, std::int64_t done)
    {
        std::int64_t &told = m_done[static_cast<std::size_t>(layer)];
        m_progress.setDone(layer, done);
        m_job.addProgress(done - std::exchange(told, done));
    }

    const PullPlan &m_plan;
    PullProgress &m_progress;
    Job &m_job;
    QHash<QString, int> m_byDigits;
    std::vector<std::int64_t> m_done;
};

} // namespace

QByteArray registryAuthorization(const Credentials &credentials, const QString &registry)
{
    // The name that Docker Hub has in logins, as engines compare it.
    const bool isHub = registry == QLatin1String(Reference::kDockerHub);
    QJsonObject login { { u"serveraddress"_s, isHub ? u"https://index.docker.io/v1/"_s : registry } };
    if (credentials.isIdentityToken) {
        login.insert(u"identitytoken"_s, credentials.secret);
    } else {
        login.insert(u"username"_s, credentials.user);
        login.insert(u"password"_s, credentials.secret);
    }
    return QJsonDocument(login).toJson(QJsonDocument::Compact).toBase64(QByteArray::Base64UrlEncoding);
}

Result<void> pullIntoEngine(
    ImageStore &engine, const PullPlan &plan, const RegistryAccess &access, PullProgress &progress, Job &job)
{
    const Reference &reference = plan.image.reference;
    PullRequest request { reference, std::nullopt, {}, false };
    const QList<RegistryEndpoint> endpoints = access.settings->endpointsFor(reference);
    request.allowsPlainHttp = std::any_of(endpoints.cbegin(), endpoints.cend(), [&](const RegistryEndpoint &endpoint) {
        return endpoint.registry == reference.registry() && RegistrySettings::allowsPlainHttp(endpoint);
    });
    // Else it is the engine's own, which may run on another kind of machine.
    if (plan.isPlatformChosen && plan.platforms.size() == 1)
        request.platform = plan.platforms.constFirst();
    bool isKeptBack = false;
    QString notKnown; // why nobody knows whether there is a login
    if (access.credentials) {
        const auto login = access.credentials->find(reference.registry(), reference.repository(), job);
        if (!login && login.error().code == ErrorCode::Cancelled)
            return fail(login.error());
        if (!login)
            notKnown = login.error().detail;
        isKeptBack = login && login->has_value() && isReadByOthers(engine.location());
        if (login && login->has_value() && !isKeptBack)
            request.authorization = registryAuthorization(**login, reference.registry());
    }
    EnginePuller puller(plan, progress, job);
    const Result<void> pulled = engine.pull(
        request, [&](const PullStep &step) { puller.take(step); }, job);
    if (!pulled) {
        Error error = pulled.error();
        const bool isRefused = error.code == ErrorCode::AuthRequired || error.code == ErrorCode::AccessDenied;
        if (isRefused && !notKnown.isEmpty())
            error.detail += u"; whether there is a login could not be found out: "_s + notKnown;
        if (isRefused && isKeptBack)
            error.detail +=
                u"; the login that is known here was not sent, as others can read what goes to this engine"_s;
        return fail(std::move(error));
    }
    puller.finish();
    return {};
}

} // namespace varve
