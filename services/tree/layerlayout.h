// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// From records in the order of a tar to the columns of a LayerTree: groups children by folder, sorts every folder, settles
// paths that occur more than once, writes the columns breadth-first, finds the targets of hard links. One thread, used
// once; O(n log c), c = children per folder. Errors: Cancelled.
#pragma once

#include "services/jobs/job.h"
#include "services/tree/layerrecords.h"
#include "services/tree/rawvector.h"
#include "services/types/result.h"

namespace varve {

class LayerLayout {
public:
    LayerLayout(LayerRecords &records, const Job *job); // job may be null
    Result<LayerTreePtr> run(bool hasFingerprints);

private:
    struct Item {
        std::uint64_t key; // nameKey()
        std::uint32_t name;
        std::uint32_t nameLength;
        std::uint32_t arrival;
        std::uint32_t id; // record, or folder | kFolderBit
    };
    struct Storage;

    std::string_view nameOf(const Item &item) const { return { m_in.names.data() + item.name, item.nameLength }; }
    bool isFolder(const Item &item) const { return (item.id & kFolderBit) != 0; }
    bool isWhiteout(const Item &item) const;
    bool precedes(const Item &a, const Item &b) const;

    void groupByFolder();
    void sortFolder(std::span<Item> items) const;
    const Item &settle(std::span<const Item> sameName);
    void dropBelow(std::uint32_t folder);
    void appendNode(const Item &item);
    std::uint32_t opaque(std::uint32_t attributes);
    std::uint32_t placeOfContent(std::uint32_t node, std::int64_t offset);
    bool hasOnlyWholeSeconds() const;
    bool isCancelled() const { return m_job != nullptr && m_job->isCancelled(); }
    Result<void> layOutNodes();
    void appendLinksAndXattrs();
    void resolveHardLinks(const LayerTree &tree);

    static constexpr std::uint32_t kFolderBit = 0x80000000U;

    LayerRecords &m_in;
    const Job *m_job;
    std::vector<std::uint32_t> m_begin; // first item of each folder, and the end
    RawVector<Item> m_items;
    RawVector<std::uint32_t> m_ids; // by node
    std::shared_ptr<Storage> m_out;
    std::uint32_t m_count = 0; // nodes so far
    std::uint32_t m_nameEnd = 0;
    LayerRecord m_implied {}; // of a folder that has no entry
};

} // namespace varve
