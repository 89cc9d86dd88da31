// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Text laid out for a terminal: columns of equal width, colours where they are wanted, long text cut in the middle. Widths
// are those of the terminal: wide characters count twice, combining ones not at all. Values; O(characters).
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <cstdint>
#include <vector>

namespace varve {

enum class Ink : std::uint8_t { Plain, Strong, Quiet, Red, Green, Yellow, Blue, Cyan };

// `text` in a colour; unchanged when `hasColour` is false.
QString inked(const QString &text, Ink ink, bool hasColour);

int columnsOf(QStringView text);
// At most `columns` wide, with an ellipsis in the middle of what is longer, also of what is longer in characters that take no
// room.
QString elidedInMiddle(const QString &text, int columns);

struct Cell {
    QString text; // already visible: holds no control characters
    Ink ink = Ink::Plain;
};

class TextTable {
public:
    enum class Align : std::uint8_t { Left, Right };

    void addColumn(const QString &title, Align align, Ink titleInk = Ink::Strong);
    void addRow(std::vector<Cell> cells); // as many as there are columns; an endless text is cut in the middle
    // Two blanks between columns; the last column is cut so that lines fit into `width` (0: no end), and no cell is wider than
    // that. Lines end in \n.
    QString toString(int width, bool hasColour) const;

private:
    struct Column {
        Cell title;
        Align align;
    };
    QString line(const std::vector<Cell> &cells, const std::vector<int> &widths, int lastWidth, bool hasColour) const;

    std::vector<Column> m_columns;
    std::vector<std::vector<Cell>> m_rows;
};

} // namespace varve
