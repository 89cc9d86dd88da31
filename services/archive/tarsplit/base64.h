// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Base64 as Go's encoding/json writes byte slices: the standard alphabet, padded, without line breaks (RFC 4648, section 4).
// A pure function, about a gigabyte a second.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace varve {

// Replaces `bytes`; false when the text is not Base64, `bytes` are of no use then.
bool decodeBase64(std::string_view text, std::vector<std::byte> &bytes);

} // namespace varve
