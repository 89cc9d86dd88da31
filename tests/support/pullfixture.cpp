// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/pullfixture.h"

#include "services/stores/library/librarycheck.h"
#include "services/stores/library/librarystore.h"
#include "tests/support/tarbuilder.h"

#include <random>

namespace varve::test {

using namespace Qt::StringLiterals;

std::string noise(unsigned seed, std::size_t size)
{
    std::mt19937 random(seed);
    std::string text(size, '\0');
    for (char &each : text)
        each = static_cast<char>(random());
    return text;
}

ImageSpec noisyImage(unsigned seed, const QByteArray &architecture)
{
    ImageSpec image;
    image.platform("linux", architecture);
    image.layer(TarBuilder().dir("etc").file("etc/name", "shared by all").bytes(), "ADD base", LayerForm::Gzip);
    image.instruction("ENV A=1");
    image.layer(TarBuilder().file("large", noise(seed, kLargeBytes)).bytes(), "COPY large /", LayerForm::Gzip);
    image.layer(TarBuilder().file("small", noise(seed + 1, 1000)).bytes(), "RUN make small", LayerForm::Gzip);
    return image;
}

void PullFixture::makeFolder()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

Result<PullPlan> PullFixture::plan(
    RemoteRepository &repository, const PullChoice &choice, const QList<ImageStorePtr> &stores)
{
    Job job;
    const Result<RemoteImage> image = resolve(repository, job);
    return image ? planPull(repository, *image, choice, { library(), stores }, job) : fail(image.error());
}

Result<void> PullFixture::pull(
    RemoteRepository &repository, const PullPlan &plan, Job &job, const QList<ImageStorePtr> &stores)
{
    PullProgress progress(plan);
    const Result<void> pulled = pullIntoLibrary(repository, plan, { library(), stores }, progress, m_pool, job);
    if (!pulled)
        return pulled;
    for (const PullProgress::Layer &layer : progress.layers()) {
        if (layer.state != PullProgress::State::Done || layer.doneBytes != layer.totalBytes)
            return fail(ErrorCode::Internal, {}, u"a layer that is not done"_s);
    }
    if (job.progress().done != plan.totalBytes())
        return fail(ErrorCode::Internal, {}, u"progress of %1"_s.arg(job.progress().done));
    return {};
}

Result<void> PullFixture::planAndPull(const Reference &reference, const PullChoice &choice)
{
    RemoteRepository repository(reference, quickAccess());
    const Result<PullPlan> planned = plan(repository, choice);
    if (!planned)
        return fail(planned.error());
    Job job;
    return pull(repository, *planned, job);
}

QStringList PullFixture::names() const
{
    Job job;
    QStringList all;
    const Result<Listing> listing = LibraryStore(library()).list(job);
    if (!listing)
        return { listing.error().detail };
    for (const ImageSummary &image : listing->images)
        all += image.names.isEmpty() ? QStringList { u"<none>"_s } : image.names;
    all.sort();
    return all;
}

QString PullFixture::damage()
{
    Job job;
    const Result<LibraryReport> report = checkLibrary(library(), job, m_pool);
    if (!report)
        return report.error().detail;
    return report->hasDamage() ? u"damaged: "_s + report->problems.value(0).subject : QString();
}

} // namespace varve::test
