// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/pulllayersmodel.h"
#include "models/roles.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>

using namespace varve;
using namespace Qt::StringLiterals;
using State = PullRowProgress::State;

class TestPullLayersModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void says_data();
    void says();
    void tellsOnlyWhatChanged();
    void keepsOutOfTrouble();

private:
    QString text(int row, int column) const { return m_model->index(row, column).data().toString(); }

    std::unique_ptr<PullLayersModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestPullLayersModel::init()
{
    m_tester.reset();
    m_model = std::make_unique<PullLayersModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
}

void TestPullLayersModel::says_data()
{
    QTest::addColumn<PullRow>("row");
    QTest::addColumn<std::optional<PullRowProgress>>("progress");
    QTest::addColumn<QString>("status");
    QTest::addColumn<double>("fraction");
    const QString digest = u"sha256:"_s + QString(64, u'a');
    const auto row = [&](PullRow::Plan plan, std::int64_t present = 0) {
        return PullRow { digest, u"COPY a\n/b"_s, 1000, plan, u"Docker\n"_s, present };
    };
    const std::optional<PullRowProgress> planned;
    using Plan = PullRow::Plan;
    QTest::addRow("to download") << row(Plan::Download) << planned << u"To download"_s << 0.0;
    QTest::addRow("to resume") << row(Plan::Resume, 250) << planned << u"To download, 250B are here"_s << 0.25;
    QTest::addRow("here") << row(Plan::Here) << planned << u"Here already"_s << 1.0;
    QTest::addRow("elsewhere") << row(Plan::Copy) << planned << u"Copied from Docker\\n"_s << 0.0;
    const auto at = [](State state, std::int64_t done, const QString &note = {}) {
        return std::optional(PullRowProgress { state, done, note });
    };
    QTest::addRow("waiting") << row(Plan::Download) << at(State::Waiting, 0) << u"To download"_s << 0.0;
    QTest::addRow("fetching") << row(Plan::Download) << at(State::Fetching, 500) << u"500B of 1kB"_s << 0.5;
    QTest::addRow("copying") << row(Plan::Copy) << at(State::Copying, 100) << u"Copying 100B"_s << 0.1;
    QTest::addRow("unpacking") << row(Plan::Download) << at(State::Unpacking, 1000) << u"Unpacking"_s << 1.0;
    QTest::addRow("done") << row(Plan::Download) << at(State::Done, 1000) << u"Done"_s << 1.0;
    QTest::addRow("was here") << row(Plan::Here) << at(State::Done, 1000) << u"Here already"_s << 1.0;
    QTest::addRow("failed") << row(Plan::Download) << at(State::Failed, 10, u"no\x1b"_s) << u"Failed: no\\x1b"_s
                            << 0.01;
    QTest::addRow("too much") << row(Plan::Download) << at(State::Fetching, 5000) << u"5kB of 1kB"_s << 1.0;
}

void TestPullLayersModel::says()
{
    QFETCH(PullRow, row);
    QFETCH(std::optional<PullRowProgress>, progress);
    QFETCH(QString, status);
    QFETCH(double, fraction);
    m_model->setRows({ row });
    if (progress)
        m_model->setProgress({ *progress });
    QCOMPARE(text(0, PullLayersModel::Status), status);
    QCOMPARE(text(0, PullLayersModel::Layer), QString(12, u'a'));
    QCOMPARE(text(0, PullLayersModel::Size), u"1kB"_s);
    QCOMPARE(text(0, PullLayersModel::Instruction), u"COPY a /b"_s);
    QCOMPARE(m_model->index(0, PullLayersModel::Size).data(BarFractionRole).toDouble(), fraction);
    QCOMPARE(m_model->index(0, PullLayersModel::Layer).data(RawTextRole).toByteArray(), row.digest.toUtf8());
    QCOMPARE(m_model->index(0, PullLayersModel::Status).data(ErrorRole).toBool(),
        progress && progress->state == State::Failed);
}

void TestPullLayersModel::tellsOnlyWhatChanged()
{
    m_model->setRows({ { u"sha256:a"_s, {}, 10 }, { u"sha256:b"_s, {}, 10 } });
    m_model->setProgress({ { State::Fetching, 1, {} }, { State::Waiting, 0, {} } });
    const QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->setProgress({ { State::Fetching, 1, {} }, { State::Fetching, 5, {} } });
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.constFirst().constFirst().toModelIndex().row(), 1);
    m_model->setRows({ { u"sha256:a"_s, {}, 10 } }); // another plan: nothing of it was begun
    QCOMPARE(text(0, PullLayersModel::Status), u"To download"_s);
}

void TestPullLayersModel::keepsOutOfTrouble()
{
    m_model->setProgress({ { State::Done, 1, {} } }); // of another plan
    QCOMPARE(m_model->rowCount(), 0);
    m_model->setRows({ { u"sha256:a"_s, {}, 0 } });
    m_model->setProgress({});
    QCOMPARE(m_model->index(0, PullLayersModel::Size).data(BarFractionRole).toDouble(), 1.0); // nothing of nothing
    QVERIFY(!m_model->data({}).isValid());
    m_model->setRows({});
    QCOMPARE(m_model->rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestPullLayersModel)
#include "tst_pulllayersmodel.moc"
