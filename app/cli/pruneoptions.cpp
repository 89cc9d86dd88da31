// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/pruneoptions.h"

#include "app/cli/optionparts.h"
#include "services/types/text.h"

#include <QtCore/QCommandLineParser>

namespace varve {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 kMostYears = 1000;
}

std::optional<std::chrono::seconds> parseAge(const QString &text)
{
    if (text.size() < 2)
        return std::nullopt;
    bool isNumber = false;
    const qint64 count = text.chopped(1).toLongLong(&isNumber);
    qint64 unit = 0;
    switch (text.back().unicode()) {
    case u'm':
        unit = 60;
        break;
    case u'h':
        unit = 3600;
        break;
    case u'd':
        unit = 86'400;
        break;
    case u'w':
        unit = 7 * 86'400;
        break;
    default:
        return std::nullopt;
    }
    if (!isNumber || count < 0 || count > kMostYears * 366 * 86'400 / unit)
        return std::nullopt;
    return std::chrono::seconds(count * unit);
}

Result<PruneOptions> PruneOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption source(u"source"_s, {}, u"S"_s);
    const QCommandLineOption unused(u"unused"_s);
    const QCommandLineOption olderThan(u"older-than"_s, {}, u"AGE"_s);
    const QCommandLineOption keep(u"keep"_s, {}, u"N"_s);
    const QCommandLineOption label(u"label"_s, {}, u"L"_s);
    const QCommandLineOption name(u"name"_s, {}, u"PATTERN"_s);
    const QCommandLineOption protect(u"protect"_s, {}, u"PATTERN"_s);
    const QCommandLineOption minimumAge(u"minimum-age"_s, {}, u"AGE"_s);
    const QCommandLineOption dryRun(u"dry-run"_s);
    const QCommandLineOption yes(u"yes"_s);
    const QCommandLineOption keepCopy(u"keep-copy"_s);
    const QCommandLineOption json(u"json"_s);
    parser.addOptions({ helpOption(), source, unused, olderThan, keep, label, name, protect, minimumAge, dryRun, yes,
        keepCopy, json });
    PruneOptions options;
    const bool isUnderstood = parser.parse(QStringList { u"varve"_s } + arguments);
    options.wantsHelp = parser.isSet(u"help"_s);
    if (options.wantsHelp)
        return options;
    if (!isUnderstood)
        return usageError(parserMessage(parser));
    if (const QStringList rest = parser.positionalArguments(); !rest.isEmpty())
        return usageError(u"images are chosen by rules: \"%1\" is too many"_s.arg(visibleText(rest.constFirst())));
    if (const Result<void> checked = checkValues(parser, { source, olderThan, keep, label, name, protect, minimumAge });
        !checked)
        return fail(checked.error());
    if (parser.isSet(dryRun) && parser.isSet(yes))
        return usageError(u"--dry-run and --yes exclude each other"_s);
    options.source = parser.value(source);
    options.rules.takesUnused = parser.isSet(unused);
    options.rules.labels = parser.values(label);
    options.rules.namePattern = parser.value(name);
    options.rules.protectedNames = parser.values(protect);
    if (!options.rules.namePattern.isEmpty() && !options.rules.takesUnused)
        return usageError(u"dangling images have no name: --name needs --unused"_s);
    for (const auto &[option, into] : { std::pair(&olderThan, true), std::pair(&minimumAge, false) }) {
        if (!parser.isSet(*option))
            continue;
        const std::optional<std::chrono::seconds> age = parseAge(parser.value(*option));
        if (!age)
            return usageError(u"--%1 needs an age like 30d, 12h, 90m or 2w"_s.arg(option->names().constFirst()));
        if (into)
            options.rules.olderThan = *age;
        else
            options.rules.unusedMinimumAge = *age;
    }
    if (parser.isSet(keep)) {
        bool isNumber = false;
        options.rules.keepNewest = parser.value(keep).toInt(&isNumber);
        if (!isNumber || options.rules.keepNewest < 1)
            return usageError(u"--keep needs a number from 1"_s);
        if (!options.rules.takesUnused)
            return usageError(u"dangling images are in no repository: --keep needs --unused"_s);
    }
    options.isConfirmed = parser.isSet(yes);
    options.keepsCopy = parser.isSet(keepCopy);
    if (options.keepsCopy && !options.isConfirmed)
        return usageError(u"--keep-copy needs --yes"_s);
    options.json = parser.isSet(json);
    return options;
}

QString pruneHelpText()
{
    return uR"(Usage: varve prune [OPTION...]

Says which images nobody needs and what removing them frees: in the Library and in the container engines of this user.
With --yes it removes them, one after the other and never by force; each is looked at once more before it goes.

Dangling images are those without a name. Images that a container refers to, running or not, always stay.

  --source S           only this source: a name as in the column SOURCE of varve ls, or an address
  --unused             images with a name as well that no container refers to
  --older-than AGE     only what was built longer ago: 30d, 12h, 90m, 2w
  --keep N             with --unused: the newest N of each repository stay
  --label KEY[=VALUE]  only with this label; may be repeated
  --name PATTERN       with --unused: only names like this, with * and ?
  --protect PATTERN    names like this stay; may be repeated
  --minimum-age AGE    with --unused: what came later than that stays (default 24h)
  --dry-run            remove nothing; the default
  --yes                remove what is listed
  --keep-copy          with --yes: keep a verified copy first, which the list of pruned images in the window brings back
  --json               print a document instead of tables

Exit codes: 0 fine, 1 an image stayed that was to go, 2 usage, 3 a source cannot be read, 130 interrupted.
)"_s;
}

} // namespace varve
