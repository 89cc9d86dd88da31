// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/imageactions.h"

#include "services/types/text.h"
#include "ui/dialogs.h"
#include "ui/errortext.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/treeview.h"

#include <QtWidgets/QInputDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace varve {

namespace {

constexpr qsizetype kNameLength = 80; // of what a sentence or a menu can hold

QString shownName(const ImageRow &row)
{
    const QString name = row.name.isEmpty() ? row.image.summary.displayDigest().shortHex() : row.name;
    return shortened(visibleText(name), kNameLength);
}

// Labels of dialogs guess what is markup; names and what engines say never are.
void keepPlain(QDialog *dialog)
{
    const QList<QLabel *> labels = dialog->findChildren<QLabel *>();
    for (QLabel *label : labels)
        label->setTextFormat(Qt::PlainText);
}

QMessageBox *makeQuestion(QWidget *window, const QString &title, const QString &text, const QString &more)
{
    auto *box = new QMessageBox(QMessageBox::Question, title, text, QMessageBox::Cancel, window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::Cancel); // Enter that was meant for something else loses nothing
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(more);
    keepPlain(box);
    return box;
}

} // namespace

ImageActions::ImageActions(const UiServices &services, SourceManager &sources, JobList &jobs, QWidget *window)
    : m_services(services)
    , m_sources(sources)
    , m_jobs(jobs)
    , m_window(window)
{
}

// The row as the origin has it: several sources may share one, under other names and with other containers.
ImageRow ImageActions::asIn(const ImageOrigin &origin, ImageRow row) const
{
    const SourceManager::Entry *entry = m_sources.entry(origin.source);
    if (!entry)
        return row;
    for (const SourceImage &image : entry->images.images) {
        if (image.summary.id != origin.id)
            continue;
        row.image = image;
        const QStringList &names = image.summary.names;
        if (!row.name.isEmpty() && !names.contains(row.name)) {
            const QString merged = mergedImageName(row.name);
            const auto own = std::find_if(names.cbegin(), names.cend(),
                [&merged](const QString &name) { return mergedImageName(name) == merged; });
            row.name = own == names.cend() ? QString() : *own;
        }
    }
    return row;
}

void ImageActions::fill(QMenu *menu, const ImageRow &shown, const ImageOrigin &origin)
{
    const ImageRow row = asIn(origin, shown);
    const QByteArray name = row.name.toUtf8();
    const Digest &digest = row.image.summary.displayDigest();
    const QByteArray id = digest.isNull() ? row.image.summary.id.value.toUtf8() : digest.toString().toUtf8();
    menu->addAction(icon("copy"), tr("Copy &name"), menu, [name] { TreeView::copyBytes(name); })
        ->setEnabled(!name.isEmpty());
    menu->addAction(icon("copy"), tr("Copy image &ID"), menu, [id] { TreeView::copyBytes(id); });
    addCommands(menu, row, origin);
    const SourceManager::Entry *entry = m_sources.entry(origin.source);
    if (!entry || !entry->store || entry->source.state != SourceState::Ready)
        return;
    const StoreCapabilities can = entry->store->capabilities();
    if (!can.testFlag(StoreCapability::Tag) && !can.testFlag(StoreCapability::Remove))
        return;
    menu->addSeparator();
    if (can.testFlag(StoreCapability::Tag)) {
        menu->addAction(tr("&Add a name …"), this, [this, row, origin] { askForName(row, origin); });
        menu->addAction(tr("&Take this name away …"), this, [this, row, origin] { confirmUntag(row, origin); })
            ->setEnabled(row.image.summary.names.size() > 1 && !row.name.isEmpty());
    }
    if (can.testFlag(StoreCapability::Remove))
        menu->addAction(
            icon("close"), tr("&Remove the image …"), this, [this, row, origin] { confirmRemoval(row, origin); });
}

QString ImageActions::commandLine(const QStringList &program, Command command, const ImageRow &row)
{
    const QString image = row.name.isEmpty() ? row.image.summary.id.value : row.name;
    QStringList words = program;
    switch (command) {
    case Command::Run:
        words << QStringLiteral("run") << QStringLiteral("--rm") << QStringLiteral("-it") << image;
        break;
    case Command::Pull:
        words << QStringLiteral("pull") << image;
        break;
    case Command::Inspect:
        words << QStringLiteral("image") << QStringLiteral("inspect") << image;
        break;
    case Command::Remove:
        words << QStringLiteral("rmi") << image;
        break;
    }
    QStringList quoted;
    quoted.reserve(words.size());
    for (const QString &word : std::as_const(words))
        quoted.append(shellWord(word));
    return quoted.join(u' ');
}

void ImageActions::addCommands(QMenu *menu, const ImageRow &row, const ImageOrigin &origin)
{
    const SourceManager::Entry *entry = m_sources.entry(origin.source);
    const QStringList program = entry && entry->offer ? entry->offer->command : QStringList();
    if (program.isEmpty())
        return;
    QMenu *commands = menu->addMenu(icon("copy"), tr("Copy &command"));
    for (const Command command : { Command::Run, Command::Pull, Command::Inspect, Command::Remove }) {
        if (command == Command::Pull && row.name.isEmpty())
            continue; // nothing says where it came from
        const QString line = commandLine(program, command, row);
        QString text = shortened(visibleText(line), kNameLength);
        text.replace(QLatin1Char('&'), QLatin1String("&&"));
        commands->addAction(text, menu, [bytes = line.toUtf8()] { TreeView::copyBytes(bytes); });
    }
}

QString ImageActions::sourceTitle(SourceId source) const
{
    const SourceManager::Entry *entry = m_sources.entry(source);
    return entry ? shortened(visibleText(entry->source.title), kNameLength) : QString();
}

void ImageActions::askForName(const ImageRow &row, const ImageOrigin &origin)
{
    auto *dialog = new QInputDialog(m_window);
    dialog->setObjectName(QStringLiteral("nameDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Add a name"));
    dialog->setLabelText(tr("Another name for %1, with its tag:").arg(shownName(row)));
    dialog->setTextValue(row.name);
    dialog->setOkButtonText(tr("Add"));
    keepPlain(dialog);
    connect(dialog, &QInputDialog::textValueSelected, this, [this, origin](const QString &typed) {
        const QString name = typed.trimmed();
        if (name.isEmpty())
            return;
        start(tr("Naming %1").arg(shortened(visibleText(name), kNameLength)), name, origin.source,
            [id = origin.id, name](ImageStore &store, Job &job) { return store.tag(id, name, job); });
    });
    dialog->open();
}

void ImageActions::confirmUntag(const ImageRow &row, const ImageOrigin &origin)
{
    QMessageBox *box = makeQuestion(m_window, tr("Take a name away"), tr("Take the name %1 away?").arg(shownName(row)),
        tr("The image stays, under its other names."));
    QPushButton *go = box->addButton(tr("Take the name away"), QMessageBox::DestructiveRole);
    connect(go, &QPushButton::clicked, this, [this, id = origin.id, source = origin.source, name = row.name] {
        start(tr("Taking a name away"), name, source,
            [id, name](ImageStore &store, Job &job) { return store.untag(id, name, job); });
    });
    box->open();
}

// Sums over layers are only about right: where the store knows exactly, it is asked first.
void ImageActions::confirmRemoval(const ImageRow &row, const ImageOrigin &origin)
{
    const SourceManager::Entry *entry = m_sources.entry(origin.source);
    if (!entry || !entry->store)
        return;
    if (entry->store->kind() != StoreKind::Library)
        return askRemoval(row, origin, -1);
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [store = entry->store, id = origin.id](Job &job) { return store->bytesFreed({ id }, job); });
    m_measuring.start(handle,
        [this, row, origin](const Result<std::int64_t> &freed) { askRemoval(row, origin, freed.value_or(-1)); });
}

// A platform of an image in the Library goes alone: its names are those of all.
QString ImageActions::namesThatGo(const ImageRow &row, const ImageOrigin &origin) const
{
    const QStringList &names = row.image.summary.names;
    const SourceManager::Entry *entry = m_sources.entry(origin.source);
    const bool isPlatform = entry && entry->source.kind == SourceKind::Library && !names.isEmpty()
        && std::any_of(entry->images.images.cbegin(), entry->images.images.cend(), [&](const SourceImage &other) {
               return other.summary.id != origin.id && other.summary.names.contains(names.constFirst());
           });
    if (isPlatform)
        return tr("Only %1 goes: its other platforms stay, with the names.")
            .arg(visibleText(row.image.summary.platform.toString()));
    if (names.size() < 2)
        return {};
    return tr("All its %n names go: %1.", nullptr, static_cast<int>(names.size()))
        .arg(shortened(visibleText(names.join(QLatin1String(", "))), kNameLength));
}

void ImageActions::askRemoval(const ImageRow &row, const ImageOrigin &origin, std::int64_t freedBytes)
{
    const SourceManager::Entry *entry = m_sources.entry(origin.source);
    const bool isLibrary = entry && entry->source.kind == SourceKind::Library;
    QStringList more;
    if (const QString names = namesThatGo(row, origin); !names.isEmpty())
        more += names;
    if (freedBytes >= 0)
        more += tr("%1 become free on the disk; what other images need stays.").arg(sizeText(freedBytes));
    else if (row.uniqueBytes >= 0)
        more += tr("About %1 are in layers that no other image has.").arg(sizeText(row.uniqueBytes));
    if (row.image.containers > 0)
        more += tr("%n container(s) use it: the engine will refuse.", nullptr, row.image.containers);
    more += isLibrary ? tr("It can be had again only by pulling or importing it.")
                      : tr("It can be had again only where it can be pulled or built.");
    QMessageBox *box = makeQuestion(m_window, tr("Remove an image"),
        tr("Remove %1 from %2?").arg(shownName(row), sourceTitle(origin.source)), more.join(u'\n'));
    QString label = tr("Remove the image");
    if (freedBytes > 0)
        label = tr("Remove the image, free %1").arg(sizeText(freedBytes));
    else if (freedBytes < 0 && row.uniqueBytes > 0)
        label = tr("Remove the image, free about %1").arg(sizeText(row.uniqueBytes));
    QPushButton *go = box->addButton(label, QMessageBox::DestructiveRole);
    connect(go, &QPushButton::clicked, this, [this, id = origin.id, source = origin.source, name = shownName(row)] {
        start(tr("Removing %1").arg(name), name, source,
            [id](ImageStore &store, Job &job) { return store.remove(id, job); });
    });
    box->open();
}

// What was done is seen when the source tells of it, and it is listed again for those that do not.
void ImageActions::start(const QString &title, const QString &subject, SourceId source, Work work)
{
    const SourceManager::Entry *entry = m_sources.entry(source);
    if (!entry || !entry->store)
        return;
    const auto job = std::make_shared<Job>(title);
    const auto handle = m_services.pool.run(
        WorkPool::Kind::Io, job, [store = entry->store, work = std::move(work)](Job &running) -> Result<bool> {
            const Result<void> done = work(*store, running);
            return done ? Result<bool>(true) : fail(done.error());
        });
    auto running = std::make_unique<Running>(m_jobs);
    Running *const one = running.get();
    m_running.push_back(std::move(running));
    one->listing.start(title, job);
    one->slot.start(handle, [this, one, source, subject](const Result<bool> &done) {
        std::erase_if(m_running, [one](const auto &each) { return each.get() == one; });
        m_sources.list(source);
        if (done || done.error().code == ErrorCode::Cancelled)
            return;
        const SourceManager::Entry *asked = m_sources.entry(source);
        if (asked && asked->source.kind == SourceKind::Library)
            showFailureBox(
                m_window, QStringLiteral("refusal"), tr("Not done"), libraryImageErrorText(done.error(), subject));
        else
            showEngineRefusal(m_window, subject, done.error());
    });
}

} // namespace varve
