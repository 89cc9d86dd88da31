// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/findmodels.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

QDateTime day(int number)
{
    return QDateTime({ 2026, 1, number }, { 0, 0 }, Qt::UTC);
}

QList<TagRow> someTags()
{
    return { { u"latest"_s, day(3), 30, {} }, { u"17"_s, day(3), 20, { u"linux/amd64"_s } },
        { u"17-Alpine"_s, day(1), 10, {} }, { u"16"_s, {}, -1, {} } };
}

} // namespace

class TestFindModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void filters_data();
    void filters();
    void filtersAtOnce();
    void sorts_data();
    void sorts();
    void sortingKeepsTheChosenOne();
    void newRowsAreFilteredAndSorted();

private:
    QString shown() const
    {
        QStringList names;
        for (int row = 0; row < m_model->rowCount(); ++row)
            names.append(m_model->index(row, TagsModel::Tag).data().toString());
        return names.join(u' ');
    }

    std::unique_ptr<TagsModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestFindModels::init()
{
    m_tester.reset();
    m_model = std::make_unique<TagsModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    m_model->setRows(someTags());
}

void TestFindModels::filters_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("names");
    QTest::addRow("nothing") << QString() << u"latest 17 17-Alpine 16"_s;
    QTest::addRow("some") << u"17"_s << u"17 17-Alpine"_s;
    QTest::addRow("another case") << u"aLP"_s << u"17-Alpine"_s;
    QTest::addRow("no pattern") << u"1."_s << QString();
    QTest::addRow("none") << u"xyzzy"_s << QString();
}

void TestFindModels::filters()
{
    QFETCH(QString, filter);
    QFETCH(QString, names);
    m_model->setFilter(filter);
    QCOMPARE(shown(), names);
    QCOMPARE(m_model->totalCount(), 4);
    m_model->setFilter({});
    QCOMPARE(shown(), u"latest 17 17-Alpine 16"_s);
}

// However the matches lie, and not at all where they stay the same.
void TestFindModels::filtersAtOnce()
{
    QList<TagRow> rows;
    for (int i = 0; i < 1000; ++i)
        rows.append({ (i % 2 ? u"a%1"_s : u"b%1"_s).arg(i), {}, -1, {} });
    m_model->setRows(rows);
    const QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    const QSignalSpy removals(m_model.get(), &QAbstractItemModel::rowsRemoved);
    m_model->setFilter(u"a"_s);
    QCOMPARE(m_model->rowCount(), 500);
    QCOMPARE(resets.size(), 1);
    QCOMPARE(removals.size(), 0);
    m_model->setFilter(u"A"_s);
    QCOMPARE(resets.size(), 1);
}

void TestFindModels::sorts_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<Qt::SortOrder>("order");
    QTest::addColumn<QString>("names");
    QTest::addRow("as given") << -1 << Qt::AscendingOrder << u"latest 17 17-Alpine 16"_s;
    QTest::addRow("by name") << int(TagsModel::Tag) << Qt::DescendingOrder << u"16 17-Alpine 17 latest"_s;
    QTest::addRow("oldest") << int(TagsModel::Pushed) << Qt::AscendingOrder << u"16 17-Alpine latest 17"_s;
    QTest::addRow("newest") << int(TagsModel::Pushed) << Qt::DescendingOrder << u"latest 17 17-Alpine 16"_s;
    QTest::addRow("smallest") << int(TagsModel::Size) << Qt::AscendingOrder << u"16 17-Alpine 17 latest"_s;
}

void TestFindModels::sorts()
{
    QFETCH(int, column);
    QFETCH(Qt::SortOrder, order);
    m_model->sort(column, order);
    QTEST(shown(), "names");
    m_model->sort(-1);
    QCOMPARE(shown(), u"latest 17 17-Alpine 16"_s);
}

void TestFindModels::sortingKeepsTheChosenOne()
{
    m_model->setFilter(u"1"_s);
    const QPersistentModelIndex chosen = m_model->index(m_model->rowOf(u"17"_s), TagsModel::Size);
    m_model->sort(TagsModel::Size);
    QCOMPARE(shown(), u"16 17-Alpine 17"_s);
    QCOMPARE(chosen.row(), 2);
    QCOMPARE(chosen.column(), int(TagsModel::Size));
    QCOMPARE(m_model->rowAt(2)->name, u"17"_s);
    QCOMPARE(m_model->rowOf(u"latest"_s), -1);
}

void TestFindModels::newRowsAreFilteredAndSorted()
{
    m_model->sort(TagsModel::Size, Qt::DescendingOrder);
    m_model->setFilter(u"17"_s);
    m_model->setRows({ { u"1.17"_s, {}, 1, {} }, { u"2"_s, {}, 2, {} }, { u"3.17"_s, {}, 3, {} } });
    QCOMPARE(shown(), u"3.17 1.17"_s);
    m_model->setRows({});
    QCOMPARE(m_model->rowCount(), 0);
    QVERIFY(!m_model->rowAt(0));
}

QTEST_GUILESS_MAIN(TestFindModels)
#include "tst_findmodels.moc"
