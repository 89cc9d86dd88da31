// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Which entries a tar holds and where: names to ranges, with the links between them. Filled while the tar is walked, then
// only read (by any thread). A name that occurs twice means its last entry, as when unpacking.
// Cost: O(1) per entry and per look-up; a chain of links at most kLinkHops long.
#pragma once

#include "services/archive/tarreader.h"

#include <QtCore/QByteArray>
#include <QtCore/QHash>
#include <QtCore/QStringList>

#include <optional>
#include <string_view>

namespace varve {

// "./a//b/" is "a/b"; nothing for a path that leaves the root or names it.
std::optional<QByteArray> normalisedEntryName(std::string_view path);

class EntryIndex {
public:
    struct Range {
        std::uint64_t offset = 0; // in the tar
        std::uint64_t length = 0;
        bool isSparse = false; // not contiguous: cannot be read in place
    };

    // Remembers files and links, ignores the rest. Returns the entry's own normalised name, empty when it is left out.
    QByteArray add(const TarReader::Header &header);

    QStringList names() const; // sorted
    bool isEmpty() const { return m_entries.isEmpty(); }
    qsizetype count() const { return m_entries.size(); }
    // The name of the file that `name` means after all links; empty: there is none. hasLink: something of that name is
    // there, but it leads nowhere.
    QByteArray resolve(const QByteArray &name) const;
    bool hasEntry(const QByteArray &name) const { return m_entries.contains(name); }
    const Range *find(const QByteArray &name) const; // through links

    // The table of contents of an image that stands one folder deeper ("image/index.json"), or the only nested tar:
    // material for a useful error.
    QByteArray nestedTable() const;
    QByteArray onlyNestedTar() const;

private:
    struct Item {
        Range range;
        QByteArray target; // not empty: a link
    };
    static constexpr int kLinkHops = 16;

    QHash<QByteArray, Item> m_entries;
};

} // namespace varve
