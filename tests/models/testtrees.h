// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Layers, merged trees and projections for tests of models, from a few words.
#pragma once

#include "services/tree/layertreebuilder.h"
#include "services/tree/treeprojection.h"

#include <QtCore/QDateTime>
#include <QtTest/QtTest>

namespace varve {

struct TestEntry {
    std::string path;
    std::int64_t bytes = 0;
    EntryType type = EntryType::File;
    std::uint16_t mode = 0644;
    std::string target = {};
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t content = 1; // the same number: the same content
    std::int64_t mtimeNs = 1'700'000'000'000'000'000; // 2023-11-14 22:13:20 UTC
};

inline TestEntry folder(const std::string &path)
{
    return { path, 0, EntryType::Directory, 0755 };
}

inline LayerTreePtr testLayerTree(const std::vector<TestEntry> &entries, bool hasFingerprints = true)
{
    LayerTreeBuilder builder(QStringLiteral("layer"));
    for (const TestEntry &test : entries) {
        LayerTreeBuilder::Entry entry;
        entry.path = test.path;
        entry.type = test.type;
        entry.mode = test.mode;
        entry.uid = test.uid;
        entry.gid = test.gid;
        entry.sizeBytes = test.bytes;
        entry.mtimeNs = test.mtimeNs;
        entry.linkTarget = test.target;
        const auto ticket = builder.add(entry);
        if (ticket && *ticket != LayerTreeBuilder::kNoTicket && test.type == EntryType::File && hasFingerprints)
            builder.setFingerprint(*ticket, { test.content, static_cast<std::uint64_t>(test.bytes) + 1 });
    }
    return *builder.finish(0, hasFingerprints);
}

inline ImageTreePtr testImageTree(std::vector<LayerTreePtr> layers)
{
    Job job;
    return *ImageTree::build(std::move(layers), job);
}

inline TreeProjectionPtr testProjection(const ImageTreePtr &tree, ProjectionRequest request)
{
    Job job;
    return *TreeProjection::build(tree, request, job);
}

inline ProjectionRequest upTo(int layer)
{
    ProjectionRequest request;
    request.mode = TreeMode::UpToHere;
    request.firstLayer = layer;
    request.lastLayer = layer;
    return request;
}

inline ProjectionRequest onlyLayer(int layer)
{
    ProjectionRequest request = upTo(layer);
    request.mode = TreeMode::ThisLayer;
    return request;
}

} // namespace varve
