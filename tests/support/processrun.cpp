// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/processrun.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryFile>

namespace varve::test {

QString ProcessOutcome::lastWords() const
{
    return QString::fromUtf8(err.trimmed().split('\n').constLast());
}

ProcessOutcome runProcess(
    const QString &program, const QStringList &words, int timeoutMs, const QProcessEnvironment &environment)
{
    QTemporaryFile errors;
    if (!errors.open())
        return { -1, {}, "no temporary file" };
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setStandardErrorFile(errors.fileName());
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, words);
    if (!process.waitForFinished(timeoutMs)) {
        const QByteArray why = process.errorString().toUtf8();
        process.kill();
        process.waitForFinished();
        return { -1, {}, why };
    }
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return { code, process.readAllStandardOutput(), errors.readAll() };
}

} // namespace varve::test
