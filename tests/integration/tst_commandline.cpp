// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The command line as its contract (docs/cli.md) says. What it does with hostile and broken input: tst_commandlineinput.

#include "tests/integration/commandlinerun.h"

#include <QtCore/QDir>
#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/stat.h>

using namespace varve;
using namespace varve::test;

class TestCommandLine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isCommandLine_data();
    void isCommandLine();
    void helpAndVersion_data();
    void helpAndVersion();
    void usage_data();
    void usage();
    void lsTable();
    void lsShowsBareTags();
    void lsJson();
    void analyzeTable();
    void analyzeOnATerminal();
    void analyzeJson();
    void analyzeFiles();
    void choosesImages();
    void jsonFile();
    void jsonFileIsNeverPartOfTheSource();
    void outputThatCannotBeWritten();
    void rules_data();
    void rules();
    void quiet();
    void noVerify();
    void programIsSilentInAnyLocale();
    void examplesAreWhatTheProgramWrites_data();
    void examplesAreWhatTheProgramWrites();
    void schema_data();
    void schema();

private:
    QString path(const char *name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    QString archive(const char *name, const FileList &files) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestCommandLine::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    QVERIFY(!qEnvironmentVariableIsEmpty("VARVE_BINARY") && !qEnvironmentVariableIsEmpty("VARVE_SOURCE_DIR"));
}

QString TestCommandLine::archive(const char *name, const FileList &files) const
{
    const QString target = path(name);
    return writeFile(target, files.tar()) ? target : QString();
}

void TestCommandLine::isCommandLine_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("expected");
    QTest::newRow("nothing") << QStringList {} << false;
    QTest::newRow("ls") << QStringList { u"ls"_s, u"x"_s } << true;
    QTest::newRow("analyze") << QStringList { u"analyze"_s } << true;
    QTest::newRow("help") << QStringList { u"--help"_s } << true;
    QTest::newRow("version") << QStringList { u"--version"_s } << true;
    QTest::newRow("a file") << QStringList { u"./ls"_s } << false;
    QTest::newRow("a file, then a word") << QStringList { u"x.tar"_s, u"ls"_s } << false;
}

void TestCommandLine::isCommandLine()
{
    QFETCH(const QStringList, arguments);
    QTEST(varve::isCommandLine(arguments), "expected");
}

void TestCommandLine::helpAndVersion_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("begins");
    QTest::newRow("help") << QStringList { u"--help"_s } << QByteArray("Usage: varve [FILE|DIR...]");
    QTest::newRow("help word") << QStringList { u"help"_s } << QByteArray("Usage: varve [FILE|DIR...]");
    QTest::newRow("help of ls") << QStringList { u"help"_s, u"ls"_s } << QByteArray("Usage: varve ls [PATH");
    QTest::newRow("ls help") << QStringList { u"ls"_s, u"--help"_s } << QByteArray("Usage: varve ls [PATH");
    QTest::newRow("analyze help") << QStringList { u"analyze"_s, u"-h"_s } << QByteArray("Usage: varve analyze PATH");
    QTest::newRow("analyze help before a slip")
        << QStringList { u"analyze"_s, u"-h"_s, u"--nope"_s } << QByteArray("Usage: varve analyze");
    QTest::newRow("version") << QStringList { u"--version"_s } << QByteArray("varve " VARVE_VERSION "\n");
    QTest::newRow("ls version") << QStringList { u"ls"_s, u"--version"_s } << QByteArray("varve " VARVE_VERSION "\n");
}

void TestCommandLine::helpAndVersion()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, begins);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, kExitFine);
    QVERIFY2(outcome.out.startsWith(begins), outcome.out.constData());
    QCOMPARE(outcome.err, QByteArray());
}

void TestCommandLine::usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("mentions");
    const auto row = [](const char *name, const QString &words, const char *mentions) {
        QTest::newRow(name) << words.split(u'|') << QByteArray(mentions);
    };
    row("ls with a path and a source", u"ls|a|--source|b"_s, "not both");
    row("ls of a source without a name", u"ls|--source="_s, "--source");
    row("ls of a source that is not there", u"ls|--source|no such thing"_s, "no such thing");
    row("ls with two", u"ls|a|b"_s, "\"b\" is one too many");
    row("ls with an unknown option", u"ls|a|--nope"_s, "nope");
    row("analyze without a path", u"analyze"_s, "no PATH");
    row("analyze with an empty path", u"analyze|"_s, "PATH is empty");
    row("analyze with an unknown option", u"analyze|a|--fial-if|x"_s, "fial-if");
    row("an option without its value", u"analyze|a|--image"_s, "image");
    row("an empty image", u"analyze|a|--image="_s, "--image");
    row("an empty rules file", u"analyze|a|--dive-ci|"_s, "--dive-ci");
    row("platform", u"analyze|a|--platform|linux"_s, "--platform");
    row("files without json", u"analyze|a|--files"_s, "--json");
    row("a rule", u"analyze|a|--fail-if|eficiency < 1"_s, "at character 1: unknown metric \"eficiency\"");
    row("the second rule", u"analyze|a|--fail-if|layers > 1|--fail-if|layers"_s, "at the end");
    row("rules file that is not there", u"analyze|a|--dive-ci|/nowhere/x"_s, "/nowhere/x");
}

void TestCommandLine::usage()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, mentions);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, kExitUsage);
    QCOMPARE(outcome.out, QByteArray());
    QCOMPARE(linesOf(outcome.err), 1);
    QVERIFY2(outcome.err.startsWith("varve: ") && outcome.err.contains(mentions), outcome.err.constData());
}

void TestCommandLine::lsTable()
{
    const QString file = archive("two.tar", dockerArchive({ smallImage(), smallImage(u"other:2"_s) }));
    const Outcome outcome = run({ u"ls"_s, file });
    QCOMPARE(outcome.code, kExitFine);
    QCOMPARE(outcome.err, QByteArray());
    const QList<QByteArray> lines = outcome.out.split('\n');
    QVERIFY(lines.at(0).startsWith("REPOSITORY  TAG  IMAGE ID"));
    QVERIFY2(lines.at(1).startsWith("app         1    "), outcome.out.constData());
    QVERIFY2(outcome.out.contains("other       2    "), outcome.out.constData());
    QVERIFY(lines.at(1).contains("linux/amd64"));
}

void TestCommandLine::lsShowsBareTags()
{
    ociLayout({ smallImage(u"1.4.2"_s) }).writeTo(path("layout"));
    const Outcome outcome = run({ u"ls"_s, path("layout") });
    QCOMPARE(outcome.code, kExitFine);
    QVERIFY2(outcome.out.contains("\n<none>      1.4.2  "), outcome.out.constData());
    QCOMPARE(run({ u"ls"_s, u"--json"_s, path("layout") }).json().value("images"_L1)[0]["names"_L1][0].toString(),
        u"1.4.2"_s); // as stored
    QCOMPARE(run({ u"analyze"_s, path("layout"), u"--image"_s, u"1.4.2"_s }).code, kExitFine);
}

void TestCommandLine::lsJson()
{
    const ImageSpec image = smallImage();
    const QString file = archive("one.tar", dockerArchive25({ image }));
    const Outcome outcome = run({ u"ls"_s, u"--json"_s, file });
    QCOMPARE(outcome.code, kExitFine);
    const QJsonObject document = outcome.json();
    QCOMPARE(document.value("schemaVersion"_L1).toInt(), 1);
    QCOMPARE(document.value("source"_L1).toObject().value("path"_L1).toString(), file);
    QCOMPARE(document.value("source"_L1).toObject().value("kind"_L1).toString(), u"dockerArchive"_s);
    const QJsonArray images = document.value("images"_L1).toArray();
    QCOMPARE(images.size(), 1);
    const QJsonObject first = images.first().toObject();
    QCOMPARE(first.value("id"_L1).toString().toLatin1(), image.configDigest());
    QCOMPARE(first.value("layerCount"_L1).toInt(), 2);
    QCOMPARE(first.value("names"_L1).toArray(), QJsonArray { u"app:1"_s });
}

void TestCommandLine::analyzeTable()
{
    const QString file = archive("one.tar", dockerArchive({ smallImage() }));
    const Outcome outcome = run({ u"analyze"_s, file });
    QCOMPARE(outcome.code, kExitFine);
    QCOMPARE(outcome.err, QByteArray());
    QVERIFY(outcome.out.startsWith("app:1\n"));
    QVERIFY(!outcome.out.contains('\x1b'));
    // The newest layer first; the shell of the classic builder is not shown. 700 bytes and a link target of one.
    QVERIFY2(outcome.out.contains("\n2   701B  1  1  0  1      0B  verified  RUN make\n"), outcome.out.constData());
    QVERIFY2(
        outcome.out.contains("\n1  1.5kB  3  0  0  0   1.5kB  verified  COPY etc /etc\n"), outcome.out.constData());
    QVERIFY2(outcome.out.contains("  1kB  overwritten          1          2  /etc/a\n"), outcome.out.constData());
    QVERIFY2(outcome.out.contains(" 500B  removed              1          2  /etc/b\n"), outcome.out.constData());
}

void TestCommandLine::analyzeOnATerminal()
{
    ImageSpec image = smallImage();
    image.history[0].first = "RUN " + QByteArray(300, 'x') + " && true";
    const QString file = archive("one.tar", dockerArchive({ image }));
    const Outcome outcome = run({ u"analyze"_s, file }, true);
    QCOMPARE(outcome.code, kExitFine);
    QVERIFY(outcome.out.contains("\x1b[32mverified\x1b[0m"));
    const QString plain = QString::fromUtf8(outcome.out).remove(QRegularExpression(u"\x1b\\[[0-9]*m"_s));
    bool isElided = false;
    for (const QString &line : plain.section(u"\n\n"_s, 1, 1).split(u'\n')) {
        QVERIFY2(line.size() <= 80, qPrintable(line));
        isElided = isElided || (line.contains(u"RUN xxx") && line.contains(u'…') && line.endsWith(u"&& true"));
    }
    QVERIFY2(isElided, qPrintable(plain));
}

void TestCommandLine::analyzeJson()
{
    const ImageSpec image = smallImage();
    const QString file = archive("one.tar", dockerArchive25({ image }));
    const Outcome outcome = run({ u"analyze"_s, u"--json"_s, u"-"_s, file });
    QCOMPARE(outcome.code, kExitFine);
    QCOMPARE(outcome.err, QByteArray());
    const QJsonObject report = outcome.json();
    QCOMPARE(report.value("isDamaged"_L1), QJsonValue(false));
    QCOMPARE(report.value("image"_L1)["id"_L1].toString().toLatin1(), image.configDigest());
    const QJsonArray layers = report.value("layers"_L1).toArray();
    QCOMPARE(layers.size(), 2);
    const QJsonObject top = layers.at(1).toObject();
    QCOMPARE(top.value("instruction"_L1).toString(), u"/bin/sh -c make"_s); // as recorded
    QCOMPARE(top.value("digest"_L1).toString().toLatin1(), image.layers.at(1).digest());
    QCOMPARE(top.value("diffId"_L1).toString().toLatin1(), image.layers.at(1).diffId());
    QCOMPARE(top.value("compression"_L1).toString(), u"gzip"_s);
    QCOMPARE(top.value("sizeBytes"_L1).toInt(), 701);
    QCOMPARE(top.value("contentBytes"_L1).toInt(), 700);
    QCOMPARE(top.value("tarBytes"_L1).toInteger(), image.layers.at(1).tar.size());
    QCOMPARE(top.value("blobBytes"_L1).toInteger(), image.layers.at(1).blob.size());
    QCOMPARE(top.value("added"_L1).toInt(), 1);
    QCOMPARE(top.value("modified"_L1).toInt(), 1);
    QCOMPARE(top.value("removed"_L1).toInt(), 1);
    QVERIFY(!top.contains("files"_L1));
    QCOMPARE(report.value("analysis"_L1)["storedBytes"_L1].toInt(), 2200);
    QCOMPARE(report.value("analysis"_L1)["wastedBytes"_L1].toInt(), 1500);
    QCOMPARE(report.value("waste"_L1).toArray().size(), 2);
    QCOMPARE(report.value("rules"_L1).toArray().size(), 0);
}

void TestCommandLine::analyzeFiles()
{
    const QString file = archive("one.tar", dockerArchive({ smallImage() }));
    const QJsonObject report = run({ u"analyze"_s, file, u"--json=-"_s, u"--files"_s }).json();
    const QJsonArray layers = report.value("layers"_L1).toArray();
    QCOMPARE(layers.size(), 2);
    QStringList lines;
    for (const QJsonValue &layer : layers) {
        const QJsonArray files = layer["files"_L1].toArray();
        QCOMPARE(files.size(),
            layer["added"_L1].toInt() + layer["modified"_L1].toInt() + layer["metadataOnly"_L1].toInt()
                + layer["removed"_L1].toInt());
        for (const QJsonValue &each : files) {
            lines.append(u"%1 %2 %3 %4 %5 %6"_s.arg(QString::number(layer["index"_L1].toInt()),
                each["change"_L1].toString(), each["type"_L1].toString(), each["path"_L1].toString(),
                each["mode"_L1].toString(u"-"_s), QString::number(each["sizeBytes"_L1].toInt(-1))));
        }
    }
    QCOMPARE(lines.join(u'\n'),
        u"0 added directory /etc 0755 0\n"
        "0 added file /etc/a 0644 1000\n"
        "0 added file /etc/b 0644 500\n"
        "1 modified file /etc/a 0644 700\n"
        "1 removed file /etc/b - 0\n"
        "1 added symlink /etc/c 0777 0"_s);
    const QJsonValue link = layers.at(1)["files"_L1].toArray().last();
    QCOMPARE(link["linkTarget"_L1].toString(), u"a"_s);
    QCOMPARE(link["mtime"_L1].toString(), u"2023-11-14T22:13:20.000Z"_s);
}

void TestCommandLine::choosesImages()
{
    ImageSpec other({ u"other:2"_s });
    other.layer(TarBuilder().file("x", "1").bytes(), "COPY x /");
    const QString file = archive("two.tar", dockerArchive({ smallImage(), other }));
    const Outcome several = run({ u"analyze"_s, file });
    QCOMPARE(several.code, kExitUsage);
    QVERIFY2(several.err.contains("app:1, other:2"), several.err.constData());
    QCOMPARE(linesOf(several.err), 1);
    QCOMPARE(run({ u"analyze"_s, file, u"--image"_s, u"nope"_s }).code, kExitUsage);
    QVERIFY(run({ u"analyze"_s, file, u"--image"_s, u"other"_s }).out.startsWith("other:2\n"));
    const QString id = QString::fromLatin1(other.configDigest().mid(7, 12));
    QVERIFY(run({ u"analyze"_s, file, u"--image"_s, id }).out.startsWith("other:2\n"));
    QCOMPARE(run({ u"analyze"_s, file, u"--image"_s, u"other"_s, u"--platform"_s, u"linux/s390x"_s }).code, kExitUsage);
}

void TestCommandLine::jsonFile()
{
    const QString file = archive("one.tar", dockerArchive({ smallImage() }));
    QVERIFY(writeFile(path("report.json"), "what was there before"));
    const Outcome outcome = run({ u"analyze"_s, file, u"--json"_s, path("report.json") });
    QCOMPARE(outcome.code, kExitFine);
    QVERIFY(outcome.out.startsWith("app:1\n")); // the table is printed as well
    QCOMPARE(fileContent(path("report.json")), run({ u"analyze"_s, file, u"--json"_s, u"-"_s }).out);
    QCOMPARE(
        QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList({ u"one.tar"_s, u"report.json"_s }));
    // A failure leaves the old report alone.
    const QByteArray before = fileContent(path("report.json"));
    QCOMPARE(run({ u"analyze"_s, path("nowhere"), u"--json"_s, path("report.json") }).code, kExitUnreadable);
    QCOMPARE(fileContent(path("report.json")), before);
}

void TestCommandLine::jsonFileIsNeverPartOfTheSource()
{
    const QString file = archive("one.tar", dockerArchive({ smallImage() }));
    const QByteArray before = fileContent(file);
    QVERIFY(QFile::link(file, path("link.json")));
    ociLayout({ smallImage() }).writeTo(path("layout"));
    for (const QString &target : { file, path("link.json") })
        QCOMPARE(run({ u"analyze"_s, file, u"--json"_s, target }).code, kExitUsage);
    QCOMPARE(run({ u"analyze"_s, path("layout"), u"--json"_s, path("layout/blobs/report.json") }).code, kExitUsage);
    QCOMPARE(fileContent(file), before);
    QVERIFY(!QFile::exists(path("layout/blobs/report.json")));
    QCOMPARE(run({ u"analyze"_s, path("layout"), u"--json"_s, path("layout.json"), u"--quiet"_s }).code, kExitFine);
}

void TestCommandLine::outputThatCannotBeWritten()
{
    const QString file = archive("one.tar", dockerArchive({ smallImage() }));
    const Outcome noFolder = run({ u"analyze"_s, file, u"--quiet"_s, u"--json"_s, path("nowhere/report.json") });
    QCOMPARE(noFolder.code, kExitUnreadable);
    QCOMPARE(linesOf(noFolder.err), 1);
    QVERIFY2(noFolder.err.contains("cannot be written"), noFolder.err.constData());
    const Outcome full = run({ u"analyze"_s, file, u"--quiet"_s, u"--json"_s, u"/dev/full"_s });
    QCOMPARE(full.code, kExitUnreadable);
    QCOMPARE(linesOf(full.err), 1);
    QCOMPARE(run({ u"analyze"_s, file, u"--quiet"_s, u"--json"_s, u"/dev/null"_s }).code, kExitFine);
    struct stat status { };
    QCOMPARE(::stat("/dev/null", &status), 0);
    QVERIFY(S_ISCHR(status.st_mode)); // it was not replaced by a file
}

void TestCommandLine::rules_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("diveCi");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("lines");
    QTest::newRow("one that passes")
        << QStringList { u"--fail-if"_s, u"layers > 2"_s } << QByteArray() << 0
        << QByteArray("PASS  failIf (layers > 2: layers is 2, which is not > 2)\nPASS  [pass:1 fail:0 skip:0]\n");
    QTest::newRow("one that fails") << QStringList { u"--fail-if"_s, u"wastedBytes > 1kB"_s } << QByteArray() << 1
                                    << QByteArray("FAIL  failIf (wastedBytes > 1kB: wastedBytes is 1.5kB, which is > "
                                                  "1kB)\nFAIL  [pass:0 fail:1 skip:0]\n");
    QTest::newRow("one of two")
        << QStringList { u"--fail-if"_s, u"layers > 2"_s, u"--fail-if"_s, u"layers == 2"_s } << QByteArray() << 1
        << QByteArray("PASS  failIf (layers > 2: layers is 2, which is not > 2)\n"
                      "FAIL  failIf (layers == 2: layers is 2, which is == 2)\nFAIL  [pass:1 fail:1 skip:0]\n");
    // For dive all versions of /etc/a count (1700 bytes), and /etc/b with its whiteout (500): 2200 of 700 above the bottom.
    QTest::newRow("dive")
        << QStringList {} << QByteArray("rules:\n  highestWastedBytes: 2.2kB\n  lowestEfficiency: 0.3\n") << 1
        << QByteArray("FAIL  highestUserWastedPercent (3.143 > 0.1)\nPASS  highestWastedBytes (2.2kB <= 2.2kB)\n"
                      "PASS  lowestEfficiency (0.318 >= 0.3)\nFAIL  [pass:2 fail:1 skip:0]\n");
    QTest::newRow("dive, all off")
        << QStringList {} << QByteArray("rules: { highestUserWastedPercent: disabled, lowestEfficiency: disabled }")
        << 0
        << QByteArray("SKIP  highestUserWastedPercent (disabled)\nSKIP  highestWastedBytes (disabled)\n"
                      "SKIP  lowestEfficiency (disabled)\nPASS  [pass:0 fail:0 skip:3]\n");
    QTest::newRow("dive, malformed")
        << QStringList {} << QByteArray("rules: { lowestEfficiency: 95 }") << 2
        << QByteArray("varve: the rules in FILE cannot be used: lowestEfficiency needs a number from 0 to 1, or "
                      "disabled, not \"95\".\n");
}

void TestCommandLine::rules()
{
    QFETCH(QStringList, options);
    QFETCH(const QByteArray, diveCi);
    QFETCH(const int, code);
    QFETCH(const QByteArray, lines);
    const QString file = archive("one.tar", dockerArchive({ smallImage() }));
    if (!diveCi.isEmpty()) {
        QVERIFY(writeFile(path(".dive-ci"), diveCi));
        options << u"--dive-ci"_s << path(".dive-ci");
    }
    const Outcome outcome = run(QStringList { u"analyze"_s, file } + options);
    QCOMPARE(QByteArray(outcome.err).replace(path(".dive-ci").toUtf8(), "FILE"), lines);
    QCOMPARE(outcome.code, code);
}

void TestCommandLine::quiet()
{
    const QString file = archive("one.tar", dockerArchive({ smallImage() }));
    const Outcome outcome =
        run({ u"analyze"_s, u"-q"_s, file, u"--fail-if"_s, u"layers == 2"_s, u"--fail-if"_s, u"layers == 3"_s });
    QCOMPARE(outcome.code, kExitRuleFailed);
    QCOMPARE(outcome.out, QByteArray());
    QCOMPARE(outcome.err, QByteArray("FAIL  failIf (layers == 2: layers is 2, which is == 2)\n"));
}

void TestCommandLine::noVerify()
{
    ImageSpec image = smallImage();
    FileList files = ociLayout({ image });
    files.writeTo(path("layout"));
    const Outcome outcome = run({ u"analyze"_s, path("layout"), u"--no-verify"_s, u"--json"_s, u"-"_s });
    QCOMPARE(outcome.code, kExitFine);
    for (const QJsonValue &layer : outcome.json().value("layers"_L1).toArray())
        QCOMPARE(layer["verification"_L1].toString(), u"skipped"_s);
}

void TestCommandLine::programIsSilentInAnyLocale()
{
    QTemporaryDir temporary;
    for (const QString &locale : { u"C"_s, u"POSIX"_s, u"xx_YY.nonsense"_s, QString() }) {
        QProcessEnvironment environment = environmentWith(temporary.path());
        environment.remove(u"LANG"_s);
        environment.insert(u"LC_ALL"_s, locale);
        const Outcome outcome = runProgram({ u"ls"_s, QString::fromUtf8(sampleFile()) }, temporary.path(), environment);
        QCOMPARE(outcome.code, kExitFine);
        QCOMPARE(outcome.err, QByteArray());
        QVERIFY(outcome.out.contains("varve/sample  latest"));
    }
}

void TestCommandLine::examplesAreWhatTheProgramWrites_data()
{
    QTest::addColumn<QString>("example");
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("analyze") << u"analyze.json"_s
                             << QStringList { u"analyze"_s, u"varve-sample.tar"_s, u"--json"_s, u"-"_s, u"--image"_s,
                                    u"varve/sample:1.0"_s, u"--fail-if"_s, u"efficiency < 90%"_s };
    QTest::newRow("ls") << u"ls.json"_s << QStringList { u"ls"_s, u"varve-sample.tar"_s, u"--json"_s };
}

void TestCommandLine::examplesAreWhatTheProgramWrites()
{
    QFETCH(const QString, example);
    QFETCH(const QStringList, arguments);
    const QString sources = qEnvironmentVariable("VARVE_SOURCE_DIR");
    QTemporaryDir temporary;
    const Outcome outcome = runProgram(arguments, sources + u"/resources/sample"_s, environmentWith(temporary.path()));
    QVERIFY(outcome.code == kExitFine || outcome.code == kExitRuleFailed);
    const QList<QByteArray> expected = fileContent(sources + u"/docs/examples/"_s + example).split('\n');
    const QList<QByteArray> actual = outcome.out.split('\n');
    for (qsizetype i = 0; i < std::min(expected.size(), actual.size()); ++i)
        QCOMPARE(actual.at(i), expected.at(i));
    QCOMPARE(actual.size(), expected.size());
}

void TestCommandLine::schema_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("options");
    ImageSpec mismatch = smallImage();
    FileList damaged = dockerArchive25({ mismatch });
    damaged.flip(blobName(mismatch.layers.at(0).digest()), 1034);
    ImageSpec empty({ u"empty:1"_s });
    empty.instruction("CMD [\"true\"]");
    ImageSpec links({ u"links:1"_s });
    links.layer(TarBuilder()
                    .dir("./")
                    .file("a", "1")
                    .hardLink("b", "a")
                    .charDevice("null", 1, 3)
                    .blockDevice("disk", 8, 0)
                    .fifo("pipe")
                    .symlink("bad\xff", "target\xfe")
                    .file("old", "x", { .mtime = -62'135'596'801 })
                    .bytes(),
        "RUN links", LayerForm::Zstd);
    links.layer(TarBuilder().dir("a").file("a/b", "1").whiteout("pipe").hardLink("late", "b").bytes(), "RUN replace");
    QTest::newRow("docker-archive") << dockerArchive({ smallImage() }).tar() << QStringList { u"--files"_s };
    QTest::newRow("docker-archive since 25") << dockerArchive25({ smallImage() }).tar() << QStringList {};
    QTest::newRow("before 1.10") << legacyArchive({ smallImage() }).tar() << QStringList { u"--files"_s };
    QTest::newRow("OCI archive") << ociLayout({ smallImage() }).tar() << QStringList { u"--no-verify"_s };
    QTest::newRow("compressed") << gzip(dockerArchive({ smallImage() }).tar()) << QStringList {};
    QTest::newRow("damaged") << damaged.tar() << QStringList { u"--files"_s };
    QTest::newRow("no layers") << dockerArchive({ empty }).tar() << QStringList { u"--files"_s };
    QTest::newRow("every type") << dockerArchive({ links }).tar() << QStringList { u"--files"_s };
    QTest::newRow("rules") << dockerArchive({ smallImage() }).tar()
                           << QStringList { u"--fail-if"_s, u"layers > 1"_s, u"--fail-if"_s,
                                  u"layers > 1 && wastedPercent < 5%"_s, u"--dive-ci"_s, u"/dev/null"_s };
}

void TestCommandLine::schema()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QStringList, options);
    const auto missing = [](const char *reason) {
        if (qEnvironmentVariableIntValue("VARVE_REQUIRE_SERVERS") == 1)
            QFAIL(reason);
        QSKIP(reason);
    };
    QString python;
    for (const QString &candidate : { u"/usr/bin/python3"_s, QStandardPaths::findExecutable(u"python3"_s) }) {
        QProcess probe;
        probe.start(candidate, { u"-c"_s, u"import jsonschema; jsonschema.Draft202012Validator"_s });
        if (python.isEmpty() && probe.waitForFinished(kProcessMs) && probe.exitCode() == 0)
            python = candidate;
    }
    if (python.isEmpty()) {
        missing("python3-jsonschema is not installed");
        return;
    }
    QVERIFY(writeFile(path("image.tar"), bytes));
    const Outcome report =
        run(QStringList { u"analyze"_s, path("image.tar"), u"--json"_s, path("report.json"), u"--quiet"_s } + options);
    QVERIFY2(report.code == kExitFine || report.code == kExitRuleFailed || report.err.contains("digest"),
        report.err.constData());
    const Outcome listing = run({ u"ls"_s, u"--json"_s, path("image.tar") });
    QVERIFY(writeFile(path("listing.json"), listing.out));
    const QString script = uR"(
import json, sys, jsonschema
for schema, document in zip(sys.argv[1::2], sys.argv[2::2]):
    checker = jsonschema.FormatChecker()
    validator = jsonschema.Draft202012Validator(json.load(open(schema)), format_checker=checker)
    errors = list(validator.iter_errors(json.load(open(document))))
    for error in errors:
        print(document, list(error.absolute_path), error.message[:300])
    if errors:
        sys.exit(1)
)"_s;
    const QString docs = qEnvironmentVariable("VARVE_SOURCE_DIR") + u"/docs/"_s;
    QProcess process;
    process.start(python,
        { u"-c"_s, script, docs + u"analyze.schema.json"_s, path("report.json"), docs + u"ls.schema.json"_s,
            path("listing.json") });
    QVERIFY(process.waitForFinished(kProcessMs));
    QVERIFY2(process.exitCode() == 0, (process.readAllStandardOutput() + process.readAllStandardError()).constData());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
