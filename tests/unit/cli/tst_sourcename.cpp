// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What PATH on the command line may be.

#include "app/cli/sourcename.h"

#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

class TestSourceName : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void understood_data();
    void understood();
    void driverOfAStorage();
    void refused_data();
    void refused();
};

void TestSourceName::understood_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("path"); // empty: the engine
    QTest::addColumn<QString>("image");
    const auto row = [](const char *text, const char *path, const char *image) {
        QTest::addRow("%s", text) << QString::fromUtf8(text) << QString::fromUtf8(path) << QString::fromUtf8(image);
    };
    row("app.tar", "app.tar", "");
    row("a:b.tar", "a:b.tar", "");
    row("./docker-daemon:x", "./docker-daemon:x", "");
    row("/x/oci:y", "/x/oci:y", "");
    row("docker-daemon:", "", "");
    row("docker-daemon:debian:12", "", "debian:12");
    row("docker-daemon:sha256:0123", "", "sha256:0123");
    row("docker-archive:app.tar", "app.tar", "");
    row("docker-archive:app.tar:reg.example:5000/a:1", "app.tar", "reg.example:5000/a:1");
    row("oci-archive:/tmp/a.tar:v1", "/tmp/a.tar", "v1");
    row("oci:layout:v1", "layout", "v1");
    row("containers-storage:", "", "");
    row("containers-storage:docker.io/library/debian:12", "", "docker.io/library/debian:12");
    row("containers-storage:[/s]debian", "/s", "debian");
    row("containers-storage:[vfs@/s+/run/s:vfs.imagestore=/i,mountopt=nodev]debian:12", "/s", "debian:12");
    row("containers-storage:[overlay@/s]", "/s", "");
    row("containers-storage:debian@sha256:0123", "", "debian@sha256:0123");
    row("containers-storage:debian:12@0123456789012345678901234567890123456789012345678901234567890123", "",
        "0123456789012345678901234567890123456789012345678901234567890123");
}

void TestSourceName::understood()
{
    QFETCH(QString, text);
    QFETCH(QString, path);
    QFETCH(QString, image);
    const Result<SourceName> name = SourceName::parse(text);
    QVERIFY(name);
    QCOMPARE(name->path, path);
    QCOMPARE(name->image, image);
    QCOMPARE(name->isEngine(), text.startsWith(u"docker-daemon:"));
}

void TestSourceName::driverOfAStorage()
{
    QCOMPARE(SourceName::parse(u"containers-storage:[vfs@/s+/r]a"_s)->driver, u"vfs"_s);
    QCOMPARE(SourceName::parse(u"containers-storage:[/s]a"_s)->driver, QString());
    QCOMPARE(SourceName::parse(u"containers-storage:[/s]a"_s)->kind, SourceName::Kind::Storage);
    QCOMPARE(SourceName::parse(u"./containers-storage:a"_s)->kind, SourceName::Kind::Path);
}

void TestSourceName::refused_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : { "docker:debian", "docker://Debian", "containers-storage:[/x", "containers-storage:[x]a",
             "containers-storage:[overlay@]a", "dir:/x", "oci:", "oci::v1", "docker-archive:" })
        QTest::addRow("%s", text) << QString::fromUtf8(text);
}

void TestSourceName::refused()
{
    QFETCH(QString, text);
    const Result<SourceName> name = SourceName::parse(text);
    QVERIFY(!name);
    QCOMPARE(name.error().code, ErrorCode::Unsupported);
}

QTEST_GUILESS_MAIN(TestSourceName)
#include "tst_sourcename.moc"
