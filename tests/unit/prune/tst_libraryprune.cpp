// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pruning a real Library: what is planned for any selection is what the disk then has more, to the byte.

#include "services/prune/pruneledger.h"
#include "services/prune/pruneplan.h"
#include "services/prune/prunerun.h"
#include "services/stores/library/librarystore.h"
#include "tests/support/pullfixture.h"

#include <QtCore/QProcess>
#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using How = PruneOutcome::How;

class TestLibraryPrune : public QObject, private PullFixture {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void anySelectionIsExact();
    void removesWhatWasPlanned();
    void whatChangedMeanwhileStays();
    void cancelledBetweenTwo();
    void emptyLibrary();

private:
    // Two images of one name one after the other, one of another name, and one of two platforms.
    void fill();
    PruneFacts facts(LibraryStore &store);
    static const PruneFacts::Image *named(const PruneFacts &facts, const QString &part);

    std::unique_ptr<FaultyRegistry> m_registry;
    Job m_job;
};

void TestLibraryPrune::init()
{
    makeFolder();
    m_registry = std::make_unique<FaultyRegistry>();
}

void TestLibraryPrune::fill()
{
    putImage(*m_registry, noisyImage(1), "1");
    VERIFY_DONE(planAndPull(referenceTo(*m_registry, u":1"_s)));
    putImage(*m_registry, noisyImage(10), "1");
    VERIFY_DONE(planAndPull(referenceTo(*m_registry, u":1"_s)));
    putImage(*m_registry, noisyImage(20), "2");
    VERIFY_DONE(planAndPull(referenceTo(*m_registry, u":2"_s)));
    putIndex(*m_registry, "many", { noisyImage(30, "amd64"), noisyImage(30, "arm64") });
    VERIFY_DONE(planAndPull(referenceTo(*m_registry, u":many"_s), { std::nullopt, true }));
}

PruneFacts TestLibraryPrune::facts(LibraryStore &store)
{
    Job job;
    Result<PruneFacts> found = store.pruneFacts(job);
    return found ? *std::move(found) : PruneFacts();
}

const PruneFacts::Image *TestLibraryPrune::named(const PruneFacts &facts, const QString &part)
{
    for (const PruneFacts::Image &image : facts.images) {
        if (image.names.join(u' ').contains(part))
            return &image;
    }
    return nullptr;
}

void TestLibraryPrune::anySelectionIsExact()
{
    fill();
    LibraryStore store(library());
    const PruneFacts now = facts(store);
    QCOMPARE(now.images.size(), 5);
    QVERIFY(now.isExact && now.warnings.isEmpty());
    const PruneLedger ledger(now);
    for (unsigned selection = 0; selection < 32; ++selection) {
        std::vector<int> images;
        QList<ImageId> ids;
        for (int i = 0; i < 5; ++i) {
            if ((selection >> i & 1U) == 0)
                continue;
            images.push_back(i);
            ids.append(now.images[i].id);
        }
        QCOMPARE(ledger.freed(images), store.bytesFreed(ids, m_job).value());
    }
    QVERIFY(named(now, u":2"_s)->arrived.isValid());
    QVERIFY(!named(now, u":2"_s)->repoDigests.isEmpty());
}

void TestLibraryPrune::removesWhatWasPlanned()
{
    fill();
    LibraryStore store(library());
    const PruneFacts now = facts(store);
    const PrunePlan dangling = planPrune(now, {}, QDateTime::currentDateTimeUtc());
    QCOMPARE(dangling.items.size(), 1); // the one that has lost its name
    QVERIFY(dangling.items[0].isDangling);
    QVERIFY(dangling.togetherBytes > std::int64_t(kLargeBytes));
    QList<PruneOutcome> told;
    const Result<PruneResult> result = removeImages(
        store, now, { dangling.items[0].image }, [&told](const PruneOutcome &each) { told.append(each); }, m_job);
    VERIFY_DONE(result);
    QCOMPARE(told, result->outcomes);
    QCOMPARE(result->count(How::Removed), 1);
    QCOMPARE(result->plannedBytes, dangling.togetherBytes);
    QCOMPARE(result->measuredBytes, result->plannedBytes);
    QCOMPARE(damage(), QString());
    QCOMPARE(names().size(), 4);
    QVERIFY(planPrune(facts(store), {}, QDateTime::currentDateTimeUtc()).items.isEmpty());

    // And everything else, both platforms with their index.
    PruneRules rules;
    rules.takesUnused = true;
    rules.unusedMinimumAge = std::chrono::seconds(0);
    const PruneFacts rest = facts(store);
    const PrunePlan all = planPrune(rest, rules, QDateTime::currentDateTimeUtc());
    QCOMPARE(all.items.size(), 4);
    QList<int> images;
    for (const PruneItem &item : all.items)
        images.append(item.image);
    const Result<PruneResult> end = removeImages(
        store, rest, images, [](const PruneOutcome &) {}, m_job);
    VERIFY_DONE(end);
    QCOMPARE(end->count(How::Removed), 4);
    QCOMPARE(end->measuredBytes, all.togetherBytes);
    QVERIFY(names().isEmpty());
}

void TestLibraryPrune::whatChangedMeanwhileStays()
{
    fill();
    LibraryStore store(library());
    const PruneFacts before = facts(store);
    const PrunePlan plan = planPrune(before, {}, QDateTime::currentDateTimeUtc());
    QCOMPARE(plan.items.size(), 1);
    const PruneFacts::Image &image = before.images[plan.items[0].image];
    VERIFY_DONE(LibraryStore(library()).tag(image.id, u"r.io/kept:1"_s, m_job)); // by another program
    const Result<PruneResult> result = removeImages(
        store, before, { plan.items[0].image }, [](const PruneOutcome &) {}, m_job);
    VERIFY_DONE(result);
    QCOMPARE(result->count(How::Skipped), 1);
    QVERIFY(result->outcomes[0].reason->detail.contains(u"r.io/kept:1"_s));
    QCOMPARE(result->plannedBytes, 0);
    QCOMPARE(result->measuredBytes, 0);
    QVERIFY(names().contains(u"r.io/kept:1"_s));
    // One that has gone by itself.
    const int two = static_cast<int>(named(before, u":2"_s) - before.images.constData());
    VERIFY_DONE(LibraryStore(library()).remove(before.images[two].id, m_job));
    const Result<PruneResult> gone = removeImages(
        store, before, { two }, [](const PruneOutcome &) {}, m_job);
    VERIFY_DONE(gone);
    QCOMPARE(gone->count(How::Skipped), 1);
    QCOMPARE(gone->outcomes[0].reason->code, ErrorCode::NotFound);
}

void TestLibraryPrune::cancelledBetweenTwo()
{
    fill();
    LibraryStore store(library());
    const PruneFacts now = facts(store);
    Job job;
    const Result<PruneResult> result = removeImages(
        store, now, { 0, 1, 2 }, [&job](const PruneOutcome &) { job.cancel(); }, job);
    VERIFY_DONE(result);
    QVERIFY(result->isCancelled);
    QCOMPARE(result->count(How::Removed), 1);
    QCOMPARE(result->count(How::Waiting), 2);
    QCOMPARE(result->measuredBytes, result->plannedBytes);
    QCOMPARE(damage(), QString());
}

void TestLibraryPrune::emptyLibrary()
{
    LibraryStore store(library());
    const Result<PruneFacts> none = store.pruneFacts(m_job);
    QVERIFY(!none || none->images.isEmpty());
    QVERIFY(!QFileInfo::exists(library()));
}

QTEST_GUILESS_MAIN(TestLibraryPrune)
#include "tst_libraryprune.moc"
