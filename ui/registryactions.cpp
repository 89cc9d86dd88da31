// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/registryactions.h"

#include "models/roles.h"
#include "services/prune/prunedcopy.h"
#include "services/pull/registrystore.h"
#include "services/stores/library/librarystore.h"
#include "services/types/text.h"
#include "ui/errortext.h"
#include "ui/icons.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QPointer>
#include <QtWidgets/QMenu>

#include <algorithm>

namespace varve {

namespace {

constexpr QLatin1String kTransport("docker://");
constexpr QLatin1String kThisMachine("localhost"); // where Podman files what was built here

StoreOffer offerOf(
    const Reference &reference, const UiServices &services, const QList<std::weak_ptr<ImageStore>> &neighbours)
{
    StoreOffer offer;
    offer.kind = StoreKind::Registry;
    offer.key = offer.location = RegistryStore::locationOf(reference);
    offer.title = reference.familiar();
    offer.open = [reference, registries = services.registries, root = services.pullRoot, neighbours](Job &) {
        BlobNeighbours near { root.isEmpty() ? nullptr : std::make_shared<LibraryStore>(root), neighbours };
        return Result<ImageStorePtr>(std::make_shared<RegistryStore>(reference, registries(), std::move(near)));
    };
    return offer;
}

} // namespace

RegistryActions::RegistryActions(
    const UiServices &services, SourceManager &sources, ImagesModel &images, JobList &jobs, QWidget *window)
    : m_services(services)
    , m_sources(sources)
    , m_images(images)
    , m_jobs(jobs)
    , m_window(window)
    , m_listing(jobs)
    , m_answers([this](const std::vector<Answer> &answers) { takeAnswers(answers); })
{
}

QList<ImageStorePtr> RegistryActions::stores() const
{
    QList<ImageStorePtr> found;
    for (const Source &source : m_sources.sources()) {
        const SourceManager::Entry *entry = m_sources.entry(source.id);
        if (entry && entry->store && !source.isRemote())
            found.append(entry->store);
    }
    return found;
}

// Names of archives may be any text; what is offered here can be pulled.
QStringList RegistryActions::knownNames() const
{
    QStringList names;
    const QList<SourceImages> images = m_sources.images();
    for (const SourceImages &each : images) {
        for (const SourceImage &image : each.images) {
            for (const QString &name : image.summary.names) {
                if (const Result<Reference> reference = Reference::parse(name))
                    names += reference->familiar();
            }
        }
    }
    names.removeDuplicates();
    return names;
}

void RegistryActions::pull(const QString &reference)
{
    PullDialog *dialog = makeDialog();
    if (!reference.isEmpty())
        dialog->setReference(reference);
    dialog->show();
}

void RegistryActions::pullAgain(const QString &reference, const QString &target, const PrunedImage &image)
{
    PullDialog *dialog = makeDialog();
    dialog->setTarget(target);
    dialog->setReference(reference);
    connect(dialog, &PullDialog::pulled, this,
        [this, dialog, reference, image] { giveNamesBack(dialog->session().target(), reference, image); });
    dialog->show();
}

namespace {

// Empty: all is well; else what has to be said. Only the same image gets the names: a digest may stand for several platforms, of
// which another one came.
Result<QString> giveOldNames(ImageStore &store, const QString &digest, const PrunedImage &image, Job &job)
{
    const Result<Listing> listing = store.list(job);
    if (!listing)
        return fail(listing.error());
    const bool isHere = std::any_of(listing->images.cbegin(), listing->images.cend(),
        [&](const ImageSummary &each) { return each.id == image.id; });
    if (!isHere)
        return RegistryActions::tr(
            "What came by %1 is another image than the one that was pruned: its names were not given to it.")
            .arg(visibleText(digest));
    const Result<QStringList> taken = giveNames(store, image.id, image.names, job);
    if (!taken)
        return fail(taken.error());
    return taken->isEmpty() ? QString()
                            : RegistryActions::tr("These names mean other images by now and were left to them: %1")
                                  .arg(visibleText(shortened(taken->join(QLatin1String(", ")))));
}

} // namespace

void RegistryActions::giveNamesBack(const PullTarget &target, const QString &reference, const PrunedImage &image)
{
    const ImageStorePtr store = target.engine ? target.engine : std::make_shared<LibraryStore>(m_services.pullRoot);
    const auto handle =
        m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(reference), [store, reference, image](Job &job) {
            return giveOldNames(*store, reference.section(QLatin1Char('@'), -1), image, job);
        });
    m_naming.push_back(std::make_unique<RequestSlot<QString>>());
    m_naming.back()->start(handle, [this](const Result<QString> &said) {
        if (!said)
            Q_EMIT told(errorText(said.error()).what);
        else if (!said->isEmpty())
            Q_EMIT told(*said);
        Q_EMIT pulled();
        std::erase_if(m_naming, [](const auto &slot) { return !slot->isActive(); });
    });
}

PullDialog *RegistryActions::makeDialog()
{
    PullDialog::Surroundings surroundings;
    surroundings.targets = [this] {
        QList<PullTarget> targets { { tr("Library"), nullptr } };
        for (const Source &source : m_sources.sources()) {
            const SourceManager::Entry *entry = m_sources.entry(source.id);
            if (entry && entry->store && entry->store->capabilities().testFlag(StoreCapability::Pull))
                targets.append({ source.title, entry->store });
        }
        return targets;
    };
    surroundings.stores = [this] { return stores(); };
    surroundings.names = knownNames();
    surroundings.again = [actions = QPointer<RegistryActions>(this)](const Reference &wanted) {
        if (actions)
            actions->pull(wanted.familiar());
    };
    auto *dialog = new PullDialog(m_services, m_jobs, std::move(surroundings), m_window);
    connect(dialog, &PullDialog::pulled, this, &RegistryActions::pulled);
    connect(dialog, &PullDialog::lookRequested, this, &RegistryActions::lookInside);
    return dialog;
}

std::optional<Reference> RegistryActions::remoteReference(const QString &text)
{
    if (!text.startsWith(kTransport))
        return std::nullopt;
    const Result<Reference> reference = Reference::parse(text.mid(kTransport.size()));
    return reference ? std::optional(*reference) : std::nullopt;
}

SourceId RegistryActions::lookInside(const Reference &reference)
{
    const QList<ImageStorePtr> near = stores();
    const StoreOffer offer = offerOf(reference, m_services, { near.cbegin(), near.cend() });
    for (const Source &source : m_sources.sources()) {
        const SourceManager::Entry *entry = m_sources.entry(source.id);
        if (!entry->offer || entry->offer->key != offer.key)
            continue;
        m_sources.reload(source.id, offer); // it may mean something else by now
        Q_EMIT lookedInside(source.id);
        return source.id;
    }
    m_sources.add({ offer });
    const SourceId id = m_sources.sources().constLast().id;
    Q_EMIT lookedInside(id);
    return id;
}

std::optional<NewerQuestion> RegistryActions::questionFor(const ImageRow &row)
{
    const Result<Reference> name = row.isRemote ? fail(Error {}) : Reference::parse(row.name);
    if (!name || !name->digest().isNull() || name->registry() == kThisMachine)
        return std::nullopt;
    NewerQuestion question { name->withDefaultTag(), {} };
    for (const QString &text : row.image.summary.repoDigests) {
        const Result<Reference> known = Reference::parse(text);
        if (known && known->name() == question.reference.name() && !known->digest().isNull()
            && !question.known.contains(known->digest()))
            question.known.append(known->digest());
    }
    return question.known.isEmpty() ? std::nullopt : std::optional(question);
}

void RegistryActions::checkAllForNewer()
{
    QList<ImageRow> rows;
    rows.reserve(m_images.rowCount());
    for (int row = 0; row < m_images.rowCount(); ++row) {
        if (!m_images.row(row).isRemote)
            rows.append(m_images.row(row));
    }
    checkForNewer(rows);
}

void RegistryActions::checkForNewer(const QList<ImageRow> &rows)
{
    for (const ImageRow &row : rows) {
        if (m_updates.value(row.key).state == UpdateNote::State::Asking)
            continue;
        if (const std::optional<NewerQuestion> question = questionFor(row)) {
            m_questions.append(*question);
            m_keys.append(row.key);
            if (const auto known = m_updates.constFind(row.key); known != m_updates.cend())
                m_before.insert(row.key, *known);
            m_updates.insert(row.key, { UpdateNote::State::Asking, {} });
        } else {
            m_updates.insert(row.key,
                { UpdateNote::State::NotPulled,
                    tr("Nothing says that this image came from a registry by this name, so none is asked.") });
        }
    }
    m_images.setUpdates(m_updates);
    Q_EMIT checked();
    askNext();
}

// One check after the other: a new question ends no other.
void RegistryActions::askNext()
{
    if (m_questions.isEmpty() || m_checking.isActive())
        return;
    const QList<NewerQuestion> questions = std::exchange(m_questions, {});
    const QStringList keys = std::exchange(m_keys, {});
    const auto job = std::make_shared<Job>(tr("Newer images"));
    WorkPool *pool = &m_services.pool;
    const auto handle = pool->run(WorkPool::Kind::Io, job,
        [questions, keys, registries = m_services.registries, pool, sender = m_answers.reset()](
            Job &running) -> Result<bool> {
            const Result<void> asked =
                askForNewer(questions, registries(), *pool, running, [&](qsizetype i, const NewerAnswer &answer) {
                    sender->push({ keys.at(i), answer });
                });
            return asked ? Result<bool>(true) : fail(asked.error());
        });
    m_listing.start(tr("Looking for newer images"), job);
    m_checking.start(handle, [this](const Result<bool> &ended) { checkEnded(ended); });
}

UpdateNote RegistryActions::noteOf(const NewerAnswer &answer)
{
    using enum UpdateNote::State;
    const QString when = tr("Asked at %1").arg(QLocale().toString(QDateTime::currentDateTime(), QLocale::ShortFormat));
    switch (answer.state) {
    case NewerAnswer::State::Same:
        return { Same, tr("The registry has this image by this name.") + u'\n' + when };
    case NewerAnswer::State::Newer:
        return { Newer,
            tr("The registry has another image by this name: %1").arg(answer.digest.toString()) + u'\n' + when };
    case NewerAnswer::State::Gone:
        return { Gone, tr("The registry has no image by this name any more.") + u'\n' + when };
    case NewerAnswer::State::Unknown:
        break;
    }
    const ErrorText text = answer.error ? errorText(*answer.error) : ErrorText {};
    return { Unknown, QStringList { text.what, text.advice, text.detail, when }.join(u'\n') };
}

void RegistryActions::takeAnswers(const std::vector<Answer> &answers)
{
    for (const Answer &each : answers)
        m_updates.insert(each.key, noteOf(each.answer));
    m_images.setUpdates(m_updates);
}

void RegistryActions::checkEnded(const Result<bool> &ended)
{
    m_listing.end();
    if (ended && !m_questions.isEmpty())
        return askNext();
    // What was not answered is not asked any more, and is as it was.
    m_questions.clear();
    m_keys.clear();
    m_updates.removeIf(
        [](const QHash<QString, UpdateNote>::iterator &note) { return note->state == UpdateNote::State::Asking; });
    for (auto known = m_before.cbegin(); known != m_before.cend(); ++known) {
        if (!m_updates.contains(known.key()))
            m_updates.insert(known.key(), known.value());
    }
    m_before.clear();
    m_images.setUpdates(m_updates);
}

void RegistryActions::fill(QMenu *menu, const ImageRow &row, const QList<ImageRow> &selected)
{
    if (!isAvailable())
        return;
    const Result<Reference> name = Reference::parse(row.name);
    const bool isPullable = name && name->registry() != kThisMachine;
    menu->addSeparator();
    if (row.isRemote) {
        menu->addAction(icon("pull"), tr("&Pull …"), this, [this, text = row.name] { pull(text); })
            ->setEnabled(isPullable);
        return;
    }
    menu->addAction(tr("Is there a ne&wer one?"), this, [this, selected] { checkForNewer(selected); })
        ->setEnabled(std::any_of(
            selected.cbegin(), selected.cend(), [](const ImageRow &each) { return questionFor(each).has_value(); }));
    if (!isPullable)
        return;
    if (m_updates.value(row.key).state == UpdateNote::State::Newer)
        menu->addAction(
            icon("pull"), tr("&Pull the newer one …"), this, [this, text = name->familiar()] { pull(text); });
    menu->addAction(tr("&Look at it in the registry"), this, [this, reference = *name] { lookInside(reference); });
}

} // namespace varve
