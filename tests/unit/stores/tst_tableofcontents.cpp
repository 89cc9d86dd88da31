// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Tables of contents that name the same things very often: every document is read once, and no step compares each with each.
// Counted, not timed; what was quadratic would take minutes here.

#include "services/stores/archive/dockerarchive.h"
#include "services/stores/archive/legacychains.h"
#include "services/stores/layout/layoutreader.h"
#include "services/types/limits.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/tarbuilder.h"

#include <QtTest/QtTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kIndexType = "application/vnd.oci.image.index.v1+json";

// A FileList as a FileSet that counts which documents are read.
class CountingFiles final : public FileSet {
public:
    explicit CountingFiles(const FileList &list)
    {
        for (const FileEntry &entry : list.entries)
            m_files.insert(QString::fromUtf8(entry.name), entry.data);
    }
    std::int64_t sizeBytes(const QString &name) const override
    {
        const auto found = m_files.constFind(name);
        return found == m_files.constEnd() ? -1 : found->size();
    }
    Result<QByteArray> document(const QString &name, std::size_t /*maxBytes*/) const override
    {
        ++reads[name];
        onRead();
        const auto found = m_files.constFind(name);
        if (found == m_files.constEnd())
            return fail(ErrorCode::NotFound, name, u"no such file"_s);
        return *found;
    }
    Result<LayerContent> content(const QString &name) const override
    {
        return fail(ErrorCode::NotFound, name, u"no content"_s);
    }
    std::int64_t sizeOnDiskBytes() const override { return 0; }

    int sumOfReads() const
    {
        int sum = 0;
        for (const int count : std::as_const(reads))
            sum += count;
        return sum;
    }
    mutable QHash<QString, int> reads;
    std::function<void()> onRead = [] {};

private:
    QHash<QString, QByteArray> m_files;
};

ImageSpec smallImage(int number = 0)
{
    ImageSpec image;
    image.layer(TarBuilder().file("a" + std::to_string(number), "1").bytes(), "ADD a");
    return image;
}

QByteArray named(QByteArray descriptor, int number)
{
    descriptor.chop(1);
    return descriptor + R"(,"annotations":{"org.opencontainers.image.ref.name":"repo:)" + QByteArray::number(number)
        + "\"}}";
}

QString blob(const QByteArray &document)
{
    return QString::fromLatin1(blobName(sha256Digest(document)));
}

} // namespace

class TestTableOfContents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAnIndexOnce();
    void readsABrokenManifestOnce();
    void acceptsTheBetterDescriptor();
    void readsASharedConfigOnce_data();
    void readsASharedConfigOnce();
    void readsLegacyLayersOnce();
    void boundsLegacyLayers();
    void cancelsInAChain();
    void tellsManyItemsApart();
    void mergesManyNames();
    void joinsManyItemsWithALayout();
    void givesEveryImageItsOwnId();
};

void TestTableOfContents::readsAnIndexOnce()
{
    // A hundred names for one index of two thousand platforms.
    QList<QByteArray> platforms;
    for (int i = 0; i < 900; ++i)
        platforms.append(descriptorOf("application/vnd.oci.image.manifest.v1+json", "absent" + QByteArray::number(i)));
    platforms.append(smallImage().descriptor());
    const QByteArray index = indexOf(platforms);
    FileList files = ociLayout({ smallImage() });
    files.file(blobName(sha256Digest(index)), index);
    QList<QByteArray> names;
    for (int i = 0; i < 100; ++i)
        names.append(named(descriptorOf(kIndexType, index), i));
    files.file("index.json", indexOf(names));
    const CountingFiles counted(files);
    Job job;
    const Result<ImageSet> set = readLayout(counted, job);
    QVERIFY(set.has_value());
    QCOMPARE(counted.reads[blob(index)], 1);
    QCOMPARE(set->images.size(), 901U);
    QCOMPARE(set->images.back().summary.names.size(), 100);
    QVERIFY(counted.sumOfReads() < 1000); // each absent manifest is asked for once as well
}

void TestTableOfContents::readsABrokenManifestOnce()
{
    const ImageSpec image = smallImage();
    FileList files = ociLayout({ image });
    QList<QByteArray> names;
    for (int i = 0; i < 500; ++i)
        names.append(named(image.descriptor(), i));
    files.flip(blobName(image.manifestDigest()), 30).file("index.json", indexOf(names + names));
    const CountingFiles counted(files);
    Job job;
    const Result<ImageSet> set = readLayout(counted, job);
    QVERIFY(set.has_value());
    QCOMPARE(counted.reads[QString::fromLatin1(blobName(image.manifestDigest()))], 1);
    QVERIFY(set->images.empty());
    QCOMPARE(set->unreadable.size(), 1);
    QCOMPARE(set->unreadable[0].summary.names.size(), 500);
    QCOMPARE(set->unreadable[0].summary.platform.architecture, u"amd64"_s);
    QCOMPARE(set->unreadable[0].error.code, ErrorCode::Corrupt);
}

void TestTableOfContents::acceptsTheBetterDescriptor()
{
    // The same manifest and the same index, first with a wrong size or called something else, then right.
    const ImageSpec image = smallImage();
    const QByteArray index = indexOf({ smallImage(1).descriptor() });
    const QByteArray right = image.descriptor();
    const QByteArray wrongSize = QByteArray(right).replace("\"size\":", "\"size\":1");
    const QByteArray wrongType = QByteArray(right).replace("image.manifest.v1", "image.index.v1");
    const QByteArray indexAsManifest = descriptorOf("application/vnd.oci.image.manifest.v1+json", index);
    FileList files = ociLayout({ image, smallImage(1) });
    files.file(blobName(sha256Digest(index)), index)
        .file("index.json",
            indexOf({ named(wrongSize, 1), named(wrongType, 2), named(indexAsManifest, 3),
                named(descriptorOf(kIndexType, index), 4), named(right, 5) }));
    const CountingFiles counted(files);
    Job job;
    const Result<ImageSet> set = readLayout(counted, job);
    QVERIFY(set.has_value());
    QCOMPARE(set->images.size(), 2U);
    QCOMPARE(set->images[0].summary.names, (QStringList { u"repo:4"_s }));
    QCOMPARE(set->images[1].summary.names, (QStringList { u"repo:5"_s }));
    QCOMPARE(set->warnings.size(), 3);
    // The index that was called a manifest once is still named by nothing that can be read.
    QCOMPARE(set->unreadable.size(), 1);
    QCOMPARE(set->unreadable[0].summary.names, (QStringList { u"repo:3"_s }));
}

void TestTableOfContents::readsASharedConfigOnce_data()
{
    QTest::addColumn<bool>("isLayout");
    QTest::newRow("layout") << true;
    QTest::newRow("docker-archive") << false;
}

void TestTableOfContents::readsASharedConfigOnce()
{
    QFETCH(bool, isLayout);
    const ImageSpec image = smallImage();
    FileList files = isLayout ? ociLayout({ image }) : dockerArchive({ image });
    if (isLayout) {
        QList<QByteArray> descriptors;
        for (int i = 0; i < 200; ++i) {
            ImageSpec other = image;
            other.manifestText = image.manifest();
            other.manifestText.chop(1);
            other.manifestText += R"(,"annotations":{"number":")" + QByteArray::number(i) + "\"}}";
            files.file(blobName(other.manifestDigest()), other.manifest());
            descriptors.append(named(other.descriptor(), i));
        }
        files.file("index.json", indexOf(descriptors));
    } else {
        QByteArray items;
        const QByteArray config = image.configDigest().mid(7) + ".json";
        for (int i = 0; i < 200; ++i)
            items += R"({"Config":")" + config + R"(","RepoTags":["r:)" + QByteArray::number(i) + R"("],"Layers":["l)"
                + QByteArray::number(i) + "\"]},";
        items.chop(1);
        files.file("manifest.json", '[' + items + ']');
    }
    const CountingFiles counted(files);
    Job job;
    const Result<ImageSet> set = isLayout ? readLayout(counted, job) : readDockerArchive(counted, job);
    QVERIFY(set.has_value());
    QCOMPARE(set->images.size(), 200U);
    for (const ImageSource &source : set->images) {
        QVERIFY(source.summary.created.isValid());
        QCOMPARE(source.summary.platform.architecture, u"amd64"_s);
        QCOMPARE(source.summary.configDigest.toString().toLatin1(), image.configDigest());
    }
    const QByteArray name = isLayout ? blobName(image.configDigest()) : image.configDigest().mid(7) + ".json";
    QCOMPARE(counted.reads[QString::fromLatin1(name)], 1);
}

namespace {

QByteArray legacyIdOf(int number)
{
    return sha256Hex("legacy" + QByteArray::number(number));
}

// `tops` images that share a chain of `shared` layers.
FileList legacyTree(int shared, int tops)
{
    FileList files;
    const auto layer = [&](int number, int parent) {
        const QByteArray id = legacyIdOf(number);
        files.entries.append({ id + "/json",
            R"({"id":")" + id + (parent < 0 ? QByteArray() : R"(","parent":")" + legacyIdOf(parent)) + "\"}", {},
            '0' });
        files.entries.append({ id + "/layer.tar", {}, {}, '0' });
    };
    for (int i = 0; i < shared; ++i)
        layer(i, i - 1);
    QByteArray tags;
    for (int i = 0; i < tops; ++i) {
        layer(shared + i, shared - 1);
        tags += "\"t" + QByteArray::number(i) + "\":\"" + legacyIdOf(shared + i) + "\",";
    }
    tags.chop(1);
    files.file("repositories", "{\"r\":{" + tags + "}}");
    return files;
}

} // namespace

void TestTableOfContents::readsLegacyLayersOnce()
{
    const CountingFiles counted(legacyTree(100, 60));
    Job job;
    const Result<ImageSet> set = readLegacyArchive(counted, job);
    QVERIFY(set.has_value());
    QCOMPARE(set->images.size(), 60U);
    QCOMPARE(set->images[0].layers.size(), 101);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(counted.reads[QString::fromLatin1(legacyIdOf(i) + "/json")], 1);
    QVERIFY(counted.sumOfReads() <= 1 + 100 + 2 * 60); // a top layer once for its parent, once for what it says
}

void TestTableOfContents::boundsLegacyLayers()
{
    const int shared = 1000;
    const int tops = static_cast<int>(limits::kLayersPerArchive) / shared + 50;
    const CountingFiles counted(legacyTree(shared, tops));
    Job job;
    const Result<ImageSet> set = readLegacyArchive(counted, job);
    QVERIFY(set.has_value());
    QVERIFY(set->images.size() >= 190 && set->images.size() <= limits::kLayersPerArchive / shared);
    QCOMPARE(set->images.size() + static_cast<std::size_t>(set->warnings.size()), static_cast<std::size_t>(tops));
    QCOMPARE(set->warnings[0].code, ErrorCode::LimitExceeded);
    QVERIFY2(set->warnings[0].detail.contains(u"kLayersPerArchive"_s), qPrintable(set->warnings[0].detail));
}

void TestTableOfContents::cancelsInAChain()
{
    CountingFiles counted(legacyTree(900, 1));
    Job job;
    counted.onRead = [&] {
        if (counted.sumOfReads() == 20)
            job.cancel();
    };
    const Result<ImageSet> set = readLegacyArchive(counted, job);
    QVERIFY(!set);
    QCOMPARE(set.error().code, ErrorCode::Cancelled);
    QCOMPARE(counted.sumOfReads(), 20);
}

void TestTableOfContents::tellsManyItemsApart()
{
    // One config, tens of thousands of images that differ in their layer.
    QByteArray items;
    int count = 0;
    while (items.size() < qsizetype(limits::kDockerManifestBytes) - 100)
        items += R"({"Config":"c","Layers":[")" + QByteArray::number(count++, 36) + "\"]},";
    items.chop(1);
    const CountingFiles counted(FileList().file("manifest.json", '[' + items + ']').file("c", smallImage().config()));
    Job job;
    const Result<ImageSet> set = readDockerArchive(counted, job);
    QVERIFY(set.has_value());
    QCOMPARE(set->images.size(), static_cast<std::size_t>(count));
    QSet<QString> ids;
    for (const ImageSource &image : set->images)
        ids.insert(image.summary.id.value);
    QCOMPARE(ids.size(), count);
    QVERIFY(ids.contains(u"c"_s) && ids.contains(u"c#2"_s));
}

void TestTableOfContents::mergesManyNames()
{
    // The same image again and again, each time with another name and one that is known.
    QByteArray items;
    int count = 0;
    while (items.size() < qsizetype(limits::kDockerManifestBytes) - 100)
        items += R"({"Config":"c","Layers":["l"],"RepoTags":["r:)" + QByteArray::number(count++, 36) + R"(","r:0"]},)";
    items.chop(1);
    const CountingFiles counted(FileList().file("manifest.json", '[' + items + ']').file("c", smallImage().config()));
    Job job;
    const Result<ImageSet> set = readDockerArchive(counted, job);
    QVERIFY(set.has_value());
    QCOMPARE(set->images.size(), 1U);
    QCOMPARE(set->images[0].summary.names.size(), count);
}

void TestTableOfContents::joinsManyItemsWithALayout()
{
    // Three thousand items and three thousand manifests, all with one config.
    const ImageSpec image = smallImage();
    FileList files = dockerArchive25({ image });
    QList<QByteArray> descriptors { image.descriptor() };
    QByteArray items = R"({"Config":")" + blobName(image.configDigest()) + R"(","Layers":[")"
        + blobName(image.layers[0].digest()) + "\"]}";
    for (int i = 0; i < 3000; ++i) {
        ImageSpec other = image;
        other.manifestText = image.manifest();
        other.manifestText.chop(1);
        other.manifestText += R"(,"annotations":{"number":")" + QByteArray::number(i) + "\"}}";
        files.entries.append({ blobName(other.manifestDigest()), other.manifest(), {}, '0' });
        descriptors.append(other.descriptor());
        items +=
            R"(,{"Config":")" + blobName(image.configDigest()) + R"(","Layers":["l)" + QByteArray::number(i) + "\"]}";
    }
    files.file("index.json", indexOf(descriptors)).file("manifest.json", '[' + items + ']');
    const CountingFiles counted(files);
    Job job;
    const Result<ImageSet> set = readDockerArchive(counted, job);
    QVERIFY(set.has_value());
    QCOMPARE(set->images.size(), 3001U);
    // config, manifest.json, and of the layout one manifest and its index.json.
    for (const ImageSource &source : set->images)
        QCOMPARE(source.documents.size(), 4);
    QCOMPARE(set->images[0].layers[0].descriptor.sizeBytes, image.layers[0].blob.size());
}

void TestTableOfContents::givesEveryImageItsOwnId()
{
    // manifest.json calls its config what the index calls a manifest.
    const ImageSpec image = smallImage();
    FileList files = dockerArchive25({ image });
    files.file("manifest.json",
        R"([{"Config":")" + blobName(image.manifestDigest()) + R"(","Layers":[],"RepoTags":["x:1"]}])");
    const CountingFiles counted(files);
    Job job;
    const Result<ImageSet> set = readDockerArchive(counted, job);
    QVERIFY(set.has_value());
    QCOMPARE(set->images.size(), 2U);
    QVERIFY(set->images[0].summary.id != set->images[1].summary.id);
}

QTEST_GUILESS_MAIN(TestTableOfContents)
#include "tst_tableofcontents.moc"
