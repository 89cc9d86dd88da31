// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What an image runs on: "linux/amd64", "linux/arm64/v8", "windows/amd64". Source: OCI image-spec 1.1, image-index.md.
#pragma once

#include <QtCore/QString>

#include <optional>

namespace varve {

struct Platform {
    QString os;
    QString architecture;
    QString variant;
    QString osVersion;

    bool isEmpty() const { return os.isEmpty() && architecture.isEmpty(); }
    // Build records (attestations) stand in an index under the platform "unknown/unknown".
    bool isUnknown() const { return os == QLatin1String("unknown") && architecture == QLatin1String("unknown"); }
    QString toString() const; // os/architecture[/variant]
    // The version of the system as well, by which Windows images differ: "windows(10.0.17763)/amd64", as containerd writes it.
    QString toWholeString() const;
    // What either of them gives; nothing for other text.
    static std::optional<Platform> parse(const QString &text);
    // True when an image for `other` satisfies a request for this one; an empty variant or version of the request takes any.
    bool accepts(const Platform &other) const;
    static Platform host();

    bool operator==(const Platform &) const = default;
};

} // namespace varve
