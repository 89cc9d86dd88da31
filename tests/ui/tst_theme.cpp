// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/icons.h"
#include "ui/theme.h"

#include <QtCore/QDirIterator>
#include <QtTest/QTest>

#include <array>
#include <cmath>

using namespace varve;

namespace {

constexpr double kAa = 4.5;

// Viénot, Brettel and Mollon 1999: what a person without one kind of cones sees. Linear RGB in, linear RGB out.
using Matrix = std::array<std::array<double, 3>, 3>;
constexpr Matrix kNormal { { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } };
constexpr Matrix kProtan { { { 0.11238, 0.88762, 0 }, { 0.11238, 0.88762, 0 }, { 0.00401, -0.00401, 1 } } };
constexpr Matrix kDeutan { { { 0.29275, 0.70725, 0 }, { 0.29275, 0.70725, 0 }, { -0.02234, 0.02234, 1 } } };

std::array<double, 3> lab(const QColor &color, const Matrix &eye)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    const std::array<double, 3> rgb { linear(color.redF()), linear(color.greenF()), linear(color.blueF()) };
    std::array<double, 3> seen {};
    for (std::size_t i = 0; i < 3; ++i)
        seen[i] = eye[i][0] * rgb[0] + eye[i][1] * rgb[1] + eye[i][2] * rgb[2];
    const double x = (0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505;
    const double y = 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2];
    const double z = (0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089;
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    return { 116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z)) };
}

double difference(const QColor &a, const QColor &b, const Matrix &eye)
{
    const auto p = lab(a, eye);
    const auto q = lab(b, eye);
    return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

} // namespace

class tst_Theme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textPairsReachAa_data();
    void textPairsReachAa();
    void changeColoursAreReadableEverywhere_data();
    void changeColoursAreReadableEverywhere();
    void layersCanBeToldApart_data();
    void layersCanBeToldApart();
    void styleSheetHasNoTokenLeft();
    void everyIconIsDrawn();
    void iconsTakeTheColour();
};

void tst_Theme::textPairsReachAa_data()
{
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("background");
    for (const Theme *t : { &Theme::light(), &Theme::dark() }) {
        const auto row = [t](const char *name, const QColor &text, const QColor &background) {
            QTest::addRow("%s: %s", t->isDark ? "dark" : "light", name) << text << background;
        };
        row("text on window", t->text, t->window);
        row("text on base", t->text, t->base);
        row("text on alternate", t->text, t->alternate);
        row("text on hover", t->text, t->hover);
        row("text on selection", t->text, t->selection);
        row("text on idle selection", t->text, t->selectionIdle);
        row("text on warning", t->text, t->warningFill);
        row("text on error", t->text, t->badFill);
        row("quiet on window", t->quietText, t->window);
        row("quiet on base", t->quietText, t->base);
        row("quiet on alternate", t->quietText, t->alternate);
        row("accent on base", t->accent, t->base);
        row("accent on window", t->accent, t->window);
        row("on accent", t->onAccent, t->accent);
        row("good on window", t->good, t->window);
        row("bad on window", t->bad, t->window);
        row("tooltip", t->palette().color(QPalette::ToolTipText), t->palette().color(QPalette::ToolTipBase));
        row("highlight", t->palette().color(QPalette::HighlightedText), t->palette().color(QPalette::Highlight));
        row("placeholder", t->palette().color(QPalette::PlaceholderText), t->palette().color(QPalette::Base));
    }
}

void tst_Theme::textPairsReachAa()
{
    QFETCH(QColor, text);
    QFETCH(QColor, background);
    const double ratio = contrastRatio(text, background);
    QVERIFY2(ratio >= kAa, qPrintable(QStringLiteral("%1 on %2 is %3").arg(text.name(), background.name()).arg(ratio)));
}

void tst_Theme::changeColoursAreReadableEverywhere_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("kind");
    for (const bool dark : { false, true }) {
        for (int kind = 0; kind <= int(ChangeKind::Same); ++kind)
            QTest::addRow("%s %d", dark ? "dark" : "light", kind) << dark << kind;
    }
}

void tst_Theme::changeColoursAreReadableEverywhere()
{
    QFETCH(bool, dark);
    QFETCH(int, kind);
    const Theme &theme = dark ? Theme::dark() : Theme::light();
    const QColor color = theme.change(static_cast<ChangeKind>(kind));
    QVERIFY(contrastRatio(color, theme.base) >= kAa);
    for (const QColor &background : { theme.base, theme.alternate, theme.hover, theme.selection, theme.selectionIdle })
        QVERIFY(contrastRatio(theme.readableOn(color, background), background) >= kAa);
}

void tst_Theme::layersCanBeToldApart_data()
{
    QTest::addColumn<int>("count");
    for (const int count : { 2, 3, 5, 8, 13, 24, 40 })
        QTest::addRow("%d layers", count) << count;
}

void tst_Theme::layersCanBeToldApart()
{
    QFETCH(int, count);
    // Just noticeable is about 2.
    constexpr double kApart = 5.0;
    for (const Matrix &eye : { kNormal, kProtan, kDeutan }) {
        for (int layer = 1; layer < count; ++layer) {
            const double step =
                difference(Theme::light().layer(layer - 1, count), Theme::light().layer(layer, count), eye);
            QVERIFY2(step >= kApart,
                qPrintable(QStringLiteral("layers %1 and %2 differ by %3").arg(layer).arg(layer + 1).arg(step)));
        }
        // The two ends must never pass for one another.
        QVERIFY(difference(Theme::light().layer(0, count), Theme::light().layer(count - 1, count), eye) >= 3 * kApart);
    }
}

void tst_Theme::styleSheetHasNoTokenLeft()
{
    for (const Theme *theme : { &Theme::light(), &Theme::dark() }) {
        const QString sheet = theme->styleSheet();
        QVERIFY2(!sheet.contains(QLatin1Char('@')), qPrintable(sheet.mid(sheet.indexOf(QLatin1Char('@')), 30)));
        // A token that is the start of another one leaves its rest behind the colour.
        static const QRegularExpression broken(QStringLiteral("#[0-9a-f]{6}[a-z]"));
        QVERIFY2(!sheet.contains(broken), qPrintable(broken.match(sheet).captured()));
    }
}

void tst_Theme::everyIconIsDrawn()
{
    iconPixmap("file", Qt::red, 16, 1.0); // brings the resources in
    QDirIterator files(QStringLiteral(":/varve/icons"));
    int count = 0;
    while (files.hasNext()) {
        const QString name = QFileInfo(files.next()).completeBaseName();
        const QImage image = iconPixmap(name.toLatin1().constData(), Qt::red, 24, 2.0).toImage();
        QCOMPARE(image.width(), 48);
        bool hasInk = false;
        for (int y = 0; y < image.height() && !hasInk; ++y) {
            for (int x = 0; x < image.width() && !hasInk; ++x)
                hasInk = qAlpha(image.pixel(x, y)) > 128;
        }
        QVERIFY2(hasInk, qPrintable(name));
        ++count;
    }
    QVERIFY(count > 30);
}

void tst_Theme::iconsTakeTheColour()
{
    const QImage image = iconPixmap("close", QColor(10, 200, 30), 24, 1.0).toImage();
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (qAlpha(image.pixel(x, y)) == 255)
                QCOMPARE(image.pixelColor(x, y), QColor(10, 200, 30));
        }
    }
}

QTEST_MAIN(tst_Theme)
#include "tst_theme.moc"
