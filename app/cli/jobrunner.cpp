// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/jobrunner.h"

#include "app/cli/texttable.h"
#include "services/types/text.h"

#include <atomic>

namespace varve {

namespace {

constexpr int kQuietMs = 300; // what is done by then needs no progress
constexpr int kProgressColumns = 79;

// Signal handlers have no other way to their data. Lock-free atomics and Job::cancel() are safe in a handler.
std::atomic<Job *> g_job { nullptr };
std::atomic<int> g_signal { 0 };
static_assert(std::atomic<Job *>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

extern "C" void onSignal(int number)
{
    g_signal.store(number);
    if (Job *job = g_job.load())
        job->cancel();
}

QString progressText(const Job &job)
{
    const Job::Progress progress = job.progress();
    QString text = job.title();
    if (progress.unit == Job::Unit::Bytes && progress.done > 0)
        text += QStringLiteral("  ") + humanSize(progress.done);
    else if (progress.done > 0)
        text += QStringLiteral("  ") + QString::number(progress.done);
    if (progress.total > 0) {
        text += QStringLiteral(" of ")
            + (progress.unit == Job::Unit::Bytes ? humanSize(progress.total) : QString::number(progress.total));
        const double share = static_cast<double>(progress.done) / static_cast<double>(progress.total);
        text += QStringLiteral("  %1 %").arg(static_cast<int>(100.0 * std::min(1.0, share)));
    }
    if (const QString note = job.note(); !note.isEmpty())
        text += QStringLiteral("  ") + visibleText(note);
    return elidedInMiddle(text, kProgressColumns);
}

} // namespace

JobRunner::JobRunner(CliStreams &streams, bool showsProgress)
    : m_streams(streams)
    , m_showsProgress(showsProgress)
{
    g_signal.store(0);
    struct sigaction action { };
    action.sa_handler = onSignal;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &m_oldInterrupt);
    sigaction(SIGTERM, &action, &m_oldTerminate);
    m_sinceStart.start();
}

JobRunner::~JobRunner()
{
    sigaction(SIGINT, &m_oldInterrupt, nullptr);
    sigaction(SIGTERM, &m_oldTerminate, nullptr);
}

int JobRunner::caughtSignal()
{
    return g_signal.load();
}

void JobRunner::watch(Job *job)
{
    g_job.store(job);
    if (job && g_signal.load() != 0) // between two jobs
        job->cancel();
}

void JobRunner::showProgress(const Job &job)
{
    if (!m_showsProgress || m_sinceStart.elapsed() < kQuietMs)
        return;
    m_streams.complain(QStringLiteral("\r\x1b[K") + progressText(job));
    m_isLineShown = true;
}

void JobRunner::clearProgress()
{
    if (m_isLineShown)
        m_streams.complain(QStringLiteral("\r\x1b[K"));
    m_isLineShown = false;
}

} // namespace varve
