// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// tar-split files: the tree that comes out of one is the tree of the tar that it was taken from, and whatever is wrong with one
// ends in one clear error.

#include "services/archive/layerscanner.h"
#include "services/archive/tarsplit/base64.h"
#include "services/archive/tarsplit/tarsplit.h"
#include "services/tree/imagetree.h"
#include "services/types/limits.h"
#include "tests/support/tarbuilder.h"
#include "tests/support/tardump.h"
#include "tests/support/tarsplitbuilder.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <map>
#include <thread>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

const QString kName = QStringLiteral("layer");

std::unique_ptr<ByteSource> sourceOf(const QByteArray &bytes)
{
    return std::make_unique<PieceSource>(bytes, 100'000);
}

Result<LayerTreePtr> scan(const QByteArray &tarSplit)
{
    Job job;
    return scanTarSplit(sourceOf(tarSplit), kName, job);
}

QString outcomeOf(const Result<LayerTreePtr> &tree)
{
    return tree ? QString() : errorCodeName(tree.error().code) + u": "_s + tree.error().detail;
}

// Everything of a tree but the fingerprints, one line per node.
QByteArray textOf(const LayerTree &tree)
{
    std::string text;
    for (std::uint32_t i = 0; i < tree.size(); ++i) {
        const LayerNode node { i };
        const Attributes &attributes = tree.attributes(node);
        text += std::to_string(static_cast<int>(tree.type(node))) + ' ' + tree.path(node) + ' '
            + std::to_string(tree.sizeBytes(node)) + ' ' + std::to_string(attributes.mode) + ' '
            + std::to_string(attributes.uid) + ':' + std::to_string(attributes.gid) + ' '
            + std::to_string(tree.mtimeNs(node)) + ' ' + std::to_string(tree.contentOffset(node)) + ' '
            + std::to_string(tree.isOpaque(node)) + std::to_string(tree.isExplicit(node)) + ' '
            + std::string(tree.linkTarget(node));
        for (const auto &[name, value] : tree.xattrs(node))
            text += ' ' + std::string(name) + '=' + std::string(value);
        text += '\n';
    }
    for (const Warning &warning : tree.warnings())
        text += "warning " + warning.path.toStdString() + ": " + warning.detail.toStdString() + '\n';
    return QByteArray::fromStdString(text + std::to_string(tree.totals().tarBytes));
}

QByteArray richLayer()
{
    TarBuilder builder;
    builder.prefix("./").dir("etc").file("etc/hosts", "127.0.0.1").file("etc/empty", "").symlink("etc/link", "hosts");
    builder.hardLink("etc/hard", "etc/hosts").charDevice("dev/null", 1, 3).fifo("run/pipe").whiteout("etc/gone");
    builder.opaque("var").file("etc/copy", "127.0.0.1").file("etc/other", "127.0.0.2");
    builder.file(
        "bin/tool", std::string(700'000, 't'), { .mode = 04755, .xattrs = { { "security.capability", "cap" } } });
    builder.file("latin-\xe4", "bytes").format(TarFormat::Gnu).file(std::string(300, 'n') + "/long", "x");
    // Folders without contents between them fill more than one window of the reader.
    for (int i = 0; i < 3000; ++i)
        builder.dir("many/d" + std::to_string(i), { .uid = i });
    for (int i = 0; i < 400; ++i)
        builder.file("many/f" + std::to_string(i),
            std::string(static_cast<std::size_t>(i) * 7, static_cast<char>('a' + i % 26)));
    return builder.bytes();
}

QByteArray header(const TarBuilder &builder)
{
    return builder.bytes().first(512);
}

} // namespace

class TestTarSplit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void base64_data();
    void base64();
    void checksum();
    void isTheTreeOfTheTar_data();
    void isTheTreeOfTheTar();
    void tellsContentsApart();
    void reassembles();
    void doesNotReassembleWhatChanged_data();
    void doesNotReassembleWhatChanged();
    void sparseFile();
    void otherKindsAreNotCompared();
    void errors_data();
    void errors();
    void everyCutIsAnError();
    void sumOfSizesIsLimited();
    void cancelEndsEmptyMembers();
    void progressAddsUp();
};

void TestTarSplit::base64_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("empty") << QByteArray() << true;
    for (const char *bytes : { "a", "ab", "abc", "abcd", "\xff\xfe\xfd\xfc\xfb", "?>?>" })
        QTest::addRow("%s", bytes) << QByteArray(bytes).toBase64() << true;
    for (const int zeros : { 11, 12, 13, 24, 25, 500 })
        QTest::addRow("%d zeros", zeros) << ('x' + QByteArray(zeros, '\0') + "yz").toBase64() << true;
    QTest::newRow("zeros, then garbage") << QByteArray(32, 'A') + "AA@A" << false;
    QTest::newRow("three digits") << QByteArray("YWJ") << false;
    QTest::newRow("url alphabet") << QByteArray("-_-_") << false;
    QTest::newRow("padding in front") << QByteArray("=AAA") << false;
    QTest::newRow("padding inside") << QByteArray("AA==AAAA") << false;
    QTest::newRow("only padding") << QByteArray("====") << false;
    QTest::newRow("three paddings") << QByteArray("A===") << false;
    QTest::newRow("space") << QByteArray("YW Jj") << false;
    QTest::newRow("high byte") << QByteArray("YWJ\xff") << false;
}

void TestTarSplit::base64()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isGood);
    std::vector<std::byte> bytes { std::byte { 7 } };
    QCOMPARE(decodeBase64({ text.constData(), static_cast<std::size_t>(text.size()) }, bytes), isGood);
    if (isGood)
        QCOMPARE(QByteArray(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())),
            QByteArray::fromBase64(text));
}

void TestTarSplit::checksum()
{
    // "hello world" by Go: crc64.Checksum([]byte("hello world"), crc64.MakeTable(crc64.ISO)) == 0xb9cf3f572ad9ac3e
    const QByteArray text("hello world");
    QCOMPARE(slowCrc64(text), 0xb9cf3f572ad9ac3eULL);
    QCOMPARE(tarSplitChecksum(0, asBytes(text)), slowCrc64(text));
    const QByteArray large(100'003, 'x');
    QCOMPARE(
        tarSplitChecksum(tarSplitChecksum(0, asBytes(large.first(777))), asBytes(large.sliced(777))), slowCrc64(large));
}

void TestTarSplit::isTheTreeOfTheTar_data()
{
    QTest::addColumn<QByteArray>("tar");
    QTest::newRow("rich") << richLayer();
    QTest::newRow("one file") << TarBuilder().file("a", "data").bytes();
    QTest::newRow("one empty file") << TarBuilder().file("a", "").bytes();
    QTest::newRow("no bytes") << QByteArray();
    QTest::newRow("zeros") << QByteArray(10'240, '\0');
    QTest::newRow("without end marker") << TarBuilder().file("a", "data").withoutEndMarker().bytes();
    QTest::newRow("bytes behind") << TarBuilder().file("a", "data").trailing("garbage").bytes();
    QTest::newRow("names that are errors")
        << TarBuilder().file("../a", "data").file("b", "b").file(".wh.", "c").bytes();
    QTest::newRow("twice") << TarBuilder().file("a", "data").file("a", "data").bytes();
}

void TestTarSplit::isTheTreeOfTheTar()
{
    QFETCH(QByteArray, tar);
    Job job;
    const auto expected = scanStream(sourceOf(tar), kName, job);
    QVERIFY2(expected, qPrintable(outcomeOf(expected)));
    const QByteArray lines = tarSplitOf(tar);
    for (const QByteArray &file : { lines, gzip(lines), gzip(lines, 5), zstd(lines) }) {
        const auto tree = scan(file);
        QVERIFY2(tree, qPrintable(outcomeOf(tree)));
        QCOMPARE(textOf(**tree), textOf(**expected));
        QVERIFY((*tree)->hasFingerprints());
        QCOMPARE((*tree)->fingerprintKind(), FingerprintKind::Crc64);
    }
    // Pieces of any size give the same.
    const auto slow = scanTarSplit(std::make_unique<PieceSource>(lines, 7), kName, job);
    QVERIFY2(slow, qPrintable(outcomeOf(slow)));
    QCOMPARE(textOf(**slow), textOf(**expected));
}

void TestTarSplit::tellsContentsApart()
{
    const QByteArray tar = richLayer();
    Job job;
    const auto expected = scanStream(sourceOf(tar), kName, job);
    const auto tree = scan(tarSplitOf(tar));
    QVERIFY(expected && tree);
    // Two files are equal by the one fingerprint when they are by the other.
    std::map<std::pair<std::uint64_t, std::uint64_t>, Fingerprint> known;
    for (std::uint32_t i = 0; i < (*tree)->size(); ++i) {
        const LayerNode node { i };
        const Fingerprint theirs = (*expected)->fingerprint(node);
        const Fingerprint ours = (*tree)->fingerprint(node);
        QCOMPARE(ours.isNull(), theirs.isNull());
        if (theirs.isNull())
            continue;
        const auto [at, isNew] = known.insert({ { theirs.low, theirs.high }, ours });
        QVERIFY(at->second == ours);
    }
    std::vector<Fingerprint> all;
    all.reserve(known.size());
    for (const auto &[theirs, ours] : known)
        all.push_back(ours);
    QVERIFY(all.size() > 380);
    for (std::size_t i = 1; i < all.size(); ++i)
        QVERIFY(std::find(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i), all[i])
            == all.begin() + static_cast<std::ptrdiff_t>(i));
    QCOMPARE((*tree)->fingerprint((*tree)->find("etc/hosts")), (Fingerprint { slowCrc64("127.0.0.1"), 1 }));
}

void TestTarSplit::reassembles()
{
    const QByteArray tar = richLayer();
    std::map<std::string, QByteArray> contents;
    Job job;
    const auto tree = scanStream(sourceOf(tar), kName, job);
    QVERIFY(tree);
    int opened = 0;
    const ContentOpener open = [&](const std::string &path) -> Result<std::unique_ptr<ByteSource>> {
        ++opened;
        const LayerNode node = (*tree)->find(path.starts_with("./") ? path.substr(2) : path);
        if (node == kNoLayerNode)
            return fail(ErrorCode::NotFound, kName, QString::fromStdString(path));
        return std::make_unique<PieceSource>(
            tar.sliced((*tree)->contentOffset(node), (*tree)->sizeBytes(node)), 100'000);
    };
    const auto digest = digestTarSplit(sourceOf(gzip(tarSplitOf(tar))), open, kName, job);
    QVERIFY2(digest, digest ? "" : qPrintable(digest.error().detail));
    QCOMPARE(digest->toString().toLatin1(), sha256Digest(tar));
    QCOMPARE(opened, 5 + 399 + 1); // empty files are not opened
}

void TestTarSplit::doesNotReassembleWhatChanged_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("other bytes") << QByteArray("dat4");
    QTest::newRow("shorter") << QByteArray("dat");
    QTest::newRow("longer") << QByteArray("data!");
    QTest::newRow("empty") << QByteArray();
}

void TestTarSplit::doesNotReassembleWhatChanged()
{
    QFETCH(QByteArray, content);
    Job job;
    const QByteArray lines = tarSplitOf(TarBuilder().file("a", "data").bytes());
    const auto digest = digestTarSplit(
        sourceOf(lines),
        [&](const std::string &) -> Result<std::unique_ptr<ByteSource>> {
            return std::make_unique<PieceSource>(content, 100);
        },
        kName, job);
    QVERIFY(!digest);
    QCOMPARE(digest.error().code, ErrorCode::Corrupt);
    QVERIFY2(digest.error().detail.contains(u"content of a "_s), qPrintable(digest.error().detail));
}

// What writes tar-split looks at a sparse file as its readers do: with the holes in it.
void TestTarSplit::sparseFile()
{
    TarBuilder builder;
    builder.sparse("s", 100'000, { { 512, std::string(600, 'o') } }, SparseFormat::OldGnu).file("b", "data");
    const QByteArray tar = builder.bytes();
    TarSplitBuilder lines;
    lines.raw(tar.first(512)).file("s", QByteArray(100'000, 's'));
    const qsizetype stored = (600 + 511) / 512 * 512;
    lines.raw(tar.sliced(512 + 600, stored - 600 + 512))
        .file("b", QByteArray("data"))
        .raw(tar.sliced(512 + stored + 512 + 4));
    const auto tree = scan(lines.bytes());
    QVERIFY2(tree, qPrintable(outcomeOf(tree)));
    QCOMPARE((*tree)->sizeBytes((*tree)->find("s")), 100'000);
    QCOMPARE((*tree)->fingerprint((*tree)->find("s")).low, slowCrc64(QByteArray(100'000, 's')));
    QCOMPARE((*tree)->totals().tarBytes, std::int64_t(tar.size()));
}

void TestTarSplit::otherKindsAreNotCompared()
{
    Job job;
    const auto kindOf = [&](const QByteArray &lower, bool isSplit, std::int64_t mtime) {
        const QByteArray upper = TarBuilder().file("a", "data", { .mtime = mtime }).bytes();
        const auto below = isSplit ? scan(tarSplitOf(lower)) : scanStream(sourceOf(lower), kName, job);
        const auto above = scan(tarSplitOf(upper));
        return (*ImageTree::build({ *below, *above }, job))
            ->changes((*ImageTree::build({ *below, *above }, job))->find("a"))[1]
            .kind;
    };
    const QByteArray same = TarBuilder().file("a", "data", { .mtime = 5 }).bytes();
    const QByteArray other = TarBuilder().file("a", "atad", { .mtime = 5 }).bytes();
    QCOMPARE(kindOf(same, true, 6), ChangeKind::MetadataOnly);
    QCOMPARE(kindOf(other, true, 5), ChangeKind::Modified);
    // Size and time decide, whatever the fingerprints say.
    QCOMPARE(kindOf(same, false, 6), ChangeKind::Modified);
    QCOMPARE(kindOf(other, false, 5), ChangeKind::MetadataOnly);
}

void TestTarSplit::errors_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const QByteArray &file, const QString &code, const QString &detail) {
        QTest::newRow(name) << file << code << detail;
    };
    const QString corrupt = u"corrupt"_s;
    const QByteArray four = header(TarBuilder().file("a", "data"));
    const QByteArray end(1020, '\0');
    const QByteArray crc = QByteArray(8, 'c').toBase64();
    const auto lines = [] { return TarSplitBuilder(); };
    row("no JSON", "hello\n", corrupt, u"line 1"_s);
    row("an array", "[]\n", corrupt, u"no JSON object"_s);
    row("cut inside a line", R"({"type":2,"payl)", corrupt, u"line 1"_s);
    row("cut inside a string", R"({"type":2,"payload":"AAAA)", corrupt, u"line 1"_s);
    row("two objects in a line", "{\"type\":2,\"payload\":\"\",\"position\":0}{}\n", corrupt, u"more than one"_s);
    row("garbage behind the object", "{\"type\":2,\"position\":0} x\n", corrupt, u"line 1"_s);
    row("type of text", R"({"type":"2"})", corrupt, u"\"type\""_s);
    row("type null", R"({"type":null})", corrupt, u"\"type\""_s);
    row("no type", R"({"payload":"AAAA"})", corrupt, u"unknown type 0"_s);
    row("unknown type", R"({"type":3})", corrupt, u"unknown type 3"_s);
    row("payload of numbers", R"({"type":2,"payload":[1]})", corrupt, u"\"payload\""_s);
    row("garbage for Base64", R"({"type":2,"payload":"@@@@"})", corrupt, u"not Base64"_s);
    row("escaped payload", R"({"type":2,"payload":"AAA\n"})", corrupt, u"Base64"_s);
    row("negative size", lines().raw(four).line(R"({"type":1,"name":"a","size":-4})").bytes(), corrupt,
        u"a size of -4"_s);
    row("size that is no integer", R"({"type":1,"size":1e99})", corrupt, u"\"size\""_s);
    row("name of a number", R"({"type":1,"name":7})", corrupt, u"\"name\""_s);
    row("wrong position", R"({"type":2,"payload":"","position":1})", corrupt, u"number 1"_s);
    row("lines swapped",
        TarSplitBuilder().raw(four).bytes().replace(R"("position":0)", R"("position":1)")
            + R"({"type":1,"name":"a","size":4,"payload":"AAAAAAAAAAA=","position":0})",
        corrupt, u"number 1"_s);
    row("size lies upwards", lines().raw(four).file("a", 5, crc).raw(end).bytes(), corrupt,
        u"5 bytes where the header says 4"_s);
    row("size lies downwards", lines().raw(four).file("a", 3, crc).raw(end).bytes(), corrupt, u"3 bytes where"_s);
    row("size of 2^62", lines().raw(four).file("a", 1ULL << 62U, crc).raw(end).bytes(), u"limitExceeded"_s,
        u"kLayerBytes"_s);
    row("content missing", lines().raw(four + QByteArray("data") + QByteArray(508, 0) + end).bytes(), corrupt,
        u"missing"_s);
    row("content missing at the end", lines().raw(four).bytes(), corrupt, u"missing"_s);
    row("content without header", lines().file("a", QByteArray("data")).raw(four + end).bytes(), corrupt,
        u"behind the end"_s);
    row("content twice", lines().raw(four).file("a", QByteArray("data")).file("a", QByteArray("data")).raw(end).bytes(),
        corrupt, u""_s);
    row("content behind the end",
        lines()
            .raw(four)
            .file("a", QByteArray("data"))
            .raw(QByteArray(508 + 1024, 0))
            .file("b", QByteArray("data"))
            .bytes(),
        corrupt, u"behind the end"_s);
    row("no checksum", lines().raw(four).file("a", 4, {}).raw(end).bytes(), corrupt, u"without its checksum"_s);
    row("short checksum", lines().raw(four).file("a", 4, "AAAA").raw(end).bytes(), corrupt, u"3 bytes"_s);
    row("folder with a content",
        lines().raw(header(TarBuilder().dir("d"))).file("d", QByteArray("data")).raw(end).bytes(), corrupt, u""_s);
    row("no tar in it", lines().raw("plain text, and more of it than a block of a tar" + QByteArray(600, 'x')).bytes(),
        corrupt, u"not a tar"_s);
    row("header cut", lines().raw(four.first(300)).bytes(), corrupt, u""_s);
    row("a huge line",
        "{\"type\":2,\"payload\":\"" + QByteArray(static_cast<qsizetype>(limits::kTarSplitLineBytes), 'A'),
        u"limitExceeded"_s, u"kTarSplitLineBytes"_s);
    row("a huge line, compressed",
        gzip("{\"type\":2,\"payload\":\"" + QByteArray(static_cast<qsizetype>(2 * limits::kTarSplitLineBytes), 'A')),
        u"limitExceeded"_s, u"kTarSplitLineBytes"_s);
    row("deep JSON", "{\"type\":2,\"x\":" + QByteArray(100'000, '[') + "\n", corrupt, u"line 1"_s);
    const QByteArray whole = gzip(tarSplitOf(richLayer()));
    row("gzip cut", whole.first(whole.size() / 2), corrupt, u""_s);
    row("gzip without its end", whole.first(whole.size() - 4), corrupt, u""_s);
    row("bytes behind the gzip", whole + "garbage", corrupt, u"other bytes"_s);
    row("gzip of gzip", gzip(whole), corrupt, u"line 1"_s);
}

void TestTarSplit::errors()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, code);
    QFETCH(QString, detail);
    const auto tree = scan(file);
    const QString outcome = outcomeOf(tree);
    QVERIFY2(outcome.startsWith(code + u':') && outcome.contains(detail), qPrintable(outcome));
}

void TestTarSplit::everyCutIsAnError()
{
    const QByteArray lines =
        tarSplitOf(TarBuilder().file("a", "data").dir("d").file("d/b", "").file("c", "more").bytes());
    const QByteArray lastLine = lines.sliced(lines.lastIndexOf('\n', lines.size() - 2) + 1);
    for (qsizetype cut = 1; cut < lines.size() - 1; ++cut) {
        const auto tree = scan(lines.first(cut));
        // Whole lines that are missing at the end can leave a tar without its end marker, which is a warning like in a tar.
        if (tree)
            QVERIFY2(!(*tree)->warnings().isEmpty() || cut < 0, qPrintable(QString::number(cut)));
    }
    QVERIFY(lastLine.size() > 100);
}

void TestTarSplit::sumOfSizesIsLimited()
{
    TarSplitBuilder lines;
    constexpr std::uint64_t kHalf = limits::kLayerBytes / 2;
    for (int i = 0; i < 3; ++i) {
        TarBuilder builder;
        builder.file("f" + std::to_string(i), "").sizeBase256(static_cast<std::int64_t>(kHalf));
        lines.raw(builder.bytes().first(512)).file("f", kHalf, QByteArray(8, 'c').toBase64());
    }
    QVERIFY2(outcomeOf(scan(lines.bytes())).startsWith(u"limitExceeded"), qPrintable(outcomeOf(scan(lines.bytes()))));
}

// Nothing ever comes out of them; only the cancel ends it.
void TestTarSplit::cancelEndsEmptyMembers()
{
    class Endless final : public ByteSource {
    public:
        Result<std::size_t> read(std::span<std::byte> buffer) override
        {
            for (std::byte &byte : buffer)
                byte = std::byte(static_cast<unsigned char>(m_member[m_at++ % m_member.size()]));
            return buffer.size();
        }

    private:
        const QByteArray m_member = gzip(QByteArray());
        qsizetype m_at = 0;
    };
    Job job;
    std::thread canceller([&job] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        job.cancel();
    });
    QElapsedTimer timer;
    timer.start();
    const auto tree = scanTarSplit(std::make_unique<Endless>(), kName, job);
    canceller.join();
    QVERIFY(!tree);
    QCOMPARE(tree.error().code, ErrorCode::Cancelled);
    QVERIFY(timer.elapsed() < 2000);
}

void TestTarSplit::progressAddsUp()
{
    const QByteArray file = gzip(tarSplitOf(richLayer()));
    Job job;
    QVERIFY(scanTarSplit(sourceOf(file), kName, job));
    QCOMPARE(job.progress().done, std::int64_t(file.size()));
}

QTEST_GUILESS_MAIN(TestTarSplit)
#include "tst_tarsplit.moc"
