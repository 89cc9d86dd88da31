// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Where this user's containers-storage is: what Podman, Buildah and Skopeo themselves would use, and the one of the system beside
// it. Reads small files, opens no storage. Any thread.
//
// Source: containers-storage.conf(5) (graphroot, rootless_storage_path, additionalimagestores; CONTAINERS_STORAGE_CONF),
// STORAGE_DRIVER of podman(1). Cost: a few file reads.
#pragma once

#include "services/stores/imagestore.h"

#include <QtCore/QProcessEnvironment>

#include <optional>

namespace varve {

struct StorageCandidate {
    QString path;
    QString driver; // empty: what is found there
    QString runRoot; // empty: not said
    QStringList additional; // read-only storages that belong to it
    QString origin; // the file that names it; empty: the usual place
    bool isChosen = false; // what podman itself would use now
    std::optional<Error> problem; // why it cannot be read
};

struct FoundStorages {
    QList<StorageCandidate>
        storages; // the chosen one first, whether it is there or not; others only where they are there
    Warnings warnings;
};

// Where to look; the defaults are those of this user.
struct StoragePlaces {
    QProcessEnvironment environment;
    QString home;
    unsigned uid = 0;
    QString root; // before absolute paths of the system; empty but in tests
    static StoragePlaces ofThisUser();
};

FoundStorages findContainersStorages(const StoragePlaces &places);

// Opens one of them. Errors: the candidate's problem, and those of openStore().
Result<ImageStorePtr> openStorage(const StorageCandidate &candidate);

} // namespace varve
