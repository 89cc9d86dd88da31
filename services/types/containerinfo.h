// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A container that uses an image, as an engine lists it. A value; any thread.
#pragma once

#include "services/types/imagesummary.h"

#include <QtCore/QDateTime>

namespace varve {

enum class ContainerState : std::uint8_t { Created, Running, Paused, Restarting, Removing, Exited, Dead, Unknown };

struct ContainerInfo {
    QString id; // whole, hex
    QStringList names; // without the slash in front
    ImageId image; // what it was made from; the name in the engine's list may mean another image by now
    QString imageName; // as the engine lists it
    ContainerState state = ContainerState::Unknown;
    QString status; // the engine's words: "Up 3 hours"
    QString command;
    QDateTime created;
    std::int64_t writtenBytes = -1; // of its own layer, as its engine counts; -1 until somebody asked for it

    bool isRunning() const
    {
        return state == ContainerState::Running || state == ContainerState::Paused
            || state == ContainerState::Restarting;
    }
    bool operator==(const ContainerInfo &) const = default;
};

} // namespace varve
