// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What was measured, beside what was allowed: a table for people and JSON for programs. One thread.
#pragma once

#include "tests/bench/measure.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdio>
#include <string>
#include <vector>

namespace varve::bench {

enum class Unit { Seconds, NanosPerEntry, Bytes };

enum class Verdict {
    Holds,
    Noisy, // the median misses the budget; the best run, or the processor time of one thread, holds it
    Missed,
    Informational, // has no budget
};

struct Row {
    std::string what;
    std::string corpus;
    Unit unit = Unit::Seconds;
    Series measured;
    Series limit; // may be empty
    double factor = 0; // budget as a multiple of the limit; 0: none
    double budget = 0; // budget in `unit`; 0: none
    std::string note; // what the limit is, or what else there is to know

    double ratio() const; // of the medians, to the limit or to the budget; 0 without either
    double bestRatio() const; // of the minima
    double cpuRatio() const; // of the processor times; 0 without a limit
    Verdict verdict() const;
};

class Report {
public:
    // Says on standard error that the row is there.
    void add(Row row);
    bool isEmpty() const { return m_rows.empty(); }
    int missed() const;
    void print(std::FILE *out) const;
    // {"rows": [{what, corpus, unit, median, min, max, limit..., budget, ratio, verdict}]}
    nlohmann::json toJson() const;

private:
    std::vector<Row> m_rows;
};

std::string formatValue(double value, Unit unit);

} // namespace varve::bench
