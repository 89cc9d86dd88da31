// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/problemsmodel.h"
#include "models/roles.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

class TestProblemsModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void says();
    void isTextToo();
    void keepsOutOfTrouble();

private:
    QVariant data(int row, int column, int role = Qt::DisplayRole) const
    {
        return m_model->index(row, column).data(role);
    }
    std::unique_ptr<ProblemsModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestProblemsModel::init()
{
    m_tester.reset();
    m_model = std::make_unique<ProblemsModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    m_model->setRows({ { u"Wrong digest"_s, u"sha256:ab"_s, u"has\nanother"_s, { u"app:1"_s, u"b\tc"_s }, 4096,
                           u"removes it"_s, true },
        { u"Nothing needs it"_s, u"a\x1b[31m"_s, {}, {}, 0, u"leaves it"_s, false } });
}

void TestProblemsModel::says()
{
    QCOMPARE(m_model->rowCount(), 2);
    QCOMPARE(data(0, ProblemsModel::Problem).toString(), u"Wrong digest"_s);
    QCOMPARE(data(0, ProblemsModel::Problem, Qt::ToolTipRole).toString(), u"Wrong digest: has\\nanother"_s);
    QCOMPARE(data(0, ProblemsModel::Images).toString(), u"app:1, b\\tc"_s);
    QCOMPARE(data(0, ProblemsModel::OnDisk).toString(), u"4.1kB"_s);
    QCOMPARE(data(1, ProblemsModel::OnDisk).toString(), QString());
    QCOMPARE(data(1, ProblemsModel::Object).toString(), u"a\\x1b[31m"_s);
    QVERIFY(data(0, ProblemsModel::Problem, ErrorRole).toBool());
    QVERIFY(!data(1, ProblemsModel::Problem, ErrorRole).toBool());
    QVERIFY(data(0, ProblemsModel::Object, FixedFontRole).toBool());
}

// What is in a cell can neither end it nor its line.
void TestProblemsModel::isTextToo()
{
    const QString first = u"Wrong digest\tsha256:ab\tapp:1, b\\tc\t4.1kB\tremoves it"_s;
    QCOMPARE(QString::fromUtf8(data(0, ProblemsModel::Repair, RawTextRole).toByteArray()), first);
    const QString headings = u"Problem\tObject\tNeeded by\tOn disk\tRepairing\n"_s;
    QCOMPARE(m_model->text({ 0 }), headings + first + u'\n');
    QCOMPARE(m_model->text(), headings + first + u"\nNothing needs it\ta\\x1b[31m\t\t\tleaves it\n"_s);
    QCOMPARE(m_model->text({ 7, -1 }), headings);
}

void TestProblemsModel::keepsOutOfTrouble()
{
    QVERIFY(!m_model->data({}).isValid());
    QVERIFY(!data(0, ProblemsModel::Problem, Qt::UserRole + 100).isValid());
    QVERIFY(!m_model->headerData(0, Qt::Vertical).isValid());
    QVERIFY(!m_model->headerData(99, Qt::Horizontal).isValid());
    m_model->setRows({});
    QCOMPARE(m_model->rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestProblemsModel)
#include "tst_problemsmodel.moc"
