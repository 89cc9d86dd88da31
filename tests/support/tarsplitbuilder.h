// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// tar-split files for tests: of a whole tar, as the engines' own tool takes it apart, or line by line, right ones and wrong ones.
// Values only; one thread. The checksum is computed bit by bit here, so that it checks the fast one.
#pragma once

#include <QtCore/QByteArray>

#include <cstdint>

namespace varve::test {

std::uint64_t slowCrc64(const QByteArray &bytes); // ISO polynomial, as Go's hash/crc64

class TarSplitBuilder {
public:
    TarSplitBuilder &raw(const QByteArray &bytes);
    TarSplitBuilder &file(const QByteArray &name, const QByteArray &content);
    TarSplitBuilder &file(const QByteArray &name, std::uint64_t size, const QByteArray &payloadBase64);
    TarSplitBuilder &line(const QByteArray &json); // as it is; takes a position all the same
    QByteArray bytes() const { return m_lines; }

private:
    QByteArray m_lines;
    int m_position = 0;
};

// The tar's headers and padding as raw lines, its contents as files. For plain tars with octal sizes and PAX records without
// a size; no sparse files.
QByteArray tarSplitOf(const QByteArray &tar);

} // namespace varve::test
