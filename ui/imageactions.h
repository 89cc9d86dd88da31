// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What can be done with one image of the table: copying names and command lines, giving and taking names, removing. Asks
// before anything is lost, works on the pool, and shows what went wrong. GUI thread.
#pragma once

#include "models/imagerow.h"
#include "ui/requestslot.h"
#include "ui/sourcemanager.h"

#include <QtCore/QObject>

#include <memory>
#include <vector>

class QMenu;
class QWidget;

namespace varve {

class ImageActions : public QObject {
    Q_OBJECT

public:
    ImageActions(const UiServices &services, SourceManager &sources, JobList &jobs, QWidget *window);

    void fill(QMenu *menu, const ImageRow &shown, const ImageOrigin &origin);

    // The words of a shell that do something with the image by the program of its engine: "docker --context x rmi app:1".
    enum class Command { Run, Pull, Inspect, Remove };
    static QString commandLine(const QStringList &program, Command command, const ImageRow &row);

private:
    struct Running {
        explicit Running(JobList &jobs)
            : listing(jobs)
        {
        }
        RequestSlot<bool> slot;
        JobListing listing;
    };
    ImageRow asIn(const ImageOrigin &origin, ImageRow row) const;
    QString sourceTitle(SourceId source) const;
    using Work = std::function<Result<void>(ImageStore &store, Job &job)>;
    void addCommands(QMenu *menu, const ImageRow &row, const ImageOrigin &origin);
    void askForName(const ImageRow &row, const ImageOrigin &origin);
    void confirmUntag(const ImageRow &row, const ImageOrigin &origin);
    void confirmRemoval(const ImageRow &row, const ImageOrigin &origin);
    // `freedBytes`: exactly, where the store can tell; else -1.
    void askRemoval(const ImageRow &row, const ImageOrigin &origin, std::int64_t freedBytes);
    QString namesThatGo(const ImageRow &row, const ImageOrigin &origin) const; // as a sentence; empty: nothing to say
    void start(const QString &title, const QString &subject, SourceId source, Work work);

    const UiServices m_services;
    SourceManager &m_sources;
    JobList &m_jobs;
    QWidget *const m_window;
    std::vector<std::unique_ptr<Running>> m_running;
    RequestSlot<std::int64_t> m_measuring; // what the removal that is to be asked about would free
};

} // namespace varve
