// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Trees as text, so that a test shows what it means. Pure functions; a line that cannot be read is fatal, since it is a
// mistake in the test.
//
// A layer is one entry per line, in the order of its tar:
//     + usr/bin/tool 120 mode=4755 uid=5 gid=6 t=100 c=2 x=user.note:hello
//     d usr/bin mode=700           directory
//     s usr/tool -> bin/tool       symlink
//     h usr/twin -> usr/bin/tool   hard link
//     n dev/null 1:3               character device (b: block device, f: FIFO without a number)
//     - usr/doc                    whiteout of usr/doc, that is usr/.wh.doc
//     opq usr/lib                  opaque marker in usr/lib
// c= is the content (default 1; 0: not fingerprinted), t= the time in seconds, x= an extended attribute, at= the offset of
// the content. Paths hold no spaces; \n \e \s stand for newline, escape and space.
#pragma once

#include "services/tree/analysis.h"
#include "services/tree/layertreebuilder.h"
#include "services/tree/treeprojection.h"

#include <QtCore/QStringList>

namespace varve::test {

LayerTreePtr layerFromText(const QString &text, bool hasFingerprints = true);
// Layers bottom first.
ImageTreePtr imageFromText(const QStringList &layers, bool hasFingerprints = true);

// Entries breadth-first: kind, path, then what is not the default. Flags: "implied", "opaque".
QString printLayer(const LayerTree &layer);
// "code path: detail" per line.
QString printWarnings(const Warnings &warnings);
// Per layer "0:" and its changes sorted by path: "+/a/b 12", "~" modified, "m" metadata only, "-" removed, "!" replaced,
// "=" same.
QString printChanges(const ImageTree &tree, bool withSame = false);
// Rows in their order, indented: letter (A M m R P for replaced, . for changes below, blank for none), name, size.
QString printProjection(const TreeProjection &projection);
// "path bytes storedBy>hiddenBy reason" per line.
QString printWaste(const ImageTree &tree, const Analysis &analysis);

} // namespace varve::test
