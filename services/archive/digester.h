// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Incremental SHA-256/SHA-512 by OpenSSL. One thread. add() O(bytes), 1-2 GB/s with SHA extensions.
#pragma once

#include "services/jobs/job.h"
#include "services/types/digest.h"

#include <cstddef>
#include <memory>
#include <span>

namespace varve {

class ByteSource;

class Digester {
public:
    explicit Digester(Digest::Algorithm algorithm = Digest::Algorithm::Sha256);
    ~Digester();
    Digester(const Digester &) = delete;
    Digester &operator=(const Digester &) = delete;

    void add(std::span<const std::byte> bytes);
    Digest finish(); // once

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// Hash of a whole buffer / of all that a source yields, polling `job` per block. Adds the bytes to job's progress.
Digest digestOf(std::span<const std::byte> bytes, Digest::Algorithm algorithm = Digest::Algorithm::Sha256);
Result<Digest> digestOf(ByteSource &source, Job &job, Digest::Algorithm algorithm = Digest::Algorithm::Sha256);
// A buffer (usually a mapped file) by blocks with cancel and progress.
Result<Digest> digestOf(
    std::span<const std::byte> bytes, Job &job, Digest::Algorithm algorithm = Digest::Algorithm::Sha256);

} // namespace varve
