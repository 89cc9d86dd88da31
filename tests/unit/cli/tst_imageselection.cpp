// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/imageselection.h"

#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

Digest digestOf(char digit)
{
    return *Digest::fromSha256Hex(QByteArray(64, digit));
}

ImageSummary image(char digit, const QStringList &names, const QString &platform = u"linux/amd64"_s)
{
    ImageSummary summary;
    summary.configDigest = digestOf(digit);
    summary.id.value = summary.configDigest.toString();
    summary.names = names;
    summary.platform = Platform::parse(platform).value_or(Platform {});
    return summary;
}

ImageSummary artifact(char digit)
{
    ImageSummary summary = image(digit, { u"chart:1"_s });
    summary.kind = ImageKind::HelmChart;
    return summary;
}

const Platform kHost { u"linux"_s, u"amd64"_s, {}, {} };

} // namespace

// Expected: the first digit of the image's digest, or a piece of the message.
class TestImageSelection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void select_data();
    void select();
    void codes();
    void messageShowsNoControls();
    void manyImages();
    void unreadableImages();
};

void TestImageSelection::select_data()
{
    QTest::addColumn<Listing>("listing");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("platform");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *title, const QList<ImageSummary> &images, const char *name, const char *platform,
                         const char *expected) {
        QTest::newRow(title) << Listing { images, {}, {} } << QString::fromLatin1(name) << QString::fromLatin1(platform)
                             << QString::fromLatin1(expected);
    };
    const ImageSummary app = image('a', { u"shop/app:1.0"_s, u"shop/app:latest"_s });
    const ImageSummary base = image('b', { u"docker.io/library/debian:12"_s });
    const ImageSummary other = image('c', { u"shop/app:0.9"_s });
    const ImageSummary dangling = image('d', {});
    const ImageSummary tagOnly = image('e', { u"1.4.2"_s });
    const ImageSummary amd = image('1', { u"multi:1"_s });
    const ImageSummary arm = image('2', { u"multi:1"_s }, u"linux/arm64"_s);
    const ImageSummary arm7 = image('3', { u"multi:1"_s }, u"linux/arm/v7"_s);
    const ImageSummary arm6 = image('4', { u"multi:1"_s }, u"linux/arm/v6"_s);

    row("the only one", { app }, "", "", "a");
    row("the only image beside artifacts", { artifact('9'), app }, "", "", "a");
    row("the same image twice", { app, app }, "", "", "a");
    row("several", { app, base }, "", "",
        "2 images that fit; say which one with --image: shop/app:1.0, docker.io/library/debian:12");
    row("nothing", {}, "", "", "no container image");
    row("only artifacts", { artifact('9') }, "", "", "no container image");
    row("exact name", { app, base, other }, "shop/app:0.9", "", "c");
    row("second name", { app, base }, "shop/app:latest", "", "a");
    row("latest is understood", { app, other }, "shop/app", "", "a");
    row("docker.io may be left out", { app, base }, "debian:12", "", "b");
    row("docker.io may be said", { app, base }, "docker.io/shop/app:1.0", "", "a");
    row("the only tag of a repository", { app, base }, "debian", "", "b");
    row("several tags of a repository, none latest", { other, image('f', { u"shop/app:0.8"_s }) }, "shop/app", "",
        "2 images that fit");
    row("no such tag", { app }, "shop/app:7", "", "no image \"shop/app:7\", only shop/app:1.0");
    row("part of a repository is no name", { app }, "app", "", "no image \"app\"");
    row("a layout that stores tags only", { tagOnly, app }, "1.4.2", "", "e");
    row("id", { app, base }, "bbbb", "", "b");
    row("id in capitals", { app, base }, "BBBB", "", "b");
    row("id with algorithm", { app, base }, "sha256:bbbbb", "", "b");
    row("id too short", { app, base }, "bbb", "", "no image");
    row("id of a dangling image", { app, dangling }, "dddddddddddd", "", "d");
    row("a name comes before an id", { image('5', { u"cccc:latest"_s }), other }, "cccc", "", "5");
    row("host platform", { arm, amd }, "", "", "1");
    row("host platform by name", { arm, app, amd }, "multi:1", "", "1");
    row("asked platform", { amd, arm }, "", "linux/arm64", "2");
    row("asked variant", { arm6, arm7 }, "", "linux/arm/v7", "3");
    row("any variant is ambiguous", { arm6, arm7 }, "", "linux/arm", "2 images that fit");
    row("nothing for this machine", { arm, arm7 }, "", "",
        "no image for this machine; say which one with --platform: multi:1 (linux/arm64)");
    row("the only one, of another platform", { arm }, "", "", "2");
    row("no such platform", { amd, arm }, "", "linux/s390x",
        "no image for linux/s390x, only multi:1 (linux/amd64), multi:1 (linux/arm64)");
    row("two of one name and platform", { amd, image('6', { u"multi:1"_s }) }, "multi:1", "",
        "multi:1 (linux/amd64) = 111111111111");
}

void TestImageSelection::select()
{
    QFETCH(const Listing, listing);
    QFETCH(const QString, name);
    QFETCH(const QString, platform);
    QFETCH(const QString, expected);
    const std::optional<Platform> wanted = platform.isEmpty() ? std::nullopt : Platform::parse(platform);
    const Result<ImageSummary> found = selectImage(listing, name, wanted, kHost, u"x.tar"_s);
    if (expected.size() == 1)
        QCOMPARE(found ? found->configDigest.hex().left(1) : found.error().detail, expected);
    else
        QVERIFY2(!found && found.error().detail.contains(expected),
            found ? "an image was chosen" : qPrintable(found.error().detail));
}

void TestImageSelection::codes()
{
    const Listing two { { image('a', { u"a:1"_s }), image('b', { u"b:1"_s }) }, {}, {} };
    QCOMPARE(selectImage(two, {}, {}, kHost, u"x"_s).error().code, ErrorCode::Conflict);
    QCOMPARE(selectImage(two, u"c"_s, {}, kHost, u"x"_s).error().code, ErrorCode::NotFound);
    QCOMPARE(selectImage({}, {}, {}, kHost, u"x"_s).error().code, ErrorCode::Unsupported);
}

void TestImageSelection::messageShowsNoControls()
{
    const Listing listing { { image('a', { u"a\x1b[31m:1"_s }), image('b', { u"b:\n"_s }) }, {}, {} };
    const QString text = selectImage(listing, u"c\u202e"_s, {}, kHost, u"x\r.tar"_s).error().detail;
    QCOMPARE(text, u"x\\r.tar holds no image \"c\\u{202e}\", only a\\x1b[31m:1, b:\\n"_s);
}

void TestImageSelection::manyImages()
{
    // Each compared with each this would take minutes.
    Listing listing;
    for (int i = 0; i < 100'000; ++i) {
        ImageSummary summary = image('a', { u"app:1"_s });
        summary.id.value = QString::number(i / 2);
        listing.images.append(summary);
    }
    const Result<ImageSummary> selected = selectImage(listing, u"app:1"_s, std::nullopt, kHost, u"a.tar"_s);
    QVERIFY(!selected);
    QVERIFY2(selected.error().detail.contains(u"50000 images that fit"_s), qPrintable(selected.error().detail));
    QVERIFY2(selected.error().detail.endsWith(u"and 49988 more"_s), qPrintable(selected.error().detail));
}

// What cannot be read is chosen all the same: the caller says why it is not there.
void TestImageSelection::unreadableImages()
{
    Listing listing;
    listing.images = { image('a', { u"app:1"_s }, u"linux/s390x"_s) };
    listing.unreadable = { { image('b', { u"app:1"_s }), Error { ErrorCode::Corrupt, u"b"_s, u"bad"_s } } };
    const auto digestFor = [&](const std::optional<Platform> &platform, const QString &name = {}) {
        const Result<ImageSummary> selected = selectImage(listing, name, platform, kHost, u"a.tar"_s);
        return selected ? selected->configDigest : Digest();
    };
    QCOMPARE(digestFor(std::nullopt), digestOf('b'));
    QCOMPARE(digestFor(std::nullopt, u"app:1"_s), digestOf('b'));
    QCOMPARE(digestFor(*Platform::parse(u"linux/s390x"_s)), digestOf('a'));
    listing.images.clear();
    QCOMPARE(digestFor(std::nullopt), digestOf('b'));
}

QTEST_GUILESS_MAIN(TestImageSelection)
#include "tst_imageselection.moc"
