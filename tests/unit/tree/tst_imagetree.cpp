// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What layers do to each other: one row per rule.

#include "services/tree/imagetree.h"
#include "services/types/limits.h"
#include "tests/support/texttree.h"

#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

class tst_ImageTree : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rules_data();
    void rules();
    void foreignLinks_data();
    void foreignLinks();
    void stateAfterEachLayer();
    void fingerprintsThatComeLaterKeepIds();
    void missingLayers();
    void counts();
    void opaqueOnFreshDirectories();
    void pathsAndNames();
    void linksInOrder();
    void limitsAndCancel();
    void heapAndScanAgree();
};

void tst_ImageTree::rules_data()
{
    QTest::addColumn<QStringList>("layers");
    QTest::addColumn<QString>("changes"); // of the last layer, Same included
    const auto row = [](const char *name, const QStringList &layers, const char *changes) {
        QTest::newRow(name) << layers << QString::fromUtf8(changes);
    };
    row("added", { u"+ a 1"_s }, "+/a 1\n");
    row("added below an old directory", { u"+ d/a 1"_s, u"+ d/b 2"_s }, "=/d\n+/d/b 2\n");

    row("modified: other size", { u"+ a 1"_s, u"+ a 2"_s }, "~/a 2\n");
    row("modified: other content", { u"+ a 1 c=1"_s, u"+ a 1 c=2"_s }, "~/a 1\n");
    row("metadata: same content, other mode", { u"+ a 1"_s, u"+ a 1 mode=600"_s }, "m/a 1\n");
    row("metadata: same content, other time", { u"+ a 1"_s, u"+ a 1 t=5"_s }, "m/a 1\n");
    row("metadata: the same again is stored again", { u"+ a 1"_s, u"+ a 1"_s }, "m/a 1\n");
    row("metadata: empty files are equal", { u"+ a 0 c=1"_s, u"+ a 0 c=2 t=5"_s }, "m/a 0\n");
    row("provisional: same size and time", { u"+ a 1 c=0 t=3"_s, u"+ a 1 c=2 t=3"_s }, "m/a 1\n");
    row("provisional: other time", { u"+ a 1 c=0 t=3"_s, u"+ a 1 c=0 t=4"_s }, "~/a 1\n");
    row("fingerprints outweigh times", { u"+ a 1 t=3"_s, u"+ a 1 c=2 t=3"_s }, "~/a 1\n");

    row("symlink: other target", { u"s a -> x"_s, u"s a -> y"_s }, "~/a\n");
    row("symlink: same target", { u"s a -> x"_s, u"s a -> x"_s }, "=/a\n");
    row("symlink: other owner", { u"s a -> x"_s, u"s a -> x uid=1"_s }, "m/a\n");
    row("symlink: other time", { u"s a -> x"_s, u"s a -> x t=1"_s }, "m/a\n");
    row("device: other number", { u"n a 1:3"_s, u"n a 1:5"_s }, "~/a\n");
    row("device: same", { u"b a 1:3"_s, u"b a 1:3"_s }, "=/a\n");
    row("fifo: other mode", { u"f a"_s, u"f a mode=600"_s }, "m/a\n");

    row("directory: same", { u"d a"_s, u"d a"_s }, "=/a\n");
    row("directory: other time alone", { u"d a"_s, u"d a t=7"_s }, "=/a\n");
    row("directory: other mode", { u"d a"_s, u"d a mode=700"_s }, "m/a\n");
    row("directory: other attribute", { u"d a x=user.a:1"_s, u"d a x=user.a:2"_s }, "m/a\n");
    row("directory: equal attributes in another order",
        { u"d a x=user.a:1 x=user.b:2"_s, u"d a x=user.b:2 x=user.a:1"_s }, "=/a\n");
    row("directory: implied over explicit", { u"d a mode=700"_s, u"+ a/b 1"_s }, "=/a\n+/a/b 1\n");
    row("directory: implied in between says nothing", { u"d a mode=700"_s, u"+ a/b 1"_s, u"d a mode=700"_s }, "=/a\n");
    row("directory: explicit over implied", { u"+ a/b 1"_s, u"d a mode=700"_s }, "m/a\n");
    row("directory: explicit over implied, as implied", { u"+ a/b 1"_s, u"d a"_s }, "=/a\n");

    row("whiteout of a file", { u"+ a 1"_s, u"- a"_s }, "-/a\n");
    row("whiteout of a directory", { u"+ d/e/a 1\n+ d/b 1"_s, u"- d"_s }, "-/d\n-/d/b\n-/d/e\n-/d/e/a\n");
    row("whiteout of nothing", { u"+ a 1"_s, u"- b\n- c/d"_s }, "+/c\n");
    row("whiteout of what is gone already", { u"+ a 1"_s, u"- a"_s, u"- a"_s }, "");
    row("whiteout does not reach its own layer", { u"+ d/old 1"_s, u"- d\n+ d/new 1"_s }, "=/d\n+/d/new 1\n-/d/old\n");
    row("file kept beside its whiteout", { u"+ x 1"_s, u"+ x 1\n- x"_s }, "m/x 1\n");
    row("added again after removal", { u"+ a 1"_s, u"- a"_s, u"+ a 1"_s }, "+/a 1\n");
    row("children of a removed directory stay gone", { u"+ d/a 1"_s, u"- d"_s, u"+ d/b 1"_s }, "+/d\n+/d/b 1\n");
    row("removed, added, removed", { u"+ d/a 1"_s, u"- d"_s, u"+ d/a 1"_s, u"- d"_s }, "-/d\n-/d/a\n");
    row("what never was cannot be removed twice", { u"+ d/a 1\n+ d/b 1"_s, u"- d/a"_s, u"- d"_s }, "-/d\n-/d/b\n");

    row("opaque hides all that is older", { u"+ d/a 1\n+ d/e/b 1"_s, u"opq d\n+ d/c 1"_s },
        "=/d\n-/d/a\n+/d/c 1\n-/d/e\n-/d/e/b\n");
    row("opaque and the same child: overwritten", { u"+ d/a 1\n+ d/b 1"_s, u"opq d\n+ d/a 2"_s },
        "=/d\n~/d/a 2\n-/d/b\n");
    row("opaque and the same child: stored again", { u"+ d/a 1"_s, u"opq d\n+ d/a 1"_s }, "=/d\nm/d/a 1\n");
    row("opaque keeps the directory's own changes", { u"d d\n+ d/a 1"_s, u"d d mode=700\nopq d"_s }, "m/d\n-/d/a\n");
    row("opaque on a fresh directory", { u"+ a 1"_s, u"opq d\n+ d/b 1"_s }, "+/d\n+/d/b 1\n");
    row("opaque marker that comes before", { u"+ d/a 1"_s, u"opq d\nd d"_s }, "=/d\n-/d/a\n");
    row("opaque root", { u"+ a 1\n+ d/b 1"_s, u"opq .\n+ c 1"_s }, "-/a\n+/c 1\n-/d\n-/d/b\n");
    row("opaque above a directory that stays", { u"+ d/e/a 1\n+ d/e/b 1"_s, u"opq d\n+ d/e/a 1"_s },
        "=/d\n=/d/e\nm/d/e/a 1\n-/d/e/b\n");
    row("opaque, then added again", { u"+ d/a 1"_s, u"opq d"_s, u"+ d/a 1"_s }, "=/d\n+/d/a 1\n");

    row("file over directory", { u"+ d/a 1\n+ d/e/b 1"_s, u"+ d 5"_s }, "!/d 5\n-/d/a\n-/d/e\n-/d/e/b\n");
    row("directory over file", { u"+ d 5"_s, u"+ d/a 1"_s }, "!/d\n+/d/a 1\n");
    row("directory over symlink", { u"s d -> e\n+ e/a 1"_s, u"d d\n+ d/b 1"_s }, "!/d\n+/d/b 1\n");
    row("symlink over directory", { u"+ d/a 1"_s, u"s d -> e"_s }, "!/d\n-/d/a\n");
    row("symlink over file", { u"+ a 1"_s, u"s a -> b"_s }, "!/a\n");
    row("device over file", { u"+ a 1"_s, u"n a 1:3"_s }, "!/a\n");
    row("directory, file, directory: the old children stay gone", { u"+ d/a 1"_s, u"+ d 5"_s, u"+ d/b 1"_s },
        "!/d\n+/d/b 1\n");
    row("a hidden child under a file comes back as new", { u"+ d/a 1"_s, u"+ d 5"_s, u"+ d/a 1"_s }, "!/d\n+/d/a 1\n");

    row("hard link: added", { u"+ f 1\nh a -> f"_s }, "+/a\n+/f 1\n");
    row("hard link to the same content over a file", { u"+ a 3 c=5"_s, u"+ f 3 c=5\nh a -> f"_s }, "m/a\n+/f 3\n");
    row("hard link to other content over a file", { u"+ a 3 c=5"_s, u"+ f 3 c=6\nh a -> f"_s }, "~/a\n+/f 3\n");
    row("file over a hard link", { u"+ f 3 c=5\nh a -> f"_s, u"+ a 3 c=5"_s }, "m/a 3\n");
    row("hard link to a symlink over a file", { u"+ a 3"_s, u"s f -> x\nh a -> f"_s }, "!/a\n+/f\n");
    row("hard link over a directory", { u"+ a/b 3"_s, u"+ f 3\nh a -> f"_s }, "!/a\n-/a/b\n+/f 3\n");
}

void tst_ImageTree::rules()
{
    QFETCH(QStringList, layers);
    QFETCH(QString, changes);
    const ImageTreePtr image = imageFromText(layers);
    const QString all = printChanges(*image, true);
    const QString heading = QString::number(layers.size() - 1) + u":\n"_s;
    QCOMPARE(all.mid(all.indexOf(heading) + heading.size()), changes);
    QVERIFY(image->warnings().isEmpty());
}

void tst_ImageTree::foreignLinks_data()
{
    QTest::addColumn<QStringList>("layers");
    QTest::addColumn<QString>("path"); // of a hard link in the last layer
    QTest::addColumn<QString>("content"); // "layer path", or empty
    QTest::addColumn<QString>("kind");
    const auto row = [](const char *name, const QStringList &layers, const char *path, const char *content,
                         const char *kind) {
        QTest::newRow(name) << layers << QString::fromUtf8(path) << QString::fromUtf8(content)
                            << QString::fromUtf8(kind);
    };
    row("into the layer below", { u"+ d/f 5"_s, u"h a -> d/f"_s }, "a", "0 d/f", "+");
    row("the newest below counts", { u"+ f 5"_s, u"+ f 6"_s, u"h a -> f"_s }, "a", "1 f", "+");
    row("through a link of a lower layer", { u"+ f 5"_s, u"h b -> f"_s, u"h a -> b"_s }, "a", "0 f", "+");
    row("through two links into lower layers", { u"+ f 5"_s, u"h b -> f"_s, u"h c -> b"_s, u"h a -> c"_s }, "a", "0 f",
        "+");
    row("through a link of its own layer", { u"+ f 5"_s, u"h b -> f\nh a -> b"_s }, "a", "0 f", "+");
    row("through a link of its own layer, over a file of the same content",
        { u"+ f 5 c=3\n+ a 5 c=3"_s, u"h b -> f\nh a -> b"_s }, "a", "0 f", "m");
    row("through a link of its own layer, over a file of other content",
        { u"+ f 5 c=3\n+ a 5 c=4"_s, u"h b -> f\nh a -> b"_s }, "a", "0 f", "~");
    row("to what its own layer removes", { u"+ f 5"_s, u"- f\nh a -> f"_s }, "a", "0 f", "+");
    row("onto itself", { u"+ f 5"_s, u"h f -> f"_s }, "f", "0 f", "m");
    row("over a file of the same content", { u"+ f 5 c=3\n+ a 5 c=3"_s, u"h a -> f"_s }, "a", "0 f", "m");
    row("over a file of other content", { u"+ f 5 c=3\n+ a 5 c=4"_s, u"h a -> f"_s }, "a", "0 f", "~");
    row("to a symlink below, over a file", { u"s f -> x\n+ a 5"_s, u"h a -> f"_s }, "a", "0 f", "!");
    row("to nothing", { u"+ f 5"_s, u"h a -> g"_s }, "a", "", "+");
    row("to what is gone", { u"+ f 5"_s, u"- f"_s, u"h a -> f"_s }, "a", "", "+");
    row("to a directory", { u"d f"_s, u"h a -> f"_s }, "a", "", "+");
    row("in the bottom layer", { u"h a -> f"_s }, "a", "", "+");
    row("through a symlinked folder", { u"+ usr/bin/f 5\ns bin -> usr/bin"_s, u"h a -> bin/f"_s }, "a", "0 usr/bin/f",
        "+");
    row("through an absolute symlink, twice", { u"+ c/f 5\ns b -> /c\ns x/d -> ../b"_s, u"h a -> x/d/f"_s }, "a",
        "0 c/f", "+");
    row("through a symlinked folder of its own layer", { u"+ c/f 5"_s, u"s b -> c\nh a -> b/f"_s }, "a", "0 c/f", "+");
    row("through a symlinked folder into its own layer", { u"s b -> c"_s, u"+ c/f 5\nh a -> b/f"_s }, "a", "1 c/f",
        "+");
    row("behind a symlink, up", { u"+ c/f 5\nd c/d\ns b -> c/d"_s, u"h a -> b/../f"_s }, "a", "0 c/f", "+");
    row("through a symlink that a layer took away", { u"+ c/f 5\ns b -> c"_s, u"- b"_s, u"h a -> b/f"_s }, "a", "",
        "+");
    row("through symlinks in a circle", { u"s b -> c\ns c -> b"_s, u"h a -> b/f"_s }, "a", "", "+");
    row("to nothing, over a file", { u"+ a 5"_s, u"h a -> g"_s }, "a", "", "~");
    row("to nothing, twice", { u"h a -> g"_s, u"h a -> g"_s }, "a", "", "m");
}

void tst_ImageTree::foreignLinks()
{
    QFETCH(QStringList, layers);
    QFETCH(QString, path);
    QFETCH(QString, content);
    QFETCH(QString, kind);
    const ImageTreePtr image = imageFromText(layers);
    const NodeId node = image->find(path.toStdString());
    QVERIFY(node != kNoNode);
    const Change *change = image->changeAt(node, image->layerCount() - 1);
    QVERIFY(change != nullptr);
    QCOMPARE(int(change->layer), image->layerCount() - 1);
    QCOMPARE(QString(QLatin1Char("+~m-!="[static_cast<int>(change->kind)])), kind);
    const auto [layer, found] = image->content(*change);
    QCOMPARE(found == kNoLayerNode
            ? QString()
            : QString::number(layer) + u' ' + QString::fromStdString(image->layer(layer)->path(found)),
        content);
    QCOMPARE(image->warnings().isEmpty(), !content.isEmpty());
    if (content.isEmpty())
        QCOMPARE(image->warnings().back().path, path.toUtf8());
}

void tst_ImageTree::stateAfterEachLayer()
{
    const ImageTreePtr image = imageFromText({ u"+ d/a 1\n+ d/b 1"_s, u"- d/a"_s, u"+ d/a 2"_s, u"- d"_s, u"+ e 1"_s });
    const auto exists = [&image](const char *path) {
        QString out;
        for (int layer = -1; layer < image->layerCount(); ++layer)
            out += image->existsAt(image->find(path), layer) ? u'y' : u'n';
        return out;
    };
    QCOMPARE(exists("d/a"), u"nynynn"_s);
    QCOMPARE(exists("d/b"), u"nyyynn"_s);
    QCOMPARE(exists("d"), u"nyyynn"_s);
    QCOMPARE(exists("e"), u"nnnnny"_s);
    QVERIFY(image->changeAt(image->find("e"), 3) == nullptr);
    QCOMPARE(int(image->changeAt(image->find("d/a"), 4)->layer), 3);
    // A whiteout has an entry of its own, what it takes along has none.
    QVERIFY(image->changes(image->find("d")).back().node != kNoLayerNode);
    QVERIFY(image->changes(image->find("d/a")).back().node == kNoLayerNode);
}

void tst_ImageTree::fingerprintsThatComeLaterKeepIds()
{
    const QStringList layers { u"+ d/a 5 c=1 t=1\n+ d/b 5 c=1 t=1"_s,
        u"+ d/a 5 c=2 t=1\n+ d/b 5 c=1 t=2\n- d/c\n+ e 1"_s };
    const ImageTreePtr before = imageFromText(layers, false);
    const ImageTreePtr after = imageFromText(layers, true);
    QCOMPARE(printChanges(*before), u"0:\n+/d\n+/d/a 5\n+/d/b 5\n1:\nm/d/a 5\n~/d/b 5\n+/e 1\n"_s);
    QCOMPARE(printChanges(*after), u"0:\n+/d\n+/d/a 5\n+/d/b 5\n1:\n~/d/a 5\nm/d/b 5\n+/e 1\n"_s);
    QCOMPARE(before->size(), after->size());
    for (std::uint32_t i = 0; i < before->size(); ++i)
        QCOMPARE(before->path(NodeId { i }), after->path(NodeId { i }));
}

void tst_ImageTree::missingLayers()
{
    Job job;
    const ImageTreePtr none = *ImageTree::build({}, job);
    QCOMPARE(none->size(), 1U);
    QCOMPARE(none->layerCount(), 0);
    QCOMPARE(none->name(kRootNode), std::string_view());
    const ImageTreePtr image =
        *ImageTree::build({ nullptr, layerFromText(u"+ a 1"_s), nullptr, layerFromText(u"- a"_s) }, job);
    QCOMPARE(printChanges(*image), u"0:\n1:\n+/a 1\n2:\n3:\n-/a\n"_s);
    const ImageTreePtr unread = *ImageTree::build({ nullptr, nullptr }, job);
    QCOMPARE(unread->size(), 1U);
    QVERIFY(unread->changes(kRootNode).empty());
    QVERIFY(!unread->existsAt(kRootNode, 1));
}

void tst_ImageTree::counts()
{
    const ImageTreePtr image = imageFromText({ u"d .\n+ d/a 1\n+ d/b 1\n+ d/c 1\n+ d/e 1\nd x"_s,
        u"d . mode=700\n+ d/a 2\n+ d/b 1\n- d/c\ns d/e -> a\nd x mode=700\n+ n/m 1"_s });
    QCOMPARE(image->counts(0), (ChangeCounts { 6, 0, 0, 0 })); // the root is no row
    QCOMPARE(image->counts(1), (ChangeCounts { 2, 2, 2, 1 }));
    QCOMPARE(image->changes(kRootNode).back().kind, ChangeKind::MetadataOnly);
}

void tst_ImageTree::opaqueOnFreshDirectories()
{
    // Distribution layers do this everywhere; it must leave no trace.
    QString plain;
    QString opaque;
    for (int i = 0; i < 50; ++i) {
        plain += u"+ d%1/e/f 1\n"_s.arg(i);
        opaque += u"+ d%1/e/f 1\nopq d%1\nopq d%1/e\n"_s.arg(i);
    }
    QCOMPARE(printChanges(*imageFromText({ u"+ a 1"_s, opaque })), printChanges(*imageFromText({ u"+ a 1"_s, plain })));
    QCOMPARE(printChanges(*imageFromText({ opaque })), printChanges(*imageFromText({ plain })));
}

void tst_ImageTree::pathsAndNames()
{
    const ImageTreePtr image = imageFromText({ u"+ a/b/c 1"_s, u"- a/b\n+ z 1"_s, u"+ a/b/d 1"_s });
    for (const char *path : { "", "a", "a/b", "a/b/c", "a/b/d", "z" }) {
        const NodeId node = image->find(path);
        QVERIFY(node != kNoNode);
        QCOMPARE(image->path(node), std::string(path));
    }
    QVERIFY(image->find("a/b/e") == kNoNode);
    QVERIFY(image->find("a/b/c/d") == kNoNode);
    QVERIFY(image->find("/a//b/") == image->find("a/b"));
    QVERIFY(image->parent(kRootNode) == kNoNode);
    QVERIFY(image->parent(image->find("a/b/d")) == image->find("a/b"));
    QCOMPARE(image->childCount(image->find("a/b")), 2U);
    QVERIFY(image->firstChild(image->find("a/b")) == image->find("a/b/c"));
}

void tst_ImageTree::linksInOrder()
{
    const ImageTreePtr image =
        imageFromText({ u"+ f 5\nh c -> f\n+ d/g 5"_s, u"h a -> f\nh b -> d/g\nh x -> none"_s, u"h e -> b"_s });
    QString out;
    for (const ImageTree::HardLink &link : image->hardLinks()) {
        out += QString::fromStdString(image->path(link.node)) + u':' + QString::number(link.layer) + u'>'
            + QString::fromStdString(image->path(link.file)) + u':' + QString::number(link.fileLayer) + u' ';
        QVERIFY(image->layer(link.fileLayer)->path(link.fileNode) == image->path(link.file));
        QVERIFY(image->layer(link.layer)->path(link.linkNode) == image->path(link.node));
    }
    QCOMPARE(out, u"a:1>f:0 c:0>f:0 b:1>d/g:0 e:2>d/g:0 "_s);
}

void tst_ImageTree::limitsAndCancel()
{
    Job job;
    std::vector<LayerTreePtr> many(limits::kLayersPerImage + 1);
    const auto tooMany = ImageTree::build(many, job);
    QVERIFY(!tooMany);
    QCOMPARE(tooMany.error().code, ErrorCode::LimitExceeded);
    many.pop_back();
    QVERIFY(ImageTree::build(many, job));
    job.cancel();
    const auto cancelled = ImageTree::build({ layerFromText(u"+ a/b 1"_s) }, job);
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
}

// Directories that very many layers share take another road than those of a few.
void tst_ImageTree::heapAndScanAgree()
{
    for (const int layerCount : { 2, 7, 8, 9, 40 }) {
        QStringList layers;
        for (int layer = 0; layer < layerCount; ++layer) {
            QString text;
            for (int i = 0; i < 30; ++i) {
                if ((i + layer) % 3 == 0)
                    text += u"+ d/same-long-prefix-%1 %2\n"_s.arg(i, 2, 10, QChar(u'0')).arg(layer + 1);
            }
            layers.append(text);
        }
        const ImageTreePtr image = imageFromText(layers);
        for (int i = 0; i < 30; ++i) {
            const NodeId node = image->find(u"d/same-long-prefix-%1"_s.arg(i, 2, 10, QChar(u'0')).toStdString());
            if (node == kNoNode) {
                QVERIFY(layerCount < 3);
                continue;
            }
            std::size_t expected = 0;
            int previous = -1;
            for (int layer = 0; layer < layerCount; ++layer)
                expected += (i + layer) % 3 == 0 ? 1 : 0;
            QCOMPARE(image->changes(node).size(), expected);
            for (const Change &change : image->changes(node)) {
                QVERIFY(int(change.layer) > previous);
                QCOMPARE(change.kind, previous < 0 ? ChangeKind::Added : ChangeKind::Modified);
                QCOMPARE(image->layer(change.layer)->sizeBytes(change.node), std::int64_t(change.layer) + 1);
                previous = change.layer;
            }
        }
    }
}

QTEST_GUILESS_MAIN(tst_ImageTree)
#include "tst_imagetree.moc"
