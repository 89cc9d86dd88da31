// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/enginefiles.h"

#include "services/archive/mappedsource.h"
#include "services/types/readwhole.h"

#include <QtCore/QMutexLocker>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr auto kMount = "/.varve";
constexpr unsigned long kStepMs = 50; // between looks at the job

} // namespace

// A file that arrives, and the reader that it comes through.
class EngineFiles::Lease final : public ByteSource {
public:
    Lease(EngineFiles &files, std::unique_ptr<EngineReader> reader, std::unique_ptr<ByteSource> source)
        : m_files(files)
        , m_reader(std::move(reader))
        , m_source(std::move(source))
    {
    }
    ~Lease() override
    {
        m_source.reset(); // closes the connection, so that the engine lets go of the container
        m_files.giveBack(std::move(m_reader));
    }
    Lease(const Lease &) = delete;
    Lease &operator=(const Lease &) = delete;
    Result<std::size_t> read(std::span<std::byte> buffer) override { return m_source->read(buffer); }

private:
    EngineFiles &m_files;
    std::unique_ptr<EngineReader> m_reader;
    std::unique_ptr<ByteSource> m_source;
};

EngineFiles::EngineFiles(
    EngineApi &api, const ImageId &image, QString folder, const EngineOptions &options, ReaderStanding &standing)
    : m_api(api)
    , m_image(image)
    , m_folder(std::move(folder))
    , m_options(options)
    , m_isHere(api.endpoint().kind == Endpoint::Kind::Unix)
    , m_standing(standing)
{
}

EngineFiles::~EngineFiles() = default;

Result<EngineFiles::Found> EngineFiles::find(EngineApi &api, const ImageId &image, const QStringList &folders,
    const QByteArray &path, std::size_t maxBytes, const EngineOptions &options, ReaderStanding &standing,
    const Job &job)
{
    std::vector<std::shared_ptr<EngineFiles>> candidates;
    candidates.reserve(static_cast<std::size_t>(folders.size()));
    for (const QString &folder : folders)
        candidates.push_back(std::make_shared<EngineFiles>(api, image, folder, options, standing));
    // One that can be read in place before any that takes a container.
    std::stable_partition(
        candidates.begin(), candidates.end(), [&](const auto &files) { return files->map(path) != nullptr; });
    Error last { ErrorCode::NotFound, image.value, u"the engine names no folder of its own"_s };
    for (std::shared_ptr<EngineFiles> &files : candidates) {
        Result<QByteArray> bytes = files->readAll(path, maxBytes, job);
        if (bytes)
            return Found { std::move(files), *std::move(bytes) };
        last = bytes.error();
        if (last.code != ErrorCode::NotFound)
            break;
    }
    return fail(std::move(last));
}

MappedFilePtr EngineFiles::map(const QByteArray &path) const
{
    if (!m_isHere || !m_options.readsFiles)
        return nullptr;
    Result<MappedFilePtr> file = MappedFile::open(m_folder + u'/' + QString::fromUtf8(path));
    return file ? *std::move(file) : nullptr;
}

Result<std::unique_ptr<ByteSource>> EngineFiles::open(const QByteArray &path, const Job &job)
{
    if (MappedFilePtr file = map(path))
        return std::make_unique<MappedSource>(std::move(file));
    Result<std::unique_ptr<EngineReader>> reader = takeReader(job);
    if (!reader)
        return fail(std::move(reader.error()));
    Result<std::unique_ptr<ByteSource>> source = (*reader)->open(QByteArray(kMount) + '/' + path, job);
    if (!source) {
        giveBack(*std::move(reader));
        return source;
    }
    return std::make_unique<Lease>(*this, *std::move(reader), *std::move(source));
}

Result<QByteArray> EngineFiles::readAll(const QByteArray &path, std::size_t maxBytes, const Job &job)
{
    const Result<std::unique_ptr<ByteSource>> source = open(path, job);
    if (!source)
        return fail(source.error());
    return readWhole([&](std::span<std::byte> into) { return (*source)->read(into); }, maxBytes,
        m_folder + u'/' + QString::fromUtf8(path));
}

Result<std::unique_ptr<EngineReader>> EngineFiles::takeReader(const Job &job)
{
    QMutexLocker lock(&m_mutex);
    while (m_free.empty() && m_readers == kReadersAtOnce && !m_failure) {
        m_hasChanged.wait(&m_mutex, kStepMs);
        if (job.isCancelled())
            return job.cancelled();
    }
    if (!m_free.empty()) {
        std::unique_ptr<EngineReader> reader = std::move(m_free.back());
        m_free.pop_back();
        return reader;
    }
    if (m_failure)
        return fail(*m_failure);
    ++m_readers;
    lock.unlock();
    Result<std::unique_ptr<EngineReader>> made = makeReader(job);
    if (!made) {
        lock.relock();
        --m_readers;
        if (made.error().code != ErrorCode::Cancelled)
            m_failure = made.error();
        m_hasChanged.wakeAll();
    }
    return made;
}

Result<std::unique_ptr<EngineReader>> EngineFiles::makeReader(const Job &job)
{
    if (!m_options.usesReader || m_standing.isRefused())
        return fail(ErrorCode::Unsupported, m_folder, u"the engine's files are not read through a container"_s);
    return EngineReader::create(m_api, m_standing, m_image, { { m_folder, kMount } }, job);
}

void EngineFiles::giveBack(std::unique_ptr<EngineReader> reader)
{
    const QMutexLocker lock(&m_mutex);
    m_free.push_back(std::move(reader));
    m_hasChanged.wakeOne();
}

} // namespace varve
