// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/importcommand.h"

#include "app/cli/commandline.h"
#include "app/cli/complaints.h"
#include "app/cli/errortext.h"
#include "app/cli/imageselection.h"
#include "app/cli/jobrunner.h"
#include "app/cli/libraryoptions.h"
#include "app/cli/librarytext.h"
#include "app/cli/options.h"
#include "app/cli/sourcename.h"
#include "services/stores/library/libraryfolder.h"
#include "services/stores/library/libraryimport.h"
#include "services/types/text.h"

namespace varve {

namespace {

using namespace Qt::StringLiterals;

struct Imported {
    LibraryImport import;
    std::optional<Error> choice; // no image fits, or several; nothing was imported then
};

Result<Imported> importFile(const SourceName &file, const ImportOptions &options, const QString &root, Job &job)
{
    const QString wanted = options.image.isEmpty() ? file.image : options.image;
    LibraryImportOptions which;
    if (!wanted.isEmpty() || options.platform) {
        const Result<ImageStorePtr> store = file.open(job);
        const Result<Listing> listing = store ? (*store)->list(job) : fail(store.error());
        if (!listing)
            return fail(listing.error());
        const Result<ImageSummary> image =
            selectImage(*listing, wanted, options.platform, Platform::host(), options.path);
        if (!image)
            return Imported { {}, image.error() };
        which.only = { image->id };
    }
    Result<LibraryImport> import = importIntoLibrary(root, file.path, which, job);
    if (!import)
        return fail(std::move(import.error()));
    return Imported { *std::move(import), std::nullopt };
}

QString importedText(const LibraryImport &import, bool quiet)
{
    QString text;
    for (const LibraryImport::Image &image : import.images) {
        if (quiet) {
            text += image.digest.toString() + u'\n';
            continue;
        }
        const QString names = image.names.isEmpty() ? u"an image without a name"_s : image.names.join(u", "_s);
        text += u"Imported %1: %2\n"_s.arg(visibleText(names), image.digest.toString());
    }
    return text;
}

} // namespace

int runImport(const QStringList &arguments, CliStreams &streams)
{
    const Result<ImportOptions> options = ImportOptions::parse(arguments);
    if (!options)
        return usageError(streams, u"import"_s, options.error().detail);
    if (options->wantsHelp)
        return printOrComplain(streams, helpText(u"import"_s).toUtf8()) ? kExitFine : kExitUnreadable;
    const Result<SourceName> file = SourceName::parse(options->path);
    if (!file)
        return usageError(streams, u"import"_s, file.error().detail);
    if (file->kind != SourceName::Kind::Path)
        return usageError(streams, u"import"_s,
            u"images are imported from an archive or a layout: save \"%1\" to one, or pull it"_s.arg(
                visibleText(options->path)));
    const QString root = defaultLibraryPath();
    JobRunner runner(streams, streams.errIsTerminal && !options->quiet);
    const Result<Imported> done =
        runner.run(u"Importing"_s, [&](Job &job) { return importFile(*file, *options, root, job); });
    if (!done)
        return failure(streams, done.error(), describeImportError(done.error(), options->path, root));
    if (done->choice && done->choice->code == ErrorCode::Unsupported)
        return readError(streams, *done->choice, options->path);
    if (done->choice)
        return complain(streams, kExitUsage, done->choice->detail + u'.');
    const LibraryImport &import = done->import;
    if (!printOrComplain(streams, importedText(import, options->quiet).toUtf8()))
        return kExitUnreadable;
    QList<ReportWarning> warnings;
    for (const Warning &warning : import.warnings)
        warnings.append({ warning });
    if (!options->quiet)
        streams.complain(warningsText(warnings, 0, streams.errHasColour));
    if (import.refusedCount == 0)
        return kExitFine;
    return complain(streams, kExitUnreadable,
        u"%1 of %2 images in %3 could not be imported."_s.arg(QString::number(import.refusedCount),
            QString::number(import.refusedCount + import.images.size()), visibleText(options->path)));
}

} // namespace varve
