// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Rules that a CI run puts to an image: --fail-if expressions and the rules of a .dive-ci file. Pure functions.
// Grammar and metrics: docs/cli.md. Errors: Unsupported with what was expected and where (usage errors).
#pragma once

#include "services/tree/analysis.h"
#include "services/types/result.h"

#include <QtCore/QList>

namespace varve {

enum class RuleState { Pass, Fail, Skip };

struct RuleResult {
    QString name; // "failIf", "lowestEfficiency", ...
    QString expression; // as written
    QString metric;
    double value = 0.0; // measured; unset for Skip
    QString threshold;
    RuleState state = RuleState::Skip;
    QString explanation;
};

struct RuleInput {
    const Analysis *analysis = nullptr;
    int layerCount = 0;
    std::int64_t sizeBytes = 0;
};

// A --fail-if expression that holds makes the state Fail.
Result<RuleResult> evaluateFailIf(const QString &expression, const RuleInput &input);
// The content of a .dive-ci file: lowestEfficiency, highestWastedBytes, highestUserWastedPercent, with dive's defaults and
// PASS/FAIL/SKIP meaning.
Result<QList<RuleResult>> evaluateDiveCi(const QByteArray &yaml, const QString &subject, const RuleInput &input);

} // namespace varve
