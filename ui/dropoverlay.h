// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Lies over the window while files are dragged across it and says what a drop will do. GUI thread.
#pragma once

#include <QtWidgets/QWidget>

class QMimeData;

namespace varve {

class DropOverlay : public QWidget {
    Q_OBJECT

public:
    explicit DropOverlay(QWidget *parent);

    static QStringList localPaths(const QMimeData &data);
    void appear(int count);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

} // namespace varve
