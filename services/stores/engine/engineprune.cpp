// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What an engine has on its disk and which image needs it, as it says itself: layers by chain id, with the bytes of the history.
// Sources: Docker Engine API 1.24 to 1.51 (ImageList, ImageInspect, ImageHistory, SystemDataUsage), Podman 4 and 5 (the same).

#include "services/oci/documents.h"
#include "services/oci/fields.h"
#include "services/stores/chainid.h"
#include "services/stores/engine/engineblobs.h"
#include "services/stores/engine/enginejson.h"
#include "services/stores/engine/enginestore.h"
#include "services/stores/engine/podmanlists.h"
#include "services/stores/engine/storedblobs.h"
#include "services/types/limits.h"

#include <QtCore/QFileInfo>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

// Docker's own note of the last name that an image got; invalid where there is none.
QDateTime lastTagged(const ImageDetails &image)
{
    const Result<Json> json = parseJson(image.documents.value(0).bytes, limits::kConfigBytes, image.summary.id.value);
    const Json *metadata = json && json->is_object() ? member(*json, "Metadata") : nullptr;
    const QDateTime time = metadata ? timeMember(*metadata, "LastTagTime") : QDateTime();
    return time.isValid() && time.date().year() > 1 ? time : QDateTime();
}

// On the disk, a file with several links once; -1: not all of it can be seen.
std::int64_t blocksBelow(const QString &folder, const Job &job)
{
    namespace fs = std::filesystem;
    std::int64_t bytes = 0;
    std::set<std::pair<dev_t, ino_t>> seen;
    std::error_code failed;
    fs::recursive_directory_iterator entry(QFile::encodeName(folder).toStdString(), failed);
    for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
        struct stat status { };
        if (job.isCancelled())
            return -1;
        if (::lstat(entry->path().c_str(), &status) != 0)
            continue; // it went meanwhile
        if (S_ISDIR(status.st_mode) || status.st_nlink < 2 || seen.emplace(status.st_dev, status.st_ino).second)
            bytes += static_cast<std::int64_t>(status.st_blocks) * 512;
    }
    return failed ? -1 : bytes;
}

// Which parts there are, and what each takes. A layer counts together with all below it: the same bytes upon something else are
// unpacked once more.
class EngineParts {
public:
    explicit EngineParts(PruneFacts &facts)
        : m_facts(facts)
    {
    }

    // What a history says; of several the most.
    void say(const Digest &chain, std::int64_t bytes)
    {
        auto part = m_byChain.constFind(chain);
        if (part == m_byChain.cend())
            part = m_byChain.insert(chain, add(0));
        std::int64_t &known = m_facts.partBytes[static_cast<std::size_t>(*part)];
        known = std::max(known, clamped(bytes));
    }
    bool isKnown(const std::vector<Digest> &chain) const
    {
        return std::all_of(chain.begin(), chain.end(), [this](const Digest &each) { return m_byChain.contains(each); });
    }
    // Where no history says what a layer takes, what is left of the image's size is that of the topmost. To be called after all that
    // is said, and of what stands upon each other from the bottom up.
    void addRest(const std::vector<Digest> &chain, std::int64_t imageBytes)
    {
        std::int64_t rest = std::max<std::int64_t>(0, imageBytes);
        for (std::size_t i = 0; i < chain.size(); ++i) {
            auto part = m_byChain.constFind(chain[i]);
            if (part == m_byChain.cend())
                part = m_byChain.insert(chain[i], add(i + 1 == chain.size() ? rest : 0));
            rest = std::max<std::int64_t>(0, rest - m_facts.partBytes[static_cast<std::size_t>(*part)]);
        }
    }
    QList<int> of(const std::vector<Digest> &chain) const
    {
        QList<int> parts;
        for (const Digest &each : chain)
            parts.append(m_byChain.value(each));
        return parts;
    }

    // What containerd keeps besides the unpacked layers.
    QList<int> ofBlobs(const StoredBlobs &blobs)
    {
        QList<int> parts;
        for (auto blob = blobs.diskBytes.cbegin(); blob != blobs.diskBytes.cend(); ++blob) {
            auto part = m_byBlob.constFind(blob.key());
            if (part == m_byBlob.cend())
                part = m_byBlob.insert(blob.key(), add(blob.value()));
            parts.append(*part);
        }
        return parts;
    }

private:
    static std::int64_t clamped(std::int64_t bytes)
    {
        constexpr auto kMost = static_cast<std::int64_t>(limits::kLayerBytes); // of which a sum is no matter
        return std::clamp<std::int64_t>(bytes, 0, kMost);
    }
    int add(std::int64_t bytes)
    {
        m_facts.partBytes.push_back(clamped(bytes));
        return static_cast<int>(m_facts.partBytes.size()) - 1;
    }

    PruneFacts &m_facts;
    QHash<Digest, int> m_byChain;
    QHash<Digest, int> m_byBlob;
};

// The manifests that an image of several platforms names, by its own name.
void addMembers(const Result<ImageDetails> &list, const QString &name, QHash<Digest, QString> &members)
{
    const Result<IndexDocument> index =
        list && !list->documents.isEmpty() ? parseIndex(list->documents.constFirst().bytes, name) : fail(Error {});
    for (const Descriptor &manifest : index ? index->manifests : QList<Descriptor>()) {
        if (!manifest.digest.isNull())
            members.insert(manifest.digest, name);
    }
}

} // namespace

// What each image was built upon, the unlisted ones of Docker's own builder included.
Result<QHash<ImageId, ImageId>> EngineStore::buildParents(Job &job)
{
    const Result<QByteArray> answer = m_api->get("/images/json?all=1", limits::kEngineListBytes, job);
    const Result<EngineListing> all =
        answer ? parseEngineImages(*answer, m_info.hasContainerdStore, location()) : fail(answer.error());
    if (!all)
        return fail(all.error());
    QHash<ImageId, ImageId> parents;
    for (const EngineImage &image : all->images) {
        const Result<Digest> parent = Digest::parse(image.parentId.toUtf8());
        const Digest id =
            parent ? *parent : Digest::fromSha256Hex(image.parentId.toLatin1()).value_or(Digest()); // Podman
        if (!id.isNull())
            parents.insert(image.summary.id, { id.toString() });
    }
    return parents;
}

// One that is no image of several platforms, as its engine describes it, without its history.
struct EngineStore::Looked {
    int image = 0; // into the facts
    QByteArray inspect;
    std::vector<Digest> chain;
    std::int64_t listedBytes = 0;
    Digest manifest;
};

Result<PruneFacts> EngineStore::pruneFacts(Job &job)
{
    PruneFacts facts;
    const Result<EngineListing> listing = listEngine(job);
    if (!listing)
        return fail(listing.error());
    Result<QList<ContainerInfo>> users = containers(job);
    if (!users)
        return fail(users.error());
    facts.containers = *std::move(users);
    facts.warnings = listing->warnings;
    job.setProgress(0, listing->images.size(), Job::Unit::Images);
    Result<std::vector<Looked>> looked = lookAtImages(facts, *listing, job);
    if (!looked)
        return fail(looked.error());
    if (const Result<void> added = addLayerParts(facts, *looked, job); !added)
        return fail(added.error());
    addOrigins(facts, *listing, job);
    const Result<bool> building = isBuilding(job);
    if (!building || job.isCancelled())
        return building ? job.cancelled() : fail(building.error());
    facts.isBuilding = *building;
    return facts;
}

Result<std::vector<EngineStore::Looked>> EngineStore::lookAtImages(
    PruneFacts &facts, const EngineListing &listing, Job &job)
{
    const Result<QHash<ImageId, ImageId>> parents = buildParents(job);
    if (!parents)
        return fail(parents.error());
    QSet<ImageId> listed;
    for (const EngineImage &image : listing.images)
        listed.insert(image.summary.id);
    std::vector<Looked> looked;
    QHash<Digest, QString> members;
    for (const EngineImage &image : listing.images) {
        if (job.isCancelled())
            return job.cancelled();
        job.addProgress(1);
        PruneFacts::Image made;
        made.id = image.summary.id;
        made.names = image.summary.names;
        made.repoDigests = image.summary.repoDigests;
        made.created = image.summary.created;
        made.labels = image.labels;
        // The nearest that is listed: those between are nobody's but the engine's.
        made.parent = parents->value(image.summary.id);
        for (int steps = 0; !made.parent.value.isEmpty() && !listed.contains(made.parent); ++steps)
            made.parent = steps < parents->size() ? parents->value(made.parent) : ImageId();
        made.isManual = image.summary.kind != ImageKind::Image;
        if (made.isManual) {
            const Result<ImageDetails> list = inspect(image.summary.id, job);
            if (!list && list.error().code == ErrorCode::Cancelled)
                return fail(list.error());
            addMembers(list, made.names.value(0, made.id.value), members);
            facts.images.append(made);
            continue;
        }
        const Result<QByteArray> answer =
            m_api->get("/images/" + encoded(image.summary.id.value) + "/json", limits::kConfigBytes, job);
        if (!answer && answer.error().code == ErrorCode::NotFound)
            continue; // it went meanwhile
        const Result<ImageDetails> details =
            answer ? parseEngineInspect(*answer, "[]", m_info.hasContainerdStore, made.id.value) : fail(answer.error());
        if (!details)
            return fail(details.error());
        made.arrived = lastTagged(*details);
        made.repoDigests += details->summary.repoDigests; // containerd's list has those of one repository
        made.repoDigests.removeDuplicates();
        looked.push_back({ static_cast<int>(facts.images.size()), *answer, chainIds(details->layers),
            details->summary.listedBytes, image.summary.manifestDigest });
        facts.images.append(made);
    }
    for (const Looked &each : looked)
        facts.images[each.image].listedBy = members.value(each.manifest);
    return looked;
}

// An image's history is asked for only while one of its layers is not known yet, so those with the most go first; what no history
// says is worked out in the end, from the bottom up. Neither depends on the order in which the engine lists images.
Result<void> EngineStore::addLayerParts(PruneFacts &facts, std::vector<Looked> &images, Job &job)
{
    const auto key = [&facts](const Looked &each) {
        return std::tuple(each.chain.size(), each.listedBytes, facts.images[each.image].id.value);
    };
    std::sort(images.begin(), images.end(), [&key](const Looked &a, const Looked &b) { return key(a) > key(b); });
    EngineParts parts(facts);
    for (const Looked &each : images) {
        if (job.isCancelled())
            return job.cancelled();
        const ImageId &id = facts.images[each.image].id;
        if (parts.isKnown(each.chain))
            continue;
        const Result<QByteArray> history =
            m_api->get("/images/" + encoded(id.value) + "/history", limits::kConfigBytes, job);
        if (!history && history.error().code == ErrorCode::Cancelled)
            return fail(history.error());
        const Result<ImageDetails> details =
            parseEngineInspect(each.inspect, history.value_or(QByteArray("[]")), m_info.hasContainerdStore, id.value);
        for (std::size_t i = 0; details && i < each.chain.size(); ++i) {
            if (const std::int64_t said = details->layers[static_cast<int>(i)].blobBytes; said >= 0)
                parts.say(each.chain[i], said);
        }
    }
    std::reverse(images.begin(), images.end());
    for (const Looked &each : images)
        parts.addRest(each.chain, each.listedBytes);
    bool isAnyBlobUnknown = false;
    for (const Looked &each : images) {
        PruneFacts::Image &image = facts.images[each.image];
        image.parts = parts.of(each.chain);
        if (!m_info.hasContainerdStore)
            continue;
        if (job.isCancelled())
            return job.cancelled();
        const Digest root = Digest::parse(image.id.value.toLatin1()).value_or(Digest());
        const std::optional<StoredBlobs> blobs =
            isHere() && m_options.readsFiles ? readStoredBlobs(contentStoreFolders(m_info), root, job) : std::nullopt;
        image.areDigestsMadeUp = !blobs || !blobs->lacksPlatforms;
        isAnyBlobUnknown = isAnyBlobUnknown || (!blobs && !each.chain.empty());
        if (blobs)
            image.parts += parts.ofBlobs(*blobs);
    }
    if (isAnyBlobUnknown) {
        facts.warnings.append({ ErrorCode::Unsupported, location(), {},
            u"the compressed layers of this engine cannot be seen from here: more becomes free than is said"_s });
    }
    return {};
}

// Podman's service gives digests to everything; its storage tells what came from a registry from what was built or loaded, where it is
// on this machine. What nobody can tell has no registry that is known to have it.
void EngineStore::addOrigins(PruneFacts &facts, const EngineListing &listing, Job &job)
{
    if (m_info.brand != EngineBrand::Podman)
        return;
    QHash<QString, QStringList> origins; // by the hex digits of the id
    const Result<ImageStorePtr> storage =
        isHere() && m_options.readsFiles ? openStore(m_info.rootFolder, job) : fail(Error {});
    const Result<Listing> stored =
        storage && (*storage)->kind() == StoreKind::ContainersStorage ? (*storage)->list(job) : fail(Error {});
    for (const ImageSummary &image : stored ? stored->images : QList<ImageSummary>())
        origins.insert(image.id.value, image.repoDigests);
    QHash<ImageId, QStringList> digestNames;
    for (const EngineImage &image : listing.images)
        digestNames.insert(image.summary.id, image.digestNames);
    for (PruneFacts::Image &image : facts.images) {
        const QStringList known = origins.value(image.id.value.section(u':', -1));
        image.repoDigests = digestNames.value(image.id) + known;
        image.repoDigests.removeDuplicates();
        image.areDigestsMadeUp = std::none_of(
            known.cbegin(), known.cend(), [](const QString &digest) { return !digest.startsWith(u"localhost/"); });
    }
}

// Only BuildKit tells, by what it holds of its cache; before API 1.42 along with all else that is on the disk. The builders of Podman
// and of older Dockers hold what they stand on by containers.
Result<bool> EngineStore::isBuilding(Job &job)
{
    if (m_info.brand == EngineBrand::Podman)
        return false;
    const bool asksForCacheAlone = m_api->version() >= ApiVersion { 1, 42 };
    const Result<QByteArray> answer =
        m_api->get(asksForCacheAlone ? "/system/df?type=build-cache" : "/system/df", limits::kEngineListBytes, job);
    if (!answer && answer.error().code == ErrorCode::Cancelled)
        return fail(answer.error());
    return answer && isCacheInUse(*answer);
}

bool EngineStore::isHere() const
{
    return m_api->endpoint().kind == Endpoint::Kind::Unix && m_info.rootFolder.startsWith(u'/');
}

// Docker's LayersSize of `/system/df`: all layers, those that no image needs as well. Podman says nothing there: where its storage is
// on this machine, the blocks of it count.
Result<std::int64_t> EngineStore::usedBytes(Job &job)
{
    if (m_info.brand == EngineBrand::Podman) {
        return isHere() ? blocksBelow(m_info.rootFolder, job) : -1;
    }
    const Result<QByteArray> answer = m_api->get("/system/df", limits::kEngineListBytes, job);
    if (!answer)
        return fail(answer.error());
    const Result<Json> json = parseJson(*answer, limits::kEngineListBytes, location());
    if (!json)
        return fail(json.error());
    const std::int64_t layers = json->is_object() ? integerMember(*json, "LayersSize", -1) : -1;
    if (!m_info.hasContainerdStore || layers < 0)
        return layers;
    // These are what it has unpacked; blobs are no part of them.
    for (const QString &folder : contentStoreFolders(m_info)) {
        if (m_api->endpoint().kind == Endpoint::Kind::Unix && QFileInfo(folder).isReadable()) {
            const std::int64_t blobs = blocksBelow(folder, job);
            return blobs < 0 ? -1 : layers + blobs;
        }
    }
    return -1;
}

} // namespace varve
