// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What engines can be told to do with names and images, and what containers wrote.

#include "services/stores/engine/enginejson.h"
#include "services/stores/engine/enginepull.h"
#include "services/stores/engine/enginestore.h"
#include "services/tree/layertreebuilder.h"
#include "services/types/imagereference.h"
#include "services/types/limits.h"

#include <QtCore/QSet>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

// Asking for each path costs a round trip: beyond this many the tree shows paths and kinds alone.
constexpr qsizetype kPathsAskedFor = 20'000;

QByteArray whiteoutOf(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/');
    return path.first(slash + 1) + ".wh." + path.sliced(slash + 1);
}

} // namespace

Result<LayerTreePtr> EngineStore::containerLayer(const ContainerInfo &container, Job &job)
{
    const QByteArray base = "/containers/" + encoded(container.id);
    const Result<QByteArray> answer = m_api->get(base + "/changes", limits::kEngineListBytes, job);
    if (!answer)
        return fail(answer.error());
    const Result<QList<ContainerChange>> changes = parseContainerChanges(*answer, container.id);
    if (!changes)
        return fail(changes.error());
    LayerTreeBuilder builder(container.names.value(0, container.id));
    job.setProgress(0, changes->size(), Job::Unit::Entries);
    const bool asks = changes->size() <= kPathsAskedFor;
    for (qsizetype i = 0; i < changes->size(); ++i) {
        const ContainerChange &change = changes->at(i);
        LayerTreeBuilder::Entry entry;
        QByteArray path = change.path;
        std::optional<ContainerPathStat> stat;
        if (change.kind == ContainerChange::Kind::Deleted) {
            path = whiteoutOf(path);
        } else if (asks) {
            HttpRequest request;
            request.method = "HEAD";
            request.target = m_api->versioned(base + "/archive?path=" + encoded(QString::fromUtf8(path)));
            const auto exchange = m_api->open(request, job);
            if (!exchange && exchange.error().code == ErrorCode::Cancelled)
                return fail(exchange.error());
            if (exchange) // else it is gone by now, or the engine does not say: its path is known all the same
                stat = parsePathStat((*exchange)->head().header("X-Docker-Container-Path-Stat"));
        }
        if (stat) {
            entry.type = stat->type;
            entry.mode = stat->mode;
            entry.sizeBytes = stat->sizeBytes;
            entry.mtimeNs = stat->mtimeNs;
            entry.linkTarget = { stat->linkTarget.constData(), static_cast<std::size_t>(stat->linkTarget.size()) };
        }
        entry.path = { path.constData(), static_cast<std::size_t>(path.size()) };
        if (const auto added = builder.add(entry); !added)
            return fail(added.error());
        job.setProgress(i + 1, changes->size(), Job::Unit::Entries);
    }
    return builder.finish(0, false, &job);
}

Result<std::int64_t> EngineStore::containerBytes(const ContainerInfo &container, Job &job)
{
    const Result<QByteArray> answer =
        m_api->get("/containers/" + encoded(container.id) + "/json?size=true", limits::kConfigBytes, job);
    if (!answer)
        return fail(answer.error());
    return parseContainerBytes(*answer, container.id);
}

// The name may mean another image by now.
Result<qsizetype> EngineStore::namesIfSame(const ImageId &id, const QString &name, Job &job)
{
    const Result<QByteArray> answer = m_api->get("/images/" + encoded(name) + "/json", limits::kConfigBytes, job);
    if (!answer)
        return fail(answer.error());
    const Result<ImageDetails> details = parseEngineInspect(*answer, "[]", m_info.hasContainerdStore, name);
    if (!details)
        return fail(details.error());
    if (details->summary.id != id)
        return fail(ErrorCode::Conflict, name, u"the name means another image by now"_s);
    return details->summary.names.size();
}

// Docker's API takes what is asked of one for its image of this platform.
Result<void> EngineStore::refusePlatformList(const ImageId &id)
{
    if (!platformList(id))
        return {};
    return fail(ErrorCode::Unsupported, id.value, u"an image of several platforms: podman manifest changes it"_s);
}

Result<void> EngineStore::tag(const ImageId &id, const QString &name, Job &job)
{
    if (Result<void> possible = refusePlatformList(id); !possible)
        return possible;
    const ImageReference reference = ImageReference::fromName(name);
    if (reference.repository.isEmpty() || !reference.digest.isEmpty())
        return fail(ErrorCode::Unsupported, name, u"a name is a repository, and a tag if it is not to be latest"_s);
    const QByteArray path = "/images/" + encoded(id.value)
        + "/tag?repo=" + encoded(name.left(name.size() - (reference.tag.isEmpty() ? 0 : reference.tag.size() + 1)))
        + "&tag=" + encoded(reference.tag.isEmpty() ? u"latest"_s : reference.tag);
    const Result<QByteArray> answer = m_api->send("POST", path, {}, job);
    return answer ? Result<void>() : fail(answer.error());
}

Result<QByteArray> EngineStore::erase(const QString &nameOrId, Job &job)
{
    return m_api->send("DELETE", "/images/" + encoded(nameOrId), {}, job);
}

Result<void> EngineStore::untag(const ImageId &id, const QString &name, Job &job)
{
    if (Result<void> possible = refusePlatformList(id); !possible)
        return possible;
    const Result<qsizetype> names = namesIfSame(id, name, job);
    if (!names)
        return fail(names.error());
    if (*names < 2)
        return fail(ErrorCode::Conflict, name, u"it is the image's last name: the image would go with it"_s);
    const Result<QByteArray> erased = erase(name, job);
    return erased ? Result<void>() : fail(erased.error());
}

Result<void> EngineStore::remove(const ImageId &id, Job &job)
{
    return removeAsShown({ id, {} }, false, job);
}

void EngineStore::removeEach(const QList<ShownImage> &images, const RemovalSink &told, Job &job)
{
    for (qsizetype i = 0; i < images.size(); ++i)
        told(i, job.isCancelled() ? Result<void>(job.cancelled()) : removeAsShown(images[i], true, job));
}

Result<void> EngineStore::refuseIfUsed(const ImageId &id, Job &job)
{
    const Result<QList<ContainerInfo>> users = containers(job);
    if (!users)
        return fail(users.error());
    const auto user = std::find_if(
        users->cbegin(), users->cend(), [&id](const ContainerInfo &container) { return container.image == id; });
    if (user == users->cend())
        return {};
    return fail(
        ErrorCode::Conflict, id.value, u"the container %1 uses it"_s.arg(user->names.value(0, user->id.left(12))));
}

// Name by name, each right after a look at the image: the engine refuses to remove one by its id while it has several, unless it is
// forced, and a name may mean another image by now. With a container it would itself take all names but the last away before it
// refuses, so that is asked first.
Result<void> EngineStore::removeAsShown(const ShownImage &shown, bool isBound, Job &job)
{
    const ImageId &id = shown.id;
    if (Result<void> possible = refusePlatformList(id); !possible)
        return possible;
    if (Result<void> unused = refuseIfUsed(id, job); !unused)
        return unused;
    ShownImage left = shown;
    QSet<QString> tried;
    Job rest; // what has begun is done to its end: a cancel does not undo it
    for (;;) {
        Job &its = tried.isEmpty() ? job : rest;
        const Result<QByteArray> answer =
            m_api->get("/images/" + encoded(id.value) + "/json", limits::kConfigBytes, its);
        if (!answer && answer.error().code == ErrorCode::NotFound && !tried.isEmpty())
            return {};
        const Result<EngineNames> now = answer ? parseEngineNames(*answer, id.value) : fail(answer.error());
        if (!now)
            return fail(now.error());
        if (!isBound && tried.isEmpty())
            left.names = now->names;
        if (Result<void> same = checkShownNames(left, now->names); !same)
            return same;
        const QStringList targets = now->references.isEmpty() ? QStringList { id.value } : now->references;
        const auto next = std::find_if(
            targets.cbegin(), targets.cend(), [&tried](const QString &target) { return !tried.contains(target); });
        // An engine says yes also where it has taken only a name away, as something else stands on the image.
        if (next == targets.cend())
            return fail(
                ErrorCode::Conflict, id.value, u"the engine keeps it: it has another name, or something needs it"_s);
        if (tried.isEmpty() && job.isCancelled())
            return job.cancelled();
        tried.insert(*next);
        const Result<QByteArray> erased = erase(*next, rest);
        // Podman tells of digests that it does not know itself.
        if (!erased && (erased.error().code != ErrorCode::NotFound || !next->contains(u'@')))
            return fail(erased.error());
        if (erased && isErased(*erased, id))
            return {};
        left.names.removeOne(*next);
    }
}

Result<void> EngineStore::pull(const PullRequest &request, const std::function<void(const PullStep &)> &told, Job &job)
{
    return pullByEngine(*m_api, m_info.brand, request, told, job);
}

} // namespace varve
