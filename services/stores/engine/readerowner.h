// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Who made a reader container, as a word that fits in a label: this machine since its last start, the process, and when that
// began. Tells whether the maker can still be there. Pure but for looking at /proc; any thread.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QDateTime>

namespace varve {

QByteArray readerOwner(); // of this process
// Certain for makers on this machine; for others, and for words that make no sense, after an hour.
bool isOwnerGone(const QByteArray &owner, const QDateTime &created, const QDateTime &now);

} // namespace varve
