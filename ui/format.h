// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Values as translated text for people. Pure functions. What came from an image passes through visibleText() before it is
// shown, and through plainToolTip() where Qt would look for markup.
#pragma once

#include "models/roles.h"
#include "services/jobs/job.h"

#include <QtCore/QString>

#include <cstdint>

namespace varve {

QString sizeText(std::int64_t bytes); // "118MB"; a dash when not known
QString exactSize(std::int64_t bytes); // "118,034,122 bytes"
QString countText(qint64 number); // with the locale's thousands separators
QString percentText(double share); // 0.984 -> "98.4 %"

QString progressText(const Job::Progress &progress); // "45MB of 118MB"; empty where nothing is counted

// Cut to what can be seen at all: measuring or eliding a name of a megabyte takes seconds. With `keepsEnd` the middle goes,
// as where the text will be elided in the middle.
QString measurable(const QString &text, bool keepsEnd = false, qsizetype limit = kShownCharacters);

// With places to break a line inside words that are longer than one: a label that wraps cuts them off at both ends.
QString breakable(const QString &text);

// A tooltip that is always shown as written: Qt guesses at markup otherwise, and file names are not ours.
QString plainToolTip(const QString &text);

} // namespace varve
