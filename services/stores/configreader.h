// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Reads the configs of images, for a list briefly and each file once: images share configs, and a small table of contents
// can name a large config many times. One thread. What is wrong is part of the answer.
// Cost: read() hashes and parses one document; readBriefly() that for the first image of a file, O(1) for the others.
#pragma once

#include "services/stores/imagesource.h"

#include <QtCore/QHash>

#include <optional>

namespace varve {

struct ConfigReading {
    std::optional<Error> readError; // there are no bytes
    std::optional<Error> parseError; // the bytes are no config
    Digest digest; // of the bytes, by the algorithm that the image names the config with
    std::int64_t sizeBytes = 0;
    ConfigDocument document; // empty for artifacts, whose configs have formats of their own
};

class ConfigReader {
public:
    explicit ConfigReader(const FileSet &files)
        : m_files(files)
    {
    }
    static ConfigReading read(const FileSet &files, const ImageSource &source);
    // Of the document only what a list of images shows: created and platform.
    std::shared_ptr<const ConfigReading> readBriefly(const ImageSource &source);

private:
    struct Key {
        QString fileName;
        bool isParsed;
        Digest::Algorithm algorithm;
        bool operator==(const Key &) const = default;
        friend std::size_t qHash(const Key &key, std::size_t seed = 0) noexcept
        {
            return qHashMulti(seed, key.fileName, key.isParsed, static_cast<int>(key.algorithm));
        }
    };
    const FileSet &m_files;
    QHash<Key, std::shared_ptr<const ConfigReading>> m_known;
};

} // namespace varve
