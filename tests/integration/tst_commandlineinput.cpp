// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Broken, hostile and endless input through the command line: one sentence, the right code, nothing left behind.

#include "services/types/platform.h"
#include "tests/integration/commandlinerun.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace varve;
using namespace varve::test;

class TestCommandLineInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void badInput_data();
    void badInput();
    void brokenConfigIsDamage_data();
    void brokenConfigIsDamage();
    void lostTableOfContentsIsDamage();
    void corruptPlatformIsNotReplaced();
    void danglingLinkAsTarget();
    void oddNames();
    void manyWarnings();
    void untrustedTextStaysVisible();
    void interruptEndsCleanly();

private:
    QString path(const char *name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    QString archive(const char *name, const FileList &files) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestCommandLineInput::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    QVERIFY(!qEnvironmentVariableIsEmpty("VARVE_BINARY") && !qEnvironmentVariableIsEmpty("VARVE_SOURCE_DIR"));
}

QString TestCommandLineInput::archive(const char *name, const FileList &files) const
{
    const QString target = path(name);
    return writeFile(target, files.tar()) ? target : QString();
}

void TestCommandLineInput::badInput_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : { "not there", "text file", "empty file", "tar of files", "tar in a tar",
             "truncated archive", "truncated gzip", "folder without index.json", "FIFO", "missing blob",
             "missing manifest", "wrong digest", "flipped byte", "flipped gzip byte", "cyclic index", "huge size field",
             "5 MB manifest", "FIFO as blob", "symlink as blob", "not JSON", "deep JSON" })
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void TestCommandLineInput::badInput()
{
    QFETCH(const QString, kind);
    const ImageSpec image = smallImage();
    const FileList layout = ociLayout({ image });
    const QByteArray manifestName = blobName(image.manifestDigest());
    const QByteArray layerName = blobName(image.layers.at(1).digest());
    const QByteArray plainLayer = blobName(image.layers.at(0).digest());
    QString source = path("source");
    FileList broken = layout;
    bool isLayout = true;
    QByteArray bytes;
    const auto asFile = [&](const QByteArray &content) {
        isLayout = false;
        bytes = content;
    };
    const QByteArray archive = dockerArchive({ image }).tar();
    if (kind == u"not there") {
        source = path("nowhere");
    } else if (kind == u"text file") {
        asFile("hello\n");
    } else if (kind == u"empty file") {
        asFile({});
    } else if (kind == u"tar of files") {
        asFile(TarBuilder().file("a", "1").bytes());
    } else if (kind == u"tar in a tar") {
        asFile(TarBuilder()
                   .file("image.tar", std::string_view(archive.constData(), static_cast<std::size_t>(archive.size())))
                   .bytes());
    } else if (kind == u"truncated archive") {
        asFile(archive.first(archive.size() / 2));
    } else if (kind == u"truncated gzip") {
        const QByteArray packed = gzip(archive);
        asFile(packed.first(packed.size() / 2));
    } else if (kind == u"folder without index.json") {
        broken.remove("index.json");
    } else if (kind == u"missing blob") {
        broken.remove(layerName);
    } else if (kind == u"missing manifest") {
        broken.remove(manifestName);
    } else if (kind == u"wrong digest") {
        broken.file(plainLayer, TarBuilder().file("other", "content").bytes());
    } else if (kind == u"flipped byte") {
        broken.flip(plainLayer, 1024 + 10); // in the content of a file: the tar stays well-formed
    } else if (kind == u"flipped gzip byte") {
        broken.flip(layerName, 40);
    } else if (kind == u"cyclic index") {
        // An index cannot hold its own digest; one that says so has the wrong bytes as well. Both are refused.
        const QByteArray index =
            indexOf({ R"({"mediaType":"application/vnd.oci.image.index.v1+json","size":200,"digest":"sha256:)"
                + QByteArray(64, 'a') + "\"}" });
        broken.file("index.json", index);
        broken.file(blobName("sha256:" + QByteArray(64, 'a')), index);
    } else if (kind == u"huge size field") {
        QByteArray tar = TarBuilder().file("manifest.json", "[]").bytes();
        writeBase256({ tar.data() + 124, 12 }, 1LL << 62);
        fixChecksum(std::span<char, 512>(tar.data(), 512));
        asFile(tar);
    } else if (kind == u"5 MB manifest") {
        ImageSpec large = image;
        large.manifestText = image.manifest() + QByteArray(5 << 20, ' ');
        broken = ociLayout({ large });
    } else if (kind == u"FIFO as blob") {
        broken.remove(layerName);
    } else if (kind == u"symlink as blob") {
        broken.remove(layerName);
    } else if (kind == u"not JSON") {
        broken.file("index.json", "{\"manifests\": [");
    } else if (kind == u"deep JSON") {
        broken.file("index.json", QByteArray(100'000, '['));
    }
    if (kind == u"FIFO")
        QCOMPARE(::mkfifo(source.toLocal8Bit().constData(), 0600), 0);
    else if (kind != u"not there" && isLayout)
        broken.writeTo(source);
    else if (kind != u"not there")
        QVERIFY(writeFile(source, bytes));
    const QString blob = source + u'/' + QString::fromLatin1(layerName);
    if (kind == u"FIFO as blob") {
        QCOMPARE(::mkfifo(blob.toLocal8Bit().constData(), 0600), 0);
    } else if (kind == u"symlink as blob") {
        QVERIFY(writeFile(path("elsewhere"), image.layers.at(1).blob));
        QVERIFY(QFile::link(path("elsewhere"), blob));
    }

    QTemporaryDir temporary;
    const Outcome outcome =
        runProgram({ u"analyze"_s, source, u"--quiet"_s }, m_folder->path(), environmentWith(temporary.path()));
    QVERIFY2(
        outcome.code == kExitUnreadable, qPrintable(u"%1: %2"_s.arg(outcome.code).arg(QString::fromUtf8(outcome.err))));
    QVERIFY2(outcome.err.startsWith("varve: ") && linesOf(outcome.err) == 1, outcome.err.constData());
    QVERIFY2(outcome.err.contains(source.toUtf8()), outcome.err.constData()); // where
    QVERIFY2(outcome.err.contains("; ") && outcome.err.endsWith(".\n"), outcome.err.constData()); // what to do
    QVERIFY2(isHarmless(outcome.err), outcome.err.constData());
    qInfo("%s", outcome.err.trimmed().constData());
    QVERIFY2(QDir(temporary.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot),
        "left a temporary file");
    // Listing the same never crashes or hangs either.
    const Outcome listed = runProgram({ u"ls"_s, source }, m_folder->path(), environmentWith(temporary.path()));
    QVERIFY2(listed.code == kExitFine || listed.code == kExitUnreadable, listed.err.constData());
}

// A config that is named and lost, wrong or at odds with the layers: they are shown, and the code says that the input is
// damaged.
void TestCommandLineInput::brokenConfigIsDamage_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("verification");
    for (const char *kind : { "layout, missing", "layout, flipped", "layout, one DiffID less" })
        QTest::newRow(kind) << QString::fromLatin1(kind) << u"verified"_s; // by the digests of the manifest
    for (const char *kind : { "archive, missing", "archive, flipped", "archive, one DiffID less" })
        QTest::newRow(kind) << QString::fromLatin1(kind) << u"unavailable"_s;
}

void TestCommandLineInput::brokenConfigIsDamage()
{
    QFETCH(const QString, kind);
    QFETCH(const QString, verification);
    const bool isLayout = kind.startsWith(u"layout");
    ImageSpec image = smallImage();
    if (kind.endsWith(u"less"))
        image.configText = image.config().replace(",\"" + image.layers.at(1).diffId() + '"', "");
    FileList files = isLayout ? ociLayout({ image }) : dockerArchive({ image });
    const QByteArray config = isLayout ? blobName(image.configDigest()) : image.configDigest().mid(7) + ".json";
    if (kind.endsWith(u"missing"))
        files.remove(config);
    else if (kind.endsWith(u"flipped"))
        files.flip(config, 20);
    if (isLayout)
        files.writeTo(path("image"));
    else
        QVERIFY(!archive("image", files).isEmpty());
    const Outcome outcome = run({ u"analyze"_s, path("image"), u"--json"_s, u"-"_s });
    QCOMPARE(outcome.code, kExitUnreadable);
    QVERIFY2(outcome.err.split('\n').constFirst().startsWith("varve: ") || outcome.err.contains("\nvarve: "),
        outcome.err.constData());
    QCOMPARE(outcome.json().value("isDamaged"_L1), QJsonValue(true));
    const QJsonArray layers = outcome.json().value("layers"_L1).toArray();
    QCOMPARE(layers.size(), 2);
    for (const QJsonValue &layer : layers) {
        QCOMPARE(layer["verification"_L1].toString(), verification);
        QVERIFY(layer["added"_L1].toInt() > 0);
    }
    // The table is the same, with the layers.
    const Outcome table = run({ u"analyze"_s, path("image") });
    QCOMPARE(table.code, kExitUnreadable);
    QVERIFY2(table.out.contains("\n2 ") && table.out.contains("\n1 "), table.out.constData());
    QVERIFY(table.out.contains("verified") == isLayout);
}

// A transfer broke off in the table of contents, which comes last. Configs and layers are whole: they are shown, and nobody
// may take the archive for a whole one.
void TestCommandLineInput::lostTableOfContentsIsDamage()
{
    const QByteArray tar = dockerArchive({ smallImage() }).tar();
    const qsizetype end = tar.indexOf("manifest.json");
    QVERIFY(end > 0);
    QVERIFY(writeFile(path("image.tar"), tar.first(end)));
    const Outcome outcome = run({ u"analyze"_s, path("image.tar"), u"--json"_s, u"-"_s });
    QCOMPARE(outcome.code, kExitUnreadable);
    QCOMPARE(outcome.json().value("isDamaged"_L1), QJsonValue(true));
    QCOMPARE(outcome.json().value("layers"_L1).toArray().size(), 2);
    QVERIFY2(outcome.err.contains("\nvarve: "), outcome.err.constData());
}

// Another image must not stand in for one that cannot be read.
void TestCommandLineInput::corruptPlatformIsNotReplaced()
{
    ImageSpec own = smallImage();
    const Platform host = Platform::host();
    own.platform(host.os.toUtf8(), host.architecture.toUtf8());
    ImageSpec foreign = smallImage();
    foreign.platform("linux", "s390x");
    const QByteArray index = indexOf({ own.descriptor(), foreign.descriptor() });
    FileList files = ociLayout({ own, foreign });
    files.file(blobName(sha256Digest(index)), index)
        .file("index.json",
            indexOf({ descriptorOf("application/vnd.oci.image.index.v1+json", index,
                R"("annotations":{"org.opencontainers.image.ref.name":"app:1"})") }));
    files.writeTo(path("whole"));
    const QString blob = u'/' + QString::fromLatin1(blobName(own.manifestDigest()));

    // Not local is no damage: layouts of one platform name the others too.
    QVERIFY(QFile::remove(path("whole") + u'/' + QString::fromLatin1(blobName(foreign.manifestDigest()))));
    QCOMPARE(run({ u"analyze"_s, path("whole") }).code, kExitFine);

    files.flip(blobName(own.manifestDigest()), 30).writeTo(path("corrupt"));
    QVERIFY(QFile::exists(path("corrupt") + blob));
    for (const QStringList &more :
        { QStringList {}, { u"--image"_s, u"app:1"_s }, { u"--image"_s, QString::fromLatin1(own.manifestDigest()) } }) {
        const Outcome outcome = run(QStringList { u"analyze"_s, path("corrupt") } + more);
        QCOMPARE(outcome.code, kExitUnreadable);
        QVERIFY(outcome.out.isEmpty());
        QVERIFY2(outcome.err.contains("wrong digest"), outcome.err.constData());
    }
    // Asked for by name, the other one is read.
    QCOMPARE(run({ u"analyze"_s, path("corrupt"), u"--platform"_s, u"linux/s390x"_s }).code, kExitFine);
}

void TestCommandLineInput::danglingLinkAsTarget()
{
    const FileList files = ociLayout({ smallImage() });
    files.writeTo(path("layout"));
    QVERIFY(QFile::link(path("layout/blobs/report.json"), path("into")));
    QVERIFY(QFile::link(path("nowhere.json"), path("elsewhere")));
    for (const char *target : { "into", "elsewhere" }) {
        const Outcome outcome = run({ u"analyze"_s, path("layout"), u"--json"_s, path(target) });
        QCOMPARE(outcome.code, kExitUsage);
        QVERIFY2(outcome.err.contains("symbolic link"), outcome.err.constData());
    }
    QVERIFY(!QFileInfo::exists(path("layout/blobs/report.json")) && !QFileInfo::exists(path("nowhere.json")));
    // A link to a file of the layout is part of it; one to a file elsewhere stays a link.
    QVERIFY(QFile::link(path("layout/index.json"), path("index")));
    QCOMPARE(run({ u"analyze"_s, path("layout"), u"--json"_s, path("index") }).code, kExitUsage);
    QCOMPARE(fileContent(path("layout/index.json")), files.data("index.json"));
    QVERIFY(writeFile(path("real.json"), "old"));
    QVERIFY(QFile::link(path("real.json"), path("link.json")));
    QCOMPARE(run({ u"analyze"_s, path("layout"), u"--json"_s, path("link.json") }).code, kExitFine);
    QVERIFY(QFileInfo(path("link.json")).isSymLink());
    QVERIFY(fileContent(path("real.json")).startsWith("{"));
    // A name of a file of the layout elsewhere gets a file of its own.
    QCOMPARE(::link(path("layout/index.json").toLocal8Bit().constData(), path("hard").toLocal8Bit().constData()), 0);
    QCOMPARE(run({ u"analyze"_s, path("layout"), u"--json"_s, path("hard") }).code, kExitFine);
    QCOMPARE(fileContent(path("layout/index.json")), files.data("index.json"));
    QVERIFY(QDir(m_folder->path()).entryList({ u".varve*"_s }, QDir::Files | QDir::Hidden).isEmpty());
}

void TestCommandLineInput::oddNames()
{
    ImageSpec image({ u"odd:1"_s });
    std::string deep;
    for (int i = 0; i < 10'000; ++i)
        deep += "d/";
    image.layer(TarBuilder()
                    .file("new\nline", "1")
                    .file("esc\x1b[2J", "22")
                    .file("bidi\xe2\x80\xae"
                          "txt.exe",
                        "333")
                    .file("bad\xff\xfe", "4444")
                    .file("a\\b\"c", "5")
                    .file(deep + "x", "6")
                    .bytes(),
        "RUN odd");
    image.layer(TarBuilder().whiteout("new\nline").whiteout("esc\x1b[2J").whiteout("bad\xff\xfe").bytes(), "RUN rm");
    const QString file = archive("odd.tar", dockerArchive({ image }));
    const Outcome table = run({ u"analyze"_s, file });
    QCOMPARE(table.code, kExitFine);
    QVERIFY2(isHarmless(table.out) && isHarmless(table.err), table.out.constData());
    QVERIFY(table.out.contains("/new\\nline\n") && table.out.contains("/esc\\x1b[2J\n")
        && table.out.contains("/bad\\xff\\xfe\n"));
    QVERIFY2(table.err.contains("warning: layer 1: "), table.err.constData()); // the deep one is an entry error
    for (const QByteArray &line : table.err.split('\n'))
        QVERIFY(line.size() < 1000);

    const Outcome json = run({ u"analyze"_s, file, u"--json"_s, u"-"_s, u"--files"_s });
    QVERIFY(isHarmless(json.out));
    QHash<QString, QJsonObject> byPath;
    for (const QJsonValue &each : json.json().value("layers"_L1)[0]["files"_L1].toArray())
        byPath.insert(each["path"_L1].toString(), each.toObject());
    QVERIFY(byPath.contains(u"/new\nline"_s)); // exact
    QVERIFY(byPath.contains(u"/esc\x1b[2J"_s));
    QVERIFY(byPath.contains(u"/bidi\u202etxt.exe"_s));
    QVERIFY(byPath.contains(u"/a\\b\"c"_s));
    QVERIFY(!byPath.value(u"/new\nline"_s).contains("pathBytes"_L1));
    const QJsonObject bad = byPath.value(u"/bad\ufffd\ufffd"_s);
    QCOMPARE(QByteArray::fromBase64(bad.value("pathBytes"_L1).toString().toLatin1()), QByteArray("/bad\xff\xfe"));
}

void TestCommandLineInput::manyWarnings()
{
    TarBuilder tar;
    for (int i = 0; i < 1500; ++i)
        tar.file("../outside" + std::to_string(i), "x");
    ImageSpec image({ u"many:1"_s });
    image.layer(tar.bytes(), "RUN many");
    const QString file = archive("many.tar", dockerArchive({ image }));
    const Outcome outcome = run({ u"analyze"_s, file, u"--json"_s, u"-"_s });
    QCOMPARE(outcome.code, kExitFine);
    QCOMPARE(linesOf(outcome.err), 21); // twenty, and how many more
    QVERIFY2(outcome.err.endsWith("warning: 1480 more\n"), outcome.err.constData());
    QCOMPARE(outcome.json().value("warnings"_L1).toArray().size(), 1000);
    QCOMPARE(outcome.json().value("moreWarnings"_L1).toInt(), 500);
}

void TestCommandLineInput::untrustedTextStaysVisible()
{
    ImageSpec image({ u"evil\u001b]0;owned\u0007:1"_s });
    image.layer(TarBuilder().file("a", "1").bytes(), "RUN \x1b[31mred\x1b[0m \r\n\x07 \xe2\x80\xae");
    const QString file = archive("evil.tar", dockerArchive({ image }));
    for (const QString &command : { u"ls"_s, u"analyze"_s }) {
        const Outcome outcome = run({ command, file });
        QCOMPARE(outcome.code, kExitFine);
        QVERIFY2(isHarmless(outcome.out) && isHarmless(outcome.err), outcome.out.constData());
        QVERIFY2(outcome.out.contains("evil\\x1b]0;owned"), outcome.out.constData());
    }
    const Outcome missing = run({ u"analyze"_s, path("no\x1b[2Jwhere\n") });
    QCOMPARE(linesOf(missing.err), 1);
    QVERIFY2(isHarmless(missing.err), missing.err.constData());
}

void TestCommandLineInput::interruptEndsCleanly()
{
    constexpr std::int64_t kLayerBytes = 6LL << 30;
    ImageSpec image({ u"large:1"_s });
    image.layer(TarBuilder().file("zeros", "").bytes(), "RUN dd");
    FileList files = dockerArchive({ image });
    const QByteArray layerName = files.entries.constLast().name;
    QByteArray head = TarBuilder().file("zeros", "").bytes().first(512);
    writeOctal({ head.data() + 124, 12 }, kLayerBytes - 2048);
    fixChecksum(std::span<char, 512>(head.data(), 512));
    QByteArray layerEntry;
    FileList rest = files;
    for (const FileEntry &entry : files.entries) {
        if (entry.data != image.layers.constFirst().blob)
            continue;
        rest.remove(entry.name);
        layerEntry = TarBuilder().file(entry.name.toStdString(), "").bytes().first(512);
        writeOctal({ layerEntry.data() + 124, 12 }, kLayerBytes);
        fixChecksum(std::span<char, 512>(layerEntry.data(), 512));
    }
    QVERIFY(!layerEntry.isEmpty());
    QByteArray start = rest.tar();
    start.chop(1024); // its end marker
    QFile file(path("large.tar"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(start + layerEntry + head), start.size() + 1024);
    if (!file.resize(file.size() + kLayerBytes - 512 + 1024))
        QSKIP("the file system takes no file of 6 GiB");
    file.close();

    QTemporaryDir temporary;
    QProcess process;
    process.setProcessEnvironment(environmentWith(temporary.path()));
    process.start(
        qEnvironmentVariable("VARVE_BINARY"), { u"analyze"_s, file.fileName(), u"--json"_s, path("report.json") });
    QVERIFY(process.waitForStarted());
    // It catches the signal from some moment on; before that it would simply end.
    const QString status = u"/proc/%1/status"_s.arg(process.processId());
    const auto catches = [&status] {
        QFile words(status);
        if (!words.open(QIODevice::ReadOnly))
            return false;
        const QList<QByteArray> lines = words.readAll().split('\n');
        for (const QByteArray &line : lines) {
            if (line.startsWith("SigCgt:"))
                return (line.mid(7).trimmed().toULongLong(nullptr, 16) >> (SIGINT - 1) & 1U) != 0;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(catches(), 20'000);
    QTest::qWait(300);
    QCOMPARE(process.state(), QProcess::Running);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QVERIFY(process.waitForFinished(kProcessMs));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(process.readAllStandardError(), QByteArray("varve: interrupted.\n"));
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList { u"large.tar"_s });
}

QTEST_GUILESS_MAIN(TestCommandLineInput)
#include "tst_commandlineinput.moc"
