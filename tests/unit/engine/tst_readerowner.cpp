// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Who a reader container belongs to, and the names of layers in an engine's records.

#include "services/stores/chainid.h"
#include "services/stores/engine/readerowner.h"

#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

class TestReaderOwner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void owners_data();
    void owners();
    void chains();
};

void TestReaderOwner::owners_data()
{
    QTest::addColumn<QByteArray>("owner");
    QTest::addColumn<int>("ageMinutes");
    QTest::addColumn<bool>("isGone");
    const QByteArray mine = readerOwner();
    const QList<QByteArray> parts = mine.split('.');
    QCOMPARE(parts.size(), 3);
    QTest::newRow("this process") << mine << 600 << false;
    QTest::newRow("its number, begun at another time") << parts.at(0) + '.' + parts.at(1) + ".1" << 0 << true;
    QTest::newRow("no such process") << parts.at(0) + ".999999999.1" << 0 << true;
    QTest::newRow("another machine, new") << QByteArray("0123456789abcdef.1.1") << 59 << false;
    QTest::newRow("another machine, old") << QByteArray("0123456789abcdef.1.1") << 61 << true;
    QTest::newRow("nothing, new") << QByteArray() << 1 << false;
    QTest::newRow("nothing, old") << QByteArray() << 61 << true;
    QTest::newRow("nonsense") << parts.at(0) + ".x.1" << 1 << false;
    QTest::newRow("every process") << parts.at(0) + ".-1.1" << 1 << false;
}

void TestReaderOwner::owners()
{
    QFETCH(QByteArray, owner);
    QFETCH(int, ageMinutes);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QTEST(isOwnerGone(owner, now.addSecs(-60 * ageMinutes), now), "isGone");
    QVERIFY(!isOwnerGone("x", {}, now)); // of unknown age
}

void TestReaderOwner::chains()
{
    const auto layer = [](char digit) {
        LayerInfo info;
        info.diffId = *Digest::fromSha256Hex(QByteArray(64, digit));
        return info;
    };
    // printf 'sha256:%s sha256:%s' A B | sha256sum, and so on.
    const std::vector<Digest> chain = chainIds({ layer('a'), layer('b'), layer('c') });
    QCOMPARE(chain.size(), std::size_t(3));
    QCOMPARE(chain[0].toString(), u"sha256:"_s + QString(64, u'a'));
    QCOMPARE(chain[1].hex(), u"ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c"_s);
    QCOMPARE(chain[2].hex(), u"c1377126441fb2f5ec2c21ae2a60255331d639e830f0ee1b40a36e52d4c40588"_s);
    QCOMPARE(chainIds({ layer('a'), LayerInfo(), layer('c') }).size(), std::size_t(1));
    QVERIFY(chainIds(QList<Digest>()).empty());
}

QTEST_GUILESS_MAIN(TestReaderOwner)
#include "tst_readerowner.moc"
