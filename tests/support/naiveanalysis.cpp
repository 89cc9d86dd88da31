// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/naiveimage.h"
#include "tests/support/naivepaths.h"

#include <algorithm>
#include <cstdio>

namespace varve::test {

namespace {

std::string fixed(double value)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.9f", value);
    return text;
}

} // namespace

std::string NaiveImage::printAnalysis() const
{
    struct Item {
        std::string path;
        int storedBy;
        int hiddenBy;
        const char *reason;
        std::int64_t bytes;
    };
    std::vector<Item> items;
    std::int64_t stored = 0;
    std::int64_t visible = 0;
    std::vector<std::int64_t> byLayer(m_layers.size());
    const int top = static_cast<int>(m_layers.size()) - 1;
    // The layer that hid an entry; nothing while it is visible.
    const auto hiddenBy = [&](const NaiveRef &ref) -> std::optional<int> {
        for (int layer = ref.first + 1; layer <= top; ++layer) {
            const auto found = after(layer).find(ref.second);
            if (found == after(layer).end() || found->second.last != ref)
                return layer;
        }
        return std::nullopt;
    };
    for (int layer = 0; layer <= top; ++layer) {
        for (const auto &[path, own] : m_layers[static_cast<std::size_t>(layer)].nodes) {
            if (own.entry.type != EntryType::File || own.entry.size == 0)
                continue;
            const NaiveRef self { layer, path };
            std::vector<NaiveRef> links;
            for (int other = layer; other <= top; ++other) {
                for (const auto &[name, entry] : m_layers[static_cast<std::size_t>(other)].nodes) {
                    const NaiveRef ref { other, name };
                    if (entry.entry.type == EntryType::HardLink && file(ref) == self)
                        links.push_back(ref);
                }
            }
            std::sort(links.begin(), links.end(), [](const NaiveRef &a, const NaiveRef &b) {
                return a.second != b.second ? isBeforeInBreadth(a.second, b.second) : a.first < b.first;
            });
            links.insert(links.begin(), self);
            stored += own.entry.size;
            bool isVisible = false;
            int last = -1;
            std::string lastPath;
            for (const NaiveRef &name : links) {
                const std::optional<int> hider = hiddenBy(name);
                isVisible = isVisible || !hider;
                if (hider && *hider > last) {
                    last = *hider;
                    lastPath = name.second;
                }
            }
            if (isVisible) {
                visible += own.entry.size;
                continue;
            }
            const ChangeKind kind = m_changes[static_cast<std::size_t>(last)].at(lastPath);
            const char *reason = kind == ChangeKind::Removed ? "removed"
                : kind == ChangeKind::MetadataOnly           ? "metadata"
                                                             : "overwritten";
            items.push_back({ path, layer, last, reason, own.entry.size });
            byLayer[static_cast<std::size_t>(layer)] += own.entry.size;
        }
    }
    std::sort(items.begin(), items.end(), [](const Item &a, const Item &b) {
        if (a.bytes != b.bytes)
            return a.bytes > b.bytes;
        return a.path != b.path ? isBeforeInBreadth(a.path, b.path) : a.storedBy < b.storedBy;
    });
    std::string out = "stored " + std::to_string(stored) + " visible " + std::to_string(visible) + " wasted "
        + std::to_string(stored - visible) + " efficiency "
        + fixed(stored == 0 ? 1.0 : static_cast<double>(visible) / static_cast<double>(stored)) + '\n';
    for (const Item &item : items) {
        out += item.path + ' ' + std::to_string(item.bytes) + ' ' + std::to_string(item.storedBy) + '>'
            + std::to_string(item.hiddenBy) + ' ' + item.reason + '\n';
    }
    for (const std::int64_t bytes : byLayer)
        out += std::to_string(bytes) + ' ';
    return out + '\n' + printDive();
}

// Stacks all layers below every layer anew.
std::string NaiveImage::printDive() const
{
    struct Stacked {
        bool isDirectory;
        std::int64_t bytes;
    };
    std::map<std::string, Stacked> stack;
    std::map<std::string, std::vector<std::int64_t>> versions;
    std::int64_t size = 0;
    std::int64_t userSize = 0;
    for (std::size_t number = 0; number < m_layers.size(); ++number) {
        const NaiveLayer &layer = m_layers[number];
        size += layer.contentBytes;
        userSize += number > 0 ? layer.contentBytes : 0;
        for (const auto &[path, node] : layer.nodes) {
            if (path.empty() || !layer.isLeaf(path))
                continue;
            std::int64_t bytes = node.entry.type == EntryType::File ? node.entry.size : 0;
            const auto below = stack.find(path);
            if (node.entry.type == EntryType::Whiteout && below != stack.end() && below->second.isDirectory) {
                for (const auto &[other, stacked] : stack)
                    bytes += isBelow(other, path) ? stacked.bytes : 0;
            }
            versions[path].push_back(bytes);
        }
        for (const auto &[path, node] : layer.nodes) {
            if (node.entry.type == EntryType::Whiteout)
                std::erase_if(
                    stack, [&, gone = path](const auto &s) { return s.first == gone || isBelow(s.first, gone); });
        }
        for (const auto &[path, node] : layer.nodes) {
            if (node.entry.type != EntryType::Whiteout) {
                stack[path] = { node.entry.type == EntryType::Directory,
                    node.entry.type == EntryType::File ? node.entry.size : 0 };
            }
        }
    }
    std::int64_t smallest = 0;
    std::int64_t all = 0;
    std::int64_t wasted = 0;
    for (const auto &[path, sizes] : versions) {
        std::int64_t sum = 0;
        for (const std::int64_t bytes : sizes)
            sum += bytes;
        smallest += *std::min_element(sizes.begin(), sizes.end());
        all += sum;
        wasted += sizes.size() > 1 ? sum : 0;
    }
    return "dive efficiency " + fixed(all == 0 ? 1.0 : static_cast<double>(smallest) / static_cast<double>(all))
        + " wasted " + std::to_string(wasted) + " size " + std::to_string(size) + " user " + std::to_string(userSize)
        + " percent " + fixed(userSize == 0 ? 0.0 : static_cast<double>(wasted) / static_cast<double>(userSize)) + '\n';
}

} // namespace varve::test
