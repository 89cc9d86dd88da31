// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The connections that `podman system connection` keeps: [engine.service_destinations] of containers.conf(5), and the JSON
// file of Podman 5, which wins over it. Pure but for reading the files; a file that is not there has no connections.
#pragma once

#include "services/types/warning.h"

#include <QtCore/QStringList>

namespace varve {

struct PodmanConnection {
    QString name;
    QString uri;
    QString identity; // a private key's file for ssh
    QString file; // where it stands
    bool isDefault = false;
};

struct PodmanConnections {
    QList<PodmanConnection> connections; // by name
    Warnings warnings;
};

// Later files of `configFiles` win.
PodmanConnections readPodmanConnections(const QStringList &configFiles, const QString &jsonFile);

} // namespace varve
