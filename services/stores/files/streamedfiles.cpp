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

constexpr std::size_t kTarBlockBytes = 512;

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

// What is inside a compressed file that turned out to be no tar; an empty text for a tar. Empty members and frames hold
// nothing and may be repeated without end: only so many of them are passed over.
Result<QString> insideOf(const MappedFilePtr &file, Job &job)
{
    const std::span<const std::byte> stored = file->bytes();
    const bool isCapped = stored.size() > limits::kSniffedInputBytes;
    auto decoder =
        Decoder::create(std::make_unique<MemorySource>(isCapped ? stored.first(limits::kSniffedInputBytes) : stored),
            file->name(), &job);
    if (!decoder)
        return fail(decoder.error());
    std::vector<std::byte> head(kSniffBytes);
    std::size_t filled = 0;
    while (filled < head.size()) {
        const Result<std::size_t> count = (*decoder)->read(std::span(head).subspan(filled));
        if (!count && count.error().code == ErrorCode::Cancelled)
            return fail(count.error());
        if (!count || *count == 0) {
            if (filled < kTarBlockBytes && isCapped) {
                return fail(ErrorCode::LimitExceeded, file->name(),
                    QStringLiteral("nothing comes out of the first %1 compressed bytes (kSniffedInputBytes)")
                        .arg(limits::kSniffedInputBytes));
            }
            if (!count && filled < kTarBlockBytes)
                return fail(count.error());
            break; // cut off later: what there is may still be listed
        }
        filled += *count;
    }
    const auto bytes = std::span<const std::byte>(head).first(filled);
    const bool isTar =
        isTarHeader(bytes) || (sniffCompression(bytes) == Compression::None && !bytes.empty() && canBeLayer(bytes));
    return isTar ? QString() : describeContent(bytes);
}

// What follows the last member or the end of the tar belongs to the blob as well.
Result<void> drain(TarPass &pass, Digester &digester)
{
    std::vector<std::byte> buffer(limits::kBlockBytes);
    for (;;) {
        const Result<std::size_t> count = pass.read(buffer);
        if (!count)
            return fail(count.error());
        if (*count == 0)
            return {};
        digester.add(std::span<const std::byte>(buffer).first(*count));
    }
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
    if (const Result<void> rest = drain(pass, blob); !rest)
        return fail(rest.error());
    return LayerDigests { blob.finish(), *diffId };
}

} // namespace

Result<FileSetPtr> StreamedFiles::read(MappedFilePtr file, Job &job, std::size_t treeBudgetBytes)
{
    const Result<QString> inside = insideOf(file, job);
    if (!inside)
        return fail(inside.error());
    if (!inside->isEmpty()) {
        const QString outside = describeContent(file->bytes().first(std::min(file->bytes().size(), kSniffBytes)));
        return fail(ErrorCode::Unsupported, file->name(),
            QStringLiteral("%1 with no tar inside: what it holds is %2").arg(outside, *inside));
    }
    const QString subject = file->name();
    std::shared_ptr<StreamedFiles> files(new StreamedFiles(std::move(file), subject, treeBudgetBytes));
    if (const Result<void> scanned = files->scanFile(job); !scanned)
        return fail(scanned.error());
    return FileSetPtr(std::move(files));
}

Result<FileSetPtr> StreamedFiles::readStream(std::unique_ptr<ByteSource> source, const QString &subject,
    const LayerSink &onLayer, Job &job, std::size_t treeBudgetBytes)
{
    // How much will come is not known.
    const auto onProgress = [&job](std::uint64_t consumed) {
        job.setProgress(static_cast<std::int64_t>(consumed), 0, Job::Unit::Bytes);
    };
    Result<std::unique_ptr<TarPass>> pass = TarPass::begin(std::move(source), subject, job, onProgress);
    if (!pass)
        return fail(pass.error());
    std::shared_ptr<StreamedFiles> files(new StreamedFiles(nullptr, subject, treeBudgetBytes));
    files->m_onLayer = onLayer;
    const Result<void> scanned = files->scan(**pass, job);
    files->m_onLayer = nullptr;
    if (!scanned)
        return fail(scanned.error());
    return FileSetPtr(std::move(files));
}

Result<void> StreamedFiles::scanFile(Job &job)
{
    const std::int64_t total = m_file->identity().sizeBytes;
    job.setProgress(0, total, Job::Unit::Bytes);
    const auto onProgress = [&](std::uint64_t consumed) {
        job.setProgress(static_cast<std::int64_t>(consumed), total, Job::Unit::Bytes);
    };
    Result<std::unique_ptr<TarPass>> pass = TarPass::begin(m_file, job, onProgress);
    if (!pass)
        return fail(pass.error());
    const Result<void> scanned = scan(**pass, job);
    if (scanned && m_file->wasTruncated())
        m_damage = Error { ErrorCode::Corrupt, m_subject, QStringLiteral("the file was cut short while it was read") };
    return scanned;
}

Result<void> StreamedFiles::scan(TarPass &pass, Job &job)
{
    while (!m_damage) {
        if (job.isCancelled())
            return job.cancelled();
        const Result<const TarReader::Header *> header = pass.next();
        if (!header) {
            m_damage = header.error();
            break;
        }
        if (!*header) {
            if (!pass.hasEndMarker() && !m_index.isEmpty())
                m_damage = noEndMarkerError(m_subject);
            break;
        }
        const QByteArray name = m_index.add(**header);
        if (m_index.count() > static_cast<qsizetype>(limits::kEntriesPerLayer)) {
            return fail(ErrorCode::LimitExceeded, m_subject,
                QStringLiteral("more than %1 entries (kEntriesPerLayer)").arg(limits::kEntriesPerLayer));
        }
        if (!name.isEmpty() && (*header)->typeFlag == '0')
            keep(name, **header, pass, job);
        if (const Result<void> skipped = pass.skipRest(); !skipped)
            m_damage = skipped.error();
    }
    if (job.isCancelled())
        return job.cancelled();
    m_hint = hintOf(m_index);
    return {};
}

void StreamedFiles::forget(const QByteArray &name)
{
    if (const auto document = m_documents.constFind(name); document != m_documents.constEnd()) {
        m_documentBytes -= static_cast<std::size_t>(document->size());
        m_documents.erase(document);
    }
    if (const auto tree = m_trees.constFind(name); tree != m_trees.constEnd()) {
        if (*tree != m_emptyTree)
            m_treeBytes -= (*tree)->memoryBytes();
        m_trees.erase(tree);
    }
    m_refusals.remove(name);
}

void StreamedFiles::refuse(const QByteArray &name, ErrorCode code, const QString &detail)
{
    m_refusals.insert(name, { code, *m_details.insert(detail) });
}

void StreamedFiles::warnOnce(const QByteArray &name, const QString &detail)
{
    if (m_warnedOf.contains(detail))
        return;
    m_warnedOf.insert(detail);
    m_warnings.append({ ErrorCode::LimitExceeded, QString::fromUtf8(name), {}, detail });
}

// Errors of one entry are kept with it; those of the whole stream show again in the next step of scan().
void StreamedFiles::keep(const QByteArray &name, const TarReader::Header &header, TarPass &pass, Job &job)
{
    forget(name);
    if (header.isSparse) {
        refuse(name, ErrorCode::Unsupported, QStringLiteral("stored as a sparse file in the archive"));
        return;
    }
    const std::uint64_t size = header.storedBytes;
    const Result<std::span<const std::byte>> head = pass.head();
    if (!head) {
        refuse(name, head.error().code, head.error().detail);
        return;
    }
    if (isDocumentName(name) || looksLikeJson(*head)) {
        if (size > limits::kManifestBytes) {
            refuse(name, ErrorCode::LimitExceeded,
                QStringLiteral("the document has %1 bytes, more than the %2 that are read")
                    .arg(size)
                    .arg(limits::kManifestBytes));
            return;
        }
        keepDocument(name, pass);
        return;
    }
    if (!canBeLayer(*head)) {
        refuse(name, ErrorCode::Unsupported, QStringLiteral("not a layer but %1").arg(describeContent(*head)));
        return;
    }
    if (head->empty() && m_emptyTree) {
        m_trees.insert(name, m_emptyTree);
        return;
    }
    const QString shown = QString::fromUtf8(name);
    job.setNote(shown);
    const bool isEmpty = head->empty();
    Result<LayerTreePtr> tree = scanLayer(name, pass, job);
    if (!tree) {
        refuse(name, tree.error().code, tree.error().detail);
    } else if (isEmpty) {
        m_emptyTree = *tree;
        m_trees.insert(name, m_emptyTree);
    } else {
        keepTree(name, *tree);
    }
}

Result<LayerTreePtr> StreamedFiles::scanLayer(const QByteArray &name, TarPass &pass, Job &job)
{
    const QString shown = QString::fromUtf8(name);
    if (m_file)
        return scanStream(pass.source(), shown, job);
    // What comes only once is hashed now. Of what is compressed only the blob's digest is known then.
    const Result<std::span<const std::byte>> head = pass.head();
    const bool isPlain = head && sniffCompression(*head) == Compression::None;
    Digester digester;
    Result<LayerTreePtr> tree = scanStream(std::make_unique<HashingSource>(pass.source(), digester), shown, job);
    if (!tree)
        return tree;
    if (const Result<void> rest = drain(pass, digester); !rest)
        return fail(rest.error());
    LayerDigests digests;
    digests.blob = digester.finish();
    if (isPlain)
        digests.diffId = digests.blob;
    m_digests.insert(name, digests);
    if (m_onLayer)
        m_onLayer(*tree, digests);
    return tree;
}

void StreamedFiles::keepTree(const QByteArray &name, const LayerTreePtr &tree)
{
    const std::size_t bytes = tree->memoryBytes();
    if (bytes > m_treeBudgetBytes - std::min(m_treeBytes, m_treeBudgetBytes)) {
        const QString detail =
            QStringLiteral("the layers of the archive need more memory than they may have (kTreeBytesPerArchive)");
        refuse(name, ErrorCode::LimitExceeded, detail);
        warnOnce(name, detail);
        return;
    }
    m_treeBytes += bytes;
    m_trees.insert(name, tree);
}

void StreamedFiles::keepDocument(const QByteArray &name, TarPass &pass)
{
    QByteArray bytes;
    std::vector<std::byte> buffer(64 * limits::kKiB);
    for (;;) {
        const Result<std::size_t> count = pass.read(buffer);
        if (!count) {
            refuse(name, count.error().code, count.error().detail);
            return;
        }
        if (*count == 0)
            break;
        bytes.append(reinterpret_cast<const char *>(buffer.data()), static_cast<qsizetype>(*count));
    }
    const auto size = static_cast<std::size_t>(bytes.size());
    if (static_cast<std::size_t>(m_documents.size()) >= limits::kDocumentsPerArchive
        || m_documentBytes + size > limits::kDocumentBytesPerArchive) {
        const QString detail = QStringLiteral(
            "the archive holds more documents than are kept (kDocumentsPerArchive, kDocumentBytesPerArchive)");
        refuse(name, ErrorCode::LimitExceeded, detail);
        warnOnce(name, detail);
        return;
    }
    m_documentBytes += size;
    m_documents.insert(name, bytes);
}

void StreamedFiles::keepOnly(const QSet<QString> &names)
{
    QSet<QByteArray> named;
    for (const QString &name : names)
        named.insert(resolved(name));
    m_trees.removeIf([&](const auto &item) { return !named.contains(item.key()); });
    m_refusals.removeIf([&](const auto &item) { return !named.contains(item.key()); });
    m_trees.squeeze();
    m_refusals.squeeze();
    m_treeBytes = 0;
    for (const LayerTreePtr &tree : std::as_const(m_trees))
        m_treeBytes += tree == m_emptyTree ? 0 : tree->memoryBytes();
    m_isPruned = true;
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
    if (const auto refusal = m_refusals.constFind(key); refusal != m_refusals.constEnd())
        return fail(refusal->code, name, refusal->detail);
    if (m_trees.contains(key))
        return fail(ErrorCode::Corrupt, name, QStringLiteral("not a document but a tar"));
    return fail(notThere(name));
}

Error StreamedFiles::notThere(const QString &name) const
{
    const QByteArray key = name.toUtf8();
    if (!resolved(name).isEmpty())
        return { ErrorCode::NotFound, name,
            m_isPruned ? QStringLiteral("no image of the archive names it: it was not kept")
                       : QStringLiteral("the archive holds it, but not as a file that can be read") };
    if (m_index.hasEntry(key))
        return { ErrorCode::Corrupt, name, QStringLiteral("a link in the archive that leads to nothing") };
    return { ErrorCode::NotFound, name,
        m_damage ? QStringLiteral("not in what is left of the archive, which is cut off or damaged")
                 : QStringLiteral("the archive has no such entry") };
}

Result<LayerContent> StreamedFiles::content(const QString &name) const
{
    const QByteArray key = resolved(name);
    if (const auto tree = m_trees.constFind(key); tree != m_trees.constEnd())
        return LayerContent { {}, *tree };
    if (const auto refusal = m_refusals.constFind(key); refusal != m_refusals.constEnd())
        return fail(refusal->code, name, refusal->detail);
    if (m_documents.contains(key))
        return fail(ErrorCode::Unsupported, name, QStringLiteral("not a layer but JSON text"));
    return fail(notThere(name));
}

Result<QList<LayerDigests>> StreamedFiles::digests(const QStringList &names, Job &job) const
{
    if (!m_file) {
        QList<LayerDigests> known;
        for (const QString &name : names)
            known.append(m_digests.value(resolved(name)));
        return known;
    }
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
    if (!m_file->isStill(m_file->identity())) {
        return fail(
            ErrorCode::Conflict, m_file->name(), QStringLiteral("the file was changed after its layers had been read"));
    }
    QList<LayerDigests> result;
    for (const QString &name : names)
        result.append(found.value(resolved(name)));
    return result;
}

} // namespace varve
