// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The list of what was pruned: what is written is read again, what is not ours is left alone, and what is too old or too much goes.

#include "services/prune/prunedfolder.h"
#include "services/prune/pruner.h"
#include "services/stores/library/librarystore.h"
#include "tests/support/librarytools.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

class TestPrunedFolder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_parent = std::make_unique<QTemporaryDir>(); }
    void comesBackAsWritten();
    void newestFirst();
    void strangersAreLeftAlone();
    void damagedRecords_data();
    void damagedRecords();
    void oldAndTooMuchGoes();
    void scratchGoesWithItsProcess();
    void whatMayHaveGoneKeepsItsCopy();

private:
    PrunedFolder folder() const { return PrunedFolder(m_parent->filePath(u"pruned"_s)); }
    // With a copy of so many bytes; -1: without.
    QString put(const QDateTime &when, int copyBytes) const;
    QList<PrunedRun> runs() const
    {
        const Job job;
        return folder().list(job).value_or(QList<PrunedRun>());
    }

    std::unique_ptr<QTemporaryDir> m_parent;
};

QString TestPrunedFolder::put(const QDateTime &when, int copyBytes) const
{
    PrunedRun run;
    run.key = folder().newKey(when);
    run.when = when.toUTC();
    run.images.append(PrunedImage { { u"sha256:ab"_s }, { u"app:1"_s }, {}, {}, 10, 5, {}, {}, {} });
    if (!folder().write(run))
        return {};
    const QString file = m_parent->filePath(u"copy"_s);
    if (copyBytes >= 0 && (!writeFile(file, QByteArray(copyBytes, 'x')) || !folder().takeCopy(run.key, file)))
        return {};
    return run.key;
}

void TestPrunedFolder::comesBackAsWritten()
{
    PrunedRun run;
    run.when = QDateTime::currentDateTimeUtc();
    run.key = folder().newKey(run.when);
    run.sourceTitle = u"Docker \u202e\n<b>"_s;
    run.sourceLocation = u"unix:///run/docker.sock"_s;
    run.sourceKind = StoreKind::Library;
    run.freedBytes = 123;
    const Digest digest = Digest::fromSha256Hex(QByteArray(64, 'a')).value_or(Digest());
    run.images.append(PrunedImage { { u"sha256:ab"_s }, { u"app:1"_s, u"app:2"_s }, { u"app@sha256:cd"_s }, run.when,
        10, 5, { digest }, digest, run.when });
    run.images.append(PrunedImage { { u"sha256:ef"_s }, {}, {}, {}, 0, 0, {}, {}, {} });
    QVERIFY(folder().write(run));
    QCOMPARE(runs().size(), 1);
    QVERIFY(runs().constFirst() == run);
    QVERIFY(folder().setRestored(run.key, { { u"sha256:ef"_s } }, run.when));
    QCOMPARE(runs().constFirst().images[1].restored, run.when);
    QVERIFY(folder().forget(run.key));
    QVERIFY(runs().isEmpty());
}

void TestPrunedFolder::newestFirst()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QString middle = put(now.addDays(-2), -1);
    const QString newest = put(now, -1);
    const QString oldest = put(now.addDays(-9), -1);
    const QList<PrunedRun> all = runs();
    QCOMPARE(all.size(), 3);
    QCOMPARE(all[0].key, newest);
    QCOMPARE(all[1].key, middle);
    QCOMPARE(all[2].key, oldest);
}

void TestPrunedFolder::strangersAreLeftAlone()
{
    const QString key = put(QDateTime::currentDateTimeUtc(), 10);
    QDir root(folder().root());
    QVERIFY(root.mkdir(u"notes"_s));
    QVERIFY(writeFile(root.filePath(u"notes/record.json"_s), "{}"));
    QVERIFY(writeFile(root.filePath(u"readme"_s), "x"));
    // A link with the name of a run leads nowhere.
    const QString outside = m_parent->filePath(u"outside"_s);
    QVERIFY(QDir().mkpath(outside));
    QVERIFY(QFile::copy(root.filePath(key + u"/record.json"_s), outside + u"/record.json"_s));
    const QString link = u"20200101T000000000Z-00000000"_s;
    QVERIFY(QFile::link(outside, root.filePath(link)));
    QCOMPARE(runs().size(), 1);
    QVERIFY(!folder().read(link));
    for (const QString &bad : { u"../outside"_s, u"notes"_s, QString(), u"."_s }) {
        QVERIFY(!folder().read(bad));
        QVERIFY(!folder().forget(bad));
        QVERIFY(!folder().dropCopy(bad));
    }
    PrunedLimits none;
    none.copyBytes = 0;
    folder().expire(none, QDateTime::currentDateTimeUtc().addYears(10));
    QVERIFY(QFile::exists(outside + u"/record.json"_s));
    QVERIFY(QFile::exists(root.filePath(u"notes/record.json"_s)) && QFile::exists(root.filePath(u"readme"_s)));
    // A copy that is a link is none.
    const QString other = put(QDateTime::currentDateTimeUtc(), -1);
    QVERIFY(QFile::link(outside + u"/record.json"_s, folder().copyPath(other)));
    QVERIFY(!folder().read(other)->hasCopy());
}

void TestPrunedFolder::damagedRecords_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addRow("empty") << QByteArray();
    QTest::addRow("no json") << QByteArray("{");
    QTest::addRow("list") << QByteArray("[]");
    QTest::addRow("newer") << QByteArray(R"({"schemaVersion":2,"images":[]})");
    QTest::addRow("no images") << QByteArray(R"({"schemaVersion":1})");
    QTest::addRow("deep") << QByteArray(100'000, '[');
}

void TestPrunedFolder::damagedRecords()
{
    QFETCH(QByteArray, text);
    const QString good = put(QDateTime::currentDateTimeUtc(), -1);
    const QString bad = put(QDateTime::currentDateTimeUtc(), 10);
    QVERIFY(writeFile(folder().root() + u'/' + bad + u"/record.json"_s, text));
    QCOMPARE(runs().size(), 1);
    QCOMPARE(runs().constFirst().key, good);
    // It does not stay for ever either.
    folder().expire({}, QDateTime::currentDateTimeUtc().addDays(400));
    QVERIFY(!QFileInfo::exists(folder().root() + u'/' + bad));
}

void TestPrunedFolder::oldAndTooMuchGoes()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QString old = put(now.addDays(-40), 1);
    const QString small = put(now.addDays(-4), 400);
    const QString large = put(now.addDays(-3), 1000);
    const QString fresh = put(now.addDays(-1), 1500);
    const QString bare = put(now.addDays(-300), -1);
    const auto hasCopy = [this](const QString &key) { return folder().read(key)->hasCopy(); };
    PrunedLimits limits;
    limits.copyBytes = 2000;
    folder().expire(limits, now);
    QVERIFY(hasCopy(fresh));
    QVERIFY(!hasCopy(large)); // with it, it would be too much
    QVERIFY(!hasCopy(small)); // and nothing older stays in its stead
    QVERIFY(!hasCopy(old));
    QCOMPARE(runs().size(), 5); // the records stay
    // What was made just now stays, also when it is too much alone.
    limits.copyBytes = 10;
    folder().expire(limits, now, { fresh });
    QVERIFY(hasCopy(fresh));
    folder().expire(limits, now);
    QVERIFY(!hasCopy(fresh));
    folder().expire(limits, now.addDays(100));
    QVERIFY(!folder().read(bare));
    QCOMPARE(runs().size(), 4);
}

void TestPrunedFolder::scratchGoesWithItsProcess()
{
    QString path;
    {
        const Result<PrunedScratch> scratch = PrunedScratch::in(folder());
        QVERIFY(scratch);
        path = scratch->path();
        QVERIFY(writeFile(path + u"/part"_s, "x"));
        folder().expire({}, QDateTime::currentDateTimeUtc()); // somebody works here
        QVERIFY(QFile::exists(path + u"/part"_s));
        QVERIFY(runs().isEmpty());
    }
    QVERIFY(!QFileInfo::exists(path));
    // Left by one that was killed.
    QVERIFY(QDir().mkpath(folder().root() + u"/.scratch-dead"_s));
    QVERIFY(writeFile(folder().root() + u"/.scratch-dead/part"_s, "x"));
    folder().expire({}, QDateTime::currentDateTimeUtc());
    QVERIFY(!QFileInfo::exists(folder().root() + u"/.scratch-dead"_s));
}

namespace {

// Does what it is told, and its answer is lost on the way.
class Unheard final : public ImageStore {
public:
    explicit Unheard(LibraryStore &store)
        : m_store(store)
    {
    }
    StoreKind kind() const override { return m_store.kind(); }
    QString title() const override { return m_store.title(); }
    QString location() const override { return m_store.location(); }
    StoreCapabilities capabilities() const override { return m_store.capabilities(); }
    std::int64_t sizeOnDiskBytes() const override { return m_store.sizeOnDiskBytes(); }
    Result<Listing> list(Job &job) override { return m_store.list(job); }
    Result<ImageDetails> inspect(const ImageId &id, Job &job) override { return m_store.inspect(id, job); }
    Result<LayerContent> openLayer(const ImageDetails &image, int layer, Job &job) override
    {
        return m_store.openLayer(image, layer, job);
    }
    void removeEach(const QList<ShownImage> &images, const RemovalSink &told, Job &job) override
    {
        for (qsizetype i = 0; i < images.size(); ++i) {
            (void)m_store.remove(images[i].id, job);
            told(i, fail(ErrorCode::Network, images[i].id.value, u"no answer"_s));
        }
    }

private:
    LibraryStore &m_store;
};

} // namespace

// Nobody knows whether it went: the only copy of it is not thrown away.
void TestPrunedFolder::whatMayHaveGoneKeepsItsCopy()
{
    const QString root = m_parent->filePath(u"library"_s);
    ImageSpec image({ u"localhost/app:1"_s });
    image.layer(TarBuilder().file("a", "b").bytes(), "ADD a");
    QCOMPARE(bring(root, ociLayout({ image })), QString());
    LibraryStore library(root);
    Unheard store(library);
    Job job;
    const Result<PruneFacts> facts = library.pruneFacts(job);
    QVERIFY(facts && facts->images.size() == 1);
    const Result<Pruned> pruned = pruneImages(
        store, *facts, { 0 }, { folder().root(), true, {} }, [](const PruneOutcome &) {}, job);
    QVERIFY(pruned);
    QCOMPARE(pruned->result.count(PruneOutcome::How::Failed), 1);
    QCOMPARE(runs().size(), 1);
    QVERIFY(runs().constFirst().hasCopy());
    QCOMPARE(runs().constFirst().images.size(), 1);
    QCOMPARE(pruned->key, runs().constFirst().key); // what is pruned along with it leaves its copy alone
}

QTEST_GUILESS_MAIN(TestPrunedFolder)
#include "tst_prunedfolder.moc"
