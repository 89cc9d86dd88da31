// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The opened archives and layouts: opens, lists, inspects, reloads and closes them, each with a request of its own.
//
// GUI thread; all reading happens on the pool. A source that failed stays, with its error, until it is closed or a reload
// succeeds. Opening what is open already gives the same source. Images come in two steps: the listing, then labels and
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
        struct Opened {
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
    // What reading the layers found out; -1 is ignored.
    void setUnpackedBytes(SourceId id, const ImageId &image, std::int64_t bytes);

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
    void closed(varve::SourceId id);

private:
    Entry *find(SourceId id);
    void read(Entry &entry);
    void readEnded(SourceId id, Result<Entry::Opened> result);
    void inspectAll(Entry &entry);

    const UiServices m_services;
    JobList &m_jobs;
    std::vector<std::unique_ptr<Entry>> m_entries;
    int m_nextId = 1;
};

} // namespace varve
