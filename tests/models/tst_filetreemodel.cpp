// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/filetreemodel.h"
#include "tests/models/testtrees.h"
#include "tests/support/printmodel.h"

#include <QtCore/QItemSelectionModel>
#include <QtCore/QRandomGenerator>
#include <QtTest/QAbstractItemModelTester>

#include <limits>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;
const QList<int> kNameChangeSize { FileTreeModel::Name, FileTreeModel::Change, FileTreeModel::Size };

std::vector<LayerTreePtr> threeLayers()
{
    return {
        testLayerTree({ folder("bin"), { "bin/sh", 1000, EntryType::File, 0755 }, folder("etc"), { "etc/passwd", 100 },
            { "etc/shadow", 50, EntryType::File, 0600 }, { "etc/link", 0, EntryType::Symlink, 0777, "passwd" } }),
        testLayerTree({ folder("etc"), { "etc/passwd", 120, EntryType::File, 0644, {}, 0, 0, 2 },
            { "etc/shadow", 50, EntryType::File, 0640 }, { "srv/app", 5000 } }),
        testLayerTree(
            { { "etc/passwd", 0, EntryType::Whiteout }, { "srv/app", 5000, EntryType::HardLink, 0644, "bin/sh" } }),
    };
}

QModelIndex at(const FileTreeModel &model, const std::string &path, int column = 0)
{
    const NodeId node = model.projection()->tree().find(path);
    return node == kNoNode ? QModelIndex() : model.indexOf(node, column);
}

QString pathOf(const QModelIndex &index)
{
    return QString::fromUtf8(index.data(PathRole).toByteArray());
}

// Layers over a common stock of paths: every layer adds, changes and removes some.
std::vector<LayerTreePtr> randomLayers(QRandomGenerator &random, int layers, int files)
{
    std::vector<LayerTreePtr> result;
    for (int layer = 0; layer < layers; ++layer) {
        std::vector<TestEntry> entries;
        for (int i = 0; i < files; ++i) {
            if (layer > 0 && random.bounded(3) != 0)
                continue;
            TestEntry entry;
            entry.path = "d" + std::to_string(i % 7) + "/e" + std::to_string(i % 31) + "/f" + std::to_string(i);
            entry.bytes = random.bounded(1000);
            entry.content = random.bounded(4U);
            if (layer > 0 && random.bounded(5) == 0)
                entry.type = EntryType::Whiteout;
            entries.push_back(entry);
        }
        result.push_back(testLayerTree(entries));
    }
    return result;
}

} // namespace

class FileTreeModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "UTC"); }
    void showsAProjection();
    void emptyAndReset();
    void rolesOfChanges();
    void modes_data();
    void modes();
    void owners();
    void times_data();
    void times();
    void linksAndDevices();
    void namesAreBytes_data();
    void namesAreBytes();
    void barsAreOfTheFolder();
    void sortingIsAskedFor();
    void indexesSurviveAnotherLayer();
    void indexesSurviveFingerprints();
    void indexesSurviveMoreLayers();
    void anotherImageResets();
    void selectionSurvivesWithColumns();
    void thousandsOfIndexesSurvive();
    void randomSwitches();
};

void FileTreeModelTest::showsAProjection()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    const ImageTreePtr tree = testImageTree(threeLayers());
    model.setProjection(testProjection(tree, upTo(0)));
    QCOMPARE(printModel(model),
        u"bin | A | 1kB | drwxr-xr-x | root | 2023-11-14 22:13\n"
        u"  sh | A | 1kB | -rwxr-xr-x | root | 2023-11-14 22:13\n"
        u"etc | A | 150B | drwxr-xr-x | root | 2023-11-14 22:13\n"
        u"  link | A |  | lrwxrwxrwx | root | 2023-11-14 22:13\n"
        u"  passwd | A | 100B | -rw-r--r-- | root | 2023-11-14 22:13\n"
        u"  shadow | A | 50B | -rw------- | root | 2023-11-14 22:13\n"_s);
    model.setProjection(testProjection(tree, upTo(1)));
    QCOMPARE(printModel(model, kNameChangeSize),
        u"bin |  | 1kB\n"
        u"  sh |  | 1kB\n"
        u"etc | · | 170B\n"
        u"  link\n"
        u"  passwd | M | 120B\n"
        u"  shadow | m | 50B\n"
        u"srv | A | 5kB\n"
        u"  app | A | 5kB\n"_s);
    model.setProjection(testProjection(tree, onlyLayer(2)));
    QCOMPARE(printModel(model, { FileTreeModel::Name, FileTreeModel::Change }),
        u"etc | ·\n"
        u"  passwd | R\n"
        u"srv | ·\n"
        u"  app | M\n"_s);
    // A folder that no layer has an entry of shows no mode, owner and time; the tooltip says why.
    QCOMPARE(at(model, "srv", FileTreeModel::Mode).data().toString(), QString());
    QVERIFY(at(model, "srv").data(Qt::ToolTipRole).toString().contains(u"No layer"_s));
}

void FileTreeModelTest::emptyAndReset()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.hasChildren());
    QVERIFY(!model.indexOf(NodeId { 1 }).isValid());
    model.setProjection(testProjection(testImageTree({}), upTo(0)));
    QCOMPARE(model.rowCount(), 0);
    model.setProjection(testProjection(testImageTree({ nullptr, nullptr }), upTo(0)));
    QCOMPARE(model.rowCount(), 0);
    QSignalSpy changed(&model, &FileTreeModel::projectionChanged);
    const TreeProjectionPtr projection = testProjection(testImageTree(threeLayers()), upTo(0));
    model.setProjection(projection);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(changed.size(), 1);
    model.setProjection(projection);
    QCOMPARE(changed.size(), 1);
    QVERIFY(!model.indexOf(kRootNode).isValid());
    QVERIFY(!model.indexOf(NodeId { 1'000'000 }).isValid());
    QCOMPARE(model.nodeOf({}), kRootNode);
    model.setProjection({});
    QCOMPARE(model.rowCount(), 0);
}

void FileTreeModelTest::rolesOfChanges()
{
    FileTreeModel model;
    const ImageTreePtr tree = testImageTree(threeLayers());
    model.setProjection(testProjection(tree, upTo(1)));
    const QModelIndex passwd = at(model, "etc/passwd");
    QCOMPARE(passwd.data(ChangeRole).toInt(), static_cast<int>(ChangeKind::Modified));
    QCOMPARE(passwd.data(LetterRole).toString(), u"M"_s);
    QCOMPARE(passwd.siblingAtColumn(FileTreeModel::Change).data(Qt::AccessibleTextRole).toString(), u"Modified"_s);
    QVERIFY(!passwd.data(Qt::AccessibleTextRole).isValid()); // the name speaks for itself
    QCOMPARE(passwd.data(LayerIndexRole).toInt(), 1);
    QCOMPARE(passwd.data(PathRole).toByteArray(), QByteArray("etc/passwd"));
    QCOMPARE(passwd.data(RawTextRole).toByteArray(), QByteArray("passwd"));
    QCOMPARE(NodeId { passwd.data(NodeRole).toUInt() }, tree->find("etc/passwd"));
    QVERIFY(passwd.data(Qt::ToolTipRole).toString().startsWith(u"/etc/passwd\nModified\n"_s));
    const QModelIndex etc = at(model, "etc");
    QVERIFY(!etc.data(ChangeRole).isValid());
    QVERIFY(etc.data(ChangesBelowRole).toBool());
    QVERIFY(etc.data(LetterRole).toString().isEmpty());
    const QModelIndex shell = at(model, "bin/sh");
    QVERIFY(!shell.data(ChangeRole).isValid());
    QVERIFY(!shell.data(ChangesBelowRole).toBool());
    QCOMPARE(shell.data(LayerIndexRole).toInt(), 0);
    // A removed file shows how it was.
    model.setProjection(testProjection(tree, onlyLayer(2)));
    QCOMPARE(at(model, "etc/passwd").data(LetterRole).toString(), u"R"_s);
    QCOMPARE(at(model, "etc/passwd", FileTreeModel::Mode).data().toString(), u"-rw-r--r--"_s);
    QCOMPARE(at(model, "etc/passwd", FileTreeModel::Size).data().toString(), u"-120B"_s);
}

void FileTreeModelTest::modes_data()
{
    QTest::addColumn<EntryType>("type");
    QTest::addColumn<quint16>("mode");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, EntryType type, quint16 mode, const QString &text) {
        QTest::newRow(name) << type << mode << text;
    };
    row("file", EntryType::File, 0644, u"-rw-r--r--"_s);
    row("nothing", EntryType::File, 0, u"----------"_s);
    row("folder", EntryType::Directory, 0755, u"drwxr-xr-x"_s);
    row("sticky folder", EntryType::Directory, 01777, u"drwxrwxrwt"_s);
    row("sticky without execute", EntryType::Directory, 01776, u"drwxrwxrwT"_s);
    row("setuid", EntryType::File, 04755, u"-rwsr-xr-x"_s);
    row("setuid without execute", EntryType::File, 04644, u"-rwSr--r--"_s);
    row("setgid", EntryType::File, 02755, u"-rwxr-sr-x"_s);
    row("all special bits alone", EntryType::File, 07000, u"---S--S--T"_s);
    row("symlink", EntryType::Symlink, 0777, u"lrwxrwxrwx"_s);
    row("hard link", EntryType::HardLink, 0600, u"-rw-------"_s);
    row("character device", EntryType::CharDevice, 0666, u"crw-rw-rw-"_s);
    row("block device", EntryType::BlockDevice, 0660, u"brw-rw----"_s);
    row("pipe", EntryType::Fifo, 0600, u"prw-------"_s);
}

void FileTreeModelTest::modes()
{
    QFETCH(EntryType, type);
    QFETCH(quint16, mode);
    QTEST(FileTreeModel::modeText(type, mode), "text");
}

void FileTreeModelTest::owners()
{
    QCOMPARE(FileTreeModel::ownerText(0, 0), u"root"_s);
    QCOMPARE(FileTreeModel::ownerText(0, 42), u"0:42"_s);
    QCOMPARE(FileTreeModel::ownerText(1000, 4294967295U), u"1000:4294967295"_s);
}

void FileTreeModelTest::times_data()
{
    QTest::addColumn<qint64>("mtimeNs");
    QTest::addColumn<QString>("text");
    QTest::newRow("the epoch") << qint64 { 0 } << u"1970-01-01 00:00"_s;
    QTest::newRow("just before it") << qint64 { -1 } << u"1969-12-31 23:59"_s;
    QTest::newRow("far away") << std::numeric_limits<qint64>::max() << u"2262-04-11 23:47"_s;
}

void FileTreeModelTest::times()
{
    QFETCH(qint64, mtimeNs);
    TestEntry entry { "f", 1 };
    entry.mtimeNs = mtimeNs;
    FileTreeModel model;
    model.setProjection(testProjection(testImageTree({ testLayerTree({ entry }) }), upTo(0)));
    QTEST(at(model, "f", FileTreeModel::Modified).data().toString(), "text");
}

void FileTreeModelTest::linksAndDevices()
{
    FileTreeModel model;
    model.setProjection(testProjection(
        testImageTree({ testLayerTree({ folder("d"), { "f", 3 }, { "empty", 0 },
            { "h", 0, EntryType::HardLink, 0644, "f" }, { "l", 0, EntryType::Symlink, 0777, "to\n/here" },
            { "null", 0, EntryType::CharDevice, 0666, "1:3" }, { "pipe", 0, EntryType::Fifo, 0600 } }) }),
        upTo(0)));
    const auto icon = [&model](const std::string &path) { return at(model, path).data(IconNameRole).toString(); };
    QCOMPARE(icon("d"), u"folder"_s);
    QCOMPARE(icon("f"), u"file"_s);
    QCOMPARE(icon("h"), u"hardlink"_s);
    QCOMPARE(icon("l"), u"symlink"_s);
    QCOMPARE(icon("null"), u"device"_s);
    QCOMPARE(icon("pipe"), u"device"_s);
    QVERIFY(!at(model, "f", FileTreeModel::Size).data(IconNameRole).isValid());
    QCOMPARE(at(model, "l").data(LinkTargetRole).toByteArray(), QByteArray("to\n/here"));
    QVERIFY(at(model, "l").data(Qt::ToolTipRole).toString().contains(u"-> to\\n/here"_s));
    QCOMPARE(at(model, "h").data(LinkTargetRole).toByteArray(), QByteArray("f"));
    QVERIFY(!at(model, "null").data(LinkTargetRole).isValid());
    QVERIFY(at(model, "null").data(Qt::ToolTipRole).toString().contains(u"1:3"_s));
    QCOMPARE(at(model, "empty", FileTreeModel::Size).data().toString(), u"0B"_s);
    QCOMPARE(at(model, "l", FileTreeModel::Size).data().toString(), QString());
}

void FileTreeModelTest::namesAreBytes_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("shown");
    QTest::newRow("newline") << QByteArray("a\nb") << u"a\\nb"_s;
    QTest::newRow("escape") << QByteArray("\x1b[31m") << u"\\x1b[31m"_s;
    QTest::newRow("bidi override") << QByteArray("a\xE2\x80\xAE"
                                                 "txt.exe")
                                   << u"a\\u{202e}txt.exe"_s;
    QTest::newRow("invalid UTF-8") << QByteArray("caf\xE9") << u"caf\\xe9"_s;
    QTest::newRow("valid UTF-8") << QByteArray("caf\xC3\xA9") << u"café"_s;
    QTest::newRow("markup") << QByteArray("<b>x") << u"<b>x"_s;
}

void FileTreeModelTest::namesAreBytes()
{
    QFETCH(QByteArray, name);
    FileTreeModel model;
    model.setProjection(testProjection(testImageTree({ testLayerTree({ { name.toStdString(), 1 } }) }), upTo(0)));
    const QModelIndex index = model.index(0, 0);
    QTEST(index.data().toString(), "shown");
    QCOMPARE(index.data(RawTextRole).toByteArray(), name);
    QCOMPARE(index.data(PathRole).toByteArray(), name);
    QVERIFY(index.data(Qt::ToolTipRole).toString().startsWith(u'/' + index.data().toString() + u'\n'));
}

void FileTreeModelTest::barsAreOfTheFolder()
{
    FileTreeModel model;
    model.setProjection(testProjection(
        testImageTree({ testLayerTree({ { "d/a", 75 }, { "d/b", 25 }, { "e", 100 }, { "z/empty", 0 } }) }), upTo(0)));
    const auto fraction = [&model](const std::string &path) {
        return at(model, path, FileTreeModel::Size).data(BarFractionRole).toDouble();
    };
    QCOMPARE(fraction("d"), 0.5);
    QCOMPARE(fraction("d/a"), 0.75);
    QCOMPARE(fraction("z"), 0.0);
    QCOMPARE(fraction("z/empty"), 0.0);
    QCOMPARE(at(model, "d/a", FileTreeModel::Size).data(BytesRole).toLongLong(), 75);
    QCOMPARE(at(model, "d/a", FileTreeModel::Size).data(MaxBytesRole).toLongLong(), 100);
    QVERIFY(!at(model, "d/a").data(BarFractionRole).isValid());

    // What came and what went in one folder may cancel out: a part is then more than the whole, and the bar just full.
    model.setProjection(testProjection(testImageTree({ testLayerTree({ { "d/old", 90 } }),
                                           testLayerTree({ { "d/old", 0, EntryType::Whiteout }, { "d/new", 100 } }) }),
        onlyLayer(1)));
    QCOMPARE(at(model, "d", FileTreeModel::Size).data(BytesRole).toLongLong(), 10);
    QCOMPARE(fraction("d/old"), 1.0);
}

void FileTreeModelTest::sortingIsAskedFor()
{
    FileTreeModel model;
    TreeColumn column = TreeColumn::Name;
    bool isDescending = false;
    int asked = 0;
    connect(&model, &FileTreeModel::sortRequested, this, [&](TreeColumn wanted, bool descending) {
        column = wanted;
        isDescending = descending;
        ++asked;
    });
    model.sort(FileTreeModel::Size, Qt::DescendingOrder);
    QCOMPARE(column, TreeColumn::Size);
    QVERIFY(isDescending);
    model.sort(FileTreeModel::Modified, Qt::AscendingOrder);
    QCOMPARE(column, TreeColumn::Modified);
    QVERIFY(!isDescending);
    model.sort(-1);
    QCOMPARE(asked, 2);
    QCOMPARE(static_cast<int>(FileTreeModel::Modified), static_cast<int>(TreeColumn::Modified));
}

void FileTreeModelTest::indexesSurviveAnotherLayer()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    const ImageTreePtr tree = testImageTree(threeLayers());
    model.setProjection(testProjection(tree, upTo(0)));
    const QPersistentModelIndex etc = at(model, "etc");
    const QPersistentModelIndex passwdSize = at(model, "etc/passwd", FileTreeModel::Size);
    const QPersistentModelIndex shell = at(model, "bin/sh");
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &FileTreeModel::projectionChanged);

    ProjectionRequest request = upTo(1);
    request.sort = TreeColumn::Size;
    request.descending = true;
    model.setProjection(testProjection(tree, request));
    QCOMPARE(pathOf(etc), u"etc"_s);
    QCOMPARE(QModelIndex(etc), at(model, "etc"));
    QCOMPARE(QModelIndex(passwdSize), at(model, "etc/passwd", FileTreeModel::Size));
    QCOMPARE(passwdSize.data().toString(), u"120B"_s);
    QVERIFY(shell.isValid());

    model.setProjection(testProjection(tree, onlyLayer(2))); // nothing happens to bin in this layer
    QVERIFY(!shell.isValid());
    QCOMPARE(QModelIndex(passwdSize), at(model, "etc/passwd", FileTreeModel::Size));
    QCOMPARE(reset.size(), 0);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(changed[0][0].toBool(), false);
}

void FileTreeModelTest::indexesSurviveFingerprints()
{
    // The same layers, read again with their content: ids stay, kinds of change do not.
    const LayerTreePtr bottom = testLayerTree({ { "etc/a", 1 }, { "etc/b", 1 } });
    const LayerTreePtr top = testLayerTree({ { "etc/a", 1 } }, false);
    std::vector<Fingerprint> fingerprints(top->size());
    fingerprints[index(top->find("etc/a"))] = { 1, 2 };
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setProjection(testProjection(testImageTree({ bottom, top }), upTo(1)));
    const QPersistentModelIndex a = at(model, "etc/a");
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setProjection(testProjection(testImageTree({ bottom, top->withFingerprints(fingerprints) }), upTo(1)));
    QCOMPARE(QModelIndex(a), at(model, "etc/a"));
    QCOMPARE(a.data(LetterRole).toString(), u"m"_s);
    QCOMPARE(reset.size(), 0);
}

void FileTreeModelTest::indexesSurviveMoreLayers()
{
    // Layers arrive one by one: node ids differ from tree to tree, paths do not.
    const std::vector<LayerTreePtr> layers = threeLayers();
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setProjection(testProjection(testImageTree({ nullptr, nullptr, nullptr }), upTo(2)));
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setProjection(testProjection(testImageTree({ nullptr, layers[1], nullptr }), upTo(2)));
    const QPersistentModelIndex app = at(model, "srv/app");
    const QPersistentModelIndex etc = at(model, "etc");
    QVERIFY(app.isValid());
    model.setProjection(testProjection(testImageTree({ layers[0], layers[1], nullptr }), upTo(2)));
    QCOMPARE(pathOf(app), u"srv/app"_s);
    QCOMPARE(QModelIndex(app), at(model, "srv/app"));
    model.setProjection(testProjection(testImageTree(layers), upTo(2)));
    QCOMPARE(QModelIndex(app), at(model, "srv/app"));
    QCOMPARE(QModelIndex(etc), at(model, "etc"));
    QCOMPARE(reset.size(), 0);
}

void FileTreeModelTest::anotherImageResets()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    const std::vector<LayerTreePtr> layers = threeLayers();
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &FileTreeModel::projectionChanged);
    model.setProjection(testProjection(testImageTree(layers), upTo(0)));
    QCOMPARE(reset.size(), 1);
    const QPersistentModelIndex etc = at(model, "etc");
    // The same base, but another layer on top of it.
    model.setProjection(
        testProjection(testImageTree({ layers[0], layers[1], testLayerTree({ { "x", 1 } }) }), upTo(0)));
    QCOMPARE(reset.size(), 2);
    QVERIFY(!etc.isValid());
    model.setProjection(testProjection(testImageTree({ layers[0], layers[1] }), upTo(0)));
    QCOMPARE(reset.size(), 3);
    QCOMPARE(changed.constLast()[0].toBool(), true);
}

void FileTreeModelTest::selectionSurvivesWithColumns()
{
    FileTreeModel model;
    QItemSelectionModel selection(&model);
    const ImageTreePtr tree = testImageTree(threeLayers());
    model.setProjection(testProjection(tree, upTo(0)));
    selection.setCurrentIndex(at(model, "etc/shadow"), QItemSelectionModel::SelectCurrent | QItemSelectionModel::Rows);
    ProjectionRequest request = upTo(1);
    request.sort = TreeColumn::Size;
    model.setProjection(testProjection(tree, request));
    QCOMPARE(selection.selectedRows().size(), 1);
    QCOMPARE(pathOf(selection.selectedRows()[0]), u"etc/shadow"_s);
    QCOMPARE(pathOf(selection.currentIndex()), u"etc/shadow"_s);
}

void FileTreeModelTest::thousandsOfIndexesSurvive()
{
    QRandomGenerator random(5);
    const std::vector<LayerTreePtr> layers = randomLayers(random, 4, 5000);
    const ImageTreePtr tree = testImageTree(layers);
    FileTreeModel model;
    model.setProjection(testProjection(tree, upTo(0)));
    QHash<QString, QPersistentModelIndex> kept;
    for (std::uint32_t node = 1; node < tree->size(); ++node) {
        const QModelIndex index = model.indexOf(NodeId { node }, static_cast<int>(node) % FileTreeModel::kColumns);
        if (index.isValid())
            kept.insert(pathOf(index), index);
    }
    QVERIFY(kept.size() > 5000);
    // How many indexes are still valid; -1: one of them names another path than it did.
    const auto survivors = [&] {
        int count = 0;
        for (auto it = kept.cbegin(); it != kept.cend(); ++it) {
            const QModelIndex now = at(model, it.key().toStdString(), it->column());
            if (!it->isValid())
                continue; // hidden by a projection between
            ++count;
            if (QModelIndex(*it) != now || pathOf(*it) != it.key())
                return -1;
        }
        return count;
    };
    ProjectionRequest request = upTo(3);
    request.sort = TreeColumn::Size;
    model.setProjection(testProjection(tree, request));
    QVERIFY(survivors() > 3000);
    // A tree of the same layers with one unread: mapped by path.
    model.setProjection(testProjection(testImageTree({ layers[0], layers[1], layers[2], nullptr }), upTo(3)));
    QVERIFY(survivors() > 3000);
    model.setProjection(testProjection(tree, upTo(0)));
    QVERIFY(survivors() > 3000);
}

void FileTreeModelTest::randomSwitches()
{
    // The tester walks the model at every signal; here every index must name its own path whatever is shown.
    QRandomGenerator random(9);
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    for (int image = 0; image < 10; ++image) {
        const ImageTreePtr tree = testImageTree(randomLayers(random, 4, 60));
        for (int step = 0; step < 20; ++step) {
            ProjectionRequest request;
            request.lastLayer = random.bounded(4);
            request.firstLayer = random.bounded(request.lastLayer + 1);
            request.mode = static_cast<TreeMode>(random.bounded(4));
            request.sort = static_cast<TreeColumn>(random.bounded(6));
            request.descending = random.bounded(2) == 1;
            if (random.bounded(3) == 0)
                request.filter = "f" + std::to_string(random.bounded(6));
            const TreeProjectionPtr projection = testProjection(tree, request);
            model.setProjection(projection);
            std::uint32_t shown = 0;
            for (std::uint32_t node = 1; node < tree->size(); ++node) {
                const QModelIndex index = model.indexOf(NodeId { node });
                QCOMPARE(index.isValid(), projection->contains(NodeId { node }));
                if (!index.isValid())
                    continue;
                ++shown;
                QCOMPARE(model.index(index.row(), 0, index.parent()), index);
                QCOMPARE(pathOf(index).toStdString(), tree->path(NodeId { node }));
                if (index.parent().isValid())
                    QCOMPARE(pathOf(index.parent()), pathOf(index).section(u'/', 0, -2));
            }
            QCOMPARE(shown, projection->shownCount());
        }
    }
}

QTEST_GUILESS_MAIN(FileTreeModelTest)
#include "tst_filetreemodel.moc"
