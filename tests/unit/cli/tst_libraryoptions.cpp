// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/libraryoptions.h"

#include "app/cli/options.h"

#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

class TestLibraryOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void importTakesAFile();
    void exportTakesNamesAndAFile();
    void checkTakesNothing();
    void mistakes_data();
    void mistakes();
    void everyWordHasItsHelp();
};

void TestLibraryOptions::importTakesAFile()
{
    const Result<ImportOptions> plain = ImportOptions::parse({ u"app.tar"_s });
    QVERIFY(plain);
    QCOMPARE(plain->path, u"app.tar"_s);
    QVERIFY(plain->image.isEmpty() && !plain->platform && !plain->quiet && !plain->wantsHelp);
    const Result<ImportOptions> full =
        ImportOptions::parse({ u"-q"_s, u"--image"_s, u"app:1"_s, u"app.tar"_s, u"--platform=linux/arm64"_s });
    QVERIFY(full);
    QCOMPARE(full->image, u"app:1"_s);
    QCOMPARE(full->platform->toString(), u"linux/arm64"_s);
    QVERIFY(full->quiet);
    QVERIFY(ImportOptions::parse({ u"--help"_s })->wantsHelp);
}

void TestLibraryOptions::exportTakesNamesAndAFile()
{
    const Result<ExportOptions> plain = ExportOptions::parse({ u"app:1"_s, u"other"_s, u"out.tar"_s });
    QVERIFY(plain);
    QCOMPARE(plain->names, (QStringList { u"app:1"_s, u"other"_s }));
    QCOMPARE(plain->target, u"out.tar"_s);
    QCOMPARE(plain->format, LibraryExportFormat::OciArchive);
    const Result<ExportOptions> docker = ExportOptions::parse(
        { u"a"_s, u"b"_s, u"--format"_s, u"docker"_s, u"--platform"_s, u"linux/arm64"_s, u"-q"_s });
    QVERIFY(docker);
    QCOMPARE(docker->format, LibraryExportFormat::DockerArchive);
    QVERIFY(docker->quiet && docker->platform);
    QCOMPARE(ExportOptions::parse({ u"a"_s, u"b"_s, u"--format=oci"_s })->format, LibraryExportFormat::OciArchive);
}

void TestLibraryOptions::checkTakesNothing()
{
    const Result<CheckOptions> plain = CheckOptions::parse({});
    QVERIFY(plain && !plain->repair && !plain->json);
    const Result<CheckOptions> full = CheckOptions::parse({ u"--repair"_s, u"--json"_s });
    QVERIFY(full && full->repair && full->json);
}

void TestLibraryOptions::mistakes_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("said"); // a part of it
    const auto row = [](const QString &words, const QString &said) {
        QTest::newRow(qPrintable(words)) << words.split(u' ') << said;
    };
    row(u"import"_s, u"no FILE given"_s);
    row(u"import a b"_s, u"\"b\" is one too many"_s);
    row(u"import a --image="_s, u"--image needs a value"_s);
    row(u"import a --platform arm"_s, u"--platform needs OS/ARCH"_s);
    row(u"import a --repair"_s, u"repair"_s);
    row(u"export"_s, u"no NAME given"_s);
    row(u"export a"_s, u"no FILE given to write \"a\" to"_s);
    row(u"export a -"_s, u"\"-\" is none"_s);
    row(u"export a b --format tar"_s, u"--format needs oci or docker"_s);
    row(u"export a b --format="_s, u"--format needs a value"_s);
    row(u"export a b --platform arm"_s, u"--platform needs OS/ARCH"_s);
    row(u"check a"_s, u"\"a\" is too many"_s);
    row(u"check --quiet"_s, u"quiet"_s);
}

void TestLibraryOptions::mistakes()
{
    QFETCH(QStringList, words);
    QFETCH(QString, said);
    const QString word = words.takeFirst();
    const Error error = word == u"import" ? ImportOptions::parse(words).error()
        : word == u"export"               ? ExportOptions::parse(words).error()
                                          : CheckOptions::parse(words).error();
    QCOMPARE(error.code, ErrorCode::Unsupported);
    QVERIFY2(error.detail.contains(said), qPrintable(error.detail));
}

void TestLibraryOptions::everyWordHasItsHelp()
{
    const QString all = helpText({});
    for (const QString &word : { u"import"_s, u"export"_s, u"check"_s }) {
        QVERIFY(helpText(word).startsWith(u"Usage: varve "_s + word));
        QVERIFY(all.contains(u"varve "_s + word));
    }
}

QTEST_GUILESS_MAIN(TestLibraryOptions)
#include "tst_libraryoptions.moc"
