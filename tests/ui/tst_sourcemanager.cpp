// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/ui/uifixture.h"

#include "ui/sourcemanager.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtTest/QSignalSpy>

using namespace varve;
using namespace varve::test;

namespace {

// Does not look into its images before it may.
class HeldStore : public SlowStore {
public:
    HeldStore(ImageStorePtr store, const std::atomic<bool> &isHeld)
        : SlowStore(std::move(store))
        , m_isHeld(isHeld)
    {
    }
    Result<ImageDetails> inspect(const ImageId &id, Job &job) override
    {
        while (m_isHeld.load() && !job.isCancelled())
            QTest::qSleep(2);
        return SlowStore::inspect(id, job);
    }

private:
    const std::atomic<bool> &m_isHeld;
};

// Sources over the real stores; every opening waits at the gate and is counted.
struct Sources {
    Sources()
        : services { pool, nullptr, nullptr,
            [this](const QString &path, Job &job) -> Result<ImageStorePtr> {
                const int now = ++running;
                int before = most.load();
                while (before < now && !most.compare_exchange_weak(before, now)) { }
                while (isHeld.load() && !job.isCancelled())
                    QTest::qSleep(2);
                --running;
                if (job.isCancelled())
                    return job.cancelled();
                Result<ImageStorePtr> store = openStore(opensSample ? UiFixture::samplePath() : path, job);
                if (store)
                    return std::make_shared<HeldStore>(*store, isInspectHeld);
                return store;
            },
            {} }
        , manager(services, jobs)
    {
    }

    int count(SourceState state) const
    {
        int found = 0;
        for (const Source &source : manager.sources())
            found += source.state == state ? 1 : 0;
        return found;
    }

    WorkPool pool;
    std::atomic<bool> isHeld { false };
    std::atomic<bool> isInspectHeld { false };
    std::atomic<int> running { 0 };
    std::atomic<int> most { 0 };
    bool opensSample = false;
    UiServices services;
    JobList jobs;
    SourceManager manager;
};

} // namespace

class tst_SourceManager : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fewAreReadAtOnce();
    void waitingOnesAreCancelledAndClosed();
    void dotsAfterASymlinkMeanTheRealFolder();
    void dotsOfTheCurrentFolderNeedNoWorker();
    void unpackedSizesSurviveTheInspection();
};

void tst_SourceManager::fewAreReadAtOnce()
{
    Sources sources;
    sources.opensSample = true;
    sources.isHeld = true;
    constexpr int kAll = 12;
    for (int i = 0; i < kAll; ++i)
        sources.manager.open(QStringLiteral("/x/%1.tar").arg(i));
    QTRY_COMPARE(sources.running.load(), SourceManager::kReadAtOnce);
    QCOMPARE(sources.count(SourceState::Reading), SourceManager::kReadAtOnce);
    QCOMPARE(sources.count(SourceState::Waiting), kAll - SourceManager::kReadAtOnce);
    QCOMPARE(sources.jobs.items().size(), kAll);
    // What the chosen image needs still finds threads: these four run side by side, or never end.
    QSemaphore arrived;
    QSemaphore go;
    std::vector<JobHandle<bool>> others;
    for (int i = 0; i < 4; ++i)
        others.push_back(sources.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(), [&](Job &) -> Result<bool> {
            arrived.release();
            go.acquire();
            return true;
        }));
    const bool allRun = arrived.tryAcquire(4, 10'000);
    go.release(4);
    for (JobHandle<bool> &other : others)
        other.future.waitForFinished();
    QVERIFY(allRun);

    sources.isHeld = false;
    QTRY_COMPARE_WITH_TIMEOUT(sources.count(SourceState::Ready), kAll, 30'000);
    QCOMPARE(sources.most.load(), SourceManager::kReadAtOnce);
    QVERIFY(sources.jobs.items().isEmpty());
    // All are looked into as well.
    const auto inspected = [&sources] {
        int found = 0;
        for (const SourceImages &source : sources.manager.images()) {
            for (const SourceImage &image : source.images)
                found += image.layers.isEmpty() ? 0 : 1;
        }
        return found;
    };
    QTRY_COMPARE_WITH_TIMEOUT(inspected(), kAll * 2, 30'000);
}

void tst_SourceManager::waitingOnesAreCancelledAndClosed()
{
    Sources sources;
    sources.opensSample = true;
    sources.isHeld = true;
    QList<SourceId> ids;
    for (int i = 0; i < SourceManager::kReadAtOnce + 3; ++i)
        ids += sources.manager.open(QStringLiteral("/x/%1.tar").arg(i));
    QTRY_COMPARE(sources.running.load(), SourceManager::kReadAtOnce);
    const SourceId byJob = ids.at(SourceManager::kReadAtOnce);
    const SourceId byMenu = ids.at(SourceManager::kReadAtOnce + 1);
    const SourceId closed = ids.at(SourceManager::kReadAtOnce + 2);
    // The button in the status bar knows the job only.
    sources.jobs.items().at(SourceManager::kReadAtOnce).job->cancel();
    QTRY_COMPARE(sources.manager.entry(byJob)->source.state, SourceState::Failed);
    QCOMPARE(sources.manager.entry(byJob)->error.code, ErrorCode::Cancelled);
    sources.manager.cancel(byMenu);
    QCOMPARE(sources.manager.entry(byMenu)->source.state, SourceState::Failed);
    sources.manager.close(closed);
    QVERIFY(!sources.manager.entry(closed));
    QCOMPARE(sources.jobs.items().size(), SourceManager::kReadAtOnce);
    // A running one that is closed makes room for one that is tried again.
    sources.manager.reload(byJob);
    QCOMPARE(sources.manager.entry(byJob)->source.state, SourceState::Waiting);
    sources.manager.close(ids.constFirst());
    QCOMPARE(sources.manager.entry(byJob)->source.state, SourceState::Reading);
    sources.isHeld = false;
    QTRY_COMPARE_WITH_TIMEOUT(sources.count(SourceState::Ready), SourceManager::kReadAtOnce, 30'000);
}

void tst_SourceManager::dotsAfterASymlinkMeanTheRealFolder()
{
    QTemporaryDir folder;
    QDir top(folder.path());
    QVERIFY(top.mkpath(QStringLiteral("real/sub")) && top.mkpath(QStringLiteral("here")));
    const QString real = QFileInfo(top.filePath(QStringLiteral("real"))).canonicalFilePath() + QStringLiteral("/x.tar");
    QVERIFY(QFile::copy(UiFixture::samplePath(), real));
    QFile other(top.filePath(QStringLiteral("here/x.tar")));
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write("no archive") > 0);
    QVERIFY(QFile::link(top.filePath(QStringLiteral("real/sub")), top.filePath(QStringLiteral("here/link"))));

    Sources sources;
    QSignalSpy opened(&sources.manager, &SourceManager::opened);
    const SourceId id = sources.manager.open(top.filePath(QStringLiteral("here/link/../x.tar")));
    QTRY_VERIFY(!isBusy(sources.manager.entry(id)->source.state));
    QCOMPARE(sources.manager.entry(id)->source.errorText, QString());
    QCOMPARE(sources.manager.entry(id)->path, real);
    QCOMPARE(sources.manager.entry(id)->source.imageCount, 2);
    // By its real name it is open already; by the other it turns out to be.
    QCOMPARE(sources.manager.open(real), id);
    QSignalSpy known(&sources.manager, &SourceManager::foundOpen);
    const SourceId again = sources.manager.open(top.filePath(QStringLiteral("here/link/.././x.tar")));
    QTRY_COMPARE(known.size(), 1);
    QCOMPARE(known.at(0).at(0).value<SourceId>(), again);
    QCOMPARE(known.at(0).at(1).value<SourceId>(), id);
    QCOMPARE(sources.manager.sources().size(), 1);
    QCOMPARE(opened.size(), 1);
}

void tst_SourceManager::dotsOfTheCurrentFolderNeedNoWorker()
{
    Sources sources;
    sources.isHeld = true;
    const QString before = QDir::currentPath();
    QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("a/b")));
    QVERIFY(QDir::setCurrent(folder.filePath(QStringLiteral("a/b"))));
    const QString root = QDir::currentPath().chopped(4); // the real path, without /a/b
    const auto pathOf = [&sources](
                            const QString &given) { return sources.manager.entry(sources.manager.open(given))->path; };
    QCOMPARE(pathOf(QStringLiteral("../../x.tar")), root + QStringLiteral("/x.tar"));
    QCOMPARE(pathOf(QStringLiteral(".//x.tar/")), root + QStringLiteral("/a/b/x.tar"));
    QCOMPARE(pathOf(QStringLiteral("/../x.tar")), QStringLiteral("/x.tar"));
    QCOMPARE(pathOf(QStringLiteral("c/../x.tar")), root + QStringLiteral("/a/b/c/../x.tar"));
    QVERIFY(QDir::setCurrent(before));
}

void tst_SourceManager::unpackedSizesSurviveTheInspection()
{
    Sources sources;
    sources.isInspectHeld = true;
    const SourceId id = sources.manager.open(UiFixture::samplePath());
    QTRY_COMPARE(sources.manager.entry(id)->source.state, SourceState::Ready);
    QTRY_VERIFY(sources.manager.entry(id)->inspecting.isActive());
    const ImageSummary image = sources.manager.entry(id)->images.images.constFirst().summary;
    QList<std::int64_t> bytes(image.layerCount, 7);
    sources.manager.setUnpackedBytes(id, image.id, bytes);
    sources.isInspectHeld = false;
    const auto first = [&] { return sources.manager.entry(id)->images.images.constFirst(); };
    QTRY_VERIFY(!first().layers.isEmpty());
    QCOMPARE(first().summary.unpackedBytes, 7 * image.layerCount);
    QCOMPARE(first().unpackedLayerBytes, bytes);
    const QList<ImageRow> rows = makeImageRows(sources.manager.images());
    QVERIFY(rows.constFirst().isUnpackedSize);
    QCOMPARE(rows.constFirst().uniqueBytes + rows.constFirst().sharedBytes, rows.constFirst().sizeBytes);
    bytes[0] = -1; // a layer that could not be read: nothing is known
    sources.manager.setUnpackedBytes(id, image.id, bytes);
    QCOMPARE(first().summary.unpackedBytes, 7 * image.layerCount);
}

QTEST_MAIN(tst_SourceManager)
#include "tst_sourcemanager.moc"
