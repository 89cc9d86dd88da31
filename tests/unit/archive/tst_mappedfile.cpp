// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// MappedFile against the file system: kinds of files, ways out of a folder, and a file that shrinks under the reader.
#include "services/archive/layerscanner.h"
#include "services/archive/mappedfile.h"
#include "services/archive/openbeneath.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <numeric>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace varve;
using namespace varve::test;

namespace {

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

unsigned sumOf(std::span<const std::byte> bytes)
{
    return std::accumulate(bytes.begin(), bytes.end(), 0U,
        [](unsigned sum, std::byte byte) { return sum + std::to_integer<unsigned>(byte); });
}

// A directory descriptor that closes itself.
struct Folder {
    explicit Folder(const QString &path)
        : fd(open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    {
    }
    ~Folder() { close(fd); }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;
    int fd;
};

} // namespace

class TestMappedFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contentAndIdentity();
    void noticesChange();
    void emptyFile();
    void kinds_data();
    void kinds();
    void beneath_data();
    void beneath();
    void shrunkFileReadsAsZeros();
    void cutInsideTheLastPageIsNoticed();
    void shrunkFileIsAnErrorOfTheScan();
    void manyThreadsSurviveShrinking();
    void manyFilesAtOnce();

private:
    QTemporaryDir m_dir;
    QString path(const char *name) const { return m_dir.filePath(QString::fromLatin1(name)); }
};

void TestMappedFile::contentAndIdentity()
{
    write(path("plain"), "hello");
    const auto file = MappedFile::open(path("plain"));
    QVERIFY(file);
    QCOMPARE(QByteArray(reinterpret_cast<const char *>((*file)->bytes().data()), 5), QByteArray("hello"));
    QCOMPARE((*file)->bytes().size(), std::size_t(5));
    QCOMPARE((*file)->identity().sizeBytes, std::int64_t(5));
    QVERIFY(!(*file)->wasTruncated());
    const auto again = MappedFile::open(path("plain"));
    QVERIFY(again && (*again)->identity() == (*file)->identity());
    QVERIFY(QFile::link(path("plain"), path("link")));
    const auto linked = MappedFile::open(path("link")); // the user's own links are followed
    QVERIFY(linked && (*linked)->identity() == (*file)->identity());
    write(path("plain"), "other");
    struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
    QCOMPARE(utimensat(AT_FDCWD, QFile::encodeName(path("plain")).constData(), times, 0), 0);
    const auto changed = MappedFile::open(path("plain"));
    QVERIFY(changed && !((*changed)->identity() == (*file)->identity()));
}

void TestMappedFile::noticesChange()
{
    write(path("plain"), "hello");
    const MappedFilePtr file = *MappedFile::open(path("plain"));
    QVERIFY(file->isStill(file->identity()));
    QVERIFY(file->currentIdentity() == file->identity());
    struct stat before { };
    const QByteArray name = QFile::encodeName(path("plain"));
    QCOMPARE(::stat(name.constData(), &before), 0);
    QTest::qSleep(20); // so that the time of the change differs on every file system
    QFile other(path("plain"));
    QVERIFY(other.open(QIODevice::ReadWrite));
    QCOMPARE(other.write("HELLO"), 5);
    other.close();
    const struct timespec times[2] = { before.st_atim, before.st_mtim };
    QCOMPARE(utimensat(AT_FDCWD, name.constData(), times, 0), 0); // the time of the content can be forged
    QVERIFY(!file->isStill(file->identity()));
    QVERIFY(!(file->currentIdentity() == file->identity()));
    const FileIdentity now = file->currentIdentity();
    QVERIFY(file->isStill(now));
    QTest::qSleep(20);
    QVERIFY(QFile::remove(path("plain"))); // what is mapped stays what it is
    QVERIFY(file->isStill(now));
}

void TestMappedFile::emptyFile()
{
    write(path("empty"), {});
    const auto file = MappedFile::open(path("empty"));
    QVERIFY(file);
    QVERIFY((*file)->bytes().empty());
    QVERIFY(!(*file)->wasTruncated());
}

void TestMappedFile::kinds_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<ErrorCode>("code");
    QDir(m_dir.path()).mkdir(QStringLiteral("folder"));
    mkfifo(QFile::encodeName(path("fifo")).constData(), 0600);
    QTest::newRow("absent") << QStringLiteral("absent") << ErrorCode::NotFound;
    QTest::newRow("folder") << QStringLiteral("folder") << ErrorCode::Unsupported;
    QTest::newRow("FIFO") << QStringLiteral("fifo") << ErrorCode::Unsupported;
    QTest::newRow("socket") << QStringLiteral("socket") << ErrorCode::Unsupported;
    QTest::newRow("device") << QStringLiteral("/dev/null") << ErrorCode::Unsupported;
    QTest::newRow("below a file") << QStringLiteral("file/x") << ErrorCode::NotFound;
}

void TestMappedFile::kinds()
{
    QFETCH(const QString, name);
    QFETCH(const ErrorCode, code);
    write(path("file"), "x");
    const int socketFd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, QFile::encodeName(path("socket")).constData(), sizeof address.sun_path);
    ::bind(socketFd, reinterpret_cast<const sockaddr *>(&address), sizeof address);
    const QString full = name.startsWith(u'/') ? name : m_dir.filePath(name);
    const auto file = MappedFile::open(full);
    close(socketFd);
    QVERIFY(!file);
    QCOMPARE(file.error().code, code);
    QCOMPARE(file.error().subject, full);
}

void TestMappedFile::beneath_data()
{
    QTest::addColumn<QByteArray>("relative");
    QTest::addColumn<bool>("isGood");
    QTest::addColumn<ErrorCode>("code");
    const auto good = [](const char *name, const char *relative) {
        QTest::newRow(name) << QByteArray(relative) << true << ErrorCode::Internal;
    };
    const auto bad = [](const char *name, const QByteArray &relative, ErrorCode code) {
        QTest::newRow(name) << relative << false << code;
    };
    good("file", "layout/blob");
    good("with dots", "./layout/./blob");
    good("double slash", "layout//blob");
    bad("absent", "layout/absent", ErrorCode::NotFound);
    bad("parent", "layout/../../outside", ErrorCode::Corrupt);
    bad("parent at once", "../outside", ErrorCode::Corrupt);
    bad("symlink to a file inside", "layout/inside", ErrorCode::Corrupt);
    bad("symlink out", "layout/out", ErrorCode::Corrupt);
    bad("symlink to nothing", "layout/dangling", ErrorCode::Corrupt);
    bad("symlinked folder", "folderlink/blob", ErrorCode::Corrupt);
    bad("absolute", "/etc/passwd", ErrorCode::Corrupt);
    bad("NUL", QByteArray("layout/blob\0x", 13), ErrorCode::Corrupt);
}

void TestMappedFile::beneath()
{
    QFETCH(const QByteArray, relative);
    QFETCH(const bool, isGood);
    QFETCH(const ErrorCode, code);
    QTemporaryDir outer;
    const QString base = outer.filePath(QStringLiteral("base"));
    QVERIFY(QDir().mkpath(base + QStringLiteral("/layout")));
    write(base + QStringLiteral("/layout/blob"), "blob");
    write(outer.filePath(QStringLiteral("outside")), "secret");
    QVERIFY(QFile::link(QStringLiteral("blob"), base + QStringLiteral("/layout/inside")));
    QVERIFY(QFile::link(QStringLiteral("../../outside"), base + QStringLiteral("/layout/out")));
    QVERIFY(QFile::link(QStringLiteral("nowhere"), base + QStringLiteral("/layout/dangling")));
    QVERIFY(QFile::link(QStringLiteral("layout"), base + QStringLiteral("/folderlink")));
    const Folder folder(base);
    for (const BeneathMethod method : { BeneathMethod::Best, BeneathMethod::ByComponent }) {
        const auto fd = openFileBeneath(folder.fd, relative, QStringLiteral("subject"), method);
        QCOMPARE(fd.has_value(), isGood);
        if (fd)
            close(*fd);
        else
            QCOMPARE(fd.error().code, code);
    }
    const auto mapped = MappedFile::openBeneath(folder.fd, QString::fromLatin1(relative), QStringLiteral("subject"));
    QCOMPARE(mapped.has_value(), isGood);
    if (mapped)
        QCOMPARE((*mapped)->bytes().size(), std::size_t(4));
}

void TestMappedFile::shrunkFileReadsAsZeros()
{
    write(path("shrinks"), QByteArray(1'000'000, 'x'));
    const auto file = MappedFile::open(path("shrinks"));
    QVERIFY(file);
    QCOMPARE(truncate(QFile::encodeName(path("shrinks")).constData(), 8192), 0);
    const auto bytes = (*file)->bytes();
    QCOMPARE(sumOf(bytes.first(8192)), 8192U * 'x');
    QCOMPARE(sumOf(bytes.subspan(8192)), 0U); // this would have been the end of the process
    QVERIFY((*file)->wasTruncated());
    // Growing again does not bring back what was read as zeros.
    QCOMPARE(truncate(QFile::encodeName(path("shrinks")).constData(), 1'000'000), 0);
    QVERIFY((*file)->wasTruncated());
}

void TestMappedFile::cutInsideTheLastPageIsNoticed()
{
    write(path("bit"), QByteArray(5000, 'x'));
    const auto file = MappedFile::open(path("bit"));
    QVERIFY(file);
    QVERIFY(!(*file)->wasTruncated());
    QCOMPARE(truncate(QFile::encodeName(path("bit")).constData(), 4999), 0);
    QVERIFY((*file)->wasTruncated());
}

void TestMappedFile::shrunkFileIsAnErrorOfTheScan()
{
    TarBuilder builder;
    for (int i = 0; i < 100; ++i)
        builder.file("f" + std::to_string(i), std::string(10'000, 'x'));
    const QByteArray tar = builder.bytes();
    const QList<QByteArray> stored { tar, gzip(tar, 1, 0), zstd(tar) };
    for (const QByteArray &blob : stored) {
        write(path("layer"), blob);
        auto file = MappedFile::open(path("layer"));
        QVERIFY(file);
        const MappedRange range { *file, 0, (*file)->bytes().size() };
        Job job;
        const auto whole = scanHeaders({ *file, 0, (*file)->bytes().size() }, QStringLiteral("layer"), job);
        QCOMPARE(truncate(QFile::encodeName(path("layer")).constData(), blob.size() / 2), 0);
        const auto check = [&](const auto &result) {
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::Corrupt);
            QVERIFY2(result.error().detail.contains(QStringLiteral("cut short")), qPrintable(result.error().detail));
        };
        check(scanStream(range, QStringLiteral("layer"), job));
        check(scanHeaders(range, QStringLiteral("layer"), job));
        check(digestLayer(range, job));
        if (whole)
            check(fingerprintContents(*whole, range, job));
    }
}

void TestMappedFile::manyThreadsSurviveShrinking()
{
    write(path("shared"), QByteArray(4'000'000, 'x'));
    const auto file = MappedFile::open(path("shared"));
    QVERIFY(file);
    std::vector<std::thread> threads;
    std::atomic<unsigned> total { 0 };
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 20; ++round)
                total += sumOf((*file)->bytes());
        });
    }
    QCOMPARE(truncate(QFile::encodeName(path("shared")).constData(), 0), 0);
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(sumOf((*file)->bytes()), 0U);
    QVERIFY((*file)->wasTruncated());
}

void TestMappedFile::manyFilesAtOnce()
{
    write(path("many"), "x");
    std::vector<MappedFilePtr> files;
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 300; ++i) {
            const auto file = MappedFile::open(path("many"));
            QVERIFY(file);
            files.push_back(*file);
        }
        files.clear(); // slots of the guard are used again
    }
}

QTEST_APPLESS_MAIN(TestMappedFile)
#include "tst_mappedfile.moc"
