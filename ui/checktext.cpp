// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/checktext.h"

#include "services/types/text.h"
#include "ui/format.h"

#include <QtCore/QCoreApplication>

namespace varve {

namespace {

using CheckKind = LibraryProblem::Kind;
using CheckRemedy = LibraryProblem::Remedy;

constexpr qsizetype kImagesNamed = 3; // in a sentence

struct CheckTexts {
    Q_DECLARE_TR_FUNCTIONS(CheckTexts)
};

QString problemName(CheckKind kind)
{
    switch (kind) {
    case CheckKind::IndexLost:
        return CheckTexts::tr("The index is lost");
    case CheckKind::IndexUnreadable:
        return CheckTexts::tr("The index cannot be read");
    case CheckKind::MarkerMissing:
        return CheckTexts::tr("The marker of a layout is missing");
    case CheckKind::BlobMissing:
        return CheckTexts::tr("Missing");
    case CheckKind::BlobWrongSize:
        return CheckTexts::tr("Wrong size");
    case CheckKind::BlobWrongDigest:
        return CheckTexts::tr("Wrong digest");
    case CheckKind::BlobUnreadable:
        return CheckTexts::tr("Cannot be read");
    case CheckKind::DocumentUnreadable:
        return CheckTexts::tr("No image, and no index");
    case CheckKind::DamagedOrphan:
        return CheckTexts::tr("Damaged, and nothing needs it");
    case CheckKind::Orphan:
        return CheckTexts::tr("Nothing needs it");
    case CheckKind::OldPart:
        return CheckTexts::tr("Left behind");
    case CheckKind::Stray:
        break;
    }
    return CheckTexts::tr("Not of the Library");
}

QString remedyName(const LibraryProblem &problem)
{
    switch (problem.remedy) {
    case CheckRemedy::Drop:
        return CheckTexts::tr("removes it");
    case CheckRemedy::RebuildIndex:
        return CheckTexts::tr("makes a new one, without names");
    case CheckRemedy::WriteMarker:
        return CheckTexts::tr("writes it");
    case CheckRemedy::None:
        break;
    }
    return problem.isDamage() ? CheckTexts::tr("cannot help") : CheckTexts::tr("leaves it");
}

QString someNames(const QStringList &names)
{
    QStringList shown;
    for (const QString &name : names.first(std::min(kImagesNamed, names.size())))
        shown.append(measurable(visibleText(name), true, 80));
    const QString text = shown.join(QLatin1String(", "));
    const qsizetype more = names.size() - kImagesNamed;
    return more <= 0
        ? text
        : CheckTexts::tr("%1 and %n more", nullptr, static_cast<int>(more)).replace(QLatin1String("%1"), text);
}

} // namespace

ProblemRow problemRow(const LibraryProblem &problem)
{
    return { problemName(problem.kind), problem.subject, problem.detail, problem.images, problem.diskBytes,
        remedyName(problem), problem.isDamage() };
}

QString checkedFigures(const LibraryReport &report)
{
    return CheckTexts::tr("%n image(s)", nullptr, report.imageCount) + QLatin1String(", ")
        + CheckTexts::tr("%n blob(s)", nullptr, report.blobCount) + QLatin1String(", ") + sizeText(report.blobBytes);
}

QString foundSentence(const LibraryReport &report)
{
    QString text = CheckTexts::tr("%n problem(s)", nullptr, static_cast<int>(report.problems.size()))
        + QStringLiteral(" · ") + checkedFigures(report);
    if (const QStringList images = report.damagedImages(); !images.isEmpty()) {
        QString lost = CheckTexts::tr("To be pulled or imported again: %1");
        text += QLatin1Char('\n') + lost.replace(QLatin1String("%1"), someNames(images));
    }
    return text;
}

bool canRepair(const LibraryReport &report)
{
    return report.count(CheckRemedy::None) < report.problems.size();
}

QString remedySentence(const LibraryReport &report)
{
    QStringList steps;
    if (report.count(CheckRemedy::RebuildIndex) > 0)
        steps += CheckTexts::tr(
            "Repairing makes a new index out of the images that are here. Their names are lost; the old index is kept "
            "beside it.");
    if (report.count(CheckRemedy::WriteMarker) > 0)
        steps += CheckTexts::tr("Repairing writes the marker anew.");
    if (const int dropped = report.count(CheckRemedy::Drop); dropped > 0)
        steps += CheckTexts::tr("Repairing removes %n file(s) and frees %1.", nullptr, dropped)
                     .arg(sizeText(report.droppedBytes()));
    return steps.join(QLatin1Char(' '));
}

QString repairLabel(const LibraryReport &report)
{
    if (report.count(CheckRemedy::RebuildIndex) > 0)
        return CheckTexts::tr("&Repair: make a new index");
    if (const int dropped = report.count(CheckRemedy::Drop); dropped > 0)
        return CheckTexts::tr("&Repair: remove %n file(s)", nullptr, dropped);
    return CheckTexts::tr("&Repair");
}

QString repairedSentence(const LibraryRepair &repair)
{
    QStringList steps;
    if (repair.isIndexRebuilt)
        steps += CheckTexts::tr("There is a new index, in which images have no names.");
    if (const int dropped = repair.droppedBlobs + repair.droppedFiles; dropped > 0)
        steps += CheckTexts::tr("%n file(s) were removed, which freed %1.", nullptr, dropped)
                     .arg(sizeText(repair.freedBytes));
    if (steps.isEmpty())
        steps += repair.left.problems.size() < repair.found.problems.size() ? CheckTexts::tr("It was repaired.")
                                                                            : CheckTexts::tr("Nothing was changed.");
    return steps.join(QLatin1Char(' '));
}

} // namespace varve
