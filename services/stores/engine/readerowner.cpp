// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/readerowner.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QFile>

#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace varve {

namespace {

constexpr qint64 kLongSeconds = 60 * 60; // no image takes so long to read
constexpr int kStartTimeField = 19; // of /proc/PID/stat, counted behind the program's name

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Processes are told apart within a process namespace of a machine that runs. Nothing of it can be read back.
QByteArray machineWord()
{
    const QByteArray boot = contentOf(QStringLiteral("/proc/sys/kernel/random/boot_id")).trimmed();
    const QByteArray space = QFile::symLinkTarget(QStringLiteral("/proc/self/ns/pid")).toUtf8();
    return QCryptographicHash::hash(boot + '\n' + space, QCryptographicHash::Sha256).toHex().left(16);
}

// Empty: there is no such process, or /proc does not show those of others.
QByteArray startTimeOf(const QByteArray &pid)
{
    const QByteArray status = contentOf(QStringLiteral("/proc/%1/stat").arg(QString::fromLatin1(pid)));
    // The name may hold anything, also spaces and brackets.
    return status.mid(status.lastIndexOf(')') + 2).split(' ').value(kStartTimeField);
}

} // namespace

QByteArray readerOwner()
{
    const QByteArray pid = QByteArray::number(getpid());
    return machineWord() + '.' + pid + '.' + startTimeOf(pid);
}

bool isOwnerGone(const QByteArray &owner, const QDateTime &created, const QDateTime &now)
{
    const QList<QByteArray> parts = owner.split('.');
    bool isNumber = false;
    const int pid = parts.value(1).toInt(&isNumber);
    if (parts.size() == 3 && isNumber && pid > 0 && parts.at(0) == machineWord()) {
        const QByteArray begun = startTimeOf(QByteArray::number(pid));
        if (!begun.isEmpty())
            return begun != parts.at(2);
        if (::kill(pid, 0) != 0 && errno == ESRCH)
            return true;
    }
    return created.isValid() && created.secsTo(now) > kLongSeconds;
}

} // namespace varve
