// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A mapped file as a source that keeps it alive. One thread. Errors: none. Cost: read() copies, takeMemory() does not.
#pragma once

#include "services/archive/bytesource.h"
#include "services/archive/mappedfile.h"

namespace varve {

class MappedSource final : public ByteSource {
public:
    explicit MappedSource(MappedFilePtr file)
        : m_file(std::move(file))
        , m_memory(m_file->bytes())
    {
    }
    Result<std::size_t> read(std::span<std::byte> buffer) override { return m_memory.read(buffer); }
    std::optional<std::span<const std::byte>> takeMemory() override { return m_memory.takeMemory(); }

private:
    MappedFilePtr m_file;
    MemorySource m_memory;
};

} // namespace varve
