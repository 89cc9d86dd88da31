// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Whole images out of an engine into a Library and back, by the engine's own export and import.
// Sources: Docker Engine API 1.24 to 1.51 (ImageGetAll, ImageLoad), Podman's own API 4 and 5 (ImageExportLibpod), and what both do.

#include "services/archive/newfile.h"
#include "services/oci/fields.h"
#include "services/oci/mediatypes.h"
#include "services/stores/engine/enginepull.h"
#include "services/stores/engine/enginestore.h"
#include "services/stores/library/libraryexport.h"
#include "services/stores/library/librarygraph.h"
#include "services/stores/library/libraryimport.h"
#include "services/stores/library/librarysession.h"
#include "services/types/limits.h"

#include <QtCore/QFile>

#include <fcntl.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr auto kSaveIdle = std::chrono::minutes(10); // it says nothing while it puts the tar together
constexpr auto kLoadIdle = std::chrono::minutes(10); // and little while it unpacks
constexpr qsizetype kImagesPerExport = 200; // their ids are in the address that is asked for
constexpr const char *kExportName = "export.tar";
constexpr const char *kImportName = "import.tar";

// A file in the folder for things that are not whole yet, and no longer there than this.
class ScratchFile {
public:
    static Result<ScratchFile> in(const QString &folder, const char *name)
    {
        FileDescriptor fd(::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!fd.isOpen())
            return fail(errorFromErrno(errno, folder, u"open the folder"_s));
        return ScratchFile(std::move(fd), folder, name);
    }
    ScratchFile(ScratchFile &&) noexcept = default;
    ScratchFile &operator=(ScratchFile &&) = delete;
    ~ScratchFile()
    {
        if (m_folder.isOpen())
            ::unlinkat(m_folder.number(), m_name.constData(), 0);
    }

    int folder() const { return m_folder.number(); }
    const QByteArray &name() const { return m_name; }
    QString path() const { return m_path; }

private:
    ScratchFile(FileDescriptor folder, const QString &place, const QByteArray &name)
        : m_folder(std::move(folder))
        , m_name(name)
        , m_path(place + u'/' + QString::fromLatin1(name))
    {
    }

    FileDescriptor m_folder;
    QByteArray m_name;
    QString m_path;
};

Result<void> download(EngineApi &api, const QByteArray &target, const ScratchFile &into, Job &job)
{
    HttpRequest request;
    request.target = target;
    request.idle = kSaveIdle;
    const Result<std::unique_ptr<HttpExchange>> exchange = api.open(request, job);
    if (!exchange)
        return fail(exchange.error());
    Result<NewFile> file = NewFile::create(into.folder(), into.path());
    if (!file)
        return fail(file.error());
    std::vector<std::byte> block(limits::kBlockBytes);
    for (;;) {
        if (job.isCancelled())
            return job.cancelled();
        const Result<std::size_t> count = (*exchange)->read(block, job);
        if (!count)
            return fail(count.error());
        if (*count == 0)
            return file->commit(into.name());
        if (Result<void> written = file->write(std::span(block).first(*count)); !written)
            return written;
        job.addProgress(static_cast<std::int64_t>(*count));
    }
}

// By which of the two digests the engine knows it: that of its manifest or index, or that of its config.
const LibraryImport::Image *importedAs(
    const ImageId &id, const QList<LibraryImport::Image> &imported, const LibraryGraph &graph)
{
    for (const LibraryImport::Image &image : imported) {
        const Digest config = graph.documents.value(image.digest).config.digest;
        if (image.digest.toString() == id.value || (!config.isNull() && config.toString() == id.value))
            return &image;
    }
    return nullptr;
}

} // namespace

// Podman's compatible API would make a docker-archive of everything: an OCI image gets another manifest by that, and a Docker one
// another id as an OCI image. Layers that the engine has only unpacked come as plain tars.
Result<QByteArray> EngineStore::exportTarget(const QList<ImageId> &images, Job &job)
{
    if (m_info.brand == EngineBrand::Docker) {
        QByteArray query;
        for (const ImageId &image : images)
            query += (query.isEmpty() ? "?names=" : "&names=") + encoded(image.value);
        return m_api->versioned("/images/get" + query);
    }
    const QByteArray path = "/images/" + encoded(images.constFirst().value);
    const Result<QByteArray> answer = m_api->get(path + "/json", limits::kConfigBytes, job, EngineApi::Dialect::Libpod);
    const Result<Json> json =
        answer ? parseJson(*answer, limits::kConfigBytes, images.constFirst().value) : fail(answer.error());
    if (!json)
        return fail(json.error());
    const QString type = json->is_object() ? stringMember(*json, "ManifestType") : QString();
    const bool isOci = type.startsWith("application/vnd.oci."_L1);
    return m_api->versioned("/images/export?references=" + encoded(images.constFirst().value)
            + (isOci ? "&format=oci-archive&ociAcceptUncompressedLayers=true" : "&format=docker-archive"),
        EngineApi::Dialect::Libpod);
}

Result<QList<CopiedImage>> EngineStore::copyToLibrary(
    const QList<ImageId> &images, const QString &root, const QString &scratch, Job &job)
{
    const Result<LibraryFolderPtr> folder = LibraryFolder::create(root);
    if (!folder)
        return fail(folder.error());
    QList<LibraryImport::Image> imported;
    const qsizetype step = m_info.brand == EngineBrand::Docker ? kImagesPerExport : 1;
    for (qsizetype first = 0; first < images.size(); first += step) {
        const QList<ImageId> some = images.mid(first, step);
        job.setNote(some.constFirst().value);
        job.setProgress(0, 0, Job::Unit::Bytes);
        const Result<QByteArray> target = exportTarget(some, job);
        if (!target)
            return fail(target.error());
        const Result<ScratchFile> file = ScratchFile::in(scratch, kExportName);
        if (!file)
            return fail(file.error());
        if (const Result<void> saved = download(*m_api, *target, *file, job); !saved)
            return fail(saved.error());
        const Result<LibraryImport> brought = importIntoLibrary(root, file->path(), {}, job);
        if (!brought)
            return fail(brought.error());
        imported += brought->images;
    }
    const Result<LibraryGraph> graph = readLibraryGraph(root, job);
    if (!graph)
        return fail(graph.error());
    QList<CopiedImage> copied;
    for (const ImageId &image : images) {
        const LibraryImport::Image *as = importedAs(image, imported, *graph);
        if (!as)
            return fail(ErrorCode::Corrupt, image.value, u"what the engine exported is another image"_s);
        copied.append({ image, as->digest, graph->documents.value(as->digest).config.digest });
    }
    return copied;
}

// Podman takes one image at a time out of an OCI archive, and keeps manifest and id of it; Docker with its own store knows only
// docker-archives in all its generations, and with containerd's keeps the manifest of an OCI archive.
Result<QList<ImageId>> EngineStore::copyFromLibrary(
    const QString &root, const QList<CopiedImage> &images, const QString &scratch, Job &job)
{
    QList<ImageId> loaded;
    for (const CopiedImage &image : images) {
        job.setNote(image.id.value);
        const Result<ScratchFile> file = ScratchFile::in(scratch, kImportName);
        if (!file)
            return fail(file.error());
        const bool isOci = m_info.brand == EngineBrand::Podman || m_info.hasContainerdStore;
        LibraryExportOptions options(isOci ? LibraryExportFormat::OciArchive : LibraryExportFormat::DockerArchive);
        options.isNamed = false;
        if (Result<void> written =
                exportFromLibrary(root, { ImageId { image.digest.toString() } }, options, file->path(), job);
            !written)
            return fail(written.error());
        if (Result<void> taken = load(file->path(), image.id.value, job); !taken)
            return fail(taken.error());
        const Result<ImageId> found = loadedAs(image, job);
        if (!found)
            return fail(found.error());
        loaded.append(*found);
    }
    return loaded;
}

Result<void> EngineStore::load(const QString &path, const QString &subject, Job &job)
{
    const Result<MappedFilePtr> file = MappedFile::open(path);
    if (!file)
        return fail(file.error());
    HttpRequest request;
    request.method = "POST";
    request.target = m_api->versioned("/images/load?quiet=0");
    request.headers.emplaceBack("Content-Type", "application/x-tar");
    request.content = (*file)->bytes();
    job.setProgress(0, static_cast<std::int64_t>(request.content.size()), Job::Unit::Bytes);
    request.sent = [&job](std::int64_t bytes) { job.addProgress(bytes); };
    request.idle = kLoadIdle;
    const Result<std::unique_ptr<HttpExchange>> exchange = m_api->open(request, job);
    // It has said that all is well before it began.
    return exchange ? readEngineLines(
               **exchange, subject, [](const PullStep &) {}, job)
                    : fail(exchange.error());
}

// By which id it is here: an engine has one of two.
Result<ImageId> EngineStore::loadedAs(const CopiedImage &image, Job &job)
{
    for (const Digest &digest : { image.digest, image.config }) {
        if (digest.isNull())
            continue;
        const ImageId id { digest.toString() };
        const Result<QByteArray> here = m_api->get("/images/" + encoded(id.value) + "/json", limits::kConfigBytes, job);
        if (!here && here.error().code != ErrorCode::NotFound)
            return fail(here.error());
        const Result<ImageDetails> details =
            here ? parseEngineInspect(*here, "[]", m_info.hasContainerdStore, id.value) : fail(here.error());
        if (details && details->summary.id == id)
            return id;
    }
    return fail(ErrorCode::Corrupt, image.id.value, u"the engine has made another image of it"_s);
}

} // namespace varve
