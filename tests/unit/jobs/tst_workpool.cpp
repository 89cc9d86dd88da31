// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/jobs/workpool.h"

#include <QtCore/QSemaphore>
#include <QtTest/QTest>

#include <atomic>
#include <new>
#include <vector>

using namespace varve;

class TestWorkPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void returnsTheResult();
    void returnsTheError();
    void cancelledBeforeStartNeverRuns();
    void parallelForVisitsEachOnce_data();
    void parallelForVisitsEachOnce();
    void parallelForStopsOnCancel();
    void outOfMemoryIsAnError();
    void outOfMemoryLeavesParallelForAtTheCaller();
    void shutdownCancelsAndWaits();
    void afterShutdownJobsAnswerCancelled();
};

void TestWorkPool::returnsTheResult()
{
    WorkPool pool;
    const auto job = std::make_shared<Job>(QStringLiteral("sum"));
    auto handle = pool.run(WorkPool::Kind::Cpu, job, [](Job &self) -> Result<int> {
        self.setProgress(3, 4, Job::Unit::Layers);
        self.setNote(QStringLiteral("here"));
        return 42;
    });
    handle.future.waitForFinished();
    QCOMPARE(handle.future.resultCount(), 1);
    QCOMPARE(handle.future.result().value(), 42);
    QCOMPARE(job->progress().done, std::int64_t(3));
    QCOMPARE(job->progress().total, std::int64_t(4));
    QCOMPARE(job->note(), QStringLiteral("here"));
}

void TestWorkPool::returnsTheError()
{
    WorkPool pool;
    auto handle = pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [](Job &) -> Result<int> { return fail(ErrorCode::NotFound, QStringLiteral("x"), QStringLiteral("gone")); });
    QCOMPARE(handle.future.result().error().code, ErrorCode::NotFound);
}

void TestWorkPool::cancelledBeforeStartNeverRuns()
{
    WorkPool pool;
    const auto job = std::make_shared<Job>(QStringLiteral("late"));
    job->cancel();
    std::atomic<bool> ran { false };
    auto handle = pool.run(WorkPool::Kind::Io, job, [&](Job &) -> Result<int> {
        ran = true;
        return 1;
    });
    QCOMPARE(handle.future.result().error().code, ErrorCode::Cancelled);
    QVERIFY(!ran);
}

void TestWorkPool::parallelForVisitsEachOnce_data()
{
    QTest::addColumn<int>("count");
    for (const int count : { 0, 1, 2, 3, 100, 10000 })
        QTest::addRow("%d", count) << count;
}

void TestWorkPool::parallelForVisitsEachOnce()
{
    QFETCH(int, count);
    WorkPool pool;
    Job job;
    std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
    pool.parallelFor(count, job, [&](int i) { ++visits[static_cast<std::size_t>(i)]; });
    for (const auto &each : visits)
        QCOMPARE(each.load(), 1);
}

void TestWorkPool::parallelForStopsOnCancel()
{
    WorkPool pool;
    Job job;
    std::atomic<int> calls { 0 };
    pool.parallelFor(1'000'000, job, [&](int) {
        if (++calls == 10)
            job.cancel();
    });
    QVERIFY(calls >= 10);
    QVERIFY(calls < 1'000'000);
}

// One allocation that cannot be had ends the job that asked for it, not the program.
void TestWorkPool::outOfMemoryIsAnError()
{
    WorkPool pool;
    auto handle = pool.run(WorkPool::Kind::Io, std::make_shared<Job>(QStringLiteral("greedy")), [&](Job &job) {
        pool.parallelFor(8, job, [&](int i) {
            if (i == 3)
                throw std::bad_alloc();
        });
        return Result<int>(1);
    });
    const Result<int> result = handle.future.result();
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::LimitExceeded);
    QCOMPARE(result.error().subject, QStringLiteral("greedy"));
}

void TestWorkPool::outOfMemoryLeavesParallelForAtTheCaller()
{
    WorkPool pool;
    Job job;
    std::atomic<int> calls { 0 };
    const auto work = [&] {
        pool.parallelFor(100'000, job, [&](int) {
            ++calls;
            throw std::bad_alloc();
        });
    };
    QVERIFY_THROWS_EXCEPTION(std::bad_alloc, work());
    QVERIFY(calls <= pool.cpuThreads()); // the rest was not begun
    calls = 0;
    pool.parallelFor(10, job, [&](int) { ++calls; });
    QCOMPARE(calls.load(), 10);
}

void TestWorkPool::shutdownCancelsAndWaits()
{
    WorkPool pool;
    std::atomic<int> ended { 0 };
    QSemaphore started;
    QList<QFuture<Result<int>>> futures;
    for (int i = 0; i < 20; ++i) { // more than there are threads: some are still waiting
        futures << pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
                           [&](Job &job) -> Result<int> {
                               started.release();
                               while (!job.isCancelled())
                                   QThread::msleep(1);
                               ++ended;
                               return job.cancelled();
                           })
                       .future;
    }
    started.acquire();
    pool.shutdown();
    QVERIFY(ended >= 1);
    for (const auto &future : futures) {
        QVERIFY(future.isFinished());
        QCOMPARE(future.result().error().code, ErrorCode::Cancelled);
    }
}

void TestWorkPool::afterShutdownJobsAnswerCancelled()
{
    WorkPool pool;
    pool.shutdown();
    auto handle = pool.run(WorkPool::Kind::Cpu, std::make_shared<Job>(), [](Job &) -> Result<int> { return 1; });
    QCOMPARE(handle.future.result().error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestWorkPool)
#include "tst_workpool.moc"
