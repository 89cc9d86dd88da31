// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/prunetext.h"

#include "services/types/text.h"
#include "ui/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

namespace varve {

namespace {

constexpr qsizetype kIdDigits = 12;

struct PruneTexts {
    Q_DECLARE_TR_FUNCTIONS(PruneTexts)
};

QString shortOf(const QString &id)
{
    return id.section(QLatin1Char(':'), -1).left(kIdDigits);
}

QString warningWords(const PruneItem &item)
{
    QStringList words;
    if (item.warnings.testFlag(PruneWarning::DigestOnly))
        words += PruneTexts::tr("pulled by digest");
    if (item.warnings.testFlag(PruneWarning::OnlyCopy))
        words += PruneTexts::tr("no registry is known to have it");
    return words.join(QLatin1String(", "));
}

QString obstacleWords(const PruneKept &kept)
{
    const QString by = visibleText(shortened(kept.by));
    switch (kept.obstacle) {
    case PruneObstacle::Container:
        return PruneTexts::tr("stays: the container %1 needs it").arg(by);
    case PruneObstacle::ChildImage:
        return PruneTexts::tr("stays: the image %1 was built upon it").arg(shortOf(by));
    case PruneObstacle::Protected:
        return PruneTexts::tr("stays: protected by “%1” in the settings").arg(by);
    case PruneObstacle::TooYoung:
        return PruneTexts::tr("stays: it came within the last day");
    case PruneObstacle::Newest:
        return PruneTexts::tr("stays: among the newest of %1").arg(by);
    case PruneObstacle::ListMember:
        return PruneTexts::tr("stays: one of the platforms of %1").arg(by);
    case PruneObstacle::Manual:
        return PruneTexts::tr("stays: an image of several platforms, which “podman manifest rm” removes");
    case PruneObstacle::None:
        break;
    }
    return {};
}

PruneRow rowOf(int at, const PruneSession::Place &place, int image)
{
    const PruneFacts::Image &facts = place.facts.images[image];
    PruneRow row;
    row.place = at;
    row.image = image;
    row.name = facts.names.join(QLatin1String(", "));
    if (row.name.isEmpty() && !facts.repoDigests.isEmpty())
        row.name = facts.repoDigests.constFirst();
    row.id = shortOf(facts.id.value);
    row.source = place.title;
    row.created = facts.created;
    return row;
}

} // namespace

QList<PruneRow> pruneRows(const PruneSession &session)
{
    QList<PruneRow> rows;
    QList<PruneRow> kept;
    for (int at = 0; at < session.places().size(); ++at) {
        const PruneSession::Place &place = session.places().at(at);
        for (const PruneItem &item : place.plan.items) {
            PruneRow row = rowOf(at, place, item.image);
            row.why = item.isDangling ? PruneTexts::tr("dangling: it has no name")
                                      : PruneTexts::tr("unused: no container refers to it");
            row.warning = warningWords(item);
            row.freedBytes = item.aloneBytes;
            row.isTicked = true;
            rows.append(row);
        }
        for (const PruneKept &each : place.plan.kept) {
            PruneRow row = rowOf(at, place, each.image);
            row.why = obstacleWords(each);
            row.state = PruneRow::State::Kept;
            kept.append(row);
        }
    }
    std::stable_sort(
        rows.begin(), rows.end(), [](const PruneRow &a, const PruneRow &b) { return a.freedBytes > b.freedBytes; });
    return rows + kept;
}

std::pair<PruneRow::State, QString> outcomeWords(const PruneOutcome &outcome)
{
    const QString detail = outcome.reason ? visibleText(shortened(outcome.reason->detail)) : QString();
    switch (outcome.how) {
    case PruneOutcome::How::Removed:
        return { PruneRow::State::Removed, PruneTexts::tr("removed") };
    case PruneOutcome::How::Skipped:
        if (outcome.reason && outcome.reason->code == ErrorCode::NotFound)
            return { PruneRow::State::Skipped, PruneTexts::tr("skipped: it was gone already") };
        return { PruneRow::State::Skipped, PruneTexts::tr("skipped: %1").arg(detail) };
    case PruneOutcome::How::Failed:
        return { PruneRow::State::Failed, PruneTexts::tr("failed: %1").arg(detail) };
    case PruneOutcome::How::Waiting:
        break;
    }
    return { PruneRow::State::Skipped, PruneTexts::tr("still there: cancelled before its turn") };
}

QString untouchedWords()
{
    return PruneTexts::tr("still there: nothing was done in this source");
}

QString pruneButtonText(int images, std::int64_t bytes)
{
    if (images == 0)
        return PruneTexts::tr("Remove nothing");
    return PruneTexts::tr("&Remove %n image(s), free %1", nullptr, images).arg(sizeText(bytes));
}

QString pruneResultSentence(const PruneSession &session)
{
    const int removed = session.count(PruneOutcome::How::Removed);
    QString text = PruneTexts::tr("%n image(s) removed", nullptr, removed);
    if (removed > 0) {
        const std::int64_t measured = session.measuredBytes();
        text += QLatin1String(": ")
            + (measured < 0 ? PruneTexts::tr("%1 planned; the source does not say what became free")
                                  .arg(sizeText(session.plannedBytes()))
                            : PruneTexts::tr("%1 planned, %2 measured")
                                  .arg(sizeText(session.plannedBytes()), sizeText(measured)));
    }
    QStringList rest;
    if (const int skipped = session.count(PruneOutcome::How::Skipped); skipped > 0)
        rest += PruneTexts::tr("%n skipped", nullptr, skipped);
    if (const int failed = session.count(PruneOutcome::How::Failed); failed > 0)
        rest += PruneTexts::tr("%n failed", nullptr, failed);
    if (const int waiting = session.count(PruneOutcome::How::Waiting); waiting > 0)
        rest += PruneTexts::tr("%n cancelled", nullptr, waiting);
    return text + QLatin1Char('.')
        + (rest.isEmpty() ? QString() : QLatin1Char(' ') + rest.join(QLatin1String(", ")) + QLatin1Char('.'));
}

ErrorText pruneErrorText(const Error &error, const QString &title)
{
    const QString source = visibleText(title);
    switch (error.code) {
    case ErrorCode::NoSpace:
        return { PruneTexts::tr("There is no room for the copy, so nothing was removed from %1.").arg(source),
            PruneTexts::tr("Remove without keeping a copy, or fewer images at a time."), error.detail };
    case ErrorCode::LimitExceeded:
        return {
            PruneTexts::tr("The copy would be larger than copies may be, so nothing was removed from %1.").arg(source),
            PruneTexts::tr("Allow more in the settings, or remove fewer images at a time."), error.detail
        };
    case ErrorCode::Cancelled:
        return { PruneTexts::tr("Cancelled before anything was removed from %1.").arg(source),
            PruneTexts::tr("Everything is as it was."), {} };
    default:
        return { PruneTexts::tr("Nothing was removed from %1.").arg(source),
            PruneTexts::tr("What was in the way stands in the details."), error.detail };
    }
}

QStringList pruneNotes(const PruneSession &session)
{
    QStringList notes;
    for (const PruneSession::Place &place : session.places()) {
        const QString title = visibleText(place.title);
        if (place.error && place.chosen.isEmpty())
            notes += engineErrorText(*place.error, place.title).what;
        if (place.facts.isBuilding)
            notes += PruneTexts::tr("%1: a build is running, which may need what looks unused.").arg(title);
        for (const Warning &warning : place.facts.warnings)
            notes += title + QLatin1String(": ") + warningSentence(warning);
    }
    notes.removeDuplicates();
    return notes;
}

QString pruneReport(const PruneSession &session, const PruneModel &model)
{
    QString report = pruneResultSentence(session) + QLatin1Char('\n');
    for (const PruneSession::Place &place : session.places()) {
        if (!place.chosen.isEmpty() && place.error)
            report += pruneErrorText(*place.error, place.title).what + QLatin1Char(' ')
                + visibleText(place.error->detail) + QLatin1Char('\n');
        if (!place.pruned)
            continue;
        const PruneResult &result = place.pruned->result;
        report += visibleText(place.title) + QLatin1Char('\t')
            + PruneTexts::tr("planned %1, measured %2")
                  .arg(exactSize(result.plannedBytes),
                      result.measuredBytes < 0 ? QStringLiteral("–") : exactSize(result.measuredBytes))
            + QLatin1Char('\n');
    }
    QList<int> rows;
    for (int i = 0; i < model.rowCount(); ++i) {
        const PruneRow::State state = model.rows().at(i).state;
        if (state != PruneRow::State::Kept && state != PruneRow::State::Proposed)
            rows.append(i);
    }
    return report + QLatin1Char('\n') + model.text(rows);
}

} // namespace varve
