// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// varve_bench: measures Varve's budgets over images made from a seed. See docs/benchmarks.md.
//
// Exit codes: 0 everything was measured, whatever the figures; 1 something could not be; 2 usage.

#include "tests/bench/bench.h"
#include "tests/bench/windowrows.h"

#include <nlohmann/json.hpp>

#include <QtCore/QCoreApplication>

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace varve::bench {
namespace {

struct Options {
    CorpusOptions corpora;
    std::vector<std::string> names { "wide", "chown", "distro", "big", "grow1", "grow2", "grow4" };
    std::vector<std::string> groups;
    std::string engine;
    std::string pull;
    std::string program;
    std::string json;
    int runs = 5;
    bool isGenerateOnly = false;
};

struct Group {
    const char *name;
    void (*measure)(Context &);
};
// Memory first: before the allocator is full of what other rows left behind.
constexpr Group kGroups[] = { { "memory", measureMemory }, { "reading", measureReading },
    { "tarsplit", measureTarSplit }, { "reader", measureReader }, { "cache", measureCache }, { "http", measureHttp },
    { "engines", measureEngines }, { "pull", measurePull }, { "trees", measureTrees }, { "growth", measureGrowth },
    { "models", measureModels }, { "manyimages", measureManyImages }, { "window", measureWindow } };

constexpr const char *kUsage = R"(Usage: varve_bench [OPTION...]

  --cache DIR       where the images are kept (default out/bench beside the sources)
  --corpora A,B     wide, chown, distro, big, grow1, grow2, grow4 (default all)
  --only A,B        groups of rows: memory, reading, tarsplit, reader, cache, http, engines, pull, trees,
                    growth, models, manyimages, window (default all)
  --engine ADDRESS  a Docker engine with images varve-bench/..., as engines.sh makes one; without it
                    there are no rows of engines
  --pull NAME       an image in a registry on this machine that speaks plain http, as pull.sh starts one, and
  --program FILE    the varve that pulls it; without them there are no rows of pulls
  --runs N          runs of each row (default 5)
  --scale X         size of the images, 1 is the real thing (16 GB on disk)
  --seed N          what the images are made from (default 1)
  --json FILE       writes the rows as JSON, too
  --generate        makes the images and ends
)";

[[noreturn]] void misused(const std::string &message)
{
    std::fprintf(stderr, "varve_bench: %s\n%s", message.c_str(), kUsage);
    std::exit(2);
}

std::vector<std::string> split(const std::string &text)
{
    std::vector<std::string> parts { "" };
    for (const char c : text)
        c == ',' ? parts.emplace_back() : parts.back() += c;
    return parts;
}

template <typename Number>
Number numberOf(const std::string &text, Number least)
{
    Number value {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least)
        misused("'" + text + "' is no number that fits here");
    return value;
}

void checkNames(const Options &options)
{
    for (const std::string &name : options.groups)
        if (std::none_of(std::begin(kGroups), std::end(kGroups), [&](const Group &g) { return name == g.name; }))
            misused("there is no group '" + name + "'");
}

Options parse(int argc, char **argv)
{
    Options options;
    options.corpora.cache = VARVE_BENCH_CACHE;
    for (int i = 1; i < argc; ++i) {
        const std::string option = argv[i];
        if (option == "--help" || option == "-h") {
            std::fputs(kUsage, stdout);
            std::exit(0);
        }
        if (option == "--generate") {
            options.isGenerateOnly = true;
            continue;
        }
        if (i + 1 == argc)
            misused("'" + option + "' is not known or lacks its value");
        const std::string value = argv[++i];
        if (option == "--cache")
            options.corpora.cache = value;
        else if (option == "--corpora")
            options.names = split(value);
        else if (option == "--only")
            options.groups = split(value);
        else if (option == "--engine")
            options.engine = value;
        else if (option == "--pull")
            options.pull = value;
        else if (option == "--program")
            options.program = value;
        else if (option == "--runs")
            options.runs = numberOf<int>(value, 1);
        else if (option == "--scale")
            options.corpora.scale = numberOf<double>(value, 0.001);
        else if (option == "--seed")
            options.corpora.seed = numberOf<std::uint64_t>(value, 0);
        else if (option == "--json")
            options.json = value;
        else
            misused("the option '" + option + "' is not known");
    }
    checkNames(options);
    if (options.groups == std::vector<std::string> { "engines" }) {
        if (options.engine.empty())
            misused("'--only engines' needs '--engine'");
        options.names.clear(); // its images are in the engine
    }
    if (options.pull.empty() != options.program.empty())
        misused("'--pull' and '--program' belong together");
    if (options.groups == std::vector<std::string> { "pull" }) {
        if (options.pull.empty())
            misused("'--only pull' needs '--pull'");
        options.names.clear();
    }
    return options;
}

std::string processorName()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);)
        if (line.starts_with("model name"))
            return line.substr(line.find(':') + 2);
    return "unknown processor";
}

void describeMachine(nlohmann::json &out, const Options &options)
{
    double load[1] = { 0 };
    ::getloadavg(load, 1);
    out["processor"] = processorName();
    out["cores"] = std::thread::hardware_concurrency();
    out["loadBefore"] = load[0];
    out["scale"] = options.corpora.scale;
    out["seed"] = options.corpora.seed;
    out["version"] = VARVE_VERSION;
    std::printf("varve %s, %s, %u cores, load %.1f, scale %g, %d runs\n", VARVE_VERSION, processorName().c_str(),
        std::thread::hardware_concurrency(), load[0], options.corpora.scale, options.runs);
    if (load[0] > 0.5)
        std::printf(
            "The machine is busy: the figures are upper bounds; compare \"best\", the ratio of the fastest runs.\n");
}

int run(const Options &options)
{
    std::error_code failed;
    std::filesystem::create_directories(options.corpora.cache, failed);
    if (failed)
        die("cannot make " + options.corpora.cache.string() + ": " + failed.message());
    Context context;
    context.corpora = prepareCorpora(options.names, options.corpora);
    if (options.isGenerateOnly)
        return 0;
    context.runs = options.runs;
    context.scale = options.corpora.scale;
    context.engine = QString::fromStdString(options.engine);
    context.pull = QString::fromStdString(options.pull);
    context.program = QString::fromStdString(options.program);
    nlohmann::json json;
    describeMachine(json, options);
    for (const Group &group : kGroups)
        if (options.groups.empty()
            || std::find(options.groups.begin(), options.groups.end(), group.name) != options.groups.end())
            group.measure(context);
    context.report.print(stdout);
    std::printf("%d missed\n", context.report.missed());
    json.update(context.report.toJson());
    if (!options.json.empty())
        writeFile(options.json, json.dump(1) + '\n');
    return 0;
}

} // namespace

const Corpus *Context::find(const std::string &name) const
{
    const auto found = std::find_if(corpora.begin(), corpora.end(), [&](const Corpus &c) { return c.name == name; });
    return found == corpora.end() ? nullptr : &*found;
}

} // namespace varve::bench

int main(int argc, char **argv)
{
    if (varve::bench::isWindowChild(argc, argv))
        return varve::bench::windowChild(argc, argv);
    const QCoreApplication application(argc, argv);
    return varve::bench::run(varve::bench::parse(argc, argv));
}
