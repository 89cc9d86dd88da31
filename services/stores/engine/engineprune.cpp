// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What an engine has on its disk and which image needs it, as it says itself: layers by chain id, with the bytes of the history.
// Sources: Docker Engine API 1.24 to 1.51 (ImageList, ImageInspect, ImageHistory), Podman 4 and 5 (the same).

#include "services/oci/documents.h"
#include "services/oci/fields.h"
#include "services/stores/chainid.h"
#include "services/stores/engine/engineblobs.h"
#include "services/stores/engine/enginejson.h"
#include "services/stores/engine/enginestore.h"
#include "services/stores/engine/podmanlists.h"
#include "services/types/limits.h"

#include <QtCore/QFileInfo>

#include <sys/stat.h>

#include <filesystem>
#include <set>

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

class EngineParts {
public:
    explicit EngineParts(PruneFacts &facts)
        : m_facts(facts)
    {
    }

    // A layer counts together with all below it: the same bytes upon something else are unpacked once more. Where the history does
    // not say what each layer takes, what is left of the image's size is that of the topmost.
    QList<int> of(const ImageDetails &image)
    {
        QList<int> parts;
        const std::vector<Digest> chain = chainIds(image.layers);
        std::int64_t rest = std::max<std::int64_t>(0, image.summary.listedBytes);
        for (std::size_t i = 0; i < chain.size(); ++i) {
            const std::int64_t said = image.layers[static_cast<int>(i)].blobBytes;
            auto part = m_byChain.constFind(chain[i]);
            if (part == m_byChain.cend()) {
                const bool isTop = i + 1 == chain.size();
                part = m_byChain.insert(chain[i], add(said >= 0 ? said : isTop ? rest : 0));
            }
            rest = std::max<std::int64_t>(0, rest - m_facts.partBytes[static_cast<std::size_t>(*part)]);
            parts.append(*part);
        }
        return parts;
    }

    // What containerd keeps besides the unpacked layers.
    QList<int> ofBlobs(const QList<Descriptor> &blobs)
    {
        QList<int> parts;
        for (const Descriptor &blob : blobs) {
            auto part = m_byBlob.constFind(blob.digest);
            if (part == m_byBlob.cend())
                part = m_byBlob.insert(blob.digest, add(std::max<std::int64_t>(0, blob.sizeBytes)));
            if (!parts.contains(*part)) // an image may have a layer twice
                parts.append(*part);
        }
        return parts;
    }

private:
    int add(std::int64_t bytes)
    {
        constexpr auto kMost = static_cast<std::int64_t>(limits::kLayerBytes); // of which a sum is no matter
        m_facts.partBytes.push_back(std::clamp<std::int64_t>(bytes, 0, kMost));
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

Result<PruneFacts> EngineStore::pruneFacts(Job &job)
{
    PruneFacts facts;
    const Result<EngineListing> listing = listEngine(job);
    if (!listing)
        return fail(listing.error());
    const Result<QHash<ImageId, ImageId>> parents = buildParents(job);
    if (!parents)
        return fail(parents.error());
    QSet<ImageId> listed;
    for (const EngineImage &image : listing->images)
        listed.insert(image.summary.id);
    Result<QList<ContainerInfo>> users = containers(job);
    if (!users)
        return fail(users.error());
    facts.containers = *std::move(users);
    facts.warnings = listing->warnings;
    EngineParts parts(facts);
    bool isAnyBlobUnknown = false;
    QHash<Digest, QString> members;
    QHash<ImageId, Digest> manifests;
    job.setProgress(0, listing->images.size(), Job::Unit::Images);
    for (const EngineImage &image : listing->images) {
        if (job.isCancelled())
            return job.cancelled();
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
        const Result<ImageDetails> details = inspect(image.summary.id, job);
        job.addProgress(1);
        if (made.isManual) {
            if (!details && details.error().code == ErrorCode::Cancelled)
                return fail(details.error());
            addMembers(details, made.names.value(0, made.id.value), members);
            facts.images.append(made);
            continue;
        }
        if (!details && details.error().code == ErrorCode::NotFound)
            continue; // it went meanwhile
        if (!details)
            return fail(details.error());
        made.arrived = lastTagged(*details);
        made.parts = parts.of(*details);
        if (m_info.hasContainerdStore) {
            const QList<Descriptor> blobs = blobsOf(*details)->storedLayers(job);
            isAnyBlobUnknown = isAnyBlobUnknown || (blobs.isEmpty() && !details->layers.isEmpty());
            made.parts += parts.ofBlobs(blobs);
        }
        manifests.insert(made.id, image.summary.manifestDigest);
        facts.images.append(made);
    }
    for (PruneFacts::Image &image : facts.images)
        image.listedBy = members.value(manifests.value(image.id));
    if (isAnyBlobUnknown) {
        facts.warnings.append({ ErrorCode::Unsupported, location(), {},
            u"the compressed layers of this engine cannot be seen from here: more becomes free than is said"_s });
    }
    return facts;
}

// Docker's LayersSize of `/system/df`: all layers, those that no image needs as well. Podman says nothing there: where its storage is
// on this machine, the blocks of it count.
Result<std::int64_t> EngineStore::usedBytes(Job &job)
{
    if (m_info.brand == EngineBrand::Podman) {
        const bool isHere = m_api->endpoint().kind == Endpoint::Kind::Unix && m_info.rootFolder.startsWith(u'/');
        return isHere ? blocksBelow(m_info.rootFolder, job) : -1;
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
