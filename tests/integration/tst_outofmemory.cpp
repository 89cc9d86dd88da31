// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Images that want more memory than there is: the program says so and ends by itself, whatever the limit is.

#include "tests/integration/commandlinerun.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/resource.h>

using namespace varve::test;

class TestOutOfMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void programEndsInWords_data();
    void programEndsInWords();

private:
    Outcome runWithin(rlim_t addressBytes, const QStringList &arguments) const;

    QTemporaryDir m_folder;
    QString m_archive;
    rlim_t m_least = 0; // enough for the program, its libraries and its threads
    bool m_hasSeenError = false;
};

// The address space bounds every kind of allocation, also of the threads' arenas.
Outcome TestOutOfMemory::runWithin(rlim_t addressBytes, const QStringList &arguments) const
{
    QProcess process;
    process.setProcessEnvironment(environmentWith(m_folder.path()));
    process.setStandardInputFile(QProcess::nullDevice());
    process.setChildProcessModifier([addressBytes] {
        const rlimit limit { addressBytes, addressBytes };
        setrlimit(RLIMIT_AS, &limit);
        const rlimit noCore { 0, 0 };
        setrlimit(RLIMIT_CORE, &noCore);
    });
    process.start(qEnvironmentVariable("VARVE_BINARY"), arguments);
    if (!process.waitForFinished(kProcessMs)) {
        process.kill();
        process.waitForFinished();
        return { -2, {}, "did not end" };
    }
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return { code, process.readAllStandardOutput(), process.readAllStandardError() };
}

void TestOutOfMemory::initTestCase()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    QSKIP("sanitizers reserve more address space than any limit leaves");
#endif
    // Attributes that all differ and compress well: a small file that needs a lot of memory.
    TarBuilder large;
    for (int i = 0; i < 500; ++i) {
        EntryOptions options;
        options.xattrs = { { "user.large", std::to_string(i) + std::string(200'000, 'x') } };
        large.file(std::to_string(i), "content", options);
    }
    ImageSpec image({ u"large:1"_s });
    image.layer(TarBuilder().file("small", "content").bytes(), "COPY small /");
    image.layer(large.bytes(), "COPY large /", LayerForm::Gzip);
    m_archive = m_folder.filePath(u"large.tar"_s);
    QVERIFY(writeFile(m_archive, dockerArchive({ image }).tar()));
    const QString sample = QString::fromLocal8Bit(sampleFile());
    for (rlim_t mib = 256; m_least == 0 && mib < 8192; mib += 64) {
        if (runWithin(mib << 20, { u"analyze"_s, sample, u"--image"_s, u"varve/sample:latest"_s }).code == 0)
            m_least = mib << 20;
    }
    QVERIFY(m_least > 0);
}

void TestOutOfMemory::programEndsInWords_data()
{
    QTest::addColumn<int>("moreMiB");
    for (const int more : { 0, 16, 32, 64, 96, 128, 192, 256, 384, 512, 1024, 4096 })
        QTest::addRow("%d MiB more than the least", more) << more;
}

void TestOutOfMemory::programEndsInWords()
{
    QFETCH(int, moreMiB);
    const Outcome outcome = runWithin(m_least + (static_cast<rlim_t>(moreMiB) << 20), { u"analyze"_s, m_archive });
    QVERIFY2(outcome.code == 0 || outcome.code == 3, outcome.err.constData());
    if (outcome.code == 3) {
        QVERIFY2(outcome.err.contains("memory") || outcome.out.contains("memory"), outcome.err.constData());
        m_hasSeenError = true;
    }
    if (moreMiB == 4096) {
        QCOMPARE(outcome.code, 0);
        QVERIFY(m_hasSeenError); // else the rows above have tried nothing
    }
}

QTEST_GUILESS_MAIN(TestOutOfMemory)
#include "tst_outofmemory.moc"
