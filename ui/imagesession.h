// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The image that is looked at: inspected, its layers read and proved, merged, analysed and projected, all on workers, and
// published piece by piece as immutable values. GUI thread; nothing here blocks.
//
// open() leaves the image before: its jobs are cancelled and its late results dropped. Layers appear as they are read;
// merging them again and again must stay a small share of the work, so a merge waits a multiple of the time that the last
// one took, except for the first and the last. Merges and projections run on the io pool: the cpu pool is full of layers
// while an image is read, and the user is waiting for these.
#pragma once

#include "ui/joblist.h"
#include "ui/requestslot.h"
#include "ui/resultqueue.h"
#include "ui/services.h"

#include "services/tree/analysis.h"
#include "services/tree/treeprojection.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <optional>
#include <variant>

namespace varve {

struct LayerProgress {
    LayerTreePtr tree; // null: not read yet, or failed
    bool hasFingerprints = false;
    std::optional<Error> error;
    LayerProof proof;
    // Read from what the store has written down of the layer; no digest proves it, and its bytes were not seen.
    bool isRecorded() const
    {
        return tree && tree->fingerprintKind() == FingerprintKind::Crc64 && proof.overall() == ProofState::Unavailable;
    }
    // Far away, and nobody has asked for it.
    bool isLeft() const { return !tree && !error && proof.overall() == ProofState::Skipped; }
};

class ImageSession : public QObject {
    Q_OBJECT

public:
    enum class State { Empty, Inspecting, Reading, Done, Failed };

    ImageSession(const UiServices &services, JobList &jobs, QObject *parent = nullptr);
    ~ImageSession() override;

    // With a container, what it wrote is one more layer on top; details() then names it as such.
    void open(
        const ImageStorePtr &store, const ImageSummary &image, const std::optional<ContainerInfo> &container = {});
    void close();
    void cancel(); // keeps what is there
    void reload();
    // Of a store that downloads: fetches these layers too, after those that are being fetched. What failed is tried again.
    void download(const QList<int> &layers);
    QList<int> leftLayers() const; // that are still far away
    std::int64_t blobBytes(const QList<int> &layers) const; // as stored; what is not known counts as nothing

    State state() const { return m_state; }
    const ImageStorePtr &store() const { return m_store; }
    const ImageSummary &summary() const { return m_summary; }
    const std::optional<ContainerInfo> &container() const { return m_container; }
    int imageLayerCount() const; // without a container's
    const std::shared_ptr<const ImageDetails> &details() const { return m_details; } // null until inspected
    const Error &error() const { return m_error; } // when Failed
    const std::vector<LayerProgress> &layers() const { return m_layers; }
    const ImageTreePtr &tree() const { return m_tree; }
    const std::shared_ptr<const Analysis> &analysis() const { return m_analysis; }
    const TreeProjectionPtr &projection() const { return m_projection; }
    const ProjectionRequest &request() const { return m_request; }
    int layersRead() const;
    std::int64_t unpackedBytes() const; // content of all layers as engines count it; -1 until all are read
    QList<std::int64_t> unpackedLayerBytes() const; // of each layer of the image, bottom first; -1: not read
    ProofState proof() const; // the worst over all layers
    bool isRecorded() const; // whether that is Unavailable only for layers out of records
    bool isWhole() const; // tree and analysis hold every layer; false while some are still read, and when some failed
    Warnings warnings() const; // of the document, the layers and the merge; a copy
    qsizetype warningCount() const; // of the same
    bool isProjecting() const { return m_projectionSlot.isActive(); }

    void setRequest(const ProjectionRequest &request);

Q_SIGNALS:
    void stateChanged();
    void detailsChanged();
    void layersChanged(); // states or proofs of layers
    void treeChanged(); // tree and analysis
    void projectionChanged();

private:
    struct LayerRead {
        int layer;
        LayerTreePtr tree;
        bool isFinal;
    };
    struct LayerFailed {
        int layer;
        Error error;
    };
    struct LayerVerified {
        int layer;
        LayerProof proof;
    };
    using Event = std::variant<LayerRead, LayerFailed, LayerVerified>;
    class Observer;
    struct Merged {
        ImageTreePtr tree;
        std::shared_ptr<const Analysis> analysis;
        qint64 tookMs = 0;
    };

    void setState(State state);
    void reset();
    void inspected(Result<ImageDetails> result);
    bool downloads() const { return m_store && m_store->capabilities().testFlag(StoreCapability::Downloads); }
    void read(const ImageReadOptions &options);
    void downloadNext();
    void leaveUnread();
    void readingEnded(const Result<bool> &result);
    void take(std::vector<Event> events);
    void mergeSoon();
    void merge();
    void merged(Result<Merged> result);
    void settle(); // the state, once the layers are read
    void project();

    const UiServices m_services;
    JobList &m_jobs;
    JobListing m_listing;
    State m_state = State::Empty;
    ImageStorePtr m_store;
    ImageSummary m_summary;
    std::optional<ContainerInfo> m_container;
    std::shared_ptr<const ImageDetails> m_details;
    std::shared_ptr<const ImageDetails> m_imageDetails; // without the container's layer
    ResultQueue<Event>::SenderPtr m_sender; // of all reads of this image
    Error m_error;
    std::optional<Error> m_readError; // what ended the last read, if it was not its end
    std::optional<Error> m_mergeError; // of the last merge, until one succeeds
    std::vector<LayerProgress> m_layers;
    ImageTreePtr m_tree;
    std::shared_ptr<const Analysis> m_analysis;
    ProjectionRequest m_request;
    TreeProjectionPtr m_projection;
    QList<int> m_downloading; // by the read that runs
    QList<int> m_wanted; // after it
    bool m_mergeIsStale = false; // layers came since the running or last merge began
    bool m_projectionIsStale = false; // a tree came since the running projection began
    qint64 m_lastMergeMs = 0;
    QElapsedTimer m_sinceMerge;
    QTimer m_mergeTimer;
    RequestSlot<ImageDetails> m_inspectSlot;
    RequestSlot<bool> m_readSlot;
    RequestSlot<Merged> m_mergeSlot;
    RequestSlot<TreeProjectionPtr> m_projectionSlot;
    ResultQueue<Event> m_queue;
};

} // namespace varve
