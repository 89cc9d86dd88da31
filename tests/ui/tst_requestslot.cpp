// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/requestslot.h"
#include "ui/resultqueue.h"

#include <QtCore/QSemaphore>
#include <QtTest/QTest>

#include <thread>

using namespace varve;

class tst_RequestSlot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deliversOnTheGuiThread();
    void newRequestDropsTheOldAnswer();
    void destructionCancels();
    void callbackMayStartAgain();
    void callbackMayDestroyTheSlot();
    void cancelInsideTheCallbackIsFine();
    void queueGathersAndKeepsOrder();
    void queueDropsOldGenerations();
    void queueOutlivedBySenders();

private:
    static JobPtr job() { return std::make_shared<Job>(); }
    WorkPool m_pool;
};

void tst_RequestSlot::deliversOnTheGuiThread()
{
    RequestSlot<int> slot;
    int answer = 0;
    QThread *thread = nullptr;
    slot.start(
        m_pool.run(WorkPool::Kind::Io, job(), [](Job &) -> Result<int> { return 7; }), [&](const Result<int> &result) {
            answer = *result;
            thread = QThread::currentThread();
        });
    QVERIFY(slot.isActive());
    QTRY_COMPARE(answer, 7);
    QCOMPARE(thread, QThread::currentThread());
    QVERIFY(!slot.isActive());
}

void tst_RequestSlot::newRequestDropsTheOldAnswer()
{
    RequestSlot<int> slot;
    QSemaphore release;
    const JobPtr first = job();
    QList<int> answers;
    const auto note = [&](const Result<int> &result) { answers.append(result ? *result : -1); };
    const auto old = m_pool.run(WorkPool::Kind::Io, first, [&](Job &) -> Result<int> {
        release.acquire();
        return 1;
    });
    const QFuture<Result<int>> oldFuture = old.future;
    slot.start(old, note);
    slot.start(m_pool.run(WorkPool::Kind::Io, job(), [](Job &) -> Result<int> { return 2; }), note);
    QVERIFY(first->isCancelled());
    release.release();
    QTRY_VERIFY(oldFuture.isFinished());
    QTRY_COMPARE(answers, QList<int> { 2 });
    QTest::qWait(20);
    QCOMPARE(answers, QList<int> { 2 });
}

void tst_RequestSlot::destructionCancels()
{
    const JobPtr running = job();
    QSemaphore begun;
    QSemaphore ended;
    bool wasCalled = false;
    {
        RequestSlot<int> slot;
        slot.start(m_pool.run(WorkPool::Kind::Io, running,
                       [&](Job &each) -> Result<int> {
                           begun.release();
                           while (!each.isCancelled())
                               QThread::msleep(1);
                           ended.release();
                           return 1;
                       }),
            [&](const Result<int> &) { wasCalled = true; });
        QVERIFY(begun.tryAcquire(1, 5000));
    }
    QVERIFY(ended.tryAcquire(1, 5000));
    QTest::qWait(20);
    QVERIFY(!wasCalled);
}

void tst_RequestSlot::callbackMayStartAgain()
{
    RequestSlot<int> slot;
    QList<int> answers;
    std::function<void(Result<int>)> again = [&](const Result<int> &result) {
        answers.append(*result);
        if (*result < 3)
            slot.start(
                m_pool.run(WorkPool::Kind::Io, job(), [next = *result + 1](Job &) -> Result<int> { return next; }),
                again);
    };
    slot.start(m_pool.run(WorkPool::Kind::Io, job(), [](Job &) -> Result<int> { return 1; }), again);
    const QList<int> expected { 1, 2, 3 };
    QTRY_COMPARE(answers, expected);
}

void tst_RequestSlot::callbackMayDestroyTheSlot()
{
    auto slot = std::make_unique<RequestSlot<int>>();
    bool wasCalled = false;
    slot->start(
        m_pool.run(WorkPool::Kind::Io, job(), [](Job &) -> Result<int> { return 1; }), [&](const Result<int> &) {
            slot.reset();
            wasCalled = true;
        });
    QTRY_VERIFY(wasCalled);
}

void tst_RequestSlot::cancelInsideTheCallbackIsFine()
{
    RequestSlot<int> slot;
    bool wasCalled = false;
    slot.start(m_pool.run(WorkPool::Kind::Io, job(), [](Job &) -> Result<int> { return 1; }), [&](const Result<int> &) {
        slot.cancel();
        wasCalled = true;
    });
    QTRY_VERIFY(wasCalled);
}

void tst_RequestSlot::queueGathersAndKeepsOrder()
{
    QList<int> seen;
    int calls = 0;
    ResultQueue<int> queue([&](std::vector<int> events) {
        ++calls;
        seen.append(QList<int>(events.begin(), events.end()));
    });
    const auto sender = queue.reset();
    std::thread worker([&] {
        for (int i = 0; i < 1000; ++i)
            sender->push(i);
    });
    worker.join();
    QVERIFY(seen.isEmpty()); // only through the event loop
    QTRY_COMPARE(seen.size(), 1000);
    QVERIFY(std::is_sorted(seen.begin(), seen.end()));
    QCOMPARE(calls, 1);
}

void tst_RequestSlot::queueDropsOldGenerations()
{
    QList<int> seen;
    ResultQueue<int> queue([&](std::vector<int> events) { seen.append(QList<int>(events.begin(), events.end())); });
    const auto old = queue.reset();
    old->push(1); // posted, not delivered yet
    const auto current = queue.reset();
    old->push(2);
    current->push(3);
    QTRY_COMPARE(seen, QList<int> { 3 });
    QTest::qWait(10);
    QCOMPARE(seen, QList<int> { 3 });
}

void tst_RequestSlot::queueOutlivedBySenders()
{
    ResultQueue<int>::SenderPtr sender;
    {
        ResultQueue<int> queue([](std::vector<int>) { QFAIL("nobody listens any more"); });
        sender = queue.reset();
        sender->push(1);
    }
    sender->push(2);
    QTest::qWait(10);
}

QTEST_GUILESS_MAIN(tst_RequestSlot)
#include "tst_requestslot.moc"
