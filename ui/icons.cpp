// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/icons.h"

#include "ui/theme.h"

#include <QtCore/QFile>
#include <QtGui/QIconEngine>
#include <QtGui/QPainter>
#include <QtGui/QPixmapCache>
#include <QtSvg/QSvgRenderer>

#include <cmath>

// A static library's resources are dropped by the linker unless somebody asks for them; the macro works only outside
// of namespaces.
static void registerResources()
{
    Q_INIT_RESOURCE(varve);
}

namespace varve {

namespace {

QColor tintColor(IconTint tint)
{
    const Theme &theme = Theme::current();
    switch (tint) {
    case IconTint::Quiet:
        return theme.quietText;
    case IconTint::Accent:
        return theme.accent;
    case IconTint::Good:
        return theme.good;
    case IconTint::Warning:
        return theme.warning;
    case IconTint::Bad:
        return theme.bad;
    case IconTint::Text:
        break;
    }
    return theme.text;
}

class TintedEngine : public QIconEngine {
public:
    TintedEngine(const char *name, IconTint tint)
        : m_name(name)
        , m_tint(tint)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal scale = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
        const int side = std::min(rect.width(), rect.height());
        const QRect square(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side);
        painter->drawPixmap(square, iconPixmap(m_name, color(mode), side, scale));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return iconPixmap(m_name, color(mode), std::min(size.width(), size.height()), 1.0);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        // `size` is in device pixels here.
        const int side = static_cast<int>(std::lround(std::min(size.width(), size.height()) / scale));
        return iconPixmap(m_name, color(mode), side, scale);
    }

    QIconEngine *clone() const override { return new TintedEngine(m_name, m_tint); }
    QString key() const override { return QStringLiteral("varve"); }
    bool isNull() override { return false; }

private:
    QColor color(QIcon::Mode mode) const
    {
        return mode == QIcon::Disabled ? Theme::current().disabledText : tintColor(m_tint);
    }

    const char *m_name; // a literal
    IconTint m_tint;
};

} // namespace

QPixmap iconPixmap(const char *name, const QColor &color, int size, qreal scale)
{
    static const bool registered = (registerResources(), true);
    Q_UNUSED(registered)
    const int pixels = std::max(1, static_cast<int>(std::lround(size * scale)));
    const QString key = QStringLiteral("varve/%1/%2/%3").arg(QLatin1String(name)).arg(pixels).arg(color.rgba(), 0, 16);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QSvgRenderer renderer(QStringLiteral(":/varve/icons/%1.svg").arg(QLatin1String(name)));
        Q_ASSERT(renderer.isValid());
        QPainter painter(&image);
        renderer.render(&painter);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(image.rect(), color);
        painter.end();
        pixmap = QPixmap::fromImage(image);
        QPixmapCache::insert(key, pixmap);
    }
    pixmap.setDevicePixelRatio(scale);
    return pixmap;
}

QIcon icon(const char *name, IconTint tint)
{
    return QIcon(new TintedEngine(name, tint));
}

QIcon applicationIcon()
{
    registerResources();
    QIcon result;
    for (const int size : { 16, 32, 48, 128 }) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QSvgRenderer renderer(QStringLiteral(":/varve/icons/varve.svg"));
        QPainter painter(&pixmap);
        renderer.render(&painter);
        painter.end();
        result.addPixmap(pixmap);
    }
    return result;
}

} // namespace varve
