// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Engines that answer badly, or not at all, as sources: each fault has a name and a sentence, what was known stays and is
// marked, and when the engine is well again it is Ready without anything being begun anew.

#include "services/stores/engine/enginestore.h"
#include "tests/support/fakeengine.h"
#include "ui/sourcemanager.h"

#include <QtCore/QFile>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLongMs = 20'000; // a hang, not a slow machine

using Fault = std::function<void(FakeEngine &engine)>;

StoreOffer offerOf(const FakeEngine &engine)
{
    StoreOffer offer;
    const Endpoint endpoint = Endpoint::unixSocket(engine.path());
    offer.key = offer.location = endpoint.toString();
    offer.title = u"Engine"_s;
    offer.open = [endpoint](Job &job) { return EngineStore::connect(endpoint, EngineBrand::Docker, u"Engine"_s, job); };
    return offer;
}

// One engine as the only source.
struct Sources {
    explicit Sources(const QByteArray &images = FakeEngine::images(3))
        : engine(images)
        , services { pool, nullptr, nullptr, openStore, {}, {} }
        , manager(services, jobs)
    {
    }
    ~Sources() { pool.shutdown(); } // before the engine goes

    void add() { manager.add({ offerOf(engine) }); }
    const SourceManager::Entry &entry() const { return *manager.entry(manager.sources().constLast().id); }
    SourceId id() const { return entry().source.id; }
    SourceState state() const { return entry().source.state; }
    QStringList names() const
    {
        QStringList all;
        for (const SourceImage &image : entry().images.images)
            all += image.summary.names.join(u' ');
        return all;
    }

    FakeEngine engine;
    WorkPool pool;
    JobList jobs;
    UiServices services;
    SourceManager manager;
};

QByteArray status(const QByteArray &line, const QByteArray &body)
{
    return "HTTP/1.1 " + line + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QByteArray manyHeaders()
{
    QByteArray headers = "HTTP/1.1 200 OK\r\n";
    while (headers.size() < 1'000'000)
        headers += "X-Filler-" + QByteArray::number(headers.size()) + ": " + QByteArray(900, 'x') + "\r\n";
    return headers + "Content-Length: 2\r\n\r\n[]";
}

const QByteArray kPage = "<!DOCTYPE html><html><head><title>Welcome</title></head><body>It works!</body></html>";

// The document with one member as `value` says; an empty value: without it.
QByteArray changed(const nlohmann::json &document, const std::string &pointer, const char *value)
{
    nlohmann::json copy = document;
    const nlohmann::json::json_pointer at(pointer);
    if (*value != '\0') {
        copy[at] = nlohmann::json::parse(value);
    } else if (copy[at.parent_pointer()].is_object()) {
        copy[at.parent_pointer()].erase(at.back());
    }
    return QByteArray::fromStdString(copy.dump());
}

// Where something stands in a document, at any depth.
void collect(const nlohmann::json &value, const std::string &pointer, std::vector<std::string> &all)
{
    if (!pointer.empty())
        all.push_back(pointer);
    if (value.is_object()) {
        for (const auto &[key, member] : value.items())
            collect(member, pointer + '/' + key, all);
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i)
            collect(value[i], pointer + '/' + std::to_string(i), all);
    }
}

constexpr std::array kWrongValues { "", "null", "true", "-1", "1e300", "18446744073709551615", R"("text")", R"("")",
    R"("\u0000\u202e")", "[]", "{}", "[null, 7, {}]", R"({"a": null, "b": [1]})" };

// Calls try(document) for every member and every wrong value of it.
template <typename Try>
void forEachWrong(const QByteArray &healthy, Try tryOne)
{
    const nlohmann::json document = nlohmann::json::parse(healthy.constData());
    std::vector<std::string> members;
    collect(document, {}, members);
    for (const std::string &member : members) {
        for (const char *value : kWrongValues) {
            tryOne(changed(document, member, value), QByteArray::fromStdString(member) + " = " + value);
            if (QTest::currentTestFailed()) {
                qWarning("%s = %s", member.c_str(), value);
                return;
            }
        }
    }
}

} // namespace

Q_DECLARE_METATYPE(Fault)

class tst_BadEngines : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void faults_data();
    void faults();
    void faultsAtFirst_data();
    void faultsAtFirst();
    void silence();
    void notPermitted();
    void newerApi();
    void comesBackByItself();
    void stoppedAndStarted();
    void wrongFieldsOfTheList();
    void wrongFieldsOfAnImage();
    void wrongFieldsOfTheHistory();
    void wrongFieldsOfContainers();
    void hundredThousandImages();
    void eventsThatFail_data();
    void eventsThatFail();
    void eventsThatComeBack();
    void containersThatFail();

private:
    static void compareFailure(const Sources &sources, ErrorCode code);
};

void tst_BadEngines::compareFailure(const Sources &sources, ErrorCode code)
{
    const SourceManager::Entry &entry = sources.entry();
    // What is wrong may turn into something else while it happens: a connection ends before its socket is gone.
    QTRY_VERIFY2_WITH_TIMEOUT(
        entry.error.code == code, qPrintable(errorCodeName(entry.error.code) + u": "_s + entry.error.detail), kLongMs);
    QVERIFY(!entry.error.detail.isEmpty());
    const ErrorText text = SourceManager::failureText(entry);
    QCOMPARE(entry.source.errorText, text.what);
    QVERIFY(text.what.contains(u"Engine"_s) && text.what.endsWith(u'.'));
    QVERIFY(!text.advice.isEmpty());
    QVERIFY(sources.jobs.items().isEmpty());
}

void tst_BadEngines::faults_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char *name, ErrorCode code, Fault fault) { QTest::addRow("%s", name) << fault << code; };
    const auto listed = [](const QByteArray &bytes) {
        return [bytes](FakeEngine &engine) { engine.setAnswer("/images/json", FakeEngine::raw(bytes)); };
    };
    const auto everything = [](const QByteArray &bytes) {
        return [bytes](FakeEngine &engine) { engine.setRest(FakeEngine::raw(bytes)); };
    };
    const QByteArray whole = FakeEngine::ok(FakeEngine::images(3));
    row("no socket", ErrorCode::NotFound, [](FakeEngine &engine) { engine.stop(); });
    row("a file", ErrorCode::Network, [](FakeEngine &engine) {
        engine.stop();
        QFile file(engine.path());
        QVERIFY(file.open(QIODevice::WriteOnly));
    });
    row("no answer", ErrorCode::Network, everything({}));
    row("cut in the middle", ErrorCode::Network, listed(whole.chopped(100)));
    row("cut in a chunk", ErrorCode::Network, listed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n[{"));
    row("garbage", ErrorCode::Corrupt, everything(QByteArray("\x00\x01\xfe\xff\x7f garbage\r\n\r\n", 18)));
    row("ssh", ErrorCode::Corrupt, everything("SSH-2.0-OpenSSH_9.2\r\n"));
    row("a web page", ErrorCode::Corrupt, everything(FakeEngine::ok(kPage)));
    row("a web page for the list", ErrorCode::Corrupt, listed(FakeEngine::ok(kPage)));
    row("1 MB of headers", ErrorCode::LimitExceeded, everything(manyHeaders()));
    row("an object", ErrorCode::Corrupt, listed(FakeEngine::ok("{}")));
    row("a number", ErrorCode::Corrupt, listed(FakeEngine::ok("7")));
    row("nothing", ErrorCode::Corrupt, listed(FakeEngine::ok({})));
    row("half a list", ErrorCode::Corrupt, listed(FakeEngine::ok(FakeEngine::images(3).chopped(10))));
    row("deep", ErrorCode::LimitExceeded, listed(FakeEngine::ok(QByteArray(100'000, '['))));
    row("500", ErrorCode::Network, listed(status("500 Internal Server Error", R"({"message":"disk on fire"})")));
    row("403", ErrorCode::AccessDenied, listed(status("403 Forbidden", R"({"message":"not you"})")));
    row("429", ErrorCode::RateLimited, listed(status("429 Too Many Requests", "slower")));
    row("404", ErrorCode::NotFound, listed(status("404 Not Found", kPage)));
}

// Of an engine that was well before.
void tst_BadEngines::faults()
{
    QFETCH(Fault, fault);
    QFETCH(ErrorCode, code);
    Sources sources;
    sources.add();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
    const QStringList before = sources.names();
    QCOMPARE(before.size(), 3);
    fault(sources.engine);
    sources.engine.dropEvents();
    sources.manager.list(sources.id());
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Offline, kLongMs);
    compareFailure(sources, code);
    QCOMPARE(sources.names(), before);
    QVERIFY(sources.entry().images.isStale);

    sources.engine.heal();
    sources.engine.setImages(FakeEngine::images(4));
    sources.engine.start();
    sources.manager.reload(sources.id()); // as "Try again" does
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
    QCOMPARE(sources.names().size(), 4);
    QVERIFY(!sources.entry().images.isStale);
    QVERIFY(sources.entry().source.errorText.isEmpty());
}

void tst_BadEngines::faultsAtFirst_data()
{
    faults_data();
    const auto row = [](const char *name, const QByteArray &version) {
        QTest::addRow("%s", name) << Fault([version](FakeEngine &engine) { engine.setBody("/version", version); })
                                  << ErrorCode::Unsupported;
    };
    row("API too old", R"({"ApiVersion":"1.12","MinAPIVersion":"1.10"})");
    row("API too new", R"({"ApiVersion":"99.0","MinAPIVersion":"99.0"})");
    row("API 2", R"({"ApiVersion":"2.3","MinAPIVersion":"2.0"})");
}

// Of an engine that nobody has seen well.
void tst_BadEngines::faultsAtFirst()
{
    QFETCH(Fault, fault);
    QFETCH(ErrorCode, code);
    Sources sources;
    fault(sources.engine);
    sources.add();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Offline, kLongMs);
    compareFailure(sources, code);
    QCOMPARE(sources.names(), QStringList());
    sources.engine.heal();
    sources.engine.start();
    sources.manager.reload(sources.id());
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
    QCOMPARE(sources.names().size(), 3);
}

// It takes connections and says nothing.
void tst_BadEngines::silence()
{
    Sources sources;
    sources.engine.setRest(FakeEngine::silence());
    sources.add();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Offline, kLongMs);
    compareFailure(sources, ErrorCode::Network);
    sources.engine.heal();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
}

void tst_BadEngines::notPermitted()
{
    Sources sources;
    QVERIFY(chmod(QFile::encodeName(sources.engine.path()).constData(), 0) == 0);
    StoreOffer offer = offerOf(sources.engine);
    std::atomic<bool> isStranger { true };
    // Nothing is forbidden to root: the thread that connects is somebody else's as far as files go.
    offer.open = [open = offer.open, &isStranger](Job &job) {
        const bool lowers = isStranger && getuid() == 0;
        if (lowers)
            setfsuid(65534);
        Result<ImageStorePtr> store = open(job);
        if (lowers)
            setfsuid(0);
        return store;
    };
    sources.manager.add({ offer });
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Offline, kLongMs);
    compareFailure(sources, ErrorCode::AccessDenied);
    QVERIFY(SourceManager::failureText(sources.entry()).advice.contains(u"usermod"));
    isStranger = false;
    QVERIFY(chmod(QFile::encodeName(sources.engine.path()).constData(), 0600) == 0);
    sources.manager.reload(sources.id());
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
}

// An engine that speaks more than Varve, and also what Varve speaks.
void tst_BadEngines::newerApi()
{
    Sources sources;
    sources.engine.setBody("/version", R"({"ApiVersion":"99.0","MinAPIVersion":"1.44"})");
    sources.add();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
    QCOMPARE(sources.names().size(), 3);
}

// Also where somebody usually has to do something first, and nobody presses a button.
void tst_BadEngines::comesBackByItself()
{
    Sources sources;
    sources.engine.setRest(FakeEngine::raw(FakeEngine::ok(kPage)));
    sources.add();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Offline, kLongMs);
    compareFailure(sources, ErrorCode::Corrupt);
    sources.engine.heal();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, 2 * kLongMs);
}

void tst_BadEngines::stoppedAndStarted()
{
    Sources sources;
    sources.add();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
    for (int i = 0; i < 3; ++i) {
        sources.engine.stop();
        QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Offline, kLongMs);
        QVERIFY(sources.entry().images.isStale);
        QCOMPARE(sources.names().size(), 3 + i);
        sources.engine.setImages(FakeEngine::images(4 + i));
        sources.engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
        QCOMPARE(sources.names().size(), 4 + i);
        QVERIFY(!sources.entry().images.isStale);
    }
}

void tst_BadEngines::wrongFieldsOfTheList()
{
    Sources sources("[]");
    sources.add();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
    QSignalSpy failed(&sources.manager, &SourceManager::failed);
    int tried = 0;
    forEachWrong('[' + FakeEngine::image(0) + ']', [&](const QByteArray &list, const QByteArray &) {
        // The other one is there whatever is wrong with this one; which image it is tells which list it came from.
        const int other = 1 + ++tried;
        QByteArray both = list;
        both.insert(both.lastIndexOf(']'), (both == "[]" ? "" : ",") + FakeEngine::image(other));
        sources.engine.setImages(both);
        sources.engine.tellOfChange();
        const QString name = u"team/app%1:latest"_s.arg(other);
        QTRY_VERIFY_WITH_TIMEOUT(sources.names().contains(name), kLongMs);
        QCOMPARE(sources.state(), SourceState::Ready);
        QVERIFY(sources.names().size() <= 2);
    });
    QVERIFY(tried > 100);
    QCOMPARE(failed.size(), 0);
}

void tst_BadEngines::wrongFieldsOfAnImage()
{
    Sources sources(FakeEngine::images(2));
    QSignalSpy failed(&sources.manager, &SourceManager::failed);
    const QByteArray path = "/images/" + QByteArray(FakeEngine::idOf(0)).replace(":", "%3A") + "/json";
    int tried = 0;
    forEachWrong(FakeEngine::inspect(0), [&](const QByteArray &inspect, const QByteArray &) {
        ++tried;
        sources.engine.setBody(path, inspect);
        sources.add();
        QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
        QTRY_COMPARE_WITH_TIMEOUT(sources.entry().images.images.value(1).layers.size(), 1, kLongMs);
        QCOMPARE(sources.names().size(), 2);
        sources.manager.close(sources.id());
    });
    QVERIFY(tried > 100);
    QVERIFY(sources.engine.requests(path) >= tried);
    QCOMPARE(failed.size(), 0);
}

void tst_BadEngines::wrongFieldsOfTheHistory()
{
    Sources sources(FakeEngine::images(2));
    QSignalSpy failed(&sources.manager, &SourceManager::failed);
    const QByteArray path = "/images/" + QByteArray(FakeEngine::idOf(0)).replace(":", "%3A") + "/history";
    const QByteArray healthy = R"([{"Comment":"c","Created":1700000000,"CreatedBy":"/bin/sh -c #(nop)  CMD [\"sh\"]",)"
                               R"("Id":"sha256:aa","Size":0,"Tags":["a:1"]},{"Comment":"","Created":1700000000,)"
                               R"("CreatedBy":"COPY a /","Id":"<missing>","Size":1000,"Tags":null}])";
    int tried = 0;
    forEachWrong(healthy, [&](const QByteArray &history, const QByteArray &) {
        ++tried;
        sources.engine.setBody(path, history);
        sources.add();
        QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
        QTRY_COMPARE_WITH_TIMEOUT(sources.entry().images.images.value(1).layers.size(), 1, kLongMs);
        QCOMPARE(sources.entry().images.images.value(0).layers.size(), 1); // layers need no history
        sources.manager.close(sources.id());
    });
    QVERIFY(tried > 100);
    QVERIFY(sources.engine.requests(path) >= tried);
    QCOMPARE(failed.size(), 0);
}

void tst_BadEngines::wrongFieldsOfContainers()
{
    Sources sources(FakeEngine::images(2));
    QSignalSpy failed(&sources.manager, &SourceManager::failed);
    const QByteArray healthy = R"({"Id":"c1","Names":["/one"],"Image":"team/app0:latest","ImageID":")"
        + FakeEngine::idOf(0)
        + R"(","Command":"sh","Created":1700000000,"Ports":[],"Labels":{"a":"b"},"State":"running","Status":"Up","SizeRw":1})";
    const QByteArray other = R"({"Id":"c2","Names":["/two"],"Image":"team/app1:latest","ImageID":")"
        + FakeEngine::idOf(1) + R"(","State":"exited"})";
    int tried = 0;
    forEachWrong(healthy, [&](const QByteArray &container, const QByteArray &) {
        ++tried;
        sources.engine.setBody("/containers/json", '[' + container + ',' + other + ']');
        sources.add();
        QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
        QCOMPARE(sources.entry().images.images.value(1).containers, 1);
        sources.manager.close(sources.id());
    });
    QVERIFY(tried > 100);
    QCOMPARE(failed.size(), 0);
}

void tst_BadEngines::hundredThousandImages()
{
    constexpr int kMany = 100'000;
    Sources sources(FakeEngine::images(kMany));
    sources.add();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, 2 * kLongMs);
    QCOMPARE(sources.entry().source.imageCount, kMany);
    sources.manager.close(sources.id());
}

void tst_BadEngines::eventsThatFail_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addRow("500") << status("500 Internal Server Error", R"({"message":"no events today"})");
    QTest::addRow("404") << status("404 Not Found", "{}");
    QTest::addRow("501") << status("501 Not Implemented", "{}");
    QTest::addRow("403") << status("403 Forbidden", "{}");
    QTest::addRow("garbage") << QByteArray("\x00\x01garbage\r\n\r\n", 13);
    QTest::addRow("ends at once") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    QTest::addRow("no answer") << QByteArray();
    QTest::addRow("no end of an event") << "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n"
            + QByteArray(2'000'000, 'x');
}

// It stays, and is looked at now and then.
void tst_BadEngines::eventsThatFail()
{
    QFETCH(QByteArray, answer);
    Sources sources;
    sources.engine.setAnswer("/events", FakeEngine::raw(answer));
    sources.add();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
    QSignalSpy failed(&sources.manager, &SourceManager::failed);
    QTRY_VERIFY_WITH_TIMEOUT(sources.engine.requests("/events") >= 2, kLongMs);
    sources.engine.setImages(FakeEngine::images(4));
    QTRY_COMPARE_WITH_TIMEOUT(sources.names().size(), 4, kLongMs);
    QCOMPARE(sources.state(), SourceState::Ready);
    QCOMPARE(failed.size(), 0);
}

// Events that come back are heard, and an engine that really goes is seen to go.
void tst_BadEngines::eventsThatComeBack()
{
    Sources sources(FakeEngine::images(4));
    sources.engine.setAnswer("/events", FakeEngine::raw(status("500 Internal Server Error", "{}")));
    sources.add();
    QTRY_VERIFY_WITH_TIMEOUT(sources.engine.requests("/events") >= 2, kLongMs);
    QSignalSpy failed(&sources.manager, &SourceManager::failed);
    sources.engine.heal();
    const int before = sources.engine.requests("/events");
    QTRY_VERIFY_WITH_TIMEOUT(sources.engine.requests("/events") > before, kLongMs);
    sources.engine.setImages(FakeEngine::images(5));
    sources.engine.tellOfChange();
    QTRY_COMPARE_WITH_TIMEOUT(sources.names().size(), 5, kLongMs);
    QCOMPARE(failed.size(), 0);
    sources.engine.stop();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Offline, kLongMs);
}

// Images are worth showing without them.
void tst_BadEngines::containersThatFail()
{
    Sources sources;
    sources.engine.setAnswer("/containers/json", FakeEngine::raw(status("500 Internal Server Error", "{}")));
    sources.add();
    QTRY_COMPARE_WITH_TIMEOUT(sources.state(), SourceState::Ready, kLongMs);
    QCOMPARE(sources.names().size(), 3);
    QCOMPARE(sources.entry().source.warningCount, 1);
}

QTEST_MAIN(tst_BadEngines)
#include "tst_badengines.moc"
