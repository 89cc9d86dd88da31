// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Answers of engines, as real ones and as broken ones give them.

#include "services/stores/engine/enginejson.h"

#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kHex(64, 'a');
const QByteArray kId = "sha256:" + kHex;
const QString kSubject = u"unix:///engine"_s;

QByteArray inspectOf(int layers, const QByteArray &more = {})
{
    QByteArray list;
    for (int i = 0; i < layers; ++i)
        list += QByteArray(i > 0 ? "," : "") + "\"sha256:" + QByteArray(64, static_cast<char>('0' + i)) + '"';
    return "{\"Id\":\"" + kId
        + "\",\"Created\":\"2024-05-01T10:00:00.123456789Z\",\"Size\":1000,\"Os\":\"linux\","
          "\"Architecture\":\"arm64\",\"Variant\":\"v8\",\"Config\":{\"Env\":[\"A=1\"],\"Cmd\":[\"sh\"],"
          "\"Labels\":{\"k\":\"v\"}},\"RootFS\":{\"Type\":\"layers\",\"Layers\":["
        + list + "]}" + more + "}";
}

QByteArray historyOf(const QList<QPair<QByteArray, int>> &newestFirst)
{
    QByteArray json;
    for (const auto &[createdBy, size] : newestFirst) {
        json += QByteArray(json.isEmpty() ? "" : ",") + "{\"Id\":\"<missing>\",\"Created\":1714557600,\"CreatedBy\":\""
            + createdBy + "\",\"Size\":" + QByteArray::number(size) + ",\"Comment\":\"c\"}";
    }
    return '[' + json + ']';
}

} // namespace

class TestEngineJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void images_data();
    void images();
    void listsThatAreNone_data();
    void listsThatAreNone();
    void inspect();
    void history_data();
    void history();
    void containers();
    void events_data();
    void events();
    void changes();
    void podmanImages();
    void writtenBytes();
    void pathStats_data();
    void pathStats();
};

void TestEngineJson::images_data()
{
    QTest::addColumn<QByteArray>("item");
    QTest::addColumn<bool>("hasContainerdStore");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QString>("id");
    const QString id = QString::fromLatin1(kId);
    const auto row = [&](const char *name, const QByteArray &members, const QStringList &names,
                         bool containerd = false) {
        QTest::addRow("%s", name) << QByteArray("{\"Id\":\"" + kId + "\"," + members + "}") << containerd << names
                                  << id;
    };
    row("names", "\"RepoTags\":[\"a:1\",\"reg.example:5000/b:2\"]", { u"a:1"_s, u"reg.example:5000/b:2"_s });
    row("none before 1.43", "\"RepoTags\":[\"<none>:<none>\"]", {});
    row("none since 1.43", "\"RepoTags\":[]", {});
    row("null", "\"RepoTags\":null,\"Labels\":null,\"Size\":null", {});
    row("wrong types", "\"RepoTags\":{\"a\":1},\"Labels\":[1],\"Size\":\"big\",\"Created\":\"now\"", {});
    row("by digest only", ("\"RepoTags\":[\"a@sha256:" + kHex + "\"]"), {}, true);
    row("dangling in containerd", "\"RepoTags\":[\"moby-dangling@sha256:" + kHex + "\"]", {}, true);
    QTest::addRow("podman's bare id") << QByteArray("{\"Id\":\"" + kHex + "\"}") << false << QStringList() << id;
}

void TestEngineJson::images()
{
    QFETCH(QByteArray, item);
    QFETCH(bool, hasContainerdStore);
    QFETCH(QStringList, names);
    QFETCH(QString, id);
    // A broken neighbour takes nothing away.
    const auto listing = parseEngineImages("[{}, 7, null, " + item + "]", hasContainerdStore, kSubject);
    QVERIFY(listing);
    QCOMPARE(listing->images.size(), 1);
    QCOMPARE(listing->warnings.size(), 3);
    const ImageSummary &summary = listing->images.constFirst().summary;
    QCOMPARE(summary.names, names);
    QCOMPARE(summary.id.value, id);
    QCOMPARE(summary.configDigest.isNull(), hasContainerdStore);
    QCOMPARE(summary.manifestDigest.isNull(), !hasContainerdStore);
    QCOMPARE(summary.listedBytes, std::int64_t(-1));
    QVERIFY(!summary.created.isValid());
}

void TestEngineJson::listsThatAreNone_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("isEmptyList");
    QTest::addRow("null") << QByteArray("null") << true;
    QTest::addRow("empty") << QByteArray("[]\n") << true;
    QTest::addRow("object") << QByteArray("{\"message\":\"x\"}") << false;
    QTest::addRow("nothing") << QByteArray() << false;
    QTest::addRow("page") << QByteArray("<html></html>") << false;
    QTest::addRow("cut") << QByteArray("[{\"Id\":\"sha2") << false;
    QTest::addRow("deep") << QByteArray(100'000, '[') << false;
}

void TestEngineJson::listsThatAreNone()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, isEmptyList);
    const auto images = parseEngineImages(answer, false, kSubject);
    const auto containers = parseEngineContainers(answer, kSubject);
    QCOMPARE(images.has_value(), isEmptyList);
    QCOMPARE(containers.has_value(), isEmptyList);
    if (!isEmptyList)
        QCOMPARE(images.error().subject, kSubject);
}

void TestEngineJson::inspect()
{
    const auto details = parseEngineInspect(
        inspectOf(2), historyOf({ { "CMD sh", 0 }, { "COPY a /", 10 }, { "ADD rootfs /", 990 } }), false, kSubject);
    QVERIFY(details);
    QCOMPARE(details->warnings.size(), 0);
    QCOMPARE(details->summary.platform.toString(), u"linux/arm64/v8"_s);
    QCOMPARE(details->summary.listedBytes, std::int64_t(1000));
    QCOMPARE(details->summary.created.toString(Qt::ISODateWithMs), u"2024-05-01T10:00:00.123Z"_s);
    QCOMPARE(details->config.env, QStringList { u"A=1"_s });
    QCOMPARE(details->config.labels.constFirst().second, u"v"_s);
    QCOMPARE(details->layers.size(), 2);
    QCOMPARE(details->layers[1].diffId.hex(), QString(64, u'1'));
    QCOMPARE(details->layers[0].instruction, u"ADD rootfs /"_s);
    QCOMPARE(details->layers[1].instruction, u"COPY a /"_s);
    QCOMPARE(details->history.constLast().instruction, u"CMD sh"_s);
    QCOMPARE(details->documents.constFirst().bytes, inspectOf(2));

    QVERIFY(!parseEngineInspect("{}", "[]", false, kSubject));
    QVERIFY(!parseEngineInspect("[]", "[]", false, kSubject));
    const auto broken = parseEngineInspect(inspectOf(1, ",\"Config2\":null"), "nonsense", false, kSubject);
    QVERIFY(broken); // no history is no reason to show nothing
    QCOMPARE(broken->warnings.size(), 1);
}

void TestEngineJson::history_data()
{
    using Items = QList<QPair<QByteArray, int>>;
    QTest::addColumn<Items>("newestFirst");
    QTest::addColumn<int>("layers");
    QTest::addColumn<QStringList>("instructions"); // of the layers; empty: not assigned
    QTest::addRow("classic builder") << Items { { "/bin/sh -c #(nop)  CMD [\\\"sh\\\"]", 0 },
        { "/bin/sh -c #(nop) WORKDIR /srv", 0 }, { "/bin/sh -c touch /a", 0 },
        { "/bin/sh -c #(nop) ADD file:1 in / ", 9 } }
                                     << 3
                                     << QStringList { u"/bin/sh -c #(nop) ADD file:1 in / "_s, u"/bin/sh -c touch /a"_s,
                                            u"/bin/sh -c #(nop) WORKDIR /srv"_s };
    QTest::addRow("workdir that was there") << Items { { "WORKDIR /", 0 }, { "RUN x # buildkit", 5 },
        { "COPY a b # buildkit", 9 } } << 2 << QStringList { u"COPY a b # buildkit"_s, u"RUN x # buildkit"_s };
    QTest::addRow("committed by hand") << Items { { "sh", 5 }, { "", 9 } } << 2 << QStringList { u""_s, u"sh"_s };
    QTest::addRow("in doubt") << Items { { "WORKDIR /a", 0 }, { "WORKDIR /b", 0 }, { "RUN x", 5 } } << 2
                              << QStringList();
    QTest::addRow("squashed") << Items { { "CMD x", 0 } } << 1 << QStringList();
}

void TestEngineJson::history()
{
    using Items = QList<QPair<QByteArray, int>>;
    QFETCH(Items, newestFirst);
    QFETCH(int, layers);
    QFETCH(QStringList, instructions);
    const auto details = parseEngineInspect(inspectOf(layers), historyOf(newestFirst), false, kSubject);
    QVERIFY(details);
    QCOMPARE(details->warnings.isEmpty(), !instructions.isEmpty());
    QCOMPARE(details->history.size(), newestFirst.size());
    for (int i = 0; i < layers; ++i)
        QCOMPARE(details->layers[i].instruction, instructions.value(i));
}

void TestEngineJson::containers()
{
    const auto list =
        parseEngineContainers("[{\"Id\":\"c1\",\"Names\":[\"/web\"],\"Image\":\"app:1\",\"ImageID\":\"" + kId
                + "\",\"State\":\"running\",\"Status\":\"Up 2 hours\",\"Created\":1714557600},"
                  "{\"Id\":\"c2\",\"Names\":null,\"ImageID\":\""
                + kHex
                + "\",\"State\":\"stopped\"},{},"
                  "{\"Id\":\"c3\",\"State\":\"dancing\"}]",
            kSubject);
    QVERIFY(list);
    QCOMPARE(list->size(), 3);
    QCOMPARE(list->at(0).names, QStringList { u"web"_s });
    QCOMPARE(list->at(0).image.value, QString::fromLatin1(kId));
    QVERIFY(list->at(0).isRunning());
    QCOMPARE(list->at(1).image.value, QString::fromLatin1(kId));
    QCOMPARE(list->at(1).state, ContainerState::Exited);
    QCOMPARE(list->at(2).state, ContainerState::Unknown);
}

void TestEngineJson::events_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("isChange");
    const auto row = [](const char *type, const char *action, bool isChange) {
        QTest::addRow("%s %s", type, action)
            << QByteArray("{\"Type\":\"") + type + "\",\"Action\":\"" + action + "\",\"Actor\":{\"ID\":\"x\"}}"
            << isChange;
    };
    for (const char *action : { "pull", "tag", "untag", "delete", "load", "import", "create", "remove", "build" })
        row("image", action, true);
    for (const char *action : { "save", "push", "mount" })
        row("image", action, false);
    for (const char *action : { "create", "start", "die", "destroy", "rename", "pause" })
        row("container", action, true);
    for (const char *action : { "exec_start: sh", "health_status: healthy", "top", "attach", "resize" })
        row("container", action, false);
    row("network", "create", false);
    QTest::newRow("a reader of ours") << QByteArray(
        "{\"Type\":\"container\",\"Action\":\"create\",\"Actor\":{\"Attributes\":{\"name\":\"varve-reader-1\",\"io."
        "varve.reader\":\"x\"}}}") << false;
    QTest::newRow("a container of an image with that label") << QByteArray(
        R"({"Type":"container","Action":"create","Actor":{"Attributes":{"name":"web","io.varve.reader":"x"}}})")
                                                             << true;
    QTest::newRow("a list") << QByteArray("[]") << false;
    QTest::newRow("text") << QByteArray("hello") << false;
    QTest::newRow("nothing") << QByteArray() << false;
    QTest::newRow("nulls") << QByteArray("{\"Type\":null,\"Action\":null,\"Actor\":null}") << false;
}

void TestEngineJson::events()
{
    QFETCH(QByteArray, line);
    QTEST(isEngineChange(line), "isChange");
}

void TestEngineJson::changes()
{
    using Kind = ContainerChange::Kind;
    const auto changes = parseContainerChanges(
        R"([{"Path":"/etc","Kind":0},{"Path":"/etc/new\u00e9","Kind":1},{"Path":"/gone","Kind":2},{"Path":"/","Kind":0},
            {"Path":"relative","Kind":1},{"Path":"/x","Kind":7},{"Path":null},{}])",
        kSubject);
    QVERIFY(changes);
    QCOMPARE(changes->size(), 3);
    QCOMPARE(changes->at(0).kind, Kind::Modified);
    QCOMPARE(changes->at(1).path, QByteArray("/etc/new\xc3\xa9"));
    QCOMPARE(changes->at(1).kind, Kind::Added);
    QCOMPARE(changes->at(2).kind, Kind::Deleted);
    QVERIFY(parseContainerChanges("null", kSubject)->isEmpty());
    QCOMPARE(parseContainerChanges("{}", kSubject).error().code, ErrorCode::Corrupt);
}

// What Podman's own list has and Docker's has not.
void TestEngineJson::podmanImages()
{
    const QByteArray id = QByteArray(64, 'a');
    const QByteArray item =
        "{\"Id\":\"" + id + "\",\"Digest\":\"sha256:" + QByteArray(64, 'b') + "\",\"Os\":\"linux\",\"Arch\":\"arm64\"";
    const auto list = parseEngineImages('[' + item + ",\"IsManifestList\":true}," + item + ",\"IsManifestList\":false},"
            + item + "}," + item + ",\"IsManifestList\":\"yes\"}]",
        false, kSubject);
    QVERIFY(list);
    QCOMPARE(list->images.size(), 4);
    QCOMPARE(list->images[0].isPlatformList, std::optional(true));
    QCOMPARE(list->images[1].isPlatformList, std::optional(false));
    QVERIFY(!list->images[2].isPlatformList && !list->images[3].isPlatformList);
    const ImageSummary &summary = list->images[0].summary;
    QCOMPARE(summary.configDigest.toString(), QString::fromLatin1("sha256:" + id));
    QCOMPARE(summary.manifestDigest.toString(), QString::fromLatin1("sha256:" + QByteArray(64, 'b')));
    QCOMPARE(summary.platform.toString(), u"linux/arm64"_s);
}

void TestEngineJson::writtenBytes()
{
    QCOMPARE(*parseContainerBytes(R"({"Id":"a","SizeRw":12,"SizeRootFs":99})", kSubject), 12);
    QCOMPARE(*parseContainerBytes(R"({"Id":"a","SizeRw":0})", kSubject), 0);
    for (const char *without : { "{}", R"({"SizeRw":null})", R"({"SizeRw":"12"})", R"({"SizeRw":-4})" })
        QCOMPARE(*parseContainerBytes(without, kSubject), -1);
    for (const char *wrong : { "[]", "null", "{", "<html>" })
        QCOMPARE(parseContainerBytes(wrong, kSubject).error().code, ErrorCode::Corrupt);
}

void TestEngineJson::pathStats_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("type"); // EntryType; -1: it makes no sense
    QTest::addColumn<int>("mode");
    QTest::addColumn<qint64>("size");
    const auto row = [](const char *name, const QByteArray &json, EntryType type, int mode, qint64 size) {
        QTest::newRow(name) << json << static_cast<int>(type) << mode << size;
    };
    row("file", R"({"name":"a","size":7,"mode":420,"mtime":"2024-01-02T03:04:05Z","linkTarget":""})", EntryType::File,
        0644, 7);
    row("setuid", R"({"size":1,"mode":8389101})", EntryType::File, 04755, 1);
    row("folder", R"({"size":4096,"mode":2147484141})", EntryType::Directory, 0755, 0);
    row("sticky folder", R"({"size":4096,"mode":2148532735})", EntryType::Directory, 01777, 0);
    row("symlink", R"({"size":3,"mode":134218239,"linkTarget":"b"})", EntryType::Symlink, 0777, 0);
    row("device", R"({"mode":69206454})", EntryType::CharDevice, 0666, 0);
    row("negative size", R"({"size":-5,"mode":420})", EntryType::File, 0644, 0);
    row("nulls", R"({"size":null,"mode":null,"mtime":null})", EntryType::File, 0, 0);
    QTest::newRow("text") << QByteArray("hello") << -1 << 0 << qint64(0);
    QTest::newRow("list") << QByteArray("[]") << -1 << 0 << qint64(0);
}

void TestEngineJson::pathStats()
{
    QFETCH(QByteArray, json);
    QFETCH(int, type);
    const auto stat = parsePathStat(json.toBase64());
    QCOMPARE(stat.has_value(), type >= 0);
    if (!stat)
        return;
    QCOMPARE(static_cast<int>(stat->type), type);
    QTEST(static_cast<int>(stat->mode), "mode");
    QTEST(qint64(stat->sizeBytes), "size");
    QVERIFY(!parsePathStat("%%%"));
}

QTEST_GUILESS_MAIN(TestEngineJson)
#include "tst_enginejson.moc"
