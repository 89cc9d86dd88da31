// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Tells the desktop what has happened while nobody looked at a window of ours: by the notification service of the session,
// if there is one. GUI thread; never waits for it.
// Source: Desktop Notifications Specification 1.2, org.freedesktop.Notifications.Notify.
#pragma once

#include "ui/joblist.h"

#include <QtCore/QObject>

namespace varve {

class Notifier : public QObject {
    Q_OBJECT

public:
    explicit Notifier(JobList &jobs, QObject *parent = nullptr);

    // Whatever the service makes of markup: text is text.
    static void tell(const QString &title, const QString &text);

private:
    static void tellOf(const JobList::Ended &ended);
};

} // namespace varve
