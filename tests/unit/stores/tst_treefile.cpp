// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Trees on disk: what comes back is what was written, or nothing.

#include "services/archive/layerscanner.h"
#include "services/stores/cache/treefile.h"
#include "services/tree/analysis.h"
#include "services/tree/treeprojection.h"
#include "services/types/limits.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <csignal>
#include <random>
#include <sys/resource.h>
#include <xxhash.h>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

// Where things stand in a file: the tests break it on purpose.
constexpr qsizetype kVersionAt = 32;
constexpr qsizetype kFileBytesAt = 40;
constexpr qsizetype kChecksumAt = 48;
constexpr qsizetype kPayloadAt = 64;

const Digest kKey = *Digest::fromSha256Hex(QByteArray(64, 'a'));

LayerTreePtr scanned(const QByteArray &tar)
{
    Job job;
    return *scanStream(std::make_unique<MemorySource>(asBytes(tar)), QStringLiteral("layer"), job);
}

TarBuilder everyKind()
{
    EntryOptions rich;
    rich.mode = 04711;
    rich.uid = 4'000'000'000;
    rich.gid = 12;
    rich.mtime = -5;
    rich.mtimeText = "-5.25";
    rich.xattrs = { { "security.capability", std::string("\x01\x00\x02", 3) }, { "user.a", "b" } };
    TarBuilder tar;
    tar.dir("d").file("d/rich", "content", rich).file("d/plain", "content").symlink("d/link", "../elsewhere");
    tar.hardLink("hard", "d/plain").hardLink("away", "lower/file").charDevice("tty", 5, 1).blockDevice("sda", 8, 0);
    tar.fifo("pipe").whiteout("d/gone").opaque("d/fresh").file("implied/deep/file", std::string(3000, 'x'));
    tar.file("bad\nname\xff", "y").sparse("sparse", 1 << 20, { { 4096, "data" } }, SparseFormat::Pax10);
    tar.file("d/plain", "again"); // a warning
    return tar;
}

QByteArray randomTar(unsigned seed)
{
    std::minstd_rand random(seed);
    TarBuilder tar;
    const auto entries = static_cast<unsigned>(random() % 200);
    for (unsigned i = 0; i < entries; ++i) {
        std::string path;
        for (auto depth = random() % 4; depth > 0; --depth)
            path += "d" + std::to_string(random() % 5) + '/';
        path += "n" + std::to_string(random() % 300);
        EntryOptions options;
        options.mtime = random() % 5 == 0 ? -3 : static_cast<std::int64_t>(random());
        options.uid = static_cast<std::int64_t>(random() % 3);
        switch (random() % 6) {
        case 0:
            tar.dir(path, options);
            break;
        case 1:
            tar.symlink(path, "target" + std::to_string(random() % 9), options);
            break;
        case 2:
            tar.hardLink(path, "n" + std::to_string(random() % 300), options);
            break;
        case 3:
            tar.whiteout(path);
            break;
        default:
            tar.file(path, std::string(random() % 700, static_cast<char>('a' + random() % 26)), options);
        }
    }
    return tar.bytes();
}

// Everything that can be asked of a tree, of every node.
QString everything(const LayerTree &tree)
{
    QString text;
    QDebug out(&text);
    const LayerTree::Totals &totals = tree.totals();
    out << totals.entries << totals.whiteouts << totals.warningCount << totals.contentBytes << totals.symlinkBytes
        << totals.tarBytes << static_cast<int>(tree.fingerprintKind()) << tree.size();
    for (const Warning &warning : tree.warnings())
        out << static_cast<int>(warning.code) << warning.subject << warning.path << warning.detail;
    for (std::uint32_t i = 0; i < tree.size(); ++i) {
        const LayerNode node { i };
        const Attributes &attributes = tree.attributes(node);
        const Fingerprint fingerprint = tree.fingerprint(node);
        out << QByteArray::fromStdString(tree.path(node)).toHex() << static_cast<int>(attributes.type)
            << attributes.flags << attributes.mode << attributes.uid << attributes.gid << tree.sizeBytes(node)
            << tree.mtimeNs(node) << tree.contentOffset(node) << index(tree.parent(node)) << tree.childCount(node)
            << index(tree.firstChild(node)) << QByteArray::fromStdString(std::string(tree.linkTarget(node))).toHex()
            << index(tree.hardLinkNode(node)) << quint64 { fingerprint.low } << quint64 { fingerprint.high };
        for (const auto &[name, value] : tree.xattrs(node))
            out << QByteArray::fromStdString(std::string(name))
                << QByteArray::fromStdString(std::string(value)).toHex();
    }
    return text;
}

// Merged with itself, analysed, looked at in every way.
bool isOfUseInAnImage(const LayerTreePtr &layer)
{
    Job job;
    const Result<ImageTreePtr> image = ImageTree::build({ layer, layer }, job);
    if (!image)
        return true; // refused: also an answer
    const Analysis analysis = analyse(**image);
    int shown = 0;
    for (const TreeColumn column : { TreeColumn::Name, TreeColumn::Size, TreeColumn::Mode, TreeColumn::Modified }) {
        ProjectionRequest request;
        request.lastLayer = 1;
        request.sort = column;
        const Result<TreeProjectionPtr> projection = TreeProjection::build(*image, request, job);
        shown += projection ? static_cast<int>((*projection)->shownCount()) : 0;
    }
    return shown >= 0 && analysis.storedBytes >= 0;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void makeChecksumRight(QByteArray &file)
{
    const XXH128_hash_t hash =
        XXH3_128bits(file.constData() + kPayloadAt, static_cast<std::size_t>(file.size() - kPayloadAt));
    memcpy(file.data() + kChecksumAt, &hash.low64, sizeof hash.low64);
    memcpy(file.data() + kChecksumAt + 8, &hash.high64, sizeof hash.high64);
}

} // namespace

class TestTreeFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesBack_data();
    void comesBack();
    void largeNumbersComeBack();
    void noChangedByteIsBelieved();
    void noCutFileIsBelieved();
    void wrongNumbersUnderARightChecksum();
    void otherVersionsAndKeys();
    void notAFile();
    void theTreeOutlivesItsFile();
    void writingFails();
    void theDiskIsFull();

private:
    Result<LayerTreePtr> read(FingerprintKind kind = FingerprintKind::Xxh3) const
    {
        return readTreeFile(m_path, kKey, kind);
    }

    QTemporaryDir m_folder;
    const QString m_path = m_folder.filePath(u"a.tree"_s);
};

void TestTreeFile::comesBack_data()
{
    QTest::addColumn<QByteArray>("tar");
    QTest::newRow("nothing") << TarBuilder().bytes();
    QTest::newRow("every kind of entry") << everyKind().bytes();
    for (unsigned seed = 0; seed < 200; ++seed)
        QTest::addRow("seed %u", seed) << randomTar(seed);
}

void TestTreeFile::comesBack()
{
    QFETCH(QByteArray, tar);
    const LayerTreePtr tree = scanned(tar);
    QVERIFY(writeTreeFile(m_path, kKey, *tree).has_value());
    const Result<LayerTreePtr> again = read();
    QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
    QCOMPARE(everything(**again), everything(*tree));
    QCOMPARE((*again)->memoryBytes(), tree->memoryBytes());
    QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files).size(), 1); // nothing is left beside it
}

void TestTreeFile::largeNumbersComeBack()
{
    const std::int64_t large = (std::int64_t { 1 } << 40) + 77;
    TarBuilder tar;
    for (int i = 0; i < 200; ++i)
        tar.file("f" + std::to_string(i), std::to_string(i));
    tar.sparse("huge", large, { { 0, "begin" } }, SparseFormat::Pax10);
    const LayerTreePtr tree = scanned(tar.bytes());
    QVERIFY(writeTreeFile(m_path, kKey, *tree).has_value());
    const Result<LayerTreePtr> again = read();
    QVERIFY(again.has_value());
    QCOMPARE((*again)->sizeBytes((*again)->find("huge")), large);
    QCOMPARE(everything(**again), everything(*tree));
}

void TestTreeFile::noChangedByteIsBelieved()
{
    QVERIFY(writeTreeFile(m_path, kKey, *scanned(everyKind().bytes())).has_value());
    const QByteArray good = contentOf(m_path);
    for (qsizetype at = 0; at < good.size(); ++at) {
        QByteArray bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x10);
        writeFile(m_path, bad);
        const Result<LayerTreePtr> tree = read();
        QVERIFY2(!tree, qPrintable(u"byte %1"_s.arg(at)));
        QCOMPARE(tree.error().code, ErrorCode::Corrupt);
    }
}

void TestTreeFile::noCutFileIsBelieved()
{
    QVERIFY(writeTreeFile(m_path, kKey, *scanned(everyKind().bytes())).has_value());
    const QByteArray good = contentOf(m_path);
    for (qsizetype size = 0; size < good.size(); size += 7) {
        writeFile(m_path, good.first(size));
        QVERIFY(!read());
        // ... nor where its header says that it is so short
        if (size < kPayloadAt)
            continue;
        QByteArray bad = good.first(size);
        const quint64 bytes = static_cast<quint64>(size);
        memcpy(bad.data() + kFileBytesAt, &bytes, sizeof bytes);
        makeChecksumRight(bad);
        writeFile(m_path, bad);
        QVERIFY2(!read(), qPrintable(u"%1 bytes"_s.arg(size)));
    }
}

// What a defect or another hand could have written: refused, or a tree that can be walked through from end to end.
void TestTreeFile::wrongNumbersUnderARightChecksum()
{
    QVERIFY(writeTreeFile(m_path, kKey, *scanned(everyKind().bytes())).has_value());
    const QByteArray good = contentOf(m_path);
    const std::uint32_t values[] = { 0, 1, 2, 40, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff };
    int refused = 0;
    int taken = 0;
    for (qsizetype at = kPayloadAt; at + 4 <= good.size(); at += 4) {
        for (const std::uint32_t value : values) {
            QByteArray bad = good;
            memcpy(bad.data() + at, &value, sizeof value);
            makeChecksumRight(bad);
            writeFile(m_path, bad);
            const Result<LayerTreePtr> tree = read();
            ++(tree ? taken : refused);
            if (tree)
                QVERIFY(!everything(**tree).isEmpty() && isOfUseInAnImage(*tree));
        }
    }
    QVERIFY(refused > 500);
    QVERIFY(taken > 500); // a size or a time may be any
}

void TestTreeFile::otherVersionsAndKeys()
{
    QVERIFY(writeTreeFile(m_path, kKey, *scanned(everyKind().bytes())).has_value());
    QVERIFY(read().has_value());
    QCOMPARE(read(FingerprintKind::Crc64).error().code, ErrorCode::Corrupt);
    const Digest other = *Digest::fromSha256Hex(QByteArray(64, 'b'));
    QCOMPARE(readTreeFile(m_path, other, FingerprintKind::Xxh3).error().code, ErrorCode::Corrupt);
    QByteArray file = contentOf(m_path);
    ++file[kVersionAt];
    writeFile(m_path, file);
    QCOMPARE(read().error().detail, u"a layer tree of another version or machine"_s);
}

void TestTreeFile::notAFile()
{
    QCOMPARE(readTreeFile(m_folder.filePath(u"none"_s), kKey, FingerprintKind::Xxh3).error().code, ErrorCode::NotFound);
    QVERIFY(!readTreeFile(m_folder.path(), kKey, FingerprintKind::Xxh3));
    writeFile(m_path, {});
    QCOMPARE(read().error().code, ErrorCode::Corrupt);
}

void TestTreeFile::theTreeOutlivesItsFile()
{
    const LayerTreePtr tree = scanned(everyKind().bytes());
    QVERIFY(writeTreeFile(m_path, kKey, *tree).has_value());
    const LayerTreePtr kept = *read();
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadWrite)); // overwritten in place, as programs do that clean up
    file.write(QByteArray(static_cast<int>(file.size()), '\xff'));
    file.close();
    QCOMPARE(everything(*kept), everything(*tree));
    QVERIFY(QFile::remove(m_path));
    QCOMPARE(everything(*kept), everything(*tree));
}

void TestTreeFile::writingFails()
{
    const LayerTreePtr tree = scanned(everyKind().bytes());
    const Result<void> nowhere = writeTreeFile(m_folder.filePath(u"none/a.tree"_s), kKey, *tree);
    QVERIFY(!nowhere);
    // The place is taken by a folder: the file that was to go there is not left behind.
    const QString taken = m_folder.filePath(u"taken"_s);
    QVERIFY(QDir().mkpath(taken + u"/inside"_s));
    QVERIFY(!writeTreeFile(taken, kKey, *tree));
    QVERIFY(QDir(m_folder.path()).entryList({ u"taken.*"_s }, QDir::Files).isEmpty());
}

// Nothing half-written takes the place of a file, and nothing of it stays.
void TestTreeFile::theDiskIsFull()
{
    const LayerTreePtr tree = scanned(everyKind().bytes());
    const QString path = m_folder.filePath(u"full.tree"_s);
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before {};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = 500;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const Result<void> written = writeTreeFile(path, kKey, *tree);
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(!written);
    QVERIFY(QDir(m_folder.path()).entryList({ u"full.*"_s }, QDir::Files).isEmpty());
    QVERIFY(writeTreeFile(path, kKey, *tree).has_value());
}

QTEST_APPLESS_MAIN(TestTreeFile)
#include "tst_treefile.moc"
