// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/paxrecords.h"

#include "services/types/limits.h"

#include <QtCore/QByteArray>

#include <algorithm>
#include <charconv>
#include <limits>

namespace varve::tar {

namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::string_view kSchilyXattr = "SCHILY.xattr.";
constexpr std::string_view kLibarchiveXattr = "LIBARCHIVE.xattr.";
constexpr std::string_view kGnuSparse = "GNU.sparse.";

std::optional<std::int64_t> parseSigned(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

bool hasNul(std::string_view text)
{
    return text.find('\0') != std::string_view::npos;
}

} // namespace

std::optional<std::uint64_t> parseDecimal(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::int64_t nanosecondsOf(std::int64_t seconds)
{
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / kNsPerSecond;
    if (seconds >= kMost)
        return std::numeric_limits<std::int64_t>::max();
    if (seconds <= -kMost)
        return std::numeric_limits<std::int64_t>::min();
    return seconds * kNsPerSecond;
}

std::optional<std::int64_t> parseTime(std::string_view text)
{
    const bool isNegative = text.starts_with('-');
    if (isNegative)
        text.remove_prefix(1);
    const std::size_t dot = std::min(text.find('.'), text.size());
    const std::optional<std::uint64_t> seconds = parseDecimal(text.substr(0, dot));
    if (!seconds || *seconds > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
    std::int64_t fraction = 0;
    std::int64_t unit = kNsPerSecond / 10;
    for (const char c : text.substr(std::min(dot + 1, text.size()))) {
        if (c < '0' || c > '9')
            return std::nullopt;
        fraction += (c - '0') * unit; // digits past the ninth count nothing
        unit /= 10;
    }
    const std::int64_t whole = nanosecondsOf(static_cast<std::int64_t>(*seconds));
    const std::int64_t time = whole > std::numeric_limits<std::int64_t>::max() - fraction
        ? std::numeric_limits<std::int64_t>::max()
        : whole + fraction;
    return isNegative ? -time : time;
}

void PaxRecords::clear()
{
    PaxRecords empty;
    empty.xattrs = std::move(xattrs);
    empty.xattrs.clear();
    empty.sparsePairs = std::move(sparsePairs);
    empty.sparsePairs.clear();
    *this = std::move(empty);
}

bool PaxRecords::hasEffect() const
{
    return path || linkPath || sizeBytes || uid || gid || mtimeNs || !xattrs.empty() || sparseName || sparseSize
        || sparseMap || isSizeBad || !problem.isEmpty();
}

PaxRecords::Sparse PaxRecords::sparse() const
{
    if (sparseMajor == "1" && sparseMinor == "0")
        return Sparse::Lines;
    const bool hasVersion = !sparseMajor.empty() || !sparseMinor.empty();
    if (hasVersion && !(sparseMajor == "0" && (sparseMinor == "0" || sparseMinor == "1")))
        return Sparse::No;
    if (sparseMap)
        return Sparse::Map;
    return !sparsePairs.empty() || hasSparseBlocks ? Sparse::Pairs : Sparse::No;
}

void PaxRecords::parse(std::string_view body)
{
    // Each record: "<length> <key>=<value>\n", the length counting the whole record in decimal.
    while (!body.empty()) {
        std::size_t length = 0;
        const auto [afterDigits, error] = std::from_chars(body.data(), body.data() + body.size(), length);
        const auto digits = static_cast<std::size_t>(afterDigits - body.data());
        const bool isFramed = error == std::errc() && digits > 0 && digits < body.size() && *afterDigits == ' '
            && length > digits + 1 && length <= body.size() && body[length - 1] == '\n';
        const std::string_view content = isFramed ? body.substr(digits + 1, length - digits - 2) : std::string_view();
        const std::size_t equals = content.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            problem = QStringLiteral("malformed PAX records");
            break;
        }
        record(content.substr(0, equals), content.substr(equals + 1));
        body.remove_prefix(length);
    }
    finishXattrs();
}

void PaxRecords::record(std::string_view key, std::string_view value)
{
    if (key.starts_with(kSchilyXattr)) {
        addXattr(key.substr(kSchilyXattr.size()), value);
        return;
    }
    if (key.starts_with(kLibarchiveXattr)) {
        const std::string_view name = key.substr(kLibarchiveXattr.size());
        const QByteArray decodedName =
            QByteArray::fromPercentEncoding(QByteArray::fromRawData(name.data(), static_cast<qsizetype>(name.size())));
        const QByteArray decodedValue =
            QByteArray::fromBase64(QByteArray::fromRawData(value.data(), static_cast<qsizetype>(value.size())));
        m_decoded.push_back(decodedName.toStdString());
        const std::string_view storedName = m_decoded.back();
        m_decoded.push_back(decodedValue.toStdString());
        addXattr(storedName, m_decoded.back());
        return;
    }
    if (value.empty())
        return;
    if (key.starts_with(kGnuSparse)) {
        if (!sparseRecord(key.substr(kGnuSparse.size()), value))
            problem = QStringLiteral("a PAX sparse record that is no number");
        return;
    }
    if (key == "path" || key == "linkpath") {
        if (hasNul(value))
            problem = QStringLiteral("a NUL byte in a name");
        (key == "path" ? path : linkPath) = value;
    } else if (key == "size") {
        sizeBytes = parseDecimal(value);
        isSizeBad = !sizeBytes;
    } else if (key == "uid" || key == "gid") {
        std::optional<std::int64_t> &id = key == "uid" ? uid : gid;
        id = parseSigned(value);
        if (!id)
            problem = QStringLiteral("a PAX owner that is no number");
    } else if (key == "mtime") {
        mtimeNs = parseTime(value);
        if (!mtimeNs)
            problem = QStringLiteral("a PAX time that is no number");
    }
}

// False: not a number where one has to be.
bool PaxRecords::sparseRecord(std::string_view key, std::string_view value)
{
    if (key == "name") {
        if (hasNul(value))
            problem = QStringLiteral("a NUL byte in a name");
        sparseName = value;
    } else if (key == "size" || key == "realsize") {
        sparseSize = parseDecimal(value);
        return sparseSize.has_value();
    } else if (key == "map") {
        sparseMap = value;
    } else if (key == "numblocks") {
        hasSparseBlocks = true;
    } else if (key == "offset" || key == "numbytes") {
        const std::optional<std::uint64_t> number = parseDecimal(value);
        // They alternate, beginning with an offset.
        if (!number || (sparsePairs.size() % 2 == 0) != (key == "offset"))
            return false;
        sparsePairs.push_back(*number);
    } else if (key == "major") {
        sparseMajor = value;
    } else if (key == "minor") {
        sparseMinor = value;
    }
    return true;
}

void PaxRecords::addXattr(std::string_view name, std::string_view value)
{
    if (name.empty() || hasNul(name)) {
        problem = QStringLiteral("an extended attribute without a proper name");
        return;
    }
    xattrs.emplace_back(name, value);
}

void PaxRecords::finishXattrs()
{
    if (xattrs.empty())
        return;
    std::stable_sort(xattrs.begin(), xattrs.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    std::size_t kept = 0;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < xattrs.size(); ++i) {
        if (i + 1 < xattrs.size() && xattrs[i + 1].first == xattrs[i].first)
            continue; // the later one wins
        bytes += xattrs[i].first.size() + xattrs[i].second.size();
        xattrs[kept++] = xattrs[i];
    }
    xattrs.resize(kept);
    if (bytes > limits::kXattrBytes)
        problem = QStringLiteral("extended attributes of more than %1 bytes").arg(limits::kXattrBytes);
}

} // namespace varve::tar
