// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/optionparts.h"

#include "services/types/text.h"

#include <QtCore/QCommandLineParser>

namespace varve {

using namespace Qt::StringLiterals;

tl::unexpected<Error> usageError(const QString &what)
{
    return fail(ErrorCode::Unsupported, {}, what);
}

// The parser's own messages end in a full stop and quote what was typed.
QString parserMessage(const QCommandLineParser &parser)
{
    QString text = visibleText(parser.errorText());
    while (text.endsWith(u'.'))
        text.chop(1);
    return text.left(1).toLower() + text.mid(1);
}

Result<QString> onlyArgument(const QCommandLineParser &parser, const QString &what)
{
    const QStringList paths = parser.positionalArguments();
    if (paths.isEmpty())
        return usageError(u"no %1 given"_s.arg(what));
    if (paths.size() > 1)
        return usageError(u"one %1 at a time: \"%2\" is one too many"_s.arg(what, visibleText(paths.at(1))));
    if (paths.constFirst().isEmpty())
        return usageError(u"%1 is empty"_s.arg(what));
    return paths.constFirst();
}

QCommandLineOption helpOption()
{
    return QCommandLineOption(QStringList { u"h"_s, u"help"_s });
}

// Of those that are given.
Result<void> checkValues(const QCommandLineParser &parser, const QList<QCommandLineOption> &options)
{
    for (const QCommandLineOption &option : options) {
        if (parser.isSet(option) && parser.value(option).isEmpty())
            return usageError(u"--%1 needs a value"_s.arg(option.names().constFirst()));
    }
    return {};
}

Result<std::optional<Platform>> platformOf(const QCommandLineParser &parser, const QCommandLineOption &option)
{
    if (!parser.isSet(option))
        return std::nullopt;
    std::optional<Platform> platform = Platform::parse(parser.value(option));
    if (!platform)
        return usageError(u"--platform needs OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64"_s);
    return platform;
}

} // namespace varve
