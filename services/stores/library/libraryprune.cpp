// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the Library has on its disk and which image needs it. The same rules as bytesFreed(), as parts.

#include "services/stores/library/librarygraph.h"
#include "services/stores/library/librarystore.h"

namespace varve {

namespace {

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
    const Result<LibraryGraph> now = graph(job);
    if (!now)
        return fail(now.error());
    facts.warnings += now->damaged;
    const Parts parts(*now, facts);
    QSet<Digest> rows;
    for (const ImageSummary &image : listing->images) {
        if (const Result<Digest> digest = Digest::parse(image.id.value.toUtf8()))
            rows.insert(*digest);
    }
    for (const ImageSummary &image : listing->images) {
        const Result<Digest> digest = Digest::parse(image.id.value.toUtf8());
        if (!digest || !image.isLocal)
            continue;
        if (job.isCancelled())
            return job.cancelled();
        PruneFacts::Image made;
        made.id = image.id;
        made.names = image.names;
        made.repoDigests = image.repoDigests;
        made.created = image.created;
        QSet<Digest> needed = blobsBelow(*now, { *digest });
        for (const LibraryEntry &root : now->roots) {
            const Digest &top = root.descriptor.digest;
            if (top != *digest && !blobsBelow(*now, { top }).contains(*digest))
                continue;
            if (root.added.isValid() && (!made.arrived.isValid() || root.added > made.arrived))
                made.arrived = root.added;
            // What an index has besides its platforms goes with the last of them.
            if (top != *digest)
                needed += blobsBelow(*now, { top }, rows);
        }
        made.parts = parts.of(needed);
        if (const Result<ImageDetails> details = inspect(image.id, job))
            made.labels = details->config.labels;
        facts.images.append(made);
    }
    return facts;
}

} // namespace varve
