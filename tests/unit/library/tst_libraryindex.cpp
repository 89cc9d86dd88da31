// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/libraryindex.h"

#include "tests/support/imagebuilder.h"
#include "tests/support/librarytools.h"

#include <QtTest/QtTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

const QString kManifest = u"application/vnd.oci.image.manifest.v1+json"_s;

Digest digestNumber(int number)
{
    return *Digest::fromSha256Hex(QByteArray::number(number).rightJustified(64, '0'));
}

LibraryEntry entryOf(int number, const QString &name, const QString &source = {})
{
    LibraryEntry entry;
    entry.descriptor.mediaType = kManifest;
    entry.descriptor.digest = digestNumber(number);
    entry.descriptor.sizeBytes = 100 + number;
    entry.name = name;
    entry.source = source;
    return entry;
}

// "1:a 1:b 2:-" for what the index holds, in its order.
QString shown(const LibraryIndex &index)
{
    QStringList parts;
    for (const LibraryEntry &entry : index.entries()) {
        const QString hex = entry.descriptor.digest.hex();
        parts.append(QString::number(hex.last(4).toInt()) + u':' + (entry.name.isEmpty() ? u"-"_s : entry.name));
    }
    return parts.join(u' ');
}

LibraryIndex parsed(const QByteArray &text)
{
    Result<LibraryIndex> index = LibraryIndex::parse(text, u"index.json"_s);
    return index ? *std::move(index) : LibraryIndex();
}

// From the same text as shown() makes.
LibraryIndex indexOfText(const QString &text)
{
    QList<QByteArray> items;
    for (const QString &part : text.split(u' ', Qt::SkipEmptyParts)) {
        const QString name = part.section(u':', 1);
        QByteArray item = R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":")"
            + digestNumber(part.section(u':', 0, 0).toInt()).toString().toLatin1() + R"(","size":100)";
        if (name != u"-")
            item += R"(,"annotations":{"org.opencontainers.image.ref.name":")" + name.toUtf8() + "\"}";
        items.append(item + '}');
    }
    return parsed(indexOf(items));
}

} // namespace

class TestLibraryIndex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void puts_data();
    void puts();
    void untags_data();
    void untags();
    void removes_data();
    void removes();
    void keepsWhatOthersWrote();
    void remembersWhereFrom();
    void refuses_data();
    void refuses();
    void refusesToGrowTooLarge();
    void namesAreWhole_data();
    void namesAreWhole();
    void archivesTellOnlyImages();
};

void TestLibraryIndex::puts_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("image");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("after");
    QTest::newRow("first") << u""_s << 1 << u"a"_s << u"1:a"_s;
    QTest::newRow("first without a name") << u""_s << 1 << u""_s << u"1:-"_s;
    QTest::newRow("another image") << u"1:a"_s << 2 << u"b"_s << u"1:a 2:b"_s;
    QTest::newRow("another name") << u"1:a"_s << 1 << u"b"_s << u"1:a 1:b"_s;
    QTest::newRow("the same again") << u"1:a 1:b"_s << 1 << u"a"_s << u"1:a 1:b"_s;
    QTest::newRow("a name that moves") << u"1:a"_s << 2 << u"a"_s << u"1:- 2:a"_s;
    QTest::newRow("one of two names that moves") << u"1:a 1:b"_s << 2 << u"a"_s << u"1:b 2:a"_s;
    QTest::newRow("a name that moves to a known image") << u"1:a 2:b"_s << 2 << u"a"_s << u"1:- 2:b 2:a"_s;
    QTest::newRow("an image without a name gets one") << u"1:- 2:b"_s << 1 << u"a"_s << u"1:a 2:b"_s;
    QTest::newRow("without a name, known") << u"1:a"_s << 1 << u""_s << u"1:a"_s;
    QTest::newRow("without a name, known without") << u"1:-"_s << 1 << u""_s << u"1:-"_s;
    QTest::newRow("a name that stood twice") << u"1:a 2:a 3:c"_s << 3 << u"a"_s << u"1:- 2:- 3:c 3:a"_s;
    QTest::newRow("moves back") << u"1:- 2:a"_s << 1 << u"a"_s << u"1:a 2:-"_s;
}

void TestLibraryIndex::puts()
{
    QFETCH(QString, before);
    QFETCH(int, image);
    QFETCH(QString, name);
    LibraryIndex index = indexOfText(before);
    QCOMPARE(shown(index), before);
    index.put(entryOf(image, name));
    QTEST(shown(index), "after");
    const Result<QByteArray> text = index.text();
    QVERIFY(text);
    QTEST(shown(parsed(*text)), "after");
}

void TestLibraryIndex::untags_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isFound");
    QTest::addColumn<QString>("after");
    QTest::newRow("one of two") << u"1:a 1:b"_s << u"a"_s << true << u"1:b"_s;
    QTest::newRow("the last") << u"1:a 2:b"_s << u"a"_s << true << u"1:- 2:b"_s;
    QTest::newRow("of another image") << u"1:a 2:b"_s << u"b"_s << false << u"1:a 2:b"_s;
    QTest::newRow("unknown") << u"1:a"_s << u"c"_s << false << u"1:a"_s;
    QTest::newRow("none") << u"1:-"_s << u""_s << false << u"1:-"_s;
}

void TestLibraryIndex::untags()
{
    QFETCH(QString, before);
    QFETCH(QString, name);
    LibraryIndex index = indexOfText(before);
    const bool found = index.untag(digestNumber(1), name);
    QTEST(found, "isFound");
    QTEST(shown(index), "after");
}

void TestLibraryIndex::removes_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("after");
    QTest::newRow("all names") << u"1:a 2:b 1:c"_s << 2 << u"2:b"_s;
    QTest::newRow("without a name") << u"1:- 2:b"_s << 1 << u"2:b"_s;
    QTest::newRow("unknown") << u"2:b"_s << 0 << u"2:b"_s;
}

void TestLibraryIndex::removes()
{
    QFETCH(QString, before);
    LibraryIndex index = indexOfText(before);
    const int removed = index.remove(digestNumber(1));
    QTEST(removed, "count");
    QTEST(shown(index), "after");
}

void TestLibraryIndex::keepsWhatOthersWrote()
{
    const QByteArray digest = digestNumber(1).toString().toLatin1();
    LibraryIndex index =
        parsed(R"({"schemaVersion":2,"x-other":{"deep":[1,null,"2"]},"annotations":{"k":"v"},"manifests":[)"
               R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":")"
            + digest
            + R"(","size":7,"urls":["https://example.org/x"],"platform":{"os":"linux","architecture":"arm64",)"
              R"("os.features":["f"]},"annotations":{"org.opencontainers.image.ref.name":"a","org.example.k":"v"}},)"
              R"({"mediaType":"x","digest":"md5:00","size":1}]})");
    QCOMPARE(shown(index), u"1:a"_s);
    index.put(entryOf(1, u"b"_s, u"b@sha256:1"_s));
    QVERIFY(index.untag(digestNumber(1), u"a"_s));
    QVERIFY(index.untag(digestNumber(1), u"b"_s));
    const QByteArray text = index.text().value_or(QByteArray());
    for (const char *const kept :
        { R"("x-other":{"deep":[1,null,"2"]})", R"("annotations":{"k":"v"})", R"("digest":"md5:00")" })
        QVERIFY2(text.contains(kept), text.constData());
    // What goes with a name goes; the last descriptor of the image keeps what it has besides.
    index.put(entryOf(1, u"c"_s));
    QCOMPARE(shown(index), u"1:c"_s);

    LibraryIndex other = parsed(R"({"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":")"
        + digest
        + R"(","size":7,"urls":["https://example.org/x"],"annotations":{"io.containerd.image.name":"a","org.example.k":"v"}}]})");
    QCOMPARE(other.names(digestNumber(1)), QStringList { u"a"_s });
    other.put(entryOf(2, u"a"_s));
    QCOMPARE(shown(other), u"1:- 2:a"_s);
    const QByteArray rest = other.text().value_or(QByteArray());
    for (const char *const kept : { R"("urls":["https://example.org/x"])", R"("annotations":{"org.example.k":"v"})" })
        QVERIFY2(rest.contains(kept), rest.constData());
}

void TestLibraryIndex::remembersWhereFrom()
{
    LibraryIndex index;
    LibraryEntry entry = entryOf(1, u"docker.io/library/a:1"_s, u"docker.io/library/a@sha256:12"_s);
    entry.added = QDateTime(QDate(2026, 3, 4), QTime(5, 6, 7), Qt::UTC);
    entry.descriptor.platform = *Platform::parse(u"linux/arm64/v8"_s);
    entry.descriptor.artifactType = u"application/x"_s;
    entry.descriptor.annotations = { { u"k"_s, u"v"_s }, { u"io.containerd.image.name"_s, u"old"_s } };
    index.put(entry);
    const QByteArray text = index.text().value_or(QByteArray());
    QVERIFY2(text.contains(R"("io.varve.added":"2026-03-04T05:06:07Z")"), text.constData());
    QVERIFY2(text.contains(R"("io.varve.source":"docker.io/library/a@sha256:12")"), text.constData());
    const LibraryEntry again = parsed(text).entries().value(0);
    QVERIFY(again == entry);
    QCOMPARE(again.descriptor.platform, entry.descriptor.platform);
    QCOMPARE(again.descriptor.artifactType, entry.descriptor.artifactType);
    QCOMPARE(again.descriptor.mediaType, kManifest);
    QCOMPARE(again.descriptor.sizeBytes, 101);
    QCOMPARE(again.descriptor.annotation(u"k"_s), u"v"_s);
    entry.source = u"docker.io/library/a@sha256:34"_s;
    index.put(entry);
    QCOMPARE(index.entries().value(0).source, entry.source);
    QCOMPARE(index.entries().size(), 1);
}

void TestLibraryIndex::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("empty") << QByteArray() << ErrorCode::Corrupt;
    QTest::newRow("cut") << QByteArray("{\"manifests\":[") << ErrorCode::Corrupt;
    QTest::newRow("a list") << QByteArray("[]") << ErrorCode::Corrupt;
    QTest::newRow("a member twice") << QByteArray("{\"manifests\":[],\"manifests\":[]}") << ErrorCode::Corrupt;
    QTest::newRow("manifests is text") << QByteArray("{\"manifests\":\"x\"}") << ErrorCode::Corrupt;
    QTest::newRow("too large") << QByteArray(5 << 20, ' ') << ErrorCode::LimitExceeded;
}

void TestLibraryIndex::refuses()
{
    QFETCH(QByteArray, text);
    const Result<LibraryIndex> index = LibraryIndex::parse(text, u"index.json"_s);
    QVERIFY(!index);
    QTEST(index.error().code, "code");
}

void TestLibraryIndex::refusesToGrowTooLarge()
{
    LibraryIndex index;
    index.put(entryOf(1, u"a"_s));
    QVERIFY(index.text());
    index.put(entryOf(2, QString(5 << 20, u'x')));
    QCOMPARE(index.text().error().code, ErrorCode::LimitExceeded);
}

void TestLibraryIndex::namesAreWhole_data()
{
    QTest::addColumn<QString>("stored");
    QTest::addColumn<QString>("home");
    QTest::addColumn<QString>("name");
    QTest::newRow("familiar") << u"debian:12"_s << u""_s << u"docker.io/library/debian:12"_s;
    QTest::newRow("user") << u"varve/app:1"_s << u""_s << u"docker.io/varve/app:1"_s;
    QTest::newRow("whole") << u"ghcr.io/a/b:1"_s << u""_s << u"ghcr.io/a/b:1"_s;
    QTest::newRow("port") << u"localhost:5000/a:1"_s << u""_s << u"localhost:5000/a:1"_s;
    QTest::newRow("no tag") << u"ghcr.io/a/b"_s << u""_s << u"ghcr.io/a/b:latest"_s;
    QTest::newRow("bare tag") << u"1.0"_s << u"localhost/app"_s << u"localhost/app:1.0"_s;
    QTest::newRow("bare tag without a home") << u"1.0"_s << u""_s << u"1.0"_s;
    QTest::newRow("no reference") << u"Not A Name/x"_s << u"localhost/app"_s << u"Not A Name/x"_s;
    const QString digest = u"ghcr.io/a/b@sha256:"_s + QString(64, u'0');
    QTest::newRow("digest") << digest << u""_s << digest;
}

void TestLibraryIndex::namesAreWhole()
{
    QFETCH(QString, stored);
    QFETCH(QString, home);
    QTEST(libraryName(stored, home), "name");
}

void TestLibraryIndex::archivesTellOnlyImages()
{
    LibraryEntry first = entryOf(1, u"b"_s, u"b@sha256:1"_s);
    first.added = QDateTime::currentDateTimeUtc();
    const LibraryEntry second = entryOf(2, u"a"_s);
    const QByteArray text = indexForArchive({ first, second }).value_or(QByteArray());
    QCOMPARE(shown(parsed(text)), u"2:a 1:b"_s);
    QVERIFY2(!text.contains("io.varve"), text.constData());
    QVERIFY2(text.contains(R"("io.containerd.image.name":"a")"), text.constData());
    QVERIFY2(text.contains(R"("org.opencontainers.image.ref.name":"a")"), text.constData());
    QCOMPARE(indexForArchive({ second, first }).value_or(QByteArray()), text);
}

QTEST_GUILESS_MAIN(TestLibraryIndex)
#include "tst_libraryindex.moc"
