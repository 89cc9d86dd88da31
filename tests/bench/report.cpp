// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/bench/report.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace varve::bench {
namespace {

using Cells = std::array<std::string, 10>;

std::string formatted(const char *format, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string spread(const Series &series, Unit unit)
{
    if (series.isEmpty())
        return "-";
    std::string text = formatValue(series.median(), unit);
    if (series.size() > 1)
        text += " [" + formatValue(series.minimum(), unit) + " .. " + formatValue(series.maximum(), unit) + ']';
    return text;
}

const char *verdictText(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Holds:
        return "ok";
    case Verdict::Noisy:
        return "noisy";
    case Verdict::Missed:
        return "MISSED";
    case Verdict::Informational:
        break;
    }
    return "";
}

const char *unitName(Unit unit)
{
    switch (unit) {
    case Unit::Seconds:
        return "s";
    case Unit::NanosPerEntry:
        return "ns/entry";
    case Unit::Bytes:
        break;
    }
    return "bytes";
}

std::string budgetText(const Row &row)
{
    if (row.factor > 0)
        return formatted("%.2f x limit", row.factor);
    return row.budget > 0 ? formatValue(row.budget, row.unit) : "-";
}

Cells cellsOf(const Row &row)
{
    const bool hasRatio = row.ratio() > 0;
    return { row.what, row.corpus, spread(row.measured, row.unit), spread(row.limit, row.unit), budgetText(row),
        hasRatio ? formatted("%.2f", row.ratio()) : "-", hasRatio ? formatted("%.2f", row.bestRatio()) : "-",
        row.cpuRatio() > 0 ? formatted("%.2f", row.cpuRatio()) : "-",
        row.measured.cpuMedian() > 0 ? formatValue(row.measured.cpuMedian(), Unit::Seconds) : "-",
        verdictText(row.verdict()) };
}

double ratioOf(const Row &row, double measured, double limit)
{
    const bool isFixed = row.limit.isEmpty() || (row.factor <= 0 && row.budget > 0);
    const double reference = isFixed ? row.budget : limit;
    return reference > 0 ? measured / reference : 0;
}

} // namespace

std::string formatValue(double value, Unit unit)
{
    switch (unit) {
    case Unit::NanosPerEntry:
        return formatted("%.0f ns", value);
    case Unit::Bytes:
        return value < 10e3 ? formatted("%.0f B", value) : formatted("%.1f MB", value / 1e6);
    case Unit::Seconds:
        break;
    }
    if (value < 1e-3)
        return formatted("%.0f us", value * 1e6);
    return value < 1 ? formatted("%.3g ms", value * 1e3) : formatted("%.3g s", value);
}

double Row::ratio() const
{
    return ratioOf(*this, measured.median(), limit.median());
}

double Row::bestRatio() const
{
    return ratioOf(*this, measured.minimum(), limit.minimum());
}

double Row::cpuRatio() const
{
    return limit.cpuMedian() > 0 ? measured.cpuMedian() / limit.cpuMedian() : 0;
}

Verdict Row::verdict() const
{
    if (factor <= 0 && budget <= 0)
        return Verdict::Informational;
    const double allowed = factor > 0 ? factor : 1;
    if (ratio() <= allowed)
        return Verdict::Holds;
    // Rows against a fixed time run on one thread: what others took of the processor does not count.
    const bool isOneThread = limit.isEmpty() && measured.cpuMedian() > 0;
    const bool isWithinCpu = isOneThread && measured.cpuInUnit() <= budget;
    return bestRatio() <= allowed || isWithinCpu ? Verdict::Noisy : Verdict::Missed;
}

void Report::add(Row row)
{
    std::fprintf(stderr, "  %s, %s: %s %s\n", row.what.c_str(), row.corpus.c_str(),
        formatValue(row.measured.median(), row.unit).c_str(), verdictText(row.verdict()));
    m_rows.push_back(std::move(row));
}

int Report::missed() const
{
    return static_cast<int>(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row &row) { return row.verdict() == Verdict::Missed; }));
}

void Report::print(std::FILE *out) const
{
    std::vector<Cells> table { { "what", "corpus", "measured: median [min .. max]", "limit", "budget", "ratio", "best",
        "cpu ratio", "cpu", "" } };
    for (const Row &row : m_rows)
        table.push_back(cellsOf(row));
    std::array<std::size_t, std::tuple_size_v<Cells>> widths {};
    for (const Cells &cells : table)
        for (std::size_t i = 0; i < cells.size(); ++i)
            widths[i] = std::max(widths[i], cells[i].size());
    for (const Cells &cells : table) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i)
            line += cells[i] + std::string(widths[i] - cells[i].size() + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        std::fprintf(out, "%s\n", line.c_str());
    }
}

nlohmann::json Report::toJson() const
{
    nlohmann::json rows = nlohmann::json::array();
    for (const Row &row : m_rows) {
        nlohmann::json one { { "what", row.what }, { "corpus", row.corpus }, { "unit", unitName(row.unit) },
            { "runs", row.measured.size() }, { "median", row.measured.median() }, { "min", row.measured.minimum() },
            { "max", row.measured.maximum() }, { "cpuSeconds", row.measured.cpuMedian() },
            { "verdict", verdictText(row.verdict()) } };
        if (!row.limit.isEmpty())
            one["limit"] = { { "median", row.limit.median() }, { "min", row.limit.minimum() },
                { "max", row.limit.maximum() } };
        if (row.factor > 0)
            one["budgetFactor"] = row.factor;
        if (row.budget > 0)
            one["budget"] = row.budget;
        if (row.ratio() > 0) {
            one["ratio"] = row.ratio();
            one["bestRatio"] = row.bestRatio();
        }
        if (row.cpuRatio() > 0)
            one["cpuRatio"] = row.cpuRatio();
        if (!row.note.empty())
            one["note"] = row.note;
        rows.push_back(std::move(one));
    }
    return { { "rows", rows } };
}

} // namespace varve::bench
