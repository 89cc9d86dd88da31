// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/layerrecords.h"

#include "services/types/limits.h"

#include <QtCore/QHashFunctions>

#include <cstring>

namespace varve {

namespace {

__extension__ using Wide = unsigned __int128;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b)
{
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15U; // 2^64 / golden ratio

std::uint64_t hashOf(std::uint64_t seed, std::string_view bytes)
{
    std::uint64_t hash = seed ^ (bytes.size() * kOdd);
    while (bytes.size() >= 8) {
        std::uint64_t word;
        std::memcpy(&word, bytes.data(), 8);
        hash = mixed(hash ^ word, (seed ^ kOdd) | 1U);
        bytes.remove_prefix(8);
    }
    std::uint64_t tail = 0;
    if (!bytes.empty())
        std::memcpy(&tail, bytes.data(), bytes.size());
    return mixed(hash ^ tail, seed | 1U);
}

std::uint64_t processSeed()
{
    return mixed(QHashSeed::globalSeed() ^ kOdd, kOdd);
}

} // namespace

LayerFolders::LayerFolders()
    : m_folders(1)
    , m_table(256)
    , m_seed(processSeed())
{
}

std::uint32_t LayerFolders::findOrAdd(std::uint32_t parent, std::string_view name, std::vector<char> &names)
{
    const auto hash = static_cast<std::uint32_t>(hashOf(m_seed ^ ((parent + 1ULL) * kOdd), name));
    std::size_t mask = m_table.size() - 1;
    std::size_t slot = hash & mask;
    for (; m_table[slot] != 0; slot = (slot + 1) & mask) {
        const LayerFolder &folder = m_folders[m_table[slot] - 1];
        if (folder.hash == hash && folder.parent == parent && folder.nameLength == name.size()
            && std::memcmp(names.data() + folder.name, name.data(), name.size()) == 0)
            return m_table[slot] - 1;
    }
    LayerFolder folder;
    folder.parent = parent;
    folder.name = static_cast<std::uint32_t>(names.size());
    folder.nameLength = static_cast<std::uint32_t>(name.size());
    folder.hash = hash;
    names.insert(names.end(), name.begin(), name.end());
    m_folders.push_back(folder);
    m_table[slot] = size();
    if (m_folders.size() * 2 > m_table.size())
        grow();
    return size() - 1;
}

void LayerFolders::grow()
{
    std::vector<std::uint32_t> table(m_table.size() * 4);
    const std::size_t mask = table.size() - 1;
    for (std::uint32_t folder = 1; folder < size(); ++folder) {
        std::size_t slot = m_folders[folder].hash & mask;
        while (table[slot] != 0)
            slot = (slot + 1) & mask;
        table[slot] = folder + 1;
    }
    m_table = std::move(table);
}

AttributeTable::AttributeTable()
    : m_table(64)
    , m_seed(processSeed())
{
}

std::size_t AttributeTable::slotOf(const Attributes &value) const
{
    static_assert(sizeof(Attributes) == 16);
    return hashOf(m_seed, { reinterpret_cast<const char *>(&value), sizeof value }) & (m_table.size() - 1);
}

std::uint32_t AttributeTable::findOrAdd(const Attributes &value)
{
    if (m_last < m_values.size() && m_values[m_last] == value)
        return m_last;
    const std::size_t mask = m_table.size() - 1;
    std::size_t slot = slotOf(value);
    for (; m_table[slot] != 0; slot = (slot + 1) & mask) {
        if (m_values[m_table[slot] - 1] == value)
            return m_last = m_table[slot] - 1;
    }
    m_values.push_back(value);
    m_last = static_cast<std::uint32_t>(m_values.size()) - 1;
    m_table[slot] = m_last + 1;
    if (m_values.size() * 2 > m_table.size())
        grow();
    return m_last;
}

void AttributeTable::grow()
{
    m_table.assign(m_table.size() * 4, 0);
    const std::size_t mask = m_table.size() - 1;
    for (std::uint32_t i = 0; i < m_values.size(); ++i) {
        std::size_t slot = slotOf(m_values[i]);
        while (m_table[slot] != 0)
            slot = (slot + 1) & mask;
        m_table[slot] = i + 1;
    }
}

XattrTable::XattrTable()
    : m_seed(processSeed())
{
}

std::uint32_t XattrTable::findOrAdd(std::string_view encoded)
{
    const std::uint64_t hash = hashOf(m_seed, encoded);
    const auto [begin, end] = m_sets.equal_range(hash);
    for (auto known = begin; known != end; ++known) {
        const char *at = m_bytes.data() + m_offsets[known->second];
        std::uint32_t length = 0;
        std::memcpy(&length, at, sizeof length);
        if (encoded == std::string_view(at + sizeof length, length))
            return known->second;
    }
    const auto number = static_cast<std::uint32_t>(m_offsets.size());
    m_offsets.push_back(static_cast<std::uint32_t>(m_bytes.size()));
    const auto length = static_cast<std::uint32_t>(encoded.size());
    const char *raw = reinterpret_cast<const char *>(&length);
    m_bytes.insert(m_bytes.end(), raw, raw + sizeof length);
    m_bytes.insert(m_bytes.end(), encoded.begin(), encoded.end());
    m_sets.emplace(hash, number);
    return number;
}

void XattrTable::clear()
{
    m_bytes = {};
    m_sets = {};
}

bool LayerRecords::isFull() const
{
    const std::size_t implied = folders.size() - explicitFolders;
    return totals.entries + implied >= limits::kEntriesPerLayer || implied >= limits::kImpliedFoldersPerLayer
        || xattrs.bytes().size() >= limits::kXattrBytesPerLayer
        || names.size() + links.size() + xattrs.bytes().size() >= limits::kNameBytesPerLayer;
}

bool LayerRecords::hasRoomForWarning()
{
    ++totals.warningCount;
    return static_cast<std::size_t>(warnings.size()) < limits::kWarningsKept;
}

void LayerRecords::keepWarning(ErrorCode code, std::string_view path, const QString &detail)
{
    warnings.append(Warning { code, layerName, QByteArray(path.data(), static_cast<qsizetype>(path.size())), detail });
}

std::string LayerRecords::folderPath(std::uint32_t folder) const
{
    std::vector<std::uint32_t> chain;
    for (; folder != 0; folder = folders[folder].parent)
        chain.push_back(folder);
    std::string path;
    for (auto step = chain.rbegin(); step != chain.rend(); ++step) {
        if (!path.empty())
            path += '/';
        path.append(names.data() + folders[*step].name, folders[*step].nameLength);
    }
    return path;
}

std::string LayerRecords::pathIn(std::uint32_t folder, std::string_view name) const
{
    std::string path = folderPath(folder);
    if (!path.empty())
        path += '/';
    path += name;
    return path;
}

} // namespace varve
