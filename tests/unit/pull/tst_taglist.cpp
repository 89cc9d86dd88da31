// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The tags of a repository: from Docker Hub where that knows more, from the registry otherwise.

#include "services/pull/taglist.h"
#include "tests/support/registryfixture.h"
#include "tests/support/tarbuilder.h"

#include <QtTest/QtTest>

#include <algorithm>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Answer = FaultyRegistry::Answer;
using Request = FaultyRegistry::Request;

namespace {

QStringList namesOf(const TagList &list)
{
    QStringList names;
    for (const RemoteTag &tag : list.tags)
        names.append(tag.name);
    return names;
}

QByteArray hubPage(const QByteArrayList &tags, bool hasMore)
{
    QByteArrayList results;
    for (const QByteArray &tag : tags)
        results.append(
            "{\"name\":\"" + tag + R"(","full_size":71005258,"tag_last_pushed":"2026-01-02T03:04:05Z","images":[
               {"architecture":"amd64","os":"linux","size":71005258},{"architecture":"unknown","os":"unknown"},
               {"architecture":"arm64","os":"linux","size":70000000}]})");
    return "{\"count\":700,\"next\":" + QByteArray(hasMore ? R"("https://hub.docker.com/x")" : "null")
        + ",\"results\":[" + results.join(',') + "]}";
}

// A registry that stands for Docker Hub's as well.
RegistryAccess accessWithHub(const FaultyRegistry &hub, const FaultyRegistry &registry)
{
    auto settings = std::make_shared<RegistrySettings>();
    RegistrySettings::Rule rule;
    rule.prefix = u"docker.io"_s;
    rule.location = QString::fromLatin1(registry.address());
    settings->addRule(rule);
    RegistryAccess access = quickAccess();
    access.settings = settings;
    access.hubAddress = hub.url();
    return access;
}

Reference nginx()
{
    return Reference::parse(u"nginx"_s).value();
}

} // namespace

class TestTagList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void order_data();
    void order();
    void registryHasNames();
    void hubHasDates();
    void hubHasTooMany();
    void hubFailsHalfWay();
    void registryStandsInForTheHub();
    void unknownRepository();
};

void TestTagList::order_data()
{
    QTest::addColumn<QStringList>("sorted");
    QTest::addRow("versions") << QStringList { u"latest"_s, u"2.0"_s, u"1.10"_s, u"1.9"_s, u"1.2"_s };
    QTest::addRow("suffixes") << QStringList { u"12-slim"_s, u"12"_s, u"11"_s };
    QTest::addRow("zeros") << QStringList { u"10"_s, u"09"_s, u"8"_s };
    QTest::addRow("long numbers") << QStringList { u"100000000000000000000000000000001"_s,
        u"99999999999999999999999999999999"_s, u"1"_s };
    QTest::addRow("words") << QStringList { u"latest"_s, u"stable"_s, u"edge"_s };
}

void TestTagList::order()
{
    QFETCH(QStringList, sorted);
    QStringList tags = sorted;
    std::sort(tags.begin(), tags.end()); // as registries list them
    std::sort(tags.begin(), tags.end(), isTagBefore);
    QCOMPARE(tags, sorted);
    for (qsizetype i = 0; i < sorted.size(); ++i) {
        QVERIFY(!isTagBefore(sorted[i], sorted[i]));
        for (qsizetype k = i + 1; k < sorted.size(); ++k)
            QVERIFY(isTagBefore(sorted[i], sorted[k]) && !isTagBefore(sorted[k], sorted[i]));
    }
}

void TestTagList::registryHasNames()
{
    FaultyRegistry registry;
    registry.answerWith([](const Request &request) -> std::optional<Answer> {
        if (!request.target.contains("/tags/list"))
            return std::nullopt;
        return Answer { 200, {}, R"({"name":"team/app","tags":["1.10","1.9","latest"]})" };
    });
    Job job;
    const Result<TagList> list = listTags(referenceTo(registry, {}), quickAccess(), job);
    QVERIFY2(list, list ? "" : qPrintable(list.error().detail));
    QCOMPARE(namesOf(*list), (QStringList { u"latest"_s, u"1.10"_s, u"1.9"_s }));
    QVERIFY(!list->hasMore);
    QCOMPARE(list->tags[0].sizeBytes, std::int64_t { -1 });
}

void TestTagList::hubHasDates()
{
    FaultyRegistry hub;
    FaultyRegistry registry;
    hub.answerWith([](const Request &) { return Answer { 200, {}, hubPage({ "1.27", "1.26" }, false) }; });
    Job job;
    const Result<TagList> list = listTags(nginx(), accessWithHub(hub, registry), job);
    QVERIFY2(list, list ? "" : qPrintable(list.error().detail));
    QCOMPARE(namesOf(*list), (QStringList { u"1.27"_s, u"1.26"_s }));
    QCOMPARE(list->tags[0].sizeBytes, std::int64_t { 71005258 });
    QCOMPARE(list->tags[0].platforms, (QStringList { u"linux/amd64"_s, u"linux/arm64"_s }));
    QCOMPARE(list->tags[0].pushed, QDateTime({ 2026, 1, 2 }, { 3, 4, 5 }, Qt::UTC));
    QVERIFY(registry.requests().isEmpty());
}

void TestTagList::hubHasTooMany()
{
    FaultyRegistry hub;
    FaultyRegistry registry;
    hub.answerWith([](const Request &) { return Answer { 200, {}, hubPage({ "a" }, true) }; });
    Job job;
    const Result<TagList> list = listTags(nginx(), accessWithHub(hub, registry), job);
    QVERIFY(list && list->hasMore);
    QCOMPARE(hub.requests().size(), TagList::kHubPages);
}

void TestTagList::hubFailsHalfWay()
{
    FaultyRegistry hub;
    FaultyRegistry registry;
    hub.answerWith([](const Request &request) {
        return request.target.contains("page=1") ? Answer { 200, {}, hubPage({ "a" }, true) }
                                                 : Answer { 403, {}, "no" };
    });
    Job job;
    const Result<TagList> list = listTags(nginx(), accessWithHub(hub, registry), job);
    QVERIFY(list && list->hasMore);
    QCOMPARE(namesOf(*list), QStringList { u"a"_s });
    QCOMPARE(list->warnings.size(), 1);
}

void TestTagList::registryStandsInForTheHub()
{
    FaultyRegistry hub;
    FaultyRegistry registry;
    hub.answerWith([](const Request &) { return Answer { 200, {}, "<html>moved</html>" }; });
    registry.answerWith([](const Request &request) -> std::optional<Answer> {
        if (!request.target.startsWith("/v2/library/nginx/tags/list"))
            return std::nullopt;
        return Answer { 200, {}, R"({"tags":["1.26","1.27"]})" };
    });
    Job job;
    RegistryAccess access = accessWithHub(hub, registry);
    Result<TagList> list = listTags(nginx(), access, job);
    QVERIFY2(list, list ? "" : qPrintable(list.error().detail));
    QCOMPARE(namesOf(*list), (QStringList { u"1.27"_s, u"1.26"_s }));
    QCOMPARE(hub.requests().size(), 1);
    access.hubAddress.clear();
    list = listTags(nginx(), access, job);
    QVERIFY(list);
    QCOMPARE(hub.requests().size(), 1);
}

void TestTagList::unknownRepository()
{
    FaultyRegistry registry;
    Job job;
    const Result<TagList> list = listTags(referenceTo(registry, {}), quickAccess(), job);
    QVERIFY(!list);
    QCOMPARE(list.error().code, ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(TestTagList)
#include "tst_taglist.moc"
