// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/containersmodel.h"
#include "models/roles.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QtTest>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kNow(QDate(2024, 5, 1), QTime(12, 0), Qt::UTC);

ContainerInfo container(const QString &id, ContainerState state, int hoursOld)
{
    ContainerInfo info;
    info.id = id.repeated(16);
    info.names = { u"name-"_s + id };
    info.state = state;
    info.status = u"the engine's words"_s;
    info.command = u"sh -c 'a\nb'"_s;
    info.created = kNow.addSecs(-3600 * hoursOld);
    return info;
}

} // namespace

class TestContainersModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<ContainersModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        m_model->setNow(kNow);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }
    void runningOnesComeFirst();
    void selectionStaysWithItsContainer();
    void writtenBytes();
    void writtenBytesAreForgotten();

private:
    QString text(int row, int column) const { return m_model->index(row, column).data().toString(); }

    std::unique_ptr<ContainersModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestContainersModel::runningOnesComeFirst()
{
    m_model->setContainers({ container(u"aaaa"_s, ContainerState::Exited, 1),
        container(u"bbbb"_s, ContainerState::Running, 3), container(u"cccc"_s, ContainerState::Paused, 2) });
    QCOMPARE(m_model->rowCount(), 3);
    QCOMPARE(text(0, ContainersModel::Name), u"name-cccc"_s);
    QCOMPARE(text(1, ContainersModel::Name), u"name-bbbb"_s);
    QCOMPARE(text(2, ContainersModel::Name), u"name-aaaa"_s);
    QCOMPARE(text(2, ContainersModel::State), u"stopped"_s);
    QCOMPARE(m_model->index(2, ContainersModel::State).data(Qt::ToolTipRole).toString(), u"the engine's words"_s);
    QVERIFY(!text(0, ContainersModel::Command).contains(u'\n')); // shown as an escape
    QCOMPARE(text(0, ContainersModel::Id).size(), 12);
    QCOMPARE(m_model->index(0, ContainersModel::Id).data(RawTextRole).toByteArray(), QByteArray("cccc").repeated(16));
}

void TestContainersModel::selectionStaysWithItsContainer()
{
    const ContainerInfo kept = container(u"aaaa"_s, ContainerState::Running, 5);
    m_model->setContainers({ kept, container(u"bbbb"_s, ContainerState::Running, 6) });
    const QPersistentModelIndex stays = m_model->index(0, 0);
    const QPersistentModelIndex goes = m_model->index(1, 0);
    m_model->setContainers({ container(u"cccc"_s, ContainerState::Running, 1), kept });
    QCOMPARE(stays.row(), 1);
    QVERIFY(!goes.isValid());
}

void TestContainersModel::writtenBytes()
{
    const ContainerInfo info = container(u"aaaa"_s, ContainerState::Running, 1);
    m_model->setContainers({ info });
    QCOMPARE(m_model->withoutWrittenBytes(), QList<ContainerInfo> { info });
    QCOMPARE(text(0, ContainersModel::Written), u"…"_s);
    m_model->setWrittenBytes(info, 1'200'000);
    QCOMPARE(text(0, ContainersModel::Written), u"1.2MB"_s);
    QCOMPARE(m_model->index(0, ContainersModel::Written).data(RawTextRole).toByteArray(), QByteArray("1200000"));
    QVERIFY(m_model->index(0, ContainersModel::Written).data(Qt::ToolTipRole).toString().contains(u"1,200,000"_s));
    QVERIFY(m_model->withoutWrittenBytes().isEmpty());
    m_model->setWrittenBytes(info, -1); // the engine does not say: not asked again
    QCOMPARE(text(0, ContainersModel::Written), u"-"_s);
    QVERIFY(m_model->withoutWrittenBytes().isEmpty());
    m_model->setWrittenBytes(container(u"bbbb"_s, ContainerState::Running, 1), 5);
    QCOMPARE(m_model->rowCount(), 1);
}

void TestContainersModel::writtenBytesAreForgotten()
{
    ContainerInfo info = container(u"aaaa"_s, ContainerState::Running, 1);
    m_model->setContainers({ info });
    m_model->setWrittenBytes(info, 7);
    info.status = u"Up 2 minutes"_s; // as it says at every look
    m_model->setContainers({ info });
    QVERIFY(m_model->withoutWrittenBytes().isEmpty());
    info.state = ContainerState::Exited;
    m_model->setContainers({ info });
    QCOMPARE(m_model->withoutWrittenBytes(), QList<ContainerInfo> { info });
    ContainerInfo running = info;
    running.state = ContainerState::Running;
    m_model->setWrittenBytes(running, 9); // counted before it was stopped
    QCOMPARE(m_model->withoutWrittenBytes(), QList<ContainerInfo> { info });
    m_model->setWrittenBytes(info, 8);
    m_model->setContainers({});
    m_model->setContainers({ info });
    QCOMPARE(m_model->withoutWrittenBytes(), QList<ContainerInfo> { info });
}

QTEST_APPLESS_MAIN(TestContainersModel)
#include "tst_containersmodel.moc"
