// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The small dialogs: non-modal, deleted when closed. GUI thread.
#pragma once

#include "services/types/warning.h"
#include "ui/errortext.h"

class QWidget;

namespace varve {

void showWarnings(QWidget *parent, const QString &title, const Warnings &warnings);
// What was asked of an engine and not done; the engine's words say why.
void showEngineRefusal(QWidget *parent, const QString &subject, const Error &error);
// Something that was asked for and not done; `name` is for tests.
void showFailureBox(QWidget *parent, const QString &name, const QString &title, const ErrorText &text);
void showShortcuts(QWidget *parent);
void showAbout(QWidget *parent);

} // namespace varve
