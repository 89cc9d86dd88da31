// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// `varve import`, `varve export` and `varve check`, the real program: with other tools and real engines that read what was
// exported, with damage, and interrupted.

#include "services/stores/library/librarystore.h"
#include "tests/integration/commandlinerun.h"
#include "tests/support/engineserver.h"
#include "tests/support/librarytools.h"
#include "tests/support/processrun.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>
#include <random>

using namespace varve;
using namespace varve::test;

namespace {

constexpr int kToolMs = 60'000;
const QString kApp = u"docker.io/library/app:1"_s;
const QByteArray kIndexType = "application/vnd.oci.image.index.v1+json";

ImageSpec otherImage()
{
    ImageSpec image({ u"other:1"_s, u"other:2"_s });
    image.layer(TarBuilder().file("other", std::string(3000, 'o')).bytes(), "ADD other", LayerForm::Gzip);
    return image;
}

ImageSpec largeImage()
{
    std::mt19937 random(1);
    std::string content(60'000'000, '\0');
    for (std::size_t i = 0; i + 4 <= content.size(); i += 4) {
        const unsigned value = static_cast<unsigned>(random());
        std::memcpy(content.data() + i, &value, sizeof value);
    }
    ImageSpec image({ u"large:1"_s });
    image.layer(TarBuilder().file("large", content).bytes(), "ADD large");
    return image;
}

} // namespace

class TestLibraryCommands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void importsAll_data();
    void importsAll();
    void importsOne();
    void importsPlatforms();
    void importRefuses_data();
    void importRefuses();
    void tellsWhatWasRefused();
    void toolsReadExports_data();
    void toolsReadExports();
    void enginesLoadExports_data();
    void enginesLoadExports();
    void exportsWhatWasNamed();
    void exportRefuses();
    void exportReplacesAtTheEnd();
    void interruptedExportLeavesNothing();
    void checks();
    void repairs();
    void repairsALostIndex();
    void jsonIsWhatTheSchemaSays();
    void everythingWorksWithoutALibrary();

private:
    QProcessEnvironment environment() const;
    Outcome varve(const QStringList &words) const { return runProgram(words, m_home->path(), environment()); }
    QString library() const { return m_home->filePath(u"data/varve/library"_s); }
    QString path(const QString &name) const { return m_home->filePath(name); }
    QString archive(const QString &name, const FileList &files) const
    {
        return writeFile(path(name), files.tar()) ? name : QString();
    }
    QStringList images() const
    {
        LibraryStore store(library());
        return imagesOf(store);
    }
    static QString line(const QString &names, const ImageSpec &image)
    {
        return names + u' ' + QString::fromLatin1(image.manifestDigest());
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

void TestLibraryCommands::init()
{
    m_home = std::make_unique<QTemporaryDir>();
}

QProcessEnvironment TestLibraryCommands::environment() const
{
    QProcessEnvironment environment = environmentWith(m_home->path());
    environment.insert(u"HOME"_s, m_home->path());
    environment.insert(u"XDG_DATA_HOME"_s, path(u"data"_s));
    return environment;
}

void TestLibraryCommands::importsAll_data()
{
    QTest::addColumn<QByteArray>("content");
    const QList<ImageSpec> both { smallImage(), otherImage() };
    QTest::newRow("docker-archive") << dockerArchive(both).tar();
    QTest::newRow("docker-archive with a layout") << dockerArchive25(both).tar();
    QTest::newRow("OCI archive") << ociLayout(both).tar();
    QTest::newRow("gzip") << gzip(ociLayout(both).tar());
    QTest::newRow("zstd") << zstd(dockerArchive(both).tar());
}

void TestLibraryCommands::importsAll()
{
    QFETCH(QByteArray, content);
    QVERIFY(writeFile(path(u"both.tar"_s), content));
    const Outcome imported = varve({ u"import"_s, u"both.tar"_s });
    QVERIFY2(imported.code == 0, imported.err.constData());
    QCOMPARE(imported.err, QByteArray());
    QCOMPARE(linesOf(imported.out), 2);
    QVERIFY2(imported.out.contains("Imported docker.io/library/app:1: sha256:"), imported.out.constData());
    QVERIFY(imported.out.contains("docker.io/library/other:1, docker.io/library/other:2: sha256:"));
    const QStringList listed = images();
    QCOMPARE(listed.size(), 2);
    for (const QString &image : listed)
        QVERIFY2(imported.out.contains(image.section(u' ', 1).toUtf8()), qPrintable(image));
    // Once more changes nothing, and -q prints what a script needs.
    const Outcome again = varve({ u"import"_s, u"-q"_s, u"both.tar"_s });
    QCOMPARE(again.code, 0);
    QStringList digests = QString::fromUtf8(again.out).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(digests.size(), 2);
    for (const QString &digest : digests)
        QVERIFY(Digest::parse(digest.toUtf8()));
    QCOMPARE(images(), listed);
    QCOMPARE(varve({ u"check"_s }).code, 0);
    // What came can be looked at.
    const Outcome seen = varve({ u"ls"_s, u"--source"_s, u"library"_s });
    QVERIFY2(seen.code == 0 && seen.out.contains("app"), (seen.out + seen.err).constData());
    QCOMPARE(varve({ u"analyze"_s, u"app:1"_s, u"--source"_s, u"library"_s, u"-q"_s }).code, 0);
}

void TestLibraryCommands::importsOne()
{
    const QString file = archive(u"both.tar"_s, ociLayout({ smallImage(), otherImage() }));
    Outcome imported = varve({ u"import"_s, file, u"--image"_s, u"app:1"_s });
    QVERIFY2(imported.code == 0, imported.err.constData());
    QCOMPARE(images(), QStringList { line(kApp, smallImage()) });
    imported = varve({ u"import"_s, file, u"--image"_s, u"nothing"_s });
    QCOMPARE(imported.code, 2);
    QVERIFY2(imported.err.contains("holds no image \"nothing\", only"), imported.err.constData());
    // As it is written elsewhere.
    imported = varve({ u"import"_s, u"oci-archive:"_s + path(file) + u":other:2"_s });
    QVERIFY2(imported.code == 0, imported.err.constData());
    QCOMPARE(images().size(), 2);
}

void TestLibraryCommands::importsPlatforms()
{
    const ImageSpec amd = smallImage();
    const ImageSpec arm = otherImage().platform("linux", "arm64");
    const QByteArray index = indexOf({ amd.descriptor(), arm.descriptor() });
    FileList files = ociLayout({ amd, arm });
    files.file(blobName(sha256Digest(index)), index);
    files.file("index.json",
        indexOf(
            { descriptorOf(kIndexType, index, R"("annotations":{"org.opencontainers.image.ref.name":"many:1"})") }));
    const QString file = archive(u"many.tar"_s, files);
    const QString name = u"docker.io/library/many:1"_s;
    QCOMPARE(varve({ u"import"_s, file, u"--platform"_s, u"linux/arm64"_s }).code, 0);
    QCOMPARE(images(), QStringList { line(name, arm) });
    const Outcome wrong = varve({ u"import"_s, file, u"--platform"_s, u"linux/s390x"_s });
    QCOMPARE(wrong.code, 2);
    QVERIFY2(wrong.err.contains("linux/s390x"), wrong.err.constData());
    const Outcome all = varve({ u"import"_s, u"-q"_s, file });
    QCOMPARE(all.out.trimmed(), sha256Digest(index));
    QVERIFY(images().contains(line(name, amd)) && images().contains(line(name, arm)));
    // The whole of it, by its name as by its digest; one of them; and one for docker.
    for (const QString &wanted : { name, QString::fromLatin1(sha256Digest(index)) }) {
        QCOMPARE(varve({ u"export"_s, u"-q"_s, wanted, u"all.tar"_s }).code, 0);
        QCOMPARE(
            QJsonDocument::fromJson(varve({ u"ls"_s, u"--json"_s, u"all.tar"_s }).out)[u"images"].toArray().size(), 2);
    }
    for (const QStringList &more : { QStringList(), QStringList { u"--format"_s, u"docker"_s } }) {
        const QStringList words { u"export"_s, name, u"arm.tar"_s, u"--platform"_s, u"linux/arm64"_s };
        QCOMPARE(varve(words + more).code, 0);
        const QJsonArray listed = varve({ u"ls"_s, u"--json"_s, u"arm.tar"_s }).json()[u"images"].toArray();
        QCOMPARE(listed.size(), 1);
        QCOMPARE(listed[0][u"configDigest"].toString(), QString::fromLatin1(arm.configDigest()));
    }
    const Outcome native = varve({ u"export"_s, name, u"native.tar"_s, u"--format"_s, u"docker"_s });
    QVERIFY2(native.code == 0, native.err.constData());
    QCOMPARE(varve({ u"ls"_s, u"--json"_s, u"native.tar"_s }).json()[u"images"].toArray().size(), 1);
}

void TestLibraryCommands::importRefuses_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("said");
    QTest::newRow("no such file") << QStringList { u"none.tar"_s } << 3 << u"none.tar is not there; check the path"_s;
    QTest::newRow("no archive") << QStringList { u"text"_s } << 3 << u"text cannot be read as an image"_s;
    QTest::newRow("no image") << QStringList { u"empty.tar"_s } << 3 << u"there is no image in it"_s;
    QTest::newRow("an engine") << QStringList { u"docker-daemon:app:1"_s } << 2 << u"from an archive or a layout"_s;
    QTest::newRow("nothing") << QStringList() << 2 << u"no FILE given; see varve import --help"_s;
}

void TestLibraryCommands::importRefuses()
{
    QFETCH(QStringList, words);
    QFETCH(QString, said);
    QVERIFY(writeFile(path(u"text"_s), QByteArray(5000, 't')));
    archive(u"empty.tar"_s, ociLayout({}));
    const Outcome imported = varve(QStringList { u"import"_s } + words);
    QTEST(imported.code, "code");
    QCOMPARE(imported.out, QByteArray());
    QVERIFY2(imported.err.contains(said.toUtf8()) && linesOf(imported.err) == 1, imported.err.constData());
    QCOMPARE(images(), QStringList());
    QCOMPARE(varve({ u"check"_s }).code, 0);
}

void TestLibraryCommands::tellsWhatWasRefused()
{
    const ImageSpec app = smallImage();
    FileList files = ociLayout({ app, otherImage() });
    files.flip(blobName(app.layers[1].digest()), 40);
    const QString file = archive(u"both.tar"_s, files);
    Outcome imported = varve({ u"import"_s, file });
    QCOMPARE(imported.code, 3);
    QVERIFY2(imported.out.contains("other:1") && !imported.out.contains("app:1"), imported.out.constData());
    QVERIFY2(imported.err.contains("warning:") && imported.err.contains("app:1")
            && imported.err.contains("1 of 2 images in both.tar could not be imported."),
        imported.err.constData());
    QCOMPARE(images().size(), 1);
    imported = varve({ u"import"_s, u"--quiet"_s, file });
    QCOMPARE(imported.code, 3);
    QCOMPARE(linesOf(imported.out), 1);
    QCOMPARE(linesOf(imported.err), 1);
    // The whole one alone is no failure.
    QCOMPARE(varve({ u"import"_s, file, u"--image"_s, u"other:1"_s }).code, 0);
}

void TestLibraryCommands::toolsReadExports_data()
{
    QTest::addColumn<QString>("format");
    QTest::newRow("oci") << u"oci"_s;
    QTest::newRow("docker") << u"docker"_s;
}

void TestLibraryCommands::toolsReadExports()
{
    QFETCH(QString, format);
    if (QStandardPaths::findExecutable(u"skopeo"_s).isEmpty()) {
        QVERIFY2(qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1", "skopeo is not installed");
        QSKIP("skopeo is not installed");
    }
    const Outcome imported = varve({ u"import"_s, QString::fromLocal8Bit(sampleFile()) });
    QVERIFY2(imported.code == 0, imported.err.constData());
    const Outcome exported = varve({ u"export"_s, u"varve/sample:1.0"_s, u"out.tar"_s, u"--format"_s, format });
    QVERIFY2(exported.code == 0, exported.err.constData());
    QVERIFY2(exported.out.startsWith("Exported docker.io/varve/sample:1.0 to out.tar: "), exported.out.constData());
    const QString transport = format == u"oci" ? u"oci-archive:"_s : u"docker-archive:"_s;
    const QString reference = transport + path(u"out.tar"_s) + u":docker.io/varve/sample:1.0"_s;
    const ProcessOutcome config =
        runProcess(u"skopeo"_s, { u"inspect"_s, u"--config"_s, u"--raw"_s, reference }, kToolMs);
    QVERIFY2(config.code == 0, config.err.constData());
    // The image ID is the one of the sample.
    QVERIFY2(sha256Digest(config.out).startsWith("sha256:c70e9efedcfe"), sha256Digest(config.out).constData());
    const ProcessOutcome copied = runProcess(u"skopeo"_s,
        { u"--insecure-policy"_s, u"copy"_s, u"--quiet"_s, reference, u"dir:"_s + path(u"copy"_s) }, kToolMs);
    QVERIFY2(copied.code == 0, copied.err.constData()); // which reads all layers
}

void TestLibraryCommands::enginesLoadExports_data()
{
    QTest::addColumn<EngineServer::Kind>("kind");
    QTest::addColumn<QString>("format");
    QTest::newRow("docker 20") << EngineServer::Kind::Docker20 << u"docker"_s;
    QTest::newRow("docker 26 with containerd, OCI") << EngineServer::Kind::Docker26Containerd << u"oci"_s;
    QTest::newRow("podman") << EngineServer::Kind::Podman << u"docker"_s;
    QTest::newRow("podman, OCI") << EngineServer::Kind::Podman << u"oci"_s;
}

// An image with several names: one of them was asked for, so podman's load takes the OCI archive as well.
void TestLibraryCommands::enginesLoadExports()
{
    QFETCH(EngineServer::Kind, kind);
    QFETCH(QString, format);
    const auto engine = EngineServer::start(kind);
    if (!engine->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
        QSKIP(qPrintable(engine->skipReason()));
    QVERIFY2(engine->skipReason().isEmpty(), qPrintable(engine->skipReason()));
    QVERIFY2(engine->failure().isEmpty(), qPrintable(engine->failure()));
    QCOMPARE(varve({ u"import"_s, QString::fromLocal8Bit(sampleFile()) }).code, 0);
    QCOMPARE(varve({ u"export"_s, u"varve/sample"_s, u"out.tar"_s, u"--format"_s, format }).code, 0);
    const QByteArray loaded = engine->command({ u"load"_s, u"-i"_s, path(u"out.tar"_s) });
    QVERIFY2(engine->failure().isEmpty(), qPrintable(engine->failure()));
    const QByteArray names = engine->command({ u"images"_s, u"--format"_s, u"{{.Repository}}:{{.Tag}}"_s });
    QVERIFY2(names.contains("varve/sample:latest"), (loaded + names).constData());
    QVERIFY2(!names.contains("varve/sample:1.0"), names.constData());
}

void TestLibraryCommands::exportsWhatWasNamed()
{
    QCOMPARE(varve({ u"import"_s, archive(u"both.tar"_s, ociLayout({ smallImage(), otherImage() })) }).code, 0);
    const auto namesIn = [&](const QString &file) {
        QStringList names;
        for (const QJsonValue image : varve({ u"ls"_s, u"--json"_s, file }).json()[u"images"].toArray()) {
            for (const QJsonValue name : image[u"names"].toArray())
                names.append(name.toString());
        }
        names.sort();
        return names;
    };
    for (const QStringList &format : { QStringList(), QStringList { u"--format=docker"_s } }) {
        QCOMPARE(varve(QStringList { u"export"_s, u"other:2"_s, u"one.tar"_s } + format).code, 0);
        QCOMPARE(namesIn(u"one.tar"_s), QStringList { u"docker.io/library/other:2"_s });
        // By its ID with all names, in whatever length.
        const QString id = QString::fromLatin1(otherImage().configDigest().mid(7, 12));
        QCOMPARE(varve(QStringList { u"export"_s, id, u"one.tar"_s } + format).code, 0);
        QCOMPARE(
            namesIn(u"one.tar"_s), (QStringList { u"docker.io/library/other:1"_s, u"docker.io/library/other:2"_s }));
        const Outcome several = varve(QStringList { u"export"_s, u"app:1"_s, u"other:1"_s, u"two.tar"_s } + format);
        QVERIFY2(several.code == 0, several.err.constData());
        QCOMPARE(namesIn(u"two.tar"_s), (QStringList { kApp, u"docker.io/library/other:1"_s }));
    }
    // Comes in again elsewhere as it was.
    QVERIFY(QDir(library()).removeRecursively());
    QCOMPARE(varve({ u"export"_s, u"app:1"_s, u"late.tar"_s }).code, 2);
    QCOMPARE(varve({ u"import"_s, u"two.tar"_s }).code, 0);
    QCOMPARE(varve({ u"check"_s }).code, 0);
}

void TestLibraryCommands::exportRefuses()
{
    QCOMPARE(varve({ u"import"_s, archive(u"app.tar"_s, ociLayout({ smallImage() })) }).code, 0);
    const auto refusal = [&](const QStringList &words, int code, const QByteArray &said) {
        const Outcome exported = varve(QStringList { u"export"_s } + words);
        QCOMPARE(exported.code, code);
        QVERIFY2(exported.err.contains(said) && linesOf(exported.err) == 1, exported.err.constData());
        QCOMPARE(exported.out, QByteArray());
    };
    refusal({ u"gone:1"_s, u"out.tar"_s }, 2, "holds no image \"gone:1\"");
    refusal({ u"app:1"_s }, 2, "no FILE given");
    refusal({ u"app:1"_s, u"."_s }, 3, "cannot be written");
    refusal({ u"app:1"_s, u"none/out.tar"_s }, 3, "none/out.tar cannot be written");
    refusal({ u"app:1"_s, u"data/varve/library/index.json"_s }, 3, "part of the Library");
    QVERIFY(QFile::link(path(u"app.tar"_s), path(u"link.tar"_s)));
    refusal({ u"app:1"_s, u"link.tar"_s }, 3, "no regular file");
    QVERIFY(!QFileInfo::exists(path(u"out.tar"_s)));
    QCOMPARE(varve({ u"check"_s }).code, 0);
}

void TestLibraryCommands::exportReplacesAtTheEnd()
{
    const ImageSpec app = smallImage();
    QCOMPARE(varve({ u"import"_s, archive(u"app.tar"_s, ociLayout({ app })) }).code, 0);
    QVERIFY(writeFile(path(u"out.tar"_s), "old"));
    const QString blob = blobFile(library(), app.layers[0].digest());
    const QByteArray right = fileContent(blob);
    QByteArray wrong = right;
    wrong[wrong.size() / 2] = '?';
    QVERIFY(writeFile(blob, wrong));
    const QStringList before = QDir(m_home->path()).entryList(QDir::Files | QDir::Hidden);
    for (const QString &format : { u"oci"_s, u"docker"_s }) {
        const Outcome exported = varve({ u"export"_s, u"app:1"_s, u"out.tar"_s, u"--format"_s, format });
        QCOMPARE(exported.code, 3);
        QVERIFY2(exported.err.contains("varve check"), exported.err.constData());
        QCOMPARE(fileContent(path(u"out.tar"_s)), QByteArray("old"));
    }
    QCOMPARE(QDir(m_home->path()).entryList(QDir::Files | QDir::Hidden), before);
    QVERIFY(writeFile(blob, right));
    QCOMPARE(varve({ u"export"_s, u"app:1"_s, u"out.tar"_s }).code, 0);
    QVERIFY(fileContent(path(u"out.tar"_s)).size() > 1000);
}

void TestLibraryCommands::interruptedExportLeavesNothing()
{
    QCOMPARE(varve({ u"import"_s, archive(u"large.tar"_s, ociLayout({ largeImage() })) }).code, 0);
    QVERIFY(writeFile(path(u"out.tar"_s), "old"));
    const QStringList before = QDir(m_home->path()).entryList(QDir::Files | QDir::Hidden);
    int interrupted = 0;
    for (int ms = 40; ms < 2000 && interrupted < 3; ms += 10) {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.setWorkingDirectory(m_home->path());
        process.start(qEnvironmentVariable("VARVE_BINARY"), { u"export"_s, u"large:1"_s, u"out.tar"_s });
        QVERIFY(process.waitForStarted());
        QTest::qSleep(ms);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(kToolMs));
        QCOMPARE(QDir(m_home->path()).entryList(QDir::Files | QDir::Hidden), before);
        if (process.exitStatus() != QProcess::NormalExit)
            continue; // before it listened
        if (process.exitCode() == 0)
            break;
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(process.readAllStandardError().contains("interrupted"));
        QCOMPARE(fileContent(path(u"out.tar"_s)), QByteArray("old"));
        ++interrupted;
    }
    QVERIFY(interrupted > 0);
}

void TestLibraryCommands::checks()
{
    const ImageSpec app = smallImage();
    QCOMPARE(varve({ u"import"_s, archive(u"both.tar"_s, ociLayout({ app, otherImage() })) }).code, 0);
    Outcome checked = varve({ u"check"_s });
    QCOMPARE(checked.code, 0);
    QVERIFY2(checked.out.startsWith("Everything is as it should be: 2 images, 7 blobs, "), checked.out.constData());
    // Others' files are not ours to judge.
    QVERIFY(writeFile(library() + u"/blobs/note\x1b"_s, "mine"));
    checked = varve({ u"check"_s });
    QCOMPARE(checked.code, 0);
    QVERIFY2(checked.out.contains("not of the Library") && checked.out.contains("note\\x1b") && isHarmless(checked.out),
        checked.out.constData());
    const QString blob = blobFile(library(), app.layers[0].digest());
    QVERIFY(QFile::resize(blob, 100));
    const QByteArray before = fingerprintOf(library());
    checked = varve({ u"check"_s });
    QCOMPARE(checked.code, 1);
    QVERIFY2(checked.out.contains("wrong size") && checked.out.contains(app.layers[0].digest())
            && checked.out.contains("varve check --repair would drop 1 file")
            && checked.out.contains("Pull or import again: docker.io/library/app:1"),
        checked.out.constData());
    QCOMPARE(fingerprintOf(library()), before);
    QCOMPARE(varve({ u"check"_s, u"all"_s }).code, 2);
}

void TestLibraryCommands::repairs()
{
    const ImageSpec app = smallImage();
    const QString file = archive(u"app.tar"_s, ociLayout({ app }));
    QCOMPARE(varve({ u"import"_s, file }).code, 0);
    QVERIFY(QFile::resize(blobFile(library(), app.layers[0].digest()), 100));
    QVERIFY(writeFile(blobFile(library(), sha256Digest("orphan")), "orphan"));
    Outcome repaired = varve({ u"check"_s, u"--repair"_s });
    QCOMPARE(repaired.code, 1); // one layer is missing now
    QVERIFY2(repaired.out.contains("Repaired: dropped 2 files") && repaired.out.contains("Left:")
            && repaired.out.contains("blob missing"),
        repaired.out.constData());
    QCOMPARE(varve({ u"import"_s, file }).code, 0);
    repaired = varve({ u"check"_s, u"--repair"_s });
    QCOMPARE(repaired.code, 0);
    QVERIFY2(repaired.out.startsWith("Everything is as it should be: 1 image"), repaired.out.constData());
    // With nothing but leftovers all is well afterwards.
    QVERIFY(writeFile(blobFile(library(), sha256Digest("orphan")), "orphan"));
    QCOMPARE(varve({ u"check"_s }).code, 1);
    repaired = varve({ u"check"_s, u"--repair"_s });
    QCOMPARE(repaired.code, 0);
    QVERIFY2(repaired.out.contains("Everything is as it should be now: 1 image"), repaired.out.constData());
}

void TestLibraryCommands::repairsALostIndex()
{
    const ImageSpec app = smallImage();
    QCOMPARE(varve({ u"import"_s, archive(u"app.tar"_s, ociLayout({ app })) }).code, 0);
    QVERIFY(QFile::remove(library() + u"/index.json"_s));
    const Outcome checked = varve({ u"check"_s });
    QCOMPARE(checked.code, 1);
    QVERIFY2(checked.out.contains("index lost") && checked.out.contains("no names"), checked.out.constData());
    const Outcome imported = varve({ u"import"_s, u"app.tar"_s });
    QCOMPARE(imported.code, 3);
    QVERIFY2(imported.err.contains("varve check"), imported.err.constData());
    QCOMPARE(varve({ u"check"_s, u"--repair"_s }).code, 0);
    QCOMPARE(images(), QStringList { line(u"-"_s, app) });
    QCOMPARE(varve({ u"import"_s, u"app.tar"_s }).code, 0);
    QCOMPARE(images(), QStringList { line(kApp, app) });
}

void TestLibraryCommands::jsonIsWhatTheSchemaSays()
{
    const ImageSpec app = smallImage();
    QCOMPARE(varve({ u"import"_s, archive(u"app.tar"_s, ociLayout({ app })) }).code, 0);
    QVERIFY(QFile::resize(blobFile(library(), app.layers[0].digest()), 100));
    const Outcome found = varve({ u"check"_s, u"--json"_s });
    QCOMPARE(found.code, 1);
    QCOMPARE(found.json()[u"problems"][0][u"images"][0].toString(), kApp);
    QVERIFY(writeFile(path(u"found.json"_s), found.out));
    const Outcome repaired = varve({ u"check"_s, u"--json"_s, u"--repair"_s });
    QCOMPARE(repaired.code, 1);
    QCOMPARE(repaired.json()[u"repair"][u"left"][0][u"kind"].toString(), u"blobMissing"_s);
    QVERIFY(writeFile(path(u"repaired.json"_s), repaired.out));
    const ProcessOutcome validator = runProcess(u"python3"_s, { u"-c"_s, u"import jsonschema"_s }, kToolMs);
    if (validator.code != 0) {
        QVERIFY2(qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1", "python3-jsonschema is not installed");
        QSKIP("python3-jsonschema is not installed");
    }
    const QString script = uR"(
import json, sys, jsonschema
validator = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
for document in sys.argv[2:]:
    validator.validate(json.load(open(document)))
)"_s;
    const ProcessOutcome valid = runProcess(u"python3"_s,
        { u"-c"_s, script, qEnvironmentVariable("VARVE_SOURCE_DIR") + u"/docs/check.schema.json"_s,
            path(u"found.json"_s), path(u"repaired.json"_s) },
        kToolMs);
    QVERIFY2(valid.code == 0, valid.err.constData());
}

void TestLibraryCommands::everythingWorksWithoutALibrary()
{
    const Outcome checked = varve({ u"check"_s });
    QCOMPARE(checked.code, 0);
    QVERIFY(checked.out.contains("0 images, 0 blobs, 0B"));
    const Outcome exported = varve({ u"export"_s, u"app:1"_s, u"out.tar"_s });
    QCOMPARE(exported.code, 2);
    QVERIFY2(exported.err.contains("no image in the Library"), exported.err.constData());
    QVERIFY(!QFileInfo::exists(library()));
    // Something else has its place.
    QVERIFY(QDir().mkpath(path(u"data/varve"_s)));
    QVERIFY(writeFile(library(), "mine"));
    archive(u"app.tar"_s, ociLayout({ smallImage() }));
    for (const QStringList &words : { QStringList { u"check"_s }, QStringList { u"import"_s, u"app.tar"_s } }) {
        const Outcome refused = varve(words);
        QCOMPARE(refused.code, 3);
        QVERIFY2(refused.err.contains(library().toUtf8()) && linesOf(refused.err) == 1, refused.err.constData());
    }
    QCOMPARE(fileContent(library()), QByteArray("mine"));
}

QTEST_GUILESS_MAIN(TestLibraryCommands)
#include "tst_librarycommands.moc"
