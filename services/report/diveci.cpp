// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The .dive-ci file of the program dive: a YAML map `rules` with up to three thresholds.

#include "services/report/bytesizes.h"
#include "services/report/rules.h"
#include "services/types/limits.h"
#include "services/types/text.h"

#include <yaml-cpp/yaml.h>

#include <array>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

struct DiveRule {
    QLatin1StringView name;
    QLatin1StringView otherName; // spelling of dive's own configuration file
    QLatin1StringView metric;
    const char16_t *fallback;
    double (*measure)(const DiveFigures &);
    bool isMinimum; // else a maximum
    bool isSize; // else a fraction
};

// By name, as dive prints them.
constexpr std::array kDiveRules {
    DiveRule { "highestUserWastedPercent"_L1, "highest-user-wasted-percent"_L1, "dive.userWastedPercent"_L1, u"0.1",
        [](const DiveFigures &dive) { return dive.userWastedPercent; }, false, false },
    DiveRule { "highestWastedBytes"_L1, "highest-wasted-bytes"_L1, "dive.wastedBytes"_L1, u"disabled",
        [](const DiveFigures &dive) { return static_cast<double>(dive.wastedBytes); }, false, true },
    DiveRule { "lowestEfficiency"_L1, "lowest-efficiency-threshold"_L1, "dive.efficiency"_L1, u"0.9",
        [](const DiveFigures &dive) { return dive.efficiency; }, true, false },
};

bool isSwitchedOff(const QString &configured)
{
    const QString value = configured.trimmed().toLower();
    return value.isEmpty() || value == "disabled"_L1 || value == "off"_L1 || value == "false"_L1;
}

std::optional<double> parseSize(QStringView text)
{
    qsizetype length = 0;
    while (length < text.size() && (text[length].isDigit() || text[length] == u'.' || text[length] == u','))
        ++length;
    const std::optional<double> number = parsePlainNumber(text.first(length).toString().remove(u','));
    const std::optional<double> factor = bytesOfUnit(text.sliced(length).trimmed(), true);
    return number && factor ? std::optional(*number * *factor) : std::nullopt;
}

Result<std::optional<double>> parseDiveThreshold(
    const DiveRule &rule, const QString &configured, const QString &subject)
{
    if (isSwitchedOff(configured))
        return std::optional<double>();
    if (rule.isSize) {
        if (const std::optional<double> bytes = parseSize(configured.trimmed()))
            return bytes;
        return fail(ErrorCode::Unsupported, subject,
            u"%1 needs a size such as 20MB, or disabled, not \"%2\""_s.arg(rule.name, visibleText(configured)));
    }
    bool ok = false;
    const double value = configured.trimmed().toDouble(&ok);
    if (ok && value >= 0.0 && value <= 1.0)
        return std::optional(value);
    return fail(ErrorCode::Unsupported, subject,
        u"%1 needs a number from 0 to 1, or disabled, not \"%2\""_s.arg(rule.name, visibleText(configured)));
}

QString scalarText(const YAML::Node &node)
{
    return node.IsScalar() ? QString::fromStdString(node.Scalar()) : QString();
}

Result<DiveCiRules> readDocument(const YAML::Node &document, const QString &subject)
{
    DiveCiRules result;
    std::array<QString, kDiveRules.size()> configured;
    for (std::size_t i = 0; i < kDiveRules.size(); ++i)
        configured[i] = QString::fromUtf16(kDiveRules[i].fallback);

    const bool isEmpty = !document.IsDefined() || document.IsNull();
    if (!isEmpty && !document.IsMap())
        return fail(ErrorCode::Unsupported, subject, u"expected a map with the key \"rules\""_s);
    YAML::Node rules;
    for (const auto &item : isEmpty ? YAML::Node(YAML::NodeType::Map) : document) {
        if (scalarText(item.first) == "rules"_L1)
            rules = item.second;
        else
            result.warnings.append(u"%1: unknown key \"%2\" is ignored"_s.arg(subject, scalarText(item.first)));
    }
    if (!rules.IsNull() && !rules.IsMap())
        return fail(ErrorCode::Unsupported, subject, u"\"rules\" must be a map of names and values"_s);
    for (const auto &item : rules.IsNull() ? YAML::Node(YAML::NodeType::Map) : rules) {
        const QString key = scalarText(item.first);
        const auto rule = std::find_if(kDiveRules.begin(), kDiveRules.end(),
            [&key](const DiveRule &each) { return key == each.name || key == each.otherName; });
        if (rule == kDiveRules.end()) {
            result.warnings.append(u"%1: unknown rule \"%2\" is ignored"_s.arg(subject, key));
            continue;
        }
        if (!item.second.IsScalar() && !item.second.IsNull())
            return fail(ErrorCode::Unsupported, subject, u"%1 needs a single value"_s.arg(rule->name));
        configured[static_cast<std::size_t>(rule - kDiveRules.begin())] = scalarText(item.second);
    }
    for (std::size_t i = 0; i < kDiveRules.size(); ++i) {
        Result<std::optional<double>> threshold = parseDiveThreshold(kDiveRules[i], configured[i], subject);
        if (!threshold)
            return fail(std::move(threshold.error()));
        result.rules.append({ kDiveRules[i].name, configured[i], *threshold });
    }
    return result;
}

QString measuredText(const DiveRule &rule, double value)
{
    return rule.isSize ? humanSize(static_cast<std::int64_t>(value)) : QString::number(value, 'f', 3);
}

} // namespace

Result<DiveCiRules> DiveCiRules::parse(const QByteArray &yaml, const QString &subject)
{
    if (static_cast<std::size_t>(yaml.size()) > limits::kTokenBytes)
        return fail(ErrorCode::LimitExceeded, subject, u"a rules file has at most %1 bytes"_s.arg(limits::kTokenBytes));
    try {
        return readDocument(YAML::Load(yaml.toStdString()), subject);
    } catch (const YAML::Exception &error) {
        const QString where = error.mark.is_null() ? QString() : u"line %1: "_s.arg(error.mark.line + 1);
        return fail(ErrorCode::Unsupported, subject, where + QString::fromStdString(error.msg));
    }
}

QList<RuleResult> DiveCiRules::evaluate(const RuleInput &input) const
{
    QList<RuleResult> results;
    for (const Rule &rule : rules) {
        const auto known = std::find_if(
            kDiveRules.begin(), kDiveRules.end(), [&rule](const DiveRule &each) { return rule.name == each.name; });
        Q_ASSERT(known != kDiveRules.end());
        RuleResult result;
        result.name = rule.name;
        result.expression = rule.configured;
        result.metric = known->metric;
        result.threshold = rule.configured;
        if (!rule.threshold) {
            result.explanation = u"disabled"_s;
            results.append(result);
            continue;
        }
        const double value = known->measure(input.analysis->dive);
        const bool fails = known->isMinimum ? value < *rule.threshold : value > *rule.threshold;
        const auto relation = known->isMinimum ? (fails ? "<"_L1 : ">="_L1) : (fails ? ">"_L1 : "<="_L1);
        result.value = value;
        result.state = fails ? RuleState::Fail : RuleState::Pass;
        result.explanation = u"%1 %2 %3"_s.arg(measuredText(*known, value), relation, rule.configured);
        results.append(result);
    }
    return results;
}

} // namespace varve
