// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/texttree.h"

#include <QtCore/QDebug>

#include <algorithm>

namespace varve::test {

namespace {

using namespace Qt::StringLiterals;

QByteArray unescaped(const QString &word)
{
    QByteArray bytes = word.toUtf8();
    bytes.replace("\\n", "\n").replace("\\e", "\x1b").replace("\\s", " ");
    return bytes;
}

std::string_view view(const QByteArray &bytes)
{
    return { bytes.constData(), static_cast<std::size_t>(bytes.size()) };
}

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

struct Line {
    LayerTreeBuilder::Entry entry;
    QByteArray path;
    QByteArray target;
    std::vector<std::pair<QByteArray, QByteArray>> xattrs;
    std::uint64_t content = 1;
};

void readOption(Line &line, const QString &word)
{
    const QString key = word.section(u'=', 0, 0);
    const QString value = word.section(u'=', 1);
    if (key == "mode"_L1)
        line.entry.mode = value.toUShort(nullptr, 8);
    else if (key == "uid"_L1)
        line.entry.uid = value.toUInt();
    else if (key == "gid"_L1)
        line.entry.gid = value.toUInt();
    else if (key == "t"_L1)
        line.entry.mtimeNs = value.toLongLong() * 1'000'000'000;
    else if (key == "c"_L1)
        line.content = value.toULongLong();
    else if (key == "at"_L1)
        line.entry.contentOffset = value.toLongLong();
    else if (key == "x"_L1)
        line.xattrs.emplace_back(value.section(u':', 0, 0).toUtf8(), value.section(u':', 1).toUtf8());
    else
        qFatal("text tree: unknown option in '%s'", qPrintable(word));
}

Line readLine(const QString &text)
{
    QStringList words = text.simplified().split(u' ');
    if (words.size() < 2)
        qFatal("text tree: '%s' is no entry", qPrintable(text));
    Line line;
    const QString kind = words.takeFirst();
    line.path = unescaped(words.takeFirst());
    line.entry.mode = 0644;
    if (kind == "+"_L1) {
        if (!words.isEmpty() && !words.first().contains(u'='))
            line.entry.sizeBytes = words.takeFirst().toLongLong();
    } else if (kind == "d"_L1) {
        line.entry.type = EntryType::Directory;
        line.entry.mode = 0755;
    } else if (kind == "s"_L1 || kind == "h"_L1) {
        line.entry.type = kind == "s"_L1 ? EntryType::Symlink : EntryType::HardLink;
        if (words.size() < 2 || words.takeFirst() != "->"_L1)
            qFatal("text tree: '%s' has no target", qPrintable(text));
        line.target = unescaped(words.takeFirst());
    } else if (kind == "n"_L1 || kind == "b"_L1) {
        line.entry.type = kind == "n"_L1 ? EntryType::CharDevice : EntryType::BlockDevice;
        line.target = words.takeFirst().toUtf8();
    } else if (kind == "f"_L1) {
        line.entry.type = EntryType::Fifo;
    } else if (kind == "-"_L1) {
        line.path.insert(line.path.lastIndexOf('/') + 1, ".wh.");
    } else if (kind == "opq"_L1) {
        line.path += "/.wh..wh..opq";
    } else {
        qFatal("text tree: '%s' is no entry", qPrintable(text));
    }
    for (const QString &word : std::as_const(words))
        readOption(line, word);
    return line;
}

char letter(ChangeKind kind)
{
    return "+~m-!="[static_cast<int>(kind)];
}

} // namespace

LayerTreePtr layerFromText(const QString &text, bool hasFingerprints)
{
    LayerTreeBuilder builder(u"test"_s);
    const QStringList lines = text.split(u'\n');
    for (const QString &words : lines) {
        if (words.trimmed().isEmpty())
            continue;
        Line line = readLine(words);
        std::vector<std::pair<std::string_view, std::string_view>> xattrs;
        for (const auto &[name, value] : line.xattrs)
            xattrs.emplace_back(view(name), view(value));
        line.entry.path = view(line.path);
        line.entry.linkTarget = view(line.target);
        line.entry.xattrs = xattrs;
        const auto ticket = builder.add(line.entry);
        if (!ticket)
            qFatal("text tree: %s", qPrintable(ticket.error().detail));
        if (*ticket != LayerTreeBuilder::kNoTicket && line.entry.type == EntryType::File && line.content != 0)
            builder.setFingerprint(*ticket, { line.content, static_cast<std::uint64_t>(line.entry.sizeBytes) });
    }
    auto tree = builder.finish(0, hasFingerprints);
    if (!tree)
        qFatal("text tree: %s", qPrintable(tree.error().detail));
    return *tree;
}

ImageTreePtr imageFromText(const QStringList &layers, bool hasFingerprints)
{
    std::vector<LayerTreePtr> trees;
    for (const QString &layer : layers)
        trees.push_back(layerFromText(layer, hasFingerprints));
    Job job;
    auto image = ImageTree::build(std::move(trees), job);
    if (!image)
        qFatal("text tree: %s", qPrintable(image.error().detail));
    return *image;
}

QString printLayer(const LayerTree &layer)
{
    constexpr const char *kKinds[] = { "+", "d", "s", "h", "n", "b", "f", "-" };
    QString out;
    for (std::uint32_t i = 0; i < layer.size(); ++i) {
        const LayerNode node { i };
        const Attributes &attributes = layer.attributes(node);
        out += QLatin1String(kKinds[static_cast<int>(attributes.type)]) + u" /"_s + text(layer.path(node));
        if (attributes.type == EntryType::File)
            out += u' ' + QString::number(layer.sizeBytes(node));
        if (!layer.linkTarget(node).empty())
            out += u" -> "_s + text(layer.linkTarget(node));
        if (layer.hardLinkNode(node) != kNoLayerNode)
            out += u" = /"_s + text(layer.path(layer.hardLinkNode(node)));
        const bool isDirectory = attributes.type == EntryType::Directory;
        if (attributes.type != EntryType::Whiteout && attributes.mode != (isDirectory ? 0755 : 0644))
            out += u" mode="_s + QString::number(attributes.mode, 8);
        if (attributes.uid != 0)
            out += u" uid="_s + QString::number(attributes.uid);
        if (attributes.gid != 0)
            out += u" gid="_s + QString::number(attributes.gid);
        if (layer.mtimeNs(node) != 0)
            out += u" t="_s + QString::number(layer.mtimeNs(node) / 1'000'000'000);
        for (const auto &[name, value] : layer.xattrs(node))
            out += u" x="_s + text(name) + u':' + text(value);
        if (isDirectory && !layer.isExplicit(node))
            out += u" implied"_s;
        if (layer.isOpaque(node))
            out += u" opaque"_s;
        out += u'\n';
    }
    return out;
}

QString printWarnings(const Warnings &warnings)
{
    QString out;
    for (const Warning &warning : warnings) {
        out += errorCodeName(warning.code) + u' ' + QString::fromUtf8(warning.path).replace(u'\n', "\\n"_L1) + u": "_s
            + warning.detail + u'\n';
    }
    return out;
}

QString printChanges(const ImageTree &tree, bool withSame)
{
    QString out;
    for (int layer = 0; layer < tree.layerCount(); ++layer) {
        QStringList lines;
        for (std::uint32_t i = 1; i < tree.size(); ++i) {
            const NodeId node { i };
            for (const Change &change : tree.changes(node)) {
                if (change.layer != layer || (change.kind == ChangeKind::Same && !withSame))
                    continue;
                QString line = u'/' + text(tree.path(node));
                const bool isFile =
                    change.node != kNoLayerNode && tree.layer(layer)->type(change.node) == EntryType::File;
                if (isFile)
                    line += u' ' + QString::number(tree.layer(layer)->sizeBytes(change.node));
                lines.append(line + QChar(0) + QLatin1Char(letter(change.kind)));
            }
        }
        lines.sort();
        out += QString::number(layer) + u":\n"_s;
        for (const QString &line : std::as_const(lines))
            out += line.back() + line.chopped(2) + u'\n';
    }
    return out;
}

QString printProjection(const TreeProjection &projection)
{
    QString out;
    struct Level {
        NodeId parent;
        std::uint32_t row;
    };
    std::vector<Level> levels { { kRootNode, 0 } };
    while (!levels.empty()) {
        Level &level = levels.back();
        if (level.row == projection.rowCount(level.parent)) {
            levels.pop_back();
            continue;
        }
        const NodeId node = projection.child(level.parent, level.row);
        if (projection.rowOf(node) != level.row || !projection.contains(node))
            qFatal("row %u is not where rowOf() says", level.row);
        ++level.row;
        char mark = projection.hasChangesBelow(node) ? '.' : ' ';
        if (projection.hasChange(node))
            mark = "AMmRP"[static_cast<int>(projection.change(node))];
        out += QLatin1Char(mark) + QString(static_cast<qsizetype>(2 * levels.size() - 1), u' ')
            + text(projection.tree().name(node)) + u' ' + QString::number(projection.sizeBytes(node)) + u'\n';
        levels.push_back({ node, 0 });
    }
    return out;
}

QString printWaste(const ImageTree &tree, const Analysis &analysis)
{
    constexpr const char *kReasons[] = { "overwritten", "removed", "metadata" };
    QString out;
    for (const WasteItem &item : analysis.waste) {
        out += u'/' + text(tree.path(item.node)) + u' ' + QString::number(item.bytes) + u' '
            + QString::number(item.storedBy) + u'>' + QString::number(item.hiddenBy) + u' '
            + QLatin1String(kReasons[static_cast<int>(item.reason)]) + u'\n';
    }
    return out;
}

} // namespace varve::test
