// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Times and their spread. On a machine that does other things besides, the median of a few runs says what happened and the
// minimum what is possible; processor time beside the wall clock tells noise from work. Values; one thread.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace varve::bench {

struct Sample {
    double value = 0; // seconds of wall clock, or whatever the row measures
    double cpuSeconds = 0; // of the whole process
};

class Series {
public:
    void add(const Sample &sample) { m_samples.push_back(sample); }
    bool isEmpty() const { return m_samples.empty(); }
    std::size_t size() const { return m_samples.size(); }
    double median() const;
    double minimum() const;
    double maximum() const;
    double cpuMedian() const;
    double cpuInUnit() const; // the same in the unit of the values
    Series scaled(double factor) const; // e.g. seconds into nanoseconds per entry

private:
    std::vector<Sample> m_samples;
    double m_scale = 1; // from seconds to the unit of the values
};

double wallSeconds(); // of a monotonic clock
double cpuSeconds(); // used by this process so far, all threads
double childrenCpuSeconds(); // used by processes that it started and that have ended

template <typename Fn>
Sample timed(Fn &&fn)
{
    const double wall = wallSeconds();
    const double cpu = cpuSeconds();
    fn();
    return { wallSeconds() - wall, cpuSeconds() - cpu };
}

struct Pair {
    Series measured;
    Series limit;
};

// Short things are run more often: a few milliseconds are easily disturbed.
int runsFor(int runs, double seconds);

// Runs both in turns, so that a change of the machine's mood meets both. The functions return a Sample; one run of each is
// made before and thrown away, to warm the page cache and the allocator.
template <typename Measured, typename Limit>
Pair interleaved(int runs, Measured &&measured, Limit &&limit)
{
    Pair pair;
    const double once = limit().value + measured().value;
    for (int i = runsFor(runs, once); i > 0; --i) {
        pair.limit.add(limit());
        pair.measured.add(measured());
    }
    return pair;
}

template <typename Measured>
Series repeated(int runs, Measured &&measured)
{
    Series series;
    const double once = measured().value;
    for (int i = runsFor(runs, once); i > 0; --i)
        series.add(measured());
    return series;
}

} // namespace varve::bench
