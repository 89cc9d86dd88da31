// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The Library with everything around it that is real: other tools on its folder, engines that load what it exports,
// several processes at once, processes that are killed, and disks that are full.

#include "services/stores/library/librarycheck.h"
#include "services/stores/library/libraryexport.h"
#include "services/stores/library/librarysession.h"
#include "services/types/bytes.h"
#include "tests/support/engineserver.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/librarytools.h"
#include "tests/support/processrun.h"
#include "tests/support/realimages.h"
#include "tests/support/smalldisk.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <csignal>
#include <random>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kToolMs = 120'000;

bool mustHaveAll()
{
    return qEnvironmentVariable("VARVE_REQUIRE_SERVERS") == u"1";
}

// Leaves the test function where something is missing.
#define NEEDS(isThere, reason)                                                                                         \
    do {                                                                                                               \
        if (!(isThere)) {                                                                                              \
            QVERIFY2(!mustHaveAll(), qPrintable(reason));                                                              \
            QSKIP(qPrintable(reason));                                                                                 \
        }                                                                                                              \
    } while (false)

ImageSpec seededImage(int number, std::size_t bytes)
{
    std::mt19937 random(static_cast<unsigned>(number));
    ImageSpec image({ u"varve/seeded:%1"_s.arg(number) });
    image.layer(TarBuilder().file("shared", std::string(bytes / 2, 's')).bytes(), "ADD shared");
    for (int i = 0; i < 3; ++i) {
        std::string content(bytes / 4, '\0');
        for (char &c : content)
            c = static_cast<char>(random());
        image.layer(TarBuilder().file("own" + std::to_string(i), content).bytes(), "COPY own");
    }
    return image;
}

QString seededName(int number)
{
    return u"docker.io/varve/seeded:%1"_s.arg(number);
}

// What a child does; 0 is well.
pid_t inChild(const std::function<int()> &work)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(work());
    return child;
}

int exitCodeOf(pid_t child)
{
    int status = -1;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::uint64_t inodeOf(const QString &path)
{
    struct stat status { };
    return ::lstat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_ino : 0;
}

} // namespace

class TestLibrary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_parent = std::make_unique<QTemporaryDir>();
        m_root = m_parent->filePath(u"library"_s);
    }
    void toolsOpenRealImages();
    void toolsWriteIntoIt();
    void enginesLoadExports_data();
    void enginesLoadExports();
    void severalProcessesAtOnce();
    void killedAtAnyPoint_data();
    void killedAtAnyPoint();
    void fullDisk();
    void readOnlyDisk();
    void speedOfIngest();

private:
    QString check()
    {
        WorkPool pool;
        const Result<LibraryReport> report = checkLibrary(m_root, m_job, pool);
        return report ? textOf(*report) : textOf(report.error());
    }
    QByteArray run(const QString &program, const QStringList &words)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"TMPDIR"_s, m_parent->path());
        const ProcessOutcome outcome = runProcess(program, words, kToolMs, environment);
        if (outcome.code != 0)
            m_failure = program + u' ' + words.join(u' ') + u": "_s + QString::fromUtf8(outcome.out + outcome.err);
        return outcome.out;
    }
    QString policy()
    {
        const QString path = m_parent->filePath(u"policy.json"_s);
        writeFile(path, R"({"default":[{"type":"insecureAcceptAnything"}]})");
        return path;
    }
    void checkWithTools(const LibraryEntry &entry);
    QString archiveOf(int number, std::size_t bytes, bool isDocker);
    int write(int number, const QStringList &archives) const;
    int collect() const;
    int read() const;
    void afterKill(const QString &archive, const QByteArray &oldIndex, const ImageSpec &image, int &resumed);

    std::unique_ptr<QTemporaryDir> m_parent;
    QString m_root;
    QString m_failure;
    Job m_job;
};

// skopeo reads and copies it, umoci unpacks it, digests stay.
void TestLibrary::checkWithTools(const LibraryEntry &entry)
{
    const QString reference = m_root + u':' + entry.name;
    const QByteArray digest = entry.descriptor.digest.toString().toLatin1();
    const QByteArray manifest = run(u"skopeo"_s, { u"inspect"_s, u"--raw"_s, u"oci:"_s + reference });
    QVERIFY2(m_failure.isEmpty(), qPrintable(m_failure));
    QCOMPARE(sha256Digest(manifest), digest);
    const bool isIndex = manifest.contains("\"manifests\"");
    const QString copy = m_parent->filePath(u"copy"_s);
    QDir(copy).removeRecursively();
    run(u"skopeo"_s,
        { u"copy"_s, u"--quiet"_s, u"--policy"_s, policy(), u"--multi-arch"_s, u"system"_s, u"oci:"_s + reference,
            u"dir:"_s + copy });
    QVERIFY2(m_failure.isEmpty(), qPrintable(m_failure));
    if (!isIndex)
        QCOMPARE(sha256Digest(readFile(copy + u"/manifest.json"_s)), digest);
    const QByteArray copied = readFile(copy + u"/manifest.json"_s);
    // umoci knows neither indexes of several platforms nor Docker's media types, and none but gzip's compression.
    if (isIndex || copied.contains("vnd.docker") || copied.contains("+zstd"))
        return;
    const QString bundle = m_parent->filePath(u"bundle"_s);
    run(u"rm"_s, { u"-rf"_s, bundle }); // names in it may be no text
    run(u"umoci"_s, { u"unpack"_s, u"--rootless"_s, u"--image"_s, reference, bundle });
    QVERIFY2(m_failure.isEmpty(), qPrintable(m_failure));
    QVERIFY(QFileInfo(bundle + u"/rootfs"_s).isDir());
    run(u"rm"_s, { u"-rf"_s, bundle });
}

void TestLibrary::toolsOpenRealImages()
{
    const RealImages images = makeRealImages();
    NEEDS(images.skipReason.isEmpty(), images.skipReason);
    QVERIFY2(images.failure.isEmpty(), qPrintable(images.failure));
    QSet<QString> done;
    QElapsedTimer timer;
    timer.start();
    for (const RealImage &image : images.images) {
        if (done.contains(image.path))
            continue;
        done.insert(image.path);
        const Result<LibraryImport> result = importIntoLibrary(m_root, image.path, {}, m_job);
        QVERIFY2(result, qPrintable(image.path + u": "_s + (result ? QString() : textOf(result.error()))));
        // Ids stay: what the source lists is in the Library.
        const ImageStorePtr source = *openStore(image.path, m_job);
        const Listing listing = *source->list(m_job);
        for (const ImageSummary &summary : listing.images) {
            if (!summary.isLocal)
                continue;
            QVERIFY2(QFileInfo::exists(m_root + u'/' + summary.configDigest.blobPath()),
                qPrintable(image.path + u' ' + summary.names.join(u'+')));
            if (!summary.manifestDigest.isNull())
                QVERIFY(QFileInfo::exists(m_root + u'/' + summary.manifestDigest.blobPath()));
        }
    }
    qInfo("%lld archives and layouts in %lld ms", static_cast<long long>(done.size()), timer.elapsed());
    QVERIFY(done.size() > 5);
    QCOMPARE(check(), QString());
    LibraryStore store(m_root);
    const QList<LibraryEntry> entries = *store.entries(m_job);
    QStringList names;
    for (const LibraryEntry &entry : entries) {
        if (entry.name.isEmpty())
            continue;
        names.append(entry.name);
        if (!entry.name.contains(u"orchard"_s)) // large, and nothing new
            checkWithTools(entry);
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY(names.size() > 5);
    QStringList listed =
        QString::fromUtf8(run(u"umoci"_s, { u"ls"_s, u"--layout"_s, m_root })).split(u'\n', Qt::SkipEmptyParts);
    names.sort();
    listed.sort();
    QCOMPARE(listed, names);
    // And Podman, into a storage of its own.
    const auto podman = EngineServer::start(EngineServer::Kind::Podman);
    NEEDS(podman->skipReason().isEmpty(), podman->skipReason());
    const QString name = names.filter(u"varve/cases:1"_s).value(0);
    // It makes a name out of the folder's path, in which there may be no capitals then.
    const QString link = QDir::tempPath() + u"/varve-library-%1"_s.arg(QCoreApplication::applicationPid());
    QVERIFY(QFile::link(m_root, link));
    const QString id =
        QString::fromUtf8(podman->command({ u"pull"_s, u"--quiet"_s, u"oci:"_s + link + u':' + name })).trimmed();
    QFile::remove(link);
    QVERIFY2(podman->failure().isEmpty(), qPrintable(podman->failure()));
    bool isSame = false;
    const Listing all = *store.list(m_job);
    for (const ImageSummary &summary : all.images)
        isSame = isSame || (summary.names.contains(name) && summary.configDigest.hex() == id);
    QVERIFY2(isSame, qPrintable(name + u' ' + id));
    QCOMPARE(check(), QString());
}

void TestLibrary::toolsWriteIntoIt()
{
    NEEDS(!QStandardPaths::findExecutable(u"skopeo"_s).isEmpty(), u"skopeo is not installed"_s);
    NEEDS(!QStandardPaths::findExecutable(u"umoci"_s).isEmpty(), u"umoci is not installed"_s);
    const ImageSpec first = seededImage(1, 40'000);
    const ImageSpec second = seededImage(2, 40'000);
    QCOMPARE(bring(m_root, ociLayout({ first })), QString());
    ociLayout({ second }).writeTo(m_parent->filePath(u"other"_s));
    run(u"skopeo"_s,
        { u"copy"_s, u"--quiet"_s, u"--policy"_s, policy(),
            u"oci:"_s + m_parent->filePath(u"other"_s) + u":varve/seeded:2"_s,
            u"oci:"_s + m_root + u":docker.io/varve/by-skopeo:1"_s });
    run(u"umoci"_s, { u"tag"_s, u"--image"_s, m_root + u':' + seededName(1), u"by-umoci"_s });
    QVERIFY2(m_failure.isEmpty(), qPrintable(m_failure));
    QCOMPARE(check(), QString());
    LibraryStore store(m_root);
    const ImageId own { QString::fromLatin1(first.manifestDigest()) };
    const auto idNamed = [&](const QString &name) {
        const Listing listing = *store.list(m_job);
        for (const ImageSummary &image : listing.images) {
            if (image.names.contains(name))
                return image.id;
        }
        return ImageId();
    };
    const ImageId copied = idNamed(u"docker.io/varve/by-skopeo:1"_s); // skopeo compresses: another digest
    QCOMPARE(idNamed(u"by-umoci"_s), own);
    QCOMPARE(idNamed(seededName(1)), own);
    QVERIFY(!copied.isEmpty());
    // What they wrote stays when we write, and the other way round.
    QVERIFY(store.tag(copied, u"varve/again:1"_s, m_job));
    QVERIFY(store.untag(own, u"by-umoci"_s, m_job));
    run(u"umoci"_s, { u"gc"_s, u"--layout"_s, m_root });
    QVERIFY2(m_failure.isEmpty(), qPrintable(m_failure));
    QCOMPARE(check(), QString());
    QVERIFY(store.remove(own, m_job));
    QCOMPARE(check(), QString());
    QCOMPARE(imagesOf(store), QStringList { u"docker.io/varve/again:1+docker.io/varve/by-skopeo:1 "_s + copied.value });
}

void TestLibrary::enginesLoadExports_data()
{
    QTest::addColumn<EngineServer::Kind>("kind");
    QTest::addColumn<LibraryExportFormat>("format");
    using Kind = EngineServer::Kind;
    QTest::newRow("docker 20, docker-archive") << Kind::Docker20 << LibraryExportFormat::DockerArchive;
    QTest::newRow("docker 26, docker-archive") << Kind::Docker26 << LibraryExportFormat::DockerArchive;
    QTest::newRow("docker 26 with containerd, docker-archive")
        << Kind::Docker26Containerd << LibraryExportFormat::DockerArchive;
    QTest::newRow("docker 26 with containerd, OCI") << Kind::Docker26Containerd << LibraryExportFormat::OciArchive;
    QTest::newRow("podman, docker-archive") << Kind::Podman << LibraryExportFormat::DockerArchive;
    QTest::newRow("podman, OCI") << Kind::Podman << LibraryExportFormat::OciArchive;
}

void TestLibrary::enginesLoadExports()
{
    QFETCH(EngineServer::Kind, kind);
    QFETCH(LibraryExportFormat, format);
    const auto server = EngineServer::start(kind);
    NEEDS(server->skipReason().isEmpty(), server->skipReason());
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    ImageSpec image({ u"varve/exported:1"_s, u"registry.example.org:5000/team/exported:v1.0"_s });
    image.layer(TarBuilder().dir("etc").file("etc/name", "one").bytes(), "ADD base", LayerForm::Gzip);
    image.layer(TarBuilder().bytes(), "RUN true", LayerForm::Gzip).instruction("CMD [\"sh\"]");
    QCOMPARE(bring(m_root, ociLayout({ image })), QString());
    const QString path = m_parent->filePath(u"exported.tar"_s);
    const Result<void> done =
        exportFromLibrary(m_root, { { QString::fromLatin1(image.manifestDigest()) } }, format, path, m_job);
    QVERIFY2(done, done ? "" : qPrintable(textOf(done.error())));
    QByteArray loaded;
    // podman's load wants an OCI archive to have one name alone; its pull is told which.
    if (kind == EngineServer::Kind::Podman && format == LibraryExportFormat::OciArchive) {
        for (const QString &name : { u"docker.io/varve/exported:1"_s, image.names[1] })
            loaded += server->command({ u"pull"_s, u"oci-archive:"_s + path + u':' + name });
        ImageSpec other({ u"varve/single:1"_s });
        other.layer(TarBuilder().file("a", "1").bytes(), "ADD a");
        QCOMPARE(bring(m_root, ociLayout({ other })), QString());
        const QString single = m_parent->filePath(u"single.tar"_s);
        QVERIFY(exportFromLibrary(m_root, { { QString::fromLatin1(other.manifestDigest()) } }, format, single, m_job));
        server->command({ u"load"_s, u"-i"_s, single });
        QCOMPARE(
            server->command({ u"image"_s, u"inspect"_s, u"--format"_s, u"{{.Id}}"_s, u"docker.io/varve/single:1"_s })
                .trimmed(),
            other.configDigest().mid(7));
    } else {
        loaded = server->command({ u"load"_s, u"-i"_s, path });
    }
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    const bool isContainerd = kind == EngineServer::Kind::Docker26Containerd;
    for (const QString &name : { u"docker.io/varve/exported:1"_s, image.names[1] }) {
        const QByteArray id =
            server->command({ u"image"_s, u"inspect"_s, u"--format"_s, u"{{.Id}}"_s, name }).trimmed();
        QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure() + QString::fromUtf8(loaded)));
        // containerd's store names images by their manifest, and makes one for an archive without.
        if (!isContainerd)
            QCOMPARE(QByteArray(id).replace("sha256:", ""), image.configDigest().mid(7));
        else if (format == LibraryExportFormat::OciArchive)
            QCOMPARE(id, image.manifestDigest());
    }
}

QString TestLibrary::archiveOf(int number, std::size_t bytes, bool isDocker)
{
    const ImageSpec image = seededImage(number, bytes);
    const QString path = m_parent->filePath(u"seeded%1.tar"_s.arg(number));
    const QByteArray tar = isDocker ? dockerArchive({ image }).tar() : ociLayout({ image }).tar();
    writeFile(path, number % 3 == 0 ? zstd(tar) : tar);
    return path;
}

// Brings, names and removes images in an order of its own, which others do as well.
int TestLibrary::write(int number, const QStringList &archives) const
{
    std::mt19937 random(static_cast<unsigned>(number));
    LibraryStore store(m_root);
    Job job;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 4000) {
        const auto isWell = [&](const Error &error) {
            const bool isRace = error.code == ErrorCode::NotFound || error.code == ErrorCode::Conflict;
            if (!isRace)
                qWarning("writer: %s", qPrintable(textOf(error)));
            return isRace;
        };
        const auto archive = static_cast<qsizetype>(random() % static_cast<unsigned>(archives.size()));
        const Result<LibraryImport> brought = importIntoLibrary(m_root, archives[archive], {}, job);
        if (!brought) {
            qWarning("import: %s", qPrintable(textOf(brought.error())));
            return 1;
        }
        const ImageId id { brought->images.constFirst().digest.toString() };
        const Result<void> tagged = store.tag(id, u"varve/moving:%1"_s.arg(random() % 3), job);
        if (!tagged && !isWell(tagged.error()))
            return 2;
        if (random() % 2 == 0) {
            const Result<void> removed = store.remove(id, job);
            if (!removed && !isWell(removed.error()))
                return 3;
        }
    }
    return 0;
}

int TestLibrary::collect() const
{
    Job job;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 4000) {
        const auto folder = LibraryFolder::open(m_root);
        const Result<LibraryGarbage> garbage = collectLibraryGarbage(**folder, job);
        if (!garbage || !garbage->warnings.isEmpty()) {
            qWarning(
                "garbage: %s", qPrintable(garbage ? garbage->warnings.constFirst().detail : textOf(garbage.error())));
            return 1;
        }
        QThread::msleep(3);
    }
    return 0;
}

// An image that is listed can be looked into, unless it was removed meanwhile.
int TestLibrary::read() const
{
    LibraryStore store(m_root);
    Job job;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 4000) {
        const Result<Listing> listing = store.list(job);
        if (!listing || !listing->warnings.isEmpty()) {
            qWarning("list: %s", qPrintable(listing ? listing->warnings.constFirst().detail : textOf(listing.error())));
            return 1;
        }
        for (const ImageSummary &image : listing->images) {
            const Result<ImageDetails> details = store.inspect(image.id, job);
            if (!details && details.error().code != ErrorCode::NotFound)
                return 2;
            for (int layer = 0; details && layer < details->layers.size(); ++layer) {
                const Result<LayerContent> content = store.openLayer(*details, layer, job);
                if (!content && content.error().code != ErrorCode::NotFound)
                    return 3;
                if (content && digestOf(content->range.bytes()) != details->layers[layer].blobDigest)
                    return 4;
            }
        }
    }
    return 0;
}

void TestLibrary::severalProcessesAtOnce()
{
    QStringList archives;
    for (int i = 0; i < 6; ++i)
        archives.append(archiveOf(i, 400'000, i % 2 == 0));
    QVERIFY(importIntoLibrary(m_root, archives[0], {}, m_job));
    QList<pid_t> children;
    for (int i = 0; i < 4; ++i)
        children.append(inChild([&] { return write(i, archives); }));
    children.append(inChild([&] { return collect(); }));
    for (int i = 0; i < 2; ++i)
        children.append(inChild([&] { return read(); }));
    QList<int> codes;
    for (const pid_t child : children)
        codes.append(exitCodeOf(child));
    QCOMPARE(codes, QList<int>(children.size(), 0));
    const auto folder = LibraryFolder::open(m_root);
    QVERIFY(collectLibraryGarbage(**folder, m_job)->isCollected);
    QCOMPARE(check(), QString());
    QCOMPARE(filesBelow(m_root + u"/ingest"_s), QStringList());
    QCOMPARE((*folder)->contents(m_job)->strays.size(), 0);
}

void TestLibrary::killedAtAnyPoint_data()
{
    QTest::addColumn<bool>("isDocker");
    QTest::newRow("OCI archive") << false;
    QTest::newRow("docker-archive") << true;
}

// The old index or the new one, never anything else; and the next import goes on with what is there.
void TestLibrary::afterKill(const QString &archive, const QByteArray &oldIndex, const ImageSpec &image, int &resumed)
{
    WorkPool pool;
    const Result<LibraryReport> report = checkLibrary(m_root, m_job, pool);
    QVERIFY2(report && !report->hasDamage(), qPrintable(report ? textOf(*report) : textOf(report.error())));
    QCOMPARE(report->count(LibraryProblem::Kind::DamagedOrphan), 0);
    QCOMPARE(report->count(LibraryProblem::Kind::Stray), 0);
    if (readFile(m_root + u"/index.json"_s) != oldIndex)
        QVERIFY(readFile(m_root + u"/index.json"_s).contains(seededName(1).toUtf8()));
    // Parts and blobs that are here become the image's: they keep their inodes.
    QMap<QString, std::uint64_t> before;
    for (const LayerSpec &layer : image.layers) {
        const Digest digest = *Digest::parse(layer.digest());
        const QString blob = m_root + u'/' + digest.blobPath();
        const QString part = m_root + u"/ingest/"_s + QString::fromLatin1(LibraryFolder::partName(digest));
        if (QFileInfo::exists(blob))
            before.insert(blob, inodeOf(blob));
        else if (QFileInfo(part).size() > 0)
            before.insert(blob, inodeOf(part));
        resumed += !QFileInfo::exists(blob) && QFileInfo(part).size() > 0 ? 1 : 0;
    }
    const Result<LibraryImport> again = importIntoLibrary(m_root, archive, {}, m_job);
    QVERIFY2(again, qPrintable(again ? QString() : textOf(again.error())));
    for (auto it = before.cbegin(); it != before.cend(); ++it)
        QCOMPARE(inodeOf(it.key()), it.value());
    for (const LayerSpec &layer : image.layers)
        QVERIFY(readFile(blobFile(m_root, layer.digest())) == layer.blob);
    LibraryStore store(m_root);
    QVERIFY(store.remove({ again->images.constFirst().digest.toString() }, m_job));
    QCOMPARE(filesBelow(m_root + u"/ingest"_s), QStringList());
}

void TestLibrary::killedAtAnyPoint()
{
    QFETCH(bool, isDocker);
    constexpr int kPoints = 110;
    QVERIFY(importIntoLibrary(m_root, archiveOf(2, 100'000, false), {}, m_job));
    const QString archive = archiveOf(1, 6'000'000, isDocker);
    const ImageSpec image = seededImage(1, 6'000'000);
    LibraryStore store(m_root);
    QElapsedTimer timer;
    timer.start();
    const Result<LibraryImport> once = importIntoLibrary(m_root, archive, {}, m_job);
    QVERIFY(once);
    const auto lastsUs = static_cast<unsigned>(timer.nsecsElapsed() / 1000);
    QVERIFY(store.remove({ once->images.constFirst().digest.toString() }, m_job));
    const QByteArray oldIndex = readFile(m_root + u"/index.json"_s);
    std::mt19937 random(isDocker ? 7 : 5);
    int killed = 0;
    int resumed = 0;
    for (int attempt = 0; killed < kPoints && attempt < 4 * kPoints; ++attempt) {
        const pid_t child = inChild([&] { return importIntoLibrary(m_root, archive, {}, m_job) ? 0 : 1; });
        ::usleep(static_cast<unsigned>(random()) % lastsUs);
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
        killed += WIFSIGNALED(status) ? 1 : 0;
        afterKill(archive, oldIndex, image, resumed);
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(readFile(m_root + u"/index.json"_s), oldIndex);
    }
    qInfo("killed %d times within %u us; %d parts were taken up again", killed, lastsUs, resumed);
    QVERIFY(killed >= kPoints);
    QVERIFY(resumed > 0);
    QCOMPARE(check(), QString());
}

// Of any size: all or nothing, and room again afterwards.
void TestLibrary::fullDisk()
{
    NEEDS(::geteuid() == 0, u"mounting a small disk needs root"_s);
    const QString archive = archiveOf(1, 1'000'000, false);
    const QString small = archiveOf(2, 10'000, false);
    const ImageSpec image = seededImage(1, 1'000'000);
    int full = 0;
    int enough = 0;
    for (int kib = 64; kib < 2048; kib += 4 + kib / 16) {
        const QString disk = m_parent->filePath(u"disk"_s);
        SmallDisk mounted(disk, kib);
        QVERIFY(mounted.isMounted());
        m_root = disk + u"/library"_s;
        QVERIFY2(importIntoLibrary(m_root, small, {}, m_job), qPrintable(QString::number(kib)));
        const QByteArray index = readFile(m_root + u"/index.json"_s);
        const Result<LibraryImport> result = importIntoLibrary(m_root, archive, {}, m_job);
        if (result) {
            ++enough;
            QCOMPARE(check(), QString());
            continue;
        }
        ++full;
        QCOMPARE(result.error().code, ErrorCode::NoSpace);
        QCOMPARE(readFile(m_root + u"/index.json"_s), index);
        QCOMPARE(filesBelow(m_root + u"/ingest"_s), QStringList());
        WorkPool pool;
        const Result<LibraryReport> report = checkLibrary(m_root, m_job, pool);
        QVERIFY2(report && !report->hasDamage(), qPrintable(report ? textOf(*report) : textOf(report.error())));
        QCOMPARE(report->count(LibraryProblem::Kind::Stray), 0);
        QVERIFY(mounted.resize(8 * 1024));
        QVERIFY(importIntoLibrary(m_root, archive, {}, m_job));
        QCOMPARE(check(), QString());
        // An export to a disk without room leaves nothing either.
        const QString little = m_parent->filePath(u"little"_s);
        SmallDisk other(little, 128);
        for (const auto format : { LibraryExportFormat::OciArchive, LibraryExportFormat::DockerArchive }) {
            const Result<void> done = exportFromLibrary(
                m_root, { { QString::fromLatin1(image.manifestDigest()) } }, format, little + u"/out.tar"_s, m_job);
            QVERIFY(!done);
            QCOMPARE(done.error().code, ErrorCode::NoSpace);
            QCOMPARE(QDir(little).entryList(QDir::Files | QDir::Hidden), QStringList());
        }
    }
    qInfo("%d disks were too small, %d large enough", full, enough);
    QVERIFY(full > 10 && enough > 0);
}

void TestLibrary::readOnlyDisk()
{
    NEEDS(::geteuid() == 0, u"mounting a disk needs root"_s);
    const QString disk = m_parent->filePath(u"disk"_s);
    SmallDisk mounted(disk, 8 * 1024);
    QVERIFY(mounted.isMounted());
    m_root = disk + u"/library"_s;
    const ImageSpec image = seededImage(1, 100'000);
    QVERIFY(importIntoLibrary(m_root, archiveOf(1, 100'000, false), {}, m_job));
    QVERIFY(mounted.setReadOnly(true));
    LibraryStore store(m_root);
    const ImageId id { QString::fromLatin1(image.manifestDigest()) };
    QCOMPARE(imagesOf(store), QStringList { seededName(1) + u' ' + id.value });
    QVERIFY(store.inspect(id, m_job));
    QCOMPARE(store.tag(id, u"a:1"_s, m_job).error().code, ErrorCode::AccessDenied);
    QCOMPARE(store.remove(id, m_job).error().code, ErrorCode::AccessDenied);
    QCOMPARE(importIntoLibrary(m_root, archiveOf(2, 1000, false), {}, m_job).error().code, ErrorCode::AccessDenied);
    QCOMPARE(check(), QString());
    const QString path = m_parent->filePath(u"out.tar"_s);
    QVERIFY(exportFromLibrary(m_root, { id }, LibraryExportFormat::OciArchive, path, m_job));
    WorkPool pool;
    QCOMPARE(repairLibrary(m_root, m_job, pool).error().code, ErrorCode::AccessDenied);
}

// A figure to look at, nothing that is asserted.
void TestLibrary::speedOfIngest()
{
    constexpr qsizetype kBytes = 256 << 20;
    QByteArray content(kBytes, '\0');
    std::mt19937_64 random(1);
    for (qsizetype i = 0; i + 8 <= kBytes; i += 8) {
        const std::uint64_t value = random();
        std::memcpy(content.data() + i, &value, sizeof value);
    }
    QElapsedTimer timer;
    timer.start();
    Descriptor blob;
    blob.digest = digestOf(bytesOf(content));
    blob.sizeBytes = kBytes;
    const double hashMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    const auto session = LibrarySession::begin(m_root, m_job);
    QVERIFY(session);
    timer.restart();
    QVERIFY((*session)->add(blob, bytesOf(content), m_job));
    const double ingestMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    constexpr double kMib = kBytes / 1048576.0;
    qInfo("SHA-256 alone %.0f MiB/s, ingest with everything on the disk %.0f MiB/s", kMib / hashMs * 1000,
        kMib / ingestMs * 1000);
}

QTEST_GUILESS_MAIN(TestLibrary)
#include "tst_library.moc"
