// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The Overview of one image: what `docker image inspect` says, for people, as headings with rows of (name, value) below.
//
// GUI thread. Values are shown escaped; RawTextRole is what copying takes. setImage() is a reset; setFigures() adds what is
// known only after the layers were read and changes rows in place. Cost: O(rows) per setter, O(1) per cell.
#pragma once

#include "models/roles.h"
#include "services/tree/analysis.h"
#include "services/types/imagedetails.h"

#include <QtCore/QAbstractItemModel>

#include <memory>

namespace varve {

class DetailsModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Name, Value, kColumns };

    explicit DetailsModel(QObject *parent = nullptr);

    void setImage(const ImageDetails &image);
    void clear();
    // Sizes and efficiency from the layers' content; null and -1: not known (yet).
    void setFigures(const std::shared_ptr<const Analysis> &analysis, std::int64_t unpackedBytes);
    void setNow(const QDateTime &now); // for "3 months ago"

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, RawTextRole, HeadingRole, FixedFontRole, ElideMiddleRole, QuietRole, ErrorRole.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    enum class Style : std::uint8_t { Plain, Fixed, Quiet, Problem };
    struct Row {
        QString name; // translated, or the key of a label
        QString value; // as shown
        QByteArray raw; // as copied
        Style style = Style::Plain;
        bool operator==(const Row &) const = default;
    };
    struct Section {
        QString title;
        QList<Row> rows;
    };
    static Row textRow(const QString &name, const QString &text, Style style = Style::Plain);
    static Row sizeRow(const QString &name, std::int64_t bytes);
    static QString healthCheckText(const HealthCheck &check);
    Section identitySection() const;
    Section sizesSection() const;
    Section runSection() const;
    Section originSection() const;
    static Section pairsSection(const QString &title, const QList<QPair<QString, QString>> &pairs);
    Section warningsSection() const;
    QList<Section> makeSections() const;
    void refresh();

    ImageDetails m_image;
    bool m_hasImage = false;
    std::shared_ptr<const Analysis> m_analysis;
    std::int64_t m_unpackedBytes = -1;
    QDateTime m_now;
    QList<Section> m_sections;
};

} // namespace varve
