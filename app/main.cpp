// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/commandline.h"

#ifdef VARVE_HAS_GUI
#include "app/guimain.h"
#else
#include <cstdio>
#endif

int main(int argc, char *argv[])
{
    varve::useUtf8Locale();
    if (varve::isCommandLine(argc, argv))
        return varve::commandLineMain(argc, argv);
#ifdef VARVE_HAS_GUI
    return varve::guiMain(argc, argv);
#else
    std::fputs("varve: this build has no window; see varve --help.\n", stderr);
    return varve::kExitUsage;
#endif
}
