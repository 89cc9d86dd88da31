// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/instructiontext.h"
#include "models/relativetime.h"
#include "models/roles.h"

#include <QtTest/QtTest>

using namespace varve;
using namespace Qt::StringLiterals;

class ModelTextsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void relativeTime_data();
    void relativeTime();
    void invalidTimes();
    void instruction_data();
    void instruction();
    void shortening();
    void proofs();
};

void ModelTextsTest::relativeTime_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");
    constexpr qint64 kMinute = 60;
    constexpr qint64 kHour = 3600;
    constexpr qint64 kDay = 24 * kHour;
    QTest::newRow("now") << qint64 { 0 } << u"Less than a second ago"_s;
    QTest::newRow("in the future") << -5 * kDay << u"Less than a second ago"_s;
    QTest::newRow("one second") << qint64 { 1 } << u"1 second ago"_s;
    QTest::newRow("last of the seconds") << qint64 { 59 } << u"59 seconds ago"_s;
    QTest::newRow("one minute") << kMinute << u"About a minute ago"_s;
    QTest::newRow("nearly two minutes") << 2 * kMinute - 1 << u"About a minute ago"_s;
    QTest::newRow("two minutes") << 2 * kMinute << u"2 minutes ago"_s;
    QTest::newRow("last of the minutes") << kHour - 1 << u"59 minutes ago"_s;
    QTest::newRow("one hour") << kHour << u"About an hour ago"_s;
    QTest::newRow("hours are rounded") << kHour + 31 * kMinute << u"2 hours ago"_s;
    QTest::newRow("two days in hours") << 47 * kHour << u"47 hours ago"_s;
    QTest::newRow("two days") << 2 * kDay << u"2 days ago"_s;
    QTest::newRow("thirteen days") << 13 * kDay << u"13 days ago"_s;
    QTest::newRow("two weeks") << 14 * kDay << u"2 weeks ago"_s;
    QTest::newRow("eight weeks") << 59 * kDay << u"8 weeks ago"_s;
    QTest::newRow("two months") << 60 * kDay << u"2 months ago"_s;
    QTest::newRow("two years in months") << 729 * kDay << u"24 months ago"_s;
    QTest::newRow("two years") << 730 * kDay << u"2 years ago"_s;
    QTest::newRow("the epoch of reproducible builds") << 44 * 365 * kDay << u"44 years ago"_s;
}

void ModelTextsTest::relativeTime()
{
    QFETCH(qint64, seconds);
    const QDateTime now(QDate(2024, 5, 1), QTime(12, 0), Qt::UTC);
    QTEST(RelativeTime::text(now.addSecs(-seconds), now), "text");
}

void ModelTextsTest::invalidTimes()
{
    QCOMPARE(RelativeTime::text({}, QDateTime::currentDateTimeUtc()), QString());
    QCOMPARE(RelativeTime::exact({}), QString());
}

void ModelTextsTest::instruction_data()
{
    QTest::addColumn<QString>("recorded");
    QTest::addColumn<QString>("shown");
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("classic without effect") << uR"(/bin/sh -c #(nop)  CMD ["bash"])"_s << uR"(CMD ["bash"])"_s;
    QTest::newRow("classic copy") << u"/bin/sh -c #(nop) ADD file:8d3f in / "_s << u"ADD file:8d3f in /"_s;
    QTest::newRow("classic run") << u"/bin/sh -c apt-get update"_s << u"RUN apt-get update"_s;
    QTest::newRow("line breaks") << u"/bin/sh -c set -e; \t\n  make"_s << u"RUN set -e; make"_s;
    QTest::newRow("right-to-left override") << u"RUN a\u202eb"_s << u"RUN a\\u{202e}b"_s;
    QTest::newRow("terminal escape") << u"RUN \u001b[31m"_s << u"RUN \\x1b[31m"_s;
}

void ModelTextsTest::instruction()
{
    QFETCH(QString, recorded);
    QTEST(instructionText(recorded), "shown");
}

void ModelTextsTest::shortening()
{
    QCOMPARE(shortened(u"abc"_s, 3), u"abc"_s);
    QCOMPARE(shortened(u"abcd"_s, 3), u"abc…"_s);
    // A character outside the first plane is two units long: it goes whole or not at all.
    QCOMPARE(shortened(u"ab\U0001F600d"_s, 3), u"ab…"_s);
    QCOMPARE(shortened(u"a\U0001F600de"_s, 3), u"a\U0001F600…"_s);
}

void ModelTextsTest::proofs()
{
    QSet<QString> texts;
    for (const ProofBadge badge : { ProofBadge::Pending, ProofBadge::Verified, ProofBadge::Mismatch,
             ProofBadge::Unavailable, ProofBadge::Skipped, ProofBadge::Recorded })
        texts.insert(proofText(badge));
    QCOMPARE(texts.size(), 6);
    QVERIFY(!texts.contains(QString()));
    QCOMPARE(proofIconName(ProofBadge::Mismatch), u"mismatch"_s);
    QCOMPARE(proofIconName(ProofBadge::Verified), u"verified"_s);
}

QTEST_GUILESS_MAIN(ModelTextsTest)
#include "tst_modeltexts.moc"
