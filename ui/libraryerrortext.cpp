// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The part of errortext.h that is about the Library.

#include "ui/errortext.h"

#include "services/types/text.h"
#include "ui/format.h"

#include <QtCore/QCoreApplication>

#include <optional>

namespace varve {

namespace {

constexpr qsizetype kLibrarySubjectLength = 400;

struct LibraryPhrase {
    const char *what;
    const char *advice;
};

QString named(const QString &subject)
{
    return measurable(visibleText(subject), true, kLibrarySubjectLength);
}

ErrorText textOf(const LibraryPhrase &phrase, const QString &subject, const Error &error)
{
    QString what = QCoreApplication::translate("ErrorText", phrase.what);
    // Names may hold what looks like another place to fill in.
    what.replace(QLatin1String("%1"), named(subject));
    return { what, QCoreApplication::translate("ErrorText", phrase.advice), shortened(visibleText(error.detail)) };
}

bool isInFolder(const QString &path, const QString &folder)
{
    return path == folder || path.startsWith(folder + QLatin1Char('/'));
}

LibraryPhrase libraryPhraseFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::AccessDenied:
        return { QT_TRANSLATE_NOOP("ErrorText", "The Library may not be used."),
            QT_TRANSLATE_NOOP("ErrorText", "Check who owns its folder, and whether its disk can be written to.") };
    case ErrorCode::NoSpace:
        return { QT_TRANSLATE_NOOP("ErrorText", "There is no space left for the Library."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Free some space on its disk and try again: layers that were whole are kept until then.") };
    case ErrorCode::Conflict:
        return { QT_TRANSLATE_NOOP("ErrorText", "The folder of the Library is something else."),
            QT_TRANSLATE_NOOP("ErrorText", "Look at what is there, and move it to another place.") };
    case ErrorCode::NotFound:
    case ErrorCode::Corrupt:
    case ErrorCode::Unsupported:
    case ErrorCode::LimitExceeded:
        return { QT_TRANSLATE_NOOP("ErrorText", "The Library is damaged."),
            QT_TRANSLATE_NOOP("ErrorText", "File > Check Library says how far, and repairs what can be repaired.") };
    case ErrorCode::Cancelled:
        return { QT_TRANSLATE_NOOP("ErrorText", "It was cancelled."), QT_TRANSLATE_NOOP("ErrorText", "Start again.") };
    default:
        return { QT_TRANSLATE_NOOP("ErrorText", "Varve failed on the Library."),
            QT_TRANSLATE_NOOP("ErrorText", "This is a defect of Varve. Please report it with the details.") };
    }
}

// %1: the file. Nothing: as for every file that is read.
std::optional<LibraryPhrase> importPhraseFor(ErrorCode code, bool isPart)
{
    switch (code) {
    case ErrorCode::NotFound:
        if (!isPart)
            return std::nullopt;
        return LibraryPhrase { QT_TRANSLATE_NOOP("ErrorText", "A part of “%1” is missing."),
            QT_TRANSLATE_NOOP("ErrorText", "Save or download it again, and import it then.") };
    case ErrorCode::Corrupt:
        return LibraryPhrase { QT_TRANSLATE_NOOP("ErrorText", "“%1” is damaged or incomplete."),
            QT_TRANSLATE_NOOP("ErrorText", "Save or download it again. No damaged image was imported.") };
    case ErrorCode::Unsupported:
        return LibraryPhrase { QT_TRANSLATE_NOOP("ErrorText", "“%1” holds nothing that can be imported."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Images come from archives made by “docker save” or “podman save”, and from OCI image layouts.") };
    default:
        return std::nullopt;
    }
}

// %1: the file.
LibraryPhrase exportPhraseFor(const Error &error)
{
    const LibraryPhrase damaged { QT_TRANSLATE_NOOP("ErrorText", "“%1” was not written: the image is damaged."),
        QT_TRANSLATE_NOOP("ErrorText", "File > Check Library says what is wrong. Then pull or import it again.") };
    switch (error.code) {
    case ErrorCode::NoSpace:
        return { QT_TRANSLATE_NOOP("ErrorText", "There is no space left for “%1”."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Free some space, or choose another place. A file that was there before is still as it was.") };
    case ErrorCode::AccessDenied:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” may not be written."),
            QT_TRANSLATE_NOOP("ErrorText", "Choose another place.") };
    case ErrorCode::Conflict:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” cannot be replaced."),
            QT_TRANSLATE_NOOP(
                "ErrorText", "Choose another name: what is there is no ordinary file, or part of the Library.") };
    case ErrorCode::Unsupported:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” was not written: this image cannot stand in such an archive."),
            QT_TRANSLATE_NOOP("ErrorText", "Export it as an OCI archive.") };
    case ErrorCode::NotFound:
        if (error.subject.startsWith(QLatin1Char('/')))
            return { QT_TRANSLATE_NOOP("ErrorText", "The folder of “%1” does not exist."),
                QT_TRANSLATE_NOOP("ErrorText", "Choose another place.") };
        return damaged;
    case ErrorCode::Corrupt:
        return damaged;
    default:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” was not written."),
            QT_TRANSLATE_NOOP("ErrorText", "The details say why. A file that was there before is still as it was.") };
    }
}

// %1: the name.
std::optional<LibraryPhrase> imagePhraseFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return LibraryPhrase { QT_TRANSLATE_NOOP("ErrorText", "“%1” is not in the Library any more."),
            QT_TRANSLATE_NOOP("ErrorText", "The list shows what is there now.") };
    case ErrorCode::Conflict:
        return LibraryPhrase { QT_TRANSLATE_NOOP("ErrorText", "Nothing was done with “%1”."),
            QT_TRANSLATE_NOOP("ErrorText", "The details say what stands against it. Try again after that.") };
    case ErrorCode::Unsupported:
        return LibraryPhrase { QT_TRANSLATE_NOOP("ErrorText", "“%1” cannot be the name of an image."),
            QT_TRANSLATE_NOOP(
                "ErrorText", "A name is a repository in lower case, and a tag behind a colon: team/app:1.4.") };
    default:
        return std::nullopt;
    }
}

} // namespace

ErrorText libraryErrorText(const Error &error)
{
    return textOf(libraryPhraseFor(error.code), {}, error);
}

ErrorText importErrorText(const Error &error, const QString &path, const QString &root)
{
    // Only the Library is written to.
    if (error.code == ErrorCode::NoSpace || isInFolder(error.subject, root))
        return libraryErrorText(error);
    const bool isPart = !error.subject.isEmpty() && error.subject != path;
    if (const std::optional<LibraryPhrase> phrase = importPhraseFor(error.code, isPart))
        return textOf(*phrase, path, error);
    Error ofFile = error;
    ofFile.subject = path;
    return errorText(ofFile);
}

ErrorText exportErrorText(const Error &error, const QString &target)
{
    return textOf(exportPhraseFor(error), target, error);
}

ErrorText libraryImageErrorText(const Error &error, const QString &subject)
{
    const std::optional<LibraryPhrase> phrase = imagePhraseFor(error.code);
    return phrase ? textOf(*phrase, subject, error) : libraryErrorText(error);
}

} // namespace varve
