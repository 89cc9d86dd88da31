// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/libraryimport.h"

#include "services/archive/decoder.h"
#include "services/archive/mappedsource.h"
#include "services/archive/newfile.h"
#include "services/stores/files/contentsniffer.h"
#include "services/stores/files/folderfiles.h"
#include "services/stores/files/tarfiles.h"
#include "services/stores/filestore.h"
#include "services/stores/library/dockerconversion.h"
#include "services/stores/library/ocicopy.h"
#include "services/stores/storage/storagefolder.h"
#include "services/types/limits.h"
#include "services/types/withinmemory.h"

#include <QtCore/QFileInfo>

#include <algorithm>
#include <vector>

namespace varve {

namespace {

std::span<const std::byte> headOf(const MappedFile &file)
{
    return file.bytes().first(std::min<std::size_t>(file.bytes().size(), kSniffBytes));
}

// The whole archive without its compression, in a file that nobody sees and that goes with its last user.
Result<MappedFilePtr> unpack(const MappedFilePtr &file, const LibraryFolder &folder, Job &job)
{
    const Result<FileDescriptor> parts = folder.openFolder(LibraryFolder::kIngest, true);
    if (!parts)
        return fail(parts.error());
    Result<NewFile> plain = NewFile::create(parts->number(), file->name());
    if (!plain)
        return fail(plain.error());
    Result<std::unique_ptr<Decoder>> decoder =
        Decoder::create(std::make_unique<MappedSource>(file), file->name(), &job);
    if (!decoder)
        return fail(decoder.error());
    job.setProgress(0, static_cast<std::int64_t>(file->bytes().size()), Job::Unit::Bytes);
    std::vector<std::byte> block(limits::kBlockBytes);
    for (;;) {
        if (job.isCancelled())
            return job.cancelled();
        const Result<std::size_t> count = (*decoder)->read(block);
        if (!count)
            return fail(count.error());
        if (*count == 0)
            break;
        if (const Result<void> written = plain->write(std::span(block).first(*count)); !written)
            return fail(written.error());
        job.setProgress(static_cast<std::int64_t>((*decoder)->consumedBytes()),
            static_cast<std::int64_t>(file->bytes().size()), Job::Unit::Bytes);
    }
    return MappedFile::ofDescriptor(plain->fd(), file->name());
}

Result<FileSetPtr> openFiles(const QString &path, const LibraryFolder &folder, Job &job)
{
    const QFileInfo info(path);
    if (info.isDir() && StorageFolder::isStorage(path))
        return fail(ErrorCode::Unsupported, path, QStringLiteral("a storage keeps no blobs that could be brought"));
    if (info.isDir())
        return FolderFiles::open(path);
    Result<MappedFilePtr> file = MappedFile::open(path);
    if (!file)
        return fail(file.error());
    if (sniffCompression(headOf(**file)) != Compression::None) {
        file = unpack(*file, folder, job);
        if (!file)
            return fail(file.error());
    }
    if ((*file)->bytes().empty() || !canBeLayer(headOf(**file)))
        return fail(ErrorCode::Unsupported, path,
            QStringLiteral("not an image archive but ") + describeContent(headOf(**file)));
    return TarFiles::open(*std::move(file), job);
}

// One image on its way. Exactly one of `root` and `converted` says where it comes from.
struct Wanted {
    Descriptor root;
    const ImageSource *converted = nullptr;
    QStringList names;
};

class Importer {
public:
    Importer(const FileStore &source, const LibrarySession &session, const LibraryImportOptions &options, Job &job)
        : m_source(source)
        , m_session(session)
        , m_options(options)
        , m_job(job)
        , m_copy(source.files(), session, job)
    {
    }

    Result<LibraryImport> run()
    {
        const Result<void> chosen = m_options.only.isEmpty() ? chooseAll() : chooseSome();
        if (!chosen)
            return fail(chosen.error());
        std::int64_t bytes = 0;
        for (Wanted &wanted : m_wanted) {
            const Result<void> planned = wanted.converted ? Result<void>() : m_copy.plan(wanted.root);
            if (!planned && planned.error().code == ErrorCode::Cancelled)
                return fail(planned.error());
            if (wanted.converted)
                bytes += conversionBytes(m_source.files(), *wanted.converted);
        }
        m_job.setProgress(0, bytes + m_copy.plannedBytes(), Job::Unit::Bytes);
        for (const Wanted &wanted : m_wanted) {
            if (const Result<void> brought = bring(wanted); !brought) {
                if (isFinal(brought.error()))
                    return fail(brought.error());
                warn(wanted, brought.error());
            }
        }
        if (m_result.images.isEmpty())
            return fail(m_firstError.value_or(
                Error { ErrorCode::Unsupported, m_source.location(), QStringLiteral("there is no image in it") }));
        return std::move(m_result);
    }

private:
    // Of the Library, not of the image.
    static bool isFinal(const Error &error)
    {
        return error.code == ErrorCode::Cancelled || error.code == ErrorCode::NoSpace
            || error.code == ErrorCode::AccessDenied || error.code == ErrorCode::Internal;
    }

    void warn(const Wanted &wanted, const Error &error)
    {
        if (!m_firstError)
            m_firstError = error;
        m_result.warnings.append({ error.code, wanted.names.value(0, error.subject), {}, error.detail });
        ++m_result.refusedCount;
    }

    QString nameOf(const QString &stored) const { return libraryName(stored, m_options.home); }
    QStringList namesOf(const QStringList &stored) const
    {
        QStringList names;
        for (const QString &name : stored)
            names.append(nameOf(name));
        names.removeDuplicates();
        return names;
    }

    QList<LibraryEntry> rootsOfSource() const
    {
        const Result<QByteArray> text =
            m_source.files().document(QString::fromLatin1(LibraryFolder::kIndex), limits::kManifestBytes);
        const Result<LibraryIndex> index = text ? LibraryIndex::parse(*text, {}) : fail(text.error());
        return index ? index->entries() : QList<LibraryEntry>();
    }

    // The index tells whole images, of all platforms; manifest.json beside it may know more names, and images that the
    // index does not have.
    Result<void> chooseAll()
    {
        QSet<QString> known;
        QHash<Digest, std::size_t> byRoot;
        for (const LibraryEntry &entry : rootsOfSource()) {
            const Digest &digest = entry.descriptor.digest;
            if (!byRoot.contains(digest)) {
                byRoot.insert(digest, m_wanted.size());
                m_wanted.push_back({ entry.descriptor, nullptr, {} });
            }
            if (entry.name.isEmpty())
                continue;
            m_wanted[byRoot[digest]].names.append(nameOf(entry.name));
            known.insert(nameOf(entry.name));
        }
        for (const ImageSource &image : m_source.images().images) {
            QStringList names = namesOf(image.summary.names);
            if (image.manifest.digest.isNull()) {
                m_wanted.push_back({ {}, &image, names });
                continue;
            }
            names.removeIf([&](const QString &name) { return known.contains(name); });
            if (!names.isEmpty())
                m_wanted.push_back({ image.manifest, nullptr, names });
        }
        for (const Warning &warning : m_source.images().warnings)
            m_result.warnings.append(warning);
        return {};
    }

    Result<void> chooseSome()
    {
        const QList<LibraryEntry> roots = rootsOfSource();
        for (const ImageId &id : m_options.only) {
            const auto &images = m_source.images().images;
            const auto image = std::find_if(
                images.begin(), images.end(), [&](const ImageSource &source) { return source.summary.id == id; });
            const auto root = std::find_if(roots.cbegin(), roots.cend(),
                [&](const LibraryEntry &entry) { return entry.descriptor.digest.toString() == id.value; });
            const bool isRoot = root != roots.cend() && m_options.names == LibraryImportOptions::Names::Free;
            if (image != images.end() && !isRoot) {
                const bool isConverted = image->manifest.digest.isNull();
                m_wanted.push_back({ isConverted ? Descriptor() : image->manifest, isConverted ? &*image : nullptr,
                    namesOf(image->summary.names) });
            } else if (root != roots.cend()) {
                m_wanted.push_back({ root->descriptor, nullptr, {} });
                for (const LibraryEntry &entry : roots) {
                    if (entry.descriptor.digest == root->descriptor.digest && !entry.name.isEmpty())
                        m_wanted.back().names.append(nameOf(entry.name));
                }
            } else {
                return fail(ErrorCode::NotFound, id.value, QStringLiteral("no such image in the file"));
            }
        }
        return {};
    }

    Result<QStringList> namesFor(const Wanted &wanted, const Digest &digest) const
    {
        using enum LibraryImportOptions::Names;
        if (m_options.names == All)
            return wanted.names;
        if (m_options.names == None)
            return QStringList();
        const Result<LibraryIndex> index = readLibraryIndex(*m_session.folder());
        if (!index && index.error().code != ErrorCode::NotFound)
            return fail(index.error());
        QStringList names = wanted.names;
        names.removeIf([&](const QString &name) {
            const QList<Digest> named = index ? index->imagesNamed(name) : QList<Digest>();
            return std::any_of(named.cbegin(), named.cend(), [&](const Digest &each) { return each != digest; });
        });
        return names;
    }

    Result<void> bring(const Wanted &wanted)
    {
        Descriptor descriptor = wanted.root;
        if (wanted.converted) {
            const Result<Descriptor> made = convertToLibrary(m_source.files(), *wanted.converted, m_session, m_job);
            if (!made)
                return fail(made.error());
            descriptor = *made;
        } else {
            Result<void> copied = m_copy.plan(wanted.root); // says what was wrong before
            if (copied)
                copied = m_copy.copy(wanted.root);
            if (!copied)
                return copied;
        }
        if (descriptor.sizeBytes < 0)
            descriptor.sizeBytes = m_source.files().sizeBytes(descriptor.digest.blobPath());
        descriptor.data.clear();
        const QDateTime now = QDateTime::currentDateTimeUtc();
        QList<LibraryEntry> entries;
        // Whoever wrote the archive does not decide which registry is asked later: it came from here.
        const Result<QStringList> names = namesFor(wanted, descriptor.digest);
        if (!names)
            return fail(names.error());
        for (const QString &name : *names)
            entries.append({ descriptor, name, {}, now });
        if (entries.isEmpty())
            entries.append({ descriptor, {}, {}, now });
        if (const Result<void> committed = m_session.commit(entries, m_job); !committed)
            return committed;
        m_result.images.append({ descriptor.digest, wanted.names });
        return {};
    }

    const FileStore &m_source;
    const LibrarySession &m_session;
    const LibraryImportOptions &m_options;
    Job &m_job;
    OciCopy m_copy;
    std::vector<Wanted> m_wanted;
    LibraryImport m_result;
    std::optional<Error> m_firstError;
};

} // namespace

QString homeOfFile(const QString &path)
{
    static const QStringList kSuffixes { QStringLiteral(".gz"), QStringLiteral(".zst"), QStringLiteral(".tgz"),
        QStringLiteral(".tar"), QStringLiteral(".oci") };
    QString name = QFileInfo(path).fileName().toLower();
    for (bool isShorter = true; isShorter;) {
        isShorter = false;
        for (const QString &suffix : kSuffixes) {
            if (name.endsWith(suffix) && name.size() > suffix.size()) {
                name.chop(suffix.size());
                isShorter = true;
            }
        }
    }
    // A repository is made of words with single separators between them.
    QString home;
    for (const QChar c : std::as_const(name)) {
        const bool isWord = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        if (isWord)
            home += c;
        else if (!home.isEmpty() && !home.endsWith(u'-'))
            home += u'-';
    }
    while (home.endsWith(u'-'))
        home.chop(1);
    return QStringLiteral("localhost/") + (home.isEmpty() ? QStringLiteral("image") : home);
}

Result<LibraryImport> importIntoLibrary(
    const QString &root, const QString &path, const LibraryImportOptions &options, Job &job)
{
    return withinMemory(path, [&]() -> Result<LibraryImport> {
        const Result<std::unique_ptr<LibrarySession>> session = LibrarySession::begin(root, job);
        if (!session)
            return fail(session.error());
        const Result<FileSetPtr> files = openFiles(path, *(*session)->folder(), job);
        if (!files)
            return fail(files.error());
        const Result<ImageStorePtr> store = openFileStore(*files, QFileInfo(path).absoluteFilePath(), job);
        if (!store)
            return fail(store.error());
        LibraryImportOptions whole = options;
        if (whole.home.isEmpty())
            whole.home = homeOfFile(path);
        return Importer(static_cast<const FileStore &>(**store), **session, whole, job).run();
    });
}

} // namespace varve
