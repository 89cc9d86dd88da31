// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The tags of a repository: from Docker Hub where that knows more, from the registry otherwise.

#include "services/pull/hubsearch.h"
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

RegistryAccess accessWithHub(const FaultyRegistry &hub)
{
    RegistryAccess access = quickAccess();
    access.hubAddress = hub.url();
    return access;
}

RegistryAccess accessWithHub(const FaultyRegistry &hub, const RegistrySettings::Rule &rule)
{
    auto settings = std::make_shared<RegistrySettings>();
    settings->addRule(rule);
    RegistryAccess access = accessWithHub(hub);
    access.settings = settings;
    return access;
}

// Docker Hub's registry is there instead.
RegistrySettings::Rule relocation(const FaultyRegistry &registry)
{
    RegistrySettings::Rule rule;
    rule.prefix = u"docker.io"_s;
    rule.location = QString::fromLatin1(registry.address());
    return rule;
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
    void settingsKeepTheHubFromBeingAsked_data();
    void settingsKeepTheHubFromBeingAsked();
    void blockedHubIsNotAsked();
    void searchFollowsTheSettings();
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
    hub.answerWith([](const Request &) { return Answer { 200, {}, hubPage({ "1.27", "1.26" }, false) }; });
    Job job;
    const Result<TagList> list = listTags(nginx(), accessWithHub(hub), job);
    QVERIFY2(list, list ? "" : qPrintable(list.error().detail));
    QCOMPARE(namesOf(*list), (QStringList { u"1.27"_s, u"1.26"_s }));
    QCOMPARE(list->tags[0].sizeBytes, std::int64_t { 71005258 });
    QCOMPARE(list->tags[0].platforms, (QStringList { u"linux/amd64"_s, u"linux/arm64"_s }));
    QCOMPARE(list->tags[0].pushed, QDateTime({ 2026, 1, 2 }, { 3, 4, 5 }, Qt::UTC));
}

void TestTagList::hubHasTooMany()
{
    FaultyRegistry hub;
    hub.answerWith([](const Request &) { return Answer { 200, {}, hubPage({ "a" }, true) }; });
    Job job;
    const Result<TagList> list = listTags(nginx(), accessWithHub(hub), job);
    QVERIFY(list && list->hasMore);
    QCOMPARE(hub.requests().size(), TagList::kHubPages);
}

void TestTagList::hubFailsHalfWay()
{
    FaultyRegistry hub;
    hub.answerWith([](const Request &request) {
        return request.target.contains("page=1") ? Answer { 200, {}, hubPage({ "a" }, true) }
                                                 : Answer { 403, {}, "no" };
    });
    Job job;
    const Result<TagList> list = listTags(nginx(), accessWithHub(hub), job);
    QVERIFY(list && list->hasMore);
    QCOMPARE(namesOf(*list), QStringList { u"a"_s });
    QCOMPARE(list->warnings.size(), 1);
}

// What would go to Docker Hub's registry is seen by the proxy.
void TestTagList::registryStandsInForTheHub()
{
    FaultyRegistry hub;
    FaultyRegistry proxy;
    qputenv("https_proxy", proxy.url());
    const auto unset = qScopeGuard([] { qunsetenv("https_proxy"); });
    hub.answerWith([](const Request &) { return Answer { 200, {}, "<html>moved</html>" }; });
    Job job;
    RegistryAccess access = accessWithHub(hub);
    QVERIFY(!listTags(nginx(), access, job));
    QCOMPARE(hub.requests().size(), 1);
    QVERIFY(proxy.count("registry-1.docker.io:443") > 0);
    const qsizetype before = proxy.count("registry-1.docker.io:443");
    access.hubAddress.clear();
    QVERIFY(!listTags(nginx(), access, job));
    QCOMPARE(hub.requests().size(), 1);
    QVERIFY(proxy.count("registry-1.docker.io:443") > before);
}

void TestTagList::settingsKeepTheHubFromBeingAsked_data()
{
    QTest::addColumn<bool>("isMirrored");
    QTest::addColumn<QString>("prefix");
    QTest::addRow("all of it is elsewhere") << false << u"docker.io"_s;
    QTest::addRow("one owner is elsewhere") << false << u"docker.io/library"_s;
    QTest::addRow("a mirror") << true << u"docker.io"_s;
}

void TestTagList::settingsKeepTheHubFromBeingAsked()
{
    QFETCH(bool, isMirrored);
    QFETCH(QString, prefix);
    FaultyRegistry hub;
    FaultyRegistry registry;
    hub.answerWith([](const Request &) { return Answer { 200, {}, hubPage({ "1.0" }, false) }; });
    registry.answerWith([](const Request &request) -> std::optional<Answer> {
        if (!request.target.contains("/nginx/tags/list"))
            return std::nullopt;
        return Answer { 200, {}, R"({"tags":["1.26","1.27"]})" };
    });
    RegistrySettings::Rule rule = relocation(registry);
    rule.prefix = prefix;
    if (isMirrored) {
        RegistrySettings::Mirror mirror;
        mirror.location = std::exchange(rule.location, QString());
        rule.mirrors = { mirror };
    }
    Job job;
    const Result<TagList> list = listTags(nginx(), accessWithHub(hub, rule), job);
    QVERIFY2(list, list ? "" : qPrintable(list.error().detail));
    QCOMPARE(namesOf(*list), (QStringList { u"1.27"_s, u"1.26"_s }));
    QVERIFY(hub.requests().isEmpty());
}

void TestTagList::blockedHubIsNotAsked()
{
    FaultyRegistry hub;
    hub.answerWith([](const Request &) { return Answer { 200, {}, hubPage({ "1.0" }, false) }; });
    RegistrySettings::Rule rule;
    rule.prefix = u"docker.io"_s;
    rule.isBlocked = true;
    const RegistryAccess access = accessWithHub(hub, rule);
    Job job;
    const Result<TagList> list = listTags(nginx(), access, job);
    QVERIFY(!list);
    QCOMPARE(list.error().code, ErrorCode::AccessDenied);
    const Result<HubSearch> search = searchDockerHub(u"nginx"_s, 10, access, job);
    QVERIFY(!search);
    QCOMPARE(search.error().code, ErrorCode::AccessDenied);
    QVERIFY(hub.requests().isEmpty());
}

// Where images of it are looked for elsewhere, so are words; a mirror, and a rule for one owner, say nothing about them.
void TestTagList::searchFollowsTheSettings()
{
    FaultyRegistry hub;
    FaultyRegistry registry;
    hub.answerWith([](const Request &) { return Answer { 200, {}, R"({"total":0,"results":[]})" }; });
    Job job;
    RegistrySettings::Rule rule = relocation(registry);
    QCOMPARE(searchDockerHub(u"x"_s, 10, accessWithHub(hub, rule), job).error().code, ErrorCode::AccessDenied);
    QVERIFY(hub.requests().isEmpty());
    rule.prefix = u"docker.io/library"_s;
    QVERIFY(searchDockerHub(u"x"_s, 10, accessWithHub(hub, rule), job));
    rule.prefix = u"docker.io"_s;
    rule.location.clear();
    rule.mirrors = { { QString::fromLatin1(registry.address()), false, RegistrySettings::Mirror::For::All } };
    QVERIFY(searchDockerHub(u"x"_s, 10, accessWithHub(hub, rule), job));
    QCOMPARE(hub.requests().size(), 2);
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
