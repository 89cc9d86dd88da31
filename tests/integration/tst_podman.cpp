// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What only Podman's own API tells, with a real Podman: images of several platforms, and the containers of other programs.

#include "services/stores/engine/enginestore.h"
#include "services/stores/storage/storagestore.h"
#include "services/types/platform.h"
#include "tests/support/engineserver.h"
#include "tests/support/processrun.h"

#include <QtCore/QFileInfo>
#include <QtTest/QtTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {
constexpr int kBuildahMs = 60'000;
}

class TestPodman : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void listsSeveralPlatforms();
    void listsContainersOfOthers();

private:
    std::unique_ptr<EngineServer> m_server;
    ImageStorePtr m_store;
};

void TestPodman::initTestCase()
{
    m_server = EngineServer::start(EngineServer::Kind::Podman);
    if (!m_server->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
        QSKIP(qPrintable(m_server->skipReason()));
    QVERIFY2(m_server->skipReason().isEmpty(), qPrintable(m_server->skipReason()));
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
    m_server->command(
        { u"load"_s, u"-i"_s, qEnvironmentVariable("VARVE_SOURCE_DIR") + u"/resources/sample/varve-sample.tar"_s });
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
    Job job;
    const Result<Endpoint> endpoint = Endpoint::parse(u"unix://"_s + m_server->socketPath());
    QVERIFY(endpoint);
    const auto store = EngineStore::connect(*endpoint, EngineBrand::Podman, u"Podman"_s, job);
    QVERIFY2(store, store ? "" : qPrintable(store.error().detail));
    m_store = *store;
}

void TestPodman::listsSeveralPlatforms()
{
    m_server->command({ u"manifest"_s, u"create"_s, u"varve/many:1"_s });
    m_server->command(
        { u"manifest"_s, u"add"_s, u"varve/many:1"_s, u"containers-storage:localhost/varve/sample:latest"_s });
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
    Job job;
    const Result<Listing> listing = m_store->list(job);
    QVERIFY2(listing, listing ? "" : qPrintable(listing.error().detail));
    QStringList names;
    std::optional<ImageSummary> many;
    for (const ImageSummary &image : listing->images) {
        for (const QString &name : image.names)
            names += name + u' ' + image.id.value.section(u':', -1);
        if (image.names.contains(u"localhost/varve/many:1"_s))
            many = image;
        else
            QCOMPARE(image.kind, ImageKind::Image);
    }
    // The same that its command line lists.
    QStringList said = QString::fromUtf8(
        m_server->command({ u"images"_s, u"--no-trunc"_s, u"--format"_s, u"{{.Repository}}:{{.Tag}} {{.ID}}"_s }))
                           .remove(u"sha256:"_s)
                           .split(u'\n', Qt::SkipEmptyParts);
    names.sort();
    said.sort();
    QCOMPARE(names, said);
    QVERIFY(many);
    QCOMPARE(many->kind, ImageKind::Artifact);
    QVERIFY(many->isPlatformList());
    // On disk it is the same image, of the same size.
    Job reading;
    const auto info = static_cast<EngineStore &>(*m_store).info();
    const auto storage = StorageStore::open(info.rootFolder, info.storageDriver, {});
    QVERIFY2(storage, storage ? "" : qPrintable(storage.error().detail));
    const Result<Listing> stored = (*storage)->list(reading);
    QVERIFY2(stored, stored ? "" : qPrintable(stored.error().detail));
    const auto same = std::find_if(stored->images.cbegin(), stored->images.cend(),
        [&](const ImageSummary &image) { return image.displayDigest() == many->displayDigest(); });
    QVERIFY(same != stored->images.cend());
    QCOMPARE(same->names, many->names);
    QVERIFY(same->isPlatformList());
    QCOMPARE(same->listedBytes, many->listedBytes);
    const Result<ImageDetails> details = m_store->inspect(many->id, job);
    QVERIFY2(details, details ? "" : qPrintable(details.error().detail));
    QVERIFY(details->layers.isEmpty());
    QCOMPARE(details->documents.size(), 1);
    const QByteArray architecture = Platform::host().architecture.toLatin1();
    QVERIFY2(details->documents.constFirst().bytes.contains(architecture),
        details->documents.constFirst().bytes.constData());
    // Its image of this platform must not go in its place.
    QCOMPARE(m_store->remove(many->id, job).error().code, ErrorCode::Unsupported);
    QCOMPARE(m_store->untag(many->id, u"localhost/varve/many:1"_s, job).error().code, ErrorCode::Unsupported);
    QCOMPARE(m_store->tag(many->id, u"localhost/varve/more:1"_s, job).error().code, ErrorCode::Unsupported);
    // The others are images as before.
    for (const ImageSummary &image : listing->images) {
        if (image.kind != ImageKind::Image)
            continue;
        const Result<ImageDetails> inspected = m_store->inspect(image.id, job);
        QVERIFY(inspected);
        QVERIFY(!inspected->layers.isEmpty());
    }
}

void TestPodman::listsContainersOfOthers()
{
    m_server->command({ u"create"_s, u"--name"_s, u"mine"_s, u"varve/sample"_s, u"/bin/true"_s });
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
    const QString environment = QFileInfo(m_server->socketPath()).absolutePath() + u"/env"_s;
    const ProcessOutcome built = runProcess(u"/bin/bash"_s,
        { u"-c"_s, u". \"$1\"; unset CONTAINER_HOST; buildah from --name builder localhost/varve/sample:latest"_s,
            u"bash"_s, environment },
        kBuildahMs);
    QVERIFY2(built.code == 0, built.err.constData());
    Job job;
    const Result<QList<ContainerInfo>> containers = m_store->containers(job);
    QVERIFY2(containers, containers ? "" : qPrintable(containers.error().detail));
    QCOMPARE(containers->size(), 2);
    const bool isFirstMine = containers->constFirst().names == QStringList { u"mine"_s };
    const ContainerInfo &mine = containers->at(isFirstMine ? 0 : 1);
    const ContainerInfo &foreign = containers->at(isFirstMine ? 1 : 0);
    QCOMPARE(mine.names, QStringList { u"mine"_s });
    QCOMPARE(mine.state, ContainerState::Created);
    QCOMPARE(foreign.names, QStringList { u"builder"_s });
    QCOMPARE(foreign.state, ContainerState::Unknown);
    QCOMPARE(foreign.status, u"storage"_s);
    QCOMPARE(foreign.image, mine.image); // it holds the image, as the other one does
    QVERIFY(foreign.created.isValid());
    QVERIFY(!foreign.isRunning());
}

QTEST_GUILESS_MAIN(TestPodman)
#include "tst_podman.moc"
