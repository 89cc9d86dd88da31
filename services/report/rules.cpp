// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/report/rules.h"

#include "services/report/bytesizes.h"
#include "services/types/text.h"

#include <array>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

enum class MetricKind : std::uint8_t { Fraction, OpenFraction, Bytes, Count }; // OpenFraction: may exceed 1

struct Metric {
    QLatin1StringView name;
    MetricKind kind;
    double (*measure)(const RuleInput &);
};

template <typename T>
double asDouble(T value)
{
    return static_cast<double>(value);
}

double wastedShare(const RuleInput &input)
{
    const Analysis &analysis = *input.analysis;
    return analysis.storedBytes > 0 ? asDouble(analysis.wastedBytes) / asDouble(analysis.storedBytes) : 0.0;
}

using In = const RuleInput &;
constexpr std::array kMetrics {
    Metric { "efficiency"_L1, MetricKind::Fraction, [](In in) { return in.analysis->efficiency; } },
    Metric { "wastedPercent"_L1, MetricKind::Fraction, wastedShare },
    Metric { "wastedBytes"_L1, MetricKind::Bytes, [](In in) { return asDouble(in.analysis->wastedBytes); } },
    Metric { "storedBytes"_L1, MetricKind::Bytes, [](In in) { return asDouble(in.analysis->storedBytes); } },
    Metric { "visibleBytes"_L1, MetricKind::Bytes, [](In in) { return asDouble(in.analysis->visibleBytes); } },
    Metric { "sizeBytes"_L1, MetricKind::Bytes, [](In in) { return asDouble(in.sizeBytes); } },
    Metric { "layers"_L1, MetricKind::Count, [](In in) { return asDouble(in.layerCount); } },
    Metric { "dive.efficiency"_L1, MetricKind::Fraction, [](In in) { return in.analysis->dive.efficiency; } },
    Metric { "dive.userWastedPercent"_L1, MetricKind::OpenFraction,
        [](In in) { return in.analysis->dive.userWastedPercent; } },
    Metric { "dive.wastedBytes"_L1, MetricKind::Bytes, [](In in) { return asDouble(in.analysis->dive.wastedBytes); } },
    Metric { "dive.sizeBytes"_L1, MetricKind::Bytes, [](In in) { return asDouble(in.analysis->dive.sizeBytes); } },
    Metric {
        "dive.userSizeBytes"_L1, MetricKind::Bytes, [](In in) { return asDouble(in.analysis->dive.userSizeBytes); } },
};

constexpr std::array kOperators { "<"_L1, "<="_L1, ">"_L1, ">="_L1, "=="_L1, "!="_L1 }; // in the order of Operator

QString metricNames()
{
    QStringList names;
    for (const Metric &metric : kMetrics)
        names.append(metric.name);
    return names.join(", "_L1);
}

QString valueText(MetricKind kind, double value)
{
    switch (kind) {
    case MetricKind::Bytes:
        return humanSize(static_cast<std::int64_t>(value));
    case MetricKind::Count:
        return QString::number(value, 'f', 0);
    case MetricKind::Fraction:
    case MetricKind::OpenFraction:
        break;
    }
    return QString::number(value * 100.0, 'f', 1) + " %"_L1;
}

} // namespace

// Recursive descent over the grammar of docs/cli.md. Positions are told counting from 1.
class FailIfParser {
public:
    explicit FailIfParser(const QString &text)
        : m_text(text)
        , m_rest(m_text)
    {
    }

    Result<FailIfRule> parse()
    {
        FailIfRule rule;
        rule.m_expression = m_text.trimmed();
        do {
            std::vector<FailIfRule::Comparison> &all = rule.m_alternatives.emplace_back();
            do {
                Result<FailIfRule::Comparison> comparison = parseComparison();
                if (!comparison)
                    return fail(std::move(comparison.error()));
                all.push_back(std::move(*comparison));
            } while (take(u"&&"));
        } while (take(u"||"));
        if (!m_rest.isEmpty())
            return expected(u"expected && or || or the end"_s);
        return rule;
    }

private:
    Result<FailIfRule::Comparison> parseComparison()
    {
        skipBlanks();
        FailIfRule::Comparison comparison;
        if (Result<int> metric = parseMetric(); metric)
            comparison.metric = *metric;
        else
            return fail(std::move(metric.error()));
        skipBlanks();
        if (Result<FailIfRule::Operator> op = parseOperator(); op)
            comparison.op = *op;
        else
            return fail(std::move(op.error()));
        skipBlanks();
        const qsizetype start = m_text.size() - m_rest.size();
        Result<double> threshold = parseThreshold(kMetrics[static_cast<std::size_t>(comparison.metric)]);
        if (!threshold)
            return fail(std::move(threshold.error()));
        comparison.threshold = *threshold;
        comparison.thresholdText = m_text.sliced(start, m_text.size() - m_rest.size() - start).trimmed();
        skipBlanks();
        return comparison;
    }

    Result<int> parseMetric()
    {
        const QStringView name = peekWhile([](QChar c) { return c.isLetterOrNumber() || c == u'.' || c == u'_'; });
        for (std::size_t i = 0; i < kMetrics.size(); ++i) {
            if (name == kMetrics[i].name) {
                m_rest = m_rest.sliced(name.size());
                return static_cast<int>(i);
            }
        }
        if (name.isEmpty())
            return expected(u"expected the name of a metric, one of "_s + metricNames());
        return expected(u"unknown metric \""_s + visibleText(name) + u"\", known are "_s + metricNames());
    }

    Result<FailIfRule::Operator> parseOperator()
    {
        const QStringView symbol = peekWhile([](QChar c) { return c == u'<' || c == u'>' || c == u'=' || c == u'!'; });
        for (std::size_t i = 0; i < kOperators.size(); ++i) {
            if (symbol == kOperators[i]) {
                m_rest = m_rest.sliced(symbol.size());
                return static_cast<FailIfRule::Operator>(i);
            }
        }
        return expected(u"expected one of < <= > >= == !="_s);
    }

    Result<double> parseThreshold(const Metric &metric)
    {
        const QStringView digits = peekWhile([](QChar c) { return (c >= u'0' && c <= u'9') || c == u'.'; });
        const std::optional<double> number = parsePlainNumber(digits);
        if (!number)
            return expected(u"expected a number"_s);
        const QStringView beforeNumber = m_rest;
        m_rest = m_rest.sliced(digits.size());
        skipBlanks();
        const QStringView unit = peekWhile([](QChar c) { return c.isLetter() || c == u'%'; });
        if (metric.kind == MetricKind::Count) {
            if (!unit.isEmpty() || digits.contains(u'.'))
                return expected(u"%1 is a count: a whole number without a unit"_s.arg(metric.name));
            return *number;
        }
        if (metric.kind == MetricKind::Bytes) {
            const std::optional<double> factor = bytesOfUnit(unit, false);
            if (!factor)
                return expected(
                    u"%1 is a size in bytes: B, kB, MB, GB, TB, KiB, MiB, GiB, TiB or no unit"_s.arg(metric.name));
            m_rest = m_rest.sliced(unit.size());
            return *number * *factor;
        }
        if (!unit.isEmpty() && unit != u"%")
            return expected(u"%1 is a fraction: a number from 0 to 1, or a percentage with %"_s.arg(metric.name));
        const double fraction = unit.isEmpty() ? *number : *number / 100.0;
        if (fraction > 1.0 && metric.kind != MetricKind::OpenFraction) {
            m_rest = beforeNumber;
            return expected(u"%1 is a fraction: a number from 0 to 1, or a percentage with %"_s.arg(metric.name));
        }
        m_rest = m_rest.sliced(unit.size());
        return fraction;
    }

    template <typename Accept>
    QStringView peekWhile(Accept accept) const
    {
        qsizetype length = 0;
        while (length < m_rest.size() && accept(m_rest[length]))
            ++length;
        return m_rest.first(length);
    }

    bool take(QStringView symbol)
    {
        if (!m_rest.startsWith(symbol))
            return false;
        m_rest = m_rest.sliced(symbol.size());
        return true;
    }

    void skipBlanks()
    {
        m_rest = m_rest.sliced(peekWhile([](QChar c) { return c.isSpace(); }).size());
    }

    tl::unexpected<Error> expected(const QString &what) const
    {
        const QString where =
            m_rest.isEmpty() ? u"at the end"_s : u"at character %1"_s.arg(m_text.size() - m_rest.size() + 1);
        return fail(ErrorCode::Unsupported, m_text, where + ": "_L1 + what);
    }

    const QString m_text;
    QStringView m_rest;
};

bool FailIfRule::Comparison::holds(double value) const
{
    switch (op) {
    case Operator::Less:
        return value < threshold;
    case Operator::LessOrEqual:
        return value <= threshold;
    case Operator::Greater:
        return value > threshold;
    case Operator::GreaterOrEqual:
        return value >= threshold;
    case Operator::Equal:
        return value == threshold;
    case Operator::NotEqual:
        break;
    }
    return value != threshold;
}

QString FailIfRule::Comparison::explain(double value) const
{
    const Metric &which = kMetrics[static_cast<std::size_t>(metric)];
    const auto verb = holds(value) ? "which is"_L1 : "which is not"_L1;
    return u"%1 is %2, %3 %4 %5"_s.arg(
        which.name, valueText(which.kind, value), verb, kOperators[static_cast<std::size_t>(op)], thresholdText);
}

Result<FailIfRule> FailIfRule::parse(const QString &expression)
{
    return FailIfParser(expression).parse();
}

RuleResult FailIfRule::evaluate(const RuleInput &input) const
{
    RuleResult result;
    result.name = u"failIf"_s;
    result.expression = m_expression;
    bool anyHolds = false;
    QStringList explanations;
    for (const std::vector<Comparison> &all : m_alternatives) {
        bool allHold = true;
        for (const Comparison &comparison : all) {
            const double value = kMetrics[static_cast<std::size_t>(comparison.metric)].measure(input);
            allHold = allHold && comparison.holds(value);
            explanations.append(comparison.explain(value));
        }
        anyHolds = anyHolds || allHold;
    }
    if (explanations.size() == 1) {
        const Comparison &only = m_alternatives.front().front();
        const Metric &metric = kMetrics[static_cast<std::size_t>(only.metric)];
        result.metric = metric.name;
        result.value = metric.measure(input);
        result.threshold = only.thresholdText;
    }
    result.state = anyHolds ? RuleState::Fail : RuleState::Pass;
    result.explanation = explanations.join("; "_L1);
    return result;
}

} // namespace varve
