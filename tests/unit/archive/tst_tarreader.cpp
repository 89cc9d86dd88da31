// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// TarReader by tables: what each kind of tar means and what each kind of damage is answered with. Every row is read over
// memory and through sources that give large and tiny pieces; all must agree.
#include "services/archive/tarreader.h"
#include "services/types/limits.h"
#include "tests/support/tarbuilder.h"
#include "tests/support/tardump.h"

#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;

namespace {

const std::string kLongName = std::string(120, 'n') + '/' + std::string(150, 'm');
const std::string kMtime = " mtime=1700000000000000000";
const std::string kEnd = "end marker=1 trailing=0 position=";

std::string plain(const std::string &name, const std::string &rest)
{
    return name + rest;
}

// The lines of the entries only, for rows where the end is not the point.
std::string entriesOf(const TarDump &dump)
{
    std::string text;
    for (const DumpedEntry &entry : dump.entries)
        text += entry.toText() + '\n';
    return text;
}

} // namespace

class TestTarReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void entries_data();
    void entries();
    void damage_data();
    void damage();
    void endOfTar_data();
    void endOfTar();
    void entryProblems_data();
    void entryProblems();
    void contentIsInPlace();
    void unreadContentIsSkipped();
    void sourceErrorIsPassedOn();
    void cancelEnds();
    void errorsAreFinal();
    void sparseSegments();
};

void TestTarReader::entries_data()
{
    QTest::addColumn<QByteArray>("tar");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const TarBuilder &builder, const std::string &expected) {
        QTest::newRow(name) << builder.bytes() << QByteArray::fromStdString(expected);
    };
    const std::string rootFile = " mode=644 owner=0:0" + kMtime;
    const std::string rootDir = " mode=755 owner=0:0" + kMtime + " size=0\n";

    row("every type",
        TarBuilder()
            .dir("d")
            .file("d/a", "data")
            .symlink("s", "d/a")
            .hardLink("h", "d/a")
            .charDevice("c", 5, 1)
            .blockDevice("b", 8, 17)
            .fifo("p"),
        "5 d/" + rootDir + "0 d/a" + rootFile + " size=4 content=data\n2 s mode=777 owner=0:0" + kMtime
            + " size=0 link=d/a\n1 h" + rootFile + " size=0 link=d/a\n3 c" + rootFile + " size=0 device=5,1\n4 b"
            + rootFile + " size=0 device=8,17\n6 p" + rootFile + " size=0\n");
    row("./ prefix stays as it is", TarBuilder().prefix("./").file("a", "x"),
        "0 ./a" + rootFile + " size=1 content=x\n");
    row("ustar prefix", TarBuilder().file(std::string(100, 'p') + "/file", "x"),
        "0 " + std::string(100, 'p') + "/file" + rootFile + " size=1 content=x\n");
    row("PAX path", TarBuilder().file(kLongName, "x"), "0 " + kLongName + rootFile + " size=1 content=x\n");
    row("GNU long name", TarBuilder(TarFormat::Gnu).file(kLongName, "x"),
        "0 " + kLongName + rootFile + " size=1 content=x\n");
    row("GNU long link", TarBuilder(TarFormat::Gnu).symlink("s", kLongName),
        "2 s mode=777 owner=0:0" + kMtime + " size=0 link=" + kLongName + "\n");
    row("PAX linkpath", TarBuilder().hardLink("h", kLongName), "1 h" + rootFile + " size=0 link=" + kLongName + "\n");
    row("name of exactly 100 bytes", TarBuilder(TarFormat::Gnu).file(std::string(100, 'e'), "x"),
        "0 " + std::string(100, 'e') + rootFile + " size=1 content=x\n");
    row("v7 folder by its slash", TarBuilder(TarFormat::V7).entry('\0', "old/", "").entry('\0', "old/f", "y"),
        "5 old/ mode=644 owner=0:0" + kMtime + " size=0\n0 old/f" + rootFile + " size=1 content=y\n");
    row("a slash and a content: no body before POSIX, a file after",
        TarBuilder(TarFormat::V7).entry('\0', "d/", "").sizeField("00000000010").file("f", "x").file("e/", "y"),
        "5 d/ mode=644 owner=0:0" + kMtime + " size=0\n0 f" + rootFile + " size=1 content=x\n0 e/" + rootFile
            + " size=1 content=y\n");
    row("v7 has no prefix",
        TarBuilder(TarFormat::V7).file("f", "y").patchLast([](std::span<char, 512> h) { h[345] = 'z'; }),
        "0 f" + rootFile + " size=1 content=y\n");
    row("contiguous and unknown types are files",
        TarBuilder().entry('7', "c", "1").entry('Z', "u", "22").file("f", "333"),
        "0 c" + rootFile + " size=1 content=1\n0 u" + rootFile + " size=2 content=22\n0 f" + rootFile
            + " size=3 content=333\n");
    row("volume label is skipped", TarBuilder(TarFormat::Gnu).entry('V', "label", "").file("f", "1"),
        "0 f" + rootFile + " size=1 content=1\n");
    row("large owner, GNU base-256",
        TarBuilder(TarFormat::Gnu).file("f", "", { .uid = 3'000'000'000, .gid = 2'097'152 }),
        "0 f mode=644 owner=3000000000:2097152" + kMtime + " size=0\n");
    row("large owner, PAX", TarBuilder().file("f", "", { .uid = 3'000'000'000, .gid = 2'097'152 }),
        "0 f mode=644 owner=3000000000:2097152" + kMtime + " size=0\n");
    row("time before 1970, base-256", TarBuilder(TarFormat::Gnu).file("f", "", { .mtime = -2 }),
        "0 f mode=644 owner=0:0 mtime=-2000000000 size=0\n");
    row("time with a fraction", TarBuilder().file("f", "", { .mtimeText = "1700000000.123456789" }),
        "0 f mode=644 owner=0:0 mtime=1700000000123456789 size=0\n");
    row("time with a long fraction", TarBuilder().file("f", "", { .mtimeText = "1.1234567899999" }),
        "0 f mode=644 owner=0:0 mtime=1123456789 size=0\n");
    row("negative time with a fraction", TarBuilder().file("f", "", { .mtimeText = "-1.5" }),
        "0 f mode=644 owner=0:0 mtime=-1500000000 size=0\n");
    row("time far out", TarBuilder().file("f", "", { .mtimeText = "99999999999999" }),
        "0 f mode=644 owner=0:0 mtime=9223372036854775807 size=0\n");
    row("setuid and sticky", TarBuilder().file("f", "", { .mode = 04755 }).dir("t", { .mode = 01777 }),
        "0 f mode=4755 owner=0:0" + kMtime + " size=0\n5 t/ mode=1777 owner=0:0" + kMtime + " size=0\n");
    row("mode with file type bits", TarBuilder().file("f", "", { .mode = 0100644 }),
        "0 f mode=644 owner=0:0" + kMtime + " size=0\n");
    row("numbers padded with blanks", TarBuilder().file("f", "abc").patchLast([](std::span<char, 512> h) {
        std::copy_n("    3 \0", 7, h.begin() + 124);
    }),
        "0 f" + rootFile + " size=3 content=abc\n");
    row("number without a terminator", TarBuilder().file("f", "abc").patchLast([](std::span<char, 512> h) {
        std::copy_n("000000000003", 12, h.begin() + 124);
    }),
        "0 f" + rootFile + " size=3 content=abc\n");
    row("signed checksum",
        TarBuilder()
            .file("f\xe4\xf6", "")
            .patchLast(
                [](std::span<char, 512> h) {
                    int sum = 8 * ' ';
                    for (std::size_t i = 0; i < 512; ++i)
                        sum += i >= 148 && i < 156 ? 0 : static_cast<signed char>(h[i]);
                    writeOctal(std::span<char>(h).subspan(148, 7), sum);
                },
                false),
        "0 f\\xe4\\xf6" + rootFile + " size=0\n");
    row("xattrs, sorted, the later one wins",
        TarBuilder().file("f", "",
            { .xattrs = { { "user.b", "2" }, { "security.capability", std::string("\1\0\2", 3) }, { "user.b", "3" },
                  { "user.nl", "a\nb" }, { "user.empty", "" } } }),
        "0 f" + rootFile
            + " size=0 xattr=security.capability=\\x01\\x00\\x02 xattr=user.b=3 xattr=user.empty= "
              "xattr=user.nl=a\\nb\n");
    row("libarchive's xattrs", TarBuilder().file("f", "", { .pax = { { "LIBARCHIVE.xattr.user.a%20b", "aGVsbG8" } } }),
        "0 f" + rootFile + " size=0 xattr=user.a b=hello\n");
    row("PAX size beats the header's",
        TarBuilder().file("f", "hello", { .pax = { { "size", "5" } } }).sizeField("00000000000").file("g", "x"),
        "0 f" + rootFile + " size=5 content=hello\n0 g" + rootFile + " size=1 content=x\n");
    row("an empty PAX value means the header's",
        TarBuilder().file("f", "x", { .pax = { { "path", "" }, { "size", "" } } }),
        "0 f" + rootFile + " size=1 content=x\n");
    row("the last PAX record wins", TarBuilder().file("f", "x", { .pax = { { "path", "one" }, { "path", "two" } } }),
        "0 two" + rootFile + " size=1 content=x\n");
    row("PAX holds for one entry only", TarBuilder().file("f", "", { .pax = { { "path", "one" } } }).file("g", ""),
        "0 one" + rootFile + " size=0\n0 g" + rootFile + " size=0\n");
    row("the second of two PAX headers counts",
        TarBuilder().paxHeader({ { "path", "one" }, { "uid", "7" } }).paxHeader({ { "path", "two" } }).file("f", ""),
        "0 two" + rootFile + " size=0\n");
    row("global PAX headers change nothing, as for engines",
        TarBuilder().globalPax({ { "path", "evil" }, { "uid", "7" } }).file("f", "").file("g", ""),
        "0 f" + rootFile + " size=0\n0 g" + rootFile + " size=0\n");
    row("Sun's X header", TarBuilder().paxHeader({ { "path", "sun" } }, 'X').file("f", ""),
        "0 sun" + rootFile + " size=0\n");
    row("links and devices have no body, whatever they say",
        TarBuilder()
            .symlink("s", "t")
            .sizeField("00000000010")
            .fifo("p")
            .sizeField("00000000010")
            .dir("d")
            .sizeField("00000000010")
            .file("f", "x"),
        "2 s mode=777 owner=0:0" + kMtime + " size=0 link=t\n6 p" + rootFile + " size=0\n5 d/" + rootDir + "0 f"
            + rootFile + " size=1 content=x\n");
    row("hard link with a size and no body", TarBuilder().hardLink("h", "t").sizeField("00000000010").file("f", "x"),
        "1 h" + rootFile + " size=0 link=t\n0 f" + rootFile + " size=1 content=x\n");
    row("hard link with a size at the end", TarBuilder().hardLink("h", "t").sizeField("00000000010"),
        "1 h" + rootFile + " size=0 link=t\n");
    row("hard link with a body, pax", TarBuilder(TarFormat::Pax).entry('1', "h", "body", "t").file("f", "x"),
        "1 h" + rootFile + " size=4 link=t\n0 f" + rootFile + " size=1 content=x\n");
    row("names of any bytes",
        TarBuilder().file("new\nline", "").file("esc\x1b[31m", "").file("bidi\xe2\x80\xae", "").file("bad\xff\xfe", ""),
        "0 new\\nline" + rootFile + " size=0\n0 esc\\x1b[31m" + rootFile + " size=0\n0 bidi\\u{202e}" + rootFile
            + " size=0\n0 bad\\xff\\xfe" + rootFile + " size=0\n");
    const std::vector<std::pair<std::int64_t, std::string>> pieces { { 0, std::string(512, 'a') }, { 4096, "def" } };
    for (const auto &[name, format] :
        { std::pair("sparse, old GNU", SparseFormat::OldGnu), std::pair("sparse, 0.0", SparseFormat::Pax00),
            std::pair("sparse, 0.1", SparseFormat::Pax01), std::pair("sparse, 1.0", SparseFormat::Pax10) }) {
        std::string content(10000, '\0');
        content.replace(0, 512, 512, 'a').replace(4096, 3, "def");
        row(name, TarBuilder().sparse("s", 10000, pieces, format).file("f", "x"),
            "0 s" + rootFile
                + " size=10000 content=" + sha256Hex(QByteArray::fromStdString(content)).left(16).toStdString()
                + "\n0 f" + rootFile + " size=1 content=x\n");
    }
    for (const auto &[name, format] : { std::pair("hole only, old GNU", SparseFormat::OldGnu),
             std::pair("hole only, 0.1", SparseFormat::Pax01), std::pair("hole only, 1.0", SparseFormat::Pax10) }) {
        row(name, TarBuilder().sparse("s", 5, {}, format).file("f", "x"),
            "0 s" + rootFile + " size=5 content=\\x00\\x00\\x00\\x00\\x00\n0 f" + rootFile + " size=1 content=x\n");
    }
    std::vector<std::pair<std::int64_t, std::string>> many;
    std::string manyContent(100 * 1024, '\0');
    for (int i = 0; i < 60; ++i) {
        many.emplace_back(i * 1024, std::string(512, static_cast<char>('A' + i % 26)));
        manyContent.replace(static_cast<std::size_t>(i) * 1024, 512, 512, static_cast<char>('A' + i % 26));
    }
    for (const auto &[name, format] : { std::pair("60 pieces, old GNU", SparseFormat::OldGnu),
             std::pair("60 pieces, 0.0", SparseFormat::Pax00), std::pair("60 pieces, 1.0", SparseFormat::Pax10) }) {
        row(name, TarBuilder().sparse("s", 100 * 1024, many, format).file("f", "x"),
            "0 s" + rootFile
                + " size=102400 content=" + sha256Hex(QByteArray::fromStdString(manyContent)).left(16).toStdString()
                + "\n0 f" + rootFile + " size=1 content=x\n");
    }
    std::string deep;
    for (int i = 0; i < 10'000; ++i)
        deep += "d/";
    row("10,000 folders deep", TarBuilder().file(deep + "f", "x"),
        "0 " + deep + "f" + rootFile + " size=1 content=x\n");
    std::string big(3 * limits::kBlockBytes + 17, 'b');
    row("content over several blocks, names kept",
        TarBuilder()
            .file(kLongName, big)
            .file(std::string(101, 'p') + "/q", big, { .xattrs = { { "user.x", "y" } } })
            .file("f", "x"),
        plain("0 " + kLongName, rootFile + " size=786449 content=")
            + sha256Hex(QByteArray::fromStdString(big)).left(16).toStdString() + "\n0 " + std::string(101, 'p') + "/q"
            + rootFile
            + " size=786449 xattr=user.x=y content=" + sha256Hex(QByteArray::fromStdString(big)).left(16).toStdString()
            + "\n0 f" + rootFile + " size=1 content=x\n");
    row("a short name, kept while its content goes by",
        TarBuilder().file("short", big).symlink("s", "target").file("f", "x"),
        "0 short" + rootFile
            + " size=786449 content=" + sha256Hex(QByteArray::fromStdString(big)).left(16).toStdString()
            + "\n2 s mode=777 owner=0:0" + kMtime + " size=0 link=target\n0 f" + rootFile + " size=1 content=x\n");
    row("no entry", TarBuilder(), "");
    QTest::newRow("nothing at all") << QByteArray() << QByteArray();
    QTest::newRow("one block of zeros") << QByteArray(512, '\0') << QByteArray();
}

void TestTarReader::entries()
{
    QFETCH(const QByteArray, tar);
    QFETCH(const QByteArray, expected);
    const TarDump memory = dumpMemory(tar);
    QVERIFY2(!memory.error, memory.error ? qPrintable(memory.error->detail) : "");
    QCOMPARE(QByteArray::fromStdString(entriesOf(memory)), expected);
    QCOMPARE(memory.position, static_cast<std::uint64_t>(tar.size()));
    for (const std::size_t pieceBytes : { 1UL << 20U, 4096UL, 7UL })
        QCOMPARE(QByteArray::fromStdString(dumpStream(tar, pieceBytes).toText()),
            QByteArray::fromStdString(memory.toText()));
}

void TestTarReader::damage_data()
{
    QTest::addColumn<QByteArray>("tar");
    QTest::addColumn<int>("entriesBefore");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("detail"); // a part of it
    const auto row = [](const char *name, const QByteArray &tar, int before, ErrorCode code, const char *detail) {
        QTest::newRow(name) << tar << before << code << QString::fromLatin1(detail);
    };
    const auto corrupt = ErrorCode::Corrupt;
    const QByteArray whole = TarBuilder().file("a", "1").file("b", std::string(2000, 'x')).bytes();
    row("cut inside the first header", whole.left(300), 0, corrupt, "not a tar: only 300 bytes");
    row("cut inside a header", whole.left(1024 + 100), 1, corrupt, "cut off inside a header");
    row("cut inside the content", whole.left(1024 + 512 + 700), 1, corrupt, "cut off inside the content");
    row("cut one byte before the end of the content", whole.left(1024 + 512 + 1999), 1, corrupt,
        "cut off inside the content");
    row("bad checksum of the first header", TarBuilder().file("a", "").breakChecksum().bytes(), 0, corrupt,
        "not a tar");
    row("bad checksum later", TarBuilder().file("a", "").file("b", "").breakChecksum().bytes(), 1, corrupt,
        "damaged header at byte 512");
    row("checksum field of letters",
        TarBuilder().file("a", "").patchLast([](auto h) { std::fill_n(h.begin() + 148, 8, 'z'); }, false).bytes(), 0,
        corrupt, "not a tar");
    row("text", QByteArray("Dear reader,\nthis is no tar at all.\n").repeated(100), 0, corrupt, "not a tar: text");
    row("a short text", "hello\n", 0, corrupt, "not a tar: text");
    row("gzip", gzip(TarBuilder().file("a", std::string(5000, 'x')).bytes(), 1, 0), 0, corrupt, "not a tar: gzip data");
    row("zstd", zstd(QByteArray(1000, 'x') + whole, 9, true), 0, corrupt, "not a tar: zstd data");
    row("size 2^62", TarBuilder().file("a", "").sizeBase256(std::int64_t(1) << 62).bytes(), 0, corrupt,
        "impossible size");
    row("size beyond 64 bits",
        TarBuilder().file("a", "").patchLast([](auto h) { std::fill_n(h.begin() + 124, 12, '\xbf'); }).bytes(), 0,
        corrupt, "impossible size");
    row("largest octal size", TarBuilder().file("a", "").sizeField("77777777777").bytes(), 0, corrupt,
        "cut off inside the content");
    row("negative size, base-256", TarBuilder().file("a", "").sizeBase256(-1).bytes(), 0, corrupt, "impossible size");
    row("negative size, sign", TarBuilder().file("a", "").sizeField("-0000000001").bytes(), 0, corrupt,
        "impossible size");
    row("size of letters", TarBuilder().file("a", "").sizeField("12ab").bytes(), 0, corrupt, "impossible size");
    row("negative PAX size", TarBuilder().file("a", "", { .pax = { { "size", "-1" } } }).bytes(), 0, corrupt,
        "impossible size");
    row("PAX size of letters", TarBuilder().file("a", "", { .pax = { { "size", "1x" } } }).bytes(), 0, corrupt,
        "impossible size");
    row("PAX size 2^62", TarBuilder().file("a", "", { .pax = { { "size", "4611686018427387904" } } }).bytes(), 0,
        corrupt, "impossible size");
    row("PAX size beyond 64 bits",
        TarBuilder().file("a", "", { .pax = { { "size", "99999999999999999999" } } }).bytes(), 0, corrupt,
        "impossible size");
    row("negative size of an extension",
        TarBuilder().paxHeader({ { "path", "x" } }).sizeBase256(-5).file("a", "").bytes(), 0, corrupt,
        "impossible size");
    row("PAX header over the limit",
        TarBuilder().paxHeaderRaw(std::string(limits::kPaxBytes + 1, 'x')).file("a", "").bytes(), 0,
        ErrorCode::LimitExceeded, "extension header of 1048577 bytes");
    row("PAX header that claims 2^40 bytes",
        TarBuilder().paxHeader({ { "path", "x" } }).sizeBase256(std::int64_t(1) << 40).bytes(), 0,
        ErrorCode::LimitExceeded, "extension header");
    row("GNU long name over the limit",
        TarBuilder().gnuLong('L', std::string(limits::kPaxBytes, 'x')).file("a", "").bytes(), 0,
        ErrorCode::LimitExceeded, "extension header");
    TarBuilder nested;
    for (int i = 0; i <= limits::kExtensionsPerEntry; ++i)
        nested.paxHeader({ { "path", "x" } });
    row("PAX headers without end", nested.file("a", "").bytes(), 0, ErrorCode::LimitExceeded,
        "extension headers in a row");
    row("cut inside a PAX header", TarBuilder().paxHeader({ { "path", std::string(900, 'x') } }).bytes().left(700), 0,
        corrupt, "cut off inside an extension header");
    row("cut after a PAX header", TarBuilder().paxHeader({ { "path", "x" } }).withoutEndMarker().bytes(), 0, corrupt,
        "an extension header without its entry");
    row("cut inside an old GNU sparse map",
        TarBuilder()
            .sparse("s", 10000, std::vector<std::pair<std::int64_t, std::string>>(5, { 0, "a" }), SparseFormat::OldGnu)
            .bytes()
            .left(512),
        0, corrupt, "cut off inside the map");
    row("cut inside a 1.0 sparse map",
        TarBuilder().sparse("s", 10000, { { 0, "a" } }, SparseFormat::Pax10).bytes().left(1536), 0, corrupt,
        "cut off inside");
}

void TestTarReader::damage()
{
    QFETCH(const QByteArray, tar);
    QFETCH(const int, entriesBefore);
    QFETCH(const ErrorCode, code);
    QFETCH(const QString, detail);
    for (const TarDump &dump : { dumpMemory(tar), dumpStream(tar, 1U << 20U), dumpStream(tar, 5) }) {
        QVERIFY(dump.error);
        QVERIFY2(dump.error->detail.contains(detail), qPrintable(dump.error->detail));
        QCOMPARE(dump.error->code, code);
        QCOMPARE(dump.error->subject, QStringLiteral("test.tar"));
        QCOMPARE(static_cast<int>(dump.entries.size()), entriesBefore);
    }
}

void TestTarReader::endOfTar_data()
{
    QTest::addColumn<QByteArray>("tar");
    QTest::addColumn<bool>("hasMarker");
    QTest::addColumn<quint64>("trailing");
    const TarBuilder one = TarBuilder().file("a", "1");
    QTest::newRow("two blocks of zeros") << one.bytes() << true << quint64(0);
    QTest::newRow("padded to a record") << TarBuilder(one).trailing(std::string(8192, '\0')).bytes() << true
                                        << quint64(0);
    QTest::newRow("none") << TarBuilder(one).withoutEndMarker().bytes() << false << quint64(0);
    QTest::newRow("one block") << one.bytes().chopped(512) << false << quint64(0);
    QTest::newRow("a block and a half") << one.bytes().chopped(200) << false << quint64(0);
    QTest::newRow("half a block") << one.bytes().chopped(700) << false << quint64(0);
    QTest::newRow("not even padding") << one.bytes().left(513) << false << quint64(0);
    QTest::newRow("text after it") << TarBuilder(one).trailing("tail").bytes() << true << quint64(4);
    QTest::newRow("much after it") << TarBuilder(one).trailing(std::string(700'000, 'z')).bytes() << true
                                   << quint64(700'000);
    QTest::newRow("zeros, then text") << TarBuilder(one).trailing(std::string(3000, '\0') + "tail").bytes() << true
                                      << quint64(4);
    QTest::newRow("a lone block of zeros, then a header")
        << TarBuilder(one).raw(std::string(512, '\0')).raw("x").withoutEndMarker().bytes() << false << quint64(1);
    QTest::newRow("PAX header before the end")
        << TarBuilder(one).paxHeader({ { "path", "x" } }).bytes() << true << quint64(0);
}

void TestTarReader::endOfTar()
{
    QFETCH(const QByteArray, tar);
    QFETCH(const bool, hasMarker);
    QFETCH(const quint64, trailing);
    for (const TarDump &dump : { dumpMemory(tar), dumpStream(tar, 1U << 20U), dumpStream(tar, 3) }) {
        QVERIFY2(!dump.error, dump.error ? qPrintable(dump.error->detail) : "");
        QCOMPARE(dump.entries.size(), std::size_t(1));
        QCOMPARE(dump.hasEndMarker, hasMarker);
        QCOMPARE(quint64(dump.trailingBytes), trailing);
        QCOMPARE(dump.position, static_cast<std::uint64_t>(tar.size()));
    }
}

void TestTarReader::entryProblems_data()
{
    QTest::addColumn<QByteArray>("tar");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, TarBuilder builder, const char *problem) {
        QTest::newRow(name) << builder.file("after", "x").bytes() << QString::fromLatin1(problem);
    };
    row("no name", TarBuilder().file("", "data"), "without a name");
    row("symlink to nothing", TarBuilder().symlink("s", ""), "without a target");
    row("hard link to nothing", TarBuilder().hardLink("h", ""), "without a target");
    row("NUL in a PAX path", TarBuilder().file("f", "data", { .pax = { { "path", std::string("a\0b", 3) } } }),
        "NUL byte");
    row("PAX record without a length", TarBuilder().paxHeaderRaw("path=x\n").file("f", "data"), "malformed PAX");
    row("PAX record longer than the header", TarBuilder().paxHeaderRaw("99 path=x\n").file("f", "data"),
        "malformed PAX");
    row("PAX record of length 0", TarBuilder().paxHeaderRaw("0 path=x\n").file("f", "data"), "malformed PAX");
    row("PAX record without a line end", TarBuilder().paxHeaderRaw("9 path=xy").file("f", "data"), "malformed PAX");
    row("PAX record without a key", TarBuilder().paxHeaderRaw("5 =x\n").file("f", "data"), "malformed PAX");
    row("PAX record without =", TarBuilder().paxHeaderRaw("7 path\n").file("f", "data"), "malformed PAX");
    row("PAX record of a length beyond 64 bits",
        TarBuilder().paxHeaderRaw("99999999999999999999999 a=b\n").file("f", "data"), "malformed PAX");
    row("PAX owner of letters", TarBuilder().file("f", "data", { .pax = { { "uid", "root" } } }), "owner");
    row("PAX time of letters", TarBuilder().file("f", "data", { .pax = { { "mtime", "1.5x" } } }), "time");
    row("too many xattr bytes",
        TarBuilder().file("f", "data", { .xattrs = { { "user.big", std::string(limits::kXattrBytes, 'x') } } }),
        "extended attributes");
    row("xattr without a name", TarBuilder().file("f", "data", { .xattrs = { { "", "x" } } }), "extended attribute");
    row("sparse map beyond the file", TarBuilder().sparse("s", 2, { { 0, "abc" } }, SparseFormat::Pax10),
        "impossible map");
    row("sparse map that overlaps", TarBuilder().sparse("s", 100, { { 0, "abc" }, { 1, "def" } }, SparseFormat::Pax01),
        "impossible map");
    row("sparse map shorter than the content",
        TarBuilder().file("s", "abcdef", { .pax = { { "GNU.sparse.size", "100" }, { "GNU.sparse.map", "0,3" } } }),
        "impossible map");
    row("sparse map longer than the content",
        TarBuilder().file("s", "abc", { .pax = { { "GNU.sparse.size", "100" }, { "GNU.sparse.map", "0,50" } } }),
        "impossible map");
    row("sparse map of letters",
        TarBuilder().file("s", "abc", { .pax = { { "GNU.sparse.size", "100" }, { "GNU.sparse.map", "0,x" } } }),
        "impossible map");
    row("odd sparse map",
        TarBuilder().file("s", "abc", { .pax = { { "GNU.sparse.size", "9" }, { "GNU.sparse.map", "0,3,5" } } }),
        "impossible map");
    row("sparse file of 2^62 bytes",
        TarBuilder().sparse("s", std::int64_t(1) << 62, { { 0, "abc" } }, SparseFormat::Pax10), "impossible map");
    row("sparse map that claims 2^60 pieces",
        TarBuilder().file("s", "1152921504606846976\n0\n",
            { .pax = { { "GNU.sparse.major", "1" }, { "GNU.sparse.minor", "0" }, { "GNU.sparse.realsize", "100" } } }),
        "impossible map");
}

void TestTarReader::entryProblems()
{
    QFETCH(const QByteArray, tar);
    QFETCH(const QString, problem);
    const TarDump dump = dumpMemory(tar);
    QVERIFY2(!dump.error, dump.error ? qPrintable(dump.error->detail) : "");
    QCOMPARE(dump.entries.size(), std::size_t(2));
    QVERIFY2(QString::fromStdString(dump.entries[0].problem).contains(problem), dump.entries[0].problem.c_str());
    QCOMPARE(dump.entries[1].path, std::string("after"));
    QCOMPARE(dump.entries[1].problem, std::string());
    QCOMPARE(dump.entries[1].content, std::string("x"));
    QCOMPARE(dumpStream(tar, 11).toText(), dump.toText());
}

void TestTarReader::contentIsInPlace()
{
    const QByteArray tar = TarBuilder().file("a", "first").file("b", std::string(600'000, 'b')).bytes();
    TarReader reader(asBytes(tar), QStringLiteral("t"));
    const auto first = reader.next();
    QVERIFY(first && *first);
    QCOMPARE((*first)->contentOffset, std::uint64_t(512));
    auto piece = reader.readContent();
    QVERIFY(piece);
    QCOMPARE(static_cast<const void *>(piece->data()), static_cast<const void *>(tar.constData() + 512));
    const auto second = reader.next();
    QVERIFY(second && *second);
    QCOMPARE((*second)->contentOffset, std::uint64_t(1536));
    QCOMPARE((*second)->storedBytes, std::uint64_t(600'000));
    piece = reader.readContent();
    QVERIFY(piece);
    QCOMPARE(piece->size(), std::size_t(600'000)); // one piece, the mapping itself
    piece = reader.readContent();
    QVERIFY(piece && piece->empty());
}

void TestTarReader::unreadContentIsSkipped()
{
    const QByteArray tar =
        TarBuilder().file("a", std::string(700'000, 'a')).file("b", "second").file("c", "third").bytes();
    PieceSource source(tar, 5000);
    TarReader reader(source, QStringLiteral("t"));
    for (const char *path : { "a", "b", "c" }) {
        const auto header = reader.next();
        QVERIFY(header && *header);
        QCOMPARE((*header)->path, std::string_view(path));
        if (*path == 'b')
            QVERIFY(reader.readContent());
    }
    const auto end = reader.next();
    QVERIFY(end && *end == nullptr);

    PieceSource cutSource(tar.left(300'000), 5000);
    TarReader cutReader(cutSource, QStringLiteral("t"));
    QVERIFY(cutReader.next());
    const auto cut = cutReader.next();
    QVERIFY(!cut);
    QCOMPARE(cut.error().code, ErrorCode::Corrupt);
    QVERIFY2(cut.error().detail.contains(QStringLiteral("cut off")), qPrintable(cut.error().detail));
}

void TestTarReader::sourceErrorIsPassedOn()
{
    const QByteArray tar = TarBuilder().file("a", "first").file("b", std::string(600'000, 'b')).bytes();
    const Error broken { ErrorCode::Network, QStringLiteral("engine"), QStringLiteral("went away") };
    for (const qsizetype length : { 1500, 400'000 }) { // within the first block, and in a later one
        PieceSource source(tar.left(length), 1000, broken);
        TarReader reader(source, QStringLiteral("t"));
        const TarDump dump = dumpTar(reader);
        QCOMPARE(dump.entries.size(), std::size_t(1)); // what came before is not lost
        QVERIFY(dump.error);
        QCOMPARE(*dump.error, broken);
    }
}

void TestTarReader::cancelEnds()
{
    const QByteArray tar = TarBuilder().file("a", "first").file("b", "second").bytes();
    Job job;
    TarReader reader(asBytes(tar), QStringLiteral("t"), &job);
    QVERIFY(reader.next());
    job.cancel();
    const auto next = reader.next();
    QVERIFY(!next);
    QCOMPARE(next.error().code, ErrorCode::Cancelled);
}

void TestTarReader::errorsAreFinal()
{
    const QByteArray tar = TarBuilder().file("a", "").breakChecksum().file("b", "").bytes();
    TarReader reader(asBytes(tar), QStringLiteral("t"));
    const auto first = reader.next();
    const auto again = reader.next();
    QVERIFY(!first && !again);
    QCOMPARE(again.error(), first.error());
    QVERIFY(!reader.readContent());
}

void TestTarReader::sparseSegments()
{
    const QByteArray tar =
        TarBuilder()
            .sparse("s", 9000, { { 1000, "abc" }, { 8000, "defg" }, { 9000, "" } }, SparseFormat::Pax10)
            .bytes();
    TarReader reader(asBytes(tar), QStringLiteral("t"));
    const auto header = reader.next();
    QVERIFY(header && *header);
    QVERIFY((*header)->isSparse);
    QCOMPARE((*header)->sizeBytes, std::uint64_t(9000));
    QCOMPARE((*header)->storedBytes, std::uint64_t(7));
    QCOMPARE((*header)->segments.size(), std::size_t(2));
    QCOMPARE((*header)->segments[1].offset, std::uint64_t(8000));
    QCOMPARE((*header)->segments[1].length, std::uint64_t(4));
    const auto content = reader.readContent();
    QVERIFY(content);
    QCOMPARE(QByteArray(reinterpret_cast<const char *>(content->data()), static_cast<qsizetype>(content->size())),
        QByteArray("abcdefg"));
}

QTEST_APPLESS_MAIN(TestTarReader)
#include "tst_tarreader.moc"
