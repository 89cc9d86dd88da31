// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// An engine that goes wrong while its images are read: what no real engine can be made to do.

#include "services/stores/cache/layercache.h"
#include "services/stores/engine/enginestore.h"
#include "services/stores/imagereader.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray answer(const QByteArray &body, const QByteArray &status = "200 OK")
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

ImageSpec twoLayers(LayerForm form)
{
    ImageSpec image({ u"app:1"_s });
    image.layer(TarBuilder().file("a", std::string(1000, 'a')).bytes(), "COPY a /", form);
    image.layer(TarBuilder().file("b", std::string(700, 'b')).whiteout("a").bytes(), "RUN b", form);
    return image;
}

// Plays a Docker engine with one image; `archive` is what it exports, as HTTP sends it.
ScriptedServer::Play engineWith(const ImageSpec &image, const QByteArray &exported, std::atomic<int> *exports = nullptr)
{
    const QByteArray id = image.configDigest();
    QByteArray layers;
    for (const LayerSpec &layer : image.layers)
        layers += QByteArray(layers.isEmpty() ? "" : ",") + '"' + layer.diffId() + '"';
    const QByteArray inspect =
        "{\"Id\":\"" + id + "\",\"RepoTags\":[\"app:1\"],\"RootFS\":{\"Layers\":[" + layers + "]}}";
    return [=](ScriptedServer::Peer &peer, int) {
        for (QByteArray request = peer.request(); !request.isEmpty(); request = peer.request()) {
            const QByteArray path = request.split(' ').value(1);
            if (path == "/_ping")
                peer.send("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 0\r\n\r\n");
            else if (path == "/version")
                peer.send(answer("{\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\",\"Version\":\"20\"}"));
            else if (path.endsWith("/info"))
                peer.send(answer("{\"ID\":\"e\",\"Driver\":\"overlay2\"}"));
            else if (path.endsWith("/images/json"))
                peer.send(answer("[{\"Id\":\"" + id + "\",\"RepoTags\":[\"app:1\"],\"Size\":1700}]"));
            else if (path.endsWith("/history"))
                peer.send(answer("[]"));
            else if (path.endsWith("/json"))
                peer.send(answer(inspect));
            else if (path.endsWith("/get")) {
                if (exports)
                    ++*exports;
                peer.send(exported);
                return; // and closes
            } else {
                peer.send(answer("{\"message\":\"no such thing\"}", "404 Not Found"));
            }
        }
    };
}

class Recorder : public ImageReadObserver {
public:
    void layerRead(int layer, const LayerTreePtr &tree, bool) override { trees[layer] = tree; }
    void layerFailed(int layer, const Error &error) override { errors[layer] = error; }
    void layerVerified(int layer, const LayerProof &proof) override { proofs[layer] = proof; }

    QMap<int, LayerTreePtr> trees;
    QMap<int, Error> errors;
    QMap<int, LayerProof> proofs;
};

} // namespace

class TestEngineStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exports_data();
    void exports();
    void cachedLayersAreNotAskedFor();
    void imageGoneMeanwhile();
    void removingAReaderHasAnEnd();

private:
    // Connects, finds the one image and reads it.
    void read(const ScriptedServer &server, Recorder &recorder, LayerCache *cache = nullptr);

    WorkPool m_pool;
};

void TestEngineStore::read(const ScriptedServer &server, Recorder &recorder, LayerCache *cache)
{
    Job job;
    const auto store = EngineStore::connect(Endpoint::unixSocket(server.path()), EngineBrand::Docker, u"e"_s, job);
    QVERIFY2(store, store ? "" : qPrintable(store.error().detail));
    const auto listing = (*store)->list(job);
    QVERIFY(listing);
    QCOMPARE(listing->images.size(), 1);
    const auto details = (*store)->inspect(listing->images.constFirst().id, job);
    QVERIFY(details);
    QCOMPARE(details->layers.size(), 2);
    ImageReadOptions options;
    options.cache = cache;
    QVERIFY(readImage(**store, *details, options, m_pool, job, recorder));
}

void TestEngineStore::exports_data()
{
    QTest::addColumn<LayerForm>("form");
    QTest::addColumn<QByteArray>("exported");
    QTest::addColumn<QList<int>>("good"); // layers that are read and proved; all others fail
    QTest::addColumn<ErrorCode>("code"); // of those
    const auto row = [](const char *name, LayerForm form, const QByteArray &exported, const QList<int> &good,
                         ErrorCode code = ErrorCode::Internal) {
        QTest::addRow("%s", name) << form << exported << good << code;
    };
    const ImageSpec plain = twoLayers(LayerForm::Plain);
    const QByteArray archive = dockerArchive({ plain }).tar();
    row("whole", LayerForm::Plain, answer(archive), { 0, 1 });
    row("since 25", LayerForm::Plain, answer(dockerArchive25({ plain }).tar()), { 0, 1 });
    for (const LayerForm form : { LayerForm::Gzip, LayerForm::Zstd }) {
        const ImageSpec image = twoLayers(form);
        row(form == LayerForm::Gzip ? "gzip" : "zstd", form, answer(dockerArchive25({ image }).tar()), { 0, 1 });
        row(form == LayerForm::Gzip ? "layout, gzip" : "layout, zstd", form, answer(ociLayout({ image }).tar()),
            { 0, 1 });
    }
    row("nothing", LayerForm::Plain, answer({}), {}, ErrorCode::Corrupt);
    row("no tar", LayerForm::Plain, answer("{\"message\":\"oops\"}"), {}, ErrorCode::Corrupt);
    row("an error", LayerForm::Plain, answer("{\"message\":\"unable to export\"}", "500 Internal Server Error"), {},
        ErrorCode::Network);
    row("connection lost", LayerForm::Plain,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + QByteArray::number(archive.size(), 16) + "\r\n"
            + archive.left(700),
        {}, ErrorCode::Network);
    row("of another image", LayerForm::Plain,
        answer(
            dockerArchive({ ImageSpec({ u"app:1"_s }).layer(TarBuilder().file("x", "y").bytes(), "COPY x /") }).tar()),
        {}, ErrorCode::Corrupt);
}

void TestEngineStore::exports()
{
    QFETCH(LayerForm, form);
    QFETCH(QByteArray, exported);
    QFETCH(QList<int>, good);
    QFETCH(ErrorCode, code);
    const ScriptedServer server(engineWith(twoLayers(form), exported));
    Recorder recorder;
    read(server, recorder);
    for (int layer = 0; layer < 2; ++layer) {
        QCOMPARE(recorder.proofs.contains(layer), true); // each layer gets an answer
        QCOMPARE(recorder.trees.contains(layer), good.contains(layer));
        QCOMPARE(recorder.errors.contains(layer), !good.contains(layer));
        if (good.contains(layer)) {
            QCOMPARE(recorder.proofs[layer].overall(), ProofState::Verified);
            QVERIFY(recorder.trees[layer]->find(layer == 0 ? "a" : "b") != kNoLayerNode);
        } else {
            QCOMPARE(recorder.errors[layer].code, code);
            QCOMPARE(recorder.proofs[layer].overall(), ProofState::Unavailable);
        }
    }
}

void TestEngineStore::cachedLayersAreNotAskedFor()
{
    const ImageSpec image = twoLayers(LayerForm::Plain);
    std::atomic<int> exports { 0 };
    const ScriptedServer server(engineWith(image, answer(dockerArchive({ image }).tar()), &exports));
    LayerCache cache(1 << 20);
    for (int round = 0; round < 3; ++round) {
        Recorder recorder;
        read(server, recorder, &cache);
        QCOMPARE(recorder.trees.size(), 2);
        for (int layer = 0; layer < 2; ++layer)
            QCOMPARE(recorder.proofs[layer].overall(), ProofState::Verified);
        QCOMPARE(exports.load(), 1);
    }
}

void TestEngineStore::imageGoneMeanwhile()
{
    const ImageSpec image = twoLayers(LayerForm::Plain);
    const ScriptedServer server(engineWith(image, answer("{\"message\":\"No such image: app:1\"}", "404 Not Found")));
    Recorder recorder;
    read(server, recorder);
    QCOMPARE(recorder.errors.size(), 2);
    QCOMPARE(recorder.errors[0].code, ErrorCode::NotFound);
    QVERIFY(recorder.errors[0].detail.contains(u"No such image: app:1"_s));
}

// Its host drips: always something, never an answer. The end of the program waits for it all the same.
void TestEngineStore::removingAReaderHasAnEnd()
{
    std::atomic<bool> isAsked { false };
    const ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
        for (QByteArray request = peer.request(); !request.isEmpty(); request = peer.request()) {
            if (request.startsWith("POST")) {
                peer.send(answer("{\"Id\":\"abc\"}", "201 Created"));
                continue;
            }
            isAsked = request.startsWith("DELETE ");
            peer.send("HTTP/1.1 204 No Content\r\nX-Slow: ");
            while (!peer.hasLeft()) {
                if (!peer.send("x"))
                    return;
            }
            return;
        }
    });
    EngineApi api(Endpoint::unixSocket(server.path()));
    Job job;
    const QList<EngineReader::Mount> mounts { { u"/f"_s, "/there" } };
    ReaderStanding standing;
    Result<std::unique_ptr<EngineReader>> reader = EngineReader::create(api, standing, ImageId { u"a"_s }, mounts, job);
    QVERIFY(reader);
    QElapsedTimer clock;
    clock.start();
    reader->reset();
    QVERIFY(isAsked);
    QVERIFY2(clock.elapsed() < 15'000, qPrintable(QString::number(clock.elapsed()))); // it would be 20 minutes
    QVERIFY(standing.isSilent());
}

QTEST_GUILESS_MAIN(TestEngineStore)
#include "tst_enginestore.moc"
