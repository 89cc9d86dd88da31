// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A name of an image as people write it, cut into its parts: [registry/][namespace/]name[:tag][@digest].
// Lenient: made for names that were read from an archive or an engine and are only shown; O(length).
#pragma once

#include <QtCore/QString>

namespace varve {

struct ImageReference {
    QString repository; // familiar form: "debian", "ghcr.io/owner/name"; docker.io/library/ is dropped
    QString tag; // empty when there is none
    QString digest; // "sha256:..." or empty

    // As people write it: a single word is a repository.
    static ImageReference fromName(const QString &name);
    // As images carry it (ImageSummary::names), which is in full or, in OCI layouts, the tag alone: a single word without
    // '/', ':' or '@' is a tag of a repository that nobody knows.
    static ImageReference fromStoredName(const QString &name);
    QString toString() const;
    bool operator==(const ImageReference &) const = default;
};

} // namespace varve
