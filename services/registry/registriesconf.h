// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Reads registries.conf and the pieces beside it into RegistrySettings: both versions of the format. What is wrong becomes a
// warning. Private to services/registry.
#pragma once

#include "services/registry/registrysettings.h"

namespace varve {

class RegistriesConf {
public:
    RegistriesConf(RegistrySettings &settings, const RegistryPlaces &places)
        : m_settings(settings)
        , m_places(places)
    {
    }
    // The user's file, else the system's; then the pieces in registries.conf.d, in the order of their names.
    void read();

private:
    void readFile(const QString &path);
    void readPieces(const QString &folder);
    void warn(ErrorCode code, const QString &path, const QString &detail);

    RegistrySettings &m_settings;
    const RegistryPlaces &m_places;
};

} // namespace varve
