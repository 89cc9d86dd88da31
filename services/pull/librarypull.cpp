// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/librarypull.h"

#include "services/stores/library/librarysession.h"
#include "services/types/limits.h"

#include <QtCore/QMutexLocker>

#include <algorithm>
#include <utility>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr int kLayersAtOnce = 4;

class LibraryPull {
public:
    LibraryPull(RemoteRepository &repository, const PullPlan &plan, const PullSources &sources, PullProgress &progress,
        Job &job)
        : m_repository(repository)
        , m_plan(plan)
        , m_sources(sources)
        , m_progress(progress)
        , m_job(job)
    {
    }

    Result<void> run(WorkPool &pool)
    {
        Result<std::unique_ptr<LibrarySession>> session = LibrarySession::begin(m_sources.root, m_job);
        if (!session)
            return fail(std::move(session.error()));
        m_session = *std::move(session);
        m_told.reserve(static_cast<std::size_t>(m_plan.layers.size()));
        std::int64_t present = 0;
        for (const PullLayer &layer : m_plan.layers) {
            m_told.push_back(layer.from == PullLayer::From::Target ? layer.descriptor.sizeBytes : layer.presentBytes);
            present += m_told.back();
        }
        m_job.setProgress(present, m_plan.totalBytes(), Job::Unit::Bytes);
        // The largest first, so that none of them is left for the end alone.
        std::vector<int> order;
        order.reserve(static_cast<std::size_t>(m_plan.layers.size()));
        for (int i = 0; i < m_plan.layers.size(); ++i)
            order.push_back(i);
        std::stable_sort(order.begin(), order.end(), [this](int a, int b) {
            return m_plan.layers[a].descriptor.sizeBytes > m_plan.layers[b].descriptor.sizeBytes;
        });
        pool.waitForEach(static_cast<int>(order.size()), kLayersAtOnce, m_job,
            [&](int i) { bring(order[static_cast<std::size_t>(i)]); });
        if (m_failure)
            return fail(*m_failure);
        if (m_job.isCancelled())
            return m_job.cancelled();
        return finish();
    }

private:
    void bring(int layer)
    {
        const Result<void> brought = tryToBring(layer);
        if (brought)
            return m_progress.setState(layer, PullProgress::State::Done);
        if (brought.error().code == ErrorCode::Cancelled)
            return m_progress.setState(layer, PullProgress::State::Waiting);
        m_progress.setState(layer, PullProgress::State::Failed, brought.error().detail);
        {
            const QMutexLocker lock(&m_mutex);
            if (!m_failure)
                m_failure = brought.error();
        }
        // Without this one the others are of no use: whoever waits for a registry need not, and what has come stays.
        m_job.cancel();
    }

    // Also what the plan found in the Library may have gone by now.
    Result<void> tryToBring(int layer)
    {
        const Descriptor &descriptor = m_plan.layers[layer].descriptor;
        Result<std::unique_ptr<BlobIngest>> ingest = m_session->ingest(descriptor, m_job);
        if (!ingest)
            return fail(std::move(ingest.error()));
        if ((*ingest)->isHere()) {
            tell(layer, descriptor.sizeBytes);
            return {};
        }
        if (const std::optional<Result<void>> copied = copyFromSource(layer, **ingest))
            return *copied;
        m_progress.setState(layer, PullProgress::State::Fetching);
        return fetch(layer, **ingest);
    }

    // Nothing: no source has it, or it is not what it should be, and the registry is asked.
    std::optional<Result<void>> copyFromSource(int layer, BlobIngest &ingest)
    {
        const Descriptor &descriptor = m_plan.layers[layer].descriptor;
        for (const ImageStorePtr &store : m_sources.stores) {
            const Result<MappedRange> blob = store->openBlob(descriptor.digest, m_job);
            if (!blob || static_cast<std::int64_t>(blob->length) != descriptor.sizeBytes)
                continue;
            m_progress.setState(layer, PullProgress::State::Copying);
            const bool wasBegun = ingest.offset() > 0;
            Result<void> copied = copy(layer, blob->bytes(), ingest);
            // What was there before may be what is wrong.
            if (!copied && wasBegun && copied.error().code == ErrorCode::Corrupt) {
                copied = ingest.restart();
                if (copied)
                    copied = copy(layer, blob->bytes(), ingest);
            }
            if (copied || copied.error().code == ErrorCode::Cancelled || copied.error().code == ErrorCode::NoSpace)
                return copied;
            if (const Result<void> begun = ingest.restart(); !begun)
                return begun;
        }
        return std::nullopt;
    }

    Result<void> copy(int layer, std::span<const std::byte> bytes, BlobIngest &ingest)
    {
        while (ingest.offset() < ingest.sizeBytes()) {
            if (m_job.isCancelled())
                return m_job.cancelled();
            const auto rest = bytes.subspan(static_cast<std::size_t>(ingest.offset()));
            if (const Result<void> written = ingest.write(rest.first(std::min(rest.size(), limits::kBlockBytes)));
                !written)
                return written;
            tell(layer, ingest.offset());
        }
        return ingest.commit();
    }

    Result<void> fetch(int layer, BlobIngest &ingest)
    {
        bool hasLeftover = ingest.offset() > 0;
        for (;;) {
            std::optional<std::size_t> place;
            Result<void> fetched = fetchRest(layer, ingest, place);
            const bool isWrong = !fetched && fetched.error().code == ErrorCode::Corrupt;
            const bool isCut = !fetched && fetched.error().code == ErrorCode::Network;
            if (!isWrong && !isCut)
                return fetched;
            // What an earlier attempt left may be what is wrong: then it is fetched once more from the same place. Else
            // another one may have it.
            if (isWrong && hasLeftover)
                hasLeftover = false;
            else if (!place || !m_repository.distrust(*place))
                return fetched;
            if (!isWrong) {
                hasLeftover = ingest.offset() > 0; // which came from somebody who is not believed any more
                continue;
            }
            if (const Result<void> begun = ingest.restart(); !begun)
                return begun;
        }
    }

    // `place`: where it comes from, once somebody has it.
    Result<void> fetchRest(int layer, BlobIngest &ingest, std::optional<std::size_t> &place)
    {
        const Descriptor &descriptor = m_plan.layers[layer].descriptor;
        tell(layer, ingest.offset());
        if (ingest.offset() == descriptor.sizeBytes)
            return ingest.commit();
        Result<RemoteRepository::PlacedBlob> placed = m_repository.blob(descriptor, ingest.offset(), m_job);
        if (!placed)
            return fail(std::move(placed.error()));
        place = placed->place;
        RegistryBlob &blob = *placed->stream;
        if (blob.start() == RegistryBlob::Start::BehindEnd)
            return fail(ErrorCode::Corrupt, descriptor.digest.toString(), u"the registry has fewer bytes of it"_s);
        if (blob.start() == RegistryBlob::Start::FromZero) {
            if (const Result<void> begun = ingest.restart(); !begun)
                return begun;
        }
        std::vector<std::byte> block(limits::kBlockBytes);
        for (;;) {
            const Result<std::size_t> count = blob.read(block, m_job);
            if (!count)
                return fail(count.error());
            if (*count == 0)
                break;
            if (const Result<void> written = ingest.write(std::span(block).first(*count)); !written)
                return written;
            tell(layer, ingest.offset());
        }
        return ingest.commit();
    }

    void tell(int layer, std::int64_t done)
    {
        m_progress.setDone(layer, done);
        std::int64_t &told = m_told[static_cast<std::size_t>(layer)]; // one thread has the layer
        m_job.addProgress(done - std::exchange(told, done));
    }

    Result<void> finish()
    {
        for (const PullPlan::Document &document : m_plan.documents) {
            const auto bytes =
                std::as_bytes(std::span(document.bytes.constData(), static_cast<std::size_t>(document.bytes.size())));
            if (const Result<void> added = m_session->add(document.descriptor, bytes, m_job); !added)
                return added;
        }
        // They are no part of the bytes that were planned.
        m_job.setProgress(m_plan.totalBytes(), m_plan.totalBytes(), Job::Unit::Bytes);
        LibraryEntry entry;
        const auto target = std::find_if(m_plan.documents.cbegin(), m_plan.documents.cend(),
            [this](const PullPlan::Document &document) { return document.descriptor.digest == m_plan.target; });
        entry.descriptor = target->descriptor;
        if (m_plan.platforms.size() == 1 && m_plan.target != m_plan.image.root.digest)
            entry.descriptor.platform = m_plan.platforms.constFirst();
        const Reference &reference = m_plan.image.reference;
        // As engines do it: what is asked for by digest gets no name.
        if (reference.digest().isNull())
            entry.name = reference.toString();
        entry.source = reference.name() + u'@' + m_plan.image.root.digest.toString();
        entry.added = QDateTime::currentDateTimeUtc();
        return m_session->commit({ entry }, m_job);
    }

    RemoteRepository &m_repository;
    const PullPlan &m_plan;
    const PullSources &m_sources;
    PullProgress &m_progress;
    Job &m_job;
    std::unique_ptr<LibrarySession> m_session;
    std::vector<std::int64_t> m_told; // bytes, by layer
    QMutex m_mutex;
    std::optional<Error> m_failure; // the first
};

} // namespace

Result<void> pullIntoLibrary(RemoteRepository &repository, const PullPlan &plan, const PullSources &sources,
    PullProgress &progress, WorkPool &pool, Job &job)
{
    return LibraryPull(repository, plan, sources, progress, job).run(pool);
}

} // namespace varve
