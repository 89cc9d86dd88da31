// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/thememanager.h"

#include "ui/theme.h"

#include <QtCore/QMetaEnum>
#include <QtCore/QSettings>
#include <QtDBus/QDBusArgument>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtWidgets/QApplication>
#include <QtWidgets/QStyleFactory>
#include <QtWidgets/QToolTip>

namespace varve {

namespace {

constexpr uint kPrefersDark = 1; // the portal's color-scheme: 0 no preference, 1 dark, 2 light
const auto kSpace = QLatin1String("org.freedesktop.appearance");
const auto kKey = QLatin1String("color-scheme");
const auto kPath = QLatin1String("/org/freedesktop/portal/desktop");
const auto kInterface = QLatin1String("org.freedesktop.portal.Settings");
const auto kChoiceSetting = QLatin1String("theme");
const auto kLastSystemSetting = QLatin1String("systemIsDark");

// Read() wraps the value in one variant too many; old portals know nothing else.
uint schemeFrom(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt();
}

// Blocks while it connects, which is why it runs on a worker.
Result<bool> connectToBus()
{
    // Without an address Qt would start a bus of its own through X11, which takes long and helps nobody.
    const QByteArray address = qgetenv("DBUS_SESSION_BUS_ADDRESS");
    const QDBusConnection bus = address.isEmpty() ? QDBusConnection(QString()) : QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return fail(ErrorCode::NotFound, kInterface, QStringLiteral("no session bus"));
    return true;
}

} // namespace

ThemeManager::ThemeManager(WorkPool &pool, QObject *parent)
    : QObject(parent)
    , m_pool(pool)
{
    const QSettings settings;
    m_choice = choiceFromName(settings.value(kChoiceSetting).toString());
    m_systemIsDark = settings.value(kLastSystemSetting, false).toBool();
}

ThemeManager::Choice ThemeManager::choiceFromName(const QString &name, bool *ok)
{
    const QString lower = name.toLower();
    const bool known =
        lower == QLatin1String("system") || lower == QLatin1String("light") || lower == QLatin1String("dark");
    if (ok)
        *ok = known;
    return lower == QLatin1String("light") ? Choice::Light
        : lower == QLatin1String("dark")   ? Choice::Dark
                                           : Choice::System;
}

void ThemeManager::setChoice(Choice choice)
{
    QSettings().setValue(
        kChoiceSetting, QString::fromLatin1(QMetaEnum::fromType<Choice>().valueToKey(int(choice))).toLower());
    overrideChoice(choice);
}

void ThemeManager::overrideChoice(Choice choice)
{
    m_choice = choice;
    apply();
}

void ThemeManager::apply()
{
    const bool dark = m_choice == Choice::Dark || (m_choice == Choice::System && m_systemIsDark);
    if (m_isApplied && Theme::current().isDark == dark)
        return;
    Theme::setCurrent(dark);
    const Theme &theme = Theme::current();
    if (!m_isApplied) {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        QApplication::setFont(tabularFont(QApplication::font()));
    }
    m_isApplied = true;
    QApplication::setPalette(theme.palette());
    QToolTip::setPalette(theme.palette());
    qApp->setStyleSheet(theme.styleSheet());
    Q_EMIT changed(dark);
}

void ThemeManager::followSystem()
{
    m_portal.start(m_pool.run(WorkPool::Kind::Io, std::make_shared<Job>(), [](Job &) { return connectToBus(); }),
        [this](const Result<bool> &connected) {
            if (connected)
                askPortal();
        });
}

void ThemeManager::askPortal()
{
    // Connected by now.
    QDBusConnection bus = QDBusConnection::sessionBus();
    // The slot's types are looked up by name, and QtDBus makes its own known with the first answer only. No service name:
    // asking who owns it would block.
    qRegisterMetaType<QDBusVariant>();
    bus.connect(QString(), kPath, kInterface, QStringLiteral("SettingChanged"), this,
        SLOT(portalSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.portal.Desktop"), kPath, kInterface, QStringLiteral("Read"));
    call << QString(kSpace) << QString(kKey);
    // A portal that hangs holds nobody up: neither a worker nor the end of the program waits for the answer.
    auto *answer = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        const QDBusMessage reply = answer->reply();
        if (reply.type() == QDBusMessage::ReplyMessage && !reply.arguments().isEmpty())
            setSystemIsDark(schemeFrom(reply.arguments().constFirst()) == kPrefersDark);
    });
}

void ThemeManager::portalSettingChanged(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space == kSpace && key == kKey)
        setSystemIsDark(schemeFrom(value.variant()) == kPrefersDark);
}

void ThemeManager::setSystemIsDark(bool dark)
{
    if (m_systemIsDark == dark)
        return;
    m_systemIsDark = dark;
    QSettings().setValue(kLastSystemSetting, dark);
    if (m_choice == Choice::System)
        apply();
}

} // namespace varve
