// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Runs every input of tests/fuzz/corpus through its fuzz target: what once broke something must never do so again.
#include "tests/support/fuzztargets.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtTest/QTest>

using namespace varve::test;

class TestFuzzRegressions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void corpus_data();
    void corpus();
};

void TestFuzzRegressions::corpus_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("path");
    QString source = qEnvironmentVariable("VARVE_SOURCE_DIR");
    if (source.isEmpty())
        source = QFileInfo(QStringLiteral(__FILE__)).dir().filePath(QStringLiteral("../../.."));
    const QString base = source + QStringLiteral("/tests/fuzz/corpus/");
    QVERIFY2(QDir(base).exists(), "the sources are not found; set VARVE_SOURCE_DIR");
    for (const QString &target : { QStringLiteral("tarreader"), QStringLiteral("decoder"), QStringLiteral("scanner"),
             QStringLiteral("tarsplit") }) {
        for (const QFileInfo &file : QDir(base + target).entryInfoList(QDir::Files, QDir::Name))
            QTest::addRow("%s/%s", qPrintable(target), qPrintable(file.fileName())) << target << file.filePath();
    }
}

void TestFuzzRegressions::corpus()
{
    QFETCH(const QString, target);
    QFETCH(const QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray input = file.readAll();
    if (target == QLatin1String("tarreader"))
        fuzzTarReader(asBytes(input));
    else if (target == QLatin1String("decoder"))
        fuzzDecoder(asBytes(input));
    else if (target == QLatin1String("tarsplit"))
        fuzzTarSplit(asBytes(input));
    else
        fuzzScanner(asBytes(input));
}

QTEST_APPLESS_MAIN(TestFuzzRegressions)
#include "tst_fuzzregressions.moc"
