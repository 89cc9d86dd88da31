// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What each mode, filter and order shows of one small image, and every rule about bytes.

#include "services/tree/globautomaton.h"
#include "services/tree/radixsort.h"
#include "services/tree/treeprojection.h"
#include "tests/support/texttree.h"

#include <QtTest/QTest>

#include <algorithm>
#include <numeric>
#include <random>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

// Layer 0 makes, 1 changes, 2 removes and replaces, 3 adds again.
QStringList story()
{
    return {
        u"d etc\n+ etc/hosts 10 mode=600\n+ etc/passwd 20\nd usr\n+ usr/tool 100\n+ usr/lib/a.so 1000\n+ usr/lib/b.so 2000\n+ var/log 5"_s,
        u"+ etc/passwd 25\n+ usr/tool 100 mode=700\n+ usr/lib/c.so 4000"_s,
        u"- usr/lib/a.so\n+ usr/lib/B.so 1 t=9 uid=5\n+ var 7\n- etc/hosts"_s, u"+ etc/hosts 11\n+ new/file 3"_s
    };
}

TreeProjectionPtr project(const ImageTreePtr &image, const ProjectionRequest &request)
{
    Job job;
    return *TreeProjection::build(image, request, job);
}

QString letters(std::uint8_t kinds)
{
    return QString::number(kinds);
}

} // namespace

class tst_TreeProjection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modes_data();
    void modes();
    void netChanges_data();
    void netChanges();
    void bytesOfHardLinks_data();
    void bytesOfHardLinks();
    void filters_data();
    void filters();
    void longGlobEndsAsWithAStar();
    void kinds_data();
    void kinds();
    void orders_data();
    void orders();
    void entries();
    void largeDirectories();
    void suffixGlobs();
    void directoriesOfAllSizes();
    void timesOfDifferentWidths();
    void manyOwners_data();
    void manyOwners();
    void idsStay();
    void oddRequests();
    void cancelled();
    void globs_data();
    void globs();
    void radixSort();
};

void tst_TreeProjection::modes_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("last");
    QTest::addColumn<int>("mode");
    QTest::addColumn<QString>("rows");
    const auto row = [](const char *name, int first, int last, TreeMode mode, const char *rows) {
        QTest::newRow(name) << first << last << static_cast<int>(mode) << QString::fromUtf8(rows);
    };
    row("this layer: the bottom one", 0, 0, TreeMode::ThisLayer,
        "A etc 30\nA   hosts 10\nA   passwd 20\nA usr 3100\nA   lib 3000\nA     a.so 1000\nA     b.so 2000\nA   tool "
        "100\n"
        "A var 5\nA   log 5\n");
    row("this layer: changes with the way to them", 1, 1, TreeMode::ThisLayer,
        ". etc 25\nM   passwd 25\n. usr 4100\n.   lib 4000\nA     c.so 4000\nm   tool 100\n");
    row("this layer: removed bytes count below zero", 2, 2, TreeMode::ThisLayer,
        ". etc -10\nR   hosts -10\n. usr -999\n.   lib -999\nA     B.so 1\nR     a.so -1000\nP var 2\nR   log -5\n");
    row("this layer: a range, net", 1, 2, TreeMode::ThisLayer,
        ". etc 15\nR   hosts -10\nM   passwd 25\n. usr 3101\n.   lib 3001\nA     B.so 1\nR     a.so -1000\nA     c.so "
        "4000\n"
        "m   tool 100\nP var 2\nR   log -5\n");
    row("up to here: what is gone stays visible", 2, 2, TreeMode::UpToHere,
        ". etc 25\nR   hosts 0\n    passwd 25\n. usr 6101\n.   lib 6001\nA     B.so 1\nR     a.so 0\n      b.so 2000\n"
        "      c.so 4000\n    tool 100\nP var 7\nR   log 0\n");
    row("up to here: what was gone before is not shown", 3, 3, TreeMode::UpToHere,
        ". etc 36\nA   hosts 11\n    passwd 25\nA new 3\nA   file 3\n  usr 6101\n    lib 6001\n      B.so 1\n      "
        "b.so 2000\n"
        "      c.so 4000\n    tool 100\n  var 7\n");
    row("whole image: marks of the selected layer, without what is gone", 2, 2, TreeMode::WholeImage,
        ". etc 36\nR   hosts 11\n    passwd 25\n  new 3\n    file 3\n. usr 6101\n.   lib 6001\nA     B.so 1\n      "
        "b.so 2000\n"
        "      c.so 4000\n    tool 100\nP var 7\n");
    row("changes only: of the bottom layer, nothing", 0, 0, TreeMode::ChangesOnly, "");
    row("changes only: all above the bottom one", 3, 3, TreeMode::ChangesOnly,
        ". etc 36\nM   hosts 11\nM   passwd 25\nA new 3\nA   file 3\n. usr 3101\n.   lib 3001\nA     B.so 1\nR     "
        "a.so -1000\n"
        "A     c.so 4000\nm   tool 100\nP var 2\nR   log -5\n");
    row("changes only: whatever the selection begins with", 2, 3, TreeMode::ChangesOnly,
        ". etc 36\nM   hosts 11\nM   passwd 25\nA new 3\nA   file 3\n. usr 3101\n.   lib 3001\nA     B.so 1\nR     "
        "a.so -1000\n"
        "A     c.so 4000\nm   tool 100\nP var 2\nR   log -5\n");
}

void tst_TreeProjection::modes()
{
    QFETCH(int, first);
    QFETCH(int, last);
    QFETCH(int, mode);
    QFETCH(QString, rows);
    ProjectionRequest request;
    request.firstLayer = first;
    request.lastLayer = last;
    request.mode = static_cast<TreeMode>(mode);
    const TreeProjectionPtr projection = project(imageFromText(story()), request);
    QCOMPARE(printProjection(*projection), rows);
    QCOMPARE(qsizetype(projection->shownCount()), rows.count(u'\n'));
    QVERIFY(projection->contains(kRootNode));
    QCOMPARE(projection->request(), request);
}

void tst_TreeProjection::netChanges_data()
{
    QTest::addColumn<QStringList>("layers"); // the range is all but the first
    QTest::addColumn<QString>("rows");
    QTest::newRow("added and removed again") << QStringList { u""_s, u"+ a 1"_s, u"- a"_s } << u""_s;
    QTest::newRow("removed and added again") << QStringList { u"+ a 1"_s, u"- a"_s, u"+ a 1"_s } << u"M a 1\n"_s;
    QTest::newRow("removed and added as something else")
        << QStringList { u"+ a 1"_s, u"- a"_s, u"s a -> b"_s } << u"P a 0\n"_s;
    QTest::newRow("added and modified") << QStringList { u""_s, u"+ a 1"_s, u"+ a 2"_s } << u"A a 2\n"_s;
    QTest::newRow("modified, then touched")
        << QStringList { u"+ a 1"_s, u"+ a 2"_s, u"+ a 2 mode=600"_s } << u"M a 2\n"_s;
    QTest::newRow("touched twice") << QStringList { u"+ a 1"_s, u"+ a 1"_s, u"+ a 1 mode=600"_s } << u"m a 1\n"_s;
    QTest::newRow("modified and removed") << QStringList { u"+ a 5"_s, u"+ a 2"_s, u"- a"_s } << u"R a -5\n"_s;
    QTest::newRow("replaced and modified") << QStringList { u"s a -> b"_s, u"+ a 2"_s, u"+ a 3"_s } << u"P a 3\n"_s;
    QTest::newRow("directory repeated") << QStringList { u"d a"_s, u"d a"_s, u"d a t=3"_s } << u""_s;
    QTest::newRow("gone before the range") << QStringList { u""_s, u"- a"_s } << u""_s;
}

void tst_TreeProjection::netChanges()
{
    QFETCH(QStringList, layers);
    QFETCH(QString, rows);
    ProjectionRequest request;
    request.firstLayer = 1;
    request.lastLayer = static_cast<int>(layers.size()) - 1;
    QCOMPARE(printProjection(*project(imageFromText(layers), request)), rows);
    request.mode = TreeMode::ChangesOnly;
    QCOMPARE(printProjection(*project(imageFromText(layers), request)), rows);
}

void tst_TreeProjection::bytesOfHardLinks_data()
{
    QTest::addColumn<QStringList>("layers");
    QTest::addColumn<int>("layer");
    QTest::addColumn<int>("mode");
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("rows");
    const auto row = [](const char *name, const QStringList &layers, int layer, TreeMode mode, const char *filter,
                         const char *rows) {
        QTest::newRow(name) << layers << layer << static_cast<int>(mode) << QString::fromUtf8(filter)
                            << QString::fromUtf8(rows);
    };
    const QStringList pair { u"+ d/f 100\nh a -> d/f\nh b -> d/f"_s, u"- d/f"_s, u"- a\n- b"_s };
    row("once, at the file", pair, 0, TreeMode::ThisLayer, "", "A a 0\nA b 0\nA d 100\nA   f 100\n");
    row("a name less frees nothing", pair, 1, TreeMode::ThisLayer, "", ". d 0\nR   f 0\n");
    row("the next name carries the bytes", pair, 1, TreeMode::UpToHere, "", "  a 100\n  b 0\n. d 0\nR   f 0\n");
    row("the last names free them, once", pair, 2, TreeMode::ThisLayer, "", "R a -100\nR b 0\n");
    row("the filter hides the file", pair, 0, TreeMode::UpToHere, "b", "A b 100\n");
    row("all names at once", { u"+ d/f 100\nh a -> d/f"_s, u"- d\n- a"_s }, 1, TreeMode::ThisLayer, "",
        "R a 0\nR d -100\nR   f -100\n");
    row("a link into a lower layer stores nothing", { u"+ f 100"_s, u"h a -> f"_s }, 1, TreeMode::ThisLayer, "",
        "A a 0\n");
    row("a link into a lower layer shows nothing twice", { u"+ f 100"_s, u"h a -> f"_s }, 1, TreeMode::UpToHere, "",
        "A a 0\n  f 100\n");
    row("a link into a lower layer keeps the bytes", { u"+ f 100"_s, u"h a -> f"_s, u"- f"_s }, 2, TreeMode::ThisLayer,
        "", "R f 0\n");
    row("a link to nothing weighs nothing", { u"h a -> f"_s }, 0, TreeMode::ThisLayer, "", "A a 0\n");
    row("the file overwritten, the link stays", { u"+ f 100\nh a -> f"_s, u"+ f 7"_s }, 1, TreeMode::WholeImage, "",
        "  a 100\nM f 7\n");
}

void tst_TreeProjection::bytesOfHardLinks()
{
    QFETCH(QStringList, layers);
    QFETCH(int, layer);
    QFETCH(int, mode);
    QFETCH(QString, filter);
    QFETCH(QString, rows);
    ProjectionRequest request;
    request.firstLayer = request.lastLayer = layer;
    request.mode = static_cast<TreeMode>(mode);
    request.filter = filter.toStdString();
    QCOMPARE(printProjection(*project(imageFromText(layers), request)), rows);
}

void tst_TreeProjection::filters_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("rows");
    const auto row = [](const char *filter, const char *rows) {
        QTest::newRow(filter) << QString::fromUtf8(filter) << QString::fromUtf8(rows);
    };
    row("tool", "  usr 100\n    tool 100\n");
    row("OO", "  usr 100\n    tool 100\n"); // letters of either case
    row("b.so", ". usr 2001\n.   lib 2001\nA     B.so 1\n      b.so 2000\n");
    row("*.so", ". usr 6001\n.   lib 6001\nA     B.so 1\nR     a.so 0\n      b.so 2000\n      c.so 4000\n");
    row("?.so", ". usr 6001\n.   lib 6001\nA     B.so 1\nR     a.so 0\n      b.so 2000\n      c.so 4000\n");
    row("[ab].so", ". usr 2001\n.   lib 2001\nA     B.so 1\nR     a.so 0\n      b.so 2000\n");
    row("so", ". usr 6001\n.   lib 6001\nA     B.so 1\nR     a.so 0\n      b.so 2000\n      c.so 4000\n");
    row("lib",
        ". usr 6001\n.   lib 6001\nA     B.so 1\nR     a.so 0\n      b.so 2000\n      c.so 4000\n"); // brings its subtree
    row("usr/t", "  usr 100\n    tool 100\n");
    row("/usr/t", "  usr 100\n    tool 100\n");
    row("/tool", "  usr 100\n    tool 100\n");
    row("sr/lib/c", "  usr 4000\n    lib 4000\n      c.so 4000\n");
    row("usr/*.so", "");
    row("usr/*/c*", "  usr 4000\n    lib 4000\n      c.so 4000\n");
    row("usr/**.so", ". usr 6001\n.   lib 6001\nA     B.so 1\nR     a.so 0\n      b.so 2000\n      c.so 4000\n");
    row("/et?", ". etc 25\nR   hosts 0\n    passwd 25\n");
    row("nothing", "");
    row("so*", "");
}

void tst_TreeProjection::filters()
{
    QFETCH(QString, filter);
    QFETCH(QString, rows);
    ProjectionRequest request;
    request.firstLayer = request.lastLayer = 2;
    request.mode = TreeMode::UpToHere;
    request.filter = filter.toStdString();
    QCOMPARE(printProjection(*project(imageFromText(story()), request)), rows);
}

// What is cut off must not be looked for either.
void tst_TreeProjection::longGlobEndsAsWithAStar()
{
    const std::string name(70, 'a');
    ProjectionRequest request;
    request.filter = '*' + std::string(62, '?') + "zzzz";
    const auto image = imageFromText({ u"+ %1 1\n+ b 2"_s.arg(QString::fromStdString(name)) });
    QCOMPARE(printProjection(*project(image, request)), u"A %1 1\n"_s.arg(QString::fromStdString(name)));
}

void tst_TreeProjection::kinds_data()
{
    QTest::addColumn<int>("kinds");
    QTest::addColumn<QString>("rows");
    const auto bit = [](ChangeKind kind) { return 1 << static_cast<int>(kind); };
    QTest::newRow("added") << bit(ChangeKind::Added) << u". usr 1\n.   lib 1\nA     B.so 1\n"_s;
    QTest::newRow("removed, with what they lie below") << bit(
        ChangeKind::Removed) << u". etc 0\nR   hosts 0\n. usr 0\n.   lib 0\nR     a.so 0\nP var 7\nR   log 0\n"_s;
    QTest::newRow("replaced") << bit(ChangeKind::Replaced) << u"P var 7\n"_s;
    QTest::newRow("added or replaced") << (bit(ChangeKind::Replaced) | bit(ChangeKind::Added))
                                       << u". usr 1\n.   lib 1\nA     B.so 1\nP var 7\n"_s;
    QTest::newRow("modified: none here") << bit(ChangeKind::Modified) << u""_s;
    QTest::newRow("none") << 0 << u""_s;
}

void tst_TreeProjection::kinds()
{
    QFETCH(int, kinds);
    QFETCH(QString, rows);
    ProjectionRequest request;
    request.firstLayer = request.lastLayer = 2;
    request.mode = TreeMode::UpToHere;
    request.kinds = static_cast<std::uint8_t>(kinds);
    QCOMPARE(printProjection(*project(imageFromText(story()), request)), rows);
    QCOMPARE(letters(request.kinds), QString::number(kinds));
}

void tst_TreeProjection::orders_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<bool>("descending");
    QTest::addColumn<QString>("names");
    const auto row = [](const char *name, TreeColumn column, bool descending, const char *names) {
        QTest::newRow(name) << static_cast<int>(column) << descending << QString::fromUtf8(names);
    };
    row("name", TreeColumn::Name, false, "a b c d e f g h");
    row("name, descending", TreeColumn::Name, true, "h g f e d c b a");
    row("size", TreeColumn::Size, false, "c d g h e f a b");
    row("size, descending: equal ones still by name", TreeColumn::Size, true, "b a f e c d g h");
    row("change", TreeColumn::Change, false, "h a e f c g d b");
    row("change, descending", TreeColumn::Change, true, "b d c g f e a h");
    row("mode", TreeColumn::Mode, false, "d g c a b e f h");
    row("owner", TreeColumn::Owner, false, "c d e f g h b a");
    row("time", TreeColumn::Modified, false, "d c e f g h b a");
    row("time, descending", TreeColumn::Modified, true, "a b c e f g h d");
}

void tst_TreeProjection::orders()
{
    QFETCH(int, column);
    QFETCH(bool, descending);
    QFETCH(QString, names);
    // a modified, b unchanged, c removed, d changed below, e replaced, f touched, g removed, h added
    const QStringList layers {
        u"+ a 5\n+ b 70 uid=1 gid=2 t=3\n+ c 9 mode=600\n+ d/x 0\ns e -> b\n+ f 6\n+ g 1 mode=400"_s,
        u"+ a 60 uid=1 gid=3 t=4\n- c\n+ d/y 0\n+ e 5\n+ f 6\n- g\n+ h 0"_s
    };
    ProjectionRequest request;
    request.firstLayer = request.lastLayer = 1;
    request.mode = TreeMode::UpToHere;
    request.sort = static_cast<TreeColumn>(column);
    request.descending = descending;
    const TreeProjectionPtr projection = project(imageFromText(layers), request);
    QStringList order;
    for (std::uint32_t row = 0; row < projection->rowCount(kRootNode); ++row) {
        const NodeId node = projection->child(kRootNode, row);
        QCOMPARE(projection->rowOf(node), row);
        order.append(QString::fromStdString(std::string(projection->tree().name(node))));
    }
    QCOMPARE(order.join(u' '), names);
}

void tst_TreeProjection::entries()
{
    const ImageTreePtr image =
        imageFromText({ u"d d mode=700\n+ d/f 1\n+ i/f 1\n+ g 1 mode=600"_s, u"+ d/f 2"_s, u"- g\n- i"_s, u"+ g 3"_s });
    const auto entryAt = [&](const char *path, int layer, TreeMode mode) {
        ProjectionRequest request;
        request.firstLayer = request.lastLayer = layer;
        request.mode = mode;
        const TreeProjection::Entry entry = project(image, request)->entry(image->find(path));
        return entry.node == kNoLayerNode ? -1 : entry.layer;
    };
    QCOMPARE(entryAt("d", 1, TreeMode::ThisLayer), 0); // the layer that only implies it says nothing
    QCOMPARE(entryAt("d/f", 1, TreeMode::ThisLayer), 1);
    QCOMPARE(entryAt("d/f", 0, TreeMode::UpToHere), 0);
    QCOMPARE(entryAt("d/f", 0, TreeMode::WholeImage), 1);
    QCOMPARE(entryAt("i", 0, TreeMode::ThisLayer), -1); // nobody has an entry
    QCOMPARE(entryAt("i/f", 2, TreeMode::UpToHere), 0); // removed: as it was
    QCOMPARE(entryAt("g", 2, TreeMode::ThisLayer), 0);
    QCOMPARE(entryAt("g", 3, TreeMode::ThisLayer), 3);
    QCOMPARE(entryAt("g", 2, TreeMode::WholeImage), 3);
}

// Enough rows to be sorted by radix.
void tst_TreeProjection::largeDirectories()
{
    std::mt19937 random(5);
    QString text;
    for (int i = 0; i < 3000; ++i)
        text += u"+ f%1 %2 t=%3 uid=%4\n"_s.arg(i).arg(random() % 70'000).arg(random() % 100).arg(random() % 3);
    const ImageTreePtr image = imageFromText({ text });
    for (const TreeColumn column : { TreeColumn::Size, TreeColumn::Modified, TreeColumn::Owner }) {
        for (const bool descending : { false, true }) {
            ProjectionRequest request;
            request.sort = column;
            request.descending = descending;
            const TreeProjectionPtr projection = project(image, request);
            const auto key = [&](NodeId node) -> std::int64_t {
                const LayerNode entry = projection->entry(node).node;
                if (column == TreeColumn::Size)
                    return image->layer(0)->sizeBytes(entry);
                return column == TreeColumn::Owner ? image->layer(0)->attributes(entry).uid
                                                   : image->layer(0)->mtimeNs(entry);
            };
            QCOMPARE(projection->rowCount(kRootNode), 3000U);
            for (std::uint32_t row = 1; row < 3000; ++row) {
                const NodeId a = projection->child(kRootNode, row - 1);
                const NodeId b = projection->child(kRootNode, row);
                QCOMPARE(projection->rowOf(b), row);
                QVERIFY(descending ? key(a) >= key(b) : key(a) <= key(b));
                QVERIFY(key(a) != key(b) || index(a) < index(b));
            }
        }
    }
}

// A star and a plain text behind it: no need for the automaton.
void tst_TreeProjection::suffixGlobs()
{
    const ImageTreePtr image = imageFromText({ u"+ a.py 1\n+ a.py.py 1\n+ a.PY 1\n+ a.pyc 1\n+ a.py.c 1\n+ .py 1\n"
                                               "+ py 1\n+ d.py/x 1\n+ d.py/e/y 1\n+ d.pyc/x 1\n+ d.pyc/z.Py 1"_s });
    ProjectionRequest request;
    request.filter = "*.py";
    const TreeProjectionPtr projection = project(image, request);
    QStringList shown;
    for (std::uint32_t node = 1; node < image->size(); ++node) {
        if (projection->contains(NodeId { node }))
            shown += QString::fromStdString(image->path(NodeId { node }));
    }
    shown.sort();
    QCOMPARE(shown.join(u' '), u".py a.PY a.py a.py.py d.py d.py/e d.py/e/y d.py/x d.pyc d.pyc/z.Py"_s);
}

// Few rows are placed without a look at what they are; with and without rows that are hidden.
void tst_TreeProjection::directoriesOfAllSizes()
{
    std::mt19937 random(6);
    QString text;
    for (int count = 1; count <= 70; ++count) {
        for (int i = 0; i < count; ++i)
            text += u"+ d%1/%2%3 %4 t=%5 mode=%6\n"_s.arg(count)
                        .arg(i % 3 ? "f"_L1 : "g"_L1)
                        .arg(i)
                        .arg(random() % 40)
                        .arg(random() % 2'000'000'000)
                        .arg(random() % 2 ? 644 : 755);
    }
    const ImageTreePtr image = imageFromText({ text });
    for (const TreeColumn column : { TreeColumn::Size, TreeColumn::Modified, TreeColumn::Mode }) {
        for (const char *filter : { "", "f" }) {
            ProjectionRequest request;
            request.sort = column;
            request.filter = filter;
            request.descending = column == TreeColumn::Size;
            const TreeProjectionPtr projection = project(image, request);
            const auto key = [&](NodeId node) -> std::int64_t {
                const LayerNode entry = projection->entry(node).node;
                if (column == TreeColumn::Size)
                    return -image->layer(0)->sizeBytes(entry);
                return column == TreeColumn::Mode ? image->layer(0)->attributes(entry).mode
                                                  : image->layer(0)->mtimeNs(entry);
            };
            for (int count = 1; count <= 70; ++count) {
                const NodeId parent = image->find("d" + std::to_string(count));
                QCOMPARE(int(projection->rowCount(parent)), *filter ? count - (count + 2) / 3 : count);
                for (std::uint32_t row = 0; row < projection->rowCount(parent); ++row) {
                    const NodeId b = projection->child(parent, row);
                    QCOMPARE(projection->rowOf(b), row);
                    QVERIFY(image->parent(b) == parent);
                    if (row == 0)
                        continue;
                    const NodeId a = projection->child(parent, row - 1);
                    QVERIFY(std::pair(key(a), index(a)) < std::pair(key(b), index(b)));
                }
            }
        }
    }
}

// One layer with whole seconds, one with times that are not; what nobody has an entry of comes first.
void tst_TreeProjection::timesOfDifferentWidths()
{
    const auto layer = [](std::initializer_list<std::pair<const char *, std::int64_t>> times) {
        LayerTreeBuilder builder(u"layer"_s);
        for (const auto &[path, time] : times) {
            LayerTreeBuilder::Entry entry;
            entry.path = path;
            entry.mtimeNs = time;
            (void)*builder.add(entry);
        }
        return *builder.finish(0, true);
    };
    const LayerTreePtr seconds = layer({ { "a", 3'000'000'000 }, { "b", 0 }, { "c/x", 1 * 1'000'000'000 } });
    const LayerTreePtr finer = layer({ { "d", 2'999'999'999 }, { "e", -1 }, { "f", 3'000'000'001 } });
    const auto rows = [](std::vector<LayerTreePtr> layers) {
        Job job;
        ProjectionRequest request;
        request.lastLayer = int(layers.size()) - 1;
        request.mode = TreeMode::UpToHere;
        request.sort = TreeColumn::Modified;
        const ImageTreePtr image = *ImageTree::build(std::move(layers), job);
        const TreeProjectionPtr projection = project(image, request);
        QString names;
        for (std::uint32_t row = 0; row < projection->rowCount(kRootNode); ++row)
            names += QString::fromStdString(image->path(projection->child(kRootNode, row)));
        return names;
    };
    QCOMPARE(rows({ seconds }), u"cba"_s);
    QCOMPARE(rows({ seconds, finer }), u"cebdaf"_s);
    QCOMPARE(rows({ nullptr, seconds }), u"cba"_s);
}

void tst_TreeProjection::manyOwners_data()
{
    QTest::addColumn<int>("owners");
    QTest::newRow("numbered") << 1000;
    QTest::newRow("more than are numbered") << 6000;
}

void tst_TreeProjection::manyOwners()
{
    QFETCH(int, owners);
    QString text;
    for (int i = 0; i < 6000; ++i)
        text += u"+ d%1/f%2 1 uid=%3 gid=7\n"_s.arg(i / 20).arg(i).arg((i * 7919) % owners);
    const ImageTreePtr image = imageFromText({ text });
    ProjectionRequest request;
    request.sort = TreeColumn::Owner;
    const TreeProjectionPtr projection = project(image, request);
    const auto uid = [&](NodeId node) { return image->layer(0)->attributes(projection->entry(node).node).uid; };
    for (int folder = 0; folder < 300; ++folder) {
        const NodeId parent = image->find("d" + std::to_string(folder));
        QCOMPARE(projection->rowCount(parent), 20U);
        for (std::uint32_t row = 1; row < 20; ++row)
            QVERIFY(uid(projection->child(parent, row - 1)) < uid(projection->child(parent, row)));
    }
}

void tst_TreeProjection::idsStay()
{
    const ImageTreePtr image = imageFromText(story());
    const NodeId tool = image->find("usr/tool");
    for (int layer = 0; layer < image->layerCount(); ++layer) {
        for (int mode = 0; mode < 4; ++mode) {
            ProjectionRequest request;
            request.firstLayer = request.lastLayer = layer;
            request.mode = static_cast<TreeMode>(mode);
            const TreeProjectionPtr projection = project(image, request);
            if (projection->contains(tool))
                QVERIFY(projection->child(image->parent(tool), projection->rowOf(tool)) == tool);
            else
                QVERIFY(mode == static_cast<int>(TreeMode::ThisLayer) || layer == 0);
        }
    }
}

void tst_TreeProjection::oddRequests()
{
    const ImageTreePtr image = imageFromText(story());
    ProjectionRequest request;
    request.firstLayer = 7;
    request.lastLayer = 99;
    QCOMPARE(printProjection(*project(image, request)), u". etc 11\nA   hosts 11\nA new 3\nA   file 3\n"_s);
    request.firstLayer = -5;
    request.lastLayer = -1;
    QCOMPARE(project(image, request)->rowCount(kRootNode), 3U);
    request.firstLayer = 2;
    request.lastLayer = 1; // the wrong way round: the last one counts
    QCOMPARE(project(image, request)->request().firstLayer, 1);
    Job job;
    const ImageTreePtr none = *ImageTree::build({}, job);
    for (int mode = 0; mode < 4; ++mode) {
        request.mode = static_cast<TreeMode>(mode);
        const TreeProjectionPtr empty = project(none, request);
        QCOMPARE(empty->shownCount(), 0U);
        QCOMPARE(empty->rowCount(kRootNode), 0U);
        QVERIFY(empty->entry(kRootNode).node == kNoLayerNode);
    }
}

void tst_TreeProjection::cancelled()
{
    Job job;
    job.cancel();
    const auto projection = TreeProjection::build(imageFromText(story()), {}, job);
    QVERIFY(!projection);
    QCOMPARE(projection.error().code, ErrorCode::Cancelled);
}

void tst_TreeProjection::globs_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *pattern, const char *text, bool matches) {
        QTest::addRow("%s %s", pattern, text) << QString::fromUtf8(pattern) << QString::fromUtf8(text) << matches;
    };
    row("*", "", true);
    row("*", "abc", true);
    row("a*c", "abc", true);
    row("a*c", "abcd", false);
    row("a*b*c", "aXbXbc", true);
    row("*aab", "aaaab", true);
    row("?", "", false);
    row("?", "x", true);
    row("??", "x", false);
    row("[a-c]x", "bx", true);
    row("[a-c]x", "dx", false);
    row("[!a-c]x", "dx", true);
    row("[^a]", "a", false);
    row("[]]", "]", true);
    row("[a-]", "-", true);
    row("[A-C]", "b", true);
    row("[abc", "[abc", true);
    row("[abc", "a", false);
    row("/a/*", "/a/b", true);
    row("/a/*", "/a/b/c", false);
    row("/a/**", "/a/b/c", true);
    row("/**/c", "/a/b/c", true);
    row("/**/c", "/c", false);
    row("/a?b", "/a/b", false);
    row("/a[!x]b", "/a/b", false);
    row("/*/**/d*", "/a/b/c/d1", true);
    row("/**b*/c", "/a/ab/bb/c", true);
    // What would take for ever with plain backtracking.
    row("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false);
    row("/**a**a**a**a**a**a**a**a**a**b", "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false);
}

void tst_TreeProjection::globs()
{
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QFETCH(bool, matches);
    QCOMPARE(GlobAutomaton(pattern.toStdString(), pattern.contains(u'/')).matches(text.toStdString()), matches);
}

void tst_TreeProjection::radixSort()
{
    std::mt19937_64 random(11);
    std::vector<std::size_t> sizes(70); // every one that is sorted by counting, and more
    std::iota(sizes.begin(), sizes.end(), std::size_t { 0 });
    sizes.insert(sizes.end(), { 300, 70'000 });
    for (const std::size_t size : sizes) {
        for (const std::uint64_t mask :
            { std::uint64_t { 0 }, std::uint64_t { 0xff }, std::uint64_t { 0xff00ff }, ~std::uint64_t { 0 } }) {
            std::vector<std::uint64_t> keys(size);
            std::vector<std::uint32_t> values(size);
            std::iota(values.begin(), values.end(), 0U);
            std::generate(keys.begin(), keys.end(), [&] { return random() & mask; });
            std::vector<std::uint32_t> expected = values;
            std::stable_sort(
                expected.begin(), expected.end(), [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
            RadixSort().sort(keys, values);
            QCOMPARE(values, expected);
        }
    }
    QVERIFY(RadixSort::ordered(-1) < RadixSort::ordered(0));
    QVERIFY(RadixSort::ordered(std::numeric_limits<std::int64_t>::min()) < RadixSort::ordered(-1));
    QVERIFY(RadixSort::ordered(1) < RadixSort::ordered(std::numeric_limits<std::int64_t>::max()));
}

QTEST_GUILESS_MAIN(tst_TreeProjection)
#include "tst_treeprojection.moc"
