// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Rules that a CI run puts to an image: --fail-if expressions and the rules of a .dive-ci file. Values and pure functions;
// rules are parsed before an image is read, so that a slip costs no time. Grammar, metrics and the meaning of PASS, FAIL and
// SKIP: docs/cli.md. Errors: Unsupported, with what was expected and where (usage errors). Cost: O(length of the text).
#pragma once

#include "services/tree/analysis.h"
#include "services/types/result.h"

#include <QtCore/QList>
#include <QtCore/QStringList>

#include <optional>

namespace varve {

enum class RuleState : std::uint8_t { Pass, Fail, Skip };

struct RuleResult {
    QString name; // "failIf", "lowestEfficiency", ...
    QString expression; // as written
    QString metric; // empty: several comparisons
    std::optional<double> value; // as measured; nothing for Skip and for several comparisons
    QString threshold; // as written; empty: several comparisons
    RuleState state = RuleState::Skip;
    QString explanation;
};

struct RuleInput {
    const Analysis *analysis = nullptr;
    int layerCount = 0;
    std::int64_t sizeBytes = 0;
};

// One --fail-if expression: comparisons joined by && and ||. Fails when it is true.
class FailIfRule {
public:
    static Result<FailIfRule> parse(const QString &expression);
    RuleResult evaluate(const RuleInput &input) const;

private:
    enum class Operator : std::uint8_t { Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual };
    struct Comparison {
        int metric = 0; // into the table of metrics
        Operator op = Operator::Less;
        double threshold = 0.0;
        QString thresholdText; // with its unit, as written

        bool holds(double value) const;
        QString explain(double value) const;
    };
    friend class FailIfParser;

    QString m_expression;
    std::vector<std::vector<Comparison>> m_alternatives; // one of them, and all of it, must hold
};

// The rules of a .dive-ci file, with dive's defaults for those it leaves out.
struct DiveCiRules {
    struct Rule {
        QString name;
        QString configured; // as written, or the default
        std::optional<double> threshold; // nothing: switched off
    };
    QList<Rule> rules; // by name
    QStringList warnings; // unknown keys

    // `subject` names the file in errors.
    static Result<DiveCiRules> parse(const QByteArray &yaml, const QString &subject);
    QList<RuleResult> evaluate(const RuleInput &input) const;
};

} // namespace varve
