// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A place that holds images: an archive, a layout, an engine, the Library. Interface of blocking functions.
//
// Any thread may call any function, also several at once; implementations keep what they need immutable or locked.
// Partial success is data: one broken image becomes a Warning of the Listing, never a failed list().
#pragma once

#include "services/archive/layerscanner.h"
#include "services/jobs/job.h"
#include "services/stores/readerreport.h"
#include "services/types/containerinfo.h"
#include "services/types/imagedetails.h"
#include "services/types/prunefacts.h"
#include "services/types/reference.h"

#include <QtCore/QFlags>

#include <functional>
#include <memory>
#include <optional>

namespace varve {

enum class StoreKind : std::uint8_t {
    DockerArchive,
    OciLayout,
    OciArchive,
    Engine,
    ContainersStorage,
    Library,
    Registry
};

enum class StoreCapability : std::uint8_t {
    Remove = 1, // images can be deleted
    Tag = 2,
    Containers = 4, // knows which containers use an image
    Pull = 8,
    Changes = 16, // tells when its content changed
    Downloads = 32, // it is far away: reading a layer downloads it, so layers are read when somebody asks for them
};
Q_DECLARE_FLAGS(StoreCapabilities, StoreCapability)
Q_DECLARE_OPERATORS_FOR_FLAGS(StoreCapabilities)

// A layer that its store keeps unpacked: there is no blob, and the store itself makes tree and digest out of what there is.
// Any thread, several layers at once. Errors: NotFound (it was removed meanwhile), Cancelled, and what else reading gives.
class LayerReader {
public:
    virtual ~LayerReader() = default;
    virtual FingerprintKind fingerprintKind() const = 0; // of the trees
    // Finds out what treeBytes() needs, before a tree that nobody knows is read. Whatever goes wrong goes wrong again there.
    virtual void prepare(Job &) { }
    // What the two read, for progress, which they add up to.
    virtual std::int64_t treeBytes() const = 0;
    virtual std::int64_t contentBytes() const = 0;

    // Where diffId() is not to be had: a key of the store's own under which the tree may be kept. Null: it is not kept.
    virtual Digest unprovedKey() const { return {}; }
    // Whether the store can stream the layer as well: that is tried for all layers of the image when one cannot be read.
    virtual bool mayBeStreamed() const { return false; }
    // Whether reading it brings the whole layer over the network, and keeps nothing of it.
    virtual bool isDownload() const { return false; }

    virtual Result<LayerTreePtr> readTree(Job &job) = 0;
    // The sha256 of the tar that the layer was, or is. Unsupported, AccessDenied: it cannot be had here, which says nothing of
    // the layer. Corrupt: what is unpacked is not what the tree says.
    virtual Result<Digest> diffId(Job &job) = 0;
};

// How the bytes of a layer can be had. Neither range, tree nor reader: only with others, through streamLayers().
struct LayerContent {
    MappedRange range; // the blob as stored; file is null when there is none to be read in place
    LayerTreePtr tree; // already read (archives that are compressed as a whole are read in one go)
    std::shared_ptr<LayerReader> reader {};
};

// A layer out of a stream, told as soon as it is read.
struct StreamedLayer {
    int layer = 0;
    LayerTreePtr tree;
    Digest namedBlob; // what the stream's manifest says the blob is; null where it has none
    LayerDigests digests; // of the bytes that came; the DiffID is null for what is compressed
};
using StreamedLayerSink = std::function<void(const StreamedLayer &)>;

// What an engine pulls by itself. The authorization is a header's value, ready made; empty: none.
struct PullRequest {
    Reference reference; // with a tag or a digest
    std::optional<Platform> platform; // nothing: the engine's own
    QByteArray authorization;
    bool allowsPlainHttp = false; // the registry is on a machine of its own, or somebody has said so
};
// One line of what it says meanwhile.
struct PullStep {
    QString layer; // the first digits of the blob's digest; empty: not about one
    QString status; // untrusted text
    std::int64_t doneBytes = -1; // -1: not said
    std::int64_t totalBytes = -1;
};

// An image in a store, and what it is in the Library that it was copied to.
struct CopiedImage {
    ImageId id; // there
    Digest digest; // of its manifest or index in the Library
    Digest config; // null: it has several platforms
};

// An image that is to go, as somebody was shown it.
struct ShownImage {
    ImageId id;
    QStringList names; // in any order
};
// Conflict: it has others by now.
Result<void> checkShownNames(const ShownImage &shown, QStringList namesNow);
// Which of the images it is, and what became of it.
using RemovalSink = std::function<void(qsizetype image, const Result<void> &removed)>;

class ImageStore {
public:
    virtual ~ImageStore() = default;

    virtual StoreKind kind() const = 0;
    virtual QString title() const = 0; // short, for a list: "app.tar"
    virtual QString location() const = 0; // the whole path
    virtual StoreCapabilities capabilities() const { return {}; }
    virtual std::int64_t sizeOnDiskBytes() const = 0; // -1: not known

    virtual Result<Listing> list(Job &job) = 0;
    // NotFound: no such image. Fails only when not even the manifest can be read; what is missing is among the warnings.
    virtual Result<ImageDetails> inspect(const ImageId &id, Job &job) = 0;
    // NotFound: the blob is not local or not there. Unsupported: the store can name this layer but not read it.
    virtual Result<LayerContent> openLayer(const ImageDetails &image, int layer, Job &job) = 0;
    // A blob as it is stored, where it can be read in place: whoever uses it holds it against its digest. NotFound: it is not here.
    // Unsupported: the store keeps no blobs, or does not hand them out. Cost: O(1).
    virtual Result<MappedRange> openBlob(const Digest &digest, Job &job);
    // Digests of layers that can only be streamed, all in one pass, in the order of `layers`; stores with ranges need not.
    // Conflict: the file is no longer the one that the trees were read from.
    virtual Result<QList<LayerDigests>> digestStreamedLayers(
        const ImageDetails &image, const QList<int> &layers, Job &job);
    // Layers that can be had only together, in one pass and in any order; the sink is called on the caller's thread. What
    // it was not told of when this returns is not there.
    virtual Result<void> streamLayers(
        const ImageDetails &image, const QList<int> &layers, const StreamedLayerSink &sink, Job &job);
    // Unsupported where the capability is missing.
    virtual Result<QList<ContainerInfo>> containers(Job &job);
    // What the container wrote, as a layer on top of its image: deleted paths are whiteouts; files are known by type, mode,
    // size and time, not by content. Cost: one request per changed path. Unsupported without the capability Containers.
    virtual Result<LayerTreePtr> containerLayer(const ContainerInfo &container, Job &job);
    // The bytes of that layer as the engine itself counts them, contents included that nobody else can see; -1 where it does
    // not say. Cost: the engine walks the layer, which can take seconds. Unsupported without the capability Containers.
    virtual Result<std::int64_t> containerBytes(const ContainerInfo &container, Job &job);
    // Gives the image another name; takes one away. Both look first whether the name still means what it did: Conflict when
    // not, and for the last name, with which the image would go. Unsupported without the capabilities Tag and Remove.
    virtual Result<void> tag(const ImageId &id, const QString &name, Job &job);
    virtual Result<void> untag(const ImageId &id, const QString &name, Job &job);
    // All names, then the image; never by force. Conflict: a container uses it, or another image stands on it.
    virtual Result<void> remove(const ImageId &id, Job &job);
    // One after the other, in this order, or several at a time where the store can; each is looked at once more just before it goes,
    // and stays when it has other names than were shown (Conflict). `told` is called once for each, on the caller's thread; with
    // Cancelled for those whose turn did not come.
    virtual void removeEach(const QList<ShownImage> &images, const RemovalSink &told, Job &job);
    // What removing them would free on the disk, exactly: blobs that are shared count when all who need them go. Unsupported: the
    // store cannot tell.
    virtual Result<std::int64_t> bytesFreed(const QList<ImageId> &images, Job &job);
    // Everything that takes room and which image needs it, for planning what may go. Unsupported without the capability Remove.
    // Cost: the list, and for an engine a question about each image.
    virtual Result<PruneFacts> pruneFacts(Job &job);
    // What its images take on the disk now, as the store itself measures it; -1: not known. Cost: an engine may walk its disk.
    virtual Result<std::int64_t> usedBytes(Job &job);
    // Whole images into the Library at `root`, which is made if need be; `scratch` is a folder for what is not finished: all or
    // none of them. In the order of `images`. Corrupt: what came is not what was asked for. Unsupported but for engines: a Library
    // exports and imports.
    virtual Result<QList<CopiedImage>> copyToLibrary(
        const QList<ImageId> &images, const QString &root, const QString &scratch, Job &job);
    // And back, without names; the ids here. What was brought before an error stays.
    virtual Result<QList<ImageId>> copyFromLibrary(
        const QString &root, const QList<CopiedImage> &images, const QString &scratch, Job &job);
    // `told` is called on the caller's thread. Whatever the engine says went wrong is the Error, with its own words. Unsupported
    // without the capability Pull.
    virtual Result<void> pull(const PullRequest &request, const std::function<void(const PullStep &)> &told, Job &job);
    // Blocks for as long as the store can be followed: calls `changed` on the caller's thread once it follows (what happened
    // before is not told) and after whatever may have changed images or containers; the caller then lists again. Ends with
    // Cancelled, or with why the store is gone. Unsupported: the store is there but tells nothing, for now, or at all without
    // the capability Changes.
    virtual Result<void> watch(const std::function<void()> &changed, Job &job);
    // What a person may want to know of how the layers so far were read.
    virtual ReaderReport readerReport() const { return {}; }
};

using ImageStorePtr = std::shared_ptr<ImageStore>;

// Opens what `path` is, by content: docker-archive of any generation, OCI layout folder, OCI layout in a tar, each tar
// plain, gzip or zstd; the storage folder of Podman, Buildah and CRI-O. Reads as little as the format allows; a compressed archive is read whole (job shows progress).
// Errors: NotFound, AccessDenied, Unsupported (no image archive, with what it is instead), Corrupt, LimitExceeded, Cancelled.
Result<ImageStorePtr> openStore(const QString &path, Job &job);

} // namespace varve
