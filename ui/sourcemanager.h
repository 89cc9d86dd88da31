// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The places that images are shown from, files as well as engines: opens, lists, inspects, follows, reloads and closes them,
// each with requests of its own.
//
// GUI thread; all reading happens on the pool, kReadAtOnce sources at a time: the pool's other threads are for the image
// that is looked at, and a folder full of archives must not take them all. The rest waits in order and can be cancelled like
// one that is read. A source that failed stays, with its error, until it is closed or a reload
// succeeds. Opening what is open already gives the same source; where the path has to be resolved for that ("link/..") it is
// found on the worker, and foundOpen() says so. Images come in two steps: the listing, then labels and
// layers of each image (for filters and shared sizes); what is known of an image is kept as long as it is listed.
// A store that tells of changes is listed again after them, at most one listing at a time. An engine that goes away stays
// with what it had, Offline and marked as of before, and is tried again until it is there.
#pragma once

#include "models/imagerow.h"
#include "models/sourcesmodel.h"
#include "ui/errortext.h"
#include "ui/joblist.h"
#include "ui/requestslot.h"
#include "ui/services.h"
#include "ui/sourceopening.h"
#include "ui/sourcewatch.h"

#include <QtCore/QHash>
#include <QtCore/QObject>

#include <memory>
#include <optional>
#include <vector>

namespace varve {

class SourceManager : public QObject {
    Q_OBJECT

public:
    struct Entry {
        Entry(WorkPool &pool, JobList &jobs)
            : listing(jobs)
            , watch(pool)
        {
        }
        Source source;
        QString path; // of a file or folder; empty: it came as an offer
        std::optional<StoreOffer> offer;
        ImageStorePtr store; // null until opened
        Error error; // when Failed
        Warnings warnings;
        SourceImages images;
        QList<ContainerInfo> containers; // of stores that know any
        JobPtr waiting; // its turn has not come
        bool isUninspected = false; // labels and layers are still to be read
        int listings = 0; // that have ended
        bool isListedAgain = false; // what is listed now is of before another change
        using Inspected = QHash<ImageId, ImageDetails>;
        RequestSlot<OpenedSource> opening; // and listing again
        RequestSlot<Inspected> inspecting;
        JobListing listing;
        SourceWatch watch;
    };

    SourceManager(const UiServices &services, JobList &jobs, QObject *parent = nullptr);
    ~SourceManager() override;

    SourceId open(const QString &path); // returns at once
    // What is new among the offers is added, and opened when it opens by itself; what is there already stays as it is.
    void add(const QList<StoreOffer> &offers);
    // Engines are connected to anew, as these offers say; other sources stay as they are.
    void renewEngines(const QList<StoreOffer> &offers);
    void connectOffered(SourceId id); // one that does not open by itself; else nothing
    void list(SourceId id); // again, while what is there stays to be seen
    void reload(SourceId id);
    void reload(SourceId id, const StoreOffer &offer); // which opens it in another way by now
    void close(SourceId id);
    void cancel(SourceId id);
    // An image that was inspected because somebody looks at it.
    void setDetails(SourceId id, const ImageDetails &details);
    // What reading the layers found out, bottom first; ignored when one of them is -1.
    void setUnpackedBytes(SourceId id, const ImageId &image, const QList<std::int64_t> &layerBytes);

    static constexpr int kReadAtOnce = 4;

    static ErrorText failureText(const Entry &entry); // of one that is Failed or Offline

    bool isEmpty() const { return m_entries.empty(); }
    const Entry *entry(SourceId id) const; // nullptr: no such source
    QList<Source> sources() const;
    QList<SourceImages> images() const;
    const ImageSummary *image(const ImageOrigin &origin) const;

Q_SIGNALS:
    void sourcesChanged(); // states, titles, counts
    void imagesChanged();
    void opened(varve::SourceId id); // read for the first time or again
    void failed(varve::SourceId id);
    void foundOpen(varve::SourceId asked, varve::SourceId known); // the same file; `asked` is closed next
    void closed(varve::SourceId id);

private:
    Entry *find(SourceId id);
    Entry &append(std::unique_ptr<Entry> entry);
    void follow(Entry &entry);
    void read(Entry &entry);
    void tryAgain(SourceId id);
    void takeListing(Entry &entry, OpenedSource opened);
    void goOffline(Entry &entry, Error error);
    void startWaiting();
    void start(Entry &entry);
    void endCancelledWaits();
    void endCancelledWait(SourceId id);
    void readEnded(SourceId id, Result<OpenedSource> result);
    void inspectAll(Entry &entry);
    void inspected(SourceId id, const Result<Entry::Inspected> &details);

    const UiServices m_services;
    JobList &m_jobs;
    std::vector<std::unique_ptr<Entry>> m_entries;
    int m_nextId = 1;
};

} // namespace varve
