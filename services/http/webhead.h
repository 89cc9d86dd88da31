// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The head of an answer, line by line as libcurl hands it over, and what of it cannot be trusted. One thread; O(bytes).
// Private to services/http.
#pragma once

#include "services/http/httpmessage.h"
#include "services/types/result.h"

#include <QtCore/QByteArrayView>

namespace varve {

class WebHeadReader {
public:
    // False: too much of it (limits::kHttpHeaderBytes).
    bool add(QByteArrayView line);
    bool isComplete() const { return m_isComplete; }
    HttpHead take() { return std::move(m_head); }

private:
    HttpHead m_head;
    std::size_t m_bytes = 0;
    bool m_isComplete = false;
};

// Corrupt: two lengths. Unsupported: a content encoding, which was not asked for.
Result<void> checkWebHead(const HttpHead &head);

} // namespace varve
