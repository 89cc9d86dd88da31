// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The files of a folder, every one opened beneath the folder's descriptor without following links: the folder is untrusted
// and may change under us. Nothing is kept but the descriptor; each call opens, maps and closes.
#pragma once

#include "services/stores/files/fileset.h"

namespace varve {

class FolderFiles final : public FileSet {
public:
    static Result<FileSetPtr> open(const QString &path);
    ~FolderFiles() override;
    FolderFiles(const FolderFiles &) = delete;
    FolderFiles &operator=(const FolderFiles &) = delete;

    std::int64_t sizeBytes(const QString &name) const override;
    Result<QByteArray> document(const QString &name, std::size_t maxBytes) const override;
    Result<LayerContent> content(const QString &name) const override;
    bool isFolder() const override { return true; }
    QString contentHint() const override;
    std::int64_t sizeOnDiskBytes() const override { return m_bytes; }

private:
    FolderFiles(int directory, std::int64_t bytes)
        : m_directory(directory)
        , m_bytes(bytes)
    {
    }
    const int m_directory;
    const std::int64_t m_bytes;
};

} // namespace varve
