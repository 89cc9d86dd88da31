// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The way back: images are copied, removed and brought back, in the Library and in real engines, and are what they were.

#include "services/prune/prunedcopy.h"
#include "services/prune/pruner.h"
#include "services/stores/engine/enginestore.h"
#include "services/stores/library/librarystore.h"
#include "tests/integration/commandlinerun.h"
#include "tests/support/engineserver.h"
#include "tests/support/librarytools.h"
#include "tests/support/processrun.h"
#include "tests/support/pullfixture.h"
#include "tests/support/smalldisk.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QSettings>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <optional>
#include <thread>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Kind = EngineServer::Kind;
using How = PruneOutcome::How;

namespace {

constexpr int kImageBytes = 3'000'000;
constexpr int kLibrary = -1; // else a Kind
const QList<int> kAll { kLibrary, int(Kind::Docker20), int(Kind::Docker26), int(Kind::Docker26Containerd),
    int(Kind::Podman) };

ImageSpec imageOf(unsigned seed)
{
    ImageSpec image({ u"localhost/load/n%1:1"_s.arg(seed) });
    image.layer(TarBuilder().file("base", noise(1, kImageBytes)).bytes(), "ADD base");
    image.layer(TarBuilder().file("own", noise(seed, kImageBytes)).bytes(), "COPY own /", LayerForm::Gzip);
    return image;
}

} // namespace

class TestRestore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void cleanupTestCase() { m_engines.stop(); }
    void comesBackAsItWas_data() { addKinds(kAll); }
    void comesBackAsItWas();
    void imageInSeveralIndexes_data() { addKinds({ kLibrary }); }
    void imageInSeveralIndexes();
    void takenNamesStay_data() { addKinds(kAll); }
    void takenNamesStay();
    void builtImageKeepsItsManifest_data() { addKinds({ int(Kind::Podman) }); }
    void builtImageKeepsItsManifest();
    void nothingGoesWithoutItsCopy_data() { addKinds(kAll); }
    void nothingGoesWithoutItsCopy();
    void fullDisk_data() { addKinds({ kLibrary, int(Kind::Docker20) }); }
    void fullDisk();
    void imagesMoveToAnotherSource_data() { addKinds({ kLibrary, int(Kind::Docker26Containerd) }); }
    void imagesMoveToAnotherSource();
    void commandLine_data() { addKinds({ kLibrary, int(Kind::Docker20) }); }
    void commandLine();

private:
    static void addKinds(const QList<int> &kinds);
    void load(unsigned seed, const QString &name); // the name is taken from the image that has it
    PruneFacts facts();
    QList<int> chosen(const PruneFacts &facts) const; // two dangling images, and the newest that has a name
    PrunedFolder folder() const { return PrunedFolder(m_folder->filePath(u"pruned"_s)); }
    PruneKeeping keeping() const { return { folder().root(), true, {} }; }
    Result<Pruned> prune(const PruneFacts &facts, const QList<int> &images, const PruneKeeping &keeping)
    {
        Job job;
        return pruneImages(
            *m_store, facts, images, keeping, [](const PruneOutcome &) {}, job);
    }
    // "id names layers" of each image, sorted.
    QStringList state();
    QByteArray command(const QStringList &words) { return m_server->command(words); }
    bool isLibrary() const { return !m_server; }

    std::unique_ptr<QTemporaryDir> m_folder;
    SharedEngines m_engines;
    EngineServer *m_server = nullptr; // null: the Library
    ImageStorePtr m_store;
    Job m_job;
};

void TestRestore::addKinds(const QList<int> &kinds)
{
    QTest::addColumn<int>("kind");
    for (const int kind : kinds)
        QTest::addRow("%s", kind == kLibrary ? "library" : qPrintable(EngineServer::nameOf(Kind(kind)))) << kind;
}

void TestRestore::init()
{
    QFETCH(int, kind);
    m_folder = std::make_unique<QTemporaryDir>();
    if (kind == kLibrary) {
        m_store = std::make_shared<LibraryStore>(m_folder->filePath(u"library"_s));
    } else {
        m_server = &m_engines.get(Kind(kind));
        if (!m_server->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
            QSKIP(qPrintable(m_server->skipReason()));
        QVERIFY2(m_server->skipReason().isEmpty(), qPrintable(m_server->skipReason()));
        QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
        const EngineBrand brand = Kind(kind) == Kind::Podman ? EngineBrand::Podman : EngineBrand::Docker;
        const auto store =
            EngineStore::connect(Endpoint::unixSocket(m_server->socketPath()), brand, u"engine"_s, m_job);
        QVERIFY2(store, store ? "" : qPrintable(textOf(store.error())));
        m_store = *store;
    }
    for (unsigned seed = 10; seed < 13; ++seed)
        load(seed, u"localhost/team/app:1"_s);
}

void TestRestore::cleanup()
{
    m_store.reset();
    m_server = nullptr;
}

void TestRestore::load(unsigned seed, const QString &name)
{
    const QString path = m_folder->filePath(u"image.tar"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    ImageSpec image = imageOf(seed);
    if (isLibrary())
        image.names = { name };
    file.write(dockerArchive({ image }).tar());
    file.close();
    if (isLibrary()) {
        VERIFY_DONE(importIntoLibrary(m_store->location(), path, {}, m_job));
        return;
    }
    command({ u"load"_s, u"-q"_s, u"-i"_s, path });
    command({ u"tag"_s, image.names.constFirst(), name });
    command({ u"rmi"_s, image.names.constFirst() });
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
}

PruneFacts TestRestore::facts()
{
    Result<PruneFacts> found = m_store->pruneFacts(m_job);
    return found ? *std::move(found) : PruneFacts();
}

QList<int> TestRestore::chosen(const PruneFacts &facts) const
{
    QList<int> images;
    for (int i = 0; i < facts.images.size(); ++i)
        images.append(i);
    return images;
}

QStringList TestRestore::state()
{
    QStringList lines;
    const Result<Listing> listing = m_store->list(m_job);
    for (const ImageSummary &image : listing ? listing->images : QList<ImageSummary>()) {
        const Result<ImageDetails> details = m_store->inspect(image.id, m_job);
        QStringList names = image.names;
        names.sort();
        QStringList layers;
        for (const LayerInfo &layer : details ? details->layers : QList<LayerInfo>())
            layers.append(layer.diffId.toString());
        lines.append(image.id.value + u' ' + names.join(u',') + u' ' + layers.join(u','));
    }
    lines.sort();
    return lines;
}

void TestRestore::comesBackAsItWas()
{
    const QStringList before = state();
    QCOMPARE(before.size(), 3);
    const PruneFacts now = facts();
    const Result<Pruned> pruned = prune(now, chosen(now), keeping());
    VERIFY_DONE(pruned);
    QCOMPARE(pruned->result.count(How::Removed), 3);
    QCOMPARE(state(), QStringList());
    QVERIFY(pruned->copyBytes > kImageBytes && !pruned->recordError);
    // Everything of it is written down, and nothing else is left beside it.
    const Result<QList<PrunedRun>> runs = folder().list(m_job);
    VERIFY_DONE(runs);
    QCOMPARE(runs->size(), 1);
    const PrunedRun &run = runs->constFirst();
    QCOMPARE(run.key, pruned->key);
    QCOMPARE(run.images.size(), 3);
    QCOMPARE(run.sourceLocation, m_store->location());
    QCOMPARE(run.freedBytes, pruned->result.measuredBytes);
    QCOMPARE(QDir(folder().root()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
        QStringList { run.key });
    // A file that others can read as well.
    const ProcessOutcome index =
        runProcess(u"tar"_s, { u"-xOf"_s, folder().copyPath(run.key), u"index.json"_s }, 30'000);
    QCOMPARE(QJsonDocument::fromJson(index.out).object()[u"manifests"_s].toArray().size(), 3);
    const Result<Restored> restored = restoreFromCopy(folder(), run, { 0, 1, 2 }, *m_store, m_job);
    VERIFY_DONE(restored);
    QCOMPARE(restored->takenNames, QStringList());
    QCOMPARE(state(), before);
    for (qsizetype i = 0; i < run.images.size(); ++i)
        QCOMPARE(restored->images[i], run.images[i].id);
    // Once more does no harm.
    VERIFY_DONE(restoreFromCopy(folder(), run, { 1 }, *m_store, m_job));
    QCOMPARE(state(), before);
    QCOMPARE(QDir(folder().root()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
        QStringList { run.key });
}

// Two indexes with names of their own, and a name that means the image itself: all of that goes with it, and comes back.
void TestRestore::imageInSeveralIndexes()
{
    const ImageSpec image = imageOf(50);
    FileList files = ociLayout({ image });
    QByteArrayList roots { image.descriptor(u"localhost/many/itself:1"_s) };
    for (const char *name : { "a", "b" }) {
        const QByteArray index =
            R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[)"
            + image.descriptor() + R"(],"annotations":{"of":")" + name + "\"}}";
        files.file("blobs/sha256/" + sha256Digest(index).mid(7), index);
        roots.append(R"({"mediaType":"application/vnd.oci.image.index.v1+json","digest":")" + sha256Digest(index)
            + R"(","size":)" + QByteArray::number(index.size())
            + R"(,"annotations":{"org.opencontainers.image.ref.name":"localhost/many/)" + name + ":1\"}}");
    }
    files.file("index.json", R"({"schemaVersion":2,"manifests":[)" + roots.join(',') + "]}");
    QCOMPARE(bring(m_store->location(), files), QString());
    const auto entries = [this] {
        QStringList lines;
        const auto all = static_cast<LibraryStore &>(*m_store).entries(m_job);
        for (const LibraryEntry &entry : all ? *all : QList<LibraryEntry>())
            lines.append(entry.name + u' ' + entry.descriptor.digest.toString());
        lines.sort();
        return lines;
    };
    const QStringList before = entries();
    QCOMPARE(before.filter(u"many/"_s).size(), 3);
    const PruneFacts now = facts();
    const auto many = std::find_if(
        now.images.cbegin(), now.images.cend(), [](const PruneFacts::Image &each) { return each.names.size() == 3; });
    QVERIFY(many != now.images.cend());
    const Result<Pruned> pruned = prune(now, { int(many - now.images.cbegin()) }, keeping());
    VERIFY_DONE(pruned);
    QCOMPARE(pruned->result.count(How::Removed), 1);
    QCOMPARE(entries().filter(u"many/"_s), QStringList());
    const Result<PrunedRun> run = folder().read(pruned->key);
    VERIFY_DONE(run);
    const Result<Restored> restored = restoreFromCopy(folder(), *run, { 0 }, *m_store, m_job);
    VERIFY_DONE(restored);
    QCOMPARE(restored->takenNames, QStringList());
    QCOMPARE(entries(), before);
}

void TestRestore::takenNamesStay()
{
    const PruneFacts now = facts();
    const auto named = std::find_if(
        now.images.cbegin(), now.images.cend(), [](const PruneFacts::Image &image) { return !image.names.isEmpty(); });
    const QStringList names = named->names;
    const Result<Pruned> pruned = prune(now, { int(named - now.images.cbegin()) }, keeping());
    VERIFY_DONE(pruned);
    QCOMPARE(pruned->result.count(How::Removed), 1);
    load(20, u"localhost/team/app:1"_s);
    const QStringList before = state();
    const Result<PrunedRun> run = folder().read(pruned->key);
    VERIFY_DONE(run);
    const Result<Restored> restored = restoreFromCopy(folder(), *run, { 0 }, *m_store, m_job);
    VERIFY_DONE(restored);
    QCOMPARE(restored->takenNames, names);
    QStringList after = state();
    QCOMPARE(after.size(), before.size() + 1);
    for (const QString &line : before)
        QVERIFY2(after.removeOne(line), qPrintable(line));
    QVERIFY2(after.constFirst().contains(u"  "), qPrintable(after.constFirst())); // no name
}

// Podman keeps manifests: one that it has made itself comes back under the same digest.
void TestRestore::builtImageKeepsItsManifest()
{
    QDir().mkpath(m_folder->filePath(u"context"_s));
    QFile file(m_folder->filePath(u"context/Containerfile"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("FROM localhost/team/app:1\nLABEL made=here\nCOPY Containerfile /\n");
    file.close();
    command({ u"build"_s, u"-q"_s, u"-t"_s, u"localhost/built:1"_s, m_folder->filePath(u"context"_s) });
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
    const QStringList inspect { u"image"_s, u"inspect"_s, u"--format"_s, u"{{.Id}} {{.Digest}} {{.ManifestType}}"_s,
        u"localhost/built:1"_s };
    const QByteArray before = command(inspect);
    QVERIFY2(before.contains("vnd.oci.image.manifest"), before.constData());
    const PruneFacts now = facts();
    int built = -1;
    for (int i = 0; i < now.images.size(); ++i) {
        if (now.images[i].names.contains(u"localhost/built:1"_s))
            built = i;
    }
    QVERIFY(built >= 0);
    const Result<Pruned> pruned = prune(now, { built }, keeping());
    VERIFY_DONE(pruned);
    QCOMPARE(pruned->result.count(How::Removed), 1);
    const Result<PrunedRun> run = folder().read(pruned->key);
    VERIFY_DONE(run);
    VERIFY_DONE(restoreFromCopy(folder(), *run, { 0 }, *m_store, m_job));
    QCOMPARE(command(inspect), before);
}

void TestRestore::nothingGoesWithoutItsCopy()
{
    const QStringList before = state();
    PruneFacts now = facts();
    const auto isUntouched = [&] {
        const Result<QList<PrunedRun>> runs = folder().list(m_job);
        const QStringList files = filesBelow(folder().root());
        return state() == before && runs && runs->isEmpty() && files.isEmpty();
    };
    PruneKeeping little = keeping();
    little.limits.copyBytes = 1'000'000;
    const Result<Pruned> tooMuch = prune(now, chosen(now), little);
    QVERIFY(!tooMuch);
    QCOMPARE(tooMuch.error().code, ErrorCode::LimitExceeded);
    QVERIFY2(isUntouched(), qPrintable(state().join(u'\n') + filesBelow(folder().root()).join(u'\n')));
    // Cancelled while it is being copied.
    Job job;
    std::thread cancel([&job] {
        while (job.progress().done < kImageBytes / 2 && !job.isCancelled())
            std::this_thread::yield();
        job.cancel();
    });
    const Result<Pruned> cancelled = pruneImages(
        *m_store, now, chosen(now), keeping(), [](const PruneOutcome &) {}, job);
    job.cancel();
    cancel.join();
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
    QVERIFY2(isUntouched(), qPrintable(state().join(u'\n') + filesBelow(folder().root()).join(u'\n')));
    // One that is not there any more.
    now.images[0].id.value.replace(10, 5, u"00000"_s);
    const Result<Pruned> gone = prune(now, chosen(now), keeping());
    QVERIFY(!gone);
    QVERIFY2(isUntouched(), qPrintable(textOf(gone.error())));
}

void TestRestore::fullDisk()
{
    if (::geteuid() != 0 && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
        QSKIP("mounting a small disk needs root");
    const QStringList before = state();
    const PruneFacts now = facts();
    PruneFacts modest = now; // the store says less than it is
    modest.isExact = false;
    modest.partBytes.assign(now.partBytes.size(), 1);
    int full = 0;
    bool isEnough = false;
    for (int kib = 256; kib < 256 * 1024 && !isEnough; kib += kib / 2) {
        const QString disk = m_folder->filePath(u"disk"_s);
        SmallDisk mounted(disk, kib);
        QVERIFY(mounted.isMounted());
        const PruneKeeping there { disk + u"/pruned"_s, true, {} };
        // It is plain beforehand.
        if (kib < kImageBytes / 1024) {
            const Result<Pruned> refused = prune(now, chosen(now), there);
            QVERIFY(!refused && refused.error().code == ErrorCode::NoSpace);
        }
        const Result<Pruned> pruned = prune(modest, chosen(now), there);
        if (pruned) {
            QCOMPARE(pruned->result.count(How::Removed), 3);
            isEnough = true;
            continue;
        }
        ++full;
        QVERIFY2(pruned.error().code == ErrorCode::NoSpace, qPrintable(textOf(pruned.error())));
        QCOMPARE(state(), before);
        QCOMPARE(filesBelow(there.root), QStringList());
    }
    QVERIFY(isEnough && full > 3);
    // Without a copy a full disk is no reason not to free it.
    load(30, u"localhost/team/app:1"_s);
    const QString disk = m_folder->filePath(u"fulldisk"_s);
    SmallDisk mounted(disk, 8);
    QFile filler(disk + u"/filler"_s);
    QVERIFY(filler.open(QIODevice::WriteOnly));
    while (filler.write(QByteArray(4096, 'x')) > 0 && filler.flush()) { }
    const PruneFacts last = facts();
    const Result<Pruned> pruned = prune(last, { 0 }, { disk + u"/pruned"_s, false, {} });
    VERIFY_DONE(pruned);
    QCOMPARE(pruned->result.count(How::Removed), 1);
    QVERIFY(pruned->recordError && pruned->recordError->code == ErrorCode::NoSpace);
}

// Out of an engine's copy into the Library, and out of the Library's copy as well, into another one.
void TestRestore::imagesMoveToAnotherSource()
{
    const PruneFacts now = facts();
    const Result<Pruned> pruned = prune(now, chosen(now), keeping());
    VERIFY_DONE(pruned);
    const Result<PrunedRun> run = folder().read(pruned->key);
    VERIFY_DONE(run);
    LibraryStore other(m_folder->filePath(u"other"_s));
    const Result<Restored> restored = restoreFromCopy(folder(), *run, { 0, 1, 2 }, other, m_job);
    VERIFY_DONE(restored);
    const Result<Listing> listing = other.list(m_job);
    VERIFY_DONE(listing);
    QCOMPARE(listing->images.size(), 3);
    QCOMPARE(std::count_if(listing->images.cbegin(), listing->images.cend(),
                 [](const ImageSummary &image) { return image.names == QStringList { u"localhost/team/app:1"_s }; }),
        1);
    for (const ImageId &image : restored->images)
        VERIFY_DONE(other.inspect(image, m_job));
}

// The command keeps the same copies, and leaves what the settings of the window protect.
void TestRestore::commandLine()
{
    QProcessEnvironment environment = environmentWith(m_folder->path());
    environment.insert(u"HOME"_s, m_folder->path());
    environment.insert(u"XDG_DATA_HOME"_s, m_folder->filePath(u"data"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, m_folder->filePath(u"config"_s));
    QDir().mkpath(m_folder->filePath(u"data/varve"_s));
    QDir().mkpath(m_folder->filePath(u"config/varve"_s));
    QString source = u"Library"_s;
    if (isLibrary()) {
        QVERIFY(QFile::rename(m_store->location(), m_folder->filePath(u"data/varve/library"_s)));
        m_store = std::make_shared<LibraryStore>(m_folder->filePath(u"data/varve/library"_s));
    } else {
        source = u"unix://"_s + m_server->socketPath();
        environment.insert(u"DOCKER_HOST"_s, source);
    }
    {
        QSettings settings(m_folder->filePath(u"config/varve/varve.conf"_s), QSettings::IniFormat);
        settings.setValue(u"prune/protectedNames"_s, QStringList { u"*/app"_s });
    }
    const QStringList before = state();
    const auto prune = [&](const QStringList &words) {
        return runProgram(QStringList { u"prune"_s, u"--source"_s, source } + words, m_folder->path(), environment);
    };
    const Outcome unused = prune({ u"--unused"_s, u"--minimum-age"_s, u"0m"_s });
    QVERIFY2(unused.out.contains("2 images") && unused.out.contains("protected by"), unused.out.constData());
    QCOMPARE(prune({ u"--keep-copy"_s }).code, 2);
    // A file stands where copies would go.
    QVERIFY(writeFile(m_folder->filePath(u"data/varve/pruned"_s), "x"));
    const Outcome refused = prune({ u"--yes"_s, u"--keep-copy"_s });
    QVERIFY2(refused.code == 3 && refused.err.contains("was left as it was"), (refused.out + refused.err).constData());
    QCOMPARE(state(), before);
    QVERIFY(QFile::remove(m_folder->filePath(u"data/varve/pruned"_s)));
    const Outcome removed = prune({ u"--yes"_s, u"--keep-copy"_s });
    QVERIFY2(removed.code == 0 && removed.out.contains("kept as a copy"), (removed.out + removed.err).constData());
    QCOMPARE(state().size(), 1);
    const PrunedFolder kept(m_folder->filePath(u"data/varve/pruned"_s));
    const Result<QList<PrunedRun>> runs = kept.list(m_job);
    VERIFY_DONE(runs);
    QCOMPARE(runs->size(), 1);
    VERIFY_DONE(restoreFromCopy(kept, runs->constFirst(), { 0, 1 }, *m_store, m_job));
    QCOMPARE(state(), before);
}

QTEST_GUILESS_MAIN(TestRestore)
#include "tst_restore.moc"
