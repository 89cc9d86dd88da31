// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/exportcommand.h"

#include "app/cli/commandline.h"
#include "app/cli/complaints.h"
#include "app/cli/imageselection.h"
#include "app/cli/jobrunner.h"
#include "app/cli/libraryoptions.h"
#include "app/cli/librarytext.h"
#include "app/cli/options.h"
#include "services/stores/library/librarystore.h"
#include "services/types/imagereference.h"
#include "services/types/reference.h"
#include "services/types/text.h"

#include <QtCore/QFileInfo>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

struct Choice {
    QList<ImageId> images;
    QStringList names; // to be written
    std::optional<Error> mistake; // a name that fits none, or several
};

// As the Library has it: whole, with a tag. Empty: it is no name.
QString libraryNameOf(const QString &typed)
{
    const Result<Reference> reference = Reference::parse(typed);
    return reference && reference->digest().isNull() ? reference->withDefaultTag().toString() : QString();
}

// Those that were meant: by a name itself; an ID means all.
QStringList meantNames(const QStringList &names, const QString &typed)
{
    const ImageReference wanted = ImageReference::fromName(typed);
    QStringList meant;
    std::copy_if(names.cbegin(), names.cend(), std::back_inserter(meant), [&](const QString &name) {
        const ImageReference reference = ImageReference::fromStoredName(name);
        return reference.repository == wanted.repository && (wanted.tag.isEmpty() || reference.tag == wanted.tag);
    });
    if (const QString whole = libraryNameOf(typed); meant.contains(whole))
        return { whole };
    return meant.isEmpty() ? names : meant;
}

class ExportChooser {
public:
    ExportChooser(const Listing &listing, const QList<LibraryEntry> &entries, const ExportOptions &options)
        : m_listing(listing)
        , m_entries(entries)
        , m_options(options)
        , m_isWhole(options.format == LibraryExportFormat::OciArchive && !options.platform)
    {
    }

    Choice run()
    {
        for (const QString &name : m_options.names) {
            if (m_isWhole && chooseRoot(name))
                continue;
            const Result<ImageSummary> image =
                selectImage(m_listing, name, m_options.platform, Platform::host(), u"the Library"_s);
            if (!image) {
                m_choice.mistake = image.error();
                break;
            }
            m_choice.names += meantNames(image->names, name);
            m_choice.images.append(m_isWhole ? rootOf(*image) : image->id);
        }
        return m_choice;
    }

private:
    // What the index itself calls so, which may be an image for several platforms.
    bool chooseRoot(const QString &name)
    {
        const QString whole = libraryNameOf(name);
        const auto named = std::find_if(m_entries.cbegin(), m_entries.cend(), [&](const LibraryEntry &entry) {
            return !entry.name.isEmpty() && (entry.name == name || entry.name == whole);
        });
        if (named != m_entries.cend()) {
            m_choice.names.append(named->name);
            m_choice.images.append(ImageId { named->descriptor.digest.toString() });
            return true;
        }
        bool isKnown = false;
        for (const LibraryEntry &entry : m_entries) {
            if (entry.descriptor.digest.toString() != name)
                continue;
            isKnown = true;
            if (!entry.name.isEmpty())
                m_choice.names.append(entry.name);
        }
        if (isKnown)
            m_choice.images.append(ImageId { name });
        return isKnown;
    }

    ImageId rootOf(const ImageSummary &image) const
    {
        const auto root = std::find_if(m_entries.cbegin(), m_entries.cend(),
            [&](const LibraryEntry &entry) { return !entry.name.isEmpty() && image.names.contains(entry.name); });
        return root == m_entries.cend() ? image.id : ImageId { root->descriptor.digest.toString() };
    }

    const Listing &m_listing;
    const QList<LibraryEntry> &m_entries;
    const ExportOptions &m_options;
    const bool m_isWhole;
    Choice m_choice;
};

Result<Choice> exportImages(const ExportOptions &options, const QString &root, Job &job)
{
    LibraryStore store(root);
    const Result<Listing> listing = store.list(job);
    const Result<QList<LibraryEntry>> entries = listing ? store.entries(job) : fail(listing.error());
    if (!entries)
        return fail(entries.error());
    Choice choice = ExportChooser(*listing, *entries, options).run();
    if (choice.mistake)
        return choice;
    const Result<void> done =
        exportFromLibrary(root, choice.images, { options.format, choice.names }, options.target, job);
    if (!done)
        return fail(done.error());
    return choice;
}

} // namespace

int runExport(const QStringList &arguments, CliStreams &streams)
{
    const Result<ExportOptions> options = ExportOptions::parse(arguments);
    if (!options)
        return usageError(streams, u"export"_s, options.error().detail);
    if (options->wantsHelp)
        return printOrComplain(streams, helpText(u"export"_s).toUtf8()) ? kExitFine : kExitUnreadable;
    const QString root = defaultLibraryPath();
    JobRunner runner(streams, streams.errIsTerminal && !options->quiet);
    const Result<Choice> done = runner.run(u"Exporting"_s, [&](Job &job) { return exportImages(*options, root, job); });
    if (!done)
        return failure(streams, done.error(), describeExportError(done.error(), options->target, root));
    if (done->mistake && done->mistake->code == ErrorCode::Unsupported)
        return complain(streams, kExitUsage, u"there is no image in the Library; see varve pull and varve import."_s);
    if (done->mistake)
        return complain(streams, kExitUsage, done->mistake->detail + u'.');
    if (options->quiet)
        return kExitFine;
    const QString names = done->names.isEmpty() ? u"an image without a name"_s : done->names.join(u", "_s);
    const QString sentence = u"Exported %1 to %2: %3\n"_s.arg(
        visibleText(names), visibleText(options->target), humanSize(QFileInfo(options->target).size()));
    return printOrComplain(streams, sentence.toUtf8()) ? kExitFine : kExitUnreadable;
}

} // namespace varve
