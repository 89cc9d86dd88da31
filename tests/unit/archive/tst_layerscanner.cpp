// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// From bytes to trees: all roads (headers and second pass, plain, gzip, zstd, nested source) must lead to the same tree with
// the same fingerprints, and everything that is wrong with a layer must end in one clear error or warning.
#include "services/archive/layerscanner.h"
#include "services/types/limits.h"
#include "tests/support/tarbuilder.h"
#include "tests/support/tardump.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <thread>

#include <xxhash.h>

using namespace varve;
using namespace varve::test;

namespace {

const QString kLayer = QStringLiteral("layer");

Fingerprint fingerprintOf(std::string_view content)
{
    const XXH128_hash_t hash = XXH3_128bits(content.data(), content.size());
    return { hash.low64, hash.high64 };
}

std::string hexOf(Fingerprint fingerprint)
{
    return fingerprint.isNull() ? "-" : QString::number(fingerprint.low, 16).toStdString();
}

// One line per node, in the order of the tree.
std::string treeText(const LayerTree &tree, bool withFingerprints)
{
    std::string text;
    for (std::uint32_t i = 1; i < tree.size(); ++i) {
        const LayerNode node { i };
        text += std::to_string(static_cast<int>(tree.type(node))) + ' ' + tree.path(node) + ' '
            + std::to_string(tree.sizeBytes(node)) + ' ' + std::to_string(tree.attributes(node).mode) + ' '
            + std::to_string(tree.attributes(node).uid) + ' ' + std::to_string(tree.mtimeNs(node)) + ' '
            + std::to_string(tree.contentOffset(node)) + ' ' + std::string(tree.linkTarget(node));
        for (const auto &[name, value] : tree.xattrs(node))
            text += ' ' + std::string(name) + '=' + std::string(value);
        if (withFingerprints)
            text += ' ' + hexOf(tree.fingerprint(node));
        text += '\n';
    }
    for (const Warning &warning : tree.warnings())
        text += "warning " + warning.path.toStdString() + ": " + warning.detail.toStdString() + '\n';
    return text;
}

// Keeps the file that a range is a piece of.
class Stored {
public:
    explicit Stored(const QByteArray &bytes, const QByteArray &before = {}, const QByteArray &after = {})
    {
        QFile file(m_dir.filePath(QStringLiteral("blob")));
        if (!file.open(QIODevice::WriteOnly) || file.write(before + bytes + after) < 0)
            qFatal("cannot write");
        file.close();
        range.file = MappedFile::open(file.fileName()).value();
        range.offset = static_cast<std::uint64_t>(before.size());
        range.length = static_cast<std::uint64_t>(bytes.size());
    }
    MappedRange range;

private:
    QTemporaryDir m_dir;
};

QByteArray richTar()
{
    TarBuilder builder;
    builder.prefix("./").dir("etc").file("etc/hosts", "127.0.0.1").file("etc/empty", "").symlink("etc/link", "hosts");
    builder.hardLink("etc/hard", "etc/hosts")
        .charDevice("dev/null", 1, 3)
        .fifo("run/pipe")
        .whiteout("etc/gone")
        .opaque("var");
    builder.file(
        "bin/tool", std::string(700'000, 't'), { .mode = 04755, .xattrs = { { "security.capability", "cap" } } });
    builder.file("bin/five", std::string(5'000'000, '5'));
    builder.sparse("var/sparse", 300'000, { { 0, std::string(1024, 's') }, { 200'000, "tail" } }, SparseFormat::Pax10);
    builder.sparse("var/old", 100'000, { { 512, std::string(600, 'o') } }, SparseFormat::OldGnu);
    for (int i = 0; i < 400; ++i)
        builder.file("many/f" + std::to_string(i),
            std::string(static_cast<std::size_t>(i) * 7, static_cast<char>('a' + i % 26)));
    return builder.bytes();
}

Fingerprint fingerprintAt(const LayerTree &tree, const char *path)
{
    const LayerNode node = tree.find(path);
    return node == kNoLayerNode ? Fingerprint {} : tree.fingerprint(node);
}

} // namespace

class TestLayerScanner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allRoadsLeadToTheSameTree();
    void fingerprintsAreOfTheContent();
    void emptyLayers_data();
    void emptyLayers();
    void warnings_data();
    void warnings();
    void errors_data();
    void errors();
    void sparseContentIsLogical();
    void hugeSparseFileIsHashedByMap();
    void sparseFilesAreToldApartAlikeEverywhere();
    void sumOfSizesIsLimited();
    void progressAddsUp();
    void digests_data();
    void digests();
    void cancelledAtOnce();
    void cancelEndsPaddingBomb();
    void rangeBeyondTheFile();
    void treeOfAnotherTar();
};

void TestLayerScanner::allRoadsLeadToTheSameTree()
{
    const QByteArray tar = richTar();
    Job job;
    const Stored plain(tar, QByteArray(1000, 'x'), QByteArray(77, 'y'));
    const auto headers = scanHeaders(plain.range, kLayer, job);
    QVERIFY2(headers, headers ? "" : qPrintable(headers.error().detail));
    QVERIFY(!(*headers)->hasFingerprints());
    const auto complete = fingerprintContents(*headers, plain.range, job);
    QVERIFY(complete && (*complete)->hasFingerprints());
    const QByteArray expected = QByteArray::fromStdString(treeText(**complete, true));
    QCOMPARE(
        QByteArray::fromStdString(treeText(**headers, false)), QByteArray::fromStdString(treeText(**complete, false)));
    QVERIFY((*complete)->warnings().isEmpty());
    QCOMPARE((*complete)->totals().tarBytes, std::int64_t(tar.size()));

    for (const QByteArray &blob : { tar, gzip(tar), gzip(tar, 50), zstd(tar), zstd(tar, 7, true) }) {
        const Stored stored(blob);
        const auto mapped = scanStream(stored.range, kLayer, job);
        QVERIFY2(mapped, mapped ? "" : qPrintable(mapped.error().detail));
        QCOMPARE(QByteArray::fromStdString(treeText(**mapped, true)), expected);
        for (const std::size_t pieceBytes : { 1UL << 20U, 1000UL }) {
            const auto streamed = scanStream(std::make_unique<PieceSource>(blob, pieceBytes), kLayer, job);
            QVERIFY2(streamed, streamed ? "" : qPrintable(streamed.error().detail));
            QCOMPARE(QByteArray::fromStdString(treeText(**streamed, true)), expected);
            QCOMPARE((*streamed)->totals().tarBytes, std::int64_t(tar.size()));
        }
    }
}

void TestLayerScanner::fingerprintsAreOfTheContent()
{
    const QByteArray tar = richTar();
    Job job;
    const auto tree = scanStream(std::make_unique<PieceSource>(gzip(tar), 5000), kLayer, job);
    QVERIFY(tree);
    QVERIFY(fingerprintAt(**tree, "etc/hosts") == fingerprintOf("127.0.0.1"));
    QVERIFY(fingerprintAt(**tree, "etc/empty") == fingerprintOf(""));
    QVERIFY(!fingerprintOf("").isNull());
    QVERIFY(fingerprintAt(**tree, "bin/five") == fingerprintOf(std::string(5'000'000, '5')));
    QVERIFY(fingerprintAt(**tree, "many/f399") == fingerprintOf(std::string(399 * 7, 'a' + 399 % 26)));
    for (const char *path : { "etc", "etc/link", "etc/hard", "dev/null", "run/pipe" })
        QVERIFY2(fingerprintAt(**tree, path).isNull(), path);
}

void TestLayerScanner::emptyLayers_data()
{
    QTest::addColumn<QByteArray>("blob");
    QTest::newRow("zero bytes") << QByteArray();
    QTest::newRow("512 zeros") << QByteArray(512, '\0');
    QTest::newRow("1024 zeros") << QByteArray(1024, '\0');
    QTest::newRow("10 KiB of zeros") << QByteArray(10'240, '\0');
    QTest::newRow("100 zeros") << QByteArray(100, '\0');
    QTest::newRow("gzip of nothing") << gzip({});
    QTest::newRow("gzip of 1024 zeros") << gzip(QByteArray(1024, '\0'));
    QTest::newRow("zstd of nothing") << zstd({});
}

void TestLayerScanner::emptyLayers()
{
    QFETCH(const QByteArray, blob);
    const Stored stored(blob);
    Job job;
    const auto tree = scanStream(stored.range, kLayer, job);
    QVERIFY2(tree, tree ? "" : qPrintable(tree.error().detail));
    QCOMPARE((*tree)->size(), 1U);
    QVERIFY((*tree)->warnings().isEmpty());
    if (sniffCompression(asBytes(blob)) == Compression::None) {
        const auto headers = scanHeaders(stored.range, kLayer, job);
        QVERIFY(headers && (*headers)->size() == 1);
        QVERIFY(fingerprintContents(*headers, stored.range, job));
    }
}

void TestLayerScanner::warnings_data()
{
    QTest::addColumn<QByteArray>("blob");
    QTest::addColumn<QString>("detail");
    const TarBuilder one = TarBuilder().file("a", "1");
    const auto row = [](const char *name, const QByteArray &blob, const char *detail) {
        QTest::newRow(name) << blob << QString::fromLatin1(detail);
    };
    row("no end marker", TarBuilder(one).withoutEndMarker().bytes(), "no end marker");
    row("no end marker, gzip", gzip(TarBuilder(one).withoutEndMarker().bytes()), "no end marker");
    row("bytes after the end", TarBuilder(one).trailing("hello").bytes(), "5 bytes after the end");
    row("bytes after the compressed data", gzip(one.bytes()) + "hello", "after the end of the compressed data");
    row("global PAX header", TarBuilder().globalPax({ { "path", "x" } }).file("a", "1").bytes(), "global PAX");
    row("an entry that cannot be used", TarBuilder(one).file("b", "", { .pax = { { "uid", "x" } } }).bytes(), "owner");
}

void TestLayerScanner::warnings()
{
    QFETCH(const QByteArray, blob);
    QFETCH(const QString, detail);
    const Stored stored(blob);
    Job job;
    const auto tree = scanStream(stored.range, kLayer, job);
    QVERIFY2(tree, tree ? "" : qPrintable(tree.error().detail));
    QVERIFY((*tree)->find("a") != kNoLayerNode); // the rest is there
    QCOMPARE((*tree)->warnings().size(), 1);
    QVERIFY2((*tree)->warnings().first().detail.contains(detail), qPrintable((*tree)->warnings().first().detail));
}

void TestLayerScanner::errors_data()
{
    QTest::addColumn<QByteArray>("blob");
    QTest::addColumn<QString>("detail");
    const QByteArray tar = TarBuilder().file("a", std::string(100'000, 'x')).bytes();
    const auto row = [](const char *name, const QByteArray &blob, const char *detail) {
        QTest::newRow(name) << blob << QString::fromLatin1(detail);
    };
    row("text", QByteArray("{\"schemaVersion\": 2}").repeated(100), "not a tar: text");
    row("noise", sha256Hex("x").repeated(10).replace('a', '\x01'), "not a tar");
    row("cut tar", tar.left(50'000), "cut off");
    row("cut gzip", gzip(tar).chopped(20), "cut off");
    row("cut zstd", zstd(tar).chopped(20), "cut off");
    row("gzip in gzip", gzip(gzip(tar)), "compressed twice: not a tar: gzip data");
    row("gzip in zstd", zstd(gzip(tar)), "compressed twice: not a tar: gzip data");
    row("zstd in gzip", gzip(zstd(tar)), "compressed twice: not a tar: zstd data");
    row("gzip in gzip, repeatedly", gzip(gzip(gzip(gzip(tar)))), "compressed twice");
    row("bzip2", QByteArray("BZh91AY&SY").leftJustified(600, '\x01'), "not a tar: bzip2 data");
    row("xz",
        QByteArray("\xfd"
                   "7zXZ\0\0\4",
            8)
            .leftJustified(600, '\x01'),
        "not a tar: xz data");
    row("text in gzip", gzip(QByteArray("hello ").repeated(300)), "not a tar: text");
    row("size 2^62", TarBuilder().file("a", "").sizeBase256(std::int64_t(1) << 62).bytes(), "impossible size");
}

void TestLayerScanner::errors()
{
    QFETCH(const QByteArray, blob);
    QFETCH(const QString, detail);
    const Stored stored(blob);
    Job job;
    const auto check = [&](const auto &result) {
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Corrupt);
        QCOMPARE(result.error().subject, kLayer);
        QVERIFY2(result.error().detail.contains(detail), qPrintable(result.error().detail));
    };
    check(scanStream(stored.range, kLayer, job));
    check(scanStream(std::make_unique<PieceSource>(blob, 100), kLayer, job));
    if (sniffCompression(asBytes(blob)) == Compression::None)
        check(scanHeaders(stored.range, kLayer, job));
}

void TestLayerScanner::sparseContentIsLogical()
{
    std::string content(300'000, '\0');
    content.replace(4096, 512, 512, 'a').replace(200'000, 4, "tail");
    TarBuilder builder;
    builder.file("plain", content);
    int number = 0;
    for (const SparseFormat format :
        { SparseFormat::OldGnu, SparseFormat::Pax00, SparseFormat::Pax01, SparseFormat::Pax10 })
        builder.sparse(
            "s" + std::to_string(number++), 300'000, { { 4096, std::string(512, 'a') }, { 200'000, "tail" } }, format);
    Job job;
    const Stored stored(builder.bytes());
    const auto headers = scanHeaders(stored.range, kLayer, job);
    QVERIFY(headers);
    const auto second = fingerprintContents(*headers, stored.range, job);
    const auto streamed = scanStream(std::make_unique<PieceSource>(builder.bytes(), 999), kLayer, job);
    QVERIFY(second && streamed);
    for (const auto &tree : { *second, *streamed }) {
        for (const char *path : { "plain", "s0", "s1", "s2", "s3" }) {
            QVERIFY2(fingerprintAt(*tree, path) == fingerprintOf(content), path);
            QCOMPARE(tree->sizeBytes(tree->find(path)), std::int64_t(300'000));
            QCOMPARE(tree->isSparse(tree->find(path)), *path == 's');
        }
    }
}

// Hours of zeros behind a few bytes: told apart by map and data, and quickly.
void TestLayerScanner::hugeSparseFileIsHashedByMap()
{
    const auto terabyte = std::int64_t(1) << 40;
    const QByteArray tar =
        TarBuilder()
            .sparse("one", terabyte, { { 0, "head" }, { 1 << 30, "tail" } }, SparseFormat::Pax10)
            .sparse("same", terabyte, { { 0, "head" }, { 1 << 30, "tail" } }, SparseFormat::Pax10)
            .sparse("data", terabyte, { { 0, "head" }, { 1 << 30, "tall" } }, SparseFormat::Pax10)
            .sparse("map", terabyte, { { 0, "head" }, { 1 << 29, "tail" } }, SparseFormat::Pax10)
            .sparse("size", terabyte + 1, { { 0, "head" }, { 1 << 30, "tail" } }, SparseFormat::Pax10)
            .bytes();
    Job job;
    const auto tree = scanStream(std::make_unique<PieceSource>(tar, 10'000), kLayer, job);
    QVERIFY(tree);
    QVERIFY(!fingerprintAt(**tree, "one").isNull());
    QVERIFY(fingerprintAt(**tree, "one") == fingerprintAt(**tree, "same"));
    for (const char *path : { "data", "map", "size" })
        QVERIFY2(!(fingerprintAt(**tree, "one") == fingerprintAt(**tree, path)), path);
}

// Whether a file is told apart by its content or by its map is a rule about that file alone: neither what stands before it in
// the layer nor the part that a thread takes may change its fingerprint.
void TestLayerScanner::sparseFilesAreToldApartAlikeEverywhere()
{
    TarBuilder builder;
    builder.file("first", std::string(100'000, 'f'));
    for (int i = 0; i < 20; ++i)
        builder.sparse("s" + std::to_string(i), std::int64_t(4) << 30, { { 4096, "data" } }, SparseFormat::Pax10);
    builder.sparse("small", 500'000, { { 4096, "data" } }, SparseFormat::OldGnu);
    Job job;
    const Stored stored(builder.bytes());
    const auto headers = scanHeaders(stored.range, kLayer, job);
    QVERIFY(headers);
    const auto whole = fingerprintContents(*headers, stored.range, job);
    QVERIFY(whole);
    for (int i = 0; i < 20; ++i)
        QVERIFY(fingerprintAt(**whole, ("s" + std::to_string(i)).c_str()) == fingerprintAt(**whole, "s0"));

    std::vector<Fingerprint> parts((*headers)->size());
    for (std::uint64_t begin = 0; begin < stored.range.length; begin += 20'000) {
        const std::uint64_t end = std::min<std::uint64_t>(begin + 20'000, stored.range.length);
        QVERIFY(fingerprintPart(**headers, stored.range, begin, end, parts, job));
    }
    for (std::uint32_t node = 0; node < (*headers)->size(); ++node)
        QVERIFY(parts[node] == (*whole)->fingerprint(LayerNode { node }));
}

// Sparse files claim what they like; the sums of what they claim must stay sums.
void TestLayerScanner::sumOfSizesIsLimited()
{
    const std::int64_t most = limits::kFileBytesPerLayer;
    const QByteArray tar = TarBuilder()
                               .sparse("a", most - 10, {}, SparseFormat::Pax10)
                               .sparse("b", most, {}, SparseFormat::Pax10)
                               .file("c", "0123456789")
                               .file("d", "1")
                               .bytes();
    Job job;
    const auto tree = scanStream(std::make_unique<PieceSource>(tar, 10'000), kLayer, job);
    QVERIFY(tree);
    QCOMPARE((*tree)->totals().contentBytes, most);
    QCOMPARE((*tree)->sizeBytes((*tree)->find("a")), most - 10);
    QCOMPARE((*tree)->sizeBytes((*tree)->find("b")), std::int64_t(0));
    QCOMPARE((*tree)->sizeBytes((*tree)->find("c")), std::int64_t(10));
    QCOMPARE((*tree)->warnings().size(), 2);
}

void TestLayerScanner::progressAddsUp()
{
    const QByteArray tar = richTar();
    for (const QByteArray &blob : { tar, gzip(tar, 3), zstd(tar, 3) }) {
        const Stored stored(blob);
        Job job;
        QVERIFY(scanStream(stored.range, kLayer, job));
        QCOMPARE(job.progress().done, std::int64_t(blob.size()));
        QVERIFY(digestLayer(stored.range, job));
        QCOMPARE(job.progress().done, std::int64_t(2 * blob.size()));
    }
    const Stored stored(tar);
    Job job;
    const auto headers = scanHeaders(stored.range, kLayer, job);
    QVERIFY(headers);
    QCOMPARE(job.progress().done, std::int64_t(tar.size()));
    QVERIFY(fingerprintContents(*headers, stored.range, job));
    QCOMPARE(job.progress().done, std::int64_t(2 * tar.size()));
}

void TestLayerScanner::digests_data()
{
    QTest::addColumn<QByteArray>("blob");
    const QByteArray tar = richTar();
    QTest::newRow("plain") << tar;
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("gzip") << gzip(tar);
    QTest::newRow("gzip members and padding") << gzip(tar, 20) + QByteArray(3000, '\0');
    QTest::newRow("gzip and garbage") << gzip(tar) + QByteArray("garbage");
    QTest::newRow("zstd") << zstd(tar, 4, true);
}

void TestLayerScanner::digests()
{
    QFETCH(const QByteArray, blob);
    const QByteArray tar = sniffCompression(asBytes(blob)) == Compression::None ? blob : richTar();
    const Stored stored(blob, "before", "after");
    Job job;
    const auto digests = digestLayer(stored.range, job);
    QVERIFY2(digests, digests ? "" : qPrintable(digests.error().detail));
    QCOMPARE(digests->blob.hex().toLatin1(), sha256Hex(blob));
    QCOMPARE(digests->diffId.hex().toLatin1(), sha256Hex(tar));
}

void TestLayerScanner::cancelledAtOnce()
{
    const QByteArray tar = richTar();
    const Stored plain(tar);
    const Stored zipped(gzip(tar));
    Job job;
    const auto headers = scanHeaders(plain.range, kLayer, job);
    QVERIFY(headers);
    job.cancel();
    const auto isCancelled = [](const auto &result) { return !result && result.error().code == ErrorCode::Cancelled; };
    QVERIFY(isCancelled(scanHeaders(plain.range, kLayer, job)));
    QVERIFY(isCancelled(fingerprintContents(*headers, plain.range, job)));
    QVERIFY(isCancelled(scanStream(plain.range, kLayer, job)));
    QVERIFY(isCancelled(scanStream(zipped.range, kLayer, job)));
    QVERIFY(isCancelled(digestLayer(plain.range, job)));
    QVERIFY(isCancelled(digestLayer(zipped.range, job)));
}

namespace {

// Zeros for as long as anybody reads.
class EndlessZeros final : public ByteSource {
public:
    Result<std::size_t> read(std::span<std::byte> buffer) override
    {
        std::fill(buffer.begin(), buffer.end(), std::byte {});
        return buffer.size();
    }
};

} // namespace

void TestLayerScanner::cancelEndsPaddingBomb()
{
    Job job;
    std::thread canceller([&job] {
        QTest::qSleep(50);
        job.cancel();
    });
    const auto tree = scanStream(std::make_unique<EndlessZeros>(), kLayer, job);
    canceller.join();
    QVERIFY(!tree);
    QCOMPARE(tree.error().code, ErrorCode::Cancelled);
}

void TestLayerScanner::rangeBeyondTheFile()
{
    const Stored stored(richTar());
    MappedRange range = stored.range;
    range.length += 1;
    Job job;
    QVERIFY(!scanHeaders(range, kLayer, job));
    QVERIFY(!scanStream(range, kLayer, job));
    QVERIFY(!digestLayer(range, job));
    range.offset = ~std::uint64_t(0);
    const auto tree = scanHeaders(range, kLayer, job);
    QVERIFY(!tree);
    QCOMPARE(tree.error().code, ErrorCode::Corrupt);
}

void TestLayerScanner::treeOfAnotherTar()
{
    const Stored large(richTar());
    const Stored small(TarBuilder().file("a", "1").bytes());
    Job job;
    const auto tree = scanHeaders(large.range, kLayer, job);
    QVERIFY(tree);
    const auto wrong = fingerprintContents(*tree, small.range, job);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::Corrupt);
}

QTEST_APPLESS_MAIN(TestLayerScanner)
#include "tst_layerscanner.moc"
