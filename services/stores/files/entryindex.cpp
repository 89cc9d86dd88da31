// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/files/entryindex.h"

#include "services/types/limits.h"

#include <vector>

namespace varve {

std::optional<QByteArray> normalisedEntryName(std::string_view path)
{
    if (path.size() > limits::kPathBytes)
        return std::nullopt;
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    while (begin <= path.size()) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view part = path.substr(begin, end - begin);
        begin = end + 1;
        if (part.empty() || part == ".")
            continue;
        if (part == "..") {
            if (parts.empty())
                return std::nullopt;
            parts.pop_back();
            continue;
        }
        parts.push_back(part);
    }
    if (parts.empty())
        return std::nullopt;
    QByteArray name;
    name.reserve(static_cast<qsizetype>(path.size()));
    for (const std::string_view part : parts) {
        if (!name.isEmpty())
            name += '/';
        name.append(part.data(), static_cast<qsizetype>(part.size()));
    }
    return name;
}

QByteArray EntryIndex::add(const TarReader::Header &header)
{
    if (!header.problem.isEmpty())
        return {};
    const std::optional<QByteArray> name = normalisedEntryName(header.path);
    if (!name)
        return {};
    Item item;
    switch (header.typeFlag) {
    case '0':
        item.range = { header.contentOffset, header.storedBytes, header.isSparse };
        break;
    case '1': { // a hard link names its target from the root of the archive
        item.target = normalisedEntryName(header.linkTarget).value_or(QByteArray("/"));
        break;
    }
    case '2': { // a symlink names it from the folder it stands in
        std::string target(header.linkTarget);
        const qsizetype slash = name->lastIndexOf('/');
        if (slash >= 0 && !target.starts_with('/'))
            target.insert(0, std::string_view(name->constData(), static_cast<std::size_t>(slash) + 1));
        item.target = normalisedEntryName(target).value_or(QByteArray("/"));
        break;
    }
    default:
        m_entries.remove(*name); // unpacking would replace the file by this
        return {};
    }
    m_entries.insert(*name, item);
    return *name;
}

QByteArray EntryIndex::resolve(const QByteArray &name) const
{
    QByteArray current = name;
    for (int hop = 0; hop <= kLinkHops; ++hop) {
        const auto found = m_entries.constFind(current);
        if (found == m_entries.constEnd())
            return {};
        if (found->target.isEmpty())
            return current;
        current = found->target;
    }
    return {};
}

const EntryIndex::Range *EntryIndex::find(const QByteArray &name) const
{
    const auto found = m_entries.constFind(resolve(name));
    return found == m_entries.constEnd() ? nullptr : &found->range;
}

QStringList EntryIndex::names() const
{
    QStringList names;
    names.reserve(m_entries.size());
    for (auto entry = m_entries.cbegin(); entry != m_entries.cend(); ++entry)
        names.append(QString::fromUtf8(entry.key()));
    names.sort();
    return names;
}

QByteArray EntryIndex::nestedTable() const
{
    for (auto entry = m_entries.cbegin(); entry != m_entries.cend(); ++entry) {
        const QByteArray &name = entry.key();
        if (name.count('/') == 1 && (name.endsWith("/index.json") || name.endsWith("/manifest.json"))
            && (m_entries.contains(name.left(name.indexOf('/')) + "/oci-layout") || name.endsWith("/manifest.json")))
            return name;
    }
    return {};
}

QByteArray EntryIndex::onlyNestedTar() const
{
    if (m_entries.size() != 1)
        return {};
    const QByteArray &name = m_entries.cbegin().key();
    return name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz") || name.endsWith(".tar.zst")
        ? name
        : QByteArray();
}

} // namespace varve
