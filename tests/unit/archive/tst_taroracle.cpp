// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// libarchive as the oracle of TarReader: for tars of every kind, whole ones and thousands of seeded mutations of them, both
// must see the same entries with the same contents, or the difference is one of those that Difference lists with its reason.
#include "tests/support/tarbuilder.h"
#include "tests/support/tardump.h"

#include <QtTest/QTest>

#include <clocale>
#include <random>

using namespace varve;
using namespace varve::test;

namespace {

using Random = std::mt19937_64;

std::size_t below(Random &random, std::size_t limit)
{
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

// A valid tar of a few entries of any kind.
QByteArray randomTar(Random &random)
{
    constexpr TarFormat kFormats[] = { TarFormat::V7, TarFormat::Ustar, TarFormat::Gnu, TarFormat::Pax };
    TarBuilder builder(kFormats[below(random, 4)]);
    if (below(random, 4) == 0)
        builder.prefix("./");
    const std::size_t count = 1 + below(random, 6);
    for (std::size_t i = 0; i < count; ++i) {
        EntryOptions options;
        options.mode = static_cast<int>(below(random, 010000));
        options.uid = static_cast<std::int64_t>(below(random, 3'000'000));
        options.gid = static_cast<std::int64_t>(below(random, 100));
        options.mtime = static_cast<std::int64_t>(below(random, 1U << 31U));
        if (below(random, 4) == 0)
            options.xattrs.emplace_back(
                "user.k" + std::to_string(below(random, 3)), std::string(below(random, 9), 'v'));
        if (below(random, 6) == 0)
            options.mtimeText =
                std::to_string(below(random, 1U << 31U)) + '.' + std::to_string(below(random, 1'000'000'000));
        std::string name = "d" + std::to_string(below(random, 3)) + "/f" + std::to_string(below(random, 20));
        if (below(random, 5) == 0)
            name += '/' + std::string(1 + below(random, 220), 'n');
        const std::string data(
            below(random, 3) == 0 ? below(random, 3000) : below(random, 20), static_cast<char>('a' + i));
        switch (below(random, 11)) {
        case 0:
            builder.dir(name, options);
            break;
        case 1:
            builder.symlink(name, data.substr(0, 150) + 't', options);
            break;
        case 2:
            builder.hardLink(name, "d0/f1", options);
            break;
        case 3:
            builder.charDevice(name, 1, static_cast<unsigned>(below(random, 256)), options);
            break;
        case 4:
            builder.fifo(name, options);
            break;
        case 5:
        case 6: {
            constexpr SparseFormat kSparse[] = { SparseFormat::OldGnu, SparseFormat::Pax00, SparseFormat::Pax01,
                SparseFormat::Pax10 };
            std::vector<std::pair<std::int64_t, std::string>> pieces;
            std::int64_t offset = 0;
            for (std::size_t k = below(random, 8); k > 0; --k) {
                offset += static_cast<std::int64_t>(1 + below(random, 2000));
                pieces.emplace_back(offset, std::string(1 + below(random, 600), static_cast<char>('A' + k)));
                offset += static_cast<std::int64_t>(pieces.back().second.size());
            }
            builder.sparse(name, offset + static_cast<std::int64_t>(below(random, 5000)), pieces,
                kSparse[below(random, 4)], options);
            break;
        }
        default:
            builder.file(name, data, options);
        }
    }
    if (below(random, 8) == 0)
        builder.withoutEndMarker();
    return builder.bytes();
}

// One to three changes of the kinds that break readers: fields with odd numbers, bytes, cuts, moved and repeated blocks.
QByteArray mutated(QByteArray tar, Random &random)
{
    constexpr std::size_t kBlock = 512;
    for (std::size_t change = 1 + below(random, 3); change > 0 && tar.size() >= 512; --change) {
        const std::size_t blocks = static_cast<std::size_t>(tar.size()) / kBlock;
        const std::size_t block = below(random, blocks);
        const std::span<char, kBlock> header(tar.data() + block * kBlock, kBlock);
        switch (below(random, 9)) {
        case 0:
            header[below(random, kBlock)] = static_cast<char>(below(random, 256)); // mostly a bad checksum
            break;
        case 1:
            header[below(random, kBlock)] = static_cast<char>(below(random, 256));
            fixChecksum(header);
            break;
        case 2: {
            constexpr std::string_view kTypes("0123456789LKxgSDVXAMN\0z", 23);
            header[156] = kTypes[below(random, kTypes.size())];
            fixChecksum(header);
            break;
        }
        case 3: {
            constexpr std::pair<std::size_t, std::size_t> kFields[] = { { 100, 8 }, { 108, 8 }, { 116, 8 }, { 124, 12 },
                { 136, 12 } };
            const auto [offset, length] = kFields[below(random, 5)];
            const std::span<char> field = std::span<char>(header).subspan(offset, length);
            if (below(random, 3) == 0)
                writeBase256(field, static_cast<std::int64_t>(random()) >> below(random, 63));
            else
                writeOctal(field, static_cast<std::int64_t>(below(random, 5000)));
            fixChecksum(header);
            break;
        }
        case 4:
            tar.truncate(static_cast<qsizetype>(below(random, static_cast<std::size_t>(tar.size()) + 1)));
            break;
        case 5: {
            const QByteArray copy(header.data(), kBlock);
            tar.insert(static_cast<qsizetype>(below(random, blocks) * kBlock), copy);
            break;
        }
        case 6:
            tar.remove(static_cast<qsizetype>(block * kBlock), kBlock);
            break;
        case 7: { // inside text, where PAX records and sparse maps are
            constexpr std::string_view kBytes("0123456789 =\n,.-/\0a", 19);
            for (std::size_t i = below(random, 3); i < 3; ++i)
                header[below(random, 60)] = kBytes[below(random, kBytes.size())];
            if (below(random, 2) == 0)
                fixChecksum(header);
            break;
        }
        default:
            constexpr std::string_view kMagics[] = { { "ustar\00000", 8 }, { "ustar  \0", 8 },
                { "\0\0\0\0\0\0\0\0", 8 } };
            std::copy_n(kMagics[below(random, 3)].begin(), 8, header.begin() + 257);
            fixChecksum(header);
        }
    }
    return tar;
}

// Where the two may differ, and why ours is as it is. Everything else is a failure.
enum class Difference {
    None,
    OurProblem, // we call an entry unusable that engines (Go) refuse as well; libarchive guesses or warns
    TheirWarning, // libarchive itself is not sure
    ImpossibleSize, // a size field with garbage: libarchive takes the digits before it, GNU tar and Go refuse, as we do
    MissingPadding, // the last file is whole but not padded: Go accepts, libarchive calls it truncated
    DanglingExtension, // an extension header and then the end: cut off without an end marker, else ignored, as in Go
    TooManyExtensions, // our limit
    Unrecognized, // libarchive's first look needs more than a checksum
    HardLinkBody, // a size on a hard link: we look at what follows, libarchive at the format it believes to see
    HeaderOnlyBody, // a PAX size on a symlink, device or folder: engines and we know that these have no body
    ExtensionOrder, // several extension headers on one entry: with us GNU names beat PAX and the last of a kind wins, as in Go
    SparseRecords, // sparse records that are damaged: which of them make a sparse file is Go's decision
    StraySparseMap, // an old GNU sparse map on an entry that is not 'S': for us and Go the type decides
    VolumeBody, // a volume label with a body: libarchive reads the body as a header
    LongLinkOnly, // a GNU long link before a link whose own name field is empty: libarchive drops it
    SlashWithContent, // a file with a slash behind its name and a content: a file for engines, a folder that loses step here
    NegativeFraction, // -1.5 is one and a half seconds before 1970, libarchive says half a second
    Unknown,
};

bool sameEntry(const DumpedEntry &ours, DumpedEntry theirs)
{
    theirs.problem.clear();
    return ours == theirs;
}

// Counts extension headers in the longest row before one entry.
int longestExtensionRow(const QByteArray &tar)
{
    int longest = 0;
    int row = 0;
    for (qsizetype offset = 0; offset + 512 <= tar.size(); offset += 512) {
        const QByteArrayView magic(tar.constData() + offset + 257, 5);
        if (magic != QByteArrayView("ustar"))
            continue;
        row = QByteArrayView("xXgLKVA").contains(tar[offset + 156]) ? row + 1 : 0;
        longest = std::max(longest, row);
    }
    return longest;
}

Difference differenceOf(const QByteArray &tar, const TarDump &ours, const TarDump &theirs)
{
    bool hasSparse = tar.contains("GNU.s");
    bool hasStrayMap = false;
    // A label is rare enough to be told by its type alone.
    for (qsizetype offset = 0; offset + 512 <= tar.size(); offset += 512) {
        if (tar[offset + 156] == 'V')
            return Difference::VolumeBody;
        // Where GNU tar keeps the map there is an octal number, in a header of another type.
        if (tar.mid(offset + 257, 7) == "ustar  " && (tar[offset + 386] == '0' || tar[offset + 483] == '0'))
            (tar[offset + 156] == 'S' ? hasSparse : hasStrayMap) = true;
    }
    const QString theirText = theirs.error ? theirs.error->detail : QString();
    const QString ourText = ours.error ? ours.error->detail : QString();
    if (theirText.contains(QLatin1String("Unrecognized")) && (!ours.entries.empty() || !ours.error))
        return Difference::Unrecognized;
    if (theirText.contains(QLatin1String("cannot be sparse")) || theirText.contains(QLatin1String("Line too long")))
        return Difference::SparseRecords;
    const std::size_t common = std::min(ours.entries.size(), theirs.entries.size());
    bool hadProblem = false;
    bool hadHeaderOnly = false;
    const bool hadWarning = std::any_of(
        theirs.entries.begin(), theirs.entries.end(), [](const DumpedEntry &entry) { return !entry.problem.empty(); });
    bool hadSlash = false;
    for (std::size_t i = 0; i < common; ++i) {
        const DumpedEntry &our = ours.entries[i];
        const DumpedEntry &their = theirs.entries[i];
        hadProblem = hadProblem || !our.problem.empty();
        hadHeaderOnly = hadHeaderOnly || (our.type >= '2' && our.type <= '6');
        hadSlash = hadSlash || our.path.ends_with('/');
        if (!our.problem.empty() || sameEntry(our, their))
            continue;
        if (hadProblem)
            return Difference::OurProblem;
        if (hadWarning)
            return Difference::TheirWarning;
        if (hadSlash && their.type != our.type)
            return Difference::SlashWithContent;
        if (our.mtimeNs < 0 && our.mtimeNs % 1'000'000'000 != 0)
            return Difference::NegativeFraction;
        if (our.type == '1' && our.sizeBytes != their.sizeBytes)
            return Difference::HardLinkBody;
        if (longestExtensionRow(tar) > 1)
            return Difference::ExtensionOrder;
        if ((our.type == '1' || our.type == '2') && their.link.empty())
            return Difference::LongLinkOnly;
        if (hasStrayMap)
            return Difference::StraySparseMap;
        if (hasSparse)
            return Difference::SparseRecords;
        if (hadHeaderOnly && tar.contains(" size="))
            return Difference::HeaderOnlyBody;
        return Difference::Unknown;
    }
    if (ours.entries.size() == theirs.entries.size() && ours.error.has_value() == theirs.error.has_value())
        return hadProblem ? Difference::OurProblem : Difference::None;
    if (hadProblem || (ours.entries.size() > common && !ours.entries[common].problem.empty()))
        return Difference::OurProblem;
    if (ourText.contains(QLatin1String("extension headers in a row")))
        return Difference::TooManyExtensions;
    if (hadWarning)
        return Difference::TheirWarning;
    if (ourText.contains(QLatin1String("cut off inside the content")) && hasSparse)
        return Difference::SparseRecords; // the map ends before the content that is cut
    if (ours.entries.size() > common && ours.entries[common].type == '1')
        return Difference::HardLinkBody;
    if (ourText.contains(QLatin1String("impossible size")))
        return Difference::ImpossibleSize;
    if (ourText.contains(QLatin1String("without its entry")))
        return Difference::DanglingExtension;
    if (!ours.error && theirText.contains(QLatin1String("Truncated")) && !ours.hasEndMarker && tar.size() % 512 != 0)
        return Difference::MissingPadding;
    if (!ours.error && theirText.contains(QLatin1String("Damaged")) && ours.entries.size() == theirs.entries.size())
        return Difference::DanglingExtension;
    if (hasStrayMap)
        return Difference::StraySparseMap;
    if (theirs.entries.size() > common && theirs.entries[common].path.ends_with('/'))
        return Difference::SlashWithContent;
    if (longestExtensionRow(tar) > 1)
        return Difference::ExtensionOrder;
    if (hadSlash)
        return Difference::SlashWithContent;
    if (hadHeaderOnly && tar.contains(" size="))
        return Difference::HeaderOnlyBody;
    return Difference::Unknown;
}

} // namespace

Q_DECLARE_METATYPE(Difference)

class TestTarOracle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { std::setlocale(LC_ALL, "C.UTF-8"); } // libarchive converts PAX names through the locale
    void wholeTarsAgree();
    void knownDifferences_data();
    void knownDifferences();
    void mutatedTarsAgree_data();
    void mutatedTarsAgree();
};

void TestTarOracle::wholeTarsAgree()
{
    for (unsigned seed = 0; seed < 3000; ++seed) {
        Random random(seed);
        const QByteArray tar = randomTar(random);
        const TarDump ours = dumpMemory(tar);
        const TarDump theirs = dumpByLibarchive(tar);
        QVERIFY2(!ours.error && !theirs.error, qPrintable(QStringLiteral("seed %1").arg(seed)));
        QCOMPARE(ours.entries.size(), theirs.entries.size());
        for (std::size_t i = 0; i < ours.entries.size(); ++i)
            QCOMPARE(QByteArray::fromStdString(ours.entries[i].toText()),
                QByteArray::fromStdString(theirs.entries[i].toText()));
    }
}

// Each listed difference really is one: when libarchive changes its mind, the list shrinks.
void TestTarOracle::knownDifferences_data()
{
    QTest::addColumn<QByteArray>("tar");
    QTest::addColumn<Difference>("expected");
    const auto row = [](const char *name, const TarBuilder &builder, Difference difference) {
        QTest::newRow(name) << builder.bytes() << difference;
    };
    row("agreement", TarBuilder().file("a", "x"), Difference::None);
    row("malformed PAX", TarBuilder().paxHeaderRaw("9 path=xy").file("f", "data"), Difference::OurProblem);
    row("size with letters", TarBuilder().file("a", "").file("b", "").sizeField("0z"), Difference::ImpossibleSize);
    QTest::newRow("no padding") << TarBuilder().file("a", "x").bytes().left(513) << Difference::MissingPadding;
    row("PAX header before the end", TarBuilder().file("a", "x").paxHeader({ { "path", "b" } }),
        Difference::DanglingExtension);
    TarBuilder nested;
    for (int i = 0; i < 65; ++i)
        nested.paxHeader({ { "path", "x" } });
    row("65 PAX headers", nested.file("a", ""), Difference::TooManyExtensions);
    row("time with an odd byte", TarBuilder().file("a", "x").patchLast([](auto header) { header[140] = '\3'; }),
        Difference::Unrecognized);
    row("hard link with a size in a pax tar",
        TarBuilder(TarFormat::Pax)
            .hardLink("h", "t")
            .sizeField("00000001000")
            .file("f", std::string(512, 'x'))
            .file("g", ""),
        Difference::HardLinkBody);
    row("symlink with a PAX size",
        TarBuilder().symlink("s", "t", { .pax = { { "size", "512" } } }).file("f", "").file("g", ""),
        Difference::HeaderOnlyBody);
    row("PAX path, then GNU name", TarBuilder().paxHeader({ { "path", "pax" } }).gnuLong('L', "gnu").file("f", ""),
        Difference::ExtensionOrder);
    row("sparse name and size without a map",
        TarBuilder().file("s", "data", { .pax = { { "GNU.sparse.size", "9" }, { "GNU.sparse.name", "t" } } }),
        Difference::SparseRecords);
    row("volume label with a body", TarBuilder(TarFormat::Gnu).entry('V', "label", "body").file("f", "x"),
        Difference::VolumeBody);
    row("sparse map on a plain file",
        TarBuilder()
            .sparse("s", 5000, { { 0, std::string(512, 'a') } }, SparseFormat::OldGnu)
            .patchLast([](auto header) { header[156] = '0'; }),
        Difference::StraySparseMap);
    row("long link only", TarBuilder(TarFormat::Gnu).gnuLong('K', "target").symlink("s", ""), Difference::LongLinkOnly);
    row("slash and content", TarBuilder().file("f/", "x").file("g", ""), Difference::SlashWithContent);
    row("time of -1.5", TarBuilder().file("f", "", { .mtimeText = "-1.5" }), Difference::NegativeFraction);
}

void TestTarOracle::knownDifferences()
{
    QFETCH(const QByteArray, tar);
    QFETCH(const Difference, expected);
    const TarDump ours = dumpMemory(tar);
    const TarDump theirs = dumpByLibarchive(tar);
    QCOMPARE(static_cast<int>(differenceOf(tar, ours, theirs)), static_cast<int>(expected));
    bool isSame = ours.entries.size() == theirs.entries.size() && ours.error.has_value() == theirs.error.has_value();
    for (std::size_t i = 0; isSame && i < ours.entries.size(); ++i)
        isSame = sameEntry(ours.entries[i], theirs.entries[i]);
    QCOMPARE(isSame, expected == Difference::None);
}

void TestTarOracle::mutatedTarsAgree_data()
{
    QTest::addColumn<unsigned>("firstSeed");
    // VARVE_TAR_SEEDS: more, for a long run by hand.
    const unsigned seeds = std::max(16'000U, qEnvironmentVariable("VARVE_TAR_SEEDS").toUInt());
    for (unsigned seed = 0; seed < seeds; seed += 2000)
        QTest::addRow("seeds from %u", seed) << seed;
}

void TestTarOracle::mutatedTarsAgree()
{
    QFETCH(const unsigned, firstSeed);
    int agreed = 0;
    for (unsigned seed = firstSeed; seed < firstSeed + 2000; ++seed) {
        Random random(seed);
        const QByteArray tar = mutated(randomTar(random), random);
        const TarDump ours = dumpMemory(tar);
        QCOMPARE(QByteArray::fromStdString(dumpStream(tar, 700).toText()), QByteArray::fromStdString(ours.toText()));
        const TarDump theirs = dumpByLibarchive(tar);
        const Difference difference = differenceOf(tar, ours, theirs);
        if (difference == Difference::Unknown) {
            const std::string text = "seed " + std::to_string(seed) + "\nours:\n" + ours.toText()
                + (ours.error ? ours.error->detail.toStdString() : std::string()) + "\nlibarchive:\n" + theirs.toText()
                + (theirs.error ? theirs.error->detail.toStdString() : std::string());
            QFAIL(text.c_str());
        }
        agreed += difference == Difference::None ? 1 : 0;
    }
    // The list must not swallow everything.
    QVERIFY2(agreed > 1500, qPrintable(QString::number(agreed)));
}

QTEST_APPLESS_MAIN(TestTarOracle)
#include "tst_taroracle.moc"
