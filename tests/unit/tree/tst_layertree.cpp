// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a layer's tar means by itself: one row per rule.

#include "services/tree/layertreebuilder.h"
#include "services/tree/pathbytes.h"
#include "services/types/limits.h"
#include "tests/support/texttree.h"

#include <QtTest/QTest>

#include <algorithm>
#include <limits>
#include <random>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *kTwice = "conflict %1: the same path twice in one layer: the last one counts\n";
constexpr const char *kStays = "conflict %1: a path and its whiteout in one layer: the path stays\n";
constexpr const char *kBelow = "corrupt %1: lies below something that is no directory\n";

QString warning(const char *text, const char *path)
{
    return QString::fromLatin1(text).arg(QLatin1String(path));
}

} // namespace

class tst_LayerTree : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rules_data();
    void rules();
    void hardLinks_data();
    void hardLinks();
    void limits();
    void impliedFoldersAreLimited();
    void xattrsAreLimited();
    void layingOutCanBeCancelled();
    void namesAreBytes();
    void rootEntry();
    void totals();
    void fingerprints();
    void keptWarnings();
    void attributesAreShared();
    void manyNamesAreSortedAndFound();
    void sameTreeWhateverTheOrder();
    void contentOffsets_data();
    void contentOffsets();
    void sizesOfAnyWidth();
    void times_data();
    void times();
    void fingerprintsOfManyNodes();
    void oneSlotForAllKinds();
    void memoryOfManyFiles();
};

void tst_LayerTree::rules_data()
{
    QTest::addColumn<QString>("tar");
    QTest::addColumn<QString>("tree"); // without the root's line
    QTest::addColumn<QString>("warnings");

    QTest::newRow("nothing") << u""_s << u""_s << u""_s;
    QTest::newRow("all kinds")
        << u"d d mode=700 uid=1 gid=2 t=3\n+ d/f 12 mode=4755\ns d/s -> ../f\nn d/n 1:3\nb d/b 8:0\nf d/p\n- d/w"_s
        << u"d /d mode=700 uid=1 gid=2 t=3\nb /d/b -> 8:0\n+ /d/f 12 mode=4755\nn /d/n -> 1:3\nf /d/p\ns /d/s -> ../f\n- /d/w\n"_s
        << u""_s;
    QTest::newRow("parents are implied") << u"+ a/b/c 1"_s << u"d /a implied\nd /a/b implied\n+ /a/b/c 1\n"_s << u""_s;
    QTest::newRow("an implied parent gets its own entry later")
        << u"+ a/b 1\nd a mode=700 t=9"_s << u"d /a mode=700 t=9\n+ /a/b 1\n"_s << u""_s;
    QTest::newRow("spellings of one path")
        << u"+ ./a 1\n+ /b 1\n+ .//c 1\nd d/\n+ ././e 1\n+ //f 1\n+ g/./h 1\n+ i//j 1"_s
        << u"+ /a 1\n+ /b 1\n+ /c 1\nd /d\n+ /e 1\n+ /f 1\nd /g implied\nd /i implied\n+ /g/h 1\n+ /i/j 1\n"_s << u""_s;
    QTest::newRow("dots within the root")
        << u"+ a/../b 1\n+ c/d/../../e 2\nd f/."_s << u"+ /b 1\n+ /e 2\nd /f\n"_s << u""_s;
    QTest::newRow("dots out of the root")
        << u"+ ../a 1\n+ b/../../c 1\n+ d 1"_s << u"+ /d 1\n"_s
        << u"corrupt ../a: the path leaves the root\ncorrupt b/../../c: the path leaves the root\n"_s;
    QTest::newRow("bytes decide the order")
        << u"+ b 1\n+ a 1\n+ B 1\n+ a0 1\n+ a.b 1\n+ a/z 1\n+ ab 1"_s
        << u"+ /B 1\nd /a implied\n+ /a.b 1\n+ /a0 1\n+ /ab 1\n+ /b 1\n+ /a/z 1\n"_s << warning(kTwice, "a");

    QTest::newRow("whiteout") << u"+ a/.wh.b"_s << u"d /a implied\n- /a/b\n"_s << u""_s;
    QTest::newRow("opaque marker") << u"d a\n+ a/.wh..wh..opq\n+ a/b 1"_s << u"d /a opaque\n+ /a/b 1\n"_s << u""_s;
    QTest::newRow("opaque marker at the end")
        << u"d a\n+ a/b 1\n+ a/.wh..wh..opq"_s << u"d /a opaque\n+ /a/b 1\n"_s << u""_s;
    QTest::newRow("opaque marker alone") << u"opq a/b"_s << u"d /a implied\nd /a/b implied opaque\n"_s << u""_s;
    QTest::newRow("reserved names are hidden")
        << u"+ .wh..wh.aufs 5\nd .wh..wh.plnk\n+ .wh..wh.plnk/1.2 5\n+ a/.wh..wh.orph 1"_s << u""_s << u""_s;
    QTest::newRow("whiteouts of nothing")
        << u"+ .wh.\n+ a/.wh.\n+ .wh..\n+ .wh..."_s << u""_s
        << u"corrupt .wh.: a whiteout that names nothing\ncorrupt a/.wh.: a whiteout that names nothing\n"
           "corrupt .wh..: a whiteout that names nothing\ncorrupt .wh...: a whiteout that names nothing\n"_s;
    QTest::newRow("a whiteout of a name with the prefix") << u"+ .wh..wh"_s << u"- /.wh\n"_s << u""_s;
    QTest::newRow("below a whiteout") << u"+ .wh.a/b 1"_s << u""_s << u"corrupt .wh.a/b: lies below a whiteout\n"_s;
    QTest::newRow("a whiteout that is a directory entry") << u"d .wh.a"_s << u"- /a\n"_s << u""_s;

    QTest::newRow("file and its whiteout") << u"+ x 1\n- x"_s << u"+ /x 1\n"_s << warning(kStays, "x");
    QTest::newRow("whiteout, then file") << u"- x\n+ x 1"_s << u"+ /x 1\n"_s << warning(kStays, "x");
    QTest::newRow("directory and its whiteout")
        << u"d d\n+ d/new 1\n- d"_s << u"d /d opaque\n+ /d/new 1\n"_s << warning(kStays, "d");
    QTest::newRow("implied directory and its whiteout")
        << u"- d\n+ d/new 1"_s << u"d /d implied opaque\n+ /d/new 1\n"_s << warning(kStays, "d");
    QTest::newRow("two whiteouts") << u"- x\n- x"_s << u"- /x\n"_s << u""_s;

    QTest::newRow("file twice") << u"+ x 1\n+ x 2 mode=600"_s << u"+ /x 2 mode=600\n"_s << warning(kTwice, "x");
    QTest::newRow("file three times in two spellings")
        << u"+ x 1\n+ ./x 2\n+ /x 3"_s << u"+ /x 3\n"_s << warning(kTwice, "x");
    QTest::newRow("directory twice") << u"d x mode=700\n+ x/a 1\nd x/ mode=711\n+ x/b 1"_s
                                     << u"d /x mode=711\n+ /x/a 1\n+ /x/b 1\n"_s
                                     << u"conflict x: the same directory twice in one layer: the last one counts\n"_s;
    QTest::newRow("file, then directory") << u"+ x 1\nd x\n+ x/y 1"_s << u"d /x\n+ /x/y 1\n"_s << warning(kTwice, "x");
    QTest::newRow("symlink, then an entry below it")
        << u"s d -> e\n+ d/y 1"_s << u"d /d implied\n+ /d/y 1\n"_s << warning(kTwice, "d");
    QTest::newRow("directory, then file")
        << u"d x\n+ x/y 1\nd x/z\n+ x/z/w 1\n+ x 7"_s << u"+ /x 7\n"_s
        << warning(kTwice, "x") + warning(kBelow, "x/y") + warning(kBelow, "x/z") + warning(kBelow, "x/z/w");
    QTest::newRow("directory, file, and below again: all of the directory stays")
        << u"+ x/a 1\n+ x 7\n+ x/b 1"_s << u"d /x implied\n+ /x/a 1\n+ /x/b 1\n"_s << warning(kTwice, "x");
    QTest::newRow("symlink, then an opaque marker below it")
        << u"s d -> e\nopq d"_s << u"d /d implied opaque\n"_s << warning(kTwice, "d");
    QTest::newRow("opaque marker, then symlink") << u"opq d\ns d -> e"_s << u"s /d -> e\n"_s << warning(kTwice, "d");
    QTest::newRow("the youngest thing below decides")
        << u"+ a/b/c 1\n+ a 2\n+ a/b/d 1"_s << u"d /a implied\nd /a/b implied\n+ /a/b/c 1\n+ /a/b/d 1\n"_s
        << warning(kTwice, "a");
    QTest::newRow("extended attributes, sorted")
        << u"+ x 1 x=user.b:2 x=user.a:1"_s << u"+ /x 1 x=user.a:1 x=user.b:2\n"_s << u""_s;
    QTest::newRow("hard link out of the root") << u"+ f 1\nh a -> ../f\nh b -> ./\nh c -> x/../../f"_s << u"+ /f 1\n"_s
                                               << u"corrupt a: hard link to no file: the path leaves the root\ncorrupt "
                                                  u"b: hard link to no file: the target is the root\n"
                                                  "corrupt c: hard link to no file: the path leaves the root\n"_s;
}

void tst_LayerTree::rules()
{
    QFETCH(QString, tar);
    QFETCH(QString, tree);
    QFETCH(QString, warnings);
    const LayerTreePtr layer = layerFromText(tar);
    const QString printed = printLayer(*layer);
    QVERIFY(printed.startsWith(u"d / implied"_s) || printed.startsWith(u"d / "_s));
    QCOMPARE(printed.section(u'\n', 1), tree);
    QCOMPARE(printWarnings(layer->warnings()), warnings);
    QCOMPARE(int(layer->totals().warningCount), int(layer->warnings().size()));
}

void tst_LayerTree::hardLinks_data()
{
    QTest::addColumn<QString>("tar");
    QTest::addColumn<QString>("links"); // "link target" per line
    QTest::newRow("to a file") << u"+ f 1\nh a -> f"_s << u"a f\n"_s;
    QTest::newRow("to a file that comes later") << u"h a -> f\n+ f 1"_s << u"a f\n"_s;
    QTest::newRow("spelt otherwise") << u"+ d/f 1\nh a -> /d/f\nh b -> ./d/f\nh c -> d/../d//f"_s
                                     << u"a d/f\nb d/f\nc d/f\n"_s;
    QTest::newRow("to a link") << u"+ f 1\nh a -> f\nh b -> a\nh c -> b"_s << u"a f\nb f\nc f\n"_s;
    QTest::newRow("to a link, the other way round") << u"+ z 1\nh c -> z\nh b -> c\nh a -> b"_s << u"a z\nb z\nc z\n"_s;
    QTest::newRow("to a symlink") << u"s f -> x\nh a -> f"_s << u"a f\n"_s;
    QTest::newRow("to a directory") << u"d f\nh a -> f"_s << u"a -\n"_s;
    QTest::newRow("to a whiteout") << u"- f\nh a -> f"_s << u"a -\n"_s;
    QTest::newRow("to nothing here") << u"h a -> f"_s << u"a -\n"_s;
    QTest::newRow("to a link to nothing here") << u"h a -> f\nh b -> a\nh c -> b"_s << u"a -\nb a\nc a\n"_s;
    QTest::newRow("to itself") << u"h a -> a"_s << u"a -\n"_s;
    QTest::newRow("in a circle") << u"h a -> b\nh b -> c\nh c -> a\nh d -> a"_s << u"a -\nb -\nc -\nd -\n"_s;
}

void tst_LayerTree::hardLinks()
{
    QFETCH(QString, tar);
    QFETCH(QString, links);
    const LayerTreePtr layer = layerFromText(tar);
    QString out;
    for (std::uint32_t i = 0; i < layer->size(); ++i) {
        const LayerNode node { i };
        if (layer->type(node) != EntryType::HardLink)
            continue;
        const LayerNode target = layer->hardLinkNode(node);
        out += QString::fromStdString(layer->path(node)) + u' '
            + (target == kNoLayerNode ? u"-"_s : QString::fromStdString(layer->path(target))) + u'\n';
    }
    QCOMPARE(out, links);
    QVERIFY(layer->warnings().isEmpty());
}

void tst_LayerTree::limits()
{
    const auto pathOf = [](std::size_t depth, std::size_t nameLength) {
        std::string path;
        for (std::size_t i = 0; i < depth; ++i)
            path += (i > 0 ? "/" : "") + std::string(nameLength, 'd');
        return path;
    };
    const auto add = [](LayerTreeBuilder &builder, const std::string &path) {
        LayerTreeBuilder::Entry entry;
        entry.path = path;
        return *builder.add(entry) != LayerTreeBuilder::kNoTicket;
    };
    LayerTreeBuilder builder(u"limits"_s);
    QVERIFY(add(builder, pathOf(varve::limits::kPathDepth, 1)));
    QVERIFY(!add(builder, pathOf(varve::limits::kPathDepth + 1, 1)));
    QVERIFY(!add(builder, "./" + pathOf(varve::limits::kPathDepth + 1, 1) + "/."));
    QVERIFY(add(builder, pathOf(1, varve::limits::kPathBytes)));
    QVERIFY(!add(builder, pathOf(1, varve::limits::kPathBytes + 1)));
    QVERIFY(!add(builder, ""));
    const LayerTreePtr layer = *builder.finish(0, false);
    QCOMPARE(layer->warnings().size(), 4);
    QCOMPARE(layer->warnings()[0].code, ErrorCode::LimitExceeded);
    QCOMPARE(layer->warnings()[1].code, ErrorCode::LimitExceeded);
    QCOMPARE(layer->warnings()[2].code, ErrorCode::LimitExceeded);
    QCOMPARE(layer->warnings()[2].path.size(), qsizetype(varve::limits::kPathBytes));
    QCOMPARE(layer->warnings()[3].code, ErrorCode::Corrupt);
    QCOMPARE(layer->warnings()[0].subject, u"limits"_s);
    QCOMPARE(layer->size(), std::uint32_t(1 + varve::limits::kPathDepth + 1));
    QCOMPARE(layer->totals().entries, 6U);
    const std::string deepest = pathOf(varve::limits::kPathDepth, 1);
    QCOMPARE(layer->path(layer->find(deepest)), deepest);
}

// A path of 4 KiB implies a thousand folders that no header pays for.
void tst_LayerTree::impliedFoldersAreLimited()
{
    LayerTreeBuilder builder(u"layer"_s);
    std::string deep;
    for (int i = 0; i < 1000; ++i)
        deep += "/a";
    std::uint32_t added = 0;
    Result<LayerTreeBuilder::Ticket> result;
    while (added < 2000) {
        const std::string path = std::to_string(added) + deep;
        LayerTreeBuilder::Entry entry;
        entry.path = path;
        result = builder.add(entry);
        if (!result)
            break;
        ++added;
    }
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::LimitExceeded);
    QCOMPARE(added, varve::limits::kImpliedFoldersPerLayer / 1000);
}

// Sets of extended attributes compress a thousandfold: equal ones are kept once, distinct ones up to a limit.
void tst_LayerTree::xattrsAreLimited()
{
    LayerTreeBuilder builder(u"layer"_s);
    const auto add = [&builder](int number, const std::string &value) {
        const std::pair<std::string_view, std::string_view> xattrs[] = { { "user.large", value } };
        const std::string path = std::to_string(number);
        LayerTreeBuilder::Entry entry;
        entry.path = path;
        entry.xattrs = xattrs;
        return builder.add(entry);
    };
    constexpr std::size_t kValueBytes = 200 * varve::limits::kKiB;
    constexpr auto kMost = static_cast<int>(varve::limits::kXattrBytesPerLayer / kValueBytes);
    for (int i = 0; i < 2 * kMost; ++i)
        QVERIFY(add(i, std::string(kValueBytes, 'x')));
    int distinct = 0;
    while (distinct <= 2 * kMost && add(distinct, std::to_string(distinct) + std::string(kValueBytes, 'y')))
        ++distinct;
    QVERIFY2(distinct > kMost - 3 && distinct < kMost + 3, qPrintable(QString::number(distinct)));
}

void tst_LayerTree::layingOutCanBeCancelled()
{
    LayerTreeBuilder builder(u"layer"_s);
    LayerTreeBuilder::Entry entry;
    entry.path = "a/b";
    QVERIFY(builder.add(entry));
    varve::Job job;
    job.cancel();
    const auto tree = builder.finish(0, false, &job);
    QVERIFY(!tree);
    QCOMPARE(tree.error().code, ErrorCode::Cancelled);
}

void tst_LayerTree::namesAreBytes()
{
    const std::string names[] = { "new\nline", "\x1b[31mred", "\xff\xfe", "\xe2\x80\xaetxt", "sp ace",
        std::string("nu\0l", 4), std::string("nu\0", 3), "nu", "12345678", std::string("12345678\0", 9) };
    LayerTreeBuilder builder(u"names"_s);
    for (const std::string &name : names) {
        LayerTreeBuilder::Entry entry;
        const std::string path = "d/" + name;
        entry.path = path;
        QVERIFY(*builder.add(entry) != LayerTreeBuilder::kNoTicket);
    }
    const LayerTreePtr layer = *builder.finish(0, false);
    QVERIFY(layer->warnings().isEmpty());
    QCOMPARE(layer->size(), 12U);
    for (const std::string &name : names) {
        const LayerNode node = layer->find("d/" + name);
        QVERIFY(node != kNoLayerNode);
        QVERIFY(layer->name(node) == name);
    }
    const LayerNode first = layer->firstChild(layer->find("d"));
    for (std::uint32_t i = 1; i < 10; ++i)
        QVERIFY(layer->name(LayerNode { index(first) + i - 1 }) < layer->name(LayerNode { index(first) + i }));
}

void tst_LayerTree::rootEntry()
{
    const LayerTreePtr implied = layerFromText(u"+ a 1"_s);
    QVERIFY(!implied->isExplicit(kLayerRoot));
    QCOMPARE(implied->attributes(kLayerRoot).mode, std::uint16_t(0755));
    QVERIFY(implied->parent(kLayerRoot) == kNoLayerNode);
    const QString roots[] = { u"d ./ mode=700"_s, u"d / mode=700"_s, u"d . mode=700"_s, u"d a/.. mode=700"_s };
    for (const QString &root : roots) {
        const LayerTreePtr layer = layerFromText(root);
        QCOMPARE(layer->size(), 1U);
        QVERIFY(layer->isExplicit(kLayerRoot));
        QCOMPARE(layer->attributes(kLayerRoot).mode, std::uint16_t(0700));
    }
    const LayerTreePtr file = layerFromText(u"+ ./ 5"_s);
    QVERIFY(!file->isExplicit(kLayerRoot));
    QCOMPARE(printWarnings(file->warnings()), u"corrupt ./: the root can only be a directory\n"_s);
    QVERIFY(layerFromText(u"+ .wh..wh..opq"_s)->isOpaque(kLayerRoot));
}

void tst_LayerTree::totals()
{
    const LayerTreePtr layer = layerFromText(
        u"d d\n+ d/a 100\n+ d/b 20\nh c -> d/a\ns s -> 12345\n- x\nopq d\n+ d/b 3\n+ .wh. 9\n+ ../y 50"_s);
    QCOMPARE(layer->totals().entries, 10U);
    QCOMPARE(layer->totals().whiteouts, 1U);
    QCOMPARE(layer->totals().contentBytes, std::int64_t(123)); // every entry, as engines count
    QCOMPARE(layer->totals().symlinkBytes, std::int64_t(5));
    QCOMPARE(layer->sizeBytes(layer->find("c")), std::int64_t(0));
    // Sizes that nobody could store must not overflow any sum.
    const LayerTreePtr huge =
        layerFromText(u"+ a 4611686018427387904\n+ b 2251799813685000\n+ c 249\n+ d 248\n+ e -5"_s);
    QCOMPARE(printLayer(*huge).section(u'\n', 1), u"+ /a 0\n+ /b 2251799813685000\n+ /c 0\n+ /d 248\n+ /e 0\n"_s);
    QCOMPARE(huge->totals().contentBytes, varve::limits::kFileBytesPerLayer);
    QCOMPARE(huge->warnings().size(), 3);
    QCOMPARE(huge->warnings()[1].path, QByteArray("c"));
    QCOMPARE(huge->warnings()[2].code, ErrorCode::LimitExceeded);
}

void tst_LayerTree::fingerprints()
{
    const QString tar = u"+ b 5 c=7 at=512\n+ a 5 c=8\nd c\n+ b 6 c=9"_s;
    const LayerTreePtr without = layerFromText(tar, false);
    QVERIFY(!without->hasFingerprints());
    QVERIFY(without->fingerprint(without->find("b")).isNull());
    const LayerTreePtr with = layerFromText(tar);
    QVERIFY(with->hasFingerprints());
    QCOMPARE(with->fingerprint(with->find("b")), (Fingerprint { 9, 6 })); // of the entry that counts
    QCOMPARE(with->fingerprint(with->find("a")), (Fingerprint { 8, 5 }));
    QVERIFY(with->fingerprint(with->find("c")).isNull());
    QCOMPARE(with->contentOffset(with->find("a")), std::int64_t(-1));
    QCOMPARE(layerFromText(u"+ a 1 at=512"_s)->contentOffset(LayerNode { 1 }), std::int64_t(512));

    LayerTreePtr later;
    {
        LayerTreePtr first = layerFromText(tar, false);
        std::vector<Fingerprint> found(first->size());
        found[index(first->find("a"))] = { 1, 2 };
        later = first->withFingerprints(std::move(found));
    } // the columns must outlive the tree that they came from
    QVERIFY(later->hasFingerprints());
    QCOMPARE(later->fingerprint(later->find("a")), (Fingerprint { 1, 2 }));
    QCOMPARE(printLayer(*later), printLayer(*without));
    QCOMPARE(later->warnings(), without->warnings());
    // One that is there, and where it is.
    QCOMPARE(
        later->memoryBytes(), without->memoryBytes() + sizeof(Fingerprint) + sizeof(LayerColumns::FingerprintRank));
}

void tst_LayerTree::keptWarnings()
{
    LayerTreeBuilder builder(u"many"_s);
    LayerTreeBuilder::Entry entry;
    entry.path = "../x";
    const auto count = static_cast<std::uint32_t>(varve::limits::kWarningsKept) + 5;
    for (std::uint32_t i = 0; i < count; ++i)
        QVERIFY(*builder.add(entry) == LayerTreeBuilder::kNoTicket);
    builder.addWarning(ErrorCode::Corrupt, "y", u"of the tar reader"_s);
    const LayerTreePtr layer = *builder.finish(77, false);
    QCOMPARE(layer->warnings().size(), qsizetype(varve::limits::kWarningsKept));
    QCOMPARE(layer->totals().warningCount, count + 1);
    QCOMPARE(layer->totals().tarBytes, std::int64_t(77));
}

void tst_LayerTree::attributesAreShared()
{
    QString tar;
    for (int i = 0; i < 300; ++i)
        tar += u"+ f%1 1 mode=%2 uid=%3 x=user.a:%4\n"_s.arg(i).arg(i % 2 ? 644 : 755).arg(i % 3).arg(i % 5);
    const LayerTreePtr layer = layerFromText(tar);
    QCOMPARE(layer->columns().attributeTable.size(), std::size_t(31)); // 2 * 3 * 5, and the implied root
    for (int i = 0; i < 300; ++i) {
        const LayerNode node = layer->find("f" + std::to_string(i));
        QCOMPARE(layer->attributes(node).uid, std::uint32_t(i % 3));
        QCOMPARE(layer->attributes(node).mode, std::uint16_t(i % 2 ? 0644 : 0755));
        QCOMPARE(layer->xattrs(node).size(), std::size_t(1));
        QVERIFY(layer->xattrs(node)[0].second == std::to_string(i % 5));
    }
    // Enough distinct values to make every table grow.
    tar.clear();
    for (int i = 0; i < 1000; ++i)
        tar += u"+ d%1/f 1 uid=%1\n"_s.arg(i);
    const LayerTreePtr wide = layerFromText(tar);
    for (std::uint32_t i = 0; i < 1000; ++i)
        QCOMPARE(wide->attributes(wide->find("d" + std::to_string(i) + "/f")).uid, i);
}

void tst_LayerTree::manyNamesAreSortedAndFound()
{
    std::mt19937 random(7);
    std::vector<std::string> paths;
    for (int i = 0; i < 5000; ++i)
        paths.push_back("dir" + std::to_string(random() % 40) + "/common-prefix-" + std::to_string(random() % 100'000));
    std::sort(paths.begin(), paths.end());
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    std::shuffle(paths.begin(), paths.end(), random);
    LayerTreeBuilder builder(u"many"_s);
    for (const std::string &path : paths) {
        LayerTreeBuilder::Entry entry;
        entry.path = path;
        entry.sizeBytes = static_cast<std::int64_t>(path.size());
        QVERIFY(builder.add(entry));
    }
    const LayerTreePtr layer = *builder.finish(0, false);
    QVERIFY(layer->warnings().isEmpty());
    for (const std::string &path : paths) {
        const LayerNode node = layer->find(path);
        QVERIFY(node != kNoLayerNode);
        QCOMPARE(layer->path(node), path);
        QCOMPARE(layer->sizeBytes(node), std::int64_t(path.size()));
        QVERIFY(layer->find(path + "x") == kNoLayerNode);
        QVERIFY(index(layer->parent(node)) < index(node));
    }
    for (std::uint32_t i = 0; i < layer->size(); ++i) {
        const LayerNode node { i };
        for (std::uint32_t k = 0; k < layer->childCount(node); ++k) {
            const LayerNode child { index(layer->firstChild(node)) + k };
            QVERIFY(layer->parent(child) == node);
            QVERIFY(k == 0 || layer->name(LayerNode { index(child) - 1 }) < layer->name(child));
        }
    }
    QVERIFY(layer->find("dir1/none") == kNoLayerNode);
    QVERIFY(layer->find("") == kLayerRoot);
}

void tst_LayerTree::sameTreeWhateverTheOrder()
{
    QStringList lines =
        u"d a\n+ a/x 1\n+ a/b/y 2\ns a/s -> x\nh a/h -> a/x\n- a/w\nopq a/b\nd c mode=700\n+ z 3 x=user.a:1"_s.split(
            u'\n');
    const QString expected = printLayer(*layerFromText(lines.join(u'\n')));
    std::mt19937 random(3);
    for (int i = 0; i < 50; ++i) {
        std::shuffle(lines.begin(), lines.end(), random);
        const LayerTreePtr layer = layerFromText(lines.join(u'\n'));
        QCOMPARE(printLayer(*layer), expected);
        QVERIFY(layer->warnings().isEmpty());
    }
}

void tst_LayerTree::contentOffsets_data()
{
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<bool>("isException");
    QTest::newRow("none") << qint64(-1) << false;
    QTest::newRow("the first of a tar") << qint64(512) << false;
    QTest::newRow("the last that fits") << qint64(0xfffffffeLL * 512) << false;
    QTest::newRow("the first that does not fit") << qint64(0xffffffffLL * 512) << true;
    QTest::newRow("one more") << qint64(0x100000000LL * 512) << true;
    QTest::newRow("the end of the largest layer") << qint64(varve::limits::kLayerBytes) << true;
    QTest::newRow("between blocks") << qint64(1000) << true;
    QTest::newRow("at the start, where only a header can be") << qint64(0) << true;
}

void tst_LayerTree::contentOffsets()
{
    QFETCH(qint64, offset);
    QFETCH(bool, isException);
    // Neighbours of every kind: each has its own.
    const LayerTreePtr layer = layerFromText(
        u"+ a 1 at=1024\n+ b 1 at=%1\nd c\ns d -> x\n+ e 1 at=%1\n+ f 1\n+ g 1 at=2199023255553024"_s.arg(offset));
    const auto offsetOf = [&](const char *path) { return layer->contentOffset(layer->find(path)); };
    QCOMPARE(offsetOf("a"), std::int64_t(1024));
    QCOMPARE(offsetOf("b"), std::int64_t(offset));
    QCOMPARE(offsetOf("c"), std::int64_t(-1));
    QCOMPARE(offsetOf("d"), std::int64_t(-1));
    QCOMPARE(offsetOf("e"), std::int64_t(offset));
    QCOMPARE(offsetOf("f"), std::int64_t(-1));
    QCOMPARE(offsetOf("g"), std::int64_t(2199023255553024));
    QCOMPARE(layer->columns().farContents.size(), std::size_t(isException ? 3 : 1));
}

void tst_LayerTree::sizesOfAnyWidth()
{
    const std::int64_t sizes[] = { 0, 1, 0xfffffffeLL, 0xffffffffLL, 0x100000000LL, 5'000'000'000'000LL, 7 };
    QString tar;
    for (const std::int64_t size : sizes)
        tar += u"+ f%1 %1\n"_s.arg(size);
    const LayerTreePtr layer = layerFromText(tar);
    for (const std::int64_t size : sizes)
        QCOMPARE(layer->sizeBytes(layer->find("f" + std::to_string(size))), size);
    QCOMPARE(layer->columns().largeSizes.size(), std::size_t(3));
    QCOMPARE(layer->sizeBytes(kLayerRoot), std::int64_t(0));
}

void tst_LayerTree::times_data()
{
    QTest::addColumn<QList<qint64>>("timesNs");
    QTest::addColumn<bool>("isWhole");
    constexpr qint64 kSecond = 1'000'000'000;
    QTest::newRow("none") << QList<qint64> { 0, 0 } << true;
    QTest::newRow("seconds") << QList<qint64> { kSecond, 1'700'000'000 * kSecond } << true;
    QTest::newRow("the last second that fits") << QList<qint64> { kSecond, 0xffffffffLL * kSecond } << true;
    QTest::newRow("the first that does not fit") << QList<qint64> { kSecond, 0x100000000LL * kSecond } << false;
    QTest::newRow("before the epoch") << QList<qint64> { kSecond, -kSecond } << false;
    QTest::newRow("a nanosecond") << QList<qint64> { kSecond, 1'700'000'000 * kSecond + 1 } << false;
    QTest::newRow("a nanosecond before the epoch") << QList<qint64> { -1, 0 } << false;
    QTest::newRow("the ends of time") << QList<qint64> { std::numeric_limits<qint64>::min(),
        std::numeric_limits<qint64>::max() }
                                      << false;
}

void tst_LayerTree::times()
{
    QFETCH(QList<qint64>, timesNs);
    QFETCH(bool, isWhole);
    LayerTreeBuilder builder(u"times"_s);
    for (qsizetype i = 0; i < timesNs.size(); ++i) {
        const std::string path = "d/" + std::to_string(i);
        LayerTreeBuilder::Entry entry;
        entry.path = path;
        entry.mtimeNs = timesNs[i];
        QVERIFY(builder.add(entry));
    }
    const LayerTreePtr layer = *builder.finish(0, false);
    for (qsizetype i = 0; i < timesNs.size(); ++i)
        QCOMPARE(layer->mtimeNs(layer->find("d/" + std::to_string(i))), std::int64_t(timesNs[i]));
    QCOMPARE(layer->mtimeNs(layer->find("d")), std::int64_t(0)); // implied
    QCOMPARE(layer->columns().mtimesNs.empty(), isWhole);
    QCOMPARE(layer->columns().mtimeSeconds.empty(), !isWhole);
}

// Every third is a file without content, every fifth no file: the others are found among all, before and after a block.
void tst_LayerTree::fingerprintsOfManyNodes()
{
    QString tar;
    for (int i = 100; i < 500; ++i)
        tar += i % 5 == 0 ? u"s f%1 -> x\n"_s.arg(i) : u"+ f%1 1 c=%2\n"_s.arg(i).arg(i % 3 == 0 ? 0 : i);
    const LayerTreePtr inOnePass = layerFromText(tar);
    const LayerTreePtr without = layerFromText(tar, false);
    std::vector<Fingerprint> byNode(without->size());
    for (std::uint32_t node = 0; node < without->size(); ++node)
        byNode[node] = inOnePass->fingerprint(LayerNode { node });
    const LayerTreePtr inTwo = without->withFingerprints(byNode);
    std::size_t count = 0;
    for (int i = 100; i < 500; ++i) {
        const bool hasContent = i % 5 != 0 && i % 3 != 0;
        count += hasContent ? 1 : 0;
        const Fingerprint expected = hasContent ? Fingerprint { static_cast<std::uint64_t>(i), 1 } : Fingerprint {};
        for (const LayerTreePtr &layer : { inOnePass, inTwo })
            QCOMPARE(layer->fingerprint(layer->find("f" + std::to_string(i))), expected);
    }
    QCOMPARE(inOnePass->columns().fingerprints.size(), count);
    QCOMPARE(inTwo->columns().fingerprints.size(), count);
    QVERIFY(without->fingerprint(LayerNode { 2 }).isNull());
    const LayerTreePtr noContent = layerFromText(u"d d"_s);
    QVERIFY(noContent->hasFingerprints()); // all there are
    QVERIFY(noContent->fingerprint(LayerNode { 1 }).isNull());
}

// Children, content and target share a column: none is taken for another.
void tst_LayerTree::oneSlotForAllKinds()
{
    const LayerTreePtr layer = layerFromText(
        u"d a\n+ b 1 at=512\nd c\n+ c/x 1 at=1536\nd c/y\n+ c/y/z 1\nd d\ns e -> t\nh f -> b\nn g 1:3\nf h\n- i\nd j\n+ j/k 1"_s);
    const auto at = [&](const char *path) { return layer->find(path); };
    for (const char *path : { "a", "b", "d", "e", "f", "g", "h", "i", "c/x", "c/y/z" })
        QCOMPARE(layer->childCount(at(path)), 0U);
    QCOMPARE(layer->childCount(kLayerRoot), 10U);
    QCOMPARE(layer->childCount(at("c")), 2U);
    QVERIFY(layer->firstChild(at("c")) == at("c/x"));
    QCOMPARE(layer->childCount(at("j")), 1U);
    QVERIFY(layer->parent(at("j/k")) == at("j"));
    QVERIFY(layer->parent(at("c/y/z")) == at("c/y"));
    QVERIFY(layer->parent(at("a")) == kLayerRoot);
    QVERIFY(at("b/x") == kNoLayerNode); // a file has no children, wherever its content is
    QVERIFY(at("e/x") == kNoLayerNode);
    for (std::uint32_t node = 0; node < layer->size(); ++node) {
        const bool isLink = node == index(at("e")) || node == index(at("f")) || node == index(at("g"));
        QCOMPARE(layer->linkTarget(LayerNode { node }).empty(), !isLink);
    }
    QVERIFY(layer->linkTarget(at("e")) == "t");
    QVERIFY(layer->linkTarget(at("f")) == "b");
    QVERIFY(layer->linkTarget(at("g")) == "1:3");
}

// What a file costs besides its name, that the budget of the whole program rests on.
void tst_LayerTree::memoryOfManyFiles()
{
    QString tar;
    std::size_t nameBytes = 0;
    for (int i = 1000; i < 9000; ++i) {
        tar += u"+ d%1/f%2 1 at=512\n"_s.arg(i / 100).arg(i);
        nameBytes += 5;
    }
    const LayerTreePtr layer = layerFromText(tar);
    const std::size_t perFile = (layer->memoryBytes() - nameBytes) / 8000;
    QVERIFY2(perFile <= 38, qPrintable(QString::number(perFile)));
}

QTEST_GUILESS_MAIN(tst_LayerTree)
#include "tst_layertree.moc"
