// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/digester.h"

#include "services/archive/bytesource.h"
#include "services/types/limits.h"

#include <algorithm>
#include <array>
#include <new>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace varve {

struct Digester::Private {
    struct Free {
        void operator()(EVP_MD_CTX *unused) const { EVP_MD_CTX_free(unused); }
    };
    Digest::Algorithm algorithm;
    std::unique_ptr<EVP_MD_CTX, Free> context { EVP_MD_CTX_new() };
};

Digester::Digester(Digest::Algorithm algorithm)
    : d(std::make_unique<Private>())
{
    d->algorithm = algorithm;
    const EVP_MD *const method = algorithm == Digest::Algorithm::Sha256 ? EVP_sha256() : EVP_sha512();
    // Both are part of every OpenSSL; only a lack of memory makes this fail.
    if (!d->context || EVP_DigestInit_ex(d->context.get(), method, nullptr) != 1)
        throw std::bad_alloc();
}

// OpenSSL keeps some state per thread and frees it when the thread is gone for good, which for a thread of a pool may be after
// main() has returned: a leak to every tool that looks for them.
Digester::~Digester()
{
    d.reset();
    OPENSSL_thread_stop();
}

void Digester::add(std::span<const std::byte> bytes)
{
    EVP_DigestUpdate(d->context.get(), bytes.data(), bytes.size());
}

Digest Digester::finish()
{
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> hash {};
    unsigned length = 0;
    EVP_DigestFinal_ex(d->context.get(), hash.data(), &length);
    return Digest(d->algorithm, std::span(hash).first(length));
}

Digest digestOf(std::span<const std::byte> bytes, Digest::Algorithm algorithm)
{
    Digester digester(algorithm);
    digester.add(bytes);
    return digester.finish();
}

Result<Digest> digestOf(ByteSource &source, Job &job, Digest::Algorithm algorithm)
{
    Digester digester(algorithm);
    std::vector<std::byte> block(limits::kBlockBytes);
    for (;;) {
        if (job.isCancelled())
            return job.cancelled();
        const Result<std::size_t> count = source.read(block);
        if (!count)
            return fail(count.error());
        if (*count == 0)
            return digester.finish();
        digester.add(std::span(block).first(*count));
        job.addProgress(static_cast<std::int64_t>(*count));
    }
}

Result<Digest> digestOf(std::span<const std::byte> bytes, Job &job, Digest::Algorithm algorithm)
{
    Digester digester(algorithm);
    while (!bytes.empty()) {
        if (job.isCancelled())
            return job.cancelled();
        const std::size_t count = std::min(bytes.size(), limits::kBlockBytes);
        digester.add(bytes.first(count));
        job.addProgress(static_cast<std::int64_t>(count));
        bytes = bytes.subspan(count);
    }
    if (job.isCancelled())
        return job.cancelled();
    return digester.finish();
}

} // namespace varve
