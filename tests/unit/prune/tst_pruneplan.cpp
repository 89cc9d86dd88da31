// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What pruning proposes and what it frees: by hand for each rule, and over a thousand stores made by chance.

#include "services/prune/pruneledger.h"
#include "services/prune/pruneplan.h"

#include <QtTest/QTest>

#include <numeric>
#include <random>

using namespace varve;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QDateTime kNow = QDateTime::fromString(u"2026-11-25T12:00:00Z"_s, Qt::ISODate);

PruneFacts::Image image(const QString &id, const QStringList &names, int daysOld, const QList<int> &parts)
{
    PruneFacts::Image made;
    made.id = { id };
    made.names = names;
    made.created = kNow.addDays(-daysOld);
    made.parts = parts;
    return made;
}

ContainerInfo container(const QString &name, const QString &imageId, ContainerState state = ContainerState::Exited)
{
    ContainerInfo made;
    made.id = name;
    made.names = { name };
    made.image = { imageId };
    made.state = state;
    return made;
}

// "a b", in the plan's order.
QString proposed(const PruneFacts &facts, const PruneRules &rules = {})
{
    QStringList ids;
    for (const PruneItem &item : planPrune(facts, rules, kNow).items)
        ids.append(facts.images[item.image].id.value);
    return ids.join(u' ');
}

QString kept(const PruneFacts &facts, const PruneRules &rules = {})
{
    static constexpr const char *kNames[] { "none", "container", "child", "protected", "young", "newest", "list",
        "manual" };
    QStringList lines;
    for (const PruneKept &each : planPrune(facts, rules, kNow).kept) {
        const QString by = each.by.isEmpty() ? QString() : u' ' + each.by;
        lines.append(facts.images[each.image].id.value + u' '
            + QLatin1String(kNames[static_cast<std::size_t>(each.obstacle)]) + by);
    }
    return lines.join(u", "_s);
}

// Parts: 0 shared by all, 1 by a and b alone, 2 a's, 3 b's, 4 c's.
PruneFacts threeImages()
{
    PruneFacts facts;
    facts.partBytes = { 1000, 100, 10, 20, 40 };
    facts.images = { image(u"a"_s, {}, 10, { 0, 1, 2 }), image(u"b"_s, {}, 20, { 0, 1, 3 }),
        image(u"c"_s, { u"docker.io/library/c:1"_s }, 30, { 0, 4 }) };
    return facts;
}

// A store such as one might find, only less tidy.
PruneFacts byChance(std::mt19937 &random)
{
    const auto upTo = [&random](int most) { return static_cast<int>(random() % static_cast<unsigned>(most + 1)); };
    PruneFacts facts;
    const int parts = 1 + upTo(40);
    for (int i = 0; i < parts; ++i) {
        facts.partBytes.push_back(upTo(1'000'000));
        facts.isPinned.push_back(upTo(9) == 0);
    }
    facts.isPinned.resize(static_cast<std::size_t>(upTo(parts)));
    const int images = upTo(25);
    for (int i = 0; i < images; ++i) {
        PruneFacts::Image made = image(u"i%1"_s.arg(i), {}, upTo(100), {});
        for (int name = upTo(2); name > 0; --name)
            made.names.append(u"r%1.io/x:%2"_s.arg(upTo(3)).arg(upTo(5)));
        for (int part = 0; part < parts; ++part) {
            if (upTo(3) == 0)
                made.parts.append(part);
        }
        if (i > 0 && upTo(3) == 0)
            made.parent = { u"i%1"_s.arg(upTo(i - 1)) };
        if (upTo(4) == 0)
            made.repoDigests = { u"r.io/x@sha256:0"_s };
        facts.images.append(made);
    }
    for (int i = upTo(4); i > 0; --i)
        facts.containers.append(container(u"c%1"_s.arg(i), u"i%1"_s.arg(upTo(30))));
    return facts;
}

std::int64_t bytesNeeded(const PruneFacts &facts, const QSet<int> &images)
{
    QSet<int> parts;
    for (int image = 0; image < facts.images.size(); ++image) {
        if (images.contains(image))
            parts += QSet<int>(facts.images[image].parts.cbegin(), facts.images[image].parts.cend());
    }
    for (std::size_t part = 0; part < facts.partBytes.size(); ++part) {
        const bool isPinned = part < facts.isPinned.size() && facts.isPinned[part];
        const bool isNobodys = std::none_of(facts.images.cbegin(), facts.images.cend(),
            [part](const auto &each) { return each.parts.contains(static_cast<int>(part)); });
        if (isPinned || isNobodys)
            parts.insert(static_cast<int>(part));
    }
    std::int64_t bytes = 0;
    for (const int part : std::as_const(parts))
        bytes += facts.partBytes[static_cast<std::size_t>(part)];
    return bytes;
}

} // namespace

class TestPrunePlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void danglingIsTheDefault();
    void bytesAloneAndTogether();
    void whatIsUsedStays();
    void unusedWithAMinimumAge();
    void olderThan();
    void newestOfEachRepository();
    void labelsNamesAndProtection();
    void knownByDigest();
    void parentsStayWithTheirChildren();
    void warnings();
    void patterns_data();
    void patterns();
    void thousandStores();
};

void TestPrunePlan::danglingIsTheDefault()
{
    QCOMPARE(proposed(threeImages()), u"b a"_s); // by bytes
    QCOMPARE(proposed({}), QString());
}

void TestPrunePlan::bytesAloneAndTogether()
{
    PruneFacts facts = threeImages();
    const PrunePlan plan = planPrune(facts, {}, kNow);
    QCOMPARE(plan.items[0].aloneBytes, 20);
    QCOMPARE(plan.items[1].aloneBytes, 10);
    QCOMPARE(plan.togetherBytes, 130); // what only these two share goes with the second of them
    facts.isPinned = { false, true };
    QCOMPARE(planPrune(facts, {}, kNow).togetherBytes, 30);
}

void TestPrunePlan::whatIsUsedStays()
{
    PruneFacts facts = threeImages();
    facts.containers = { container(u"web"_s, u"a"_s), container(u"elsewhere"_s, u"nothing here"_s) };
    QCOMPARE(proposed(facts), u"b"_s);
    QCOMPARE(kept(facts), u"a container web"_s); // though it has stopped
    QCOMPARE(planPrune(facts, {}, kNow).togetherBytes, 20);
}

void TestPrunePlan::unusedWithAMinimumAge()
{
    PruneFacts facts = threeImages();
    PruneRules rules;
    rules.takesUnused = true;
    QCOMPARE(proposed(facts, rules), u"c b a"_s);
    facts.images[2].arrived = kNow.addSecs(-3600); // built long ago, pulled just now
    QCOMPARE(proposed(facts, rules), u"b a"_s);
    QCOMPARE(kept(facts, rules), u"c young"_s);
    rules.unusedMinimumAge = 0s;
    QCOMPARE(proposed(facts, rules), u"c b a"_s);
    rules.unusedMinimumAge = 24h;
    facts.images[2].arrived = {};
    facts.images[2].created = {};
    QCOMPARE(kept(facts, rules), u"c young"_s); // nobody knows
    facts.images[0].created = kNow; // dangling: at once
    QVERIFY(proposed(facts, rules).contains(u'a'));
}

void TestPrunePlan::olderThan()
{
    PruneFacts facts = threeImages();
    PruneRules rules;
    rules.olderThan = std::chrono::hours(24 * 15);
    QCOMPARE(proposed(facts, rules), u"b"_s);
    facts.images[1].created = {};
    QCOMPARE(proposed(facts, rules), QString());
}

void TestPrunePlan::newestOfEachRepository()
{
    PruneFacts facts;
    facts.partBytes = { 1, 2, 3, 4, 5 };
    facts.images = { image(u"a1"_s, { u"r.io/a:1"_s }, 30, { 0 }), image(u"a2"_s, { u"r.io/a:2"_s }, 20, { 1 }),
        image(u"a3"_s, { u"r.io/a:3"_s, u"r.io/b:1"_s }, 10, { 2 }), image(u"b2"_s, { u"r.io/b:2"_s }, 5, { 3 }),
        image(u"d"_s, {}, 50, { 4 }) };
    PruneRules rules;
    rules.takesUnused = true;
    rules.keepNewest = 1;
    QCOMPARE(proposed(facts, rules), u"d a2 a1"_s);
    QCOMPARE(kept(facts, rules), u"a3 newest r.io/a, b2 newest r.io/b"_s);
    rules.keepNewest = 2;
    QCOMPARE(proposed(facts, rules), u"d a1"_s);
}

void TestPrunePlan::labelsNamesAndProtection()
{
    PruneFacts facts = threeImages();
    facts.images[0].labels = { { u"stage"_s, u"build"_s } };
    facts.images[1].labels = { { u"stage"_s, u"test=x"_s } };
    PruneRules rules;
    rules.labels = { u"stage"_s };
    QCOMPARE(proposed(facts, rules), u"b a"_s);
    rules.labels = { u"stage=test=x"_s };
    QCOMPARE(proposed(facts, rules), u"b"_s);
    rules.labels = { u"stage"_s, u"other"_s };
    QCOMPARE(proposed(facts, rules), QString());
    rules = {};
    rules.takesUnused = true;
    rules.namePattern = u"*/c:*"_s;
    QCOMPARE(proposed(facts, rules), u"c"_s);
    rules.namePattern = u"docker.io/library/c"_s;
    QCOMPARE(proposed(facts, rules), u"c"_s);
    rules.namePattern = u"c"_s;
    QCOMPARE(proposed(facts, rules), u"c"_s);
    rules.namePattern.clear();
    rules.protectedNames = { u"other"_s, u"docker.io/*"_s };
    QCOMPARE(proposed(facts, rules), u"b a"_s);
    QCOMPARE(kept(facts, rules), u"c protected docker.io/*"_s);
}

// Without a name, but somebody asked for it by its digest.
void TestPrunePlan::knownByDigest()
{
    PruneFacts facts = threeImages();
    facts.images[0].repoDigests = { u"prod.io/app@sha256:"_s + QString(64, u'a') };
    PruneRules rules;
    rules.protectedNames = { u"prod.io/*"_s };
    QCOMPARE(kept(facts, rules), u"a protected prod.io/*"_s);
    facts.images[1].listedBy = u"many:1"_s;
    QCOMPARE(kept(facts), u"b list many:1"_s);
    QCOMPARE(proposed(facts), u"a"_s);
}

void TestPrunePlan::parentsStayWithTheirChildren()
{
    PruneFacts facts = threeImages();
    facts.images[2].parent = { u"b"_s };
    facts.images[1].parent = { u"a"_s };
    QCOMPARE(proposed(facts), QString());
    QCOMPARE(kept(facts), u"b child c, a child b"_s);
    PruneRules rules;
    rules.takesUnused = true;
    QCOMPARE(proposed(facts, rules), u"c b a"_s);
    QCOMPARE(removalOrder(facts, { 0, 1, 2 }), QList<int>({ 2, 1, 0 }));
    facts.images[0].parent = { u"c"_s }; // a ring: whoever made this, it ends
    QCOMPARE(removalOrder(facts, { 0, 1, 2 }).size(), 3);
    QVERIFY(!proposed(facts, rules).isEmpty());
}

void TestPrunePlan::warnings()
{
    PruneFacts facts = threeImages();
    facts.images[0].repoDigests = { u"r.io/a@sha256:0"_s };
    const PrunePlan plan = planPrune(facts, {}, kNow);
    QCOMPARE(plan.items[0].warnings, PruneWarnings(PruneWarning::OnlyCopy));
    QCOMPARE(plan.items[1].warnings, PruneWarnings(PruneWarning::DigestOnly));
    facts.images[0].areDigestsMadeUp = true;
    QCOMPARE(
        planPrune(facts, {}, kNow).items[1].warnings, PruneWarnings(PruneWarning::DigestOnly) | PruneWarning::OnlyCopy);
    facts.images[0].isManual = true;
    QCOMPARE(kept(facts), u"a manual"_s);
}

void TestPrunePlan::patterns_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("matches");
    QTest::addRow("whole") << u"a.io/b:1"_s << u"a.io/b:1"_s << true;
    QTest::addRow("part") << u"a.io/b:1"_s << u"a.io/b"_s << false;
    QTest::addRow("star over slashes") << u"a.io/b/c:1"_s << u"a.io/*"_s << true;
    QTest::addRow("question mark") << u"b:1"_s << u"b:?"_s << true;
    QTest::addRow("one sign each") << u"b:12"_s << u"b:?"_s << false;
    QTest::addRow("no expression") << u"axio/b"_s << u"a.io/*"_s << false;
    QTest::addRow("brackets are themselves") << u"[b]"_s << u"[b*"_s << true;
    QTest::addRow("several stars") << u"a.io/team/app:1"_s << u"*/te*m/*:*"_s << true;
    QTest::addRow("star goes back") << u"aab"_s << u"*ab"_s << true;
    QTest::addRow("nothing left") << u"ab"_s << u"ab*?"_s << false;
    QTest::addRow("case") << u"B:1"_s << u"b*"_s << false;
}

void TestPrunePlan::patterns()
{
    QFETCH(QString, text);
    QFETCH(QString, pattern);
    QFETCH(bool, matches);
    QCOMPARE(matchesPattern(text, pattern), matches);
}

void TestPrunePlan::thousandStores()
{
    std::mt19937 random(20261125);
    for (int round = 0; round < 1000; ++round) {
        const PruneFacts facts = byChance(random);
        const PruneLedger ledger(facts);
        PruneRules rules;
        rules.takesUnused = round % 2 == 0;
        rules.keepNewest = round % 5;
        const PrunePlan plan = planPrune(facts, rules, kNow);
        QSet<int> staying;
        for (int i = 0; i < facts.images.size(); ++i)
            staying.insert(i);
        const std::int64_t before = bytesNeeded(facts, staying);
        const std::int64_t total = std::accumulate(facts.partBytes.begin(), facts.partBytes.end(), std::int64_t { 0 });
        QCOMPARE(before, total);
        // Item by item, in the order of the removal: each step frees what was said, and at no point less than before.
        QList<int> gone;
        std::int64_t freed = 0;
        QList<int> all;
        for (const PruneItem &item : plan.items)
            all.append(item.image);
        for (const int image : removalOrder(facts, all)) {
            for (const ContainerInfo &each : facts.containers)
                QVERIFY(each.image != facts.images[image].id);
            for (const int other : std::as_const(staying))
                QVERIFY(other == image || facts.images[other].parent != facts.images[image].id);
            staying.remove(image);
            gone.append(image);
            const std::int64_t now = ledger.freed(gone);
            QVERIFY(now >= freed);
            freed = now;
            QCOMPARE(freed + bytesNeeded(facts, staying), total);
        }
        QCOMPARE(plan.togetherBytes, freed);
        // Nothing is said of an image twice.
        QSet<int> named(all.cbegin(), all.cend());
        for (const PruneKept &each : plan.kept)
            named.insert(each.image);
        QCOMPARE(named.size(), plan.items.size() + plan.kept.size());
    }
}

QTEST_GUILESS_MAIN(TestPrunePlan)
#include "tst_pruneplan.moc"
