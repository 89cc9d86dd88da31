// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Decompression by tables: every row through memory, through sources of large and of one-byte pieces, and gzip through both
// of its codecs; all must give the same bytes and the same verdict.
#include "services/archive/codec.h"
#include "services/archive/decoder.h"
#include "services/archive/framedecoder.h"
#include "services/types/limits.h"
#include "tests/support/tarbuilder.h"
#include "tests/support/tardump.h"

#include <QtTest/QTest>

#include <random>

#include <zlib.h>

using namespace varve;
using namespace varve::test;

Q_DECLARE_METATYPE(Compression)

namespace {

struct Decoded {
    QByteArray bytes;
    std::optional<Error> error;
    bool hasGarbage = false;
    std::uint64_t consumed = 0;
    Compression compression = Compression::Unknown;
};

Decoded readAll(Decoder &decoder, std::size_t bufferBytes)
{
    Decoded decoded;
    std::vector<std::byte> buffer(bufferBytes);
    for (;;) {
        const auto count = decoder.read(buffer);
        if (!count) {
            decoded.error = count.error();
            // Final: the same again.
            const auto again = decoder.read(buffer);
            if (again || again.error() != count.error())
                decoded.error = Error { ErrorCode::Internal, {}, QStringLiteral("the error did not stay") };
            break;
        }
        if (*count == 0)
            break;
        decoded.bytes.append(reinterpret_cast<const char *>(buffer.data()), static_cast<qsizetype>(*count));
    }
    decoded.hasGarbage = decoder.trailingGarbage();
    decoded.consumed = decoder.consumedBytes();
    decoded.compression = decoder.compression();
    return decoded;
}

Decoded decode(std::unique_ptr<ByteSource> source, std::size_t bufferBytes = 1U << 16U)
{
    auto decoder = Decoder::create(std::move(source), QStringLiteral("layer"));
    if (!decoder)
        return { {}, decoder.error(), false, 0, Compression::Unknown };
    return readAll(**decoder, bufferBytes);
}

Decoded decodeByZlib(const QByteArray &bytes, std::size_t pieceBytes)
{
    FrameDecoder decoder(DecoderInput(std::make_unique<PieceSource>(bytes, pieceBytes)), makeZlibCodec(),
        QStringLiteral("layer"), nullptr);
    return readAll(decoder, 1U << 16U);
}

Decoded decodeByIsal(const QByteArray &bytes, std::size_t pieceBytes)
{
    FrameDecoder decoder(DecoderInput(std::make_unique<PieceSource>(bytes, pieceBytes)), makeIsalCodec(),
        QStringLiteral("layer"), nullptr);
    return readAll(decoder, 1U << 16U);
}

// Text, noise and zeros, so that stored, fixed and dynamic blocks all occur.
QByteArray sampleBytes(std::size_t size)
{
    std::mt19937_64 random(size);
    QByteArray bytes;
    while (static_cast<std::size_t>(bytes.size()) < size) {
        switch (random() % 3) {
        case 0:
            bytes += QByteArray("the quick brown fox ").repeated(1 + static_cast<qsizetype>(random() % 500));
            break;
        case 1:
            for (std::size_t i = random() % 5000; i > 0; --i)
                bytes += static_cast<char>(random());
            break;
        default:
            bytes += QByteArray(static_cast<qsizetype>(random() % 9000), '\0');
        }
    }
    return bytes.left(static_cast<qsizetype>(size));
}

// A member with every optional field of the header.
QByteArray gzipWithAllFields(const QByteArray &bytes)
{
    const QByteArray plain = gzip(bytes);
    QByteArray head = plain.left(10);
    constexpr char kHeaderCrc = 2;
    constexpr char kExtra = 4;
    constexpr char kName = 8;
    constexpr char kComment = 16;
    head[3] = kHeaderCrc | kExtra | kName | kComment;
    head += QByteArray("\x05\x00"
                       "extra",
                7)
        + QByteArray("layer.tar", 10) + QByteArray("made by hand", 13);
    const auto crc = static_cast<unsigned>(
        crc32(0, reinterpret_cast<const Bytef *>(head.constData()), static_cast<uInt>(head.size())));
    head += static_cast<char>(crc & 0xffU);
    head += static_cast<char>(crc >> 8U & 0xffU);
    return head + plain.mid(10);
}

} // namespace

class TestDecoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sniff_data();
    void sniff();
    void good_data();
    void good();
    void bad_data();
    void bad();
    void codecsInSmallSteps_data();
    void codecsInSmallSteps();
    void errorComesAfterGoodBytes();
    void windowLimit();
    void sourceErrorIsPassedOn();
    void oneLevelOnly();
    void plainMemoryIsTakenInPlace();
    void cancelEndsEmptyMembers();
};

void TestDecoder::sniff_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<Compression>("expected");
    QTest::newRow("gzip") << gzip("x") << Compression::Gzip;
    QTest::newRow("zstd") << zstd("x") << Compression::Zstd;
    QTest::newRow("skippable frame") << zstd("x", 1, true) << Compression::Zstd;
    QTest::newRow("last skippable magic") << QByteArray("\x5f\x2a\x4d\x18", 4) << Compression::Zstd;
    QTest::newRow("tar") << TarBuilder().file("a", "").bytes() << Compression::None;
    QTest::newRow("gzip of an unknown method") << QByteArray("\x1f\x8b\x07\x00", 4) << Compression::None;
    QTest::newRow("three bytes") << QByteArray("\x1f\x8b\x08", 3) << Compression::None;
    QTest::newRow("nothing") << QByteArray() << Compression::None;
}

void TestDecoder::sniff()
{
    QFETCH(const QByteArray, head);
    QFETCH(const Compression, expected);
    QCOMPARE(static_cast<int>(sniffCompression(asBytes(head))), static_cast<int>(expected));
}

void TestDecoder::good_data()
{
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<bool>("hasGarbage");
    const QByteArray bytes = sampleBytes(900'000);
    const QByteArray little = sampleBytes(3000);
    QTest::newRow("plain") << bytes << bytes << false;
    QTest::newRow("nothing") << QByteArray() << QByteArray() << false;
    QTest::newRow("two bytes") << QByteArray("ab") << QByteArray("ab") << false;
    for (const int level : { 0, 1, 6, 9 })
        QTest::addRow("gzip level %d", level) << gzip(bytes, 1, level) << bytes << false;
    QTest::newRow("gzip, nothing inside") << gzip({}) << QByteArray() << false;
    QTest::newRow("gzip, 7 members") << gzip(bytes, 7) << bytes << false;
    QTest::newRow("gzip, 1000 members") << gzip(little, 1000) << little << false;
    QTest::newRow("gzip, empty members around") << gzip({}, 3) + gzip(little) + gzip({}, 2) << little << false;
    QTest::newRow("gzip, all header fields") << gzipWithAllFields(little) << little << false;
    QTest::newRow("gzip, members with all header fields")
        << gzipWithAllFields(little) + gzipWithAllFields(bytes) << little + bytes << false;
    QTest::newRow("gzip, zero padding") << gzip(little) + QByteArray(700'000, '\0') << little << false;
    QTest::newRow("gzip, padding between members")
        << gzip(little) + QByteArray(300, '\0') + gzip(little) << little + little << false;
    QTest::newRow("gzip, garbage") << gzip(little) + QByteArray("garbage") << little << true;
    QTest::newRow("gzip, one byte of garbage") << gzip(little) + QByteArray("\x1f") << little << true;
    QTest::newRow("gzip, half a magic") << gzip(little) + QByteArray("\x1f\x8b") << little << true;
    QTest::newRow("gzip, padding and garbage")
        << gzip(little) + QByteArray(20, '\0') + QByteArray("x") << little << true;
    for (const int level : { 1, 3, 19 })
        QTest::addRow("zstd level %d", level) << zstd(bytes, 1, false, level) << bytes << false;
    QTest::newRow("zstd, nothing inside") << zstd({}) << QByteArray() << false;
    QTest::newRow("zstd, 9 frames") << zstd(bytes, 9) << bytes << false;
    QTest::newRow("zstd, skippable frames") << zstd(bytes, 5, true) << bytes << false;
    QTest::newRow("zstd, skippable frames only") << zstd({}, 1, true).left(13) << QByteArray() << false;
    QTest::newRow("zstd, long window") << zstd(bytes, 1, false, 3, limits::kZstdWindowLog) << bytes << false;
    QTest::newRow("zstd, garbage") << zstd(little) + QByteArray("garbage") << little << true;
    QTest::newRow("zstd, zero padding") << zstd(little) + QByteArray(1000, '\0') << little << false;
}

void TestDecoder::good()
{
    QFETCH(const QByteArray, stored);
    QFETCH(const QByteArray, expected);
    QFETCH(const bool, hasGarbage);
    const auto check = [&](const Decoded &decoded, const char *how) {
        QVERIFY2(!decoded.error, qPrintable(QLatin1String(how) + (decoded.error ? decoded.error->detail : QString())));
        QVERIFY2(decoded.bytes == expected, how);
        QCOMPARE(decoded.hasGarbage, hasGarbage);
        if (!hasGarbage)
            QCOMPARE(decoded.consumed, static_cast<std::uint64_t>(stored.size()));
    };
    check(decode(std::make_unique<MemorySource>(asBytes(stored))), "memory");
    check(decode(std::make_unique<MemorySource>(asBytes(stored)), 777), "memory, small buffer");
    check(decode(std::make_unique<PieceSource>(stored, 100'000)), "large pieces");
    check(decode(std::make_unique<PieceSource>(stored, 1)), "pieces of one byte");
    if (sniffCompression(asBytes(stored)) == Compression::Gzip) {
        check(decodeByZlib(stored, 4000), "zlib");
        check(decodeByZlib(stored, 1), "zlib, pieces of one byte");
        check(decodeByIsal(stored, 4000), "ISA-L");
        check(decodeByIsal(stored, 3), "ISA-L, pieces of three bytes");
    }
}

void TestDecoder::bad_data()
{
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QString>("detail"); // a part of it, empty: any
    const QByteArray bytes = sampleBytes(300'000);
    const QByteArray zipped = gzip(bytes);
    const QByteArray frame = zstd(bytes);
    const auto flipped = [](QByteArray data, qsizetype at) {
        data[at] = static_cast<char>(data[at] ^ 0x10);
        return data;
    };
    const auto cutOff = QStringLiteral("cut off");
    QTest::newRow("gzip, cut in the data") << zipped.left(zipped.size() / 2) << cutOff;
    QTest::newRow("gzip, cut in the header") << zipped.left(6) << cutOff;
    QTest::newRow("gzip, header only") << zipped.left(10) << cutOff;
    QTest::newRow("gzip, cut in the trailer") << zipped.chopped(3) << cutOff;
    QTest::newRow("gzip, without the trailer") << zipped.chopped(8) << cutOff;
    QTest::newRow("gzip, second member cut") << zipped + zipped.left(zipped.size() / 3) << cutOff;
    QTest::newRow("gzip, wrong CRC") << flipped(zipped, zipped.size() - 6) << QString();
    QTest::newRow("gzip, wrong length") << flipped(zipped, zipped.size() - 2) << QString();
    QTest::newRow("gzip, wrong CRC of the first member") << flipped(zipped, zipped.size() - 6) + zipped << QString();
    QTest::newRow("gzip, wrong header checksum") << flipped(gzipWithAllFields(bytes), 5) << QString();
    QTest::newRow("gzip, reserved flag") << flipped(zipped, 3).replace(3, 1, "\x80") << QString();
    QTest::newRow("gzip, cut in the extra field") << gzipWithAllFields(bytes).left(14) << cutOff;
    QTest::newRow("gzip, a flipped bit") << flipped(zipped, zipped.size() / 2) << QString();
    QTest::newRow("gzip, reserved block type")
        << QByteArray("\x1f\x8b\x08\0\0\0\0\0\0\0\x07", 11) + zipped << QString();
    QTest::newRow("zstd, cut in the data") << frame.left(frame.size() / 2) << cutOff;
    QTest::newRow("zstd, magic only") << frame.left(4) << cutOff;
    QTest::newRow("zstd, without the checksum") << frame.chopped(4) << cutOff;
    QTest::newRow("zstd, cut skippable frame") << zstd({}, 1, true).left(10) << cutOff;
    QTest::newRow("zstd, wrong checksum") << flipped(frame, frame.size() - 1) << QString();
    QTest::newRow("zstd, a flipped bit") << flipped(frame, frame.size() / 2) << QString();
}

void TestDecoder::bad()
{
    QFETCH(const QByteArray, stored);
    QFETCH(const QString, detail);
    std::vector<Decoded> all;
    all.push_back(decode(std::make_unique<MemorySource>(asBytes(stored))));
    all.push_back(decode(std::make_unique<PieceSource>(stored, 5000)));
    all.push_back(decode(std::make_unique<PieceSource>(stored, 1)));
    if (sniffCompression(asBytes(stored)) == Compression::Gzip) {
        all.push_back(decodeByZlib(stored, 5000));
        all.push_back(decodeByIsal(stored, 5000));
    }
    for (const Decoded &decoded : all) {
        QVERIFY(decoded.error);
        QCOMPARE(decoded.error->code, ErrorCode::Corrupt);
        QCOMPARE(decoded.error->subject, QStringLiteral("layer"));
        QVERIFY2(decoded.error->detail.contains(detail), qPrintable(decoded.error->detail));
    }
}

void TestDecoder::codecsInSmallSteps_data()
{
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray little = sampleBytes(20'000);
    for (const int level : { 0, 1, 9 })
        QTest::addRow("gzip level %d", level) << gzip(little, 1, level) << little;
    QTest::newRow("gzip, all header fields") << gzipWithAllFields(little) << little;
    QTest::newRow("gzip, nothing inside") << gzipWithAllFields({}) << QByteArray();
    QTest::newRow("zstd") << zstd(little) << little;
}

// One frame, in steps of every size from one byte: no codec may lose its place between two calls.
void TestDecoder::codecsInSmallSteps()
{
    QFETCH(const QByteArray, stored);
    QFETCH(const QByteArray, expected);
    const bool isGzip = sniffCompression(asBytes(stored)) == Compression::Gzip;
    for (const auto make : { isGzip ? makeIsalCodec : makeZstdCodec, isGzip ? makeZlibCodec : makeZstdCodec }) {
        for (const std::size_t stepBytes : { 1, 2, 3, 7, 8, 9, 20, 100 }) {
            for (const std::size_t roomBytes : { 64, 40'000 }) {
                const std::unique_ptr<Codec> codec = make();
                std::vector<std::byte> room(roomBytes);
                QByteArray bytes;
                std::span<const std::byte> rest = asBytes(stored);
                bool isEnd = false;
                while (!isEnd) {
                    const auto step = codec->step(rest.first(std::min(stepBytes, rest.size())), room);
                    QVERIFY2(step, step ? "" : qPrintable(step.error().detail));
                    QVERIFY(step->isFrameEnd || step->consumed + step->produced > 0 || rest.size() > stepBytes);
                    bytes.append(reinterpret_cast<const char *>(room.data()), static_cast<qsizetype>(step->produced));
                    rest = rest.subspan(step->consumed);
                    isEnd = step->isFrameEnd;
                }
                QVERIFY(rest.empty());
                QVERIFY(bytes == expected);
            }
        }
    }
}

void TestDecoder::errorComesAfterGoodBytes()
{
    const QByteArray bytes = sampleBytes(500'000);
    const QByteArray stored = gzip(bytes) + gzip(bytes).left(1000);
    const Decoded decoded = decode(std::make_unique<MemorySource>(asBytes(stored)));
    QVERIFY(decoded.error);
    QVERIFY(decoded.bytes.size() >= bytes.size());
    QCOMPARE(decoded.bytes.left(bytes.size()), bytes);
}

void TestDecoder::windowLimit()
{
    const QByteArray bytes = sampleBytes(300'000);
    const QByteArray stored = zstd(bytes, 1, false, 3, limits::kZstdWindowLog + 1);
    const Decoded decoded = decode(std::make_unique<MemorySource>(asBytes(stored)));
    QVERIFY(decoded.error);
    QCOMPARE(decoded.error->code, ErrorCode::LimitExceeded);
    QVERIFY2(decoded.error->detail.contains(QStringLiteral("128 MiB")), qPrintable(decoded.error->detail));
}

void TestDecoder::sourceErrorIsPassedOn()
{
    const QByteArray stored = gzip(sampleBytes(300'000));
    const Error broken { ErrorCode::Network, QStringLiteral("engine"), QStringLiteral("went away") };
    const Decoded decoded = decode(std::make_unique<PieceSource>(stored.left(20'000), 1000, broken));
    QVERIFY(decoded.error);
    QCOMPARE(*decoded.error, broken);
    const Decoded atOnce = decode(std::make_unique<PieceSource>(QByteArray(), 1000, broken));
    QVERIFY(atOnce.error);
    QCOMPARE(*atOnce.error, broken);
}

void TestDecoder::oneLevelOnly()
{
    const QByteArray inner = gzip(sampleBytes(1000));
    const QByteArray stored = gzip(inner);
    QCOMPARE(decode(std::make_unique<MemorySource>(asBytes(stored))).bytes, inner);
}

void TestDecoder::plainMemoryIsTakenInPlace()
{
    const QByteArray bytes = sampleBytes(1000);
    auto decoder = Decoder::create(std::make_unique<MemorySource>(asBytes(bytes)), QStringLiteral("layer"));
    QVERIFY(decoder);
    const auto memory = (*decoder)->takeMemory();
    QVERIFY(memory);
    QCOMPARE(static_cast<const void *>(memory->data()), static_cast<const void *>(bytes.constData()));
    QCOMPARE(memory->size(), std::size_t(1000));
    QCOMPARE((*decoder)->consumedBytes(), std::uint64_t(1000));
    auto zipped = Decoder::create(std::make_unique<PieceSource>(bytes, 10), QStringLiteral("layer"));
    QVERIFY(zipped && !(*zipped)->takeMemory());
}

// Members without content keep one read() busy for as long as there are any.
void TestDecoder::cancelEndsEmptyMembers()
{
    const QByteArray stored = gzip({}, 1).repeated(100'000);
    Job job;
    job.cancel();
    auto decoder = Decoder::create(std::make_unique<MemorySource>(asBytes(stored)), QStringLiteral("layer"), &job);
    QVERIFY(decoder);
    std::byte buffer[100];
    const auto count = (*decoder)->read(buffer);
    QVERIFY(!count);
    QCOMPARE(count.error().code, ErrorCode::Cancelled);
    QVERIFY((*decoder)->consumedBytes() < 1000);
}

QTEST_APPLESS_MAIN(TestDecoder)
#include "tst_decoder.moc"
