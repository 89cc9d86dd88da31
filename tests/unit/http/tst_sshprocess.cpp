// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Why ssh went away, out of its last words and its exit code.

#include "services/http/sshprocess.h"

#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

class TestSshProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reasons_data();
    void reasons();
};

void TestSshProcess::reasons_data()
{
    QTest::addColumn<QString>("complaint");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<ErrorCause>("cause");
    const auto row = [](const char *complaint, int exitCode, ErrorCode code, ErrorCause cause = ErrorCause::None) {
        QTest::addRow("%d %.40s", exitCode, complaint) << QString::fromUtf8(complaint) << exitCode << code << cause;
    };
    row("Host key verification failed.", 255, ErrorCode::AccessDenied, ErrorCause::HostKey);
    row("Host key verification failed.", -1, ErrorCode::AccessDenied, ErrorCause::HostKey); // not ended yet
    row("me@host: Permission denied (publickey,password).", 255, ErrorCode::AccessDenied, ErrorCause::Login);
    row("Received disconnect: Too many authentication failures", 255, ErrorCode::AccessDenied, ErrorCause::Login);
    row("ssh: connect to host h port 22: Connection refused", 255, ErrorCode::Network);
    row("ssh: Could not resolve hostname h: Name or service not known", 255, ErrorCode::Network);
    // Of the other side's shell, in its own language.
    row("bash: Zeile 1: docker: Kommando nicht gefunden.", 127, ErrorCode::Unsupported, ErrorCause::NoRemoteProgram);
    row("permission denied while trying to connect to the Docker daemon socket", 1, ErrorCode::AccessDenied);
    row("Cannot connect to the Docker daemon. Is the docker daemon running?", 1, ErrorCode::Network);
    // A program over there may say what it likes: these are not ssh's words.
    row("Permission denied (publickey).", 1, ErrorCode::Network);
    row("Host key verification failed.", 1, ErrorCode::Network);
    row("", 255, ErrorCode::Network);
    row("", -1, ErrorCode::Network);
}

void TestSshProcess::reasons()
{
    QFETCH(QString, complaint);
    QFETCH(int, exitCode);
    const Error error = sshError(complaint, exitCode);
    QTEST(error.code, "code");
    QTEST(error.cause, "cause");
    QVERIFY(error.detail.contains(complaint));
    QVERIFY(error.detail.startsWith(u"ssh"_s));
}

QTEST_GUILESS_MAIN(TestSshProcess)
#include "tst_sshprocess.moc"
