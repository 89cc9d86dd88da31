// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A combo box whose arrow follows the theme: the style sheet can only take a picture of one colour. GUI thread.
#pragma once

#include <QtWidgets/QComboBox>

namespace varve {

class Chooser : public QComboBox {
    Q_OBJECT

public:
    using QComboBox::QComboBox;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace varve
