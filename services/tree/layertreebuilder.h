// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Makes a LayerTree from tar entries in the order of the tar. Owns the growing columns; one thread; a builder is used once.
//
// Decides what layers mean: "./a", "/a" and "a/" are "a"; missing parents are implied; ".wh.NAME" becomes a Whiteout node
// NAME, ".wh..wh..opq" marks its directory wherever in the tar it stands, other ".wh..wh.*" names are hidden; the same path
// twice: the last wins, with a warning; a path and its whiteout in one layer: the path stays (a directory then hides what
// lower layers have in it), with a warning; ".." that leaves the root, a bare ".wh.", paths beyond the limits, an entry
// below a file, and a hard link to a target that is not in this layer's root are entry errors: a warning, the rest stays.
// Errors: LimitExceeded past the limits of a layer in limits.h, Cancelled (finish() only). Cost: add() O(length of the path) amortised; finish() O(n log c),
// c = children per directory.
#pragma once

#include "services/jobs/job.h"
#include "services/tree/layertree.h"
#include "services/types/result.h"

#include <memory>

namespace varve {

class LayerTreeBuilder {
public:
    struct Entry {
        std::string_view path; // as in the tar, bytes
        EntryType type = EntryType::File;
        std::uint16_t mode = 0;
        std::uint32_t uid = 0;
        std::uint32_t gid = 0;
        std::int64_t sizeBytes = 0;
        std::int64_t mtimeNs = 0;
        std::string_view linkTarget; // symlinks and hard links; "major:minor" for devices
        std::span<const std::pair<std::string_view, std::string_view>> xattrs;
        std::int64_t contentOffset = -1;
        bool isSparse = false;
    };
    // Names the entry until finish(), for fingerprints that are known only after the content was read.
    enum class Ticket : std::uint32_t {};
    static constexpr Ticket kNoTicket { 0xffffffffU };

    explicit LayerTreeBuilder(QString layerName); // for warnings: how people know this layer
    ~LayerTreeBuilder();
    LayerTreeBuilder(const LayerTreeBuilder &) = delete;
    LayerTreeBuilder &operator=(const LayerTreeBuilder &) = delete;

    // kNoTicket: the entry became no node (whiteout marker, error); the reason is among the warnings.
    Result<Ticket> add(const Entry &entry);
    void setFingerprint(Ticket ticket, Fingerprint fingerprint);
    void setFingerprintKind(FingerprintKind kind); // of all of them; Xxh3 unless said otherwise
    void addWarning(ErrorCode code, std::string_view path, const QString &detail);

    // hasFingerprints: every file's content was read and setFingerprint called. The builder is empty afterwards.
    // `job`, where there is one, is asked now and then whether to go on.
    Result<LayerTreePtr> finish(std::int64_t tarBytes, bool hasFingerprints, const Job *job = nullptr);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace varve
