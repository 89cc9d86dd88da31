// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A pull from a registry on this machine, whole programs from start to end: varve into an empty Library, and skopeo into an empty
// OCI layout. pull.sh starts such a registry and fills it.

#include "tests/bench/bench.h"

#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

namespace varve::bench {
namespace {

using namespace Qt::StringLiterals;

constexpr int kProgramMs = 600'000;

Sample runProgram(const QString &program, const QStringList &words, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    const Sample sample = timed([&] {
        process.start(program, words);
        if (!process.waitForFinished(kProgramMs) || process.exitCode() != 0)
            die(program.toStdString() + ": " + process.readAllStandardError().toStdString());
    });
    return { sample.value, 0 }; // the processor time is that of another process
}

std::int64_t bytesBelow(const QString &folder)
{
    std::int64_t sum = 0;
    for (const QFileInfo &file : QDir(folder).entryInfoList(QDir::Files))
        sum += file.size();
    return sum;
}

} // namespace

void measurePull(Context &context)
{
    if (context.pull.isEmpty())
        return;
    std::int64_t bytes = 0;
    const auto varve = [&] {
        const QTemporaryDir home;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const auto &[name, folder] : { std::pair(u"HOME"_s, u"home"_s), std::pair(u"XDG_DATA_HOME"_s, u"data"_s),
                 std::pair(u"XDG_CONFIG_HOME"_s, u"config"_s), std::pair(u"XDG_CACHE_HOME"_s, u"cache"_s) })
            environment.insert(name, home.filePath(folder));
        const Sample sample = runProgram(context.program, { u"pull"_s, u"--quiet"_s, context.pull }, environment);
        bytes = bytesBelow(home.filePath(u"data/varve/library/blobs/sha256"_s));
        return sample;
    };
    const auto skopeo = [&] {
        const QTemporaryDir home;
        return runProgram(u"skopeo"_s,
            { u"--insecure-policy"_s, u"copy"_s, u"--quiet"_s, u"--src-tls-verify=false"_s,
                u"docker://"_s + context.pull, u"oci:"_s + home.filePath(u"layout"_s) + u":x"_s },
            QProcessEnvironment::systemEnvironment());
    };
    const Pair pair = interleaved(context.runs, varve, skopeo);
    context.report.add({ "pull into the Library", formatValue(static_cast<double>(bytes), Unit::Bytes), Unit::Seconds,
        pair.measured, pair.limit, budgets::kPull, 0, "limit: skopeo copy to an OCI layout" });
}

} // namespace varve::bench
