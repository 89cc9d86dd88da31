// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The opened archives and layouts: opens, lists, inspects, reloads and closes them, each with a request of its own.
//
// GUI thread; all reading happens on the pool, kReadAtOnce sources at a time: the pool's other threads are for the image
// that is looked at, and a folder full of archives must not take them all. The rest waits in order and can be cancelled like
// one that is read. A source that failed stays, with its error, until it is closed or a reload
// succeeds. Opening what is open already gives the same source; where the path has to be resolved for that ("link/..") it is
// found on the worker, and foundOpen() says so. Images come in two steps: the listing, then labels and
// layers of each image (for filters and shared sizes).
#pragma once

#include "models/imagerow.h"
#include "models/sourcesmodel.h"
#include "ui/joblist.h"
#include "ui/requestslot.h"
#include "ui/services.h"

#include <QtCore/QObject>

#include <memory>
#include <vector>

namespace varve {

class SourceManager : public QObject {
    Q_OBJECT

public:
    struct Entry {
        explicit Entry(JobList &jobs)
            : listing(jobs)
        {
        }
        Source source;
        QString path;
        ImageStorePtr store; // null until opened
        Error error; // when Failed
        Warnings warnings;
        SourceImages images;
        JobPtr waiting; // its turn has not come
        bool isUninspected = false; // labels and layers are still to be read
        struct Opened {
            QString path; // as it was opened: without ".."
            ImageStorePtr store;
            Listing listing;
        };
        RequestSlot<Opened> opening;
        RequestSlot<QList<SourceImage>> inspecting;
        JobListing listing;
    };

    SourceManager(const UiServices &services, JobList &jobs, QObject *parent = nullptr);
    ~SourceManager() override;

    SourceId open(const QString &path); // returns at once
    void reload(SourceId id);
    void close(SourceId id);
    void cancel(SourceId id);
    // What reading the layers found out, bottom first; ignored when one of them is -1.
    void setUnpackedBytes(SourceId id, const ImageId &image, const QList<std::int64_t> &layerBytes);

    static constexpr int kReadAtOnce = 4;

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
    void read(Entry &entry);
    void startWaiting();
    void start(Entry &entry);
    void endCancelledWaits();
    void endCancelledWait(SourceId id);
    void readEnded(SourceId id, Result<Entry::Opened> result);
    void inspectAll(Entry &entry);
    void inspected(SourceId id, Result<QList<SourceImage>> images);

    const UiServices m_services;
    JobList &m_jobs;
    std::vector<std::unique_ptr<Entry>> m_entries;
    int m_nextId = 1;
};

} // namespace varve
