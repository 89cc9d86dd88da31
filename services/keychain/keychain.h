// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The desktop's keychain through QtKeychain: the Secret Service (GNOME Keyring, KeePassXC) or KWallet. What SecretStore says holds.
//
// QtKeychain's jobs need an event loop, and its queue belongs to the thread that used it first. So the process has one thread for
// them, which begins with the first question and ends with the application; all others wait for its answers.
// Never QtKeychain's fallback, a file in plain text. A question that nobody answers within two minutes is given up.
#pragma once

#include "services/registry/secretstore.h"

namespace varve {

// Null: this build has none. Whether there is one on this machine says SecretStore::title().
SecretStorePtr openKeychain();

} // namespace varve
