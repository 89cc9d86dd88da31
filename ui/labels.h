// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Small parts that every panel is put together from. Labels made here show text as it is, never as markup: Qt's default
// guesses, and image names are not ours. GUI thread.
#pragma once

#include "ui/icons.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QToolButton>

namespace varve {

QLabel *plainLabel(const QString &text = {}, QWidget *parent = nullptr);
QLabel *quietLabel(const QString &text = {}, QWidget *parent = nullptr);

// What a label says in colour besides its words; follows the theme.
enum class Tone { Quiet, Good, Bad };
void setTone(QLabel *label, Tone tone);

// A label that gives way: its text is elided where space is short, the whole of it in the tooltip (what is longer than
// measurable() is cut in both).
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(Qt::TextElideMode mode = Qt::ElideRight, QWidget *parent = nullptr);
    void setFullText(const QString &text);
    const QString &fullText() const { return m_text; } // as far as it is kept
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    Qt::TextElideMode m_mode;
};

// A picture of the icon set that follows the theme.
class IconLabel : public QWidget {
    Q_OBJECT

public:
    IconLabel(const char *name, IconTint tint, int size, QWidget *parent = nullptr);
    void setIcon(const char *name, IconTint tint);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
    int m_size;
};

QToolButton *iconButton(const char *name, const QString &tip, QWidget *parent = nullptr); // accessible name: the tip

} // namespace varve
