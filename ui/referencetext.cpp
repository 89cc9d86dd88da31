// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/referenceproblem.h"
#include "services/types/text.h"
#include "ui/pulldialog.h"

#include <QtCore/QCoreApplication>

namespace varve {

namespace {

// %1: the characters in question.
const char *phraseOf(ReferenceProblem::Kind kind)
{
    using Kind = ReferenceProblem::Kind;
    switch (kind) {
    case Kind::Empty:
        return "";
    case Kind::TooLong:
    case Kind::NameTooLong:
        return QT_TRANSLATE_NOOP("ReferenceText", "The name is longer than any registry takes.");
    case Kind::Space:
        return QT_TRANSLATE_NOOP("ReferenceText", "There may be no spaces in it.");
    case Kind::Command:
        return QT_TRANSLATE_NOOP("ReferenceText", "This is a command; only the name of the image is needed.");
    case Kind::Scheme:
        return QT_TRANSLATE_NOOP("ReferenceText", "A name has no “%1” in front.");
    case Kind::WebPage:
        return QT_TRANSLATE_NOOP("ReferenceText", "This is the address of a page about the image, not its name.");
    case Kind::MissingName:
        return QT_TRANSLATE_NOOP("ReferenceText", "The name of the repository is missing.");
    case Kind::EmptyPart:
        return QT_TRANSLATE_NOOP("ReferenceText", "Something is missing between two slashes, or at an end.");
    case Kind::NameCharacter:
        return QT_TRANSLATE_NOOP("ReferenceText", "“%1” cannot be in a name: letters, digits, “.”, “_” and “-” can.");
    case Kind::Separator:
        return QT_TRANSLATE_NOOP("ReferenceText", "“%1” stands between letters and digits only.");
    case Kind::UpperCase:
        return QT_TRANSLATE_NOOP("ReferenceText", "Repositories are in lower case: “%1” is not.");
    case Kind::ImageId:
        return QT_TRANSLATE_NOOP("ReferenceText", "This is the ID of an image; registries know images by their names.");
    case Kind::HostCharacter:
        return QT_TRANSLATE_NOOP("ReferenceText", "“%1” cannot be in the name of a registry.");
    case Kind::Port:
        return QT_TRANSLATE_NOOP("ReferenceText", "A port is a number from 1 to 65535.");
    case Kind::MissingTag:
        return QT_TRANSLATE_NOOP("ReferenceText", "The tag behind the colon is missing.");
    case Kind::SecondColon:
        return QT_TRANSLATE_NOOP("ReferenceText", "There is a second colon: a tag has none in it.");
    case Kind::TagCharacter:
        return QT_TRANSLATE_NOOP("ReferenceText", "“%1” cannot be in a tag: letters, digits, “.”, “_” and “-” can.");
    case Kind::TagTooLong:
        return QT_TRANSLATE_NOOP("ReferenceText", "A tag has 128 characters at most.");
    case Kind::MissingDigest:
        return QT_TRANSLATE_NOOP("ReferenceText", "The digest behind the “@” is missing.");
    case Kind::DigestAlgorithm:
        return QT_TRANSLATE_NOOP("ReferenceText", "A digest begins with “sha256:” or “sha512:”.");
    case Kind::DigestCharacter:
        return QT_TRANSLATE_NOOP("ReferenceText", "“%1” cannot be in a digest: digits and the letters a to f can.");
    case Kind::DigestLength:
        return QT_TRANSLATE_NOOP("ReferenceText", "The digest is not of the right length.");
    }
    return "";
}

} // namespace

QString referenceProblemText(const QString &text)
{
    const std::optional<ReferenceProblem> problem = findReferenceProblem(text);
    if (!problem || problem->kind == ReferenceProblem::Kind::Empty)
        return {};
    const QString sentence = QCoreApplication::translate("ReferenceText", phraseOf(problem->kind));
    return QString(sentence).replace(
        QLatin1String("%1"), visibleText(QStringView(text).sliced(problem->position, problem->length).left(40)));
}

} // namespace varve
