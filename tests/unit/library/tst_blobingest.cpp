// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/librarysession.h"

#include "services/types/bytes.h"
#include "tests/support/librarytools.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <csignal>
#include <future>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kContentBytes = 300'000;

QByteArray someContent(int seed = 1, qsizetype bytes = kContentBytes)
{
    QByteArray content(bytes, '\0');
    auto state = static_cast<quint32>(seed);
    for (char &c : content) {
        state = state * 1664525u + 1013904223u;
        c = static_cast<char>(state >> 24);
    }
    return content;
}

Descriptor descriptorFor(const QByteArray &content, Digest::Algorithm algorithm = Digest::Algorithm::Sha256)
{
    Descriptor descriptor;
    descriptor.digest = digestOf(bytesOf(content), algorithm);
    descriptor.sizeBytes = content.size();
    return descriptor;
}

} // namespace

class TestBlobIngest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_parent = std::make_unique<QTemporaryDir>();
        m_root = m_parent->filePath(u"library"_s);
        m_job = std::make_unique<Job>();
        Result<std::unique_ptr<LibrarySession>> session = LibrarySession::begin(m_root, *m_job);
        QVERIFY2(session, session ? "" : qPrintable(textOf(session.error())));
        m_session = *std::move(session);
    }
    void cleanup() { m_session.reset(); }

    void writes_data();
    void writes();
    void resumes();
    void resumesOnlyWhatFits();
    void startsAgain();
    void otherBytesAreDropped_data();
    void otherBytesAreDropped();
    void isFoundHere();
    void theSecondWaits();
    void waitingEndsByCancel();
    void theSecondGoesOnWhereTheFirstLeft();
    void theSecondBeginsWhereTheFirstWasWrong();
    void aWrongPartIsWrittenAnew();
    void aDamagedBlobIsReplaced();
    void noPlaceForFilesThatAreNone_data();
    void noPlaceForFilesThatAreNone();
    void fullDisk();
    void commitWantsTheDocument();

private:
    std::unique_ptr<BlobIngest> begin(const Descriptor &blob)
    {
        Result<std::unique_ptr<BlobIngest>> ingest = m_session->ingest(blob, *m_job);
        return ingest ? *std::move(ingest) : nullptr;
    }
    QString partFile(const Descriptor &blob) const
    {
        return m_root + u"/ingest/"_s + QString::fromLatin1(LibraryFolder::partName(blob.digest));
    }
    QString file(const Descriptor &blob) const { return m_root + u'/' + blob.digest.blobPath(); }

    std::unique_ptr<QTemporaryDir> m_parent;
    QString m_root;
    std::unique_ptr<Job> m_job;
    std::unique_ptr<LibrarySession> m_session;
};

void TestBlobIngest::writes_data()
{
    QTest::addColumn<qsizetype>("bytes");
    QTest::addColumn<Digest::Algorithm>("algorithm");
    QTest::newRow("sha256") << kContentBytes << Digest::Algorithm::Sha256;
    QTest::newRow("sha512") << kContentBytes << Digest::Algorithm::Sha512;
    QTest::newRow("empty") << qsizetype(0) << Digest::Algorithm::Sha256;
}

void TestBlobIngest::writes()
{
    QFETCH(qsizetype, bytes);
    QFETCH(Digest::Algorithm, algorithm);
    const QByteArray content = someContent(1, bytes);
    const Descriptor blob = descriptorFor(content, algorithm);
    const auto ingest = begin(blob);
    QVERIFY(ingest && !ingest->isHere());
    QCOMPARE(ingest->offset(), 0);
    constexpr qsizetype kPiece = 1000;
    for (qsizetype at = 0; at < bytes; at += kPiece) {
        QVERIFY(ingest->write(bytesOf(content.mid(at, kPiece))));
        QVERIFY(!QFileInfo::exists(file(blob))); // not before it is whole
    }
    QVERIFY(ingest->commit());
    QCOMPARE(readFile(file(blob)), content);
    QVERIFY(!QFileInfo::exists(partFile(blob)));
    QVERIFY(m_session->has(blob));
}

void TestBlobIngest::resumes()
{
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    QVERIFY(begin(blob)->write(bytesOf(content.first(100'000))));
    QCOMPARE(QFileInfo(partFile(blob)).size(), 100'000);
    const auto ingest = begin(blob);
    QCOMPARE(ingest->offset(), 100'000);
    QVERIFY(ingest->write(bytesOf(content.sliced(100'000))));
    const Result<void> done = ingest->commit();
    QVERIFY2(done, done ? "" : qPrintable(textOf(done.error())));
    QCOMPARE(readFile(file(blob)), content);
}

void TestBlobIngest::resumesOnlyWhatFits()
{
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    QVERIFY(writeFile(partFile(blob), content + "more"));
    QCOMPARE(begin(blob)->offset(), 0);
    QVERIFY(writeFile(partFile(blob), content));
    const auto ingest = begin(blob); // whole, but nobody gave it its name
    QCOMPARE(ingest->offset(), content.size());
    QVERIFY(ingest->commit());
    QCOMPARE(readFile(file(blob)), content);
}

void TestBlobIngest::startsAgain()
{
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    const auto ingest = begin(blob);
    QVERIFY(ingest->write(bytesOf(QByteArray("other bytes"))));
    QVERIFY(ingest->restart());
    QCOMPARE(ingest->offset(), 0);
    QVERIFY(ingest->write(bytesOf(content)));
    QVERIFY(ingest->commit());
    QCOMPARE(readFile(file(blob)), content);
}

void TestBlobIngest::otherBytesAreDropped_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isSeenAtOnce");
    QByteArray flipped = someContent();
    flipped[kContentBytes / 2] = static_cast<char>(flipped[kContentBytes / 2] ^ 1);
    QTest::newRow("one bit") << flipped << false;
    QTest::newRow("too few") << someContent().chopped(1) << false;
    QTest::newRow("too many") << someContent() + 'x' << true;
}

void TestBlobIngest::otherBytesAreDropped()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isSeenAtOnce);
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    const auto ingest = begin(blob);
    const Result<void> written = ingest->write(bytesOf(bytes));
    QCOMPARE(!written, isSeenAtOnce);
    const Result<void> done = written ? ingest->commit() : written;
    QCOMPARE(done.error().code, ErrorCode::Corrupt);
    QCOMPARE(done.error().subject, blob.digest.toString());
    QVERIFY(!QFileInfo::exists(partFile(blob)));
    QVERIFY(!QFileInfo::exists(file(blob)));
    QVERIFY(ingest->restart());
    QVERIFY(ingest->write(bytesOf(content)));
    QVERIFY(ingest->commit());
    QCOMPARE(readFile(file(blob)), content);
}

void TestBlobIngest::isFoundHere()
{
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    QVERIFY(m_session->add(blob, bytesOf(content), *m_job));
    const auto again = begin(blob);
    QVERIFY(again->isHere());
    QCOMPARE(again->offset(), content.size());
    QVERIFY(!again->write(bytesOf(content)));
    QVERIFY(again->commit());
    QVERIFY(!QFileInfo::exists(partFile(blob)));
    QCOMPARE(readFile(file(blob)), content);
}

void TestBlobIngest::theSecondWaits()
{
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    auto first = begin(blob);
    QVERIFY(first->write(bytesOf(content)));
    auto second = std::async(std::launch::async, [&] { return begin(blob); });
    QCOMPARE(second.wait_for(std::chrono::milliseconds(150)), std::future_status::timeout);
    QVERIFY(first->commit());
    QVERIFY(second.get()->isHere());
    // The file that the first had open is the blob now: the second must not have written to it.
    QCOMPARE(readFile(file(blob)), content);
    QVERIFY(!QFileInfo::exists(partFile(blob)));
}

void TestBlobIngest::waitingEndsByCancel()
{
    const Descriptor blob = descriptorFor(someContent());
    const auto first = begin(blob);
    Job job;
    job.cancelAfter(std::chrono::milliseconds(50));
    const Result<std::unique_ptr<BlobIngest>> second = m_session->ingest(blob, job);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Cancelled);
}

void TestBlobIngest::theSecondGoesOnWhereTheFirstLeft()
{
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    auto first = begin(blob);
    QVERIFY(first->write(bytesOf(content.first(1234))));
    auto second = std::async(std::launch::async, [&] { return begin(blob); });
    QCOMPARE(second.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
    first.reset();
    const auto ingest = second.get();
    QCOMPARE(ingest->offset(), 1234);
    QVERIFY(!ingest->isHere());
}

// The first drops its part: the second has to begin with one of its own.
void TestBlobIngest::theSecondBeginsWhereTheFirstWasWrong()
{
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    auto first = begin(blob);
    auto second = std::async(std::launch::async, [&] { return begin(blob); });
    QCOMPARE(second.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
    QVERIFY(first->write(bytesOf(someContent(2))));
    QCOMPARE(first->commit().error().code, ErrorCode::Corrupt);
    const auto ingest = second.get();
    QVERIFY(ingest);
    QCOMPARE(ingest->offset(), 0);
    QVERIFY(ingest->write(bytesOf(content)));
    const Result<void> done = ingest->commit();
    QVERIFY2(done, done ? "" : qPrintable(textOf(done.error())));
    QCOMPARE(readFile(file(blob)), content);
}

void TestBlobIngest::aWrongPartIsWrittenAnew()
{
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    QVERIFY(writeFile(partFile(blob), QByteArray(1000, '\0')));
    m_job->setProgress(0, content.size(), Job::Unit::Bytes);
    const Result<void> added = m_session->add(blob, bytesOf(content), *m_job);
    QVERIFY2(added, added ? "" : qPrintable(textOf(added.error())));
    QCOMPARE(readFile(file(blob)), content);
    QCOMPARE(m_job->progress().done, content.size());
}

void TestBlobIngest::aDamagedBlobIsReplaced()
{
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    QVERIFY(writeFile(file(blob), "cut"));
    QVERIFY(m_session->add(blob, bytesOf(content), *m_job));
    QCOMPARE(readFile(file(blob)), content);
}

void TestBlobIngest::noPlaceForFilesThatAreNone_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("fifo") << u"fifo"_s;
    QTest::newRow("link") << u"link"_s;
    QTest::newRow("folder") << u"folder"_s;
}

// None of them may hang us, and nothing behind them may be written to.
void TestBlobIngest::noPlaceForFilesThatAreNone()
{
    QFETCH(QString, what);
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    const QString outside = m_parent->filePath(u"outside"_s);
    QVERIFY(writeFile(outside, "mine"));
    const auto place = [&](const QString &path) {
        if (what == u"fifo")
            return ::mkfifo(QFile::encodeName(path).constData(), 0600) == 0;
        return what == u"link" ? QFile::link(outside, path) : QDir().mkpath(path);
    };
    QVERIFY(place(partFile(blob)));
    const Result<std::unique_ptr<BlobIngest>> refused = m_session->ingest(blob, *m_job);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Corrupt);
    QVERIFY(what == u"folder" ? QDir().rmdir(partFile(blob)) : QFile::remove(partFile(blob)));
    QVERIFY(place(file(blob)));
    const Result<void> added = m_session->add(blob, bytesOf(content), *m_job);
    QCOMPARE(added.has_value(), what != u"folder");
    if (added)
        QVERIFY(!QFileInfo(file(blob)).isSymLink());
    QCOMPARE(readFile(outside), QByteArray("mine"));
}

// A limit on the size of files stands for a disk that is full: in a child, as it cannot be taken back.
void TestBlobIngest::fullDisk()
{
    const QByteArray content = someContent();
    const Descriptor blob = descriptorFor(content);
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit { 100'000, 100'000 };
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const Result<void> added = m_session->add(blob, bytesOf(content), *m_job);
        const bool isDropped = !QFileInfo::exists(partFile(blob)) && !QFileInfo::exists(file(blob));
        ::_exit(!added && added.error().code == ErrorCode::NoSpace && isDropped ? 0 : 1);
    }
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
    QVERIFY(m_session->add(blob, bytesOf(content), *m_job));
}

void TestBlobIngest::commitWantsTheDocument()
{
    const QByteArray content("{}");
    LibraryEntry entry;
    entry.descriptor = descriptorFor(content);
    entry.descriptor.mediaType = u"application/vnd.oci.image.manifest.v1+json"_s;
    entry.name = u"docker.io/library/a:1"_s;
    const QByteArray before = readFile(m_root + u"/index.json"_s);
    QCOMPARE(m_session->commit({ entry }, *m_job).error().code, ErrorCode::NotFound);
    QCOMPARE(readFile(m_root + u"/index.json"_s), before);
    QVERIFY(m_session->add(entry.descriptor, bytesOf(content), *m_job));
    QVERIFY(m_session->commit({ entry }, *m_job));
    QVERIFY(readFile(m_root + u"/index.json"_s).contains("docker.io/library/a:1"));
}

QTEST_GUILESS_MAIN(TestBlobIngest)
#include "tst_blobingest.moc"
