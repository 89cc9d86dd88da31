// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Applies the theme to the application and follows the system's light/dark setting: the color-scheme of the desktop
// portal (org.freedesktop.appearance), asked after the window is up; the bus is joined on a worker and the answer awaited by
// nobody, so that a slow or absent one holds back neither the start nor the end. Until the answer is there, the one of the last run counts. GUI thread.
// Source: XDG Desktop Portal, org.freedesktop.portal.Settings.
#pragma once

#include "ui/requestslot.h"

#include <QtCore/QObject>
#include <QtDBus/QDBusVariant>

namespace varve {

class ThemeManager : public QObject {
    Q_OBJECT

public:
    enum class Choice { System, Light, Dark };
    Q_ENUM(Choice)

    explicit ThemeManager(WorkPool &pool, QObject *parent = nullptr);

    Choice choice() const { return m_choice; }
    void setChoice(Choice choice); // remembered
    void overrideChoice(Choice choice); // for this run only
    void apply();
    void followSystem(); // starts listening; returns at once

    static Choice choiceFromName(const QString &name, bool *ok = nullptr);

Q_SIGNALS:
    void changed(bool dark);

private Q_SLOTS:
    void portalSettingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void askPortal();
    void setSystemIsDark(bool dark);

    WorkPool &m_pool;
    Choice m_choice = Choice::System;
    bool m_systemIsDark = false;
    bool m_isApplied = false;
    RequestSlot<bool> m_portal;
};

} // namespace varve
