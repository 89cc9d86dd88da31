// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pruning an engine that says what a test wants: how often it is asked, and what comes of odd answers.

#include "services/prune/prunerun.h"
#include "services/stores/engine/enginestore.h"
#include "tests/support/fakeengine.h"

#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using How = PruneOutcome::How;

namespace {

ImageStorePtr connectTo(const FakeEngine &engine)
{
    const Job job;
    return EngineStore::connect(Endpoint::unixSocket(engine.path()), EngineBrand::Docker, u"fake"_s, job)
        .value_or(nullptr);
}

QByteArray pathOf(int image)
{
    return "/images/sha256%3A" + FakeEngine::idOf(image).mid(7);
}

QByteArray erased(int image)
{
    return R"([{"Untagged":"whatever"},{"Deleted":")" + FakeEngine::idOf(image) + "\"}]";
}

PruneFacts factsOf(int images)
{
    PruneFacts facts;
    for (int i = 0; i < images; ++i) {
        PruneFacts::Image image;
        image.id = { QString::fromLatin1(FakeEngine::idOf(i)) };
        image.names = { u"team/app%1:latest"_s.arg(i) };
        facts.images.append(image);
    }
    return facts;
}

} // namespace

class TestEnginePrune : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threeRequestsForAnImage();
    void otherNamesThanShown();
    void onlyANameWent();

private:
    static PruneResult removeFrom(ImageStore &store, const PruneFacts &facts);
};

PruneResult TestEnginePrune::removeFrom(ImageStore &store, const PruneFacts &facts)
{
    QList<int> all;
    for (int i = 0; i < facts.images.size(); ++i)
        all.append(i);
    Job job;
    return removeImages(
        store, facts, all, [](const PruneOutcome &) {}, job)
        .value_or(PruneResult());
}

void TestEnginePrune::threeRequestsForAnImage()
{
    FakeEngine engine(FakeEngine::images(5));
    const ImageStorePtr store = connectTo(engine);
    QVERIFY(store);
    for (int i = 0; i < 5; ++i)
        engine.setBody("/images/team%2Fapp" + QByteArray::number(i) + "%3Alatest", erased(i));
    const int before = engine.requests();
    QCOMPARE(removeFrom(*store, factsOf(5)).count(How::Removed), 5);
    QCOMPARE(engine.requests() - before - engine.requests("/system/df"), 15);
    QVERIFY(engine.lastRequest("/images/team%2Fapp4%3Alatest").startsWith("DELETE "));
}

void TestEnginePrune::otherNamesThanShown()
{
    FakeEngine engine(FakeEngine::images(1));
    const ImageStorePtr store = connectTo(engine);
    QVERIFY(store);
    PruneFacts facts = factsOf(1);
    facts.images[0].names = {};
    const PruneResult result = removeFrom(*store, facts);
    QCOMPARE(result.count(How::Skipped), 1);
    QCOMPARE(result.outcomes[0].reason->detail, u"it is called team/app0:latest by now"_s);
    QCOMPARE(engine.requests(pathOf(0)), 0);
    QCOMPARE(engine.requests("/images/team%2Fapp0%3Alatest"), 0);
}

// The engine says yes, and the image stays: something else stands on it.
void TestEnginePrune::onlyANameWent()
{
    FakeEngine engine(FakeEngine::images(1));
    const ImageStorePtr store = connectTo(engine);
    QVERIFY(store);
    const QByteArray nameless =
        FakeEngine::inspect(0).replace(R"("RepoTags":["team/app0:latest"])", R"("RepoTags":[])");
    engine.setAnswer("/images/team%2Fapp0%3Alatest", [&](ScriptedServer::Peer &peer, const QByteArray &) {
        engine.setBody(pathOf(0) + "/json", nameless);
        return peer.send(FakeEngine::ok(R"([{"Untagged":"team/app0:latest"}])"));
    });
    engine.setBody(pathOf(0), "[]");
    const PruneResult result = removeFrom(*store, factsOf(1));
    QCOMPARE(result.count(How::Skipped), 1);
    QCOMPARE(result.outcomes[0].reason->code, ErrorCode::Conflict);
    QCOMPARE(engine.requests(pathOf(0)), 1);
}

QTEST_GUILESS_MAIN(TestEnginePrune)
#include "tst_engineprune.moc"
