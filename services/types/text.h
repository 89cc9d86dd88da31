// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How bytes and numbers become text for people. Pure functions, O(length).
#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QDateTime>
#include <QtCore/QString>

#include <cstdint>

namespace varve {

// Names in images are bytes. Valid, harmless UTF-8 stays as it is; everything that could hide or reorder text becomes a
// visible escape: control bytes and invalid UTF-8 as \xNN (newline \n, tab \t), bidi and other invisible code points as
// \u{NNNN}. A backslash stays a backslash. Use for everything from an image, an archive or a server that is shown.
QString visibleText(QByteArrayView bytes);
QString visibleText(QStringView text);

// As the docker command prints sizes: SI units, three significant digits: "0B", "5.61kB", "118MB", "1.44GB".
QString humanSize(std::int64_t bytes);

// As the docker command prints ages, after CREATED: "3 months ago", "About an hour ago", in untranslated English for the
// command line; ui/ has its own, translated.
QString humanAge(const QDateTime &then, const QDateTime &now);

// One word for a POSIX shell: in single quotes unless it is made of harmless characters alone.
QString shellWord(const QString &text);

} // namespace varve
