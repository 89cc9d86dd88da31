// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The images of all sources as a table that filters and sorts itself: what docker images prints, and more.
//
// One class instead of a chain of proxies, because a keystroke over 10,000 images has 16 ms: the order is computed over
// prepared keys and views get the difference. A few changed stretches are told as inserted and removed rows; many, or rows
// that changed places, as one layoutChanged with persistent indexes moved along. Either way selection, current row and
// scroll position stay with their images. Note for views: an index whose row is filtered out becomes invalid; after
// layoutChanged look at the current index again, after shownChanged() at rowCount().
// GUI thread. Cost: setRows O(n log n), setQuery and sort O(n) and O(n log n) over all rows, data() O(1).
#pragma once

#include "models/imagequery.h"
#include "models/imagerow.h"
#include "models/updatenote.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QDateTime>
#include <QtCore/QHash>

#include <vector>

namespace varve {

class ImagesModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Repository,
        Tag,
        Id,
        Created,
        Size,
        Unique,
        Shared,
        UsedBy,
        PlatformColumn,
        SourceColumn,
        Update,
        kColumns
    };

    explicit ImagesModel(QObject *parent = nullptr);

    void setImages(const QList<SourceImages> &sources); // setRows(makeImageRows(sources))
    void setRows(QList<ImageRow> rows); // what makeImageRows() made, on whatever thread

    void setQuery(const ImageQuery &query); // errors() of the query are the caller's to show
    void setQuickFilter(QuickFilter filter);
    void setSource(SourceId source); // kAllSources: all
    const ImageQuery &query() const { return m_query; }
    QuickFilter quickFilter() const { return m_quickFilter; }
    SourceId source() const { return m_source; }

    int totalCount() const { return static_cast<int>(m_rows.size()); } // rows without any filter
    // Rows that a quick filter would show under the source and the query of now: for the buttons' counters.
    int countFor(QuickFilter filter) const;

    const ImageRow &row(int row) const { return m_rows[m_shown[static_cast<std::size_t>(row)]]; }
    const ImageRow *rowAt(const QModelIndex &index) const; // nullptr for an invalid index
    bool hasRow(const QString &key) const; // shown or not
    // Where a row's image is read from: the chosen source when it is among the origins, else the first.
    ImageOrigin originFor(const ImageRow &row) const;
    // First row of an image, found by its key, full name, repository (any tag) or hex id prefix; invalid when not shown.
    QModelIndex find(const QString &nameOrId) const;

    // What registries say of rows, by their keys; the others have nothing to say.
    void setUpdates(const QHash<QString, UpdateNote> &updates);

    // The moment that "3 months ago" is counted from; views call it once a minute.
    void setNow(const QDateTime &now);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, TextAlignment, SortRole, RawTextRole (whole id), BytesRole, MaxBytesRole, BarFractionRole, QuietRole,
    // ElideMiddleRole, FixedFontRole, IconNameRole (column 0), ImageKeyRole.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override; // -1: as the sources list them
    static QString kindName(const ImageSummary &image); // translated

    int sortColumn() const { return m_sortColumn; }
    Qt::SortOrder sortOrder() const { return m_sortOrder; }

Q_SIGNALS:
    void rowsAboutToChange(); // before setRows() tells of any difference
    void shownChanged(); // after every setImages() and change of a filter; not after sorting

private:
    using Order = std::vector<std::uint32_t>;
    Order wantedOrder() const;
    bool isShown(const ImageRow &row, QuickFilter filter) const;
    bool lessThan(const ImageRow &left, const ImageRow &right) const;
    void refresh(); // after a change of a filter
    void applyOrder(Order wanted); // m_rows stays
    bool applyAsRowChanges(const Order &wanted);
    void applyAsLayoutChange(Order wanted);
    QVariant displayData(const ImageRow &row, int column) const;
    QVariant sortData(const ImageRow &row, int column) const;
    QVariant rawText(const ImageRow &row, int column) const;
    QString toolTip(const ImageRow &row, int column) const;
    static QVariant alignment(int column);
    static QVariant headerToolTip(int column);
    static QString updateText(UpdateNote::State state);

    QList<ImageRow> m_rows; // all, in the order of the sources
    Order m_shown; // into m_rows
    ImageQuery m_query;
    QuickFilter m_quickFilter = QuickFilter::All;
    SourceId m_source = kAllSources;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::int64_t m_maxBytes = 0;
    QHash<QString, UpdateNote> m_updates;
    QDateTime m_now;
};

} // namespace varve
