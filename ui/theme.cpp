// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/theme.h"

#include <QtGui/QFontDatabase>

#include <algorithm>
#include <array>
#include <cmath>

namespace varve {

namespace {

bool g_isDark = false;

QColor rgb(QRgb value)
{
    return QColor::fromRgb(value);
}

Theme makeLight()
{
    Theme t;
    t.isDark = false;
    t.window = rgb(0xF6F5F2);
    t.base = rgb(0xFFFFFF);
    t.alternate = rgb(0xFAF9F6);
    t.hover = rgb(0xEFEDE7);
    t.selection = rgb(0xD3EAE6);
    t.selectionIdle = rgb(0xE6EAE7);
    t.text = rgb(0x1F2328);
    t.quietText = rgb(0x6B6F76);
    t.disabledText = rgb(0x9B9FA5);
    t.line = rgb(0xDAD7D0);
    t.accent = rgb(0x0F766E);
    t.onAccent = rgb(0xFFFFFF);
    t.added = rgb(0x1A7F37);
    t.modified = rgb(0x9A6700);
    t.metadata = rgb(0x0969DA);
    t.removed = rgb(0xCF222E);
    t.good = rgb(0x1A7F37);
    t.warning = rgb(0x9A6700);
    t.bad = rgb(0xCF222E);
    t.warningFill = rgb(0xFFF6DC);
    t.badFill = rgb(0xFFEBE9);
    t.bar = rgb(0x9CCFC8);
    return t;
}

Theme makeDark()
{
    Theme t;
    t.isDark = true;
    t.window = rgb(0x1E2124);
    t.base = rgb(0x17191B);
    t.alternate = rgb(0x1B1E20);
    t.hover = rgb(0x282C30);
    t.selection = rgb(0x16413D);
    t.selectionIdle = rgb(0x2B3032);
    t.text = rgb(0xE6E4DF);
    t.quietText = rgb(0x9AA0A6);
    t.disabledText = rgb(0x62686E);
    t.line = rgb(0x33373B);
    t.accent = rgb(0x2DD4BF);
    t.onAccent = rgb(0x0B2320);
    t.added = rgb(0x3FB950);
    t.modified = rgb(0xD29922);
    t.metadata = rgb(0x58A6FF);
    t.removed = rgb(0xF85149);
    t.good = rgb(0x3FB950);
    t.warning = rgb(0xD29922);
    t.bad = rgb(0xF85149);
    t.warningFill = rgb(0x2E2712);
    t.badFill = rgb(0x351B1C);
    t.bar = rgb(0x1F5F58);
    return t;
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

// Brown, ochre, sand, pale water, teal, deep water: a diverging scale keeps its two ends apart in every form of
// colour-vision deficiency, because one end is warm and the other cold.
constexpr std::array<QRgb, 8> kSediment { 0x6F3F16, 0xA5662B, 0xD3A35B, 0xE7D2A0, 0xA9D6CD, 0x62B3A8, 0x23877D,
    0x0C5A54 };

} // namespace

const Theme &Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme &Theme::dark()
{
    static const Theme theme = makeDark();
    return theme;
}

const Theme &Theme::current()
{
    return g_isDark ? dark() : light();
}

void Theme::setCurrent(bool dark)
{
    g_isDark = dark;
}

QColor Theme::change(ChangeKind kind) const
{
    switch (kind) {
    case ChangeKind::Added:
        return added;
    case ChangeKind::Modified:
    case ChangeKind::Replaced:
        return modified;
    case ChangeKind::MetadataOnly:
        return metadata;
    case ChangeKind::Removed:
        return removed;
    case ChangeKind::Same:
        break;
    }
    return quietText;
}

QColor Theme::layer(int index, int count) const
{
    constexpr int kLast = static_cast<int>(kSediment.size()) - 1;
    const double position = count <= 1 ? 0.0 : std::clamp(double(index) / (count - 1), 0.0, 1.0) * kLast;
    const int below = std::min(static_cast<int>(position), kLast - 1);
    QColor color = mixed(rgb(kSediment[std::size_t(below)]), rgb(kSediment[std::size_t(below) + 1]), position - below);
    // So many layers that neighbours are close on the scale: every other one lighter, the rest a little darker.
    if (count > kLast + 1)
        color = index % 2 == 1 ? mixed(color, Qt::white, 0.3) : mixed(color, Qt::black, 0.12);
    return color;
}

QColor Theme::readableOn(const QColor &color, const QColor &background) const
{
    constexpr double kAa = 4.5;
    constexpr int kSteps = 20;
    for (int step = 0; step < kSteps; ++step) {
        const QColor candidate = mixed(color, text, double(step) / kSteps);
        if (contrastRatio(candidate, background) >= kAa)
            return candidate;
    }
    return text;
}

QPalette Theme::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, window);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, base);
    p.setColor(QPalette::AlternateBase, alternate);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::Button, window);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, bad);
    p.setColor(QPalette::Highlight, accent);
    p.setColor(QPalette::HighlightedText, onAccent);
    p.setColor(QPalette::Link, accent);
    p.setColor(QPalette::LinkVisited, accent);
    p.setColor(QPalette::ToolTipBase, isDark ? hover : base);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::PlaceholderText, quietText);
    p.setColor(QPalette::Light, isDark ? mixed(window, text, 0.12) : base);
    p.setColor(QPalette::Midlight, mixed(window, base, 0.5));
    p.setColor(QPalette::Mid, line);
    p.setColor(QPalette::Dark, mixed(line, text, 0.25));
    p.setColor(QPalette::Shadow, isDark ? base : mixed(line, text, 0.5));
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText })
        p.setColor(QPalette::Disabled, role, disabledText);
    p.setColor(QPalette::Disabled, QPalette::Highlight, line);
    return p;
}

double fontScale(const QFontMetrics &font)
{
    constexpr double kUsualHeight = 17; // of 9 points at 96 dpi
    return std::max(1.0, font.height() / kUsualHeight);
}

int rowHeight(std::initializer_list<QFontMetrics> fonts)
{
    int height = metrics::kRowHeight;
    for (const QFontMetrics &font : fonts)
        height = std::max(height, font.height() + 2 * metrics::kUnit);
    return height;
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QColor mixed(const QColor &from, const QColor &to, double share)
{
    const auto channel = [share](float a, float b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(
        channel(from.redF(), to.redF()), channel(from.greenF(), to.greenF()), channel(from.blueF(), to.blueF()));
}

QFont tabularFont(const QFont &base)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    QFont font = base;
    font.setFeature("tnum", 1);
    return font;
#else
    return base;
#endif
}

QFont fixedFont()
{
    return QFontDatabase::systemFont(QFontDatabase::FixedFont);
}

} // namespace varve
