// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/roles.h"
#include "models/sourcesmodel.h"
#include "tests/support/printmodel.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QtTest>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

Source source(int id, SourceKind kind, const QString &title)
{
    Source source;
    source.id = SourceId { id };
    source.kind = kind;
    source.title = title;
    source.location = u"/tmp/"_s + title;
    source.state = SourceState::Ready;
    return source;
}

} // namespace

class SourcesModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void headingsComeWithTheirSources();
    void idsLeadToIndexesAndBack();
    void states();
    void titlesAreEscaped();
    void indexesSurviveUpdates();
    void randomUpdates();
};

void SourcesModelTest::headingsComeWithTheirSources()
{
    SourcesModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QCOMPARE(printModel(model), u"All sources\n"_s);

    const Source app = source(1, SourceKind::DockerArchive, u"app.tar"_s);
    const Source docker = source(2, SourceKind::Engine, u"Docker"_s);
    model.setSources({ app });
    QCOMPARE(printModel(model), u"All sources\nArchives\n  app.tar\n"_s);
    model.setSources({ app, docker });
    QCOMPARE(printModel(model), u"All sources\nSources\n  Docker\nArchives\n  app.tar\n"_s);
    model.setSources({ docker });
    QCOMPARE(printModel(model), u"All sources\nSources\n  Docker\n"_s);
    model.setSources({});
    QCOMPARE(printModel(model), u"All sources\n"_s);
}

void SourcesModelTest::idsLeadToIndexesAndBack()
{
    SourcesModel model;
    model.setSources({ source(1, SourceKind::DockerArchive, u"a"_s), source(2, SourceKind::Library, u"b"_s),
        source(3, SourceKind::OciLayout, u"c"_s) });
    for (const int id : { 1, 2, 3 }) {
        const QModelIndex index = model.indexOf(SourceId { id });
        QVERIFY(index.isValid());
        QCOMPARE(index, model.index(index.row(), 0, index.parent()));
        QCOMPARE(model.sourceAt(index), SourceId { id });
        QCOMPARE(index.data(SourceIdRole).toInt(), id);
    }
    QCOMPARE(model.indexOf(SourceId { 3 }).data().toString(), u"c"_s);
    QVERIFY(!model.indexOf(SourceId { 4 }).isValid());
    QCOMPARE(model.source(SourceId { 4 }), nullptr);
    QCOMPARE(model.indexOf(kAllSources), model.index(0, 0));

    const QModelIndex heading = model.index(1, 0);
    QVERIFY(heading.data(HeadingRole).toBool());
    QVERIFY(!heading.flags().testFlag(Qt::ItemIsSelectable));
    QVERIFY(!heading.flags().testFlag(Qt::ItemIsEnabled)); // the keyboard passes over it
    QVERIFY(model.index(0, 0).flags().testFlag(Qt::ItemIsSelectable));
    QCOMPARE(model.sourceAt(heading), kAllSources);
}

void SourcesModelTest::states()
{
    SourcesModel model;
    Source app = source(1, SourceKind::DockerArchive, u"app.tar"_s);
    app.state = SourceState::Reading;
    app.progress = 0.25;
    model.setSources({ app });
    QPersistentModelIndex index = model.indexOf(app.id);
    QCOMPARE(index.data(ProgressRole).toDouble(), 0.25);
    QVERIFY(index.data(QuietRole).toBool());

    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    app.state = SourceState::Ready;
    app.imageCount = 1;
    app.sizeBytes = 2'000'000;
    app.warningCount = 3;
    model.setSources({ app });
    QVERIFY(!changes.isEmpty());
    QVERIFY(!index.data(ProgressRole).isValid());
    QCOMPARE(index.data(Qt::ToolTipRole).toString(), u"/tmp/app.tar\n1 image\n2MB on disk\n3 warnings"_s);
    QCOMPARE(index.data(IconNameRole).toString(), u"archive"_s);
    QVERIFY(!index.data(ErrorRole).toBool());

    app.state = SourceState::Failed;
    app.errorText = u"It is no archive."_s;
    model.setSources({ app });
    QVERIFY(index.data(ErrorRole).toBool());
    QCOMPARE(index.data(IconNameRole).toString(), u"error"_s);
    QCOMPARE(index.data(Qt::ToolTipRole).toString(), u"/tmp/app.tar\nIt is no archive."_s);
}

void SourcesModelTest::titlesAreEscaped()
{
    SourcesModel model;
    model.setSources({ source(1, SourceKind::DockerArchive, u"a\n\u202eb.tar"_s) });
    QCOMPARE(model.indexOf(SourceId { 1 }).data().toString(), u"a\\n\\u{202e}b.tar"_s);
    QCOMPARE(model.indexOf(SourceId { 1 }).data(RawTextRole).toByteArray(), u"/tmp/a\n\u202eb.tar"_s.toUtf8());
}

void SourcesModelTest::indexesSurviveUpdates()
{
    SourcesModel model;
    const Source a = source(1, SourceKind::DockerArchive, u"a"_s);
    const Source b = source(2, SourceKind::OciArchive, u"b"_s);
    const Source engine = source(3, SourceKind::Engine, u"engine"_s);
    model.setSources({ a, b });
    const QPersistentModelIndex kept = model.indexOf(b.id);
    const QPersistentModelIndex gone = model.indexOf(a.id);
    model.setSources({ engine, b });
    QCOMPARE(QModelIndex(kept), model.indexOf(b.id));
    QCOMPARE(kept.data().toString(), u"b"_s);
    QVERIFY(!gone.isValid());
}

void SourcesModelTest::randomUpdates()
{
    // The tester checks every signal against the rows; here only that the result is what was asked for.
    SourcesModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QRandomGenerator random(7);
    for (int step = 0; step < 500; ++step) {
        QList<int> ids { 1, 2, 3, 4, 5, 6 };
        std::shuffle(ids.begin(), ids.end(), random);
        ids.resize(random.bounded(7));
        QList<Source> sources;
        QString engines;
        QString archives;
        for (const int id : ids) {
            const bool isEngine = id % 2 == 0;
            const QString title = QString::number(id) + QChar(u'a' + random.bounded(3));
            sources += source(id, isEngine ? SourceKind::Engine : SourceKind::OciLayout, title);
            (isEngine ? engines : archives) += u"  "_s + title + u'\n';
        }
        model.setSources(sources);
        QString expected = u"All sources\n"_s;
        if (!engines.isEmpty())
            expected += u"Sources\n"_s + engines;
        if (!archives.isEmpty())
            expected += u"Archives\n"_s + archives;
        QCOMPARE(printModel(model), expected);
    }
}

QTEST_GUILESS_MAIN(SourcesModelTest)
#include "tst_sourcesmodel.moc"
