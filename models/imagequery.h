// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What is typed into the filter above the images: free words and `key:value` terms, all of which must match.
//
//   debian             part of a name, an id or a source's title (case does not matter)
//   repo:TEXT tag:TEXT part of it, or a glob when it has * or ?
//   label:KEY label:KEY=VALUE
//   size:>500MB        > >= < <= =, SI units as docker prints, KiB MiB GiB too
//   before:2024-01-31 since:2024-01-31T12:00 before:3w since:12h   a date or an age (s m h d w mo y)
//   platform:arm64     whole parts of os/architecture/variant
// "..." keeps spaces. Words with an unknown key are free words: debian:12 finds the image of that name.
// A value; any thread; parse O(length), matches O(length of the row's text), no allocation.
#pragma once

#include "models/imagerow.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QList>

#include <cstdint>

namespace varve {

enum class QuickFilter : std::uint8_t { All, InUse, Unused, Dangling };

struct QueryError {
    QString message; // translated
    qsizetype position = 0; // in the text
    qsizetype length = 0;
};

class ImageQuery {
    Q_DECLARE_TR_FUNCTIONS(varve::ImageQuery)

public:
    ImageQuery() = default;
    // A term with an error is left out; the others still count. `now` is what ages are taken from.
    static ImageQuery parse(const QString &text, const QDateTime &now);

    const QString &text() const { return m_text; }
    bool isEmpty() const { return m_terms.isEmpty(); }
    const QList<QueryError> &errors() const { return m_errors; }
    bool matches(const ImageRow &row) const;

    // In use / unused: known only where a source knows containers; rows for which nothing is known are neither.
    static bool matches(QuickFilter filter, const ImageRow &row);

private:
    enum class Key : std::uint8_t { Word, Repository, Tag, Label, Size, Before, Since, Platform };
    enum class Comparison : std::uint8_t { Less, LessOrEqual, Equal, GreaterOrEqual, Greater };
    struct Term {
        Key key = Key::Word;
        Comparison comparison = Comparison::Equal;
        bool isGlob = false;
        bool hasLabelValue = false;
        QString text; // lower case except for labels
        QString labelValue;
        std::int64_t number = 0; // bytes, or milliseconds since the epoch
    };
    struct Token;
    void addToken(const Token &token, const QDateTime &now);
    bool parseSize(const Token &token, Term *term);
    bool parseMoment(const Token &token, const QDateTime &now, Term *term);
    void addError(const Token &token, const QString &message);
    static bool matchesTerm(const Term &term, const ImageRow &row);
    static bool matchesSize(const Term &term, const ImageRow &row);

    QString m_text;
    QList<Term> m_terms;
    QList<QueryError> m_errors;
};

} // namespace varve
