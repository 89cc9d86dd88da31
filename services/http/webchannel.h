// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One connection of libcurl's, one exchange at a time: send a request, read the head of the answer, read its body. Owns a multi
// handle with a single transfer, so that whoever reads drives it, on whatever thread, and nothing moves in between.
// One thread at a time. Errors: see webclient.h. Private to services/http.
#pragma once

#include "services/http/webclient.h"

namespace varve {

class WebChannel {
public:
    WebChannel();
    ~WebChannel();
    WebChannel(const WebChannel &) = delete;
    WebChannel &operator=(const WebChannel &) = delete;

    Result<HttpHead> exchange(const WebRequest &request, const Job &job);
    Result<std::size_t> readBody(std::span<std::byte> into, const Job &job);

    bool isBodyDone() const; // nothing of the answer is left, and it came whole
    // What it was last used for has the same host and the same certificates.
    bool fits(const WebRequest &request) const;
    std::chrono::steady_clock::time_point lastUse() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace varve
