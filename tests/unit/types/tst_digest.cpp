// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/digest.h"

#include <QtTest/QTest>

#include <unordered_set>

using namespace varve;

namespace {
const QByteArray kHex64 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
}

class TestDigest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parses();
    void refuses_data();
    void refuses();
    void bareHex();
    void ordersAndHashes();
};

void TestDigest::parses()
{
    const auto digest = Digest::parse("sha256:" + kHex64);
    QVERIFY(digest);
    QCOMPARE(digest->toString(), QString::fromLatin1("sha256:" + kHex64));
    QCOMPARE(digest->shortHex(), QStringLiteral("e3b0c44298fc"));
    QCOMPARE(digest->blobPath(), QString::fromLatin1("blobs/sha256/" + kHex64));
    const auto longer = Digest::parse("sha512:" + kHex64 + kHex64);
    QVERIFY(longer);
    QCOMPARE(longer->hash().size(), std::size_t(64));
    QVERIFY(*longer != *digest);
    QVERIFY(Digest().isNull());
    QVERIFY(Digest().toString().isEmpty());
}

void TestDigest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("empty") << QByteArray() << ErrorCode::Corrupt;
    QTest::newRow("no algorithm") << kHex64 << ErrorCode::Corrupt;
    QTest::newRow("empty algorithm") << ":" + kHex64 << ErrorCode::Corrupt;
    QTest::newRow("unknown algorithm") << "md5:" + kHex64.left(32) << ErrorCode::Unsupported;
    QTest::newRow("upper case") << "sha256:" + kHex64.toUpper() << ErrorCode::Corrupt;
    QTest::newRow("one digit short") << "sha256:" + kHex64.left(63) << ErrorCode::Corrupt;
    QTest::newRow("one digit long") << "sha256:" + kHex64 + "0" << ErrorCode::Corrupt;
    QTest::newRow("a path") << QByteArray("sha256:../../../../../../../../../../../../../../../../etc/passwd12")
                            << ErrorCode::Corrupt;
    QTest::newRow("sha512 with sha256's length") << "sha512:" + kHex64 << ErrorCode::Corrupt;
    QTest::newRow("a NUL inside") << "sha256:" + kHex64.left(63) + QByteArray(1, '\0') << ErrorCode::Corrupt;
}

void TestDigest::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(ErrorCode, code);
    const auto digest = Digest::parse(text);
    QVERIFY(!digest);
    QCOMPARE(digest.error().code, code);
}

void TestDigest::bareHex()
{
    QVERIFY(Digest::fromSha256Hex(kHex64).has_value());
    QVERIFY(!Digest::fromSha256Hex("sha256:" + kHex64).has_value());
    QVERIFY(!Digest::fromSha256Hex(kHex64.left(12)).has_value());
}

void TestDigest::ordersAndHashes()
{
    QSet<Digest> set;
    const Digest a = *Digest::fromSha256Hex(QByteArray(64, '1'));
    const Digest b = *Digest::fromSha256Hex(QByteArray(64, '2'));
    set << a << b << a;
    QCOMPARE(set.size(), 2);
    QVERIFY(a < b);
}

QTEST_GUILESS_MAIN(TestDigest)
#include "tst_digest.moc"
