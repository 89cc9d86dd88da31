// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/files/streamedfiles.h"

#include "services/archive/digester.h"
#include "services/stores/files/contentsniffer.h"
#include "services/stores/files/tarfiles.h"
#include "services/stores/files/tarpass.h"
#include "services/types/limits.h"
#include "services/types/text.h"

#include <QtCore/QSet>

#include <algorithm>

namespace varve {

namespace {

// Passes on what it reads and hashes it on the way.
class HashingSource final : public ByteSource {
public:
    HashingSource(std::unique_ptr<ByteSource> source, Digester &digester)
        : m_source(std::move(source))
        , m_digester(digester)
    {
    }
    Result<std::size_t> read(std::span<std::byte> buffer) override
    {
        Result<std::size_t> count = m_source->read(buffer);
        if (count)
            m_digester.add(buffer.first(*count));
        return count;
    }

private:
    std::unique_ptr<ByteSource> m_source;
    Digester &m_digester;
};

// Files that must be read as documents whatever they look like, so that a broken one is reported as that.
bool isDocumentName(const QByteArray &name)
{
    const QByteArray base = name.mid(name.lastIndexOf('/') + 1);
    return base.endsWith(".json") || base == "json" || base == "repositories" || base == "oci-layout";
}

// What is inside a compressed file that turned out to be no tar; an empty text for a tar.
Result<QString> insideOf(const MappedFilePtr &file)
{
    auto decoder = Decoder::create(std::make_unique<MemorySource>(file->bytes()), file->name());
    if (!decoder)
        return fail(decoder.error());
    std::vector<std::byte> head(kSniffBytes);
    std::size_t filled = 0;
    while (filled < head.size()) {
        const Result<std::size_t> count = (*decoder)->read(std::span(head).subspan(filled));
        if (!count) {
            if (filled < 512)
                return fail(count.error());
            break; // cut off later: what there is may still be listed
        }
        if (*count == 0)
            break;
        filled += *count;
    }
    const auto bytes = std::span<const std::byte>(head).first(filled);
    const bool isTar =
        isTarHeader(bytes) || (sniffCompression(bytes) == Compression::None && !bytes.empty() && canBeLayer(bytes));
    return isTar ? QString() : describeContent(bytes);
}

Result<LayerDigests> digestEntry(TarPass &pass, const QString &subject)
{
    const Result<std::span<const std::byte>> head = pass.head();
    if (!head)
        return fail(head.error());
    Job quiet; // the pass itself reports progress, in compressed bytes, and sees the cancel
    if (sniffCompression(*head) == Compression::None) {
        const std::unique_ptr<ByteSource> source = pass.source();
        const Result<Digest> digest = digestOf(*source, quiet);
        if (!digest)
            return fail(digest.error());
        return LayerDigests { *digest, *digest };
    }
    Digester blob;
    Result<std::unique_ptr<Decoder>> decoder =
        Decoder::create(std::make_unique<HashingSource>(pass.source(), blob), subject);
    if (!decoder)
        return fail(decoder.error());
    const Result<Digest> diffId = digestOf(**decoder, quiet);
    if (!diffId)
        return fail(diffId.error());
    // What follows the last member belongs to the blob as well.
    std::vector<std::byte> buffer(limits::kBlockBytes);
    for (;;) {
        const Result<std::size_t> count = pass.read(buffer);
        if (!count)
            return fail(count.error());
        if (*count == 0)
            break;
        blob.add(std::span<const std::byte>(buffer).first(*count));
    }
    return LayerDigests { blob.finish(), *diffId };
}

} // namespace

Result<FileSetPtr> StreamedFiles::read(MappedFilePtr file, Job &job)
{
    const Result<QString> inside = insideOf(file);
    if (!inside)
        return fail(inside.error());
    if (!inside->isEmpty()) {
        const QString outside = describeContent(file->bytes().first(std::min(file->bytes().size(), kSniffBytes)));
        return fail(ErrorCode::Unsupported, file->name(),
            QStringLiteral("%1 with no tar inside: what it holds is %2").arg(outside, *inside));
    }
    std::shared_ptr<StreamedFiles> files(new StreamedFiles(std::move(file)));
    if (const Result<void> scanned = files->scan(job); !scanned)
        return fail(scanned.error());
    return FileSetPtr(std::move(files));
}

Result<void> StreamedFiles::scan(Job &job)
{
    const std::int64_t total = m_file->identity().sizeBytes;
    job.setProgress(0, total, Job::Unit::Bytes);
    const auto onProgress = [&](std::uint64_t consumed) {
        job.setProgress(static_cast<std::int64_t>(consumed), total, Job::Unit::Bytes);
    };
    Result<std::unique_ptr<TarPass>> pass = TarPass::begin(m_file, job, onProgress);
    if (!pass)
        return fail(pass.error());
    while (!m_damage) {
        if (job.isCancelled())
            return job.cancelled();
        const Result<const TarReader::Header *> header = (*pass)->next();
        if (!header) {
            m_damage = header.error();
            break;
        }
        if (!*header) {
            if (!(*pass)->hasEndMarker() && !m_index.isEmpty())
                m_damage = noEndMarkerError(m_file->name());
            break;
        }
        const QByteArray name = m_index.add(**header);
        if (m_index.count() > static_cast<qsizetype>(limits::kEntriesPerLayer)) {
            return fail(ErrorCode::LimitExceeded, m_file->name(),
                QStringLiteral("more than %1 entries (kEntriesPerLayer)").arg(limits::kEntriesPerLayer));
        }
        if (!name.isEmpty() && (*header)->typeFlag == '0')
            keep(name, **header, **pass, job);
        if (const Result<void> skipped = (*pass)->skipRest(); !skipped)
            m_damage = skipped.error();
    }
    if (job.isCancelled())
        return job.cancelled();
    if (m_file->wasTruncated())
        m_damage =
            Error { ErrorCode::Corrupt, m_file->name(), QStringLiteral("the file was cut short while it was read") };
    m_hint = hintOf(m_index);
    return {};
}

// Errors of one entry are kept with it; those of the whole stream show again in the next step of scan().
void StreamedFiles::keep(const QByteArray &name, const TarReader::Header &header, TarPass &pass, Job &job)
{
    m_documents.remove(name);
    m_trees.remove(name);
    m_errors.remove(name);
    const QString shown = QString::fromUtf8(name);
    const std::uint64_t size = header.storedBytes;
    const Result<std::span<const std::byte>> head = pass.head();
    if (!head) {
        m_errors.insert(name, head.error());
        return;
    }
    if (isDocumentName(name) || looksLikeJson(*head)) {
        if (size > limits::kManifestBytes) {
            m_errors.insert(name,
                Error { ErrorCode::LimitExceeded, shown,
                    QStringLiteral("the document has %1 bytes, more than the %2 that are read")
                        .arg(size)
                        .arg(limits::kManifestBytes) });
            return;
        }
        keepDocument(name, pass);
        return;
    }
    if (!canBeLayer(*head)) {
        m_errors.insert(name,
            Error { ErrorCode::Unsupported, shown, QStringLiteral("not a layer but %1").arg(describeContent(*head)) });
        return;
    }
    job.setNote(shown);
    Result<LayerTreePtr> tree = scanStream(pass.source(), shown, job);
    if (tree)
        m_trees.insert(name, *std::move(tree));
    else
        m_errors.insert(name, tree.error());
}

void StreamedFiles::keepDocument(const QByteArray &name, TarPass &pass)
{
    const QString shown = QString::fromUtf8(name);
    QByteArray bytes;
    std::vector<std::byte> buffer(64 * limits::kKiB);
    for (;;) {
        const Result<std::size_t> count = pass.read(buffer);
        if (!count) {
            m_errors.insert(name, count.error());
            return;
        }
        if (*count == 0)
            break;
        bytes.append(reinterpret_cast<const char *>(buffer.data()), static_cast<qsizetype>(*count));
    }
    m_documentBytes += static_cast<std::size_t>(bytes.size());
    if (static_cast<std::size_t>(m_documents.size()) >= limits::kDocumentsPerArchive
        || m_documentBytes > limits::kDocumentBytesPerArchive) {
        m_documentBytes -= static_cast<std::size_t>(bytes.size());
        const Error error { ErrorCode::LimitExceeded, shown,
            QStringLiteral(
                "the archive holds more documents than are kept (kDocumentsPerArchive, kDocumentBytesPerArchive)") };
        m_errors.insert(name, error);
        if (m_warnings.isEmpty())
            m_warnings.append({ error.code, error.subject, {}, error.detail });
        return;
    }
    m_documents.insert(name, bytes);
}

std::int64_t StreamedFiles::sizeBytes(const QString &name) const
{
    const EntryIndex::Range *range = m_index.find(name.toUtf8());
    return range ? static_cast<std::int64_t>(std::min<std::uint64_t>(range->length, INT64_MAX)) : -1;
}

Result<QByteArray> StreamedFiles::document(const QString &name, std::size_t maxBytes) const
{
    const QByteArray key = resolved(name);
    if (const auto found = m_documents.constFind(key); found != m_documents.constEnd()) {
        if (static_cast<std::size_t>(found->size()) > maxBytes) {
            return fail(ErrorCode::LimitExceeded, name,
                QStringLiteral("the document has %1 bytes, more than the %2 that are read")
                    .arg(found->size())
                    .arg(maxBytes));
        }
        return *found;
    }
    if (const auto error = m_errors.constFind(key); error != m_errors.constEnd())
        return fail(*error);
    if (m_trees.contains(key))
        return fail(ErrorCode::Corrupt, name, QStringLiteral("not a document but a tar"));
    return fail(ErrorCode::NotFound, name,
        m_damage ? QStringLiteral("not in what is left of the archive, which is cut off or damaged")
                 : QStringLiteral("the archive has no such entry"));
}

Result<LayerContent> StreamedFiles::content(const QString &name) const
{
    const QByteArray key = resolved(name);
    if (const auto tree = m_trees.constFind(key); tree != m_trees.constEnd())
        return LayerContent { {}, *tree };
    if (const auto error = m_errors.constFind(key); error != m_errors.constEnd())
        return fail(*error);
    if (m_documents.contains(key))
        return fail(ErrorCode::Unsupported, name, QStringLiteral("not a layer but JSON text"));
    if (m_index.hasEntry(name.toUtf8()))
        return fail(ErrorCode::Corrupt, name, QStringLiteral("a link in the archive that leads to nothing"));
    return fail(ErrorCode::NotFound, name,
        m_damage ? QStringLiteral("not in what is left of the archive, which is cut off or damaged")
                 : QStringLiteral("the archive has no such entry"));
}

Result<QList<LayerDigests>> StreamedFiles::digests(const QStringList &names, Job &job) const
{
    QSet<QByteArray> wanted;
    for (const QString &name : names)
        wanted.insert(resolved(name));
    std::uint64_t reported = 0;
    const auto onProgress = [&](std::uint64_t consumed) {
        job.addProgress(static_cast<std::int64_t>(consumed - reported));
        reported = consumed;
    };
    Result<std::unique_ptr<TarPass>> pass = TarPass::begin(m_file, job, onProgress);
    if (!pass)
        return fail(pass.error());
    QHash<QByteArray, LayerDigests> found;
    EntryIndex index; // the same decisions on names as in the first pass
    for (;;) {
        if (job.isCancelled())
            return job.cancelled();
        const Result<const TarReader::Header *> header = (*pass)->next();
        if (!header || !*header)
            break; // a damaged end leaves the layers behind it without digests
        const QByteArray name = index.add(**header);
        if (!name.isEmpty() && (*header)->typeFlag == '0' && wanted.contains(name)) {
            job.setNote(QString::fromUtf8(name));
            const Result<LayerDigests> digests = digestEntry(**pass, QString::fromUtf8(name));
            if (digests)
                found.insert(name, *digests);
            else if (digests.error().code == ErrorCode::Cancelled)
                return fail(digests.error());
        }
        if (const Result<void> skipped = (*pass)->skipRest(); !skipped)
            break;
    }
    if (job.isCancelled())
        return job.cancelled();
    QList<LayerDigests> result;
    for (const QString &name : names)
        result.append(found.value(resolved(name)));
    return result;
}

} // namespace varve
