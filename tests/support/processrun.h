// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Runs a program or a script of tests/integration to its end. Blocking; any thread.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QStringList>

namespace varve::test {

struct ProcessOutcome {
    static constexpr int kSkipped = 77; // what the scripts answer when a part is missing on this machine
    int code = -1; // -1: it did not start, crashed, or did not end in time
    QByteArray out;
    QByteArray err;
    QString lastWords() const; // the last line of err: why it was skipped
};

// Its errors go through a file, so that a daemon which it leaves behind holds no pipe of ours.
ProcessOutcome runProcess(const QString &program, const QStringList &words, int timeoutMs,
    const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment());

} // namespace varve::test
