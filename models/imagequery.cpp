// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/imagequery.h"

#include <QtCore/QTimeZone>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace varve {

struct ImageQuery::Token {
    QString key; // lower case; empty: a free word
    QString value; // without quotes
    qsizetype position = 0;
    qsizetype length = 0;
};

namespace {

// * and ? as in a shell; both sides are lower case. Iterative with one point of return, so O(text * pattern) at worst.
bool matchesGlob(QStringView pattern, QStringView text)
{
    qsizetype p = 0;
    qsizetype t = 0;
    qsizetype star = -1;
    qsizetype resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == u'*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && (pattern[p] == u'?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == u'*')
        ++p;
    return p == pattern.size();
}

struct Unit {
    const char16_t *name;
    double factor;
};

constexpr std::array kSizeUnits { Unit { u"", 1 }, Unit { u"b", 1 }, Unit { u"k", 1e3 }, Unit { u"kb", 1e3 },
    Unit { u"m", 1e6 }, Unit { u"mb", 1e6 }, Unit { u"g", 1e9 }, Unit { u"gb", 1e9 }, Unit { u"t", 1e12 },
    Unit { u"tb", 1e12 }, Unit { u"kib", 1024.0 }, Unit { u"mib", 1024.0 * 1024 },
    Unit { u"gib", 1024.0 * 1024 * 1024 }, Unit { u"tib", 1024.0 * 1024 * 1024 * 1024 } };

constexpr double kDayMs = 86'400'000;
constexpr std::array kAgeUnits { Unit { u"s", 1000 }, Unit { u"m", 60'000 }, Unit { u"h", 3'600'000 },
    Unit { u"d", kDayMs }, Unit { u"w", 7 * kDayMs }, Unit { u"mo", 30 * kDayMs }, Unit { u"y", 365 * kDayMs } };

// A number followed by one of the units, lower case. Nothing when it is not that, or no std::int64_t.
template <std::size_t count>
std::optional<std::int64_t> scaled(QStringView text, const std::array<Unit, count> &units)
{
    qsizetype digits = 0;
    while (digits < text.size() && ((text[digits] >= u'0' && text[digits] <= u'9') || text[digits] == u'.'))
        ++digits;
    bool isNumber = false;
    const double number = text.left(digits).toDouble(&isNumber);
    if (!isNumber)
        return {};
    const QStringView name = text.mid(digits).trimmed();
    for (const Unit &unit : units) {
        const double value = number * unit.factor;
        if (name == QStringView(unit.name) && value < 9e18)
            return std::llround(value);
    }
    return {};
}

// True when `wanted` is made of whole components of `platform`: "arm" is no part of "linux/arm64".
bool holdsComponents(const QString &platform, const QString &wanted)
{
    const QString framed = u'/' + platform + u'/';
    const auto at = framed.indexOf(u'/' + wanted + u'/', 0, Qt::CaseInsensitive);
    return !platform.isEmpty() && at >= 0;
}

} // namespace

bool ImageQuery::matches(const ImageRow &row) const
{
    return std::all_of(m_terms.cbegin(), m_terms.cend(), [&row](const Term &term) { return matchesTerm(term, row); });
}

bool ImageQuery::matches(QuickFilter filter, const ImageRow &row)
{
    switch (filter) {
    case QuickFilter::All:
        return true;
    case QuickFilter::InUse:
        return row.image.containers > 0;
    case QuickFilter::Unused:
        return row.image.containers == 0;
    case QuickFilter::Dangling:
        return row.isDangling();
    }
    return true;
}

bool ImageQuery::matchesSize(const Term &term, const ImageRow &row)
{
    if (row.sizeBytes < 0)
        return false;
    switch (term.comparison) {
    case Comparison::Less:
        return row.sizeBytes < term.number;
    case Comparison::LessOrEqual:
        return row.sizeBytes <= term.number;
    case Comparison::Equal:
        return row.sizeBytes == term.number;
    case Comparison::GreaterOrEqual:
        return row.sizeBytes >= term.number;
    case Comparison::Greater:
        return row.sizeBytes > term.number;
    }
    return false;
}

bool ImageQuery::matchesTerm(const Term &term, const ImageRow &row)
{
    constexpr auto kUnknownTime = std::numeric_limits<std::int64_t>::min();
    switch (term.key) {
    case Key::Word:
        return row.searchText.contains(term.text);
    case Key::Repository:
        return term.isGlob ? matchesGlob(term.text, row.repositoryKey) : row.repositoryKey.contains(term.text);
    case Key::Tag:
        return term.isGlob ? matchesGlob(term.text, row.tag.toLower())
                           : row.tag.contains(term.text, Qt::CaseInsensitive);
    case Key::Label:
        return std::any_of(row.image.labels.cbegin(), row.image.labels.cend(), [&term](const auto &label) {
            return label.first == term.text && (!term.hasLabelValue || label.second == term.labelValue);
        });
    case Key::Size:
        return matchesSize(term, row);
    case Key::Before:
        return row.createdMs != kUnknownTime && row.createdMs < term.number;
    case Key::Since:
        return row.createdMs != kUnknownTime && row.createdMs >= term.number;
    case Key::Platform:
        return holdsComponents(row.image.summary.platform.toString(), term.text);
    }
    return false;
}

ImageQuery ImageQuery::parse(const QString &text, const QDateTime &now)
{
    ImageQuery query;
    query.m_text = text;
    qsizetype at = 0;
    while (at < text.size()) {
        if (text[at].isSpace()) {
            ++at;
            continue;
        }
        Token token;
        token.position = at;
        bool isQuoted = false;
        bool wasQuoted = false;
        for (; at < text.size() && (isQuoted || !text[at].isSpace()); ++at) {
            if (text[at] == u'"') {
                isQuoted = !isQuoted;
                wasQuoted = true;
            } else if (text[at] == u':' && token.key.isEmpty() && !wasQuoted && !token.value.isEmpty()) {
                token.key = token.value.toLower();
                token.value.clear();
            } else {
                token.value += text[at];
            }
        }
        token.length = at - token.position;
        if (isQuoted)
            query.addError(token, tr("The quotation mark is never closed"));
        else if (!token.key.isEmpty() || !token.value.isEmpty())
            query.addToken(token, now);
    }
    return query;
}

void ImageQuery::addError(const Token &token, const QString &message)
{
    m_errors.append({ message, token.position, token.length });
}

void ImageQuery::addToken(const Token &token, const QDateTime &now)
{
    struct NamedKey {
        const char16_t *name;
        Key key;
    };
    static constexpr std::array kKeys { NamedKey { u"repo", Key::Repository }, NamedKey { u"tag", Key::Tag },
        NamedKey { u"label", Key::Label }, NamedKey { u"size", Key::Size }, NamedKey { u"before", Key::Before },
        NamedKey { u"since", Key::Since }, NamedKey { u"platform", Key::Platform } };
    const auto known = std::find_if(
        kKeys.begin(), kKeys.end(), [&token](const NamedKey &named) { return token.key == QStringView(named.name); });

    Term term;
    if (known == kKeys.end()) {
        // An unknown key is most often a name with its tag. A comparison after it can only be a slip.
        if (!token.key.isEmpty() && (token.value.startsWith(u'<') || token.value.startsWith(u'>'))) {
            addError(token, tr("There is no filter \"%1:\"").arg(token.key));
            return;
        }
        term.text = token.key.isEmpty() ? token.value.toLower() : token.key + u':' + token.value.toLower();
        m_terms.append(term);
        return;
    }
    if (token.value.isEmpty()) {
        addError(token, tr("\"%1:\" needs a value").arg(token.key));
        return;
    }
    term.key = known->key;
    term.text = token.value.toLower();
    switch (term.key) {
    case Key::Size:
        if (!parseSize(token, &term))
            return;
        break;
    case Key::Before:
    case Key::Since:
        if (!parseMoment(token, now, &term))
            return;
        break;
    case Key::Label: {
        // Keys and values of labels are case-sensitive, as docker's own filter has it.
        const auto equals = token.value.indexOf(u'=');
        term.hasLabelValue = equals >= 0;
        term.text = term.hasLabelValue ? token.value.left(equals) : token.value;
        term.labelValue = term.hasLabelValue ? token.value.mid(equals + 1) : QString();
        break;
    }
    case Key::Repository:
    case Key::Tag:
        term.isGlob = term.text.contains(u'*') || term.text.contains(u'?');
        break;
    case Key::Word:
    case Key::Platform:
        break;
    }
    m_terms.append(term);
}

bool ImageQuery::parseSize(const Token &token, Term *term)
{
    QString text = token.value.toLower();
    struct Operator {
        const char16_t *sign;
        Comparison comparison;
    };
    static constexpr std::array kOperators { Operator { u">=", Comparison::GreaterOrEqual },
        Operator { u"<=", Comparison::LessOrEqual }, Operator { u">", Comparison::Greater },
        Operator { u"<", Comparison::Less }, Operator { u"=", Comparison::Equal } };
    const auto found = std::find_if(kOperators.begin(), kOperators.end(),
        [&text](const Operator &candidate) { return text.startsWith(QStringView(candidate.sign)); });
    if (found == kOperators.end()) {
        addError(token, tr("Write a comparison, such as size:>%1").arg(token.value));
        return false;
    }
    term->comparison = found->comparison;
    const std::optional<std::int64_t> bytes =
        scaled(QStringView(text).mid(QStringView(found->sign).size()).trimmed(), kSizeUnits);
    if (!bytes) {
        addError(token, tr("\"%1\" is no size; write a number with B, kB, MB, GB or KiB, MiB, GiB").arg(token.value));
        return false;
    }
    term->number = *bytes;
    return true;
}

bool ImageQuery::parseMoment(const Token &token, const QDateTime &now, Term *term)
{
    if (const std::optional<std::int64_t> age = scaled(token.value.toLower(), kAgeUnits)) {
        term->number = now.toMSecsSinceEpoch() - *age;
        return true;
    }
    // A day begins where the user is; a time may carry its own offset.
    const QDateTime moment = QDateTime::fromString(token.value, Qt::ISODate);
    if (!moment.isValid()) {
        addError(token, tr("\"%1\" is neither a date such as 2024-01-31 nor an age such as 3w").arg(token.value));
        return false;
    }
    term->number = moment.toMSecsSinceEpoch();
    return true;
}

} // namespace varve
