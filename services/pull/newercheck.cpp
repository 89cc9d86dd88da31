// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/newercheck.h"

#include <QtCore/QHash>
#include <QtCore/QMutexLocker>

namespace varve {

namespace {

constexpr int kAskedAtOnce = 4;

class NewerCheck {
public:
    NewerCheck(const QList<NewerQuestion> &questions, const RegistryAccess &access, Job &job,
        const std::function<void(qsizetype, const NewerAnswer &)> &told)
        : m_questions(questions)
        , m_access(access)
        , m_job(job)
        , m_told(told)
    {
        QHash<QString, qsizetype> known;
        for (qsizetype i = 0; i < questions.size(); ++i) {
            const QString name = questions[i].reference.toString();
            const auto same = known.constFind(name);
            if (same == known.cend()) {
                known.insert(name, m_names.size());
                m_names.append(QList<qsizetype> { i });
            } else {
                m_names[*same].append(i);
            }
        }
    }

    Result<void> run(WorkPool &pool)
    {
        m_job.setProgress(0, m_names.size(), Job::Unit::Images);
        pool.waitForEach(static_cast<int>(m_names.size()), kAskedAtOnce, m_job, [this](int i) {
            ask(m_names[i]);
            m_job.addProgress(1);
        });
        return m_job.isCancelled() ? Result<void>(m_job.cancelled()) : Result<void>();
    }

private:
    void ask(const QList<qsizetype> &same)
    {
        const Reference &reference = m_questions[same.constFirst()].reference;
        m_job.setNote(reference.familiar());
        std::optional<Error> refusal = refusalOf(reference.registry());
        Result<Digest> now = refusal ? Result<Digest>(fail(*refusal)) : digestNow(reference);
        if (m_job.isCancelled())
            return;
        if (!now && now.error().code == ErrorCode::RateLimited)
            refuse(reference.registry(), now.error());
        const QMutexLocker lock(&m_toldMutex);
        for (const qsizetype i : same)
            m_told(i, answerTo(m_questions[i], now));
    }

    Result<Digest> digestNow(const Reference &reference)
    {
        RemoteRepository repository(reference, m_access);
        const Result<RemoteManifestHead> head = repository.headOfRoot(m_job);
        if (!head)
            return fail(head.error());
        if (!head->digest.isNull())
            return head->digest;
        const Result<RemoteManifest> whole = repository.root(m_job);
        return whole ? Result<Digest>(whole->digest) : fail(whole.error());
    }

    static NewerAnswer answerTo(const NewerQuestion &question, const Result<Digest> &now)
    {
        using enum NewerAnswer::State;
        if (now)
            return { question.known.contains(*now) ? Same : Newer, *now, {} };
        return { now.error().code == ErrorCode::NotFound ? Gone : Unknown, {}, now.error() };
    }

    std::optional<Error> refusalOf(const QString &registry)
    {
        const QMutexLocker lock(&m_refusalMutex);
        const auto refusal = m_refusals.constFind(registry);
        return refusal == m_refusals.cend() ? std::nullopt : std::optional(*refusal);
    }

    void refuse(const QString &registry, const Error &error)
    {
        const QMutexLocker lock(&m_refusalMutex);
        m_refusals.insert(registry, error);
    }

    const QList<NewerQuestion> &m_questions;
    const RegistryAccess &m_access;
    Job &m_job;
    const std::function<void(qsizetype, const NewerAnswer &)> &m_told;
    QList<QList<qsizetype>> m_names; // the questions that have each
    QMutex m_toldMutex;
    QMutex m_refusalMutex;
    QHash<QString, Error> m_refusals; // by registry
};

} // namespace

Result<void> askForNewer(const QList<NewerQuestion> &questions, const RegistryAccess &access, WorkPool &pool, Job &job,
    const std::function<void(qsizetype question, const NewerAnswer &answer)> &told)
{
    return NewerCheck(questions, access, job, told).run(pool);
}

} // namespace varve
