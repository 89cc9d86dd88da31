// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/layerscanner.h"
#include "services/stores/cache/layercache.h"
#include "tests/support/tarbuilder.h"

#include <QtTest/QtTest>

#include <thread>

using namespace varve;
using namespace varve::test;

namespace {

Digest digestNumber(int number)
{
    return *Digest::fromSha256Hex(QByteArray::number(number).rightJustified(64, '0'));
}

LayerTreePtr treeOf(const QByteArray &tar)
{
    Job job;
    return *scanStream(std::make_unique<MemorySource>(asBytes(tar)), QStringLiteral("layer"), job);
}

LayerTreePtr someTree()
{
    return treeOf(TarBuilder().file("a", "1").bytes());
}

} // namespace

class TestLayerCache : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsWhatWasInserted();
    void dropsTheLeastRecentlyUsed();
    void replaces();
    void refuses();
    void isSafeFromManyThreads();
};

void TestLayerCache::findsWhatWasInserted()
{
    LayerCache cache(1 << 20);
    const LayerTreePtr tree = someTree();
    QVERIFY(!cache.find(digestNumber(1)));
    cache.insert(digestNumber(1), tree);
    QCOMPARE(cache.find(digestNumber(1)).get(), tree.get());
    QVERIFY(!cache.find(digestNumber(2)));
    QCOMPARE(cache.memoryBytes(), tree->memoryBytes());
    cache.clear();
    QVERIFY(!cache.find(digestNumber(1)));
    QCOMPARE(cache.memoryBytes(), 0U);
}

void TestLayerCache::dropsTheLeastRecentlyUsed()
{
    const std::size_t each = someTree()->memoryBytes();
    LayerCache cache(3 * each);
    for (int i = 1; i <= 3; ++i)
        cache.insert(digestNumber(i), someTree());
    QVERIFY(cache.find(digestNumber(1))); // now 2 is the oldest
    cache.insert(digestNumber(4), someTree());
    QVERIFY(cache.find(digestNumber(1)));
    QVERIFY(!cache.find(digestNumber(2)));
    QVERIFY(cache.find(digestNumber(3)));
    QVERIFY(cache.find(digestNumber(4)));
    QCOMPARE(cache.memoryBytes(), 3 * each);
}

void TestLayerCache::replaces()
{
    LayerCache cache(1 << 20);
    cache.insert(digestNumber(1), treeOf(TarBuilder().file("a", "1").file("b", "2").bytes()));
    const LayerTreePtr second = someTree();
    cache.insert(digestNumber(1), second);
    QCOMPARE(cache.find(digestNumber(1)).get(), second.get());
    QCOMPARE(cache.memoryBytes(), second->memoryBytes());
}

void TestLayerCache::refuses()
{
    LayerCache cache(10);
    cache.insert(digestNumber(1), someTree()); // larger than the whole cache
    QVERIFY(!cache.find(digestNumber(1)));
    QCOMPARE(cache.memoryBytes(), 0U);
    LayerCache large(1 << 20);
    large.insert(Digest(), someTree());
    large.insert(digestNumber(1), nullptr);
    QCOMPARE(large.memoryBytes(), 0U);
}

void TestLayerCache::isSafeFromManyThreads()
{
    const LayerTreePtr tree = someTree();
    LayerCache cache(4 * tree->memoryBytes());
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 2000; ++i) {
                cache.insert(digestNumber((i + t) % 9), tree);
                if (const LayerTreePtr found = cache.find(digestNumber(i % 9)))
                    Q_UNUSED(found->size())
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(cache.memoryBytes(), 4 * tree->memoryBytes());
}

QTEST_APPLESS_MAIN(TestLayerCache)
#include "tst_layercache.moc"
