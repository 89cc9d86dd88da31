// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What libcurl's codes and words stand for, and its lists of strings. Pure. Private to services/http.
#pragma once

#include "services/http/endpoint.h"

#include <curl/curl.h>

#include <memory>

namespace varve {

struct FreeCurlStrings {
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};
using CurlStrings = std::unique_ptr<curl_slist, FreeCurlStrings>;

// `words`: libcurl's own of this transfer; `tls`: what it was given.
Error webError(CURLcode code, const QString &words, const TlsFiles &tls);

} // namespace varve
