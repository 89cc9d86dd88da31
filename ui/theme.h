// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The design tokens: every colour, distance and font of the window stands here, for light and dark. No other file of ui/
// names a colour. Values and pure functions; current() is the GUI thread's, set by ThemeManager.
// Text pairs reach WCAG 2.1 AA (4.5:1); readableOn() keeps that promise on backgrounds that are mixed at run time.
#pragma once

#include "services/tree/treetypes.h"

#include <QtGui/QColor>
#include <QtGui/QFont>
#include <QtGui/QFontMetrics>
#include <QtGui/QPalette>

#include <initializer_list>

namespace varve {

struct Theme {
    bool isDark = false;

    QColor window; // frames, toolbars, side lists
    QColor base; // tables and trees
    QColor alternate; // every other row
    QColor hover; // the row or button under the pointer
    QColor selection; // selected rows of the view that has the focus
    QColor selectionIdle; // ... of one that has not
    QColor text;
    QColor quietText;
    QColor disabledText;
    QColor line;
    QColor accent; // links, focus, progress
    QColor onAccent; // text on accent
    QColor added;
    QColor modified;
    QColor metadata;
    QColor removed;
    QColor good; // verified
    QColor warning;
    QColor bad; // mismatch, errors
    QColor warningFill; // background of a notice
    QColor badFill;
    QColor bar; // size bars

    static const Theme &light();
    static const Theme &dark();
    static const Theme &current();
    static void setCurrent(bool dark);

    QPalette palette() const;
    QString styleSheet() const;
    QColor change(ChangeKind kind) const;
    // Like sediment, bottom to top, from brown over sand to teal: ordinal, and apart for people with colour-vision
    // deficiency. Neighbours differ in lightness as well when there are many.
    QColor layer(int index, int count) const;
    // `color`, moved towards the text colour as far as 4.5:1 on `background` needs.
    QColor readableOn(const QColor &color, const QColor &background) const;
};

// Distances in device-independent pixels; steps of 4.
namespace metrics {
inline constexpr int kUnit = 4;
inline constexpr int kSmall = 4;
inline constexpr int kGap = 8;
inline constexpr int kMargin = 12;
inline constexpr int kLarge = 24;
inline constexpr int kRowHeight = 24;
inline constexpr int kIcon = 16;
inline constexpr int kRadius = 4;
} // namespace metrics

// What widths that were chosen for a usual font are multiplied with; 1 for smaller ones.
double fontScale(const QFontMetrics &font);
// 24, and more where the larger of the fonts needs it.
int rowHeight(std::initializer_list<QFontMetrics> fonts);

double contrastRatio(const QColor &a, const QColor &b); // WCAG 2.1, 1 .. 21
QColor mixed(const QColor &from, const QColor &to, double share);

// The application font with figures of equal width, so that columns of numbers line up.
QFont tabularFont(const QFont &base);
QFont fixedFont(); // ids, modes, JSON

} // namespace varve
