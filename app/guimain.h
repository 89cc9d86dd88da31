// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The window: makes the services and the main window, and runs the event loop. Called from main() on the main thread, once.
#pragma once

namespace varve {

int guiMain(int argc, char *argv[]);

} // namespace varve
