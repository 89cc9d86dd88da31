// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/verifiedblobs.h"
#include "tests/support/imagebuilder.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

LayerDigests digests(char blob, char diffId)
{
    return { *Digest::fromSha256Hex(QByteArray(64, blob)), *Digest::fromSha256Hex(QByteArray(64, diffId)) };
}

} // namespace

class TestVerifiedBlobs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void remembersByRange();
    void survivesOnDisk();
    void forgetsChangedFiles();
    void toleratesDamage_data();
    void toleratesDamage();
    void toleratesReadOnlyPlace();
    void refusesHalfDigests();

private:
    MappedRange range(std::uint64_t offset, std::uint64_t length)
    {
        return { *MappedFile::open(m_folder->filePath(u"blob"_s)), offset, length };
    }
    QString cachePath() const { return m_folder->filePath(u"cache/deeper/verified"_s); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestVerifiedBlobs::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    writeFile(m_folder->filePath(u"blob"_s), QByteArray(1000, 'x'));
}

void TestVerifiedBlobs::remembersByRange()
{
    VerifiedBlobs blobs;
    QVERIFY(!blobs.find(range(0, 100)));
    blobs.insert(range(0, 100), range(0, 1).file->identity(), digests('a', 'b'));
    blobs.insert(range(0, 200), range(0, 1).file->identity(), digests('c', 'd'));
    QCOMPARE(blobs.find(range(0, 100))->blob, digests('a', 'b').blob);
    QCOMPARE(blobs.find(range(0, 200))->diffId, digests('c', 'd').diffId);
    QVERIFY(!blobs.find(range(1, 100)));
    QVERIFY(!blobs.find(MappedRange {}));
    blobs.insert(range(0, 100), range(0, 1).file->identity(), digests('e', 'f'));
    QCOMPARE(blobs.find(range(0, 100))->blob, digests('e', 'f').blob);
}

void TestVerifiedBlobs::survivesOnDisk()
{
    {
        VerifiedBlobs blobs(cachePath());
        blobs.insert(range(0, 100), range(0, 1).file->identity(), digests('a', 'b'));
        blobs.insert(range(512, 7), range(0, 1).file->identity(), digests('c', 'd'));
    }
    const VerifiedBlobs blobs(cachePath());
    QVERIFY(blobs.find(range(0, 100)));
    QCOMPARE(blobs.find(range(512, 7))->diffId, digests('c', 'd').diffId);
    QVERIFY(!blobs.find(range(512, 8)));
}

void TestVerifiedBlobs::forgetsChangedFiles()
{
    VerifiedBlobs blobs;
    blobs.insert(range(0, 100), range(0, 1).file->identity(), digests('a', 'b'));
    QTest::qSleep(20); // so that the time of the change differs on every file system
    writeFile(m_folder->filePath(u"blob"_s), QByteArray(1000, 'y'));
    QVERIFY(!blobs.find(range(0, 100)));
}

void TestVerifiedBlobs::toleratesDamage_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("other file") << QByteArray("hello\n");
    QTest::newRow("other version") << QByteArray("varve verified blobs 99\n");
    QTest::newRow("too few fields") << QByteArray("varve verified blobs 2\n1 2 3\n");
    QTest::newRow("no numbers") << QByteArray("varve verified blobs 2\na b c d e f g h i\n");
    QTest::newRow("no digests") << QByteArray("varve verified blobs 2\n1 2 3 4 5 6 7 sha256:x sha256:y\n");
    QTest::newRow("binary") << "varve verified blobs 2\n" + QByteArray(100'000, '\xff');
}

void TestVerifiedBlobs::toleratesDamage()
{
    QFETCH(QByteArray, text);
    {
        VerifiedBlobs blobs(cachePath());
        blobs.insert(range(0, 100), range(0, 1).file->identity(), digests('a', 'b'));
    }
    QFile file(cachePath());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray good = file.readAll();
    file.close();
    writeFile(cachePath(), text);
    QVERIFY(!VerifiedBlobs(cachePath()).find(range(0, 100)));
    // Right lines beside wrong ones count.
    if (text.startsWith("varve verified blobs 2\n")) {
        writeFile(cachePath(), text + '\n' + good.mid(good.indexOf('\n') + 1));
        QVERIFY(VerifiedBlobs(cachePath()).find(range(0, 100)));
    }
    {
        VerifiedBlobs blobs(cachePath());
        blobs.insert(range(0, 100), range(0, 1).file->identity(), digests('a', 'b'));
    }
    QVERIFY(VerifiedBlobs(cachePath()).find(range(0, 100)));
}

void TestVerifiedBlobs::toleratesReadOnlyPlace()
{
    writeFile(m_folder->filePath(u"file"_s), "x");
    VerifiedBlobs blobs(m_folder->filePath(u"file/below"_s));
    blobs.insert(range(0, 100), range(0, 1).file->identity(), digests('a', 'b'));
    blobs.save();
    QVERIFY(blobs.find(range(0, 100)));
}

void TestVerifiedBlobs::refusesHalfDigests()
{
    VerifiedBlobs blobs;
    blobs.insert(range(0, 100), range(0, 1).file->identity(), { digests('a', 'b').blob, Digest() });
    QVERIFY(!blobs.find(range(0, 100)));
}

QTEST_APPLESS_MAIN(TestVerifiedBlobs)
#include "tst_verifiedblobs.moc"
