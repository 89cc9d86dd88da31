// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the window does with the Library: imports files and images of archives into it, exports its images, has it checked. Works
// on the pool, shows each job in the status bar, and says what went wrong. GUI thread.
//
// Does nothing where there is no place for a Library. What is imported is shown once its source has listed it: showImage()
// is asked until it can.
#pragma once

#include "models/imagerow.h"
#include "services/stores/library/libraryexport.h"
#include "services/stores/library/libraryimport.h"
#include "ui/checkdialog.h"
#include "ui/requestslot.h"
#include "ui/sourcemanager.h"

#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <memory>
#include <optional>
#include <vector>

class QMenu;
class QWidget;

namespace varve {

class LibraryActions : public QObject {
    Q_OBJECT

public:
    LibraryActions(const UiServices &services, SourceManager &sources, JobList &jobs, QWidget *window);
    ~LibraryActions() override;

    void fillFileMenu(QMenu *menu);
    void fillSourceMenu(QMenu *menu, SourceId source);
    void fillImageMenu(QMenu *menu, const ImageRow &row);

    // Of one image alone: `only`; else all that is in the files.
    void importFiles(const QStringList &paths, const QList<ImageId> &only = {});
    // `name`: of its names only this one is written; empty: all.
    void exportImage(const ImageId &image, const QString &name, LibraryExportFormat format, const QString &target);
    CheckDialog *showCheck(); // the one that is open, or a new one

    // The table shows what the sources list by now.
    void takeImages();
    // Chooses the image in the table; false: it is not there yet.
    std::function<bool(const ImageOrigin &image)> showImage;

Q_SIGNALS:
    void libraryChanged(); // there may be a Library now that was not there before
    void told(const QString &sentence); // what was done

private:
    struct Work {
        explicit Work(JobList &jobs)
            : listing(jobs)
        {
        }
        virtual ~Work() = default;
        JobListing listing;
    };
    template <typename T>
    struct WorkOf;
    struct Imported;

    template <typename T, typename Fn>
    void start(const QString &title, const JobPtr &job, Fn work, std::function<void(const Result<T> &)> ended);
    static Result<Imported> importAll(
        const QString &root, const QStringList &paths, const QList<ImageId> &only, Job &job);
    void importEnded(const QStringList &paths, const Result<Imported> &imported);
    void askForFiles();
    void askForTarget(const ImageId &image, const QString &name, const QString &proposed);
    const SourceManager::Entry *library() const; // nullptr: it is no source yet
    void listAgain();

    const UiServices m_services;
    SourceManager &m_sources;
    JobList &m_jobs;
    QWidget *const m_window;
    std::vector<std::unique_ptr<Work>> m_running;
    std::optional<LibraryImport::Image> m_awaited; // to be shown
    int m_listingsBefore = 0; // of the Library, when it came
    QPointer<CheckDialog> m_check;
};

} // namespace varve
