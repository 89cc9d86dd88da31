// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/librarychecker.h"

#include "services/oci/mediatypes.h"
#include "services/stores/library/librarycollect.h"
#include "services/stores/library/librarysession.h"

#include <algorithm>
#include <numeric>

namespace varve {

using ProblemKind = LibraryProblem::Kind;

Result<LibraryReport> LibraryChecker::run()
{
    m_report = {};
    m_needs.clear();
    m_here.clear();
    m_told.clear();
    m_dropped.clear();
    m_isIndexKnown = true;
    const Result<LibraryGraph> graph = readGraph();
    if (!graph)
        return fail(graph.error());
    const Result<LibraryFolder::Contents> contents = m_folder.contents(m_job);
    if (!contents)
        return fail(contents.error());
    const bool isEmpty = graph->roots.isEmpty() && contents->blobs.isEmpty();
    if (!isEmpty && !m_folder.hasMarker())
        add(ProblemKind::MarkerMissing, QString::fromLatin1(LibraryFolder::kMarker), {}, 0);
    collectNeeds(*graph);
    if (const Result<void> proved = prove(contents->blobs); !proved)
        return fail(proved.error());
    for (const LibraryFolder::Blob &blob : contents->blobs)
        judgeBlob(blob, m_proofs.value(blob.digest));
    judgeAbsent();
    judgeFiles(*contents);
    for (const Warning &warning : graph->damaged)
        judgeDocument(warning);
    m_canCollect = canCollect(*graph);
    for (LibraryProblem &problem : m_report.problems)
        problem.remedy = remedyFor(problem);
    return m_report;
}

bool LibraryChecker::canCollect(const LibraryGraph &graph) const
{
    return m_isIndexKnown && std::all_of(graph.damaged.cbegin(), graph.damaged.cend(), [this](const Warning &warning) {
        return m_dropped.contains(warning.subject);
    });
}

LibraryProblem::Remedy LibraryChecker::remedyFor(const LibraryProblem &problem) const
{
    using Remedy = LibraryProblem::Remedy;
    switch (problem.kind) {
    case ProblemKind::IndexLost:
    case ProblemKind::IndexUnreadable:
        return Remedy::RebuildIndex;
    case ProblemKind::MarkerMissing:
        return Remedy::WriteMarker;
    case ProblemKind::BlobWrongSize: // where the bytes are right, the document is wrong
    case ProblemKind::BlobWrongDigest:
    case ProblemKind::BlobUnreadable:
    case ProblemKind::DamagedOrphan:
    case ProblemKind::Orphan:
        return m_dropped.contains(problem.subject) || (!problem.isDamage() && m_canCollect) ? Remedy::Drop
                                                                                            : Remedy::None;
    case ProblemKind::OldPart:
        return m_isIndexKnown ? Remedy::Drop : Remedy::None;
    case ProblemKind::BlobMissing:
    case ProblemKind::DocumentUnreadable:
    case ProblemKind::Stray:
        break;
    }
    return Remedy::None;
}

void LibraryChecker::add(
    ProblemKind kind, const QString &subject, const QString &detail, std::int64_t diskBytes, const QStringList &images)
{
    m_report.problems.append({ kind, subject, detail, diskBytes, images, LibraryProblem::Remedy::None });
}

Result<LibraryGraph> LibraryChecker::readGraph()
{
    Result<LibraryIndex> index = readLibraryIndex(m_folder);
    if (!index) {
        const Error &error = index.error();
        if (error.code == ErrorCode::Cancelled || error.code == ErrorCode::AccessDenied)
            return fail(error);
        if (error.code != ErrorCode::NotFound) {
            const bool isLost = LibraryFolder::indexIdentity(m_folder.path()) == FileIdentity {};
            add(isLost ? ProblemKind::IndexLost : ProblemKind::IndexUnreadable,
                QString::fromLatin1(LibraryFolder::kIndex), error.detail, 0);
            m_isIndexKnown = false;
        }
        index = LibraryIndex();
    }
    Result<LibraryGraph> graph = readLibraryGraph(m_folder, *index, m_job);
    if (graph) {
        const QList<Digest> roots = rootDigests(*graph);
        m_report.imageCount = static_cast<int>(QSet<Digest>(roots.cbegin(), roots.cend()).size());
    }
    return graph;
}

void LibraryChecker::need(const Descriptor &blob, bool mayBeAbsent, const QString &image)
{
    Need &needed = m_needs[blob.digest];
    if (blob.sizeBytes >= 0)
        needed.sizeBytes = blob.sizeBytes;
    needed.mayBeAbsent = needed.mayBeAbsent && mayBeAbsent;
    if (!needed.images.contains(image))
        needed.images.append(image);
}

void LibraryChecker::collectNeeds(const LibraryGraph &graph)
{
    for (const LibraryEntry &root : graph.roots) {
        const Digest &digest = root.descriptor.digest;
        const QString image = root.name.isEmpty() ? digest.toString() : root.name;
        need(root.descriptor, false, image);
        for (const Digest &below : blobsBelow(graph, { digest })) {
            const auto document = graph.documents.constFind(below);
            if (document == graph.documents.constEnd())
                continue;
            if (!document->config.digest.isNull())
                need(document->config, false, image);
            for (const Descriptor &blob : document->blobs) // of other platforms only the names are here
                need(blob, document->isIndex || isForeignLayerMediaType(blob.mediaType), image);
        }
    }
}

Result<void> LibraryChecker::prove(const QList<LibraryFolder::Blob> &blobs)
{
    QList<LibraryFolder::Blob> unknown;
    for (const LibraryFolder::Blob &blob : blobs) {
        if (!m_proofs.contains(blob.digest))
            unknown.append(blob);
    }
    const Result<QList<BlobProof>> proofs = proveBlobs(m_folder, unknown, m_job, m_pool);
    if (!proofs)
        return fail(proofs.error());
    for (qsizetype i = 0; i < unknown.size(); ++i)
        m_proofs.insert(unknown[i].digest, (*proofs)[i]);
    return {};
}

void LibraryChecker::judgeBlob(const LibraryFolder::Blob &blob, const BlobProof &proof)
{
    if (proof.state == BlobProof::State::Gone)
        return;
    const auto needed = m_needs.constFind(blob.digest);
    const bool isOrphan = needed == m_needs.constEnd();
    const QString subject = blob.digest.toString();
    const QStringList images = isOrphan ? QStringList() : needed->images;
    m_here.insert(blob.digest);
    // As repairLibrary() does it.
    if (proof.state == BlobProof::State::Wrong
        || (proof.state == BlobProof::State::Unreadable && !blob.status.isRegular))
        m_dropped.insert(subject);
    if (proof.state != BlobProof::State::Unreadable) {
        m_report.blobBytes += blob.status.sizeBytes;
        ++m_report.blobCount;
    }
    const bool isWrongSize = !isOrphan && needed->sizeBytes >= 0 && needed->sizeBytes != blob.status.sizeBytes;
    // Without an index nothing says what is needed.
    if (isOrphan && m_isIndexKnown)
        add(proof.isRight() ? ProblemKind::Orphan : ProblemKind::DamagedOrphan, subject, proof.detail,
            blob.status.diskBytes);
    else if (proof.state == BlobProof::State::Unreadable)
        add(ProblemKind::BlobUnreadable, subject, proof.detail, blob.status.diskBytes, images);
    else if (isWrongSize)
        add(ProblemKind::BlobWrongSize, subject,
            QStringLiteral("%1 bytes where %2 are promised").arg(blob.status.sizeBytes).arg(needed->sizeBytes),
            blob.status.diskBytes, images);
    else if (!proof.isRight())
        add(ProblemKind::BlobWrongDigest, subject, proof.detail, blob.status.diskBytes, images);
    else
        return;
    m_told.insert(subject);
}

void LibraryChecker::judgeAbsent()
{
    QList<Digest> absent;
    for (auto it = m_needs.cbegin(); it != m_needs.cend(); ++it) {
        if (!it->mayBeAbsent && !m_here.contains(it.key()))
            absent.append(it.key());
    }
    std::sort(absent.begin(), absent.end());
    for (const Digest &digest : std::as_const(absent))
        add(ProblemKind::BlobMissing, digest.toString(), {}, 0, m_needs[digest].images);
}

void LibraryChecker::judgeFiles(const LibraryFolder::Contents &contents)
{
    const QDateTime now = QDateTime::currentDateTime();
    for (const LibraryFolder::OtherFile &part : contents.parts) {
        if (isOldPart(part, now))
            add(ProblemKind::OldPart, part.name, {}, part.status.diskBytes);
    }
    for (const LibraryFolder::OtherFile &stray : contents.strays) {
        if (isLeftBehind(stray, now))
            add(ProblemKind::OldPart, stray.name, {}, stray.status.diskBytes);
        else if (!isUnfinished(stray))
            add(ProblemKind::Stray, stray.name, {}, stray.status.diskBytes);
    }
}

// One whose bytes are wrong was told of already.
void LibraryChecker::judgeDocument(const Warning &warning)
{
    if (m_told.contains(warning.subject))
        return;
    const Result<Digest> digest = Digest::parse(warning.subject.toUtf8());
    add(ProblemKind::DocumentUnreadable, warning.subject, warning.detail, 0,
        digest ? m_needs.value(*digest).images : QStringList());
}

bool LibraryReport::hasDamage() const
{
    return std::any_of(
        problems.cbegin(), problems.cend(), [](const LibraryProblem &problem) { return problem.isDamage(); });
}

int LibraryReport::count(LibraryProblem::Kind kind) const
{
    return static_cast<int>(std::count_if(
        problems.cbegin(), problems.cend(), [&](const LibraryProblem &problem) { return problem.kind == kind; }));
}

int LibraryReport::count(LibraryProblem::Remedy remedy) const
{
    return static_cast<int>(std::count_if(
        problems.cbegin(), problems.cend(), [&](const LibraryProblem &problem) { return problem.remedy == remedy; }));
}

bool LibraryReport::isClean() const
{
    return count(LibraryProblem::Kind::Stray) == problems.size();
}

std::int64_t LibraryReport::droppedBytes() const
{
    return std::accumulate(
        problems.cbegin(), problems.cend(), std::int64_t { 0 }, [](std::int64_t sum, const LibraryProblem &problem) {
            return sum + (problem.remedy == LibraryProblem::Remedy::Drop ? problem.diskBytes : 0);
        });
}

QStringList LibraryReport::damagedImages() const
{
    QStringList images;
    for (const LibraryProblem &problem : problems) {
        if (problem.isDamage())
            images += problem.images;
    }
    images.removeDuplicates();
    images.sort();
    return images;
}

Result<LibraryReport> checkLibrary(const QString &root, Job &job, WorkPool &pool)
{
    const Result<LibraryFolderPtr> folder = LibraryFolder::open(root);
    if (!folder)
        return folder.error().code == ErrorCode::NotFound ? Result<LibraryReport>(LibraryReport())
                                                          : fail(folder.error());
    // Nothing goes while it is looked at.
    const Result<std::optional<LibraryLock>> lock = LibraryLock::takeForReading(**folder, job);
    if (!lock)
        return fail(lock.error());
    return LibraryChecker(**folder, job, pool).run();
}

} // namespace varve
