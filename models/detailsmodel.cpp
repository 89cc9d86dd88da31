// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/detailsmodel.h"

#include "models/imagesmodel.h"
#include "models/relativetime.h"
#include "services/types/text.h"

#include <QtCore/QLocale>

namespace varve {

namespace {

// internalId of a heading; a row below it has 1 + its section.
constexpr quintptr kHeadings = 0;

// A list of arguments as JSON, the exec form of a Dockerfile: only so are words with spaces told apart.
QString execForm(const QStringList &arguments)
{
    QStringList quoted;
    for (const QString &argument : arguments) {
        QString text = argument;
        text.replace(u'\\', QLatin1String("\\\\")).replace(u'"', QLatin1String("\\\""));
        quoted += u'"' + text + u'"';
    }
    return u'[' + quoted.join(QLatin1String(", ")) + u']';
}

QString exactBytes(std::int64_t bytes)
{
    return QLocale().toString(qint64 { bytes });
}

} // namespace

DetailsModel::DetailsModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_now(QDateTime::currentDateTimeUtc())
{
}

void DetailsModel::setImage(const ImageDetails &image)
{
    beginResetModel();
    m_image = image;
    m_hasImage = true;
    m_analysis.reset();
    m_unpackedBytes = image.summary.unpackedBytes;
    m_sections = makeSections();
    endResetModel();
}

void DetailsModel::clear()
{
    beginResetModel();
    m_image = {};
    m_hasImage = false;
    m_analysis.reset();
    m_sections.clear();
    endResetModel();
}

void DetailsModel::setFigures(const std::shared_ptr<const Analysis> &analysis, std::int64_t unpackedBytes)
{
    m_analysis = analysis;
    m_unpackedBytes = unpackedBytes;
    refresh();
}

void DetailsModel::setNow(const QDateTime &now)
{
    m_now = now;
    refresh();
}

void DetailsModel::refresh()
{
    if (!m_hasImage)
        return;
    // Sections never come or go while an image stays; only the rows of one may grow or shrink at its end, or change.
    const QList<Section> wanted = makeSections();
    for (int at = 0; at < wanted.size(); ++at) {
        const QList<Row> &rows = wanted.at(at).rows;
        QList<Row> &shown = m_sections[at].rows;
        const QModelIndex heading = index(at, 0);
        if (rows.size() > shown.size()) {
            beginInsertRows(heading, static_cast<int>(shown.size()), static_cast<int>(rows.size()) - 1);
            shown = rows;
            endInsertRows();
        } else if (rows.size() < shown.size()) {
            beginRemoveRows(heading, static_cast<int>(rows.size()), static_cast<int>(shown.size()) - 1);
            shown.resize(rows.size());
            endRemoveRows();
        }
        shown = rows;
        Q_EMIT dataChanged(index(0, 0, heading), index(static_cast<int>(rows.size()) - 1, kColumns - 1, heading));
    }
}

QList<DetailsModel::Section> DetailsModel::makeSections() const
{
    QList<Section> sections { identitySection(), sizesSection(), runSection(), originSection(),
        pairsSection(tr("Labels"), m_image.config.labels), pairsSection(tr("Annotations"), m_image.config.annotations),
        warningsSection() };
    // Which sections are empty depends on the image alone, so a refresh finds the same ones.
    sections.removeIf([](const Section &section) { return section.rows.isEmpty(); });
    return sections;
}

DetailsModel::Row DetailsModel::textRow(const QString &name, const QString &text, Style style)
{
    return { name, shortened(visibleText(text)), text.toUtf8(), style };
}

DetailsModel::Row DetailsModel::sizeRow(const QString &name, std::int64_t bytes)
{
    if (bytes < 0)
        return { name, tr("not known yet"), {}, Style::Quiet };
    return { name, tr("%1 (%2 bytes)").arg(humanSize(bytes), exactBytes(bytes)), QByteArray::number(qint64 { bytes }),
        Style::Plain };
}

DetailsModel::Section DetailsModel::identitySection() const
{
    const ImageSummary &summary = m_image.summary;
    Section section { tr("Image"), {} };
    QList<Row> &rows = section.rows;
    for (const QString &name : summary.names)
        rows += textRow(tr("Name"), name);
    if (summary.names.isEmpty())
        rows += Row { tr("Name"), tr("none (dangling)"), {}, Style::Quiet };
    if (!summary.configDigest.isNull())
        rows += textRow(tr("Image ID"), summary.configDigest.toString(), Style::Fixed);
    if (!summary.manifestDigest.isNull())
        rows += textRow(tr("Manifest digest"), summary.manifestDigest.toString(), Style::Fixed);
    if (summary.kind != ImageKind::Image)
        rows += textRow(tr("Kind"), ImagesModel::kindName(summary));
    if (!summary.artifactType.isEmpty())
        rows += textRow(tr("Artifact type"), summary.artifactType);
    if (!summary.platform.isEmpty()) {
        QString platform = summary.platform.toString();
        if (!summary.platform.osVersion.isEmpty())
            platform += u' ' + summary.platform.osVersion;
        rows += textRow(tr("Platform"), platform);
    }
    if (summary.created.isValid()) {
        const QString exact = RelativeTime::exact(summary.created);
        rows += Row { tr("Created"), tr("%1 (%2)").arg(RelativeTime::text(summary.created, m_now), exact),
            summary.created.toUTC().toString(Qt::ISODate).toUtf8(), Style::Plain };
    }
    if (!summary.isLocal)
        rows += Row { tr("Content"), tr("not local: only its description is here"), {}, Style::Problem };
    return section;
}

DetailsModel::Section DetailsModel::sizesSection() const
{
    const ImageSummary &summary = m_image.summary;
    Section section { tr("Size"), {} };
    QList<Row> &rows = section.rows;
    rows += Row { tr("Layers"), QString::number(m_image.layers.size()), QByteArray::number(m_image.layers.size()),
        Style::Plain };
    rows += sizeRow(tr("Layers as stored"), summary.blobBytes);
    rows += sizeRow(tr("Unpacked (sum of the layers)"), m_unpackedBytes);
    if (!m_analysis)
        return section;
    rows += sizeRow(tr("File content in all layers"), m_analysis->storedBytes);
    rows += sizeRow(tr("File content visible in the end"), m_analysis->visibleBytes);
    rows += sizeRow(tr("Wasted by overwriting and removing"), m_analysis->wastedBytes);
    const QString percent = QLocale().toString(m_analysis->efficiency * 100, 'f', 1);
    rows += Row { tr("Efficiency"), tr("%1 % of the stored content is visible").arg(percent),
        QByteArray::number(m_analysis->efficiency, 'f', 4), Style::Plain };
    return section;
}

QString DetailsModel::healthCheckText(const HealthCheck &check)
{
    if (check.test.constFirst() == QLatin1String("NONE"))
        return tr("switched off");
    // The first word says how the rest is run; as in a Dockerfile, a shell command needs no brackets.
    QString text = check.test.constFirst() == QLatin1String("CMD-SHELL")
        ? QStringList(check.test.sliced(1)).join(u' ')
        : execForm(check.test.constFirst() == QLatin1String("CMD") ? QStringList(check.test.sliced(1)) : check.test);
    const auto seconds = [](std::int64_t ns) { return QLocale().toString(static_cast<double>(ns) / 1e9, 'g', 6); };
    if (check.intervalNs > 0)
        text += tr(", every %1 s").arg(seconds(check.intervalNs));
    if (check.timeoutNs > 0)
        text += tr(", at most %1 s").arg(seconds(check.timeoutNs));
    if (check.startPeriodNs > 0)
        text += tr(", after %1 s").arg(seconds(check.startPeriodNs));
    if (check.retries > 0)
        text += tr(", failed after %1 tries").arg(check.retries);
    return text;
}

DetailsModel::Section DetailsModel::runSection() const
{
    const ImageConfig &config = m_image.config;
    Section section { tr("Runs"), {} };
    QList<Row> &rows = section.rows;
    const auto addText = [&rows](const QString &name, const QString &text, Style style = Style::Plain) {
        if (!text.isEmpty())
            rows += textRow(name, text, style);
    };
    const auto addArguments = [&](const QString &name, const QStringList &arguments) {
        if (!arguments.isEmpty())
            addText(name, execForm(arguments), Style::Fixed);
    };
    const auto addEach = [&](const QString &name, const QStringList &values) {
        for (const QString &value : values)
            rows += textRow(name, value, Style::Fixed);
    };
    addArguments(tr("Entrypoint"), config.entrypoint);
    addArguments(tr("Command"), config.cmd);
    addText(tr("Working directory"), config.workingDir, Style::Fixed);
    addText(tr("User"), config.user);
    addEach(tr("Environment"), config.env);
    addEach(tr("Port"), config.exposedPorts);
    addEach(tr("Volume"), config.volumes);
    addText(tr("Stop signal"), config.stopSignal);
    if (!config.healthCheck.isEmpty())
        addText(tr("Health check"), healthCheckText(config.healthCheck));
    addArguments(tr("Shell"), config.shell);
    addEach(tr("On build"), config.onBuild);
    return section;
}

DetailsModel::Section DetailsModel::originSection() const
{
    Section section { tr("Made by"), {} };
    if (!m_image.config.author.isEmpty())
        section.rows += textRow(tr("Author"), m_image.config.author);
    if (!m_image.config.dockerVersion.isEmpty())
        section.rows += textRow(tr("Docker version"), m_image.config.dockerVersion);
    return section;
}

DetailsModel::Section DetailsModel::pairsSection(const QString &title, const QList<QPair<QString, QString>> &pairs)
{
    Section section { title, {} };
    for (const auto &[key, value] : pairs)
        section.rows += textRow(shortened(visibleText(key)), value);
    return section;
}

DetailsModel::Section DetailsModel::warningsSection() const
{
    Section section { tr("Warnings"), {} };
    for (const Warning &warning : m_image.warnings) {
        const QString subject =
            warning.path.isEmpty() ? visibleText(warning.subject) : visibleText(QByteArrayView(warning.path));
        Row row = textRow(subject, warning.detail);
        row.style = Style::Problem;
        section.rows += row;
    }
    return section;
}

QModelIndex DetailsModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= kColumns || row >= rowCount(parent))
        return {};
    return createIndex(
        row, column, parent.isValid() ? quintptr { 1 } + static_cast<quintptr>(parent.row()) : kHeadings);
}

QModelIndex DetailsModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == kHeadings)
        return {};
    return createIndex(static_cast<int>(child.internalId() - 1), 0, kHeadings);
}

int DetailsModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_sections.size());
    if (parent.column() > 0 || parent.internalId() != kHeadings)
        return 0;
    return static_cast<int>(m_sections.at(parent.row()).rows.size());
}

int DetailsModel::columnCount(const QModelIndex &) const
{
    return kColumns;
}

Qt::ItemFlags DetailsModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() == kHeadings)
        return Qt::NoItemFlags; // the keyboard passes over headings, and a click on one changes nothing
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

QVariant DetailsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Value:
        return tr("Value");
    default:
        return {};
    }
}

QVariant DetailsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int column = index.column();
    if (index.internalId() == kHeadings) {
        if (role == HeadingRole)
            return true;
        return role == Qt::DisplayRole && column == Name ? QVariant(m_sections.at(index.row()).title) : QVariant();
    }
    const Row &row = m_sections.at(static_cast<qsizetype>(index.internalId() - 1)).rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return column == Name ? row.name : row.value;
    case Qt::ToolTipRole:
        return column == Name ? row.name : row.value;
    case RawTextRole:
        return column == Name ? row.name.toUtf8() : row.raw;
    case HeadingRole:
        return false;
    case FixedFontRole:
    case ElideMiddleRole:
        return column == Value && row.style == Style::Fixed;
    case QuietRole:
        return column == Name || row.style == Style::Quiet;
    case ErrorRole:
        return column == Value && row.style == Style::Problem;
    default:
        return {};
    }
}

} // namespace varve
