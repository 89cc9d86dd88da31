// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pieces that several documents have in common: times, maps of strings, descriptors, platforms. Pure functions over parsed
// JSON, tolerant of absence; private to services/oci. Cost: O(size of the piece).
#pragma once

#include "services/oci/documents.h"
#include "services/oci/json.h"

namespace varve {

// RFC 3339 with any number of fractional digits and any zone, as UTC with milliseconds; invalid for other text and for
// the year 1, which is how Go writes a time that was never set.
QDateTime parseTimestamp(const QString &text);
QDateTime timeMember(const Json &object, const char *key);

// {"k": "v"} sorted by key; values of another type are left out.
QList<QPair<QString, QString>> stringMapMember(const Json &object, const char *key);
// The keys of {"80/tcp": {}}, sorted.
QStringList keysMember(const Json &object, const char *key);

Platform parsePlatform(const Json &object);
// What a container gets from an image, from the member `key` of `object`: "config" in configs, "Config" in the answers of
// engines.
ImageConfig parseContainerConfig(const Json &object, const char *key);
// Corrupt or Unsupported when the digest is no digest.
Result<Descriptor> parseDescriptor(const Json &object, const QString &subject);

} // namespace varve
