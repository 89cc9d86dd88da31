// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Which source is meant by the name of an image alone.

#include "app/cli/namedimage.h"

#include <QtCore/QDateTime>
#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

Digest digest(char digit)
{
    return *Digest::fromSha256Hex(QByteArray(64, digit));
}

// Knows what inspect() says of its one image.
class OneImage final : public ImageStore {
public:
    explicit OneImage(std::optional<ImageDetails> details)
        : m_details(std::move(details))
    {
    }
    StoreKind kind() const override { return StoreKind::Engine; }
    QString title() const override { return {}; }
    QString location() const override { return {}; }
    std::int64_t sizeOnDiskBytes() const override { return -1; }
    Result<Listing> list(Job &) override { return Listing {}; }
    Result<ImageDetails> inspect(const ImageId &id, Job &) override
    {
        if (m_details)
            return *m_details;
        return fail(ErrorCode::Network, id.value, u"gone"_s);
    }
    Result<LayerContent> openLayer(const ImageDetails &, int, Job &) override { return LayerContent {}; }

private:
    const std::optional<ImageDetails> m_details;
};

// The digest is that of the config, with a containerd store that of the manifest; `layers` are digits of DiffIDs.
ListedSource source(const QString &title, char id, bool isManifest, const char *layers, qint64 created = 1000)
{
    ImageDetails details;
    ImageSummary &summary = details.summary;
    (isManifest ? summary.manifestDigest : summary.configDigest) = digest(id);
    summary.id.value = digest(id).toString();
    summary.names = { u"app:1"_s };
    summary.created = QDateTime::fromSecsSinceEpoch(created, Qt::UTC);
    for (const char *layer = layers; *layer != '\0'; ++layer) {
        LayerInfo info;
        if (*layer != '?')
            info.diffId = digest(*layer);
        details.layers.append(info);
    }
    ListedSource listed;
    listed.title = title;
    listed.store = std::make_shared<OneImage>(details);
    listed.listing.images = { summary };
    return listed;
}

ListedSource away(const QString &title)
{
    ListedSource listed;
    listed.title = title;
    listed.error = Error { ErrorCode::Network, {}, {} };
    return listed;
}

} // namespace

class TestNamedImage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sources_data();
    void sources();
    void cannotBeInspected();
};

// Expected: the title of the source, or words of the message.
void TestNamedImage::sources_data()
{
    QTest::addColumn<QList<ListedSource>>("sources");
    QTest::addColumn<QString>("expected");
    using Sources = QList<ListedSource>;
    QTest::addRow("nobody there") << Sources {} << u"no engine or storage"_s;
    QTest::addRow("one") << Sources { source(u"A"_s, 'a', false, "1") } << u"A"_s;
    QTest::addRow("one, the other away") << Sources { away(u"far"_s), source(u"A"_s, 'a', false, "1") } << u"A"_s;
    QTest::addRow("all away") << Sources { away(u"far"_s) } << u"far (cannot be asked)"_s;
    QTest::addRow("the same twice") << Sources { source(u"A"_s, 'a', false, "1"), source(u"B"_s, 'a', false, "1") }
                                    << u"A"_s;
    QTest::addRow("different ones") << Sources {
        source(u"A"_s, 'a', false, "1"), source(u"B"_s, 'b', false, "1")
    } << u"A has aaaaaaaaaaaa, B has bbbbbbbbbbbb; say which with --source, as in --source 'A'"_s;
    // The digest of a manifest is no digest of a config.
    QTest::addRow("containerd") << Sources { source(u"A"_s, 'a', false, "12"), source(u"C"_s, 'c', true, "12") }
                                << u"A"_s;
    QTest::addRow("containerd first") << Sources { source(u"C"_s, 'c', true, "12"), source(u"A"_s, 'a', false, "12") }
                                      << u"C"_s;
    QTest::addRow("three") << Sources { source(u"C"_s, 'c', true, "12"), source(u"A"_s, 'a', false, "12"),
        source(u"B"_s, 'a', false, "12") }
                           << u"C"_s;
    QTest::addRow("two manifests of one config")
        << Sources { source(u"C"_s, 'c', true, "12"), source(u"D"_s, 'd', true, "12") } << u"C"_s;
    QTest::addRow("containerd, other layers")
        << Sources { source(u"A"_s, 'a', false, "12"), source(u"C"_s, 'c', true, "13") } << u"C has cccccccccccc"_s;
    QTest::addRow("containerd, more layers")
        << Sources { source(u"A"_s, 'a', false, "1"), source(u"C"_s, 'c', true, "12") } << u"--source"_s;
    QTest::addRow("containerd, another config on the same layers")
        << Sources { source(u"A"_s, 'a', false, "12", 1000), source(u"C"_s, 'c', true, "12", 2000) } << u"--source"_s;
    QTest::addRow("containerd, unknown layers")
        << Sources { source(u"A"_s, 'a', false, "1?"), source(u"C"_s, 'c', true, "1?") } << u"--source"_s;
    QTest::addRow("containerd, no layers")
        << Sources { source(u"A"_s, 'a', false, ""), source(u"C"_s, 'c', true, "") } << u"--source"_s;
    QTest::addRow("escapes") << Sources { source(u"\x1b[2J"_s, 'a', false, "1"), source(u"B"_s, 'b', false, "1") }
                             << u"\\x1b[2J has"_s;
}

void TestNamedImage::sources()
{
    QFETCH(QList<ListedSource>, sources);
    QFETCH(QString, expected);
    Job job;
    const auto found = findNamedImage(sources, u"app:1"_s, std::nullopt, job);
    if (found)
        QCOMPARE((*found)->title, expected);
    else
        QVERIFY2(found.error().detail.contains(expected), qPrintable(found.error().detail));
    const auto absent = findNamedImage(sources, u"none:1"_s, std::nullopt, job);
    QVERIFY(!absent);
    QCOMPARE(absent.error().code, ErrorCode::NotFound);
}

// What cannot be found out is not guessed.
void TestNamedImage::cannotBeInspected()
{
    QList<ListedSource> sources { source(u"A"_s, 'a', false, "1"), source(u"C"_s, 'c', true, "1") };
    sources[1].store = std::make_shared<OneImage>(std::nullopt);
    Job job;
    const auto found = findNamedImage(sources, u"app:1"_s, std::nullopt, job);
    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::Conflict);
}

QTEST_GUILESS_MAIN(TestNamedImage)
#include "tst_namedimage.moc"
