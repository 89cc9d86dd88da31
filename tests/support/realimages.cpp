// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/realimages.h"

#include "tests/support/processrun.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QStandardPaths>

#include <optional>

namespace varve::test {

namespace {

constexpr int kMakeTimeoutMs = 20 * 60 * 1000;

RealImages readIndex(const QString &folder)
{
    RealImages found;
    QFile index(folder + QLatin1String("/images.tsv"));
    if (!index.open(QIODevice::ReadOnly)) {
        found.failure = QStringLiteral("cannot read ") + index.fileName();
        return found;
    }
    const auto absolute = [&](const QByteArray &column) -> QString {
        return column == "-" ? QString() : folder + u'/' + QString::fromUtf8(column);
    };
    while (!index.atEnd()) {
        const QList<QByteArray> columns = index.readLine().chopped(1).split('\t');
        if (columns.size() != 7) {
            found.failure = QStringLiteral("a line of images.tsv has not seven columns");
            return found;
        }
        found.images.append(RealImage { QString::fromUtf8(columns[0]), QString::fromUtf8(columns[1]),
            absolute(columns[2]), columns[3] == "-" ? QString() : QString::fromUtf8(columns[3]), absolute(columns[4]),
            absolute(columns[5]), absolute(columns[6]) });
    }
    return found;
}

class Collector : public ImageReadObserver {
public:
    explicit Collector(ReadImage &image)
        : m_image(image)
    {
        m_image.layers.resize(static_cast<std::size_t>(image.details.layers.size()));
        m_image.proofs.resize(m_image.layers.size());
    }

    void layerRead(int layer, const LayerTreePtr &tree, bool /*isFinal*/) override
    {
        m_image.layers[static_cast<std::size_t>(layer)] = tree;
    }
    void layerFailed(int layer, const Error &error) override
    {
        m_error = Error { error.code, QStringLiteral("layer %1: ").arg(layer) + error.subject, error.detail };
    }
    void layerVerified(int layer, const LayerProof &proof) override
    {
        m_image.proofs[static_cast<std::size_t>(layer)] = proof;
    }

    const std::optional<Error> &error() const { return m_error; }

private:
    ReadImage &m_image;
    std::optional<Error> m_error;
};

// The image of that name; for a name that stands for several platforms the one of this kind of machine.
std::optional<ImageId> findImage(const Listing &listing, const QString &name)
{
    std::optional<ImageId> found;
    for (const ImageSummary &image : listing.images) {
        const bool isNamed = name.isEmpty() ? image.names.isEmpty() : image.names.contains(name);
        if (image.kind == ImageKind::Image && isNamed
            && (!found || image.platform.architecture == QLatin1String("amd64")))
            found = image.id;
    }
    return found;
}

QString namesOf(const Listing &listing)
{
    QStringList names;
    for (const ImageSummary &image : listing.images)
        names.append(image.names.isEmpty() ? QStringLiteral("(none)") : image.names.join(u'+'));
    return names.join(QLatin1String(", "));
}

// The same escapes as listing.py.
QByteArray percentEncoded(std::string_view bytes)
{
    static constexpr std::string_view kPlain("/._-+@:~,=");
    QByteArray text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || kPlain.find(c) != std::string_view::npos;
        if (isPlain)
            text.append(c);
        else
            text.append('%').append(QByteArray::number(byte, 16).rightJustified(2, '0').toUpper());
    }
    return text.isEmpty() ? QByteArrayLiteral("%") : text;
}

QByteArray typeName(EntryType type)
{
    switch (type) {
    case EntryType::File:
    case EntryType::HardLink:
        return "file";
    case EntryType::Directory:
        return "dir";
    case EntryType::Symlink:
        return "symlink";
    case EntryType::CharDevice:
        return "char";
    case EntryType::BlockDevice:
        return "block";
    case EntryType::Fifo:
        return "fifo";
    case EntryType::Whiteout:
        break;
    }
    return "whiteout";
}

QByteArray hex(std::uint64_t number)
{
    return QByteArray::number(static_cast<qulonglong>(number), 16).rightJustified(16, '0');
}

QByteArray xattrText(const LayerTree &layer, LayerNode node)
{
    QByteArrayList texts;
    for (const auto &[name, value] : layer.xattrs(node)) {
        const QByteArray bytes(value.data(), static_cast<qsizetype>(value.size()));
        texts.append(percentEncoded(name).replace(",", "%2C") + "=" + bytes.toHex());
    }
    return texts.isEmpty() ? QByteArrayLiteral("-") : texts.join(',');
}

std::int64_t wholeSeconds(std::int64_t ns)
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    return ns >= 0 ? ns / kSecond : (ns - kSecond + 1) / kSecond;
}

ListedEntry describe(const ImageTree &tree, const Change &change)
{
    // A hard link is what it points at, wherever that stands.
    const auto [layerNumber, node] = change.node == kNoLayerNode ? std::pair(0, kNoLayerNode) : tree.content(change);
    if (node == kNoLayerNode)
        return ListedEntry { .type = change.node == kNoLayerNode ? "dir" : "broken hard link" };
    const LayerTree &layer = *tree.layer(layerNumber);
    const Attributes &attributes = layer.attributes(node);
    ListedEntry entry;
    entry.type = typeName(attributes.type);
    if (!layer.isExplicit(node))
        return entry;
    entry.mode = QByteArray::number(attributes.mode, 8).rightJustified(4, '0');
    entry.owner = QByteArray::number(attributes.uid) + ':' + QByteArray::number(attributes.gid);
    entry.mtime = QByteArray::number(static_cast<qlonglong>(wholeSeconds(layer.mtimeNs(node))));
    entry.xattrs = xattrText(layer, node);
    const bool isFile = attributes.type == EntryType::File;
    const bool isDevice = attributes.type == EntryType::CharDevice || attributes.type == EntryType::BlockDevice;
    const std::string_view target = layer.linkTarget(node);
    entry.device = isDevice ? QByteArray(target.data(), static_cast<qsizetype>(target.size())) : QByteArrayLiteral("-");
    entry.target = attributes.type == EntryType::Symlink ? percentEncoded(target) : QByteArrayLiteral("-");
    entry.sizeBytes = QByteArray::number(
        static_cast<qlonglong>(attributes.type == EntryType::Symlink ? static_cast<std::int64_t>(target.size())
                : isFile                                             ? layer.sizeBytes(node)
                                                                     : 0));
    const Fingerprint print = layer.fingerprint(node);
    entry.content = isFile ? hex(print.high) + hex(print.low) : QByteArrayLiteral("-");
    if (isFile)
        entry.file = QByteArray::number(layerNumber) + '/' + QByteArray::number(index(node));
    return entry;
}

void listBelow(const ImageTree &tree, NodeId node, FileListing &into)
{
    const int last = tree.layerCount() - 1;
    const auto first = index(tree.firstChild(node));
    for (std::uint32_t row = 0; row < tree.childCount(node); ++row) {
        const NodeId child { first + row };
        if (!tree.existsAt(child, last))
            continue;
        into.insert(percentEncoded(tree.path(child)), describe(tree, *tree.changeAt(child, last)));
        listBelow(tree, child, into);
    }
}

// Which names are one file, as "first name" for every name of a file that has several.
QMap<QByteArray, QByteArray> sharedFiles(const FileListing &listing)
{
    QMap<QByteArray, QByteArrayList> names;
    for (auto it = listing.begin(); it != listing.end(); ++it) {
        if (!it->file.isEmpty())
            names[it->file].append(it.key());
    }
    QMap<QByteArray, QByteArray> shared;
    for (const QByteArrayList &same : std::as_const(names)) {
        for (const QByteArray &name : same) {
            if (same.size() > 1)
                shared.insert(name, same.first());
        }
    }
    return shared;
}

} // namespace

RealImages makeRealImages()
{
    const QString source = qEnvironmentVariable("VARVE_SOURCE_DIR");
    const QString given = qEnvironmentVariable("VARVE_IMAGES_DIR");
    if (!given.isEmpty())
        return readIndex(given);
    if (source.isEmpty())
        return { {}, {}, QStringLiteral("VARVE_SOURCE_DIR is not set: run this test through ctest") };
    QString cache = qEnvironmentVariable("VARVE_TEST_CACHE");
    if (cache.isEmpty())
        cache = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QLatin1String("/varve-tests");
    const QString folder = cache + QLatin1String("/images");
    const ProcessOutcome made =
        runProcess(source + QLatin1String("/tests/integration/make-images.sh"), { folder }, kMakeTimeoutMs);
    if (made.code == ProcessOutcome::kSkipped)
        return { {}, made.lastWords(), {} };
    if (made.code != 0)
        return { {}, {}, QStringLiteral("make-images.sh failed:\n") + QString::fromUtf8(made.out + made.err) };
    return readIndex(folder);
}

Result<ReadImagePtr> readRealImage(const RealImage &image, WorkPool &pool)
{
    Job job;
    Result<ImageStorePtr> store = openStore(image.path, job);
    if (!store)
        return tl::unexpected(store.error());
    const Result<Listing> listing = (*store)->list(job);
    if (!listing)
        return tl::unexpected(listing.error());
    const std::optional<ImageId> id = findImage(*listing, image.name);
    if (!id) {
        return tl::unexpected(Error {
            ErrorCode::NotFound, image.name, QStringLiteral("not among the names listed: ") + namesOf(*listing) });
    }
    return readStoredImage(*store, *id, pool);
}

Result<ReadImagePtr> readStoredImage(const ImageStorePtr &store, const ImageId &id, WorkPool &pool)
{
    Job job;
    auto read = std::make_shared<ReadImage>();
    read->store = store;
    Result<ImageDetails> details = read->store->inspect(id, job);
    if (!details)
        return tl::unexpected(details.error());
    read->details = *details;
    Collector collector(*read);
    const Result<void> done = readImage(*read->store, read->details, {}, pool, job, collector);
    if (!done)
        return tl::unexpected(done.error());
    if (collector.error())
        return tl::unexpected(*collector.error());
    Result<ImageTreePtr> tree = ImageTree::build(read->layers, job);
    if (!tree)
        return tl::unexpected(tree.error());
    read->tree = *tree;
    return read;
}

FileListing readListing(const QString &path)
{
    FileListing listing;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return listing;
    while (!file.atEnd()) {
        const QByteArrayList columns = file.readLine().chopped(1).split('\t');
        if (columns.size() != 12)
            return {};
        listing.insert(columns[0],
            ListedEntry { columns[1], columns[2], columns[3] + ':' + columns[4], columns[5], columns[6], columns[7],
                columns[8], columns[9], columns[10], columns[11] == "0" ? QByteArray() : columns[11] });
    }
    return listing;
}

FileListing listTree(const ImageTree &tree)
{
    FileListing listing;
    const Change *root = tree.layerCount() == 0 ? nullptr : tree.changeAt(kRootNode, tree.layerCount() - 1);
    listing.insert(".", root == nullptr ? ListedEntry { .type = "dir" } : describe(tree, *root));
    if (tree.layerCount() > 0)
        listBelow(tree, kRootNode, listing);
    return listing;
}

QStringList differences(const FileListing &expected, const FileListing &actual, int limit)
{
    QStringList found;
    const auto add = [&](const QByteArray &path, const char *what, const QByteArray &wanted, const QByteArray &is) {
        if (found.size() < limit)
            found.append(QStringLiteral("%1: %2 is %3, not %4")
                             .arg(QString::fromUtf8(path), QString::fromUtf8(what), QString::fromUtf8(is),
                                 QString::fromUtf8(wanted)));
    };
    const auto expectedFiles = sharedFiles(expected);
    const auto actualFiles = sharedFiles(actual);
    for (auto it = expected.begin(); it != expected.end(); ++it) {
        const auto other = actual.find(it.key());
        if (other == actual.end()) {
            add(it.key(), "entry", it->type, "missing");
            continue;
        }
        const auto compare = [&](const char *what, QByteArray ListedEntry::*column) {
            if ((*other).*column != (*it).*column)
                add(it.key(), what, (*it).*column, (*other).*column);
        };
        compare("type", &ListedEntry::type);
        if (other->mode.isEmpty())
            continue; // no layer says more of this folder
        if (it->type != "symlink") // Linux has no mode for them
            compare("mode", &ListedEntry::mode);
        compare("owner", &ListedEntry::owner);
        compare("size", &ListedEntry::sizeBytes);
        compare("time", &ListedEntry::mtime);
        compare("device", &ListedEntry::device);
        compare("target", &ListedEntry::target);
        compare("content", &ListedEntry::content);
        compare("attributes", &ListedEntry::xattrs);
        if (expectedFiles.value(it.key()) != actualFiles.value(it.key()))
            add(it.key(), "first name of the file", expectedFiles.value(it.key()), actualFiles.value(it.key()));
    }
    for (auto it = actual.begin(); it != actual.end(); ++it) {
        if (!expected.contains(it.key()))
            add(it.key(), "entry", "absent", it->type);
    }
    return found;
}

} // namespace varve::test
