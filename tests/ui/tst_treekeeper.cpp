// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/models/testtrees.h"

#include "models/filetreemodel.h"
#include "ui/treekeeper.h"
#include "ui/treeview.h"

#include <QtTest/QTest>

using namespace varve;

namespace {

constexpr int kTop = 100;
constexpr int kBelow = 60; // more folders together than are opened at once
constexpr int kFiles = 20;

// Each layout of all rows ends with this.
class CountingView : public TreeView {
public:
    using TreeView::TreeView;
    int layouts = 0;

protected:
    void updateGeometries() override
    {
        ++layouts;
        TreeView::updateGeometries();
    }
};

// 126 100 paths.
ImageTreePtr largeTree()
{
    std::vector<TestEntry> entries;
    for (int top = 0; top < kTop; ++top) {
        const std::string first = "folder" + std::to_string(top);
        for (int below = 0; below < kBelow; ++below) {
            const std::string second = first + "/sub" + std::to_string(below);
            for (int file = 0; file < kFiles; ++file)
                entries.push_back({ second + "/file" + std::to_string(file), 1 });
        }
    }
    return testImageTree({ testLayerTree(entries) });
}

} // namespace

class tst_TreeKeeper : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_tree = largeTree(); }
    void expandingAllLaysOutOnce();
    void filtersOpenAndCloseAtOnce();

private:
    static int openFolders(const TreeView &view, const FileTreeModel &model)
    {
        int open = 0;
        for (int top = 0; top < model.rowCount(); ++top) {
            const QModelIndex first = model.index(top, 0);
            open += view.isExpanded(first) ? 1 : 0;
            for (int below = 0; below < model.rowCount(first); ++below)
                open += view.isExpanded(model.index(below, 0, first)) ? 1 : 0;
        }
        return open;
    }

    ImageTreePtr m_tree;
};

void tst_TreeKeeper::expandingAllLaysOutOnce()
{
    FileTreeModel model;
    CountingView view(QStringLiteral("files"));
    view.setModel(&model);
    view.resize(600, 400);
    view.show();
    TreeKeeper keeper(view, model);
    keeper.show(testProjection(m_tree, upTo(0)));
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.layouts = 0;
    keeper.expandAll();
    QVERIFY2(view.layouts < 20, qPrintable(QString::number(view.layouts)));
    QCOMPARE(openFolders(view, model), TreeKeeper::kExpandLimit);
    // The rows are there: the second one lies below the first.
    QCOMPARE(view.indexBelow(model.index(0, 0)), model.index(0, 0, model.index(0, 0)));
    view.layouts = 0;
    keeper.collapseAll();
    QVERIFY(view.layouts < 20);
    QCOMPARE(openFolders(view, model), 0);
}

void tst_TreeKeeper::filtersOpenAndCloseAtOnce()
{
    FileTreeModel model;
    CountingView view(QStringLiteral("files"));
    view.setModel(&model);
    view.resize(600, 400);
    view.show();
    TreeKeeper keeper(view, model);
    keeper.show(testProjection(m_tree, upTo(0)));
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    ProjectionRequest request = upTo(0);
    request.filter = "file1";
    view.layouts = 0;
    keeper.show(testProjection(m_tree, request), true);
    QCOMPARE(openFolders(view, model), TreeKeeper::kFilterExpandLimit);
    keeper.show(testProjection(m_tree, upTo(0)));
    QCOMPARE(openFolders(view, model), 0);
    QVERIFY2(view.layouts < 40, qPrintable(QString::number(view.layouts)));
}

QTEST_MAIN(tst_TreeKeeper)
#include "tst_treekeeper.moc"
