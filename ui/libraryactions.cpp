// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/libraryactions.h"

#include "services/types/imagereference.h"
#include "services/types/text.h"
#include "ui/dialogs.h"
#include "ui/errortext.h"
#include "ui/format.h"
#include "ui/icons.h"

#include <QtCore/QSettings>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QMenu>

#include <algorithm>

namespace varve {

namespace {

constexpr qsizetype kSentenceLength = 80; // of a name in a sentence
const auto kLastFolderKey = QLatin1String("window/lastFolder"); // where archives are, opened or not

QString fileNameOf(const QString &path)
{
    return path.section(QLatin1Char('/'), -1);
}

QString inSentence(const QString &text)
{
    return measurable(visibleText(text), true, kSentenceLength);
}

// "debian-12" for docker.io/library/debian:12. Digits of an ID for what has no name.
QString proposedName(const QString &name, const QString &id)
{
    const ImageReference reference = ImageReference::fromStoredName(name);
    QString words = reference.repository.section(QLatin1Char('/'), -1);
    if (!reference.tag.isEmpty())
        words += (words.isEmpty() ? QString() : QStringLiteral("-")) + reference.tag;
    if (words.isEmpty())
        words = QStringLiteral("image-") + id.section(QLatin1Char(':'), -1).left(12);
    // Names of archives may be any text.
    for (QChar &c : words) {
        const bool isPlain = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9')
            || c == u'.' || c == u'_' || c == u'-';
        if (!isPlain)
            c = u'-';
    }
    return words.left(kSentenceLength);
}

bool isArchive(SourceKind kind)
{
    return kind == SourceKind::DockerArchive || kind == SourceKind::OciArchive || kind == SourceKind::OciLayout;
}

} // namespace

template <typename T>
struct LibraryActions::WorkOf final : LibraryActions::Work {
    using Work::Work;
    RequestSlot<T> slot;
};

struct LibraryActions::Imported {
    QList<LibraryImport::Image> images;
    Warnings warnings; // of what could not be imported among the rest
    QList<std::pair<QString, Error>> failures; // files of which nothing was
};

LibraryActions::LibraryActions(const UiServices &services, SourceManager &sources, JobList &jobs, QWidget *window)
    : m_services(services)
    , m_sources(sources)
    , m_jobs(jobs)
    , m_window(window)
{
}

LibraryActions::~LibraryActions()
{
    delete m_check; // it stands in the list of jobs
}

const SourceManager::Entry *LibraryActions::library() const
{
    for (const Source &source : m_sources.sources()) {
        const SourceManager::Entry *entry = m_sources.entry(source.id);
        if (source.kind == SourceKind::Library && source.location == m_services.pullRoot)
            return entry;
    }
    return nullptr;
}

void LibraryActions::fillFileMenu(QMenu *menu)
{
    if (m_services.pullRoot.isEmpty())
        return;
    menu->addAction(icon("library"), tr("&Import into Library …"), this, &LibraryActions::askForFiles);
    menu->addAction(icon("verified"), tr("C&heck Library …"), this, &LibraryActions::showCheck);
}

void LibraryActions::fillSourceMenu(QMenu *menu, SourceId source)
{
    const SourceManager::Entry *entry = m_sources.entry(source);
    if (m_services.pullRoot.isEmpty() || !entry)
        return;
    if (entry == library()) {
        menu->addAction(icon("verified"), tr("C&heck Library …"), this, &LibraryActions::showCheck);
    } else if (isArchive(entry->source.kind) && entry->source.state == SourceState::Ready && !entry->path.isEmpty()) {
        menu->addAction(
            icon("library"), tr("&Import into Library"), this, [this, path = entry->path] { importFiles({ path }); });
    }
}

void LibraryActions::fillImageMenu(QMenu *menu, const ImageRow &row)
{
    if (m_services.pullRoot.isEmpty())
        return;
    const SourceManager::Entry *own = library();
    const auto isOwn = [own](const ImageOrigin &origin) { return own && origin.source == own->source.id; };
    const auto kept = std::find_if(row.origins.cbegin(), row.origins.cend(), isOwn);
    if (kept != row.origins.cend()) {
        // By the name that it has there: the row may be that of several sources.
        const ImageSummary *image = m_sources.image(*kept);
        if (!image || own->source.state != SourceState::Ready)
            return;
        const QString merged = mergedImageName(row.name);
        const auto name = std::find_if(image->names.cbegin(), image->names.cend(),
            [&](const QString &each) { return mergedImageName(each) == merged; });
        const QString exported = name == image->names.cend() ? QString() : *name;
        menu->addSeparator();
        menu->addAction(icon("archive"), tr("&Export …"), this,
            [this, id = kept->id, exported] { askForTarget(id, exported, proposedName(exported, id.value)); });
        return;
    }
    for (const ImageOrigin &origin : row.origins) {
        const SourceManager::Entry *entry = m_sources.entry(origin.source);
        if (!entry || !isArchive(entry->source.kind) || entry->path.isEmpty() || !row.image.summary.isLocal)
            continue;
        menu->addSeparator();
        menu->addAction(icon("library"), tr("I&mport into Library"), this,
            [this, path = entry->path, id = origin.id] { importFiles({ path }, { id }); });
        return;
    }
}

void LibraryActions::askForFiles()
{
    auto *dialog =
        new QFileDialog(m_window, tr("Import into the Library"), QSettings().value(kLastFolderKey).toString());
    dialog->setObjectName(QStringLiteral("importDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setLabelText(QFileDialog::Accept, tr("Import"));
    dialog->setNameFilters({ tr("Image archives (*.tar *.tar.gz *.tgz *.tar.zst *.tzst *.oci)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::filesSelected, this, [this, dialog](const QStringList &paths) {
        QSettings().setValue(kLastFolderKey, dialog->directory().absolutePath());
        importFiles(paths);
    });
    dialog->open();
}

// Not on the pool of eight that all else waits on: gigabytes may be copied, and inflated.
template <typename T, typename Fn>
void LibraryActions::start(
    const QString &title, const JobPtr &job, Fn work, std::function<void(const Result<T> &)> ended)
{
    auto running = std::make_unique<WorkOf<T>>(m_jobs);
    WorkOf<T> *const one = running.get();
    m_running.push_back(std::move(running));
    one->listing.start(title, job);
    one->slot.start(m_services.pool.run(WorkPool::Kind::Stream, job, std::move(work)),
        [this, one, ended = std::move(ended)](const Result<T> &result) {
            std::erase_if(m_running, [one](const auto &each) { return each.get() == one; });
            ended(result);
        });
}

Result<LibraryActions::Imported> LibraryActions::importAll(
    const QString &root, const QStringList &paths, const QList<ImageId> &only, Job &job)
{
    Imported all;
    for (const QString &path : paths) {
        job.setProgress(0, 0, Job::Unit::None);
        if (paths.size() > 1)
            job.setNote(fileNameOf(path));
        const Result<LibraryImport> one = importIntoLibrary(root, path, { only, {} }, job);
        if (one) {
            all.images += one->images;
            all.warnings += one->warnings;
        } else if (one.error().code == ErrorCode::Cancelled) {
            return fail(one.error());
        } else {
            all.failures.append({ path, one.error() });
        }
    }
    return all;
}

void LibraryActions::importFiles(const QStringList &paths, const QList<ImageId> &only)
{
    if (paths.isEmpty() || m_services.pullRoot.isEmpty())
        return;
    const auto job = std::make_shared<Job>(visibleText(fileNameOf(paths.constFirst())));
    const QString title = paths.size() == 1 ? tr("Importing %1").arg(inSentence(fileNameOf(paths.constFirst())))
                                            : tr("Importing %n file(s)", nullptr, static_cast<int>(paths.size()));
    start<Imported>(
        title, job,
        [root = m_services.pullRoot, paths, only](Job &running) { return importAll(root, paths, only, running); },
        [this, paths](const Result<Imported> &imported) { importEnded(paths, imported); });
}

void LibraryActions::importEnded(const QStringList &paths, const Result<Imported> &imported)
{
    // Also after a cancel: of several files, or images, some may have come.
    listAgain();
    if (imported && !imported->images.isEmpty()) {
        m_awaited = imported->images.constFirst();
        m_listingsBefore = library() ? library()->listings : 0;
        Q_EMIT libraryChanged();
    }
    if (!imported) {
        if (imported.error().code != ErrorCode::Cancelled)
            showFailureBox(m_window, QStringLiteral("importFailure"), tr("Not imported"),
                importErrorText(imported.error(), paths.constFirst(), m_services.pullRoot));
        return;
    }
    if (!imported->images.isEmpty())
        Q_EMIT told(tr("Imported %n image(s) into the Library.", nullptr, static_cast<int>(imported->images.size())));
    Warnings warnings = imported->warnings;
    if (imported->failures.size() == 1 && warnings.isEmpty()) {
        const auto &[path, error] = imported->failures.constFirst();
        return showFailureBox(m_window, QStringLiteral("importFailure"), tr("Not imported"),
            importErrorText(error, path, m_services.pullRoot));
    }
    for (const auto &[path, error] : imported->failures)
        warnings.append({ error.code, path, {}, error.detail });
    if (!warnings.isEmpty())
        showWarnings(m_window, tr("Not everything could be imported"), warnings);
}

void LibraryActions::askForTarget(const ImageId &image, const QString &name, const QString &proposed)
{
    auto *dialog = new QFileDialog(m_window, tr("Export an image"), QSettings().value(kLastFolderKey).toString());
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setLabelText(QFileDialog::Accept, tr("Export"));
    const QString docker = tr("Docker archive, for docker load (*.tar)");
    dialog->setNameFilters({ tr("OCI archive, digests stay (*.tar)"), docker });
    dialog->setDefaultSuffix(QStringLiteral("tar"));
    dialog->selectFile(proposed + QStringLiteral(".tar"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, docker, image, name](const QString &path) {
        QSettings().setValue(kLastFolderKey, dialog->directory().absolutePath());
        const bool isDocker = dialog->selectedNameFilter() == docker;
        exportImage(image, name, isDocker ? LibraryExportFormat::DockerArchive : LibraryExportFormat::OciArchive, path);
    });
    dialog->open();
}

void LibraryActions::exportImage(
    const ImageId &image, const QString &name, LibraryExportFormat format, const QString &target)
{
    const auto job = std::make_shared<Job>(visibleText(fileNameOf(target)));
    start<bool>(
        tr("Exporting %1").arg(inSentence(fileNameOf(target))), job,
        [root = m_services.pullRoot, image, name, format, target](Job &running) -> Result<bool> {
            const QStringList names = name.isEmpty() ? QStringList() : QStringList { name };
            const Result<void> done = exportFromLibrary(root, { image }, { format, names }, target, running);
            return done ? Result<bool>(true) : fail(done.error());
        },
        [this, target](const Result<bool> &done) {
            if (done)
                Q_EMIT told(tr("Exported to %1.").arg(inSentence(target)));
            else if (done.error().code != ErrorCode::Cancelled)
                showFailureBox(m_window, QStringLiteral("exportFailure"), tr("Not exported"),
                    exportErrorText(done.error(), target));
        });
}

CheckDialog *LibraryActions::showCheck()
{
    if (!m_check) {
        m_check = new CheckDialog(m_services, m_jobs, m_window);
        connect(m_check, &CheckDialog::repaired, this, &LibraryActions::listAgain);
    }
    m_check->show();
    m_check->raise();
    m_check->activateWindow();
    return m_check;
}

void LibraryActions::listAgain()
{
    if (const SourceManager::Entry *own = library())
        m_sources.list(own->source.id);
}

void LibraryActions::takeImages()
{
    const SourceManager::Entry *own = library();
    if (!m_awaited || !own || own->source.state != SourceState::Ready || own->listings == m_listingsBefore)
        return; // what is there is of before
    const QList<SourceImage> &images = own->images.images;
    // An index stands for its platforms, which have its names.
    const auto found = std::find_if(images.cbegin(), images.cend(), [this](const SourceImage &image) {
        const QStringList &names = image.summary.names;
        return image.summary.manifestDigest == m_awaited->digest
            || std::any_of(
                names.cbegin(), names.cend(), [this](const QString &name) { return m_awaited->names.contains(name); });
    });
    const bool isShown = found != images.cend() && showImage && showImage({ own->source.id, found->summary.id });
    if (isShown || !own->isListedAgain)
        m_awaited.reset();
}

} // namespace varve
