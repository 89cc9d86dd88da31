// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/layertreebuilder.h"

#include "services/tree/layerlayout.h"
#include "services/tree/layerrecords.h"
#include "services/tree/pathbytes.h"
#include "services/types/limits.h"

#include <algorithm>
#include <cstring>

namespace varve {

namespace {

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kReserved = ".wh..wh."; // names that engines keep for themselves
constexpr std::string_view kOpaqueMarker = ".wh..wh..opq";
// Offsets are 32 bits; what one entry adds stays far below the difference.
static_assert(limits::kNameBytesPerLayer < 0xf0000000U);

bool isDotName(std::string_view name)
{
    return name == "." || name == "..";
}

void appendWithLength(std::vector<char> &to, std::string_view bytes)
{
    const auto length = static_cast<std::uint32_t>(bytes.size());
    const char *raw = reinterpret_cast<const char *>(&length);
    to.insert(to.end(), raw, raw + sizeof length);
    to.insert(to.end(), bytes.begin(), bytes.end());
}

std::size_t commonLength(std::string_view a, std::string_view b)
{
    const std::size_t limit = std::min(a.size(), b.size());
    std::size_t same = 0;
    for (std::uint64_t x = 0, y = 0; same + sizeof x <= limit; same += sizeof x) {
        std::memcpy(&x, a.data() + same, sizeof x);
        std::memcpy(&y, b.data() + same, sizeof y);
        if (x != y)
            break;
    }
    while (same < limit && a[same] == b[same])
        ++same;
    return same;
}

// Without what most tars put around a path; the rest is put right only where it is needed.
std::string_view trimmed(std::string_view path)
{
    for (;;) {
        if (path.starts_with('/'))
            path.remove_prefix(1);
        else if (path.starts_with("./"))
            path.remove_prefix(2);
        else
            break;
    }
    while (path.ends_with('/'))
        path.remove_suffix(1);
    return path == "." ? std::string_view {} : path;
}

} // namespace

struct LayerTreeBuilder::Private {
    enum class Verdict { Fine, NotNormal, Hidden, BelowWhiteout, TooDeep };

    LayerRecords in;
    // The folder that the last entry lay in, with the folders on the way to it: the next path mostly shares them.
    struct Step {
        std::size_t end; // of the component in `current`
        std::uint32_t folder;
    };
    std::string current;
    std::vector<Step> steps;
    std::size_t kept = 0; // steps that the path at hand shares
    std::string scratch; // a path that had to be put right
    std::string scratchLink;
    std::vector<char> scratchXattrs;

    Ticket reject(ErrorCode code, std::string_view path, const QString &detail)
    {
        in.warn(
            code, [path] { return path; }, detail);
        return kNoTicket;
    }
    Verdict examineFolder(std::string_view folder);
    std::uint32_t openFolder(std::string_view folder);
    std::uint32_t xattrSet(const Entry &entry);
    std::int64_t believableSize(const Entry &entry);
    Ticket addRecord(const Entry &entry, std::uint32_t folder, std::string_view name, bool isWhiteout);
    Ticket addFolder(const Entry &entry, std::uint32_t folder);
    std::string_view nameInCurrent(std::string_view path) const;
    Ticket addAt(const Entry &entry, std::string_view folderPath, std::string_view name);
    void appendRecord(const Entry &entry, std::uint32_t folder, std::string_view name, EntryType type);
    void touch(std::uint32_t folder, std::uint32_t arrival) { in.folders[folder].arrival = arrival; }
};

// Finds how much of the way is known already and looks at the rest, without making anything.
LayerTreeBuilder::Private::Verdict LayerTreeBuilder::Private::examineFolder(std::string_view folder)
{
    const std::size_t same = commonLength(folder, current);
    kept = steps.size();
    while (kept > 0) {
        const std::size_t end = steps[kept - 1].end;
        if (end <= same && (end == folder.size() || folder[end] == '/'))
            break;
        --kept;
    }
    std::size_t begin = kept == 0 ? 0 : std::min(folder.size(), steps[kept - 1].end + 1);
    std::size_t depth = kept;
    Verdict verdict = Verdict::Fine;
    while (begin < folder.size()) {
        const std::size_t slash = folder.find('/', begin);
        const std::size_t end = slash == std::string_view::npos ? folder.size() : slash;
        const std::string_view component = folder.substr(begin, end - begin);
        if (component.empty() || isDotName(component))
            return Verdict::NotNormal;
        if (component.starts_with(kWhiteout) && verdict == Verdict::Fine)
            verdict = component.starts_with(kReserved) ? Verdict::Hidden : Verdict::BelowWhiteout;
        ++depth;
        begin = end + 1;
    }
    if (verdict == Verdict::Fine && depth >= limits::kPathDepth)
        return Verdict::TooDeep;
    return verdict;
}

// After examineFolder() of the same path.
std::uint32_t LayerTreeBuilder::Private::openFolder(std::string_view folder)
{
    if (folder.size() == current.size() && kept == steps.size())
        return steps.empty() ? 0 : steps.back().folder;
    steps.resize(kept);
    std::size_t begin = kept == 0 ? 0 : std::min(folder.size(), steps[kept - 1].end + 1);
    while (begin < folder.size()) {
        const std::size_t slash = folder.find('/', begin);
        const std::size_t end = slash == std::string_view::npos ? folder.size() : slash;
        const std::uint32_t parent = steps.empty() ? 0 : steps.back().folder;
        steps.push_back({ end, in.folders.findOrAdd(parent, folder.substr(begin, end - begin), in.names) });
        begin = end + 1;
    }
    current.assign(folder);
    return steps.empty() ? 0 : steps.back().folder;
}

std::uint32_t LayerTreeBuilder::Private::xattrSet(const Entry &entry)
{
    if (entry.xattrs.empty())
        return 0;
    std::vector<std::pair<std::string_view, std::string_view>> sorted(entry.xattrs.begin(), entry.xattrs.end());
    std::stable_sort(
        sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return compareNames(a.first, b.first) < 0; });
    scratchXattrs.clear();
    for (const auto &[name, value] : sorted) {
        appendWithLength(scratchXattrs, name);
        appendWithLength(scratchXattrs, value);
    }
    return in.xattrs.findOrAdd({ scratchXattrs.data(), scratchXattrs.size() }) + 1;
}

std::int64_t LayerTreeBuilder::Private::believableSize(const Entry &entry)
{
    if (entry.sizeBytes >= 0 && entry.sizeBytes <= limits::kFileBytesPerLayer - in.totals.contentBytes)
        return entry.sizeBytes;
    reject(ErrorCode::LimitExceeded, entry.path,
        QStringLiteral("claims a size of %1 bytes: counted as empty").arg(entry.sizeBytes));
    return 0;
}

void LayerTreeBuilder::Private::appendRecord(
    const Entry &entry, std::uint32_t folder, std::string_view name, EntryType type)
{
    Attributes attributes;
    attributes.type = type;
    attributes.flags = Attributes::Explicit;
    if (entry.isSparse && type == EntryType::File)
        attributes.flags |= Attributes::Sparse;
    if (type != EntryType::Whiteout) {
        attributes.mode = entry.mode & 07777U;
        attributes.uid = entry.uid;
        attributes.gid = entry.gid;
        attributes.xattrs = xattrSet(entry);
    }
    LayerRecord record;
    record.sizeBytes = type == EntryType::File ? believableSize(entry) : 0;
    record.mtimeNs = entry.mtimeNs;
    record.contentOffset = type == EntryType::File ? entry.contentOffset : -1;
    record.folder = folder;
    record.name = static_cast<std::uint32_t>(in.names.size());
    record.nameLength = static_cast<std::uint16_t>(name.size());
    record.link = 0;
    record.attributes = in.attributes.findOrAdd(attributes);
    record.type = type;
    if (!entry.linkTarget.empty() && type != EntryType::File && type != EntryType::Directory
        && type != EntryType::Whiteout) {
        record.link = static_cast<std::uint32_t>(in.links.size()) + 1;
        appendWithLength(in.links, entry.linkTarget);
    }
    in.names.insert(in.names.end(), name.begin(), name.end());
    in.records.push_back(record);
    in.totals.contentBytes += record.sizeBytes;
    if (type == EntryType::Symlink)
        in.totals.symlinkBytes += static_cast<std::int64_t>(entry.linkTarget.size());
    else if (type == EntryType::Whiteout)
        ++in.totals.whiteouts;
}

LayerTreeBuilder::Ticket LayerTreeBuilder::Private::addRecord(
    const Entry &entry, std::uint32_t folder, std::string_view name, bool isWhiteout)
{
    appendRecord(entry, folder, name, isWhiteout ? EntryType::Whiteout : entry.type);
    const auto number = static_cast<std::uint32_t>(in.records.size()) - 1;
    touch(folder, LayerRecords::recordArrival(number));
    return isWhiteout ? kNoTicket : Ticket { number };
}

LayerTreeBuilder::Ticket LayerTreeBuilder::Private::addFolder(const Entry &entry, std::uint32_t folder)
{
    if (in.folders[folder].record != LayerFolder::kImplied) {
        in.warn(
            ErrorCode::Conflict, [&] { return in.folderPath(folder); },
            QStringLiteral("the same directory twice in one layer: the last one counts"));
    } else {
        ++in.explicitFolders;
    }
    appendRecord(entry, folder, {}, EntryType::Directory);
    const auto number = static_cast<std::uint32_t>(in.records.size()) - 1;
    in.folders[folder].record = number;
    touch(folder, LayerRecords::recordArrival(number));
    return Ticket { number };
}

// The name of a path that lies in the current folder; empty for others and for names that need a closer look.
std::string_view LayerTreeBuilder::Private::nameInCurrent(std::string_view path) const
{
    const std::size_t begin = current.size() + 1;
    if (path.size() <= begin || path[begin - 1] != '/' || std::memcmp(path.data(), current.data(), begin - 1) != 0)
        return {};
    const std::string_view name = path.substr(begin);
    return name.front() == '.' || std::memchr(name.data(), '/', name.size()) != nullptr ? std::string_view {} : name;
}

// An entry at a path in the one form, but for what examineFolder() finds.
LayerTreeBuilder::Ticket LayerTreeBuilder::Private::addAt(
    const Entry &entry, std::string_view folderPath, std::string_view name)
{
    bool isWhiteout = entry.type == EntryType::Whiteout;
    const bool isOpaqueMarker = name == kOpaqueMarker;
    if (name.starts_with(kWhiteout) && !isOpaqueMarker) {
        if (name.starts_with(kReserved))
            return kNoTicket;
        name.remove_prefix(kWhiteout.size());
        if (name.empty() || isDotName(name))
            return reject(ErrorCode::Corrupt, entry.path, QStringLiteral("a whiteout that names nothing"));
        isWhiteout = true;
    }
    if (entry.type == EntryType::HardLink && !isWhiteout && !isOpaqueMarker) {
        const PathFault fault = normalisePath(entry.linkTarget, scratchLink);
        if (fault != PathFault::None || scratchLink.empty()) {
            return reject(ErrorCode::Corrupt, entry.path,
                QStringLiteral("hard link to no file: ")
                    + QLatin1String(fault == PathFault::None ? "the target is the root" : pathFaultText(fault)));
        }
    }
    const std::uint32_t folder = openFolder(folderPath);
    if (isOpaqueMarker) {
        in.folders[folder].isOpaque = true;
        touch(folder, in.markerArrival());
        return kNoTicket;
    }
    if (entry.type == EntryType::Directory && !isWhiteout)
        return addFolder(entry, in.folders.findOrAdd(folder, name, in.names));
    return addRecord(entry, folder, name, isWhiteout);
}

LayerTreeBuilder::LayerTreeBuilder(QString layerName)
    : d(std::make_unique<Private>())
{
    d->in.layerName = std::move(layerName);
}

LayerTreeBuilder::~LayerTreeBuilder() = default;

Result<LayerTreeBuilder::Ticket> LayerTreeBuilder::add(const Entry &entry)
{
    LayerRecords &in = d->in;
    if (in.isFull()) {
        return fail(ErrorCode::LimitExceeded, in.layerName,
            QStringLiteral("too many entries, implied folders or names in one layer: more than %1, %2 or %3 MiB")
                .arg(limits::kEntriesPerLayer)
                .arg(limits::kImpliedFoldersPerLayer)
                .arg(limits::kNameBytesPerLayer / limits::kMiB));
    }
    ++in.totals.entries;
    if (entry.path.size() > limits::kPathBytes) {
        return d->reject(ErrorCode::LimitExceeded, entry.path.substr(0, limits::kPathBytes),
            QLatin1String(pathFaultText(PathFault::TooLong)));
    }
    if (entry.path.empty())
        return d->reject(ErrorCode::Corrupt, {}, QLatin1String(pathFaultText(PathFault::Empty)));

    std::string_view path = trimmed(entry.path);
    if (const std::string_view name = d->nameInCurrent(path); !name.empty()) {
        d->kept = d->steps.size();
        return d->addAt(entry, d->current, name);
    }
    for (;;) {
        if (path.empty()) {
            if (entry.type == EntryType::Directory)
                return d->addFolder(entry, 0);
            return d->reject(ErrorCode::Corrupt, entry.path, QStringLiteral("the root can only be a directory"));
        }
        const std::size_t slash = path.rfind('/');
        const std::string_view folder = slash == std::string_view::npos ? std::string_view {} : path.substr(0, slash);
        const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
        Private::Verdict verdict = Private::Verdict::Fine;
        if (isDotName(name))
            verdict = Private::Verdict::NotNormal;
        else
            verdict = d->examineFolder(folder);
        switch (verdict) {
        case Private::Verdict::Fine:
            return d->addAt(entry, folder, name);
        case Private::Verdict::Hidden:
            return kNoTicket;
        case Private::Verdict::BelowWhiteout:
            return d->reject(ErrorCode::Corrupt, entry.path, QStringLiteral("lies below a whiteout"));
        case Private::Verdict::TooDeep:
            return d->reject(ErrorCode::LimitExceeded, entry.path, QLatin1String(pathFaultText(PathFault::TooDeep)));
        case Private::Verdict::NotNormal:
            break;
        }
        const PathFault fault = normalisePath(entry.path, d->scratch);
        if (fault != PathFault::None) {
            return d->reject(fault == PathFault::TooDeep ? ErrorCode::LimitExceeded : ErrorCode::Corrupt, entry.path,
                QLatin1String(pathFaultText(fault)));
        }
        path = d->scratch;
    }
}

void LayerTreeBuilder::setFingerprint(Ticket ticket, Fingerprint fingerprint)
{
    const auto number = static_cast<std::size_t>(ticket);
    if (number >= d->in.records.size())
        return;
    if (number >= d->in.fingerprints.size())
        d->in.fingerprints.resize(number + 1);
    d->in.fingerprints[number] = fingerprint;
}

void LayerTreeBuilder::setFingerprintKind(FingerprintKind kind)
{
    d->in.totals.fingerprintKind = kind;
}

void LayerTreeBuilder::addWarning(ErrorCode code, std::string_view path, const QString &detail)
{
    d->in.warn(
        code, [path] { return path; }, detail);
}

Result<LayerTreePtr> LayerTreeBuilder::finish(std::int64_t tarBytes, bool hasFingerprints, const Job *job)
{
    const std::unique_ptr<Private> done = std::exchange(d, std::make_unique<Private>());
    done->in.totals.tarBytes = tarBytes;
    return LayerLayout(done->in, job).run(hasFingerprints);
}

} // namespace varve
