// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// References as people type them: what each means, and what is said of those that mean nothing.

#include "services/types/reference.h"
#include "services/types/referenceproblem.h"

#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;
using Kind = ReferenceProblem::Kind;

namespace {

const QString kHex = u"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"_s;
const QString kDigest = u"sha256:"_s + kHex;

QString nameOfRow(const QString &text)
{
    return text.isEmpty() ? u"(empty)"_s : text.left(60);
}

} // namespace

class TestReference : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accepted_data();
    void accepted();
    void refused_data();
    void refused();
    void defaultTag_data();
    void defaultTag();
    void otherTagAndDigest();
    void longTextsTakeNoTime();
};

void TestReference::accepted_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("registry");
    QTest::addColumn<QString>("repository");
    QTest::addColumn<QString>("tag");
    QTest::addColumn<QString>("digest");
    QTest::addColumn<QString>("familiar");
    const auto row = [](const QString &text, const QString &registry, const QString &repository,
                         const QString &tag = {}, const QString &digest = {}, const QString &familiar = {}) {
        QTest::addRow("%s", qPrintable(nameOfRow(text)))
            << text << registry << repository << tag << digest << (familiar.isNull() ? text : familiar);
    };
    row(u"ubuntu"_s, u"docker.io"_s, u"library/ubuntu"_s);
    row(u"ubuntu:22.04"_s, u"docker.io"_s, u"library/ubuntu"_s, u"22.04"_s);
    row(u"library/ubuntu"_s, u"docker.io"_s, u"library/ubuntu"_s, {}, {}, u"ubuntu"_s);
    row(u"docker.io/ubuntu"_s, u"docker.io"_s, u"library/ubuntu"_s, {}, {}, u"ubuntu"_s);
    row(u"docker.io/library/ubuntu:x"_s, u"docker.io"_s, u"library/ubuntu"_s, u"x"_s, {}, u"ubuntu:x"_s);
    row(u"index.docker.io/library/ubuntu"_s, u"docker.io"_s, u"library/ubuntu"_s, {}, {}, u"ubuntu"_s);
    row(u"index.docker.io/a/b"_s, u"docker.io"_s, u"a/b"_s, {}, {}, u"a/b"_s);
    row(u"Docker.IO/a/b"_s, u"docker.io"_s, u"a/b"_s, {}, {}, u"a/b"_s);
    row(u"bitnami/redis:7"_s, u"docker.io"_s, u"bitnami/redis"_s, u"7"_s);
    row(u"library/a/b"_s, u"docker.io"_s, u"library/a/b"_s);
    row(u"ghcr.io/owner/name:v1.2.3-rc.1_x"_s, u"ghcr.io"_s, u"owner/name"_s, u"v1.2.3-rc.1_x"_s);
    row(u"quay.io/a"_s, u"quay.io"_s, u"a"_s);
    row(u"localhost/a"_s, u"localhost"_s, u"a"_s);
    row(u"localhost:5000/a/b/c:1"_s, u"localhost:5000"_s, u"a/b/c"_s, u"1"_s);
    row(u"localhost:5000"_s, u"docker.io"_s, u"library/localhost"_s, u"5000"_s);
    row(u"127.0.0.1:5000/a"_s, u"127.0.0.1:5000"_s, u"a"_s);
    row(u"[::1]:5000/a:b"_s, u"[::1]:5000"_s, u"a"_s, u"b"_s);
    row(u"[2001:db8::1]/a"_s, u"[2001:db8::1]"_s, u"a"_s);
    row(u"Example.ORG/a"_s, u"example.org"_s, u"a"_s, {}, {}, u"example.org/a"_s);
    row(u"LOCALHOST/a"_s, u"localhost"_s, u"a"_s, {}, {}, u"localhost/a"_s);
    row(u"foo/bar"_s, u"docker.io"_s, u"foo/bar"_s);
    row(u"host:80/a"_s, u"host:80"_s, u"a"_s);
    row(u"my-host.example/a"_s, u"my-host.example"_s, u"a"_s);
    row(u"a.b"_s, u"docker.io"_s, u"library/a.b"_s);
    row(u"docker.io/a.b/c"_s, u"docker.io"_s, u"a.b/c"_s); // without docker.io it were another registry
    row(u"docker.io/library/"_s + kHex, u"docker.io"_s, u"library/"_s + kHex);
    row(u"a__b/c-d/e---f/g_h/i.j"_s, u"docker.io"_s, u"a__b/c-d/e---f/g_h/i.j"_s);
    row(u"a:_"_s, u"docker.io"_s, u"library/a"_s, u"_"_s);
    row(u"a:UPPER"_s, u"docker.io"_s, u"library/a"_s, u"UPPER"_s);
    row(u"a:"_s + QString(128, u'x'), u"docker.io"_s, u"library/a"_s, QString(128, u'x'));
    row(u"a@"_s + kDigest, u"docker.io"_s, u"library/a"_s, {}, kDigest);
    row(u"a:b@"_s + kDigest, u"docker.io"_s, u"library/a"_s, u"b"_s, kDigest);
    row(u"h.io/a@sha512:"_s + kHex + kHex, u"h.io"_s, u"a"_s, {}, u"sha512:"_s + kHex + kHex);
    row(u"sha256:"_s + kHex, u"docker.io"_s, u"library/sha256"_s, kHex); // as the grammar has it
    row(u"h.io/"_s + QString(255, u'a'), u"h.io"_s, QString(255, u'a'));
    row(u"from"_s, u"docker.io"_s, u"library/from"_s);
    row(u"docker"_s, u"docker.io"_s, u"library/docker"_s);
    row(u"0"_s, u"docker.io"_s, u"library/0"_s);
}

void TestReference::accepted()
{
    QFETCH(QString, text);
    const auto problem = findReferenceProblem(text);
    QVERIFY2(!problem, problem ? qPrintable(QString::number(static_cast<int>(problem->kind))) : "");
    const Result<Reference> reference = Reference::parse(text);
    QVERIFY(reference);
    QTEST(reference->registry(), "registry");
    QTEST(reference->repository(), "repository");
    QTEST(reference->tag(), "tag");
    QTEST(reference->digest().toString(), "digest");
    QTEST(reference->familiar(), "familiar");
    QVERIFY(*Reference::parse(reference->toString()) == *reference);
    QVERIFY(*Reference::parse(reference->familiar()) == *reference);
    QVERIFY(reference->toString().startsWith(reference->registry() + u'/'));
}

void TestReference::refused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<qsizetype>("position");
    QTest::addColumn<qsizetype>("length");
    QTest::addColumn<QString>("corrected");
    const auto row = [](const QString &text, Kind kind, qsizetype position, qsizetype length,
                         const QString &corrected = {}) {
        QTest::addRow("%s", qPrintable(nameOfRow(text))) << text << kind << position << length << corrected;
    };
    row(u""_s, Kind::Empty, 0, 0);
    row(u" \t"_s, Kind::Empty, 0, 2);
    row(QString(2049, u'a'), Kind::TooLong, 2048, 1);
    row(u"  ubuntu"_s, Kind::Space, 0, 2, u"ubuntu"_s);
    row(u"ubuntu\n"_s, Kind::Space, 6, 1, u"ubuntu"_s);
    row(u" ubuntu:18:04 "_s, Kind::Space, 0, 1, u"ubuntu:18.04"_s);
    row(u"ubuntu : 22.04"_s, Kind::Space, 6, 1, u"ubuntu:22.04"_s);

    row(u"docker pull ubuntu"_s, Kind::Command, 0, 12, u"ubuntu"_s);
    row(u"$ sudo podman image pull -q quay.io/a/b:1"_s, Kind::Command, 0, 28, u"quay.io/a/b:1"_s);
    row(u"docker pull Ubuntu:18:04"_s, Kind::Command, 0, 12, u"ubuntu:18.04"_s);
    row(u"docker pull"_s, Kind::Command, 0, 11);
    row(u"docker run -it ubuntu sh"_s, Kind::Command, 0, 24);
    row(u"FROM --platform=linux/amd64 golang:1.22 AS build"_s, Kind::Command, 0, 28, u"golang:1.22"_s);
    row(u"docker://quay.io/a/b"_s, Kind::Scheme, 0, 9, u"quay.io/a/b"_s);
    row(u"docker://ubuntu"_s, Kind::Scheme, 0, 9, u"ubuntu"_s);
    row(u"https://ghcr.io/a/b:1/"_s, Kind::Scheme, 0, 8, u"ghcr.io/a/b:1"_s);
    row(u"https://example.org:5000/a?x=y#z"_s, Kind::Scheme, 0, 8, u"example.org:5000/a"_s);
    row(u"https://intranet/a/b"_s, Kind::Scheme, 0, 8); // without the scheme it were one of Docker Hub
    row(u"https://example.org"_s, Kind::Scheme, 0, 8);
    row(u"https://hub.docker.com/_/nginx"_s, Kind::WebPage, 0, 30, u"nginx"_s);
    row(u"https://hub.docker.com/_/nginx/tags?page=2"_s, Kind::WebPage, 0, 42, u"nginx"_s);
    row(u"hub.docker.com/r/grafana/loki/"_s, Kind::WebPage, 0, 30, u"grafana/loki"_s);
    row(u"https://hub.docker.com/search?q=x"_s, Kind::WebPage, 0, 33);
    row(u"https://quay.io/repository/a/b?tab=tags"_s, Kind::WebPage, 0, 39, u"quay.io/a/b"_s);

    row(u":22.04"_s, Kind::MissingName, 0, 0);
    row(u"@"_s + kDigest, Kind::MissingName, 0, 0);
    row(u"localhost:5000/"_s, Kind::MissingName, 15, 0);
    row(u"ghcr.io/:x"_s, Kind::MissingName, 8, 0);
    row(u"/ubuntu"_s, Kind::EmptyPart, 0, 1, u"ubuntu"_s);
    row(u"a//b"_s, Kind::EmptyPart, 2, 1, u"a/b"_s);
    row(u"ubuntu/"_s, Kind::EmptyPart, 6, 1, u"ubuntu"_s);
    row(u"ubuntu/:x"_s, Kind::EmptyPart, 6, 1, u"ubuntu:x"_s);
    row(u"ghcr.io/a/"_s, Kind::EmptyPart, 9, 1, u"ghcr.io/a"_s);
    row(u"/"_s, Kind::EmptyPart, 0, 1);
    row(u"a+b"_s, Kind::NameCharacter, 1, 1);
    row(u"büro"_s, Kind::NameCharacter, 1, 1);
    row(u"a/\U0001F433"_s, Kind::NameCharacter, 2, 2);
    row(u"a\u202Eb"_s, Kind::NameCharacter, 1, 1);
    row(u"a/b%2fc"_s, Kind::NameCharacter, 3, 1);
    row(u"a\\b"_s, Kind::NameCharacter, 1, 1);
    row(u"../a"_s, Kind::HostCharacter, 0, 1);
    row(u"a/../b"_s, Kind::Separator, 2, 2);
    row(u"a..b"_s, Kind::Separator, 1, 2);
    row(u"a___b"_s, Kind::Separator, 1, 3);
    row(u"a._b"_s, Kind::Separator, 1, 2);
    row(u"-a"_s, Kind::Separator, 0, 1);
    row(u"a_"_s, Kind::Separator, 1, 1);
    row(u"a/-/b"_s, Kind::Separator, 2, 1);
    row(u"Ubuntu"_s, Kind::UpperCase, 0, 1, u"ubuntu"_s);
    row(u"ghcr.io/Owner/NAME:Tag"_s, Kind::UpperCase, 8, 1, u"ghcr.io/owner/name:Tag"_s);
    row(u"ghcr.io/a/ABC:x"_s, Kind::UpperCase, 10, 3, u"ghcr.io/a/abc:x"_s);
    row(u"Foo/bar"_s, Kind::UpperCase, 0, 1, u"foo/bar"_s);
    row(u"Ubuntu+"_s, Kind::UpperCase, 0, 1); // in lower case it is wrong all the same
    row(u"h.io/"_s + QString(256, u'a'), Kind::NameTooLong, 260, 1);
    row(QString(255, u'a'), Kind::NameTooLong, 0, 255); // library/ belongs to it
    row(kHex, Kind::ImageId, 0, 64);

    row(u"my_host.io/a"_s, Kind::HostCharacter, 2, 1);
    row(u"-h.io/a"_s, Kind::HostCharacter, 0, 1);
    row(u"h-.io/a"_s, Kind::HostCharacter, 1, 1);
    row(u"h..io/a"_s, Kind::HostCharacter, 2, 1);
    row(u"h.io./a"_s, Kind::HostCharacter, 4, 1);
    row(u"user:secret@h.io/a"_s, Kind::DigestAlgorithm, 12, 6);
    row(u":80/a"_s, Kind::HostCharacter, 0, 0);
    row(u"[::g]/a"_s, Kind::HostCharacter, 3, 1);
    row(u"[::1/a"_s, Kind::HostCharacter, 0, 4);
    row(u"[]:1/a"_s, Kind::HostCharacter, 0, 2);
    row(u"[::1]x/a"_s, Kind::HostCharacter, 5, 1);
    row(u"host:/a"_s, Kind::Port, 5, 0);
    row(u"host:0/a"_s, Kind::Port, 5, 1);
    row(u"host:65536/a"_s, Kind::Port, 5, 5);
    row(u"host:8o/a"_s, Kind::Port, 5, 2);
    row(u"host:1:2/a"_s, Kind::Port, 5, 3);

    row(u"ubuntu:"_s, Kind::MissingTag, 7, 0, u"ubuntu:latest"_s);
    row(u"ubuntu:@"_s + kDigest, Kind::MissingTag, 7, 0, u"ubuntu@"_s + kDigest);
    row(u"ubuntu:18:04"_s, Kind::SecondColon, 9, 1, u"ubuntu:18.04"_s);
    row(u"h.io:1/a:1:2:3"_s, Kind::SecondColon, 10, 1, u"h.io:1/a:1.2.3"_s);
    row(u"ubuntu::1"_s, Kind::SecondColon, 7, 1, u"ubuntu:1"_s);
    row(u"ubuntu::"_s, Kind::SecondColon, 7, 1, u"ubuntu:latest"_s);
    row(u"a:.x"_s, Kind::TagCharacter, 2, 1);
    row(u"a:-"_s, Kind::TagCharacter, 2, 1);
    row(u"a/b:c/d"_s, Kind::TagCharacter, 5, 1);
    row(u"a:1+2"_s, Kind::TagCharacter, 3, 1);
    row(u"a:"_s + QString(129, u'x'), Kind::TagTooLong, 130, 1);

    row(u"ubuntu@"_s, Kind::MissingDigest, 7, 0, u"ubuntu"_s);
    row(u"a@"_s + kHex, Kind::DigestAlgorithm, 2, 64, u"a@"_s + kDigest);
    row(u"a@x"_s, Kind::DigestAlgorithm, 2, 1);
    row(u"a@md5:d41d8cd98f00b204e9800998ecf8427e"_s, Kind::DigestAlgorithm, 2, 3);
    row(u"a@SHA256:"_s + kHex, Kind::DigestAlgorithm, 2, 6, u"a@"_s + kDigest);
    row(u"a@"_s + kDigest.chopped(1), Kind::DigestLength, 9, 63);
    row(u"a@"_s + kDigest + u"00"_s, Kind::DigestLength, 73, 2);
    row(u"a@sha512:"_s + kHex, Kind::DigestLength, 9, 64);
    row(u"a@sha256:"_s + kHex.toUpper(), Kind::DigestCharacter, 9, 1, u"a@"_s + kDigest);
    row(u"a@sha256:xyz"_s, Kind::DigestCharacter, 9, 1);
    row(u"a@"_s + kDigest + u"@"_s + kDigest, Kind::DigestCharacter, 73, 1);
}

void TestReference::refused()
{
    QFETCH(QString, text);
    QFETCH(Kind, kind);
    QFETCH(QString, corrected);
    const auto problem = findReferenceProblem(text);
    QVERIFY(problem);
    QCOMPARE(static_cast<int>(problem->kind), static_cast<int>(kind));
    QTEST(problem->position, "position");
    QTEST(problem->length, "length");
    QCOMPARE(problem->corrected, corrected);
    QVERIFY(problem->position >= 0 && problem->position + problem->length <= text.size());
    if (!corrected.isEmpty())
        QVERIFY(!findReferenceProblem(corrected));
    const Result<Reference> reference = Reference::parse(text);
    QVERIFY(!reference);
    QCOMPARE(reference.error().code, ErrorCode::Corrupt);
}

void TestReference::defaultTag_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("full");
    QTest::addRow("nothing") << u"ubuntu"_s << u"docker.io/library/ubuntu:latest"_s;
    QTest::addRow("a tag") << u"ubuntu:1"_s << u"docker.io/library/ubuntu:1"_s;
    QTest::addRow("a digest") << u"h.io/a@"_s + kDigest << u"h.io/a@"_s + kDigest;
}

void TestReference::defaultTag()
{
    QFETCH(QString, text);
    QTEST(Reference::parse(text)->withDefaultTag().toString(), "full");
}

void TestReference::otherTagAndDigest()
{
    const Reference reference = *Reference::parse(u"a:b"_s);
    const Digest digest = *Digest::parse(kDigest.toLatin1());
    QCOMPARE(reference.withDigest(digest).familiar(), u"a:b@"_s + kDigest);
    QCOMPARE(reference.withDigest(digest).withTag(u"c"_s).familiar(), u"a:c"_s); // the digest was that of b
    QVERIFY(!isReferenceTag(u""_s));
    QVERIFY(!isReferenceTag(u"a/b"_s));
    QVERIFY(isReferenceTag(u"sha256-abc"_s));
}

void TestReference::longTextsTakeNoTime()
{
    // Nothing here may be more than linear: these end at once, or the test runs into its timeout.
    for (const QString &piece :
        { u":"_s, u"/"_s, u"a/"_s, u"@"_s, u" "_s, u"A"_s, u"a:"_s, u"https://"_s, u"docker pull "_s }) {
        const QString text = piece.repeated(4'000'000 / piece.size());
        QVERIFY(findReferenceProblem(text));
        QVERIFY(!Reference::parse(text));
    }
}

QTEST_GUILESS_MAIN(TestReference)
#include "tst_reference.moc"
