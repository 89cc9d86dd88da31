// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a LayerTreeBuilder has heard so far, in the order of the tar; LayerLayout turns it into a LayerTree. Plain data,
// one thread.
//
// Only folders are looked up by name while entries arrive. A plain file is one Record and no lookup: tars list a folder's
// files together, and paths that occur twice meet anyway when the folder's children are sorted.
#pragma once

#include "services/tree/layertree.h"

#include <string>
#include <unordered_map>

namespace varve {

struct LayerRecord {
    std::int64_t sizeBytes;
    std::int64_t mtimeNs;
    std::int64_t contentOffset;
    std::uint32_t folder; // it lies in; of a directory's own record: the directory itself
    std::uint32_t name; // offset into names
    std::uint32_t link; // offset + 1 into links; 0: none
    std::uint32_t attributes;
    std::uint16_t nameLength;
    EntryType type;
};

struct LayerFolder {
    static constexpr std::uint32_t kImplied = 0xffffffffU;
    std::uint32_t parent = 0;
    std::uint32_t name = 0;
    std::uint32_t nameLength = 0;
    std::uint32_t record = kImplied; // the last directory entry, where there is one
    std::uint32_t arrival = 0; // of the last entry at or below it
    std::uint32_t hash = 0;
    bool isOpaque = false;
};

// Folders by (parent, name): open addressing, seeded per process so that no archive can aim at collisions. Folder 0 is
// the root.
class LayerFolders {
public:
    LayerFolders();
    // The folder, made when it is new; `names` is where a new name is put.
    std::uint32_t findOrAdd(std::uint32_t parent, std::string_view name, std::vector<char> &names);

    LayerFolder &operator[](std::uint32_t folder) { return m_folders[folder]; }
    const LayerFolder &operator[](std::uint32_t folder) const { return m_folders[folder]; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(m_folders.size()); }

private:
    void grow();

    std::vector<LayerFolder> m_folders;
    std::vector<std::uint32_t> m_table; // folder + 1; 0: free
    std::uint64_t m_seed;
};

// The distinct values among the attributes of a layer: a handful, even for hundreds of thousands of entries.
class AttributeTable {
public:
    AttributeTable();
    std::uint32_t findOrAdd(const Attributes &value);
    std::vector<Attributes> &values() { return m_values; }

private:
    void grow();
    std::size_t slotOf(const Attributes &value) const;

    std::vector<Attributes> m_values;
    std::vector<std::uint32_t> m_table; // value + 1; 0: free
    std::uint64_t m_seed; // owners and modes are the archive's choice, collisions must not be
    std::uint32_t m_last = 0;
};

// The distinct sets of extended attributes of a layer. The bytes stand once, in the form in which the tree keeps them.
class XattrTable {
public:
    XattrTable();
    // The number of the set; `encoded` is a set as {u32 length, bytes} for each name and value in turn.
    std::uint32_t findOrAdd(std::string_view encoded);

    const std::vector<char> &bytes() const { return m_bytes; } // {u32 length, encoded} each
    std::uint32_t offset(std::uint32_t set) const { return m_offsets[set]; }
    void clear();

private:
    std::vector<char> m_bytes;
    std::vector<std::uint32_t> m_offsets; // by set
    std::unordered_multimap<std::uint64_t, std::uint32_t> m_sets; // by seeded hash
    std::uint64_t m_seed;
};

struct LayerRecords {
    QString layerName;
    std::vector<LayerRecord> records;
    LayerFolders folders;
    AttributeTable attributes; // xattrs: number of the set + 1
    std::vector<char> names;
    std::vector<char> links; // {u32 length, bytes} each
    XattrTable xattrs;
    std::vector<Fingerprint> fingerprints; // by record; may be shorter than records
    std::uint32_t explicitFolders = 0; // folders that have a record
    LayerTree::Totals totals;
    Warnings warnings;

    // The path is built only when the warning is kept.
    template <typename PathOf>
    void warn(ErrorCode code, PathOf pathOf, const QString &detail)
    {
        if (hasRoomForWarning())
            keepWarning(code, pathOf(), detail);
    }
    bool isFull() const;
    bool hasRoomForWarning();
    void keepWarning(ErrorCode code, std::string_view path, const QString &detail);
    std::string folderPath(std::uint32_t folder) const;
    std::string pathIn(std::uint32_t folder, std::string_view name) const;
    std::string_view nameOf(const LayerRecord &record) const
    {
        return { names.data() + record.name, record.nameLength };
    }

    // When a record arrived, and a marker that is no record but came after `records` records: comparable with each other.
    static std::uint32_t recordArrival(std::uint32_t record) { return 2 * record + 1; }
    std::uint32_t markerArrival() const { return 2 * static_cast<std::uint32_t>(records.size()); }
};

} // namespace varve
