// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/bench/measure.h"

#include <algorithm>
#include <ctime>

#include <sys/resource.h>

namespace varve::bench {
namespace {

double secondsOf(clockid_t clock)
{
    timespec now {};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<double> valuesOf(const std::vector<Sample> &samples, double Sample::*member)
{
    std::vector<double> values;
    values.reserve(samples.size());
    for (const Sample &sample : samples)
        values.push_back(sample.*member);
    return values;
}

} // namespace

double Series::median() const
{
    return medianOf(valuesOf(m_samples, &Sample::value));
}

double Series::minimum() const
{
    const std::vector<double> values = valuesOf(m_samples, &Sample::value);
    return values.empty() ? 0 : *std::min_element(values.begin(), values.end());
}

double Series::maximum() const
{
    const std::vector<double> values = valuesOf(m_samples, &Sample::value);
    return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

double Series::cpuMedian() const
{
    return medianOf(valuesOf(m_samples, &Sample::cpuSeconds));
}

double Series::cpuInUnit() const
{
    return cpuMedian() * m_scale;
}

Series Series::scaled(double factor) const
{
    Series result;
    result.m_scale = m_scale * factor;
    for (const Sample &sample : m_samples)
        result.add({ sample.value * factor, sample.cpuSeconds });
    return result;
}

int runsFor(int runs, double seconds)
{
    constexpr double kEnough = 0.3;
    constexpr int kMore = 5;
    const double wanted = kEnough / std::max(seconds, 1e-6);
    return static_cast<int>(std::clamp(wanted, static_cast<double>(runs), static_cast<double>(runs * kMore)));
}

double wallSeconds()
{
    return secondsOf(CLOCK_MONOTONIC);
}

double cpuSeconds()
{
    return secondsOf(CLOCK_PROCESS_CPUTIME_ID);
}

double childrenCpuSeconds()
{
    rusage usage {};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace varve::bench
