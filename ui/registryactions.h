// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What can be done with images in registries: pulling one, looking into one without pulling it, asking whether there is a newer one.
// Wires sources, table and dialogs; owns the requests. GUI thread.
#pragma once

#include "models/imagesmodel.h"
#include "services/prune/prunedcopy.h"
#include "services/pull/newercheck.h"
#include "ui/pulldialog.h"
#include "ui/resultqueue.h"
#include "ui/sourcemanager.h"

#include <QtCore/QObject>

#include <memory>
#include <vector>

class QMenu;

namespace varve {

class RegistryActions : public QObject {
    Q_OBJECT

public:
    RegistryActions(
        const UiServices &services, SourceManager &sources, ImagesModel &images, JobList &jobs, QWidget *window);

    bool isAvailable() const { return m_services.registries != nullptr; }
    void pull(const QString &reference = {}); // opens the dialog
    // By a digest, into this target; once it is there, it gets the names that it had, unless they mean another image by then.
    void pullAgain(const QString &reference, const QString &target, const PrunedImage &image);
    // Adds it as a source, or asks again what it is now; see RegistryStore.
    SourceId lookInside(const Reference &reference);
    // What "docker://..." says; nothing for anything else.
    static std::optional<Reference> remoteReference(const QString &text);

    // For these rows of the table, with what has been pulled; nothing is asked of a registry about other images.
    void checkForNewer(const QList<ImageRow> &rows);
    void checkAllForNewer();
    void fill(QMenu *menu, const ImageRow &row, const QList<ImageRow> &selected);

    // What is to be asked about a row; nothing: its image was not pulled by that name.
    static std::optional<NewerQuestion> questionFor(const ImageRow &row);

Q_SIGNALS:
    void pulled(); // the Library may be new
    void lookedInside(varve::SourceId id); // to be shown
    void told(const QString &sentence); // what was done, or not
    void checked(); // the table has something to say in its column

private:
    struct Answer {
        QString key; // of the row
        NewerAnswer answer;
    };
    PullDialog *makeDialog();
    void giveNamesBack(const PullTarget &target, const QString &reference, const PrunedImage &image);
    QList<ImageStorePtr> stores() const; // that layers may be taken from
    QStringList knownNames() const;
    void takeAnswers(const std::vector<Answer> &answers);
    void askNext();
    void checkEnded(const Result<bool> &ended);
    static UpdateNote noteOf(const NewerAnswer &answer);

    const UiServices m_services;
    SourceManager &m_sources;
    ImagesModel &m_images;
    JobList &m_jobs;
    QWidget *const m_window;
    QHash<QString, UpdateNote> m_updates; // by row; of what is asked now and was answered before
    QHash<QString, UpdateNote> m_before; // of those that are asked about
    QList<NewerQuestion> m_questions; // that wait for their turn
    QStringList m_keys; // their rows
    RequestSlot<bool> m_checking;
    // What was pulled again gets its names; one for each, in any order.
    std::vector<std::unique_ptr<RequestSlot<QString>>> m_naming;
    JobListing m_listing;
    ResultQueue<Answer> m_answers;
};

} // namespace varve
