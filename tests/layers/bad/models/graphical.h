// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Not compiled: what the layers test has to refuse.
#include "../ui/mainwindow.h"
#include <QtWidgets/QWidget>
