// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/texttable.h"

#include <algorithm>
#include <array>
#include <cwchar>

namespace varve {

namespace {

constexpr int kGap = 2;
constexpr int kNarrowest = 20; // of the last column: narrower than this says nothing
// Characters that take no room can be piled up without end: as many per column as any script needs, and per cell where
// nothing else ends a line (paths have 4096 bytes, each of which may become an escape).
constexpr qsizetype kCharactersPerColumn = 4;
constexpr qsizetype kCharactersPerCell = 65'536;

int columnsOfCharacter(char32_t c)
{
    if (c < 0x300)
        return 1;
    // The C library knows the characters of the locale; without one, what it does not know takes one column.
    const int width = ::wcwidth(static_cast<wchar_t>(c));
    return width < 0 ? 1 : width;
}

QString padded(const Cell &cell, int width, bool alignRight, bool isLast, bool hasColour)
{
    const QString blanks(std::max(0, width - columnsOf(cell.text)), u' ');
    const QString text = inked(cell.text, cell.ink, hasColour);
    if (alignRight)
        return blanks + text;
    return isLast ? text : text + blanks;
}

} // namespace

QString inked(const QString &text, Ink ink, bool hasColour)
{
    static constexpr std::array kCodes { "", "1", "2", "31", "32", "33", "34", "36" };
    if (!hasColour || ink == Ink::Plain || text.isEmpty())
        return text;
    return QStringLiteral("\x1b[") + QLatin1String(kCodes[static_cast<std::size_t>(ink)]) + u'm' + text
        + QStringLiteral("\x1b[0m");
}

int columnsOf(QStringView text)
{
    int columns = 0;
    for (const char32_t c : text.toUcs4())
        columns += columnsOfCharacter(c);
    return columns;
}

QString elidedInMiddle(const QString &text, int columns)
{
    if (columns < 1)
        return text;
    const auto characters = text.toUcs4();
    const qsizetype most = kCharactersPerColumn * columns;
    if (characters.size() <= most && columnsOf(text) <= columns)
        return text;
    const int room = columns - 1;
    const qsizetype headMost = most * 2 / 3;
    const int headRoom = room - room / 3; // the beginning of an instruction or a path says more than its end
    QString head;
    QString tail;
    int used = 0;
    for (qsizetype i = 0;
         i < std::min(characters.size(), headMost) && used + columnsOfCharacter(characters[i]) <= headRoom; ++i) {
        used += columnsOfCharacter(characters[i]);
        head += QChar::fromUcs4(characters[i]);
    }
    const qsizetype tailBegin = std::max<qsizetype>(0, characters.size() - most / 3);
    for (qsizetype i = characters.size(); i > tailBegin && used + columnsOfCharacter(characters[i - 1]) <= room; --i) {
        used += columnsOfCharacter(characters[i - 1]);
        tail.prepend(QChar::fromUcs4(characters[i - 1]));
    }
    return head + u'…' + tail;
}

void TextTable::addColumn(const QString &title, Align align, Ink titleInk)
{
    m_columns.push_back({ { title, titleInk }, align });
}

void TextTable::addRow(std::vector<Cell> cells)
{
    Q_ASSERT(cells.size() == m_columns.size());
    for (Cell &cell : cells) {
        if (cell.text.size() > kCharactersPerCell)
            cell.text = elidedInMiddle(cell.text, kCharactersPerCell / kCharactersPerColumn);
    }
    m_rows.push_back(std::move(cells));
}

QString TextTable::line(
    const std::vector<Cell> &cells, const std::vector<int> &widths, int lastWidth, bool hasColour) const
{
    QString result;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool isLast = i + 1 == cells.size();
        Cell cell = cells[i];
        if (isLast)
            cell.text = elidedInMiddle(cell.text, lastWidth);
        result += padded(cell, widths[i], m_columns[i].align == Align::Right, isLast, hasColour);
        if (!isLast)
            result += QString(kGap, u' ');
    }
    return result + u'\n';
}

QString TextTable::toString(int width, bool hasColour) const
{
    std::vector<Cell> titles;
    std::vector<int> widths;
    for (const Column &column : m_columns) {
        titles.push_back(column.title);
        widths.push_back(columnsOf(column.title.text));
    }
    std::vector<std::vector<Cell>> rows = m_rows;
    for (std::vector<Cell> &row : rows) {
        for (Cell &cell : row)
            cell.text = elidedInMiddle(cell.text, width > 0 ? std::max(width, kNarrowest) : 0);
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], columnsOf(row[i].text));
    }
    int lastWidth = 0;
    if (width > 0) {
        lastWidth = width;
        for (std::size_t i = 0; i + 1 < widths.size(); ++i)
            lastWidth -= widths[i] + kGap;
        lastWidth = std::max(kNarrowest, lastWidth);
    }
    QString result = line(titles, widths, lastWidth, hasColour);
    for (const std::vector<Cell> &row : rows)
        result += line(row, widths, lastWidth, hasColour);
    return result;
}

} // namespace varve
