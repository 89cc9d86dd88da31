// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/librarytext.h"

#include "app/cli/errortext.h"
#include "app/cli/texttable.h"
#include "services/report/jsonwriter.h"
#include "services/types/text.h"

#include <array>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kListedProblems = 200;
constexpr qsizetype kListedImages = 3;

QString withReason(const QString &what, const Error &error, const QString &advice)
{
    QString reason = visibleText(error.detail).trimmed();
    while (reason.endsWith(u'.'))
        reason.chop(1);
    return what + (reason.isEmpty() ? QString() : u": "_s + reason) + u"; "_s + advice + u'.';
}

bool isBelow(const QString &path, const QString &folder)
{
    return path == folder || path.startsWith(folder + u'/');
}

struct KindText {
    LibraryProblem::Kind kind;
    const char *word; // in the table
    const char *json;
};

constexpr std::array kKinds {
    KindText { LibraryProblem::Kind::IndexLost, "index lost", "indexLost" },
    KindText { LibraryProblem::Kind::IndexUnreadable, "index unreadable", "indexUnreadable" },
    KindText { LibraryProblem::Kind::MarkerMissing, "marker missing", "markerMissing" },
    KindText { LibraryProblem::Kind::BlobMissing, "blob missing", "blobMissing" },
    KindText { LibraryProblem::Kind::BlobWrongSize, "wrong size", "blobWrongSize" },
    KindText { LibraryProblem::Kind::BlobWrongDigest, "wrong digest", "blobWrongDigest" },
    KindText { LibraryProblem::Kind::BlobUnreadable, "blob unreadable", "blobUnreadable" },
    KindText { LibraryProblem::Kind::DocumentUnreadable, "document unreadable", "documentUnreadable" },
    KindText { LibraryProblem::Kind::DamagedOrphan, "damaged, not needed", "damagedOrphan" },
    KindText { LibraryProblem::Kind::Orphan, "not needed", "orphan" },
    KindText { LibraryProblem::Kind::OldPart, "left behind", "oldPart" },
    KindText { LibraryProblem::Kind::Stray, "not of the Library", "stray" },
};

const KindText &textOfKind(LibraryProblem::Kind kind)
{
    for (const KindText &each : kKinds) {
        if (each.kind == kind)
            return each;
    }
    Q_UNREACHABLE();
}

QString remedyWord(const LibraryProblem &problem)
{
    switch (problem.remedy) {
    case LibraryProblem::Remedy::Drop:
        return u"drops it"_s;
    case LibraryProblem::Remedy::RebuildIndex:
        return u"makes a new one, without names"_s;
    case LibraryProblem::Remedy::WriteMarker:
        return u"writes it"_s;
    case LibraryProblem::Remedy::None:
        break;
    }
    return problem.isDamage() ? u"cannot help"_s : u"leaves it"_s;
}

const char *remedyName(LibraryProblem::Remedy remedy)
{
    switch (remedy) {
    case LibraryProblem::Remedy::Drop:
        return "drop";
    case LibraryProblem::Remedy::RebuildIndex:
        return "rebuildIndex";
    case LibraryProblem::Remedy::WriteMarker:
        return "writeMarker";
    case LibraryProblem::Remedy::None:
        break;
    }
    return "none";
}

QString namesText(const QStringList &names)
{
    QStringList shown;
    for (const QString &name : names.first(std::min(kListedImages, names.size())))
        shown.append(visibleText(name));
    if (names.size() > kListedImages)
        shown.append(u"and %1 more"_s.arg(names.size() - kListedImages));
    return shown.join(u", "_s);
}

QString counted(qsizetype count, const QString &one, const QString &many)
{
    return QString::number(count) + u' ' + (count == 1 ? one : many);
}

void writeProblems(JsonWriter &json, const LibraryReport &report)
{
    json.beginArray();
    for (const LibraryProblem &problem : report.problems) {
        json.beginObject(JsonWriter::Layout::Compact);
        json.key("kind");
        json.string(QString::fromLatin1(textOfKind(problem.kind).json));
        json.key("isDamage");
        json.boolean(problem.isDamage());
        json.key("subject");
        json.string(problem.subject);
        json.key("detail");
        json.string(problem.detail);
        json.key("diskBytes");
        json.integer(problem.diskBytes);
        json.key("images");
        json.beginArray(JsonWriter::Layout::Compact);
        for (const QString &image : problem.images)
            json.string(image);
        json.endArray();
        json.key("remedy");
        json.string(QString::fromLatin1(remedyName(problem.remedy)));
        json.endObject();
    }
    json.endArray();
}

} // namespace

QString describeLibraryError(const Error &error, const QString &root)
{
    const QString library = u"the Library in "_s + visibleText(root);
    switch (error.code) {
    case ErrorCode::AccessDenied:
        return withReason(library + u" may not be used"_s, error, u"check its permissions"_s);
    case ErrorCode::NoSpace:
        return withReason(library + u" has no space left on its disk"_s, error, u"free some"_s);
    case ErrorCode::Conflict:
        return withReason(library + u" cannot be used"_s, error, u"look at what is there"_s);
    case ErrorCode::NotFound:
    case ErrorCode::Corrupt:
    case ErrorCode::Unsupported:
    case ErrorCode::LimitExceeded: {
        Error named = error;
        if (!error.subject.isEmpty() && error.subject != root)
            named.detail = error.subject + (error.detail.isEmpty() ? QString() : u": "_s + error.detail);
        return withReason(library + u" is damaged"_s, named, u"varve check says how far"_s);
    }
    default:
        return describeError(error, root);
    }
}

QString describeImportError(const Error &error, const QString &path, const QString &root)
{
    // Only what is brought is written, and only into the Library.
    const bool isOfLibrary = error.code == ErrorCode::NoSpace || isBelow(error.subject, root);
    return isOfLibrary ? describeLibraryError(error, root) : describeError(error, path);
}

QString describeExportError(const Error &error, const QString &target, const QString &root)
{
    const QString file = visibleText(target);
    switch (error.code) {
    case ErrorCode::NoSpace:
        return withReason(file + u" does not fit on the disk"_s, error, u"free some space, or give another place"_s);
    case ErrorCode::Unsupported:
        return withReason(
            visibleText(error.subject) + u" cannot stand in such an archive"_s, error, u"try --format oci"_s);
    case ErrorCode::AccessDenied:
    case ErrorCode::Conflict:
        if (!isBelow(error.subject, root) || error.code == ErrorCode::Conflict)
            return withReason(file + u" cannot be written"_s, error, u"give another place"_s);
        break;
    case ErrorCode::NotFound:
        // The folder that the file should be in, which may be named in several ways.
        if (error.subject.startsWith(u'/') && !isBelow(error.subject, root))
            return withReason(file + u" cannot be written"_s, error, u"give another place"_s);
        break;
    default:
        break;
    }
    return describeLibraryError(error, root);
}

QString libraryFigures(const LibraryReport &report)
{
    return counted(report.imageCount, u"image"_s, u"images"_s) + u", "_s
        + counted(report.blobCount, u"blob"_s, u"blobs"_s) + u", "_s + humanSize(report.blobBytes);
}

QString problemsText(const LibraryReport &report, const TextStyle &style)
{
    if (report.problems.isEmpty())
        return {};
    TextTable table;
    table.addColumn(u"PROBLEM"_s, TextTable::Align::Left);
    table.addColumn(u"OBJECT"_s, TextTable::Align::Left);
    table.addColumn(u"ON DISK"_s, TextTable::Align::Right);
    table.addColumn(u"REPAIR"_s, TextTable::Align::Left);
    table.addColumn(u"IMAGES"_s, TextTable::Align::Left);
    for (const LibraryProblem &problem : report.problems.first(std::min(kListedProblems, report.problems.size()))) {
        table.addRow({ { QString::fromLatin1(textOfKind(problem.kind).word),
                           problem.isDamage()                                   ? Ink::Red
                               : problem.remedy == LibraryProblem::Remedy::None ? Ink::Quiet
                                                                                : Ink::Yellow },
            { visibleText(problem.subject) }, { problem.diskBytes > 0 ? humanSize(problem.diskBytes) : u"-"_s },
            { remedyWord(problem), Ink::Quiet }, { namesText(problem.images) } });
    }
    QString text = table.toString(style.width, style.hasColour);
    if (report.problems.size() > kListedProblems)
        text += u"and %1 more\n"_s.arg(report.problems.size() - kListedProblems);
    return text;
}

QString remediesText(const LibraryReport &report)
{
    using Remedy = LibraryProblem::Remedy;
    QStringList steps;
    if (report.count(Remedy::RebuildIndex) > 0)
        steps += u"make a new index, in which images have no names"_s;
    if (report.count(Remedy::WriteMarker) > 0)
        steps += u"write the marker"_s;
    if (const int dropped = report.count(Remedy::Drop); dropped > 0)
        steps +=
            u"drop %1, which frees %2"_s.arg(counted(dropped, u"file"_s, u"files"_s), humanSize(report.droppedBytes()));
    QString text;
    if (!steps.isEmpty())
        text = u"varve check --repair would "_s + steps.join(u", "_s) + u".\n"_s;
    if (const QStringList images = report.damagedImages(); !images.isEmpty())
        text += u"Pull or import again: "_s + namesText(images) + u'\n';
    return text;
}

QString repairText(const LibraryRepair &repair)
{
    QStringList steps;
    if (repair.isIndexRebuilt)
        steps += u"made a new index, in which images have no names (the old one is kept beside it, if there was one)"_s;
    if (const int dropped = repair.droppedBlobs + repair.droppedFiles; dropped > 0)
        steps +=
            u"dropped %1, which freed %2"_s.arg(counted(dropped, u"file"_s, u"files"_s), humanSize(repair.freedBytes));
    if (repair.found.count(LibraryProblem::Kind::MarkerMissing) > 0)
        steps += u"wrote the marker"_s;
    return steps.isEmpty() ? u"Nothing could be repaired.\n"_s : u"Repaired: "_s + steps.join(u"; "_s) + u".\n"_s;
}

QByteArray checkToJson(const QString &root, const LibraryReport &found, const LibraryRepair *repair)
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
    json.key("library");
    json.string(root);
    json.key("imageCount");
    json.integer(found.imageCount);
    json.key("blobCount");
    json.integer(found.blobCount);
    json.key("blobBytes");
    json.integer(found.blobBytes);
    json.key("problems");
    writeProblems(json, found);
    json.key("repair");
    if (repair) {
        json.beginObject();
        json.key("isIndexRebuilt");
        json.boolean(repair->isIndexRebuilt);
        json.key("droppedFiles");
        json.integer(repair->droppedBlobs + repair->droppedFiles);
        json.key("freedBytes");
        json.integer(repair->freedBytes);
        json.key("left");
        writeProblems(json, repair->left);
        json.endObject();
    } else {
        json.null();
    }
    json.endObject();
    return json.take();
}

} // namespace varve
