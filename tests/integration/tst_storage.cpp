// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Real storages of Podman and Buildah, read from their folders, beside what their own tools say and what Skopeo takes out of
// them; and the tar-split files of a real Docker.

#include "services/archive/mappedfile.h"
#include "services/archive/tarsplit/tarsplit.h"
#include "services/stores/storage/storagestore.h"
#include "tests/integration/commandlinerun.h"
#include "tests/support/engineserver.h"
#include "tests/support/processrun.h"
#include "tests/support/realimages.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <map>

using namespace varve;
using namespace varve::test;

namespace {

constexpr int kPatienceMs = 20 * 60 * 1000;

QString script()
{
    return qEnvironmentVariable("VARVE_SOURCE_DIR") + u"/tests/integration/storages.sh"_s;
}

QString lineOf(const LayerTree &tree, LayerNode node)
{
    const Attributes &attributes = tree.attributes(node);
    QString line = u"%1 %2 type %3 mode %4 owner %5:%6 size %7 time %8 at %9"_s.arg(
        QString::fromStdString(tree.path(node)), QString::number(tree.isOpaque(node)),
        QString::number(static_cast<int>(tree.type(node))), QString::number(attributes.mode, 8),
        QString::number(attributes.uid), QString::number(attributes.gid), QString::number(tree.sizeBytes(node)),
        QString::number(tree.mtimeNs(node)), QString::number(tree.contentOffset(node)));
    line += u" link "_s
        + QString::fromUtf8(
            QByteArray(tree.linkTarget(node).data(), static_cast<qsizetype>(tree.linkTarget(node).size()))
                .toPercentEncoding());
    for (const auto &[name, value] : tree.xattrs(node))
        line += u' ' + QString::fromStdString(std::string(name)) + u'='
            + QString::fromLatin1(QByteArray(value.data(), static_cast<qsizetype>(value.size())).toHex());
    return line;
}

// The first difference between two trees of one layer; empty: there is none, and the same pairs of files are equal in both.
QString difference(const LayerTree &ours, const LayerTree &theirs)
{
    if (ours.size() != theirs.size())
        return u"%1 nodes instead of %2"_s.arg(ours.size()).arg(theirs.size());
    using Print = std::pair<std::uint64_t, std::uint64_t>;
    std::map<Print, Print> there;
    std::map<Print, Print> back;
    for (std::uint32_t i = 0; i < ours.size(); ++i) {
        const LayerNode node { i };
        if (lineOf(ours, node) != lineOf(theirs, node))
            return lineOf(ours, node) + u" instead of "_s + lineOf(theirs, node);
        const Print a { ours.fingerprint(node).low, ours.fingerprint(node).high };
        const Print b { theirs.fingerprint(node).low, theirs.fingerprint(node).high };
        if (there.insert({ a, b }).first->second != b || back.insert({ b, a }).first->second != a)
            return u"contents are told apart otherwise at "_s + QString::fromStdString(ours.path(node));
    }
    if (ours.totals().tarBytes != theirs.totals().tarBytes)
        return u"another length of the tar"_s;
    return {};
}

QJsonDocument jsonIn(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()) : QJsonDocument();
}

} // namespace

class TestStorage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void listsWhatPodmanLists_data() { addKinds({ u"overlay"_s, u"vfs"_s }); }
    void listsWhatPodmanLists();
    void hasTheHistoryOfPodman_data() { addKinds({ u"overlay"_s, u"vfs"_s }); }
    void hasTheHistoryOfPodman();
    void layersAreThoseOfSkopeo_data() { addKinds({ u"overlay"_s, u"vfs"_s, u"user"_s }); }
    void layersAreThoseOfSkopeo();
    void walkedFolderIsTheLayer();
    void commandLine();
    void isNotChanged();
    void besideAWriter();
    void tarSplitOfDocker();

private:
    struct Place {
        QString root;
        QString driver;
    };
    void addKinds(const QStringList &kinds);
    ImageStorePtr storeOf(const QString &kind);
    Result<ReadImagePtr> readNamed(const ImageStorePtr &store, const QString &name);
    QString path(const QString &name) const { return m_folder.filePath(u"s/"_s + name); }

    QTemporaryDir m_folder;
    QMap<QString, Place> m_places;
    WorkPool m_pool;
};

void TestStorage::initTestCase()
{
    // An ordinary user works below it.
    QFile::setPermissions(
        m_folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther);
    const ProcessOutcome outcome = runProcess(script(), { u"make"_s, path({}) }, kPatienceMs);
    if (outcome.code == ProcessOutcome::kSkipped)
        QSKIP(qPrintable(outcome.lastWords()));
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QFile list(path(u"storages.tsv"_s));
    QVERIFY(list.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(list.readAll()).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const QStringList columns = line.split(u'\t');
        m_places.insert(columns.value(0), { columns.value(1), columns.value(2) });
    }
    QCOMPARE(m_places.size(), 3);
}

void TestStorage::cleanupTestCase()
{
    runProcess(script(), { u"remove"_s, path({}) }, kPatienceMs);
}

void TestStorage::addKinds(const QStringList &kinds)
{
    QTest::addColumn<QString>("kind");
    for (const QString &kind : kinds)
        QTest::addRow("%s", qPrintable(kind)) << kind;
}

ImageStorePtr TestStorage::storeOf(const QString &kind)
{
    Job job;
    const Result<ImageStorePtr> store = openStore(m_places[kind].root, job);
    return store && (*store)->kind() == StoreKind::ContainersStorage ? *store : nullptr;
}

Result<ReadImagePtr> TestStorage::readNamed(const ImageStorePtr &store, const QString &name)
{
    Job job;
    const Result<Listing> listing = store->list(job);
    if (!listing)
        return fail(listing.error());
    for (const ImageSummary &summary : listing->images) {
        if (summary.names.contains(name))
            return readStoredImage(store, summary.id, m_pool);
    }
    return fail(ErrorCode::NotFound, name, u"not in the list"_s);
}

void TestStorage::listsWhatPodmanLists()
{
    QFETCH(QString, kind);
    Job job;
    const ImageStorePtr store = storeOf(kind);
    QVERIFY(store);
    const Result<Listing> listing = store->list(job);
    QVERIFY2(listing, listing ? "" : qPrintable(listing.error().detail));
    QCOMPARE(listing->warnings.size(), 0);
    QStringList ours;
    for (const ImageSummary &image : listing->images) {
        QStringList names = image.names;
        names.sort();
        ours += u"%1 %2 %3 %4"_s.arg(image.id.value, names.join(u','), QString::number(image.listedBytes),
            QString::number(image.created.toSecsSinceEpoch()));
    }
    QStringList theirs;
    const QJsonArray images = jsonIn(path(kind + u".images.json"_s)).array();
    for (const QJsonValue &image : images) {
        QStringList names = image[u"Names"_s].toVariant().toStringList();
        names.sort();
        theirs += u"%1 %2 %3 %4"_s.arg(image[u"Id"_s].toString().remove(u"sha256:"_s), names.join(u','),
            QString::number(image[u"Size"_s].toInteger()), QString::number(image[u"Created"_s].toInteger()));
    }
    theirs.removeDuplicates(); // there is one for every name, each with all names
    ours.sort();
    theirs.sort();
    QCOMPARE(ours, theirs);
    QVERIFY(ours.size() > 2);

    const Result<QList<ContainerInfo>> containers = store->containers(job);
    QVERIFY(containers);
    QCOMPARE(containers->size(), 1);
    QCOMPARE(containers->constFirst().names, QStringList { u"first"_s });
    QCOMPARE(containers->constFirst().imageName, u"localhost/varve/config:1"_s);
    QVERIFY(store->inspect(containers->constFirst().image, job));
}

void TestStorage::hasTheHistoryOfPodman()
{
    QFETCH(QString, kind);
    for (const QString &name : { u"cases"_s, u"config"_s }) {
        const auto read = readNamed(storeOf(kind), u"localhost/varve/%1:1"_s.arg(name));
        QVERIFY2(read, read ? "" : qPrintable(read.error().detail));
        QCOMPARE((*read)->details.warnings.size(), 0);
        const QJsonArray theirs = jsonIn(path(u"%1-%2.history.json"_s.arg(kind, name))).array();
        const QList<HistoryEntry> &ours = (*read)->details.history;
        QCOMPARE(ours.size(), theirs.size());
        for (qsizetype i = 0; i < ours.size(); ++i) {
            const QJsonObject entry = theirs[theirs.size() - 1 - i].toObject(); // the newest first
            QCOMPARE(ours[i].instruction, entry[u"CreatedBy"_s].toString());
            QCOMPARE(ours[i].isEmptyLayer, ours[i].layerIndex < 0);
            const std::int64_t bytes = ours[i].layerIndex < 0
                ? 0
                : (*read)->layers[static_cast<std::size_t>(ours[i].layerIndex)]->totals().tarBytes;
            QCOMPARE(bytes, std::int64_t(entry[u"size"_s].toInteger()));
        }
    }
}

void TestStorage::layersAreThoseOfSkopeo()
{
    QFETCH(QString, kind);
    for (const QString &name : { u"cases"_s, u"config"_s }) {
        RealImage copied;
        copied.path = path(u"%1-%2.oci"_s.arg(kind, name));
        copied.name = u"localhost/varve/%1:1"_s.arg(name);
        const auto theirs = readRealImage(copied, m_pool);
        QVERIFY2(theirs, theirs ? "" : qPrintable(theirs.error().detail));
        const auto ours = readNamed(storeOf(kind), copied.name);
        QVERIFY2(ours, ours ? "" : qPrintable(ours.error().subject + u": "_s + ours.error().detail));
        QCOMPARE((*ours)->layers.size(), (*theirs)->layers.size());
        QVERIFY(!(*ours)->layers.empty());
        for (std::size_t i = 0; i < (*ours)->layers.size(); ++i) {
            QCOMPARE((*ours)->proofs[i].overall(), ProofState::Verified);
            QCOMPARE((*ours)->layers[i]->fingerprintKind(), FingerprintKind::Crc64);
            const QString different = difference(*(*ours)->layers[i], *(*theirs)->layers[i]);
            QVERIFY2(different.isEmpty(), qPrintable(u"%1, layer %2: %3"_s.arg(name).arg(i).arg(different)));
        }
        for (std::uint32_t node = 0; node < (*ours)->tree->size(); ++node) {
            const auto a = (*ours)->tree->changes(NodeId { node });
            const auto b = (*theirs)->tree->changes(NodeId { node });
            QVERIFY2(std::equal(a.begin(), a.end(), b.begin(), b.end(),
                         [](const Change &x, const Change &y) { return x.layer == y.layer && x.kind == y.kind; }),
                (*ours)->tree->path(NodeId { node }).c_str());
        }
    }
}

// Where the tar-split file is lost, the folder says nearly the same.
void TestStorage::walkedFolderIsTheLayer()
{
    const auto read = readNamed(storeOf(u"overlay"_s), u"localhost/varve/cases:1"_s);
    QVERIFY(read);
    const auto copied = path(u"walked"_s);
    QCOMPARE(runProcess(u"cp"_s, { u"-a"_s, m_places[u"overlay"_s].root, copied }, kPatienceMs).code, 0);
    for (const QString &file : QDir(copied + u"/overlay-layers"_s).entryList({ u"*.tar-split.gz"_s }))
        QVERIFY(QFile::remove(copied + u"/overlay-layers/"_s + file));
    Job job;
    const auto store = openStore(copied, job);
    QVERIFY(store);
    const auto walked = readNamed(*store, u"localhost/varve/cases:1"_s);
    QVERIFY2(walked, walked ? "" : qPrintable(walked.error().detail));
    for (const LayerProof &proof : (*walked)->proofs)
        QCOMPARE(proof.overall(), ProofState::Unavailable);
    // Times of implied folders and the like are not in the tar: the finished images must be the same, but for those.
    FileListing expected = listTree(*(*read)->tree);
    FileListing actual = listTree(*(*walked)->tree);
    for (FileListing *const listing : { &expected, &actual }) {
        for (ListedEntry &entry : *listing) {
            if (entry.type == "dir")
                entry.mtime.clear();
        }
    }
    const QStringList different = differences(expected, actual);
    QVERIFY2(different.isEmpty(), qPrintable(different.join(u'\n')));
}

void TestStorage::commandLine()
{
    QProcessEnvironment environment = environmentWith(m_folder.path());
    const Place place = m_places[u"overlay"_s];
    const QString inBrackets = u"containers-storage:[overlay@%1+%2]"_s.arg(place.root, path(u"run-overlay"_s));
    const Outcome listed = runProgram({ u"ls"_s, inBrackets, u"--json"_s }, m_folder.path(), environment);
    QVERIFY2(listed.code == 0, listed.err.constData());
    QCOMPARE(listed.json()[u"source"_s][u"kind"_s].toString(), u"containersStorage"_s);

    QFile conf(m_folder.filePath(u"storage.conf"_s));
    QVERIFY(conf.open(QIODevice::WriteOnly));
    conf.write("[storage]\ndriver = \"overlay\"\ngraphroot = \"" + place.root.toUtf8() + "\"\n");
    conf.close();
    environment.insert(u"CONTAINERS_STORAGE_CONF"_s, conf.fileName());
    const auto report = [&](const QString &source) {
        return runProgram({ u"analyze"_s, source, u"--json"_s, u"-"_s }, m_folder.path(), environment);
    };
    const Outcome stored = report(u"containers-storage:localhost/varve/cases:1"_s);
    const Outcome copied = report(path(u"overlay-cases.oci"_s));
    QVERIFY2(stored.code == 0, stored.err.constData());
    QVERIFY2(copied.code == 0, copied.err.constData());
    for (const auto &key : { u"analysis"_s, u"dive"_s, u"waste"_s })
        QCOMPARE(stored.json()[key], copied.json()[key]);
    const QString id = stored.json()[u"image"_s][u"id"_s].toString();
    QCOMPARE(report(u"containers-storage:localhost/varve/other:7@"_s + id.section(u':', -1))
                 .json()[u"image"_s][u"id"_s]
                 .toString(),
        id);
    QCOMPARE(runProgram({ u"analyze"_s, u"containers-storage:no/such:1"_s }, m_folder.path(), environment).code, 2);
}

void TestStorage::isNotChanged()
{
    const Place place = m_places[u"vfs"_s];
    const auto state = [&] {
        const ProcessOutcome outcome =
            runProcess(u"find"_s, { place.root, u"-printf"_s, u"%p %i %s %m %U %G %T@ %C@\\n"_s }, kPatienceMs);
        return outcome.out;
    };
    const QByteArray before = state();
    QVERIFY(before.size() > 1000);
    QVERIFY(readNamed(storeOf(u"vfs"_s), u"localhost/varve/cases:1"_s));
    QVERIFY(state() == before);
}

// podman builds, pulls and removes images all the time: those that stay can be read, the others are there or not.
void TestStorage::besideAWriter()
{
    QProcess churn;
    churn.setStandardOutputFile(QProcess::nullDevice());
    churn.setStandardErrorFile(QProcess::nullDevice());
    churn.start(script(), { u"churn"_s, path({}) });
    QVERIFY(churn.waitForStarted());
    const ImageStorePtr store = storeOf(u"overlay"_s);
    Job job;
    int read = 0;
    int vanished = 0;
    const auto rounds = [this] {
        QFile file(path(u"churned"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
    };
    QElapsedTimer timer;
    timer.start();
    while (rounds() < 4 && timer.elapsed() < 5 * 60 * 1000) {
        const Result<Listing> listing = store->list(job);
        QVERIFY2(listing, listing ? "" : qPrintable(listing.error().subject + u": "_s + listing.error().detail));
        bool hasStaying = false;
        for (const ImageSummary &summary : listing->images) {
            hasStaying = hasStaying || summary.names.contains(u"localhost/varve/config:1"_s);
            if (!summary.names.isEmpty() && !summary.names.join(u' ').contains(u"churn"_s))
                continue;
            const auto image = readStoredImage(store, summary.id, m_pool);
            if (image) {
                ++read;
                for (const LayerProof &proof : (*image)->proofs)
                    QVERIFY(proof.overall() != ProofState::Mismatch);
                continue;
            }
            ++vanished;
            const bool isExpected =
                image.error().code == ErrorCode::NotFound || image.error().code == ErrorCode::Conflict;
            QVERIFY2(isExpected,
                qPrintable(
                    errorCodeName(image.error().code) + u' ' + image.error().subject + u": "_s + image.error().detail));
        }
        QVERIFY(hasStaying);
    }
    QFile stop(path(u"stop"_s));
    QVERIFY(stop.open(QIODevice::WriteOnly));
    QVERIFY(churn.waitForFinished(120'000));
    QVERIFY2(rounds() >= 4, "podman did not get ahead");
    QVERIFY(read > 10);
    qInfo("%d rounds, %d images read, %d vanished", rounds(), read, vanished);
    const auto staying = readNamed(store, u"localhost/varve/config:1"_s);
    QVERIFY(staying);
    for (const LayerProof &proof : (*staying)->proofs)
        QCOMPARE(proof.overall(), ProofState::Verified);
}

// Docker keeps files of the same kind in its overlay2 store.
void TestStorage::tarSplitOfDocker()
{
    const auto server = EngineServer::start(EngineServer::Kind::Docker20);
    if (!server->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
        QSKIP(qPrintable(server->skipReason()));
    QVERIFY2(server->skipReason().isEmpty(), qPrintable(server->skipReason()));
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    RealImage sample;
    sample.path = path(u"overlay-cases.docker.tar"_s);
    sample.name = u"localhost/varve/cases:1"_s;
    QCOMPARE(runProcess(u"skopeo"_s,
                 { u"copy"_s, u"--quiet"_s, u"--policy"_s, path(u"policy.json"_s),
                     u"oci:"_s + path(u"overlay-cases.oci"_s) + u":localhost/varve/cases:1"_s,
                     u"docker-archive:"_s + sample.path + u":localhost/varve/cases:1"_s },
                 kPatienceMs)
                 .code,
        0);
    server->command({ u"load"_s, u"-i"_s, sample.path });
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    const auto archived = readRealImage(sample, m_pool);
    QVERIFY2(archived, archived ? "" : qPrintable(archived.error().detail));
    QMap<QString, LayerTreePtr> expected;
    for (std::size_t i = 0; i < (*archived)->layers.size(); ++i)
        expected.insert(
            (*archived)->details.layers[static_cast<qsizetype>(i)].diffId.toString(), (*archived)->layers[i]);

    const QString layers = QFileInfo(server->socketPath()).path() + u"/data/image/overlay2/layerdb/sha256"_s;
    Job job;
    int compared = 0;
    for (const QString &chain : QDir(layers).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile diff(layers + u'/' + chain + u"/diff"_s);
        QVERIFY(diff.open(QIODevice::ReadOnly));
        const LayerTreePtr theirs = expected.value(QString::fromLatin1(diff.readAll()));
        const auto file = MappedFile::open(layers + u'/' + chain + u"/tar-split.json.gz"_s);
        QVERIFY(theirs && file);
        const auto ours = scanTarSplit(std::make_unique<MemorySource>((*file)->bytes()), chain, job);
        QVERIFY2(ours, ours ? "" : qPrintable(ours.error().detail));
        const QString different = difference(**ours, *theirs);
        QVERIFY2(different.isEmpty(), qPrintable(different));
        ++compared;
    }
    QCOMPARE(compared, int(expected.size()));
}

QTEST_GUILESS_MAIN(TestStorage)
#include "tst_storage.moc"
