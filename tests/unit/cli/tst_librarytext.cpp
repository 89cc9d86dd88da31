// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/librarytext.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

const QString kRoot = u"/home/me/library"_s;

LibraryReport reportWith(const QList<LibraryProblem> &problems)
{
    LibraryReport report;
    report.problems = problems;
    report.imageCount = 1;
    report.blobCount = 3;
    report.blobBytes = 2000;
    return report;
}

LibraryProblem problemOf(LibraryProblem::Kind kind, LibraryProblem::Remedy remedy)
{
    return { kind, u"sha256:ab\x1b"_s, u"why"_s, 4096, { u"app:1"_s }, remedy };
}

} // namespace

class TestLibraryText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCodeHasASentence();
    void tellsWhoseErrorItIs();
    void everyKindHasItsWords();
    void remedies();
    void json();
};

void TestLibraryText::everyCodeHasASentence()
{
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
        for (const QString &subject : { kRoot + u"/index.json"_s, u"a.tar"_s, QString(), u"sha256:a\n"_s }) {
            const Error error { static_cast<ErrorCode>(code), subject, u"why\u202e."_s };
            for (const QString &text : { describeLibraryError(error, kRoot),
                     describeImportError(error, u"a.tar"_s, kRoot), describeExportError(error, u"a.tar"_s, kRoot) }) {
                QVERIFY2(text.endsWith(u'.') && text.contains(u"; ") && !text.contains(u'\n')
                        && !text.contains(u'\u202e') && !text.contains(u".;"),
                    qPrintable(text));
            }
        }
    }
}

void TestLibraryText::tellsWhoseErrorItIs()
{
    const auto import = [](ErrorCode code, const QString &subject) {
        return describeImportError({ code, subject, u"why"_s }, u"a.tar"_s, kRoot);
    };
    QVERIFY(import(ErrorCode::NoSpace, u"sha256:ab"_s).startsWith(u"the Library in /home/me/library has no space"));
    QVERIFY(import(ErrorCode::AccessDenied, kRoot).startsWith(u"the Library"));
    QVERIFY(import(ErrorCode::AccessDenied, u"a.tar"_s).startsWith(u"a.tar may not be read"));
    QVERIFY(import(ErrorCode::Corrupt, u"sha256:ab"_s).startsWith(u"sha256:ab in a.tar is damaged"));
    QVERIFY(import(ErrorCode::Corrupt, kRoot + u"/index.json"_s).contains(u"varve check"));
    const auto exported = [](ErrorCode code, const QString &subject) {
        return describeExportError({ code, subject, u"why"_s }, u"out.tar"_s, kRoot);
    };
    QVERIFY(exported(ErrorCode::Conflict, u"out.tar"_s).startsWith(u"out.tar cannot be written"));
    QVERIFY(exported(ErrorCode::NotFound, u"/none"_s).startsWith(u"out.tar cannot be written"));
    QVERIFY(exported(ErrorCode::NotFound, u"sha256:ab"_s).contains(u"varve check"));
    QVERIFY(exported(ErrorCode::Corrupt, u"sha256:ab"_s).contains(u"varve check"));
    QVERIFY(exported(ErrorCode::Unsupported, u"app:1"_s).contains(u"--format oci"));
}

void TestLibraryText::everyKindHasItsWords()
{
    QStringList words;
    for (int kind = 0; kind <= static_cast<int>(LibraryProblem::Kind::Stray); ++kind) {
        const LibraryReport report =
            reportWith({ problemOf(static_cast<LibraryProblem::Kind>(kind), LibraryProblem::Remedy::None) });
        const QString row = problemsText(report, {}).split(u'\n').value(1);
        QVERIFY2(row.contains(u"sha256:ab\\x1b") && row.contains(u"app:1"), qPrintable(row));
        words.append(row.section(u"  "_s, 0, 0));
        QVERIFY(!words.constLast().isEmpty());
        words.append(
            QString::fromUtf8(checkToJson(kRoot, report, nullptr)).section(u"\"kind\":"_s, 1).section(u'"', 1, 1));
    }
    QCOMPARE(words.removeDuplicates(), 0);
    QCOMPARE(problemsText(reportWith({}), {}), QString());
}

void TestLibraryText::remedies()
{
    using Kind = LibraryProblem::Kind;
    using Remedy = LibraryProblem::Remedy;
    QCOMPARE(remediesText(reportWith({})), QString());
    QCOMPARE(remediesText(reportWith({ problemOf(Kind::Stray, Remedy::None) })), QString());
    QCOMPARE(remediesText(reportWith({ problemOf(Kind::BlobWrongDigest, Remedy::Drop) })),
        u"varve check --repair would drop 1 file, which frees 4.1kB.\nPull or import again: app:1\n"_s);
    QVERIFY(remediesText(reportWith({ problemOf(Kind::IndexLost, Remedy::RebuildIndex) })).contains(u"no names"));
    LibraryRepair repair;
    QVERIFY(repairText(repair).startsWith(u"Nothing"));
    repair.droppedBlobs = 1;
    repair.droppedFiles = 1;
    repair.freedBytes = 4096;
    QCOMPARE(repairText(repair), u"Repaired: dropped 2 files, which freed 4.1kB.\n"_s);
}

void TestLibraryText::json()
{
    using Remedy = LibraryProblem::Remedy;
    const LibraryReport report = reportWith({ problemOf(LibraryProblem::Kind::Orphan, Remedy::Drop) });
    const QJsonObject plain = QJsonDocument::fromJson(checkToJson(kRoot, report, nullptr)).object();
    QCOMPARE(plain[u"library"].toString(), kRoot);
    QVERIFY(plain[u"repair"].isNull());
    const QJsonObject problem = plain[u"problems"].toArray().at(0).toObject();
    QCOMPARE(problem[u"kind"].toString(), u"orphan"_s);
    QCOMPARE(problem[u"remedy"].toString(), u"drop"_s);
    QCOMPARE(problem[u"isDamage"].toBool(true), false);
    QCOMPARE(problem[u"subject"].toString(), u"sha256:ab\x1b"_s); // exact
    LibraryRepair repair;
    repair.found = report;
    repair.droppedBlobs = 1;
    const QJsonObject repaired = QJsonDocument::fromJson(checkToJson(kRoot, report, &repair)).object();
    QCOMPARE(repaired[u"repair"][u"droppedFiles"].toInt(), 1);
    QVERIFY(repaired[u"repair"][u"left"].toArray().isEmpty());
}

QTEST_GUILESS_MAIN(TestLibraryText)
#include "tst_librarytext.moc"
