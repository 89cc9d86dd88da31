// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The list of places that hold images, in two levels: "All sources", then the headings "Sources", "Archives" and "Registries"
// (images that are looked at where they are, and belong to no total) with what belongs to them; a heading without sources is not there. One column.
//
// GUI thread. Holds values only; setSources() compares with what is shown and tells views of the differences, so that
// selection and expansion survive. Cost: setSources O(n log n), everything else O(1).
#pragma once

#include <QtCore/QAbstractItemModel>
#include <QtCore/QList>

#include <array>
#include <cstdint>

namespace varve {

enum class SourceId : int {};
inline constexpr SourceId kAllSources { -1 };

enum class SourceKind : std::uint8_t {
    DockerArchive,
    OciLayout,
    OciArchive,
    Library,
    Engine,
    ContainersStorage,
    Registry
};
enum class SourceState : std::uint8_t {
    Offered, // to be opened when somebody asks for it
    Waiting, // for others that are read
    Reading,
    Ready,
    Failed,
    Offline, // an engine that cannot be reached; it is tried again by itself
};
inline bool isBusy(SourceState state)
{
    return state == SourceState::Waiting || state == SourceState::Reading;
}

struct Source {
    SourceId id {};
    SourceKind kind = SourceKind::DockerArchive;
    SourceState state = SourceState::Reading;
    QString title; // short; untrusted text (a file name)
    QString location; // the whole path or address, for the tooltip
    QString errorText; // the translated sentence when Failed or Offline
    double progress = -1; // 0..1 while Reading; -1: not known
    int imageCount = -1; // -1: not known yet
    std::int64_t sizeBytes = -1; // on disk
    int warningCount = 0;

    bool isRemote() const { return kind == SourceKind::Registry; } // its images are not here

    bool operator==(const Source &) const = default;
};

class SourcesModel : public QAbstractItemModel {
    Q_OBJECT

public:
    explicit SourcesModel(QObject *parent = nullptr);

    // Ids are unique. The order inside a heading is the order given.
    void setSources(const QList<Source> &sources);
    const QList<Source> &sources() const { return m_sources; }

    QModelIndex indexOf(SourceId id) const; // kAllSources: the first row; invalid when there is no such source
    SourceId sourceAt(const QModelIndex &index) const; // kAllSources for headings too; see HeadingRole
    const Source *source(SourceId id) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    // Display, ToolTip, IconNameRole, StateRole, ProgressRole, BytesRole, ErrorRole, HeadingRole, QuietRole, SourceIdRole,
    // RawTextRole (the location).
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    enum Group : quintptr { Engines, Archives, Registries, kGroups };
    static constexpr std::array kAllGroups { Engines, Archives, Registries };
    static Group groupOf(const Source &source);
    int topRowFor(Group group) const; // where its heading is, or would be
    Group groupAtTopRow(int row) const;
    void setGroup(Group group, const QList<Source> &wanted);
    QVariant sourceData(const Source &source, int role) const;
    QVariant allData(int role) const;
    static QString groupTitle(Group group);
    static QString sourceToolTip(const Source &source);
    static QString imageCountText(int count);

    QList<Source> m_sources;
    std::array<QList<Source>, kGroups> m_groups;
};

} // namespace varve
