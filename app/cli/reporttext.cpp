// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/reporttext.h"

#include "app/cli/texttable.h"
#include "services/types/imagereference.h"
#include "services/types/instruction.h"
#include "services/types/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace varve {

namespace {

using namespace Qt::StringLiterals;
using Align = TextTable::Align;

constexpr std::size_t kListedWaste = 20;
constexpr qsizetype kListedWarnings = 20;
constexpr int kBarColumns = 8;
constexpr int kWarningColumns = 300; // a path may have thousands of characters

QString percent(double fraction)
{
    return QString::number(fraction * 100.0, 'f', 1) + " %"_L1;
}

double share(std::int64_t part, std::int64_t whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

// In eighths of a column, so that small differences show.
QString bar(double fraction)
{
    static constexpr std::array<char16_t, 8> kEighths { u' ', u'▏', u'▎', u'▍', u'▌', u'▋', u'▊', u'▉' };
    const int eighths = static_cast<int>(std::lround(std::clamp(fraction, 0.0, 1.0) * kBarColumns * 8));
    QString text(eighths / 8, u'█');
    if (eighths % 8 > 0)
        text += QChar(kEighths[static_cast<std::size_t>(eighths % 8)]);
    else if (eighths == 0 && fraction > 0.0)
        text += QChar(kEighths[1]);
    return text;
}

QString kindName(ImageKind kind)
{
    static constexpr std::array kNames { "image"_L1, "attestation"_L1, "signature"_L1, "chart"_L1, "artifact"_L1 };
    return kNames[static_cast<std::size_t>(kind)];
}

QString kindName(StoreKind kind)
{
    static constexpr std::array kNames { "docker-archive"_L1, "OCI layout"_L1, "OCI archive"_L1, "engine"_L1,
        "containers-storage"_L1, "library"_L1, "registry"_L1 };
    return kNames[static_cast<std::size_t>(kind)];
}

Cell countCell(std::uint32_t count, Ink ink)
{
    return { QString::number(count), count == 0 ? Ink::Quiet : ink };
}

Cell sizeCell(std::int64_t bytes)
{
    return { bytes < 0 ? u"-"_s : humanSize(bytes), bytes == 0 ? Ink::Quiet : Ink::Plain };
}

Cell proofCell(const LayerReport &layer, const LayerInfo &info)
{
    if (!layer.tree)
        return { u"UNREADABLE"_s, Ink::Red };
    switch (layer.proof.overall()) {
    case ProofState::Verified:
        return { u"verified"_s, Ink::Green };
    case ProofState::Mismatch:
        return { u"MISMATCH"_s, Ink::Red };
    case ProofState::Skipped:
        return { u"skipped"_s, Ink::Quiet };
    case ProofState::Pending:
    case ProofState::Unavailable:
        break;
    }
    if (layer.tree->fingerprintKind() == FingerprintKind::Crc64) // what the store has written down of it
        return { u"from records"_s, Ink::Yellow };
    const bool hasDigest = !info.diffId.isNull() || !info.blobDigest.isNull();
    return { hasDigest ? u"not proved"_s : u"no digest"_s, Ink::Yellow };
}

QString headerText(const ImageReport &report, const TextStyle &style)
{
    const ImageSummary &image = report.image.summary;
    QStringList names;
    for (const QString &name : image.names)
        names.append(inked(visibleText(name), Ink::Strong, style.hasColour));
    if (names.isEmpty())
        names.append(inked(u"<none>"_s, Ink::Strong, style.hasColour));
    const Digest &digest = image.displayDigest();
    QStringList facts { digest.isNull() ? visibleText(image.id.value) : digest.shortHex() };
    if (!image.platform.isEmpty())
        facts.append(visibleText(image.platform.toString()));
    if (image.created.isValid())
        facts.append(u"created %1 UTC (%2)"_s.arg(
            image.created.toUTC().toString(u"yyyy-MM-dd hh:mm:ss"), humanAge(image.created, style.now)));
    facts.append(kindName(report.sourceKind) + u' ' + visibleText(report.sourcePath));
    return names.join(u"  "_s) + u'\n' + inked(facts.join(u"  ·  "_s), Ink::Quiet, style.hasColour) + u"\n\n"_s;
}

// The newest layer first, as docker history prints them. People count from 1, here as in the window; the JSON from 0.
QString layersText(const ImageReport &report, const TextStyle &style)
{
    TextTable table;
    table.addColumn(u"#"_s, Align::Right);
    table.addColumn(u"SIZE"_s, Align::Right);
    if (style.hasBars)
        table.addColumn(QString(kBarColumns, u' '), Align::Left);
    table.addColumn(u"A"_s, Align::Right, Ink::Green);
    table.addColumn(u"M"_s, Align::Right, Ink::Yellow);
    table.addColumn(u"m"_s, Align::Right, Ink::Blue);
    table.addColumn(u"R"_s, Align::Right, Ink::Red);
    table.addColumn(u"WASTED"_s, Align::Right);
    table.addColumn(u"DIGEST"_s, Align::Left);
    table.addColumn(u"INSTRUCTION"_s, Align::Left);
    std::int64_t largest = 0;
    for (const LayerReport &layer : report.layers)
        largest = std::max(largest, layer.sizeBytes());
    for (int i = static_cast<int>(report.layers.size()) - 1; i >= 0; --i) {
        const LayerReport &layer = report.layers.at(i);
        const ChangeCounts &counts = report.tree->counts(i);
        std::vector<Cell> cells { { QString::number(i + 1), Ink::Quiet }, sizeCell(layer.sizeBytes()) };
        if (style.hasBars)
            cells.push_back({ bar(share(std::max<std::int64_t>(0, layer.sizeBytes()), largest)), Ink::Cyan });
        cells.push_back(countCell(counts.added, Ink::Green));
        cells.push_back(countCell(counts.modified, Ink::Yellow));
        cells.push_back(countCell(counts.metadataOnly, Ink::Blue));
        cells.push_back(countCell(counts.removed, Ink::Red));
        cells.push_back(sizeCell(report.analysis.wastedByLayer[static_cast<std::size_t>(i)]));
        cells.push_back(proofCell(layer, report.image.layers.at(i)));
        cells.push_back({ visibleText(prettifyInstruction(report.image.layers.at(i).instruction)) });
        table.addRow(std::move(cells));
    }
    return table.toString(style.width, style.hasColour)
        + inked(
            u"Paths: A added, M modified, m metadata only (stored again), R removed."_s, Ink::Quiet, style.hasColour)
        + u"\n\n"_s;
}

constexpr std::array kReasons { "overwritten"_L1, "removed"_L1, "metadata only"_L1 }; // in the order of WasteReason

// ": removed 12MB, overwritten 1MB", the largest first.
QString wasteByReason(const Analysis &analysis)
{
    std::array<std::pair<std::int64_t, QLatin1StringView>, kReasons.size()> sums {};
    for (std::size_t i = 0; i < kReasons.size(); ++i)
        sums[i].second = kReasons[i];
    for (const WasteItem &item : analysis.waste)
        sums[static_cast<std::size_t>(item.reason)].first += item.bytes;
    std::stable_sort(sums.begin(), sums.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    QStringList parts;
    for (const auto &[bytes, reason] : sums) {
        if (bytes > 0)
            parts.append(reason + u' ' + humanSize(bytes));
    }
    return parts.isEmpty() ? QString() : ": "_L1 + parts.join(", "_L1);
}

QString totalsText(const ImageReport &report, const TextStyle &style)
{
    const Analysis &analysis = report.analysis;
    const auto strong = [&style](const QString &text) { return inked(text, Ink::Strong, style.hasColour); };
    const auto label = [](QLatin1StringView text) { return QString(text).leftJustified(11); };
    const auto size = [&strong](std::int64_t bytes) { return strong(humanSize(bytes).rightJustified(8)); };
    const DiveFigures &dive = analysis.dive;
    QString text;
    text += label("Stored"_L1) + size(analysis.storedBytes)
        + u"  content of the files in %1 layers\n"_s.arg(report.layers.size());
    text += label("Visible"_L1) + size(analysis.visibleBytes) + "  what the finished image shows\n"_L1;
    text += label("Wasted"_L1) + size(analysis.wastedBytes)
        + u"  %1 of what is stored%2\n"_s.arg(
            percent(share(analysis.wastedBytes, analysis.storedBytes)), wasteByReason(analysis));
    text += label("Efficiency"_L1) + strong(percent(analysis.efficiency).rightJustified(8)) + '\n'_L1;
    text += label("dive"_L1) + strong(percent(dive.efficiency).rightJustified(8))
        + u"  efficiency; %1 wasted, %2 of the bytes above the bottom layer\n"_s.arg(
            humanSize(dive.wastedBytes), percent(dive.userWastedPercent));
    return text;
}

QString wasteText(const ImageReport &report, const TextStyle &style)
{
    static constexpr std::array kInks { Ink::Yellow, Ink::Red, Ink::Blue };
    const std::vector<WasteItem> &waste = report.analysis.waste;
    if (waste.empty())
        return {};
    TextTable table;
    table.addColumn(u"WASTED"_s, Align::Right);
    table.addColumn(u"REASON"_s, Align::Left);
    table.addColumn(u"STORED BY"_s, Align::Right);
    table.addColumn(u"HIDDEN BY"_s, Align::Right);
    table.addColumn(u"PATH"_s, Align::Left);
    const std::size_t shown = std::min(kListedWaste, waste.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const WasteItem &item = waste[i];
        const auto reason = static_cast<std::size_t>(item.reason);
        const std::string path = "/" + report.tree->path(item.node);
        table.addRow({ sizeCell(item.bytes), { kReasons[reason], kInks[reason] },
            { QString::number(item.storedBy + 1) }, { QString::number(item.hiddenBy + 1) },
            { visibleText(QByteArrayView(path.data(), static_cast<qsizetype>(path.size()))) } });
    }
    QString text = u"\n"_s + table.toString(style.width, style.hasColour);
    if (waste.size() > shown) {
        std::int64_t rest = 0;
        for (std::size_t i = shown; i < waste.size(); ++i)
            rest += waste[i].bytes;
        text += inked(u"and %1 more, %2 together\n"_s.arg(QString::number(waste.size() - shown), humanSize(rest)),
            Ink::Quiet, style.hasColour);
    }
    return text;
}

// Names in rows of their own, as docker images prints them.
QList<ImageReference> rowsOf(const ImageSummary &image)
{
    QList<ImageReference> rows;
    for (const QString &name : image.names)
        rows.append(ImageReference::fromStoredName(name));
    if (rows.isEmpty())
        rows.append(ImageReference {});
    return rows;
}

} // namespace

namespace {

// `source`: what stands in the last column; empty: there is none.
void addListing(TextTable &table, const Listing &listing, const QString &source, const QDateTime &now)
{
    const auto orNone = [](const QString &text) { return text.isEmpty() ? u"<none>"_s : visibleText(text); };
    for (const ImageSummary &image : listing.images) {
        const Digest &digest = image.displayDigest();
        for (const ImageReference &name : rowsOf(image)) {
            std::vector<Cell> row { { orNone(name.repository), Ink::Strong }, { orNone(name.tag) },
                { digest.isNull() ? visibleText(image.id.value).left(12) : digest.shortHex() },
                { humanAge(image.created, now) },
                sizeCell(image.listedBytes >= 0 ? image.listedBytes : image.blobBytes),
                { image.platform.isEmpty() ? u"-"_s : visibleText(image.platform.toString()) },
                { image.layerCount < 0 ? u"-"_s : QString::number(image.layerCount) },
                { image.isLocal ? kindName(image.kind) : kindName(image.kind) + ", not local"_L1 } };
            if (!source.isEmpty())
                row.push_back({ visibleText(source) });
            table.addRow(std::move(row));
        }
    }
}

TextTable listingTable(bool hasSources)
{
    TextTable table;
    QList<QLatin1String> titles { "REPOSITORY"_L1, "TAG"_L1, "IMAGE ID"_L1, "CREATED"_L1, "STORED SIZE"_L1,
        "PLATFORM"_L1, "LAYERS"_L1, "KIND"_L1 };
    if (hasSources)
        titles.append("SOURCE"_L1);
    for (const QLatin1String &title : titles)
        table.addColumn(title, title == "LAYERS"_L1 || title == "STORED SIZE"_L1 ? Align::Right : Align::Left);
    return table;
}

} // namespace

QString listingText(const Listing &listing, const TextStyle &style)
{
    TextTable table = listingTable(false);
    addListing(table, listing, {}, style.now);
    return table.toString(style.width, style.hasColour);
}

QString sourcesText(const QList<ListedSource> &sources, const TextStyle &style)
{
    TextTable table = listingTable(true);
    for (const ListedSource &source : sources)
        addListing(table, source.listing, source.title, style.now);
    return table.toString(style.width, style.hasColour);
}

QString reportText(const ImageReport &report, const TextStyle &style)
{
    return headerText(report, style) + layersText(report, style) + totalsText(report, style) + wasteText(report, style);
}

QString rulesText(const QList<RuleResult> &rules, bool onlyFailed, bool hasColour)
{
    static constexpr std::array kWords { "PASS"_L1, "FAIL"_L1, "SKIP"_L1 };
    static constexpr std::array kInks { Ink::Green, Ink::Red, Ink::Quiet };
    std::array<int, 3> counts {};
    QString text;
    for (const RuleResult &rule : rules) {
        const auto state = static_cast<std::size_t>(rule.state);
        ++counts[state];
        if (onlyFailed && rule.state != RuleState::Fail)
            continue;
        QString explanation = visibleText(rule.explanation);
        if (rule.name == "failIf"_L1)
            explanation = visibleText(rule.expression) + ": "_L1 + explanation;
        text += inked(kWords[state], kInks[state], hasColour) + "  "_L1 + rule.name + " ("_L1 + explanation + ")\n"_L1;
    }
    if (!rules.isEmpty() && !onlyFailed) {
        const std::size_t overall = counts[1] > 0 ? 1 : 0;
        text += inked(kWords[overall], kInks[overall], hasColour)
            + u"  [pass:%1 fail:%2 skip:%3]\n"_s.arg(
                QString::number(counts[0]), QString::number(counts[1]), QString::number(counts[2]));
    }
    return text;
}

QString warningsText(const QList<ReportWarning> &warnings, std::int64_t more, bool hasColour)
{
    const QString prefix = inked(u"warning:"_s, Ink::Yellow, hasColour) + u' ';
    QString text;
    qsizetype listed = 0;
    bool hasDocument = false;
    for (const ReportWarning &each : warnings) {
        // The sentence that ends the run tells of the damage: of its first document, and of the layers.
        if (each.isDamage && (each.layer >= 0 || !std::exchange(hasDocument, true)))
            continue;
        if (listed++ >= kListedWarnings)
            continue;
        text += prefix + (each.layer >= 0 ? u"layer %1: "_s.arg(each.layer + 1) : QString())
            + elidedInMiddle(warningText(each.warning), kWarningColumns) + u'\n';
    }
    more += std::max<qsizetype>(0, listed - kListedWarnings);
    if (more > 0)
        text += prefix + u"%1 more\n"_s.arg(more);
    return text;
}

} // namespace varve
