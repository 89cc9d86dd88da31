// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/librarygraph.h"

#include "services/stores/library/librarysession.h"

#include "services/oci/mediatypes.h"
#include "services/types/limits.h"

#include <algorithm>

namespace varve {

namespace {

class GraphReader {
public:
    GraphReader(const LibraryFolder &folder, LibraryGraph &graph)
        : m_folder(folder)
        , m_graph(graph)
    {
    }

    Result<void> run(const Job &job)
    {
        QList<Descriptor> waiting;
        for (const LibraryEntry &entry : std::as_const(m_graph.roots))
            waiting.append(entry.descriptor);
        while (!waiting.isEmpty()) {
            if (job.isCancelled())
                return job.cancelled();
            const Descriptor next = waiting.takeLast();
            if (m_seen.contains(next.digest) || !m_graph.diskBytes.contains(next.digest))
                continue;
            m_seen.insert(next.digest);
            if (const std::optional<LibraryDocument> document = read(next)) {
                m_graph.documents.insert(next.digest, *document);
                if (document->isIndex)
                    waiting += document->blobs;
            }
        }
        return {};
    }

private:
    // Nothing: the blob is a leaf, or damaged.
    std::optional<LibraryDocument> read(const Descriptor &descriptor)
    {
        const QString subject = descriptor.digest.toString();
        const bool isDocument = isIndexMediaType(descriptor.mediaType) || isManifestMediaType(descriptor.mediaType);
        const Result<QByteArray> bytes = m_folder.readBlob(descriptor.digest, limits::kManifestBytes);
        if (!bytes) {
            // Another tool may keep anything as an image; what is too large for a document names nothing.
            if (isDocument || bytes.error().code != ErrorCode::LimitExceeded)
                addDamage(bytes.error());
            return std::nullopt;
        }
        const Result<DocumentShape> shape = documentShape(*bytes, {}, subject);
        if (!shape || *shape == DocumentShape::Other) {
            if (isDocument)
                addDamage(shape ? Error { ErrorCode::Corrupt, subject, QStringLiteral("neither index nor manifest") }
                                : shape.error());
            return std::nullopt;
        }
        return *shape == DocumentShape::Index ? ofIndex(*bytes, subject) : ofManifest(*bytes, subject);
    }

    std::optional<LibraryDocument> ofIndex(const QByteArray &bytes, const QString &subject)
    {
        const Result<IndexDocument> index = parseIndex(bytes, subject);
        if (!index) {
            addDamage(index.error());
            return std::nullopt;
        }
        return LibraryDocument { true, {}, index->manifests };
    }

    std::optional<LibraryDocument> ofManifest(const QByteArray &bytes, const QString &subject)
    {
        const Result<ManifestDocument> manifest = parseManifest(bytes, subject);
        if (!manifest) {
            addDamage(manifest.error());
            return std::nullopt;
        }
        return LibraryDocument { false, manifest->config, manifest->layers };
    }

    void addDamage(const Error &error)
    {
        if (error.code != ErrorCode::NotFound)
            m_graph.damaged.append({ error.code, error.subject, {}, error.detail });
    }

    const LibraryFolder &m_folder;
    LibraryGraph &m_graph;
    QSet<Digest> m_seen;
};

} // namespace

Result<LibraryGraph> readLibraryGraph(const QString &root, const Job &job)
{
    const Result<LibraryFolderPtr> folder = LibraryFolder::open(root);
    const Result<LibraryIndex> index = folder ? readLibraryIndex(**folder) : fail(folder.error());
    return index ? readLibraryGraph(**folder, *index, job) : fail(index.error());
}

Result<LibraryGraph> readLibraryGraph(const LibraryFolder &folder, const LibraryIndex &index, const Job &job)
{
    LibraryGraph graph;
    graph.roots = index.entries();
    const Result<LibraryFolder::Contents> contents = folder.contents(job);
    if (!contents)
        return fail(contents.error());
    graph.diskBytes.reserve(contents->blobs.size());
    for (const LibraryFolder::Blob &blob : contents->blobs)
        graph.diskBytes.insert(blob.digest, blob.status.diskBytes);
    if (const Result<void> read = GraphReader(folder, graph).run(job); !read)
        return fail(read.error());
    return graph;
}

QList<Digest> rootDigests(const LibraryGraph &graph)
{
    QList<Digest> digests;
    digests.reserve(graph.roots.size());
    for (const LibraryEntry &root : graph.roots)
        digests.append(root.descriptor.digest);
    return digests;
}

QSet<Digest> blobsBelow(const LibraryGraph &graph, const QList<Digest> &from, const QSet<Digest> &without)
{
    QSet<Digest> found;
    QList<Digest> waiting = from;
    while (!waiting.isEmpty()) {
        const Digest next = waiting.takeLast();
        if (found.contains(next) || without.contains(next))
            continue;
        found.insert(next);
        const auto document = graph.documents.constFind(next);
        if (document == graph.documents.constEnd())
            continue;
        if (!document->config.digest.isNull())
            waiting.append(document->config.digest);
        for (const Descriptor &blob : document->blobs)
            waiting.append(blob.digest);
    }
    return found;
}

QList<Digest> platformsBelow(const LibraryGraph &graph, const Digest &root)
{
    QList<Digest> platforms;
    QSet<Digest> seen { root };
    QList<Digest> waiting { root };
    while (!waiting.isEmpty()) {
        const auto document = graph.documents.constFind(waiting.takeLast());
        if (document == graph.documents.constEnd() || !document->isIndex)
            continue;
        for (const Descriptor &child : document->blobs) {
            const auto below = graph.documents.constFind(child.digest);
            if (below == graph.documents.constEnd() || seen.contains(child.digest))
                continue;
            seen.insert(child.digest);
            if (below->isIndex)
                waiting.append(child.digest);
            else if (!child.platform.isUnknown()) // build records go with their image
                platforms.append(child.digest);
        }
    }
    return platforms;
}

LibraryRemovalPlan planRemoval(const LibraryGraph &graph, const QList<Digest> &images)
{
    LibraryRemovalPlan plan;
    const QList<Digest> roots = rootDigests(graph); // one several times, by its names
    const QSet<Digest> wanted(images.cbegin(), images.cend());
    QSet<Digest> seen;
    QSet<Digest> known;
    QSet<Digest> held; // by a root that stays
    for (const Digest &root : roots) {
        if (seen.contains(root))
            continue;
        seen.insert(root);
        if (wanted.contains(root)) {
            plan.roots.insert(root);
            known.insert(root);
            continue;
        }
        const QList<Digest> platforms = platformsBelow(graph, root);
        QSet<Digest> going;
        for (const Digest &platform : platforms) {
            if (wanted.contains(platform))
                going.insert(platform);
        }
        known += going;
        if (!going.isEmpty() && going.size() == platforms.size())
            plan.roots.insert(root);
        else
            held += going;
    }
    for (const Digest &image : images) {
        if (!known.contains(image))
            plan.unknown.append(image);
        else if (held.contains(image))
            plan.documents.insert(image);
    }
    return plan;
}

std::int64_t bytesFreed(const LibraryGraph &graph, const QList<Digest> &images)
{
    const LibraryRemovalPlan plan = planRemoval(graph, images);
    QList<Digest> kept;
    for (const Digest &root : rootDigests(graph)) {
        if (!plan.roots.contains(root))
            kept.append(root);
    }
    const QSet<Digest> before = blobsBelow(graph, rootDigests(graph));
    const QSet<Digest> after = blobsBelow(graph, kept, plan.documents);
    std::int64_t bytes = 0;
    for (const Digest &blob : before) {
        if (!after.contains(blob))
            bytes += graph.diskBytes.value(blob, 0);
    }
    return bytes;
}

} // namespace varve
