// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/layerscanner.h"
#include "services/stores/cache/layercache.h"
#include "services/stores/cache/treefile.h"
#include "services/stores/cache/treefolder.h"
#include "services/stores/imagereader.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/readcollector.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <thread>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kRoom = 64 << 20;

Digest digestNumber(int number)
{
    return *Digest::fromSha256Hex(QByteArray::number(number).rightJustified(64, '0'));
}

LayerTreePtr someTree(const std::string &name = "a")
{
    Job job;
    const QByteArray tar = TarBuilder().file(name, "1").bytes();
    return *scanStream(std::make_unique<MemorySource>(asBytes(tar)), QStringLiteral("layer"), job);
}

void setUsed(const QString &path, int secondsAgo)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(-secondsAgo), QFileDevice::FileModificationTime));
}

} // namespace

class TestTreeFolder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_parent = std::make_unique<QTemporaryDir>();
        m_path = m_parent->filePath(u"cache/layers"_s);
    }
    void keepsBetweenRuns();
    void isOnlyForThisUser();
    void damagedFilesGo();
    void theLeastRecentlyUsedGoFirst();
    void leavesOtherFilesAlone();
    void clears();
    void keepsNothingWithoutRoom();
    void givesUpQuietly();
    void severalAtOnce();
    void imagesAreReadFromIt();

private:
    QStringList files() const { return QDir(m_path).entryList(QDir::Files | QDir::Hidden, QDir::Name); }
    QString pathOf(int number) const { return m_path + u"/sha256-"_s + digestNumber(number).hex() + u".xxh3.tree"_s; }

    std::unique_ptr<QTemporaryDir> m_parent;
    QString m_path;
};

void TestTreeFolder::keepsBetweenRuns()
{
    QVERIFY(!TreeFolder(m_path, kRoom).find(digestNumber(1), FingerprintKind::Xxh3));
    QVERIFY(!QFileInfo::exists(m_path)); // looking makes nothing
    TreeFolder(m_path, kRoom).insert(digestNumber(1), *someTree("name"));
    TreeFolder again(m_path, kRoom);
    const LayerTreePtr tree = again.find(digestNumber(1), FingerprintKind::Xxh3);
    QVERIFY(tree);
    QVERIFY(tree->find("name") != kNoLayerNode);
    QVERIFY(!again.find(digestNumber(1), FingerprintKind::Crc64));
    QVERIFY(!again.find(digestNumber(2), FingerprintKind::Xxh3));
    QVERIFY(!again.find({}, FingerprintKind::Xxh3));
    QCOMPARE(again.usage().layers, 1);
    QCOMPARE(again.usage().bytes, QFileInfo(pathOf(1)).size());
    // Through the cache in memory, which asks the folder when it does not know.
    LayerCache cache(1 << 20, &again);
    const LayerTreePtr first = cache.find(digestNumber(1));
    QVERIFY(first);
    QCOMPARE(cache.find(digestNumber(1)).get(), first.get());
    cache.insert(digestNumber(3), someTree());
    QVERIFY(again.find(digestNumber(3), FingerprintKind::Xxh3));
    // What stands for something else than a DiffID is nobody else's, and not kept on disk.
    using Scope = LayerCache::Scope;
    for (const Scope scope : { Scope::Blob, Scope::Unproved }) {
        cache.insert(digestNumber(4), someTree(), scope);
        QVERIFY(cache.find(digestNumber(4), FingerprintKind::Xxh3, scope));
        QVERIFY(!cache.find(digestNumber(4)));
        QVERIFY(!cache.find(digestNumber(1), FingerprintKind::Xxh3, scope));
    }
    QCOMPARE(again.usage().layers, 2);
}

void TestTreeFolder::isOnlyForThisUser()
{
    TreeFolder(m_path, kRoom).insert(digestNumber(1), *someTree());
    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    QVERIFY((QFile::permissions(m_path) & others) == 0);
    QVERIFY((QFile::permissions(pathOf(1)) & others) == 0);
}

void TestTreeFolder::damagedFilesGo()
{
    TreeFolder folder(m_path, kRoom);
    folder.insert(digestNumber(1), *someTree());
    writeFile(pathOf(1), "not a tree");
    QVERIFY(!folder.find(digestNumber(1), FingerprintKind::Xxh3));
    QVERIFY(files().isEmpty());
    folder.insert(digestNumber(1), *someTree());
    QVERIFY(folder.find(digestNumber(1), FingerprintKind::Xxh3));
    // An empty one, which a crash leaves, is no tree that is kept already.
    writeFile(pathOf(1), {});
    folder.insert(digestNumber(1), *someTree());
    QVERIFY(folder.find(digestNumber(1), FingerprintKind::Xxh3));
    // A file under the name of another is not taken for it.
    QVERIFY(QFile::rename(pathOf(1), pathOf(2)));
    QVERIFY(!folder.find(digestNumber(2), FingerprintKind::Xxh3));
    QVERIFY(files().isEmpty());
}

void TestTreeFolder::theLeastRecentlyUsedGoFirst()
{
    const LayerTreePtr tree = someTree();
    TreeFolder(m_path, kRoom).insert(digestNumber(0), *tree);
    const qint64 each = QFileInfo(pathOf(0)).size();
    TreeFolder folder(m_path, 20 * each);
    for (int i = 1; i < 20; ++i)
        folder.insert(digestNumber(i), *tree);
    QCOMPARE(folder.usage().layers, 20);
    for (int i = 0; i < 20; ++i)
        setUsed(pathOf(i), 1000 - i);
    QVERIFY(folder.find(digestNumber(0), FingerprintKind::Xxh3)); // used: the youngest now
    folder.insert(digestNumber(1), *tree); // there already: used as well
    folder.insert(digestNumber(20), *tree); // one too much; two go with it, to make room for the next
    QCOMPARE(folder.usage().layers, 18);
    for (const int gone : { 2, 3, 4 })
        QVERIFY(!QFile::exists(pathOf(gone)));
    for (const int kept : { 0, 1, 5, 19, 20 })
        QVERIFY(QFile::exists(pathOf(kept)));
    folder.setCapacityBytes(5 * each);
    QCOMPARE(folder.usage().layers, 4);
    QVERIFY(QFile::exists(pathOf(20)));
}

void TestTreeFolder::leavesOtherFilesAlone()
{
    TreeFolder folder(m_path, kRoom);
    folder.insert(digestNumber(1), *someTree());
    writeFile(m_path + u"/notes.txt"_s, "mine");
    writeFile(m_path + u"/a.tree.abcdef.tmp"_s, "being written");
    writeFile(m_path + u"/b.tree.abcdef.tmp"_s, "left behind");
    setUsed(m_path + u"/b.tree.abcdef.tmp"_s, 7200);
    writeFile(pathOf(5), {}); // what a crash leaves
    folder.clear();
    QCOMPARE(files(), QStringList({ u"a.tree.abcdef.tmp"_s, u"notes.txt"_s }));
}

void TestTreeFolder::clears()
{
    TreeFolder folder(m_path, kRoom);
    LayerCache cache(1 << 20, &folder);
    cache.insert(digestNumber(1), someTree());
    cache.insert(digestNumber(2), someTree());
    QCOMPARE(folder.usage().layers, 2);
    cache.clear();
    QCOMPARE(folder.usage().layers, 0);
    QVERIFY(!cache.find(digestNumber(1)));
    cache.insert(digestNumber(1), someTree());
    QCOMPARE(folder.usage().layers, 1);
}

void TestTreeFolder::keepsNothingWithoutRoom()
{
    TreeFolder folder(m_path, 0);
    folder.insert(digestNumber(1), *someTree());
    QVERIFY(!QFileInfo::exists(m_path));
    folder.setCapacityBytes(10); // less than one tree
    folder.insert(digestNumber(1), *someTree());
    QVERIFY(files().isEmpty());
}

void TestTreeFolder::givesUpQuietly()
{
    writeFile(m_parent->filePath(u"file"_s), "a file where a folder is wanted");
    TreeFolder folder(m_parent->filePath(u"file/layers"_s), kRoom);
    folder.insert(digestNumber(1), *someTree());
    QVERIFY(!folder.find(digestNumber(1), FingerprintKind::Xxh3));
    folder.clear();
    QCOMPARE(folder.usage().layers, 0);
}

void TestTreeFolder::severalAtOnce()
{
    const LayerTreePtr tree = someTree();
    TreeFolder(m_path, kRoom).insert(digestNumber(0), *tree);
    const qint64 room = 4 * QFileInfo(pathOf(0)).size(); // for fewer than there are
    std::vector<std::thread> threads;
    std::atomic<int> wrong { 0 };
    std::atomic<int> missing { 0 };
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            TreeFolder folder(m_path, room); // as other processes
            for (int i = 0; i < 100; ++i) {
                folder.insert(digestNumber(i % 7), *tree);
                const LayerTreePtr found = folder.find(digestNumber((i + t) % 7), FingerprintKind::Xxh3);
                missing += found ? 0 : 1;
                wrong += found && found->find("a") == kNoLayerNode ? 1 : 0;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
    QVERIFY(missing.load() > 0);
    QVERIFY(QDir(m_path).entryList({ u"*.tmp"_s }).isEmpty());
    TreeFolder(m_path, room).insert(digestNumber(9), *tree); // looks, and makes room for all that came
    QVERIFY(TreeFolder(m_path, kRoom).usage().bytes <= room);
}

// An archive read in one run, and in the next one from the folder: what stands there is believed instead of the layer.
void TestTreeFolder::imagesAreReadFromIt()
{
    ImageSpec image({ u"a:1"_s });
    for (int i = 0; i < 3; ++i) {
        const QByteArray tar = TarBuilder().file("file" + std::to_string(i), "content").bytes();
        image.layer(tar, "layer " + QByteArray::number(i), LayerForm::Gzip);
    }
    const QString path = m_parent->filePath(u"image"_s);
    ociLayout({ image }).writeTo(path);
    WorkPool pool;
    const auto nameInFirstLayer = [&]() -> QByteArray {
        TreeFolder folder(m_path, kRoom);
        LayerCache cache(1 << 20, &folder);
        ImageReadOptions options;
        options.cache = &cache;
        Job job;
        const ImageStorePtr store = *openStore(path, job);
        const ImageDetails details = *store->inspect((*store->list(job)).images[0].id, job);
        ReadCollector collector;
        if (!readImage(*store, details, options, pool, job, collector))
            return {};
        for (int layer = 0; layer < 3; ++layer) {
            if (collector.proofs[layer].overall() != ProofState::Verified)
                return "not verified";
        }
        return QByteArray::fromStdString(std::string(collector.trees[0]->name(LayerNode { 1 })));
    };
    QCOMPARE(nameInFirstLayer(), "file0");
    QCOMPARE(files().size(), 3);
    const Digest diffId = *Digest::fromSha256Hex(sha256Hex(TarBuilder().file("file0", "content").bytes()));
    const QString kept = m_path + u"/sha256-"_s + diffId.hex() + u".xxh3.tree"_s;
    QVERIFY(QFile::exists(kept));
    QCOMPARE(nameInFirstLayer(), "file0");
    QVERIFY(writeTreeFile(kept, diffId, *someTree("from the folder")).has_value());
    QCOMPARE(nameInFirstLayer(), "from the folder");
}

QTEST_APPLESS_MAIN(TestTreeFolder)
#include "tst_treefolder.moc"
