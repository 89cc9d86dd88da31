// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// All that a store knows of one image without reading layer content. A value; what `docker image inspect` says.
// Source: OCI image-spec 1.1, config.md; Docker image spec v1.2 for the fields OCI left out (healthcheck, shell, onbuild).
#pragma once

#include "services/types/imagesummary.h"
#include "services/types/layerinfo.h"

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QPair>
#include <QtCore/QStringList>

namespace varve {

struct HealthCheck {
    QStringList test;
    std::int64_t intervalNs = 0; // 0: the engine's default
    std::int64_t timeoutNs = 0;
    std::int64_t startPeriodNs = 0;
    int retries = 0;
    bool isEmpty() const { return test.isEmpty(); }
};

struct ImageConfig {
    QString author;
    QString dockerVersion;
    QString user;
    QString workingDir;
    QString stopSignal;
    QStringList entrypoint;
    QStringList cmd;
    QStringList shell;
    QStringList env; // KEY=value, in order
    QStringList exposedPorts; // "80/tcp", sorted
    QStringList volumes; // sorted
    QStringList onBuild;
    QList<QPair<QString, QString>> labels; // sorted by key
    QList<QPair<QString, QString>> annotations; // of the manifest, sorted by key
    HealthCheck healthCheck;
};

enum class DocumentProof : std::uint8_t {
    Unchecked, // nothing says what its digest should be
    Verified,
    Mismatch, // it is not what it was named as
};

// A document as it was found, byte for byte, for the JSON view.
struct RawDocument {
    QString title; // "config", "manifest", "index", "manifest.json" ...
    QByteArray bytes;
    DocumentProof proof = DocumentProof::Unchecked;
};

struct ImageDetails {
    ImageSummary summary;
    ImageConfig config;
    QList<LayerInfo> layers; // bottom first
    QList<HistoryEntry> history; // oldest first, with empty layers
    QList<RawDocument> documents;
    Warnings warnings; // e.g. history and layers do not pair
    // Documents that the image needs and that are missing, unreadable, not what their digest promises, or at odds with each
    // other: the image is damaged, whatever its layers are. Each is among `warnings` as well.
    Warnings damage;
    bool isConfigTrusted = true; // false: it is not what its digest promises, and its DiffIDs prove nothing
};

} // namespace varve
