// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The icons of resources/icons, tinted when they are painted: they follow light, dark, disabled and selected by themselves
// and stay sharp at every scale. GUI thread. Rendered pixmaps are cached by name, size, scale and colour.
#pragma once

#include <QtGui/QIcon>
#include <QtGui/QPixmap>

namespace varve {

enum class IconTint { Text, Quiet, Accent, Good, Warning, Bad };

QIcon icon(const char *name, IconTint tint = IconTint::Text);
QPixmap iconPixmap(const char *name, const QColor &color, int size, qreal scale);
QIcon applicationIcon(); // in its own colours

} // namespace varve
