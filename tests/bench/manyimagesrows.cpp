// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// An engine with 10,000 images, played by this process: from connecting to sorted rows in the table's model, as the window does
// it, and for how long the thread of the window is busy with it at a time.

#include "tests/bench/bench.h"

#ifdef VARVE_HAS_GUI

#include "services/stores/engine/enginestore.h"
#include "tests/support/fakeengine.h"
#include "ui/imagerowmaker.h"
#include "ui/sourcemanager.h"

#include <QtCore/QEventLoop>

namespace varve::bench {
namespace {

constexpr int kImages = 10'000;

// One run: everything is made anew.
struct Listed {
    Sample whole; // until the rows are there
    Sample rows; // makeImageRows(), wherever it runs
    Sample model; // putting them into the model
};

Listed listOnce(const test::FakeEngine &engine)
{
    WorkPool pool;
    JobList jobs;
    const UiServices services { pool, nullptr, nullptr, openStore, {}, {} };
    SourceManager sources(services, jobs);
    ImagesModel model;
    model.sort(ImagesModel::Size, Qt::DescendingOrder);
    ImageRowMaker maker(pool, model);
    QObject::connect(&sources, &SourceManager::imagesChanged, &maker, [&] { maker.take(sources.images()); });
    QEventLoop loop;
    QObject::connect(&maker, &ImageRowMaker::taken, &loop, [&] {
        if (model.rowCount() == kImages)
            loop.quit();
    });
    StoreOffer offer;
    const Endpoint endpoint = Endpoint::unixSocket(engine.path());
    offer.key = offer.location = endpoint.toString();
    offer.title = QStringLiteral("Engine");
    offer.open = [endpoint](Job &job) {
        return EngineStore::connect(endpoint, EngineBrand::Docker, QStringLiteral("e"), job);
    };
    Listed listed;
    listed.whole = timed([&] {
        sources.add({ offer });
        loop.exec();
    });
    const QList<SourceImages> images = sources.images();
    QList<ImageRow> rows;
    listed.rows = timed([&] { rows = makeImageRows(images); });
    ImagesModel fresh;
    fresh.sort(ImagesModel::Size, Qt::DescendingOrder);
    listed.model = timed([&] { fresh.setRows(std::move(rows)); });
    sources.close(sources.sources().constFirst().id);
    pool.shutdown();
    return listed;
}

} // namespace

void measureManyImages(Context &context)
{
    const test::FakeEngine engine(test::FakeEngine::images(kImages));
    Series whole;
    Series rows;
    Series model;
    listOnce(engine); // to warm up
    for (int run = 0; run < context.runs; ++run) {
        const Listed listed = listOnce(engine);
        whole.add(listed.whole);
        rows.add(listed.rows);
        model.add(listed.model);
    }
    const auto add = [&](const char *what, const Series &series, double budget) {
        context.report.add({ what, "10,000 images", Unit::Seconds, series, {}, 0, budget, {} });
    };
    add("engine, from connecting to sorted rows", whole, budgets::kEngineListed);
    add("its rows made, on the pool", rows, budgets::kImagesListed);
    add("its rows taken by the table", model, budgets::kKeystroke);
}

} // namespace varve::bench

#else

namespace varve::bench {
void measureManyImages(Context &)
{
}
} // namespace varve::bench

#endif
