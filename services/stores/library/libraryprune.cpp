// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the Library has on its disk and which image needs it, by the same rules as bytesFreed(), as parts; and removing many images.

#include "services/stores/library/librarygraph.h"
#include "services/stores/library/librarysession.h"
#include "services/stores/library/librarystore.h"

#include <algorithm>
#include <optional>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

// A batch is one change of the index, which takes its time for all images that are in it; between two of them a job may end.
constexpr qsizetype kLargestBatch = 1024;

// Index of a part by its blob.
class Parts {
public:
    Parts(const LibraryGraph &graph, PruneFacts &facts)
    {
        facts.partBytes.reserve(static_cast<std::size_t>(graph.diskBytes.size()));
        for (auto blob = graph.diskBytes.cbegin(); blob != graph.diskBytes.cend(); ++blob) {
            m_byBlob.insert(blob.key(), static_cast<int>(facts.partBytes.size()));
            facts.partBytes.push_back(blob.value());
        }
        // Nothing is collected while a document cannot be read.
        if (!graph.damaged.isEmpty())
            facts.isPinned.assign(facts.partBytes.size(), true);
    }
    QList<int> of(const QSet<Digest> &blobs) const
    {
        QList<int> parts;
        for (const Digest &blob : blobs) {
            if (const auto part = m_byBlob.constFind(blob); part != m_byBlob.cend())
                parts.append(*part);
        }
        return parts;
    }

private:
    QHash<Digest, int> m_byBlob;
};

// What an image has from the entries of the index that lead to it.
struct Standing {
    QSet<Digest> blobs; // what an index has besides its platforms goes with the last of them
    QDateTime arrived;
};

// Each root is walked once, however many images stand below it.
QHash<Digest, Standing> standingOf(const LibraryGraph &graph, const QSet<Digest> &images)
{
    QHash<Digest, QDateTime> added; // the latest under any name
    for (const LibraryEntry &root : graph.roots) {
        QDateTime &latest = added[root.descriptor.digest];
        if (root.added.isValid() && (!latest.isValid() || root.added > latest))
            latest = root.added;
    }
    QHash<Digest, Standing> standing;
    for (auto root = added.cbegin(); root != added.cend(); ++root) {
        const bool isImage = images.contains(root.key()); // which has no others below it
        const QSet<Digest> rest = isImage ? QSet<Digest>() : blobsBelow(graph, { root.key() }, images);
        const QSet<Digest> below = isImage ? QSet<Digest> { root.key() } : blobsBelow(graph, { root.key() });
        for (const Digest &image : below) {
            if (!images.contains(image))
                continue;
            Standing &its = standing[image];
            its.blobs += rest;
            if (root->isValid() && (!its.arrived.isValid() || *root > its.arrived))
                its.arrived = *root;
        }
    }
    return standing;
}

// What each image is called, by all entries of the index that lead to it.
QHash<Digest, QSet<QString>> namesOf(const LibraryGraph &graph)
{
    QHash<Digest, QSet<QString>> names;
    for (const LibraryEntry &root : graph.roots) {
        const Digest &top = root.descriptor.digest;
        const QList<Digest> led =
            graph.documents.value(top).isIndex ? platformsBelow(graph, top) : QList<Digest> { top };
        for (const Digest &image : led) {
            QSet<QString> &its = names[image];
            if (!root.name.isEmpty())
                its.insert(root.name);
        }
    }
    return names;
}

// Removes images batch by batch. Others may take names and images away meanwhile; while the Library's lock is held, they bring none.
class Removal {
public:
    Removal(const LibraryFolder &folder, bool isLocked, const QList<ShownImage> &images, Job &job)
        : m_folder(folder)
        , m_isLocked(isLocked)
        , m_images(images)
        , m_job(job)
    {
    }

    void run(const RemovalSink &told)
    {
        qsizetype size = 1;
        for (qsizetype begin = 0; begin < m_images.size(); size = std::min(size * 2, kLargestBatch)) {
            m_outcomes.fill(Result<void>(), std::min(size, m_images.size() - begin));
            const Result<void> changed =
                changeLibraryIndex(m_folder, m_job, [&](LibraryIndex &index) { return removeFrom(index, begin); });
            for (qsizetype i = 0; i < m_outcomes.size(); ++i)
                told(begin + i, m_outcomes[i] ? changed : m_outcomes[i]);
            begin += m_outcomes.size();
        }
    }

private:
    Result<void> removeFrom(LibraryIndex &index, qsizetype begin)
    {
        if (Result<void> read = readGraph(index); !read)
            return read;
        const QHash<Digest, QSet<QString>> names = namesOf(*m_graph);
        QList<Digest> going;
        QList<qsizetype> places; // of them, in the batch
        for (qsizetype i = 0; i < m_outcomes.size(); ++i) {
            const Result<Digest> image = imageAsShown(m_images[begin + i], names);
            if (image) {
                going.append(*image);
                places.append(i);
            } else {
                m_outcomes[i] = fail(image.error());
            }
        }
        LibraryRemovalPlan plan = planRemoval(*m_graph, going);
        // One platform's own document can only go while nothing is being brought in; without it, others of its index are not all.
        while (!m_isLocked && !plan.documents.isEmpty()) {
            for (qsizetype i = going.size() - 1; i >= 0; --i) {
                if (!plan.documents.contains(going[i]))
                    continue;
                m_outcomes[places[i]] = fail(ErrorCode::Conflict, going[i].toString(),
                    u"one platform of an image cannot go while something is being brought into the Library"_s);
                going.removeAt(i);
                places.removeAt(i);
            }
            plan = planRemoval(*m_graph, going);
        }
        index.remove(plan.roots);
        for (const Digest &document : std::as_const(plan.documents)) {
            if (Result<void> removed = m_folder.removeBlob(document); !removed)
                return removed;
            m_graph->documents.remove(document);
        }
        return {};
    }

    Result<Digest> imageAsShown(const ShownImage &shown, const QHash<Digest, QSet<QString>> &names) const
    {
        if (m_job.isCancelled())
            return m_job.cancelled();
        const Digest image = Digest::parse(shown.id.value.toUtf8()).value_or(Digest());
        const auto now = names.constFind(image);
        if (now == names.cend())
            return fail(ErrorCode::NotFound, shown.id.value, u"no such image in the Library"_s);
        if (const Result<void> same = checkShownNames(shown, QStringList(now->cbegin(), now->cend())); !same)
            return fail(same.error());
        return image;
    }

    // What documents say does not change; which of them there are does, unless the Library is locked.
    Result<void> readGraph(const LibraryIndex &index)
    {
        if (m_graph && m_isLocked) {
            m_graph->roots = index.entries();
            return {};
        }
        Result<LibraryGraph> graph = readLibraryGraph(m_folder, index, m_job);
        if (!graph)
            return fail(graph.error());
        m_graph = *std::move(graph);
        return {};
    }

    const LibraryFolder &m_folder;
    const bool m_isLocked;
    const QList<ShownImage> &m_images;
    Job &m_job;
    std::optional<LibraryGraph> m_graph;
    QList<Result<void>> m_outcomes; // of the batch
};

} // namespace

Result<PruneFacts> LibraryStore::pruneFacts(Job &job)
{
    PruneFacts facts;
    facts.isExact = true;
    const Result<Listing> listing = list(job);
    if (!listing)
        return fail(listing.error());
    facts.warnings = listing->warnings;
    if (listing->images.isEmpty())
        return facts;
    const Result<LibraryGraph> now = readLibraryGraph(m_root, job);
    if (!now)
        return fail(now.error());
    facts.warnings += now->damaged;
    const Parts parts(*now, facts);
    const QList<Digest> roots = rootDigests(*now);
    const QSet<Digest> rootSet(roots.cbegin(), roots.cend());
    QList<QPair<Digest, const ImageSummary *>> rows;
    QSet<Digest> images;
    for (const ImageSummary &image : listing->images) {
        const Digest digest = Digest::parse(image.id.value.toUtf8()).value_or(Digest());
        // Build records go with their image.
        if (digest.isNull() || (image.kind == ImageKind::Attestation && !rootSet.contains(digest)))
            continue;
        images.insert(digest);
        if (image.isLocal)
            rows.append({ digest, &image });
    }
    const QHash<Digest, Standing> standing = standingOf(*now, images);
    const QHash<Digest, QSet<QString>> names = namesOf(*now);
    job.setProgress(0, rows.size(), Job::Unit::Images);
    for (const auto &[digest, image] : std::as_const(rows)) {
        if (job.isCancelled())
            return job.cancelled();
        PruneFacts::Image made;
        made.id = image->id;
        made.names = image->names;
        for (const QString &name : names.value(digest)) { // an artifact is listed under its own kind of name alone
            if (!made.names.contains(name))
                made.names.append(name);
        }
        made.repoDigests = image->repoDigests;
        made.created = image->created;
        const Standing its = standing.value(digest);
        made.arrived = its.arrived;
        made.parts = parts.of(blobsBelow(*now, { digest }) + its.blobs);
        if (const Result<ImageDetails> details = inspect(image->id, job))
            made.labels = details->config.labels;
        facts.images.append(made);
        job.addProgress(1);
    }
    return facts;
}

void LibraryStore::removeEach(const QList<ShownImage> &images, const RemovalSink &told, Job &job)
{
    const auto tellAll = [&](const Error &error) {
        for (qsizetype i = 0; i < images.size(); ++i)
            told(i, fail(error));
    };
    const Result<LibraryFolderPtr> folder = LibraryFolder::open(m_root);
    if (!folder)
        return tellAll(folder.error());
    const Result<std::optional<LibraryLock>> lock =
        LibraryLock::tryTake(**folder, LibraryLock::Of::Library, LibraryLock::Mode::Exclusive);
    if (!lock)
        return tellAll(lock.error());
    Removal(**folder, lock->has_value(), images, job).run(told);
    // Also of what was cancelled. Where it fails, what is left counts as garbage, which the next time collects.
    const Job collecting;
    if (*lock)
        (void)collectLibraryGarbage(**folder, **lock, collecting);
}

} // namespace varve
