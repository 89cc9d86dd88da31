// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Where the bytes of one layer go while they are generated: hashed, and into a file as gzip or zstd. One thread each. The
// benchmark cannot go on without its corpora, so an error ends the program with a sentence (die()).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace varve::bench {

[[noreturn]] void die(const std::string &message);

// SHA-256 as 64 hex digits.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256 &) = delete;
    Sha256 &operator=(const Sha256 &) = delete;
    void add(std::span<const char> bytes);
    std::string finish();

private:
    void *m_context; // EVP_MD_CTX, which only the .cpp knows
};

std::string sha256Of(std::string_view bytes);

// A whole small file, replaced by rename so that an interrupted run leaves none that is half written.
void writeFile(const std::filesystem::path &path, std::string_view bytes);

// Puts `bytes` at `offset` of an open file.
void writeAt(int fd, std::span<const char> bytes, std::int64_t offset);

class Codec {
public:
    virtual ~Codec() = default;
    // Appends what comes out to `out`.
    virtual void add(std::span<const char> bytes, bool isLast, std::string &out) = 0;
};

std::unique_ptr<Codec> gzipCodec();
std::unique_ptr<Codec> zstdCodec();

// A blob of an OCI layout: compressed, hashed, and at last renamed to its digest.
class BlobWriter {
public:
    BlobWriter(std::filesystem::path blobs, std::string temporaryName, std::unique_ptr<Codec> codec);
    ~BlobWriter();
    BlobWriter(const BlobWriter &) = delete;
    BlobWriter &operator=(const BlobWriter &) = delete;
    void add(std::span<const char> bytes, bool isLast = false);
    std::string finish(); // the digest's hex
    std::int64_t bytesWritten() const { return m_written; }

private:
    std::filesystem::path m_blobs;
    std::filesystem::path m_temporary;
    std::unique_ptr<Codec> m_codec;
    Sha256 m_hash;
    std::string m_out;
    std::int64_t m_written = 0;
    int m_fd = -1;
};

} // namespace varve::bench
