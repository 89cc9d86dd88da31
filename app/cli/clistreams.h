// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Where the command line writes to and what stands at the other end. Devices are open for writing and not owned.
#pragma once

#include <QtCore/QIODevice>
#include <QtCore/QString>

namespace varve {

struct CliStreams {
    QIODevice *out = nullptr;
    QIODevice *err = nullptr;
    bool outIsTerminal = false;
    bool errIsTerminal = false;
    bool outHasColour = false;
    bool errHasColour = false;
    int width = 0; // columns of the terminal; 0: no end, nothing is elided

    // False: the device took less than all of it.
    bool print(const QString &text) { return write(out, text.toUtf8()); }
    bool print(const QByteArray &utf8) { return write(out, utf8); }
    void complain(const QString &text) { write(err, text.toUtf8()); }

private:
    static bool write(QIODevice *device, const QByteArray &bytes) { return device->write(bytes) == bytes.size(); }
};

} // namespace varve
