// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What models tell delegates and actions besides Qt's own roles: one vocabulary for all of them, so that one delegate draws
// every view. A model answers the roles that make sense for a cell and an invalid QVariant for all others; O(1).
// Models choose no colours, fonts or icons: they name what a cell is, ui/ decides how that looks.
#pragma once

#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <cstdint>

namespace varve {

enum Role : int {
    SortRole = Qt::UserRole + 1, // a comparable QVariant; numbers as numbers, dates as dates
    RawTextRole, // QByteArray: the real bytes, for copying and saving; never for showing
    PathRole, // QByteArray: the path of a tree's node without leading slash; in JSON the path in jq's notation
    BytesRole, // qint64: the size in this cell
    MaxBytesRole, // qint64: what a full bar means in this column
    BarFractionRole, // double 0..1: how much of the cell's size bar is filled
    ChangeRole, // int of ChangeKind; invalid: unchanged
    ChangesBelowRole, // bool: a directory that did not change itself but holds changes
    LetterRole, // QString: "A", "M", "m", "R"; carries what colour carries
    CountsRole, // ChangeCounts of a layer
    LayerColorIndexRole, // int: bottom layer 0
    LayerIndexRole, // int: the same number where a row is or belongs to a layer
    NodeRole, // quint32: NodeId of a row of the file tree
    LinkTargetRole, // QByteArray: target of a symlink or hard link
    IconNameRole, // QString: name in the icon set: "layer", "folder", "file", "symlink", "hardlink", "device" ...
    ProvisionalRole, // bool: a figure that may still change, because not everything it depends on is read
    QuietRole, // bool: in the quiet text colour
    ErrorRole, // bool: says that something failed
    FixedFontRole, // bool: ids, modes, digests
    ElideMiddleRole, // bool: paths and digests lose their middle, all else its end
    HeadingRole, // bool: a heading of rows below it, not selectable
    ProofRole, // int of ProofBadge
    StateRole, // int of the model's own state enum (SourceState, LayerState)
    ProgressRole, // double 0..1, -1: busy without a known end; invalid: nothing runs
    SourceIdRole, // int: SourceId
    ImageKeyRole, // QString: identifies an image over all sources (digest, else source and id)
};

// What is known about the digests of a layer or an image.
enum class ProofBadge : std::uint8_t {
    Pending,
    Verified,
    Mismatch,
    Unavailable,
    Skipped,
    Recorded, // as Unavailable: read from what the store has written down of the layer, not from its bytes
};

QString proofText(ProofBadge badge); // translated: "Verified", "Verifying", "MISMATCH" ...
QString proofIconName(ProofBadge badge);

// For tooltips and cells: the escaped text, cut to what a person reads.
inline constexpr qsizetype kShownCharacters = 2000;
QString shortened(const QString &text, qsizetype limit = kShownCharacters);

} // namespace varve
