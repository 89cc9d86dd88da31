// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/errortext.h"

#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

class TestErrorText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sentences_data();
    void sentences();
    void everyCodeHasOne();
    void everyCauseHasOne();
    void engines();
    void damage();
};

void TestErrorText::sentences_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<QString>("text");
    QTest::newRow("the path itself") << Error { ErrorCode::NotFound, u"a.tar"_s, u"open: No such file or directory"_s }
                                     << u"a.tar is not there; check the path."_s;
    QTest::newRow("a part") << Error { ErrorCode::NotFound, u"blobs/x"_s, u"gone"_s }
                            << u"blobs/x in a.tar is not there: gone; save or download the image again."_s;
    QTest::newRow("a part that names the path") << Error { ErrorCode::Corrupt, u"a.tar: index.json"_s,
        u"not JSON."_s } << u"a.tar: index.json is damaged: not JSON; save or download the image again."_s;
    QTest::newRow("no subject") << Error { ErrorCode::AccessDenied, {}, {} }
                                << u"a.tar may not be read; check its permissions."_s;
    QTest::newRow("no image") << Error { ErrorCode::Unsupported, u"a.tar"_s,
        u"text"_s } << u"a.tar cannot be read as an image: text; give a docker-archive or an OCI image layout."_s;
    QTest::newRow("untrusted") << Error { ErrorCode::Corrupt, u"x\x1b[2J\n"_s,
        u"bad\u202e"_s } << u"x\\x1b[2J\\n in a.tar is damaged: bad\\u{202e}; save or download the image again."_s;
}

void TestErrorText::sentences()
{
    QFETCH(const Error, error);
    QTEST(describeError(error, u"a.tar"_s), "text");
}

void TestErrorText::everyCodeHasOne()
{
    QStringList texts;
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
        const QString text = describeError({ static_cast<ErrorCode>(code), u"a.tar"_s, u"why"_s }, u"a.tar"_s);
        QVERIFY2(text.startsWith(u"a.tar ") && text.endsWith(u'.') && text.contains(u"; ") && !text.contains(u'\n'),
            qPrintable(text));
        texts.append(text);
    }
    QCOMPARE(texts.removeDuplicates(), 0);
}

void TestErrorText::everyCauseHasOne()
{
    const QString without = describeEngineError({ ErrorCode::AuthRequired, u"ssh://h"_s, u"why"_s }, {});
    QStringList texts { without };
    const int last = static_cast<int>(ErrorCause::NoRemoteProgram);
    for (int cause = 1; cause <= last; ++cause) {
        const Error error { ErrorCode::AuthRequired, u"ssh://h"_s, u"why"_s, static_cast<ErrorCause>(cause) };
        const QString text = describeEngineError(error, {});
        QVERIFY2(text.startsWith(u"ssh://h ") && text.contains(u": why; ") && text.endsWith(u'.'), qPrintable(text));
        QVERIFY2(!text.contains(u"image"), qPrintable(text));
        QVERIFY2(describeError(error, u"docker-daemon:"_s).endsWith(text.section(u": why"_s, 1)), qPrintable(text));
        texts.append(text);
    }
    QCOMPARE(texts.removeDuplicates(), 0);
}

// No engine is mended by saving an image again.
void TestErrorText::engines()
{
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
        const QString text = describeEngineError({ static_cast<ErrorCode>(code), {}, u"why"_s }, u"tcp://h:1"_s);
        QVERIFY2(text.startsWith(u"tcp://h:1 ") && text.endsWith(u'.'), qPrintable(text));
        QVERIFY2(!text.contains(u"again the image") && !text.contains(u"download"), qPrintable(text));
    }
    QCOMPARE(describeEngineError({ ErrorCode::Corrupt, u"tcp://h:1"_s, u"no HTTP"_s }, {}),
        u"tcp://h:1 gives answers that make no sense: no HTTP; check that it is the address of a container engine."_s);
}

void TestErrorText::damage()
{
    ImageReport report;
    report.sourcePath = u"a.tar"_s;
    report.layers.resize(3);
    report.warnings.append({ { ErrorCode::Corrupt, u"harmless"_s, {}, {} }, -1, false });
    report.warnings.append({ { ErrorCode::NotFound, u"sha256:ab"_s, {}, u"gone"_s }, 1, true });
    QCOMPARE(describeDamage(report),
        u"layer 2 (sha256:ab) of a.tar is not there: gone; the figures cover only the rest, save or download the image again."_s);
    report.warnings.append({ { ErrorCode::Corrupt, u"sha256:cd"_s, {}, u"gzip"_s }, 2, true });
    QCOMPARE(describeDamage(report),
        u"2 of 3 layers of a.tar are damaged: the first, layer 2 (sha256:ab), is not there: gone; the figures cover "
        u"only the "
        u"rest, save or "
        "download the image again."_s);
    // A document goes before the layers: what they are rests on it.
    report.warnings.append({ { ErrorCode::Corrupt, u"a.json"_s, {}, u"wrong digest"_s }, -1, true });
    QCOMPARE(describeDamage(report),
        u"a.json in a.tar is damaged: wrong digest; 2 of 3 layers are damaged too; do not trust what rests on it, save "
        u"or download the image again."_s);
}

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_errortext.moc"
