// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/imagequery.h"
#include "tests/models/testimages.h"

#include <QtTest/QtTest>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kNow(QDate(2024, 5, 1), QTime(12, 0), Qt::UTC);

// What every query below is asked of.
QList<ImageRow> shelf()
{
    SourceImage debian = testImage(u"debian"_s, { u"docker.io/library/debian:12-slim"_s }, 118'000'000);
    debian.summary.created = kNow.addDays(-12);
    debian.labels = { { u"maintainer"_s, u"Jane Doe"_s }, { u"stage"_s, u"Release"_s } };
    debian.containers = 2;
    SourceImage node = testImage(u"node"_s, { u"cda/node-16:latest"_s }, 1'440'000'000);
    node.summary.created = kNow.addDays(-90);
    node.summary.platform = { u"linux"_s, u"arm64"_s, u"v8"_s, {} };
    node.containers = 0;
    SourceImage local = testImage(u"local"_s, { u"localhost:5000/Tools/lint:1.0"_s }, 500'000'000);
    local.summary.platform = { u"linux"_s, u"arm"_s, u"v7"_s, {} };
    SourceImage dangling = testImage(u"dangling"_s, {});
    SourceImage signature = testImage(u"signature"_s, {}, 300);
    signature.summary.kind = ImageKind::Signature;
    signature.summary.created = QDateTime(QDate(2024, 1, 31), QTime(10, 0), Qt::UTC);
    return makeImageRows({ { SourceId { 1 }, u"Shelf.tar"_s, { debian, node, local, dangling, signature } } });
}

const QStringList kTitles { u"debian"_s, u"node"_s, u"local"_s, u"dangling"_s, u"signature"_s };

} // namespace

class ImageQueryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "UTC"); }
    void matches_data();
    void matches();
    void errors_data();
    void errors();
    void errorsLeaveTheRest();
    void quickFilters();
    void globsEnd();
};

void ImageQueryTest::matches_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("found");
    const auto row = [](const char *name, const QString &query, const QString &found) {
        QTest::newRow(name) << query << found;
    };
    const QString all = kTitles.join(u' ');
    row("nothing asked", QString(), all);
    row("spaces only", u"   "_s, all);
    row("part of a name", u"ebia"_s, u"debian"_s);
    row("case does not matter", u"DEBIAN"_s, u"debian"_s);
    row("name with tag", u"debian:12"_s, u"debian"_s);
    row("name as stored", u"docker.io/library/debian"_s, u"debian"_s);
    row("registry with a port", u"localhost:5000/tools"_s, u"local"_s);
    row("id", digestOf(u"node"_s).shortHex(), u"node"_s);
    row("whole digest", digestOf(u"node"_s).toString(), u"node"_s);
    row("source", u"shelf.tar"_s, all);
    row("two words, both needed", u"debian slim"_s, u"debian"_s);
    row("two words, one missing", u"debian node"_s, QString());
    row("repository", u"repo:node"_s, u"node"_s);
    row("repository is not the tag", u"repo:slim"_s, QString());
    row("repository, upper case in the name", u"repo:tools"_s, u"local"_s);
    row("repository glob is anchored", u"repo:node*"_s, QString());
    row("repository glob", u"repo:*node-??"_s, u"node"_s);
    row("tag", u"tag:slim"_s, u"debian"_s);
    row("tag glob", u"tag:1*"_s, u"debian local"_s);
    row("key in capitals", u"TAG:slim"_s, u"debian"_s);
    row("label key", u"label:stage"_s, u"debian"_s);
    row("label with value", u"label:stage=Release"_s, u"debian"_s);
    row("label values are exact", u"label:stage=release"_s, QString());
    row("label value with a space", u"label:\"maintainer=Jane Doe\""_s, u"debian"_s);
    row("label with an empty value", u"label:stage="_s, QString());
    row("larger than", u"size:>118MB"_s, u"node local"_s);
    row("at least", u"size:>=118MB"_s, u"debian node local"_s);
    row("smaller than", u"size:<118MB"_s, u"signature"_s);
    row("at most, plain bytes", u"size:<=300"_s, u"signature"_s);
    row("exactly", u"size:=1.44gb"_s, u"node"_s);
    row("binary units", u"size:>1GiB"_s, u"node"_s);
    row("a range", u"size:>1kB size:<1GB"_s, u"debian local"_s);
    row("size that is not known", u"size:>=0"_s, u"debian node local signature"_s);
    row("before a date", u"before:2024-02-01"_s, u"signature"_s);
    row("before a day is before its beginning", u"before:2024-01-31"_s, QString());
    row("before a minute", u"before:2024-01-31T10:01"_s, u"signature"_s);
    row("before a moment is not at it", u"before:2024-01-31T10:00"_s, QString());
    row("since a moment is at it, too", u"since:2024-01-31T10:00 before:2024-01-31T10:01"_s, u"signature"_s);
    row("since a date", u"since:2024-02-01"_s, u"debian node"_s);
    row("since an age", u"since:2w"_s, u"debian"_s);
    row("before an age", u"before:3mo"_s, u"signature"_s);
    row("months and minutes differ", u"since:3m"_s, QString());
    row("platform", u"platform:amd64"_s, u"debian dangling signature"_s);
    row("arm is not arm64", u"platform:arm"_s, u"local"_s);
    row("platform with variant", u"platform:arm64/v8"_s, u"node"_s);
    row("whole platform", u"platform:linux/arm/v7"_s, u"local"_s);
    row("unknown key", u"colour:red"_s, QString());
    row("quoted words are one", u"\"debian slim\""_s, QString());
    row("quoted colon is no key", u"\"tag:slim\""_s, QString());
    row("empty quotes", u"\"\""_s, all);
}

void ImageQueryTest::matches()
{
    QFETCH(QString, query);
    const ImageQuery parsed = ImageQuery::parse(query, kNow);
    QVERIFY(parsed.errors().isEmpty());
    QCOMPARE(parsed.text(), query);
    const QList<ImageRow> rows = shelf();
    QCOMPARE(rows.size(), kTitles.size());
    QStringList found;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (parsed.matches(rows.at(i)))
            found += kTitles.at(i);
    }
    QTEST(found.join(u' '), "found");
}

void ImageQueryTest::errors_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("length");
    const auto row = [](const char *name, const QString &query, int position, int length) {
        QTest::newRow(name) << query << position << length;
    };
    row("no value", u"repo:"_s, 0, 5);
    row("no value, after a word", u"a  tag: b"_s, 3, 4);
    row("size without comparison", u"size:500MB"_s, 0, 10);
    row("size without number", u"size:>MB"_s, 0, 8);
    row("size in an unknown unit", u"size:>5XB"_s, 0, 9);
    row("size beyond all numbers", u"size:>99999999999TB"_s, 0, 19);
    row("size of infinity", u"size:>inf"_s, 0, 9);
    row("no date", u"before:yesterday"_s, 0, 16);
    row("impossible date", u"since:2024-02-31"_s, 0, 16);
    row("unknown age unit", u"since:3parsecs"_s, 0, 14);
    row("open quotation", u"a \"b c"_s, 2, 4);
    row("slip in a key", u"sze:>5MB"_s, 0, 8);
}

void ImageQueryTest::errors()
{
    QFETCH(QString, query);
    const ImageQuery parsed = ImageQuery::parse(query, kNow);
    QCOMPARE(parsed.errors().size(), 1);
    QTEST(static_cast<int>(parsed.errors().constFirst().position), "position");
    QTEST(static_cast<int>(parsed.errors().constFirst().length), "length");
    QVERIFY(!parsed.errors().constFirst().message.isEmpty());
}

void ImageQueryTest::errorsLeaveTheRest()
{
    const ImageQuery query = ImageQuery::parse(u"size:huge debian since:never"_s, kNow);
    QCOMPARE(query.errors().size(), 2);
    QVERIFY(query.matches(shelf().at(0)));
    QVERIFY(!query.matches(shelf().at(1)));
}

void ImageQueryTest::quickFilters()
{
    const QList<ImageRow> rows = shelf();
    const auto found = [&rows](QuickFilter filter) {
        QStringList titles;
        for (qsizetype i = 0; i < rows.size(); ++i) {
            if (ImageQuery::matches(filter, rows.at(i)))
                titles += kTitles.at(i);
        }
        return titles.join(u' ');
    };
    QCOMPARE(found(QuickFilter::All), kTitles.join(u' '));
    QCOMPARE(found(QuickFilter::InUse), u"debian"_s);
    QCOMPARE(found(QuickFilter::Unused), u"node"_s); // of the others nothing is known
    QCOMPARE(found(QuickFilter::Dangling), u"dangling"_s); // a signature without a name is no dangling image
}

void ImageQueryTest::globsEnd()
{
    // A pattern that makes backtracking matchers take exponential time.
    const SourceImage image = testImage(u"a"_s, { QString(4000, u'a') + u":1"_s });
    const QList<ImageRow> rows = makeImageRows({ { SourceId { 1 }, u"s"_s, { image } } });
    const ImageQuery query = ImageQuery::parse(u"repo:"_s + u"a*"_s.repeated(50) + u"b"_s, kNow);
    QVERIFY(query.errors().isEmpty());
    QVERIFY(!query.matches(rows.at(0)));
}

QTEST_GUILESS_MAIN(ImageQueryTest)
#include "tst_imagequery.moc"
