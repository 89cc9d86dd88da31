// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What is wrong with a text that should be a Reference, for somebody who is typing one: where, of which kind, and what was
// probably meant. Pure functions, any thread; no text for people. Cost: O(length), a few times over for a correction.
#pragma once

#include <QtCore/QString>

#include <cstdint>
#include <optional>

namespace varve {

struct ReferenceProblem {
    enum class Kind : std::uint8_t {
        Empty, // nothing but spaces
        TooLong, // no reference is as long
        Space, // before, behind or between
        Command, // a command line, or the line of a Dockerfile, around a reference
        Scheme, // https://, docker://
        WebPage, // the address of a page about the image
        MissingName, // a registry, a tag or a digest of nothing
        EmptyPart, // two slashes, or one at an end
        NameCharacter, // nothing that a name of a repository has
        Separator, // dots, underscores and dashes stand one by one between letters and digits
        UpperCase, // in a repository's name
        NameTooLong,
        ImageId, // 64 hex digits name an image, not a repository
        HostCharacter, // nothing that a host has
        Port, // no number from 1 to 65535
        MissingTag, // a colon and nothing behind it
        SecondColon, // "ubuntu:18:04"
        TagCharacter,
        TagTooLong,
        MissingDigest, // an @ and nothing behind it
        DigestAlgorithm, // missing, or none that Varve knows
        DigestCharacter,
        DigestLength,
    };

    Kind kind = Kind::Empty;
    qsizetype position = 0; // in UTF-16 units, as a line edit counts
    qsizetype length = 0; // 0: something is missing at this place
    QString corrected; // the whole text as it was probably meant, and a valid reference; empty: nobody knows

    bool operator==(const ReferenceProblem &) const = default;
};

// The first problem; nothing: Reference::parse() takes the text.
std::optional<ReferenceProblem> findReferenceProblem(const QString &text);

// Where a text without a problem has its parts. Used by Reference alone.
struct ReferenceParts {
    QString registry;
    QString repository;
    QString tag;
    QString digest;
};
ReferenceParts splitReference(const QString &text);

} // namespace varve
