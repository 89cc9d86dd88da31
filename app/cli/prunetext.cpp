// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/prunetext.h"

#include "app/cli/errortext.h"
#include "app/cli/texttable.h"
#include "services/report/jsonwriter.h"
#include "services/types/text.h"

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kKeptLines = 20; // more of them nobody reads

QString nameOf(const PruneFacts::Image &image)
{
    return image.names.isEmpty() ? u"<none>"_s : visibleText(image.names.join(u", "_s));
}

QString shortId(const PruneFacts::Image &image)
{
    return visibleText(image.id.value.section(u':', -1).left(12));
}

QString warningWords(PruneWarnings warnings)
{
    QStringList words;
    if (warnings.testFlag(PruneWarning::DigestOnly))
        words.append(u"pulled by digest"_s);
    if (warnings.testFlag(PruneWarning::OnlyCopy))
        words.append(u"no registry is known to have it"_s);
    return words.join(u", "_s);
}

QString obstacleWords(const PruneKept &kept)
{
    const QString by = visibleText(kept.by);
    switch (kept.obstacle) {
    case PruneObstacle::Container:
        return u"the container %1 uses it"_s.arg(by);
    case PruneObstacle::ChildImage:
        return u"the image %1 was built upon it"_s.arg(by.section(u':', -1).left(12));
    case PruneObstacle::Protected:
        return u"protected by \"%1\""_s.arg(by);
    case PruneObstacle::TooYoung:
        return u"it has not been here long enough"_s;
    case PruneObstacle::Newest:
        return u"among the newest of %1"_s.arg(by);
    case PruneObstacle::ListMember:
        return u"one of the platforms of %1"_s.arg(by);
    case PruneObstacle::Manual:
        return u"an image of several platforms: podman manifest rm removes it"_s;
    case PruneObstacle::None:
        break;
    }
    return {};
}

const char *obstacleName(PruneObstacle obstacle)
{
    static constexpr const char *kNames[] { "none", "container", "childImage", "protected", "tooYoung", "newest",
        "listMember", "manual" };
    return kNames[static_cast<std::size_t>(obstacle)];
}

const char *outcomeName(PruneOutcome::How how)
{
    static constexpr const char *kNames[] { "waiting", "removed", "skipped", "failed" };
    return kNames[static_cast<std::size_t>(how)];
}

QString imageCount(qsizetype count)
{
    return count == 1 ? u"1 image"_s : u"%1 images"_s.arg(count);
}

void writeStrings(JsonWriter &json, const char *key, const QStringList &strings)
{
    json.key(key);
    json.beginArray(JsonWriter::Layout::Compact);
    for (const QString &each : strings)
        json.string(each);
    json.endArray();
}

void writeImage(JsonWriter &json, const PruneFacts::Image &image)
{
    json.key("id");
    json.string(image.id.value);
    writeStrings(json, "names", image.names);
}

void writeItem(JsonWriter &json, const PrunedSource &source, const PruneItem &item)
{
    json.beginObject();
    writeImage(json, source.facts.images[item.image]);
    json.key("why");
    json.string(item.isDangling ? u"dangling"_s : u"unused"_s);
    json.key("aloneBytes");
    json.integer(item.aloneBytes);
    QStringList warnings;
    if (item.warnings.testFlag(PruneWarning::DigestOnly))
        warnings.append(u"digestOnly"_s);
    if (item.warnings.testFlag(PruneWarning::OnlyCopy))
        warnings.append(u"onlyCopy"_s);
    writeStrings(json, "warnings", warnings);
    const PruneOutcome *outcome = nullptr;
    for (const PruneOutcome &each : source.result ? source.result->outcomes : QList<PruneOutcome>()) {
        if (each.image == item.image)
            outcome = &each;
    }
    json.key("outcome");
    if (outcome)
        json.string(QString::fromLatin1(outcomeName(outcome->how)));
    else
        json.null();
    json.key("reason");
    if (outcome && outcome->reason)
        json.string(outcome->reason->detail);
    else
        json.null();
    json.endObject();
}

void writeSource(JsonWriter &json, const PrunedSource &source)
{
    json.beginObject();
    json.key("title");
    json.string(source.title);
    json.key("location");
    json.string(source.location);
    json.key("error");
    if (source.error)
        json.string(source.error->detail);
    else
        json.null();
    json.key("isExact");
    json.boolean(source.facts.isExact);
    json.key("isBuilding");
    json.boolean(source.facts.isBuilding);
    json.key("togetherBytes");
    json.integer(source.plan.togetherBytes);
    json.key("items");
    json.beginArray();
    for (const PruneItem &item : source.plan.items)
        writeItem(json, source, item);
    json.endArray();
    json.key("kept");
    json.beginArray();
    for (const PruneKept &kept : source.plan.kept) {
        json.beginObject();
        writeImage(json, source.facts.images[kept.image]);
        json.key("obstacle");
        json.string(QString::fromLatin1(obstacleName(kept.obstacle)));
        json.key("by");
        json.string(kept.by);
        json.endObject();
    }
    json.endArray();
    json.key("result");
    if (source.result) {
        json.beginObject();
        json.key("plannedBytes");
        json.integer(source.result->plannedBytes);
        json.key("measuredBytes");
        if (source.result->measuredBytes >= 0)
            json.integer(source.result->measuredBytes);
        else
            json.null();
        json.key("copyBytes");
        if (source.copyBytes >= 0)
            json.integer(source.copyBytes);
        else
            json.null();
        json.endObject();
    } else {
        json.null();
    }
    json.endObject();
}

} // namespace

QString pruneText(const PrunedSource &source, const TextStyle &style)
{
    QString text = inked(visibleText(source.title), Ink::Strong, style.hasColour) + u'\n';
    if (source.facts.isBuilding && !source.plan.items.isEmpty())
        text += inked(u"A build is running, which may need what looks unused."_s, Ink::Yellow, style.hasColour) + u'\n';
    if (source.plan.items.isEmpty()) {
        text += u"Nothing to remove.\n"_s;
    } else {
        TextTable table;
        table.addColumn(u"IMAGE"_s, TextTable::Align::Left);
        table.addColumn(u"ID"_s, TextTable::Align::Left);
        table.addColumn(u"AGE"_s, TextTable::Align::Right);
        table.addColumn(u"FREES ALONE"_s, TextTable::Align::Right);
        table.addColumn(u"WHY"_s, TextTable::Align::Left);
        table.addColumn(u"MIND"_s, TextTable::Align::Left);
        for (const PruneItem &item : source.plan.items) {
            const PruneFacts::Image &image = source.facts.images[item.image];
            const QString age = image.created.isValid() ? humanAge(image.created, style.now) : u"-"_s;
            table.addRow({ { nameOf(image) }, { shortId(image) }, { age }, { humanSize(item.aloneBytes) },
                { item.isDangling ? u"dangling"_s : u"unused"_s }, { warningWords(item.warnings), Ink::Yellow } });
        }
        text += table.toString(style.width, style.hasColour);
        text += u"\n%1, %2 together%3\n"_s.arg(imageCount(source.plan.items.size()),
            humanSize(source.plan.togetherBytes), source.facts.isExact ? QString() : u", as the engine counts"_s);
    }
    const QList<PruneKept> shown = source.plan.kept.first(std::min(kKeptLines, source.plan.kept.size()));
    for (const PruneKept &kept : shown) {
        const PruneFacts::Image &image = source.facts.images[kept.image];
        text += u"stays: %1 %2: %3\n"_s.arg(nameOf(image), shortId(image), obstacleWords(kept));
    }
    if (shown.size() < source.plan.kept.size())
        text += u"... and %1 more stay\n"_s.arg(source.plan.kept.size() - shown.size());
    return text;
}

QString pruneResultText(const PrunedSource &source)
{
    using enum PruneOutcome::How;
    const PruneResult &result = *source.result;
    const int gone = result.count(Removed);
    QString text;
    for (const PruneOutcome &outcome : result.outcomes) {
        const PruneFacts::Image &image = source.facts.images[outcome.image];
        if (outcome.reason)
            text += u"%1: %2 %3: %4\n"_s.arg(outcome.how == Skipped ? u"skipped"_s : u"failed"_s, nameOf(image),
                shortId(image), visibleText(outcome.reason->detail));
    }
    const QString measured = result.measuredBytes < 0 ? u"the source does not say how much became free"_s
                                                      : u"%1 became free"_s.arg(humanSize(result.measuredBytes));
    const QString kept = source.copyBytes < 0 ? QString() : u", %1 kept as a copy"_s.arg(humanSize(source.copyBytes));
    return text
        + u"%1: %2 removed, %3 planned, %4%5\n"_s.arg(
            visibleText(source.title), imageCount(gone), humanSize(result.plannedBytes), measured, kept);
}

QByteArray pruneToJson(const QList<PrunedSource> &sources)
{
    JsonWriter json;
    json.beginObject();
    json.key("schemaVersion");
    json.integer(1);
    json.key("tool");
    json.beginObject(JsonWriter::Layout::Compact);
    json.key("name");
    json.string(u"varve");
    json.key("version");
    json.string(QString::fromLatin1(VARVE_VERSION));
    json.endObject();
    json.key("sources");
    json.beginArray();
    for (const PrunedSource &source : sources)
        writeSource(json, source);
    json.endArray();
    json.endObject();
    return json.take();
}

} // namespace varve
