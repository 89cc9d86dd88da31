// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Runs the command line for tests: in this process with buffers for its streams, or as the real program ($VARVE_BINARY) where
// a crash, a hang, a signal or a stray file has to be seen. Blocking; one thread.
#pragma once

#include "app/cli/commandline.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QBuffer>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>

#include <algorithm>

namespace varve::test {

using namespace Qt::StringLiterals;

inline constexpr int kProcessMs = 60'000; // a hang, not a slow machine

struct Outcome {
    int code = -1;
    QByteArray out;
    QByteArray err;

    QJsonObject json() const
    {
        QJsonParseError error {};
        const QJsonDocument document = QJsonDocument::fromJson(out, &error);
        return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
    }
};

inline Outcome run(const QStringList &arguments, bool asTerminal = false)
{
    QBuffer out;
    QBuffer err;
    out.open(QIODevice::WriteOnly);
    err.open(QIODevice::WriteOnly);
    CliStreams streams;
    streams.out = &out;
    streams.err = &err;
    if (asTerminal) {
        streams.outIsTerminal = streams.outHasColour = streams.errHasColour = true;
        streams.width = 80;
    }
    const int code = runCommandLine(arguments, streams);
    return { code, out.data(), err.data() };
}

inline QProcessEnvironment environmentWith(const QString &temporaryFolder)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"TMPDIR"_s, temporaryFolder);
    environment.remove(u"DISPLAY"_s);
    environment.remove(u"WAYLAND_DISPLAY"_s);
    environment.remove(u"QT_QPA_PLATFORM"_s);
    return environment;
}

// The real program. code -1: it crashed or did not end.
inline Outcome runProgram(
    const QStringList &arguments, const QString &workingFolder, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(workingFolder);
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(qEnvironmentVariable("VARVE_BINARY"), arguments);
    if (!process.waitForFinished(kProcessMs)) {
        process.kill();
        process.waitForFinished();
        return { -1, {}, "did not end" };
    }
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return { code, process.readAllStandardOutput(), process.readAllStandardError() };
}

inline QByteArray sampleFile()
{
    return qgetenv("VARVE_SOURCE_DIR") + "/resources/sample/varve-sample.tar";
}

inline QByteArray fileContent(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline ImageSpec smallImage(const QString &name = u"app:1"_s)
{
    ImageSpec image({ name });
    image.layer(
        TarBuilder().dir("etc").file("etc/a", std::string(1000, 'a')).file("etc/b", std::string(500, 'b')).bytes(),
        "COPY etc /etc");
    image.instruction("ENV A=1");
    image.layer(TarBuilder().file("etc/a", std::string(700, 'A')).whiteout("etc/b").symlink("etc/c", "a").bytes(),
        "/bin/sh -c make", LayerForm::Gzip);
    return image;
}

inline int linesOf(const QByteArray &text)
{
    return static_cast<int>(text.count('\n'));
}

// Everything but line breaks that could move a cursor or hide text.
inline bool isHarmless(const QByteArray &text)
{
    const QString decoded = QString::fromUtf8(text);
    if (decoded.toUtf8() != text)
        return false;
    return std::all_of(decoded.cbegin(), decoded.cend(), [](QChar c) {
        return c == u'\n' || (c.category() != QChar::Other_Control && c.category() != QChar::Other_Format);
    });
}

} // namespace varve::test
