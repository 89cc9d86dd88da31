// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One tar into one tree: what scanHeaders(), scanStream() and scanTarSplit() have in common. Private to services/archive.
// One thread, used once. Errors: those of the reader, of the contents, and LimitExceeded of the tree. Cost: O(entries) besides
// the contents.
#pragma once

#include "services/archive/tarreader.h"
#include "services/tree/layertreebuilder.h"

#include <functional>
#include <string>

namespace varve {

// Tells the job how far a counter has come, in steps that cost nothing.
class ProgressMeter {
public:
    explicit ProgressMeter(Job &job)
        : m_job(job)
    {
    }
    void reach(std::uint64_t position);
    void tell(std::uint64_t position);

private:
    Job &m_job;
    std::uint64_t m_told = 0;
};

class LayerScan {
public:
    // The fingerprint of the file that the reader is at. Not called for entries without a place in the tree.
    using Contents = std::function<Result<Fingerprint>(TarReader &reader, const TarReader::Header &header)>;

    LayerScan(TarReader &reader, const QString &layerName, Job &job);

    // Without `contents` the tree has no fingerprints. `progress` says how many stored bytes have been used up.
    Result<void> readAll(
        FingerprintKind kind, const Contents &contents, const std::function<std::uint64_t()> &progress);
    void addWarning(ErrorCode code, const QString &detail) { m_builder.addWarning(code, {}, detail); }
    Result<LayerTreePtr> finish();

private:
    Result<void> add(const TarReader::Header &header, const Contents &contents);
    std::string_view linkOf(const TarReader::Header &header);

    TarReader &m_reader;
    LayerTreeBuilder m_builder;
    Job &m_job;
    ProgressMeter m_meter;
    std::string m_device;
    std::uint64_t m_entries = 0;
    bool m_hasContents = false;
};

} // namespace varve
