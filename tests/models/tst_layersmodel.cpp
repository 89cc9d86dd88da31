// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/layersmodel.h"
#include "tests/models/testimages.h"
#include "tests/models/testtrees.h"
#include "tests/support/printmodel.h"

#include <QtTest/QAbstractItemModelTester>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;
const QDateTime kNow(QDate(2024, 5, 1), QTime(12, 0), Qt::UTC);

ImageDetails threeLayers()
{
    ImageDetails image;
    for (const QString &instruction :
        { u"/bin/sh -c #(nop) ADD file:1 in / "_s, u"RUN /bin/sh -c make # buildkit"_s, QString() }) {
        LayerInfo layer = testLayer(instruction, 10);
        layer.instruction = instruction;
        layer.created = kNow.addDays(-2);
        image.layers.append(layer);
    }
    return image;
}

ImageTreePtr tree()
{
    return testImageTree({
        testLayerTree({ { "a", 1000 }, { "b", 500 }, { "l", 0, EntryType::Symlink, 0777, "12345678" } }),
        testLayerTree(
            { { "a", 1000, EntryType::File, 0600 }, { "b", 600, EntryType::File, 0644, {}, 0, 0, 2 }, { "c", 400 } }),
        nullptr,
    });
}

} // namespace

class LayersModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newestOnTop();
    void figuresArriveLater();
    void figuresOfAPartSaySo();
    void provisionalCounts();
    void states_data();
    void states();
    void proofs();
    void outOfRangeIsIgnored();
    void treeOfAnotherImageIsIgnored();
    void hostileInstruction();
    void setResetEmpty();
};

void LayersModelTest::newestOnTop()
{
    LayersModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setNow(kNow);
    model.setImage(threeLayers());
    QCOMPARE(printModel(model),
        u"3 | (no instruction recorded) | waiting |  |  | 2 days ago | Verifying\n"
        u"2 | RUN make | waiting |  |  | 2 days ago | Verifying\n"
        u"1 | ADD file:1 in / | waiting |  |  | 2 days ago | Verifying\n"_s);
    QCOMPARE(model.layerOf(model.index(0, 0)), 2);
    QCOMPARE(model.layerOf({}), -1);
    QCOMPARE(model.indexOf(0, 3), model.index(2, 3));
    QVERIFY(!model.indexOf(3).isValid());
    QVERIFY(!model.indexOf(-1).isValid());
    QCOMPARE(model.index(0, 0).data(LayerColorIndexRole).toInt(), 2);
    QVERIFY(model.indexOf(2, LayersModel::Instruction).data(QuietRole).toBool());
    QCOMPARE(model.indexOf(1, LayersModel::Instruction).data(RawTextRole).toByteArray(),
        QByteArray("RUN /bin/sh -c make # buildkit"));
}

void LayersModelTest::figuresArriveLater()
{
    LayersModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setNow(kNow);
    model.setImage(threeLayers());
    const QPersistentModelIndex top = model.index(0, 0);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setLayerState(0, LayerState::Ready);
    model.setLayerState(1, LayerState::Ready);
    model.setLayerState(2, LayerState::Reading);
    model.setTree(tree());
    auto analysis = std::make_shared<Analysis>();
    analysis->wastedByLayer = { 1500, 0, 0 };
    model.setAnalysis(analysis);
    // The symlink's 8 bytes count, as engines count them.
    QCOMPARE(printModel(model, { LayersModel::Number, LayersModel::Size, LayersModel::Changes, LayersModel::Wasted }),
        u"3 | reading\n"
        u"2 | 2kB | 1/1/1/0 | ≥0B\n"
        u"1 | 1.51kB | 3/0/0/0 | ≥1.5kB\n"_s); // layer 3 may remove more
    QCOMPARE(model.sizeBytes(0), 1508);
    QCOMPARE(model.sizeBytes(2), -1);
    const QModelIndex size = model.indexOf(0, LayersModel::Size);
    QCOMPARE(size.data(BytesRole).toLongLong(), 1508);
    QCOMPARE(size.data(MaxBytesRole).toLongLong(), 2000);
    QCOMPARE(size.data(BarFractionRole).toDouble(), 0.754);
    QVERIFY(!model.indexOf(2, LayersModel::Size).data(BarFractionRole).isValid());
    const auto counts = model.indexOf(1).data(CountsRole).value<ChangeCounts>();
    QCOMPARE(counts, (ChangeCounts { 1, 1, 1, 0 }));
    QVERIFY(!model.indexOf(2).data(CountsRole).isValid());
    QCOMPARE(model.indexOf(1, LayersModel::Changes).data(SortRole).toLongLong(), 3);
    QCOMPARE(model.indexOf(1, LayersModel::Changes).data(Qt::AccessibleTextRole).toString(),
        u"Added: 1\nModified: 1\nMetadata only: 1\nRemoved: 0"_s);
    QCOMPARE(model.indexOf(2).data(ProgressRole).toDouble(), -1.0);
    QVERIFY(!model.indexOf(1).data(ProgressRole).isValid());
    QVERIFY(top.isValid());
    QCOMPARE(reset.size(), 0);
}

void LayersModelTest::figuresOfAPartSaySo()
{
    LayersModel model;
    model.setNow(kNow);
    model.setImage(threeLayers());
    const ImageTreePtr whole = tree();
    model.setLayerState(0, LayerState::Reading);
    model.setLayerState(1, LayerState::Ready);
    model.setTree(testImageTree({ nullptr, whole->layer(1), testLayerTree({ { "x", 1 } }) }));
    auto analysis = std::make_shared<Analysis>();
    analysis->wastedByLayer = { 0, 5, 0 };
    model.setAnalysis(analysis);
    // Against the missing bottom layer nothing can be told; how much is wasted can only grow.
    const QModelIndex changes = model.indexOf(1, LayersModel::Changes);
    const QModelIndex wasted = model.indexOf(1, LayersModel::Wasted);
    for (const QModelIndex &cell : { changes, wasted }) {
        QVERIFY(cell.data(ProvisionalRole).toBool());
        QVERIFY(cell.data(QuietRole).toBool());
        QVERIFY(cell.data(Qt::ToolTipRole).toString().startsWith(u"So far"_s));
    }
    QVERIFY(changes.data().toString().endsWith(u'…'));
    QCOMPARE(wasted.data().toString(), u"≥5B"_s);
    QVERIFY(!model.indexOf(1, LayersModel::Size).data(ProvisionalRole).toBool()); // of this layer alone
    QVERIFY(!model.indexOf(0, LayersModel::Changes).data(ProvisionalRole).toBool()); // nothing is said at all
    model.setLayerState(0, LayerState::Failed, u"cut"_s);
    QVERIFY(wasted.data(Qt::ToolTipRole).toString().startsWith(u"Incomplete"_s));
    // Only the layers below matter to what changed.
    model.setTree(testImageTree({ whole->layer(0), whole->layer(1), nullptr }));
    QVERIFY(!changes.data(ProvisionalRole).toBool());
    QVERIFY(wasted.data(ProvisionalRole).toBool());
    model.setTree(testImageTree({ whole->layer(0), whole->layer(1), testLayerTree({ { "x", 1 } }) }));
    QVERIFY(!wasted.data(ProvisionalRole).toBool());
    QCOMPARE(wasted.data().toString(), u"5B"_s);
}

void LayersModelTest::provisionalCounts()
{
    // Before the content was read, "modified" and "metadata only" are one number with a question mark.
    LayersModel model;
    model.setImage(threeLayers());
    model.setTree(tree());
    model.setLayerState(1, LayerState::Headers);
    QCOMPARE(model.indexOf(1, LayersModel::Changes).data().toString(), u"1/2?/0"_s);
    model.setLayerState(1, LayerState::Ready);
    QCOMPARE(model.indexOf(1, LayersModel::Changes).data().toString(), u"1/1/1/0"_s);
}

void LayersModelTest::states_data()
{
    QTest::addColumn<LayerState>("state");
    QTest::addColumn<QString>("size");
    QTest::addColumn<bool>("isQuiet");
    QTest::addColumn<bool>("isError");
    QTest::newRow("waiting") << LayerState::Waiting << u"waiting"_s << true << false;
    QTest::newRow("reading") << LayerState::Reading << u"reading"_s << false << false;
    QTest::newRow("failed") << LayerState::Failed << u"failed"_s << false << true;
    QTest::newRow("not local") << LayerState::NotLocal << u"not local"_s << true << false;
}

void LayersModelTest::states()
{
    QFETCH(LayerState, state);
    LayersModel model;
    model.setImage(threeLayers());
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setLayerState(1, state, u"The layer is cut short."_s);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    QCOMPARE(model.state(1), state);
    QTEST(model.indexOf(1, LayersModel::Size).data().toString(), "size");
    QTEST(model.indexOf(1, LayersModel::Size).data(QuietRole).toBool(), "isQuiet");
    QTEST(model.indexOf(1, LayersModel::Instruction).data(ErrorRole).toBool(), "isError");
    QFETCH(bool, isError);
    const QString toolTip = model.indexOf(1, LayersModel::Instruction).data(Qt::ToolTipRole).toString();
    QCOMPARE(toolTip.contains(u"The layer is cut short."_s), isError);
}

void LayersModelTest::proofs()
{
    ImageDetails image = threeLayers();
    image.layers[2].isLocal = false;
    LayersModel model;
    model.setImage(image);
    QCOMPARE(model.proof(2), ProofBadge::Unavailable);
    QCOMPARE(model.state(2), LayerState::NotLocal);
    QCOMPARE(model.indexOf(2, LayersModel::Proof).data().toString(), QString());
    model.setProof(0, ProofBadge::Verified);
    model.setProof(1, ProofBadge::Mismatch, u"expected this, found that"_s);
    const QModelIndex good = model.indexOf(0, LayersModel::Proof);
    const QModelIndex bad = model.indexOf(1, LayersModel::Proof);
    QCOMPARE(good.data().toString(), u"Verified"_s);
    QCOMPARE(good.data(IconNameRole).toString(), u"verified"_s);
    QVERIFY(!good.data(ErrorRole).toBool());
    QCOMPARE(bad.data().toString(), u"MISMATCH"_s);
    QVERIFY(bad.data(ErrorRole).toBool());
    QVERIFY(bad.data(Qt::ToolTipRole).toString().contains(u"expected this, found that"_s));
    QVERIFY(bad.data(Qt::ToolTipRole).toString().contains(image.layers[1].diffId.toString()));
    QCOMPARE(bad.data(ProofRole).toInt(), static_cast<int>(ProofBadge::Mismatch));
    // The same badge for another reason is news, the same reason again is not.
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setProof(1, ProofBadge::Mismatch, u"expected this, found that"_s);
    model.setLayerState(1, model.state(1));
    QCOMPARE(changed.size(), 0);
    model.setProof(1, ProofBadge::Mismatch, u"both differ"_s);
    QCOMPARE(changed.size(), 1);
    QVERIFY(bad.data(Qt::ToolTipRole).toString().contains(u"both differ"_s));
}

void LayersModelTest::outOfRangeIsIgnored()
{
    // A worker of the image before may still report when another image is shown.
    LayersModel model;
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setLayerState(0, LayerState::Ready);
    model.setProof(5, ProofBadge::Verified);
    model.setImage(threeLayers());
    model.setLayerState(3, LayerState::Ready);
    model.setLayerState(-1, LayerState::Ready);
    model.setProof(-1, ProofBadge::Verified);
    QCOMPARE(changed.size(), 0);
}

void LayersModelTest::treeOfAnotherImageIsIgnored()
{
    LayersModel model;
    model.setImage(threeLayers());
    model.setTree(testImageTree({ testLayerTree({ { "a", 1 } }) }));
    QCOMPARE(model.sizeBytes(0), -1);
    model.setTree(tree());
    QCOMPARE(model.sizeBytes(0), 1508);
    auto analysis = std::make_shared<Analysis>();
    analysis->wastedByLayer = { 1 }; // of fewer layers
    model.setAnalysis(analysis);
    QCOMPARE(model.indexOf(1, LayersModel::Wasted).data().toString(), QString());
    model.setTree({});
    QCOMPARE(model.sizeBytes(0), -1);
}

void LayersModelTest::hostileInstruction()
{
    ImageDetails image = threeLayers();
    image.layers[0].instruction = u"RUN a\n\u202eb \u001b[2J"_s;
    image.layers[1].instruction = QString(200'000, u'x');
    LayersModel model;
    model.setImage(image);
    QCOMPARE(model.indexOf(0, LayersModel::Instruction).data().toString(), u"RUN a \\u{202e}b \\x1b[2J"_s);
    QVERIFY(!model.indexOf(0, LayersModel::Instruction).data(Qt::ToolTipRole).toString().contains(QChar(0x202e)));
    QVERIFY(model.indexOf(1, LayersModel::Instruction).data().toString().size() <= kShownCharacters + 1);
    QVERIFY(model.indexOf(1, LayersModel::Instruction).data(Qt::ToolTipRole).toString().size() < 2 * kShownCharacters);
    QCOMPARE(model.indexOf(1, LayersModel::Instruction).data(RawTextRole).toByteArray().size(), 200'000);
}

void LayersModelTest::setResetEmpty()
{
    LayersModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    QCOMPARE(model.rowCount(), 0);
    model.setImage(threeLayers());
    model.setTree(tree());
    model.setImage(threeLayers());
    QCOMPARE(model.sizeBytes(0), -1); // the tree went with the image before
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    model.setTree(testImageTree({}));
    model.setAnalysis({});
    model.setNow(kNow);
    QCOMPARE(printModel(model), QString());
}

QTEST_GUILESS_MAIN(LayersModelTest)
#include "tst_layersmodel.moc"
