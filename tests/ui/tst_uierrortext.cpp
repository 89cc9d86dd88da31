// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/errortext.h"
#include "ui/format.h"

#include <QtTest/QTest>

using namespace varve;

class tst_UiErrorText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCodeHasASentence_data();
    void everyCodeHasASentence();
    void engines_data();
    void engines();
    void library_data();
    void library();
    void subjectsAreEscaped();
    void hugeTextsAreCut();
    void longWordsCanBeBroken();
    void tooltipsAreNeverMarkup();
    void percentNeverRoundsUpToAll();
};

void tst_UiErrorText::everyCodeHasASentence_data()
{
    QTest::addColumn<int>("code");
    for (int code = 0; code <= int(ErrorCode::Internal); ++code)
        QTest::addRow("%s", qPrintable(errorCodeName(static_cast<ErrorCode>(code)))) << code;
}

void tst_UiErrorText::everyCodeHasASentence()
{
    QFETCH(int, code);
    const ErrorText text =
        errorText({ static_cast<ErrorCode>(code), QStringLiteral("app.tar"), QStringLiteral("why") });
    QVERIFY(text.what.contains(QStringLiteral("app.tar")));
    QVERIFY(text.what.endsWith(QLatin1Char('.')));
    QVERIFY(!text.what.contains(QLatin1Char('%')));
    QVERIFY(text.advice.endsWith(QLatin1Char('.')));
    QCOMPARE(text.detail, QStringLiteral("why"));
}

void tst_UiErrorText::engines_data()
{
    QTest::addColumn<Error>("error");
    for (int code = 0; code <= int(ErrorCode::Internal); ++code) {
        QTest::addRow("%s", qPrintable(errorCodeName(static_cast<ErrorCode>(code))))
            << Error { static_cast<ErrorCode>(code), QStringLiteral("ssh://%1"), QStringLiteral("why") };
    }
    for (int cause = 1; cause <= int(ErrorCause::NoRemoteProgram); ++cause) {
        QTest::addRow("cause %d", cause) << Error { ErrorCode::AccessDenied, QStringLiteral("ssh://%1"),
            QStringLiteral("why"), static_cast<ErrorCause>(cause) };
    }
}

void tst_UiErrorText::engines()
{
    QFETCH(const Error, error);
    const ErrorText text = engineErrorText(error, QStringLiteral("Docker %2 far"));
    QVERIFY2(text.what.contains(QStringLiteral("Docker %2 far")), qPrintable(text.what));
    QVERIFY2(text.what.endsWith(QLatin1Char('.')), qPrintable(text.what));
    QVERIFY2(
        text.advice.contains(QStringLiteral("ssh://%1")) || error.cause == ErrorCause::None, qPrintable(text.advice));
    QVERIFY2(
        text.advice.endsWith(QLatin1Char('.')) && !text.advice.contains(QStringLiteral("%2")), qPrintable(text.advice));
    QCOMPARE(text.detail, QStringLiteral("why"));
    if (error.cause == ErrorCause::None)
        return;
    // A cause asks for something else than its code does.
    const ErrorText plain = engineErrorText({ error.code, error.subject, error.detail }, QStringLiteral("Docker"));
    QVERIFY(plain.advice != text.advice);
}

void tst_UiErrorText::library_data()
{
    everyCodeHasASentence_data();
}

void tst_UiErrorText::library()
{
    QFETCH(int, code);
    const QString root = QStringLiteral("/home/me/library");
    const QString file = QStringLiteral("/tmp/app%1.tar");
    const QStringList subjects { root, root + QStringLiteral("/index.json"), file, QStringLiteral("sha256:%1"),
        QStringLiteral("/none"), QString() };
    for (const QString &subject : subjects) {
        const Error error { static_cast<ErrorCode>(code), subject, QStringLiteral("why\u202E") };
        for (const ErrorText &text : { importErrorText(error, file, root), exportErrorText(error, file),
                 libraryErrorText(error), libraryImageErrorText(error, QStringLiteral("app%1")) }) {
            QVERIFY2(text.what.endsWith(QLatin1Char('.')), qPrintable(text.what));
            QVERIFY2(text.advice.endsWith(QLatin1Char('.')), qPrintable(text.advice));
            QCOMPARE(text.detail, QStringLiteral("why\\u{202e}"));
            // The only thing that looks like a place to fill in is in a name.
            QVERIFY2(!QString(text.what).remove(QStringLiteral("app%1")).contains(QLatin1Char('%'))
                    || text.what.contains(QStringLiteral("sha256:%1")),
                qPrintable(text.what));
        }
        // Whose it is: only the Library is written to.
        const bool isLibrary = subject.startsWith(root) || error.code == ErrorCode::NoSpace;
        QCOMPARE(importErrorText(error, file, root).what.contains(QStringLiteral("app%1")), !isLibrary);
        QVERIFY(exportErrorText(error, file).what.contains(QStringLiteral("app%1")));
    }
}

void tst_UiErrorText::subjectsAreEscaped()
{
    const ErrorText text = errorText({ ErrorCode::Corrupt, QStringLiteral("a\nb\u202Ec"), QStringLiteral("\x1b[31m") });
    QVERIFY(!text.what.contains(QLatin1Char('\n')));
    QVERIFY(!text.what.contains(QChar(0x202E)));
    QVERIFY(!text.detail.contains(QChar(0x1b)));
    // A subject that looks like a place marker stays what it is.
    QVERIFY(errorText({ ErrorCode::Corrupt, QStringLiteral("%1"), {} }).what.contains(QStringLiteral("%1")));
}

void tst_UiErrorText::hugeTextsAreCut()
{
    const QString huge(2'000'000, QLatin1Char('x'));
    const ErrorText text = errorText({ ErrorCode::Corrupt, huge + QStringLiteral(".end"), huge });
    QVERIFY(text.what.size() < 1000);
    QVERIFY(text.what.contains(QStringLiteral("x.end")));
    QVERIFY(text.detail.size() < 3000);
    QVERIFY(warningSentence({ ErrorCode::Corrupt, {}, {}, huge }).size() < 3000);
    QVERIFY(warningPlace({ ErrorCode::Corrupt, {}, huge.toUtf8(), {} }).size() < 3000);
    // No half of a surrogate pair is left at a cut, wherever it falls.
    for (const int shift : { 0, 1 }) {
        const QString clefs = QString(shift, QLatin1Char('a')) + QStringLiteral("\U0001D11E").repeated(5000);
        for (const bool keepsEnd : { false, true }) {
            const QString cut = measurable(clefs, keepsEnd);
            QVERIFY(cut.size() < clefs.size());
            QVERIFY(cut.isValidUtf16());
        }
    }
    QCOMPARE(measurable(QStringLiteral("short")), QStringLiteral("short"));
}

void tst_UiErrorText::longWordsCanBeBroken()
{
    QCOMPARE(breakable(QStringLiteral("a few short words")), QStringLiteral("a few short words"));
    const QString word = QStringLiteral("\U0001D11E").repeated(50) + QString(200, QLatin1Char('q'));
    QString broken = breakable(QStringLiteral("see ") + word);
    QVERIFY(broken.isValidUtf16());
    for (const QString &part : broken.split(QChar(0x200B)))
        QVERIFY(part.size() <= 40);
    QCOMPARE(broken.remove(QChar(0x200B)), QStringLiteral("see ") + word);
}

void tst_UiErrorText::tooltipsAreNeverMarkup()
{
    const QString tip = plainToolTip(QStringLiteral("<b>x</b> & <img src=\"file:///etc/passwd\">\nnext"));
    QVERIFY(!tip.contains(QStringLiteral("<b>")));
    QVERIFY(!tip.contains(QStringLiteral("<img")));
    QVERIFY(tip.contains(QStringLiteral("&lt;b&gt;x&lt;/b&gt;")));
    QVERIFY(tip.contains(QStringLiteral("<br>next")));
    QVERIFY(plainToolTip({}).isEmpty());
}

void tst_UiErrorText::percentNeverRoundsUpToAll()
{
    QLocale::setDefault(QLocale::c());
    QCOMPARE(percentText(1.0), QStringLiteral("100.0 %"));
    QCOMPARE(percentText(0.99999), QStringLiteral("99.9 %"));
    QCOMPARE(percentText(0.5), QStringLiteral("50.0 %"));
}

QTEST_GUILESS_MAIN(tst_UiErrorText)
#include "tst_uierrortext.moc"
