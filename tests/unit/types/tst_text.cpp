// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/imagereference.h"
#include "services/types/platform.h"
#include "services/types/text.h"

#include <QtTest/QTest>

using namespace varve;

class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shellWords();
    void visibleBytes_data();
    void visibleBytes();
    void visibleStrings();
    void sizes_data();
    void sizes();
    void ages_data();
    void ages();
    void references_data();
    void references();
    void storedReferences();
    void platforms();
};

void TestText::visibleBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << QByteArray("usr/bin/env") << QStringLiteral("usr/bin/env");
    QTest::newRow("empty") << QByteArray() << QString();
    QTest::newRow("umlaut") << QByteArray("gr\xc3\xbc\xc3\x9f") << QString::fromUtf8("gr\xc3\xbc\xc3\x9f");
    QTest::newRow("emoji") << QByteArray("\xf0\x9f\xa6\x86") << QString::fromUtf8("\xf0\x9f\xa6\x86");
    QTest::newRow("newline and tab") << QByteArray("a\nb\tc\r") << QStringLiteral("a\\nb\\tc\\r");
    QTest::newRow("escape sequence") << QByteArray("\x1b[31mred") << QStringLiteral("\\x1b[31mred");
    QTest::newRow("delete") << QByteArray("\x7f") << QStringLiteral("\\x7f");
    QTest::newRow("C1 control") << QByteArray("\xc2\x9b"
                                              "0m")
                                << QStringLiteral("\\u{009b}0m");
    QTest::newRow("right-to-left override") << QByteArray("a\xe2\x80\xae"
                                                          "cod.exe")
                                            << QStringLiteral("a\\u{202e}cod.exe");
    QTest::newRow("isolate") << QByteArray("\xe2\x81\xa6x") << QStringLiteral("\\u{2066}x");
    QTest::newRow("zero width space") << QByteArray("a\xe2\x80\x8b"
                                                    "b")
                                      << QStringLiteral("a\\u{200b}b");
    QTest::newRow("line separator") << QByteArray("\xe2\x80\xa8") << QStringLiteral("\\u{2028}");
    QTest::newRow("no-break space") << QByteArray("a\xc2\xa0"
                                                  "b")
                                    << QStringLiteral("a\\u{00a0}b");
    QTest::newRow("lone continuation") << QByteArray("\x80x") << QStringLiteral("\\x80x");
    QTest::newRow("cut sequence") << QByteArray("x\xe2\x82") << QStringLiteral("x\\xe2\\x82");
    QTest::newRow("overlong slash") << QByteArray("\xc0\xaf") << QStringLiteral("\\xc0\\xaf");
    QTest::newRow("overlong three bytes") << QByteArray("\xe0\x80\xaf") << QStringLiteral("\\xe0\\x80\\xaf");
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QStringLiteral("\\xed\\xa0\\x80");
    QTest::newRow("beyond Unicode") << QByteArray("\xf4\x90\x80\x80") << QStringLiteral("\\xf4\\x90\\x80\\x80");
    QTest::newRow("latin1") << QByteArray("caf\xe9") << QStringLiteral("caf\\xe9");
    QTest::newRow("backslash stays") << QByteArray("a\\b") << QStringLiteral("a\\b");
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << QStringLiteral("a\\x00b");
}

void TestText::visibleBytes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, shown);
    QCOMPARE(visibleText(QByteArrayView(bytes)), shown);
}

void TestText::visibleStrings()
{
    QCOMPARE(visibleText(QStringView(u"a\u202eb\n")), QStringLiteral("a\\u{202e}b\\n"));
    QCOMPARE(visibleText(QStringView(u"plain")), QStringLiteral("plain"));
}

void TestText::sizes_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("shown");
    // As `docker images` prints them.
    QTest::newRow("0") << qint64(0) << QStringLiteral("0B");
    QTest::newRow("1") << qint64(1) << QStringLiteral("1B");
    QTest::newRow("999") << qint64(999) << QStringLiteral("999B");
    QTest::newRow("1000") << qint64(1000) << QStringLiteral("1kB");
    QTest::newRow("5614") << qint64(5614) << QStringLiteral("5.61kB");
    QTest::newRow("118 MB") << qint64(117'987'654) << QStringLiteral("118MB");
    QTest::newRow("1.44 GB") << qint64(1'438'912'345) << QStringLiteral("1.44GB");
    QTest::newRow("rounds up to a thousand") << qint64(999'999) << QStringLiteral("1000kB");
    QTest::newRow("negative") << qint64(-38'000'000) << QStringLiteral("-38MB");
    QTest::newRow("largest") << std::numeric_limits<qint64>::max() << QStringLiteral("9.22EB");
}

void TestText::sizes()
{
    QFETCH(qint64, bytes);
    QFETCH(QString, shown);
    QCOMPARE(humanSize(bytes), shown);
}

void TestText::ages_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("shown");
    QTest::newRow("now") << qint64(0) << QStringLiteral("Less than a second ago");
    QTest::newRow("1 s") << qint64(1) << QStringLiteral("1 second ago");
    QTest::newRow("59 s") << qint64(59) << QStringLiteral("59 seconds ago");
    QTest::newRow("1 min") << qint64(61) << QStringLiteral("About a minute ago");
    QTest::newRow("59 min") << qint64(59 * 60) << QStringLiteral("59 minutes ago");
    QTest::newRow("1 h") << qint64(3600) << QStringLiteral("About an hour ago");
    QTest::newRow("47 h") << qint64(47 * 3600) << QStringLiteral("47 hours ago");
    QTest::newRow("2 d") << qint64(48 * 3600) << QStringLiteral("2 days ago");
    QTest::newRow("2 w") << qint64(14 * 86400) << QStringLiteral("2 weeks ago");
    QTest::newRow("2 months") << qint64(60 * 86400) << QStringLiteral("2 months ago");
    QTest::newRow("2 years") << qint64(730 * 86400) << QStringLiteral("2 years ago");
}

void TestText::ages()
{
    QFETCH(qint64, seconds);
    QFETCH(QString, shown);
    const QDateTime now = QDateTime::fromSecsSinceEpoch(2'000'000'000, Qt::UTC);
    QCOMPARE(humanAge(now.addSecs(-seconds), now), shown);
}

void TestText::references_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("repository");
    QTest::addColumn<QString>("tag");
    QTest::addColumn<QString>("digest");
    const auto row = [](const char *title, const char *name, const char *repository, const char *tag,
                         const char *digest) {
        QTest::newRow(title) << QString::fromLatin1(name) << QString::fromLatin1(repository) << QString::fromLatin1(tag)
                             << QString::fromLatin1(digest);
    };
    row("familiar", "debian:12", "debian", "12", "");
    row("canonical", "docker.io/library/debian:12", "debian", "12", "");
    row("hub user", "docker.io/grafana/loki:3", "grafana/loki", "3", "");
    row("registry with port", "localhost:5000/app", "localhost:5000/app", "", "");
    row("registry with port and tag", "localhost:5000/app:v1", "localhost:5000/app", "v1", "");
    row("digest", "app@sha256:abc", "app", "", "sha256:abc");
    row("tag and digest", "ghcr.io/a/b:1@sha256:abc", "ghcr.io/a/b", "1", "sha256:abc");
    row("empty", "", "", "", "");
}

void TestText::references()
{
    QFETCH(QString, name);
    const ImageReference reference = ImageReference::fromName(name);
    QTEST(reference.repository, "repository");
    QTEST(reference.tag, "tag");
    QTEST(reference.digest, "digest");
}

// As images carry their names: only here is a single word a tag.
void TestText::storedReferences()
{
    const ImageReference bare = ImageReference::fromStoredName(QStringLiteral("1.4.2"));
    QCOMPARE(bare.repository, QString());
    QCOMPARE(bare.tag, QStringLiteral("1.4.2"));
    QCOMPARE(ImageReference::fromName(QStringLiteral("1.4.2")).repository, QStringLiteral("1.4.2"));
    for (const char *whole : { "debian:12", "host/app", "app@sha256:abc", "localhost:5000/app:v1", ":1" }) {
        const QString name = QString::fromLatin1(whole);
        QCOMPARE(ImageReference::fromStoredName(name), ImageReference::fromName(name));
    }
}

void TestText::platforms()
{
    QCOMPARE(Platform::parse(QStringLiteral("linux/arm64/v8"))->toString(), QStringLiteral("linux/arm64/v8"));
    QVERIFY(!Platform::parse(QStringLiteral("linux")));
    QVERIFY(!Platform::parse(QStringLiteral("linux/")));
    QVERIFY(!Platform::parse(QStringLiteral("a/b/c/d")));
    const Platform arm = *Platform::parse(QStringLiteral("linux/arm"));
    QVERIFY(arm.accepts(*Platform::parse(QStringLiteral("linux/arm/v7"))));
    QVERIFY(
        !Platform::parse(QStringLiteral("linux/arm/v6"))->accepts(*Platform::parse(QStringLiteral("linux/arm/v7"))));
}

void TestText::shellWords()
{
    QCOMPARE(shellWord(QStringLiteral("localhost:5000/a/b:1.2-x_y")), QStringLiteral("localhost:5000/a/b:1.2-x_y"));
    QCOMPARE(shellWord(QStringLiteral("a b")), QStringLiteral("'a b'"));
    QCOMPARE(shellWord(QStringLiteral("$(reboot)")), QStringLiteral("'$(reboot)'"));
    QCOMPARE(shellWord(QStringLiteral("it's")), QStringLiteral("'it'\\''s'"));
    QCOMPARE(shellWord(QStringLiteral("~root")), QStringLiteral("'~root'"));
    QCOMPARE(shellWord(QStringLiteral("é")), QStringLiteral("'é'"));
    QCOMPARE(shellWord(QString()), QStringLiteral("''"));
}

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
