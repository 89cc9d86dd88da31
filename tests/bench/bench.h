// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The groups of rows that the benchmark prints, and what they share. Each function measures and adds its rows to the report.
// Main thread; errors end the program.
#pragma once

#include "services/jobs/workpool.h"
#include "tests/bench/blobwriter.h"
#include "tests/bench/corpus.h"
#include "tests/bench/report.h"

#include <QtCore/QString>

namespace varve::bench {

// The budgets of the program, in one place. docs/benchmarks.md explains each.
namespace budgets {
inline constexpr double kTreeOnScreen = 2.0; // x the raw header walk
inline constexpr double kFingerprints = 1.3; // x raw xxh3
inline constexpr double kCompressedTree = 1.25; // x raw inflate
inline constexpr double kMergeNanosPerEntry = 200;
inline constexpr double kTarSplit = 400e-3; // seconds, for 100-200 MB of lines
inline constexpr double kBodyBytesPerSecond = 1e9;
inline constexpr double kPull = 1.0; // x skopeo copy
inline constexpr double kEngineTree = 1; // seconds, of an image of 1-4 GB that an engine holds
inline constexpr double kOpenedAgain = 50e-3; // seconds, at 130k paths
inline constexpr double kAnalysis = 2e-3; // seconds, as all that follow
inline constexpr double kProjection = 2e-3; // at 130k paths
inline constexpr double kLargeProjection = 35e-3; // at 2 M paths
inline constexpr double kSwap = 5e-3; // on the GUI thread
inline constexpr double kBytesPerPath = 100;
inline constexpr double kBytesPerChange = 16;
inline constexpr double kWideBytes = 30e6; // at 130k paths
inline constexpr double kFirstPaint = 300e-3;
inline constexpr double kImagesListed = 100e-3; // 10,000 of them, sorted
inline constexpr double kKeystroke = 16e-3;
inline constexpr double kEngineListed = 1.0; // 10,000 images of an engine, from connecting to sorted rows
} // namespace budgets

struct Context {
    std::vector<Corpus> corpora;
    int runs = 5;
    double scale = 1;
    QString engine; // its address; empty: none is measured
    QString pull; // an image in a registry on this machine; empty: none is measured
    QString program; // varve, which pulls it
    WorkPool pool;
    Report report;

    const Corpus *find(const std::string &name) const;
};

void measureReading(Context &context); // from the files to trees on screen, per corpus and compression
void measureTarSplit(Context &context); // trees from what engines keep beside unpacked layers
void measureReader(Context &context); // the same the way the window goes, with the proofs of the digests
void measureHttp(Context &context); // what engines send
void measureEngines(Context &context); // layers of images that an engine holds
void measurePull(Context &context); // from a registry into the Library
void measureTrees(Context &context); // merging, analysis, projections
void measureCache(Context &context); // an image whose layers were read in an earlier run
void measureMemory(Context &context);
void measureGrowth(Context &context);
void measureModels(Context &context); // what the window's models cost on the GUI thread
void measureManyImages(Context &context); // an engine with many images, from connecting to rows
void measureWindow(Context &context); // start to first painted window

// The value of a Result; an error ends the program.
template <typename T>
T valueOf(Result<T> result, const char *what)
{
    if (!result)
        die(std::string(what) + ": " + result.error().subject.toStdString() + ": "
            + result.error().detail.toStdString());
    return std::move(*result);
}

} // namespace varve::bench
