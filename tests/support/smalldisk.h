// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A disk that is full or read-only, for tests that run as root. One thread.
#pragma once

#include <QtCore/QDir>
#include <QtCore/QFile>

#include <sys/mount.h>

namespace varve::test {

// A file system of its own, of some size; gone with this.
class SmallDisk {
public:
    SmallDisk(const QString &folder, int kib)
        : m_folder(QFile::encodeName(folder))
    {
        QDir().mkpath(folder);
        const QByteArray options = "size=" + QByteArray::number(kib) + "k,mode=0755";
        m_isMounted = ::mount("tmpfs", m_folder.constData(), "tmpfs", 0, options.constData()) == 0;
    }
    ~SmallDisk()
    {
        if (m_isMounted)
            ::umount2(m_folder.constData(), MNT_DETACH);
    }
    bool isMounted() const { return m_isMounted; }
    bool resize(int kib)
    {
        const QByteArray options = "size=" + QByteArray::number(kib) + 'k';
        return ::mount("tmpfs", m_folder.constData(), "tmpfs", MS_REMOUNT, options.constData()) == 0;
    }
    bool setReadOnly(bool isReadOnly)
    {
        const unsigned long flags = isReadOnly ? MS_REMOUNT | MS_RDONLY : MS_REMOUNT;
        return ::mount("tmpfs", m_folder.constData(), "tmpfs", flags, nullptr) == 0;
    }

private:
    const QByteArray m_folder;
    bool m_isMounted = false;
};

} // namespace varve::test
