// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The Link header of pages (RFC 8288): where the next one is. A pure function over untrusted bytes; O(length).
#pragma once

#include "services/http/httpmessage.h"

namespace varve {

// Empty: there is none.
QByteArray nextLink(const HttpHeaders &headers);

} // namespace varve
