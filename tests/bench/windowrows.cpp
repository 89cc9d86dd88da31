// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The window as a person meets it, each time in a process of its own that this program starts again for the purpose: from
// the start of the process to the first paint, and from opening an archive to its tree, with the longest time for which
// the window did not answer. On the offscreen platform: no display server takes part.

#include "tests/bench/windowrows.h"
#include "tests/bench/bench.h"

#ifdef VARVE_HAS_GUI

#include "services/stores/cache/layercache.h"
#include "services/stores/verifiedblobs.h"
#include "ui/mainwindow.h"
#include "ui/thememanager.h"

#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTimer>
#include <QtWidgets/QApplication>

#include <algorithm>
#include <ctime>

namespace varve::bench {
namespace {

constexpr std::size_t kLayerCacheBytes = 512UL << 20;
constexpr int kHeartbeatMs = 2;
constexpr int kChildTimeoutMs = 300'000;

double threadCpuSeconds()
{
    timespec now {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Calls back once, when the first paint of any widget is over.
class PaintWatch final : public QObject {
public:
    explicit PaintWatch(std::function<void()> painted)
        : m_painted(std::move(painted))
    {
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (m_painted && event->type() == QEvent::Paint && watched->isWidgetType())
            QTimer::singleShot(0, this, std::exchange(m_painted, nullptr));
        return false;
    }

private:
    std::function<void()> m_painted;
};

// The longest time between two beats: what a click would have had to wait.
class Heartbeat final : public QObject {
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, this, [this] { beat(); });
    }

    void start()
    {
        m_wall = wallSeconds();
        m_cpu = threadCpuSeconds();
        m_longestWall = m_longestCpu = 0;
        m_timer.start(kHeartbeatMs);
    }

    void beat()
    {
        const double wall = wallSeconds();
        const double cpu = threadCpuSeconds();
        m_longestWall = std::max(m_longestWall, wall - m_wall - kHeartbeatMs * 1e-3);
        m_longestCpu = std::max(m_longestCpu, cpu - m_cpu);
        m_wall = wall;
        m_cpu = cpu;
    }

    double longestWall() const { return m_longestWall; }
    double longestCpu() const { return m_longestCpu; }

private:
    QTimer m_timer;
    double m_wall = 0;
    double m_cpu = 0;
    double m_longestWall = 0;
    double m_longestCpu = 0;
};

// What the program's own main() puts together.
struct Program {
    LayerCache cache { kLayerCacheBytes };
    VerifiedBlobs verified;
    WorkPool pool;
    UiServices services { pool, &cache, &verified, openStore, {} };
    ThemeManager theme { pool };

    Program() { theme.apply(); }
};

int paintOnce(int argc, char **argv, double startedAt)
{
    QApplication application(argc, argv);
    Program program;
    PaintWatch watch([&] {
        std::printf("%.6f\n", wallSeconds() - startedAt);
        QApplication::quit();
    });
    application.installEventFilter(&watch);
    MainWindow window(program.services, program.theme);
    window.show();
    return QApplication::exec();
}

// Opens an archive and waits until its layers are read and proved; then looks at other layers.
class Reading final : public QObject {
public:
    Reading(MainWindow &window, const QString &path)
        : m_window(window)
        , m_path(path)
    {
        QObject::connect(&session(), &ImageSession::projectionChanged, this, [this] { projectionChanged(); });
        QObject::connect(&session(), &ImageSession::stateChanged, this, [this] { stateChanged(); });
    }

    void start()
    {
        m_startedAt = wallSeconds();
        m_heartbeat.start();
        m_window.openPaths({ m_path });
    }

private:
    ImageSession &session() { return m_window.session(); }

    bool showsAllLayers()
    {
        const TreeProjectionPtr projection = session().projection();
        const ImageTree *tree = projection ? &projection->tree() : nullptr;
        for (int layer = 0; tree != nullptr && layer < tree->layerCount(); ++layer)
            if (!tree->layer(layer))
                return false;
        return tree != nullptr;
    }

    void projectionChanged()
    {
        // The views paint what came with this signal in the same turn of the event loop.
        QTimer::singleShot(0, this, [this] {
            if (m_treeAt == 0 && showsAllLayers())
                m_treeAt = wallSeconds() - m_startedAt;
            if (m_switches > 0)
                switched();
        });
    }

    void stateChanged()
    {
        if (session().state() == ImageSession::State::Failed)
            die("the window cannot read " + m_path.toStdString());
        if (session().state() != ImageSession::State::Done || m_doneAt > 0)
            return;
        m_doneAt = wallSeconds() - m_startedAt;
        // The merge of the last layers may still be under way.
        QTimer::singleShot(1000, this, [this] {
            m_heartbeat.beat();
            m_readingBlock = m_heartbeat.longestCpu();
            m_readingBlockWall = m_heartbeat.longestWall();
            switchLayer();
        });
    }

    void switchLayer()
    {
        const int layers = static_cast<int>(session().layers().size());
        ProjectionRequest request = session().request();
        request.mode = TreeMode::UpToHere;
        request.firstLayer = request.lastLayer = ++m_switches % layers;
        m_heartbeat.start();
        m_switchedAt = wallSeconds();
        session().setRequest(request);
    }

    void switched()
    {
        constexpr int kSwitches = 9;
        m_switchTimes.push_back(wallSeconds() - m_switchedAt);
        m_heartbeat.beat();
        m_switchBlock = std::max(m_switchBlock, m_heartbeat.longestCpu());
        if (m_switches < kSwitches) {
            QTimer::singleShot(20, this, [this] { switchLayer(); });
            return;
        }
        std::sort(m_switchTimes.begin(), m_switchTimes.end());
        std::printf("%.6f %.6f %.6f %.6f %.6f %.6f\n", m_treeAt, m_doneAt, m_readingBlock, m_readingBlockWall,
            m_switchTimes[m_switchTimes.size() / 2], m_switchBlock);
        QApplication::quit();
    }

    MainWindow &m_window;
    const QString m_path;
    Heartbeat m_heartbeat;
    double m_startedAt = 0;
    double m_treeAt = 0;
    double m_doneAt = 0;
    double m_readingBlock = 0;
    double m_readingBlockWall = 0;
    double m_switchedAt = 0;
    double m_switchBlock = 0;
    std::vector<double> m_switchTimes;
    int m_switches = 0;
};

int readOnce(int argc, char **argv, const QString &path)
{
    QApplication application(argc, argv);
    Program program;
    MainWindow window(program.services, program.theme);
    Reading reading(window, path);
    PaintWatch watch([&] { reading.start(); });
    application.installEventFilter(&watch);
    window.resize(1280, 800);
    window.show();
    return QApplication::exec();
}

// Runs this program as `kind`; the numbers that it prints, and the processor time that it took.
struct ChildResult {
    std::vector<double> numbers;
    double cpuSeconds = 0;
};

ChildResult runChild(const QString &kind, const QString &argument)
{
    const QTemporaryDir home; // neither the settings of a person nor those of an earlier run
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    for (const char *variable : { "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR" })
        environment.insert(QString::fromLatin1(variable), home.path());
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const double cpu = childrenCpuSeconds();
    child.start(QCoreApplication::applicationFilePath(), { kind, argument });
    if (!child.waitForFinished(kChildTimeoutMs) || child.exitCode() != 0 || child.exitStatus() != QProcess::NormalExit)
        die("the window did not come up");
    ChildResult result;
    for (const QByteArray &number : child.readAllStandardOutput().simplified().split(' '))
        result.numbers.push_back(number.toDouble());
    result.cpuSeconds = childrenCpuSeconds() - cpu;
    return result;
}

void measureFirstPaint(Context &context)
{
    const Series series = repeated(context.runs, [] {
        const ChildResult child = runChild(QString::fromLatin1(kPaintChild), QString::number(wallSeconds(), 'f', 6));
        return Sample { child.numbers.at(0), child.cpuSeconds };
    });
    context.report.add({ "start to first painted window", "", Unit::Seconds, series, {}, 0, budgets::kFirstPaint,
        "offscreen; the processor time includes the way out" });
}

void measureWindowReading(Context &context, const Corpus &corpus, const std::filesystem::path &path, const char *form)
{
    Series tree;
    Series done;
    Series block;
    Series change;
    Series changeBlock;
    for (int run = 0; run < std::min(context.runs, 3); ++run) {
        const ChildResult child = runChild(QString::fromLatin1(kReadChild), QString::fromStdString(path.string()));
        if (child.numbers.size() != 6)
            die("the window did not tell its figures");
        tree.add({ child.numbers[0], 0 });
        done.add({ child.numbers[1], child.cpuSeconds });
        block.add({ child.numbers[3], child.numbers[2] });
        change.add({ child.numbers[4], 0 });
        changeBlock.add({ child.numbers[5], child.numbers[5] });
    }
    const auto add = [&](const char *what, const Series &series, const char *note) {
        context.report.add(
            { std::string("window: ") + what + ", " + form, corpus.name, Unit::Seconds, series, {}, 0, 0, note });
    };
    add("tree of all layers shown", tree, "from opening the archive");
    add("read and proved", done, "from opening the archive");
    add("longest time without an answer", block, "while reading; cpu is that of the window's thread");
    add("another layer, to painted", change, "median of nine");
    add("another layer, work on the window's thread", changeBlock, "longest of nine, processor time");
}

} // namespace

void measureWindow(Context &context)
{
    measureFirstPaint(context);
    for (const Corpus &corpus : context.corpora) {
        if (!corpus.isCompressedToo)
            continue;
        measureWindowReading(context, corpus, corpus.dockerArchive(), "plain");
        measureWindowReading(context, corpus, corpus.gzipLayout(), "gzip");
    }
}

int windowChild(int argc, char **argv)
{
    const std::string kind = argv[1];
    return kind == kPaintChild ? paintOnce(argc, argv, std::stod(argv[2]))
                               : readOnce(argc, argv, QString::fromLocal8Bit(argv[2]));
}

} // namespace varve::bench

#else

namespace varve::bench {

void measureWindow(Context &)
{
}

int windowChild(int, char **)
{
    return 1;
}

} // namespace varve::bench

#endif
