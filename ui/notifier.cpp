// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/notifier.h"

#include <QtCore/QVariantMap>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtWidgets/QApplication>

namespace varve {

namespace {
constexpr int kServiceDecides = -1; // for how long it is shown
}

Notifier::Notifier(JobList &jobs, QObject *parent)
    : QObject(parent)
{
    connect(&jobs, &JobList::jobEnded, this, &Notifier::tellOf);
}

// What somebody has cancelled is no news to them.
void Notifier::tellOf(const JobList::Ended &ended)
{
    if (ended.how != JobList::How::Cancelled && !QApplication::activeWindow())
        tell(ended.title, ended.result);
}

void Notifier::tell(const QString &title, const QString &text)
{
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return; // looking for a bus would start one
    const QDBusConnection bus = QDBusConnection::sessionBus();
    QDBusMessage call = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.Notifications"),
        QStringLiteral("/org/freedesktop/Notifications"), QStringLiteral("org.freedesktop.Notifications"),
        QStringLiteral("Notify"));
    const QString program = QStringLiteral("io.github.varve.Varve");
    const QVariantMap hints { { QStringLiteral("desktop-entry"), program } };
    call.setArguments({ QStringLiteral("Varve"), uint { 0 }, program, title, text.toHtmlEscaped(), QStringList(), hints,
        kServiceDecides });
    bus.send(call);
}

} // namespace varve
