// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/pullsession.h"

#include "services/types/text.h"
#include "ui/errortext.h"
#include "ui/format.h"

namespace varve {

namespace {
constexpr qint64 kRateMs = 5000; // the rate is that of so long
}

// What the workers need, however long the last of them takes to end.
struct PullSession::Work {
    Work(const Reference &reference, RegistryAccess how)
        : access(std::move(how))
        , repository(reference, access)
    {
    }
    const RegistryAccess access;
    RemoteRepository repository;
    PullSources sources;
    ImageStorePtr engine;
};

PullSession::PullSession(const UiServices &services, JobList &jobs, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_jobs(jobs)
    , m_listing(jobs)
{
    connect(&jobs, &JobList::ticked, this, [this] {
        if (m_state != State::Pulling)
            return;
        measure();
        Q_EMIT ticked();
    });
}

PullSession::~PullSession() = default;

void PullSession::setState(State state)
{
    m_state = state;
    if (!isBusy())
        m_listing.end();
    Q_EMIT changed();
}

Result<PullSession::Planned> PullSession::makePlan(const WorkPtr &work, const PullChoice &choice, Job &job)
{
    Result<RemoteImage> image = resolve(work->repository, job);
    if (!image)
        return fail(std::move(image.error()));
    Planned planned { work, *std::move(image), std::nullopt, std::nullopt };
    Result<PullPlan> plan = planPull(work->repository, planned.image, choice, work->sources, job);
    if (plan)
        planned.plan = *std::move(plan);
    else if (plan.error().code == ErrorCode::Cancelled)
        return fail(std::move(plan.error()));
    else
        planned.error = std::move(plan.error());
    return planned;
}

void PullSession::plan(
    const Reference &reference, const PullTarget &target, const PullChoice &choice, const QList<ImageStorePtr> &stores)
{
    if (m_state == State::Pulling)
        return;
    m_target = target;
    m_plan.reset();
    m_error.reset();
    m_progress.reset();
    m_wasCancelled = false;
    const auto job = std::make_shared<Job>(reference.familiar());
    // The settings and the logins of this machine may have changed since the last question.
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, job,
        [access = m_services.registries, root = m_services.pullRoot, reference, engine = target.engine, choice, stores](
            Job &running) -> Result<Planned> {
            const auto work = std::make_shared<Work>(reference, access());
            work->engine = engine;
            work->sources = engine ? PullSources { {}, {}, engine } : PullSources { root, stores, nullptr };
            return makePlan(work, choice, running);
        });
    m_planning.start(handle, [this](const Result<Planned> &planned) { takePlan(planned); });
    m_listing.start(tr("Asking for %1").arg(visibleText(reference.familiar())), job);
    setState(State::Planning);
}

void PullSession::takePlan(const Result<Planned> &planned)
{
    if (!planned && planned.error().code == ErrorCode::Cancelled) {
        m_wasCancelled = true;
        return setState(State::Idle);
    }
    if (planned) {
        m_work = planned->work;
        m_image = planned->image;
        m_plan = planned->plan;
        m_error = planned->error;
    } else {
        m_image.reset();
        m_error = planned.error();
    }
    setState(m_plan ? State::Planned : State::Failed);
}

void PullSession::pull()
{
    if (!m_plan || isBusy() || m_state == State::Done)
        return;
    m_error.reset();
    m_wasCancelled = false;
    m_progress = std::make_shared<PullProgress>(*m_plan);
    m_job = std::make_shared<Job>(m_plan->image.reference.familiar());
    m_samples.clear();
    m_clock.start();
    // Not on the pool of eight that all else waits on: a pull may take hours.
    const auto handle = m_services.pool.run(WorkPool::Kind::Stream, m_job,
        [work = m_work, plan = *m_plan, progress = m_progress, &pool = m_services.pool](Job &job) -> Result<bool> {
            const Result<void> pulled = work->engine
                ? pullIntoEngine(*work->engine, plan, work->access, *progress, job)
                : pullIntoLibrary(work->repository, plan, work->sources, *progress, pool, job);
            if (!pulled)
                return fail(pulled.error());
            return true;
        });
    m_pulling.start(handle, [this](const Result<bool> &ended) { takeEnd(ended); });
    m_listing.start(tr("Pulling %1").arg(visibleText(m_plan->image.reference.familiar())), m_job, shower());
    setState(State::Pulling);
}

void PullSession::takeEnd(const Result<bool> &ended)
{
    if (ended) {
        setState(State::Done);
        tellEnd(JobList::How::Done, tr("It is in %1 now.").arg(visibleText(m_target.title)));
        Q_EMIT pulled();
        return;
    }
    m_wasCancelled = ended.error().code == ErrorCode::Cancelled;
    if (m_wasCancelled) {
        setState(State::Planned);
        return tellEnd(JobList::How::Cancelled, {});
    }
    m_error = ended.error();
    setState(State::Failed);
    const ErrorText text = pullErrorText(*m_error, m_plan->image.reference.familiar());
    tellEnd(JobList::How::Failed, text.what + QLatin1Char(' ') + text.advice);
}

void PullSession::tellEnd(JobList::How how, const QString &result)
{
    JobList::Ended ended;
    ended.title = how == JobList::How::Done ? tr("Pulled %1") : tr("Pull of %1");
    ended.title = ended.title.arg(visibleText(m_plan->image.reference.familiar()));
    ended.how = how;
    ended.amount = progressText(progress());
    ended.result = result;
    if (how != JobList::How::Done)
        ended.show = shower();
    m_jobs.addEnded(ended);
}

std::function<void()> PullSession::shower() const
{
    if (!m_show)
        return nullptr;
    return [show = m_show, reference = m_plan->image.reference] { show(reference); };
}

void PullSession::cancel()
{
    const JobPtr job = m_state == State::Planning ? m_planning.job() : m_pulling.job();
    if (isBusy() && job)
        job->cancel(); // the worker's answer changes the state
}

void PullSession::forget()
{
    if (m_state == State::Pulling)
        return;
    m_planning.cancel();
    m_plan.reset();
    m_image.reset();
    m_error.reset();
    m_progress.reset();
    m_wasCancelled = false;
    setState(State::Idle);
}

QList<PullProgress::Layer> PullSession::layers() const
{
    return m_progress ? m_progress->layers() : QList<PullProgress::Layer>();
}

Job::Progress PullSession::progress() const
{
    return m_job ? m_job->progress() : Job::Progress {};
}

void PullSession::measure()
{
    m_samples.append({ m_clock.elapsed(), progress().done });
    while (m_samples.size() > 2 && m_samples.constLast().ms - m_samples.constFirst().ms > kRateMs)
        m_samples.removeFirst();
}

double PullSession::bytesPerSecond() const
{
    if (m_samples.size() < 2)
        return 0;
    const Sample &first = m_samples.constFirst();
    const Sample &last = m_samples.constLast();
    return last.ms == first.ms ? 0
                               : std::max(0.0, 1000.0 * double(last.bytes - first.bytes) / double(last.ms - first.ms));
}

} // namespace varve
