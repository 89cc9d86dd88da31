// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Digests against published test vectors (FIPS 180-4 examples) and against Qt's implementation.
#include "services/archive/digester.h"

#include "services/archive/bytesource.h"
#include "services/types/limits.h"
#include "tests/support/tarbuilder.h"
#include "tests/support/tardump.h"

#include <QtCore/QCryptographicHash>
#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;

class TestDigester : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void vectors_data();
    void vectors();
    void pieces();
    void cancel();
    void sourceError();
};

void TestDigester::vectors_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("sha256");
    QTest::addColumn<QString>("sha512");
    QTest::newRow("nothing") << QByteArray()
                             << QStringLiteral("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
                             << QStringLiteral(
                                    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0"
                                    "ff8318d2877eec2f63b931bd47417a81a538327af927da3e");
    QTest::newRow("abc") << QByteArray("abc")
                         << QStringLiteral("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                         << QStringLiteral(
                                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a8"
                                "36ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

void TestDigester::vectors()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, sha256);
    QFETCH(const QString, sha512);
    QCOMPARE(digestOf(asBytes(bytes)).toString(), QStringLiteral("sha256:") + sha256);
    QCOMPARE(digestOf(asBytes(bytes), Digest::Algorithm::Sha512).toString(), QStringLiteral("sha512:") + sha512);
}

void TestDigester::pieces()
{
    const QByteArray bytes = QByteArray("0123456789").repeated(120'000);
    const QString expected = QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
    Digester digester;
    for (qsizetype i = 0; i < bytes.size(); i += 7777)
        digester.add(asBytes(bytes).subspan(
            static_cast<std::size_t>(i), static_cast<std::size_t>(qMin<qsizetype>(7777, bytes.size() - i))));
    QCOMPARE(digester.finish().hex(), expected);
    Job job;
    const auto ofSpan = digestOf(asBytes(bytes), job);
    QVERIFY(ofSpan);
    QCOMPARE(ofSpan->hex(), expected);
    QCOMPARE(job.progress().done, std::int64_t(bytes.size()));
    PieceSource source(bytes, 1234);
    const auto ofSource = digestOf(source, job);
    QVERIFY(ofSource);
    QCOMPARE(ofSource->hex(), expected);
    QCOMPARE(job.progress().done, std::int64_t(2 * bytes.size()));
}

void TestDigester::cancel()
{
    const QByteArray bytes(1000, 'x');
    Job job;
    job.cancel();
    const auto ofSpan = digestOf(asBytes(bytes), job);
    QVERIFY(!ofSpan);
    QCOMPARE(ofSpan.error().code, ErrorCode::Cancelled);
    PieceSource source(bytes, 10);
    QVERIFY(!digestOf(source, job));
}

void TestDigester::sourceError()
{
    const Error broken { ErrorCode::Network, QStringLiteral("engine"), QStringLiteral("went away") };
    PieceSource source("abc", 10, broken);
    Job job;
    const auto digest = digestOf(source, job);
    QVERIFY(!digest);
    QCOMPARE(digest.error(), broken);
}

QTEST_APPLESS_MAIN(TestDigester)
#include "tst_digester.moc"
