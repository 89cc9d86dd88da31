// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a store has on its disk and who needs it, as far as removing images goes. A value; any thread.
//
// Everything that takes room is a part: a blob, an unpacked layer, a document. A part goes when the last image goes that needs it,
// unless it is pinned. Images, parts and bytes are those of one moment.
#pragma once

#include "services/types/containerinfo.h"
#include "services/types/warning.h"

#include <QtCore/QList>
#include <QtCore/QPair>

#include <vector>

namespace varve {

struct PruneFacts {
    struct Image {
        ImageId id;
        QStringList names; // with tag; empty: dangling
        QStringList repoDigests; // what it is known by besides names: digests, which registries know it by
        QDateTime created; // when it was built; invalid when not known
        QDateTime arrived; // when it came to be here, or got its last name; invalid when the store does not say
        QList<QPair<QString, QString>> labels;
        QList<int> parts; // into `partBytes`, each once
        ImageId parent; // it was built upon, and which cannot go before it; empty: none
        QString listedBy; // an image of several platforms that it is one of, and which would break; empty: none
        bool isManual = false; // only a tool of the store's own can remove it: an image of several platforms in Podman
        // The engine has digests for everything, also for what was just built: they do not say that a registry has it.
        bool areDigestsMadeUp = false;
    };
    QList<Image> images;
    std::vector<std::int64_t> partBytes;
    std::vector<bool> isPinned; // by part: something else than an image needs it. Shorter: the rest is not
    QList<ContainerInfo> containers;
    bool isExact = false; // blocks on this disk; else what an engine says, whose own bookkeeping is not counted
    Warnings warnings; // what could not be found out
    bool isBuilding = false; // a build is running, which may need what looks unused; false also where nobody can tell
};

} // namespace varve
