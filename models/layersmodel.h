// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The layers of one image as a table, the newest on top as docker history prints them: row 0 is the highest layer.
//
// GUI thread. Shows immutable values as they become known: the image first, then per layer its state, the merged tree
// (sizes and counts), the analysis (waste) and the proof of its digests. Every setter but setImage() only changes data.
// Cost: O(layers) per setter, O(1) per cell.
#pragma once

#include "models/roles.h"
#include "services/tree/analysis.h"
#include "services/types/imagedetails.h"

#include <QtCore/QAbstractTableModel>

namespace varve {

enum class LayerState : std::uint8_t {
    Waiting, // nobody reads it yet
    Reading,
    Headers, // its tree is there, fingerprints are not: M and m cannot be told apart yet
    Ready,
    Failed, // see the error text
    NotLocal, // named, but the blob is not here
    Remote, // in a registry, to be downloaded when somebody asks for it
};

class LayersModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, Instruction, Size, Changes, Wasted, Created, Proof, kColumns };

    explicit LayersModel(QObject *parent = nullptr);

    void setImage(const ImageDetails &image); // a reset; states become Waiting or NotLocal
    void clear();
    // Layers count from the bottom, 0.
    void setLayerState(int layer, LayerState state, const QString &errorText = {});
    void setProof(int layer, ProofBadge proof, const QString &detail = {}); // detail: shown as it is
    void setTree(const ImageTreePtr &tree); // ignored unless it has as many layers as the image; null: forget it
    void setAnalysis(const std::shared_ptr<const Analysis> &analysis);
    void setNow(const QDateTime &now);

    const ImageDetails &image() const { return m_image; }
    int layerCount() const { return static_cast<int>(m_layers.size()); }
    int layerOf(const QModelIndex &index) const; // -1 for an invalid index
    QModelIndex indexOf(int layer, int column = 0) const;
    LayerState state(int layer) const { return m_layers[layer].state; }
    ProofBadge proof(int layer) const { return m_layers[layer].proof; }
    // Content of the layer as engines count it: files, hard links once, and symlink targets; -1 when not read yet.
    std::int64_t sizeBytes(int layer) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, TextAlignment, SortRole, RawTextRole (instruction as recorded, digests), BytesRole, MaxBytesRole,
    // BarFractionRole, CountsRole, ProvisionalRole, LayerIndexRole, LayerColorIndexRole, ProofRole, StateRole, ProgressRole, IconNameRole,
    // QuietRole, ErrorRole.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Layer {
        LayerState state = LayerState::Waiting;
        ProofBadge proof = ProofBadge::Pending;
        QString instruction; // as shown
        QString errorText;
        QString proofDetail;
    };
    int layerAtRow(int row) const { return layerCount() - 1 - row; }
    void changed(int layer);
    void changedAll();
    const LayerTree *treeOf(int layer) const;
    QVariant displayData(int layer, int column) const;
    QVariant sortData(int layer, int column) const;
    QVariant rawText(int layer, int column) const;
    QString toolTip(int layer, int column) const;
    QVariant sizeData(int layer, int role) const;
    QString stateText(int layer) const;
    QString changesText(int layer) const;
    static QVariant alignment(int column);
    std::int64_t wastedBytes(int layer) const;
    bool isProvisional(int layer, int column) const;
    QString provisionalText() const;

    ImageDetails m_image;
    QList<Layer> m_layers; // bottom first
    ImageTreePtr m_tree;
    std::shared_ptr<const Analysis> m_analysis;
    std::int64_t m_maxBytes = 0;
    QDateTime m_now;
};

} // namespace varve
