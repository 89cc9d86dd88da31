// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/findernotice.h"

#include "ui/dialogs.h"
#include "ui/enginesettings.h"
#include "ui/errortext.h"
#include "ui/storefinder.h"

#include <QtWidgets/QBoxLayout>

#include <algorithm>

namespace varve {

namespace {

QString keyOf(const Warning &warning)
{
    return warning.subject + QLatin1Char('\n') + warning.detail;
}

} // namespace

FinderNotice::FinderNotice(StoreFinder &finder, Shows shows, QWidget *parent)
    : Notice(parent)
    , m_finder(finder)
    , m_shows(shows)
{
    connect(&m_finder, &StoreFinder::found, this, &FinderNotice::update);
    connect(this, &Notice::buttonClicked, this, &FinderNotice::showAll);
    update();
}

QWidget *FinderNotice::above(StoreFinder &finder, QWidget *content)
{
    auto *both = new QWidget;
    auto *column = new QVBoxLayout(both);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new FinderNotice(finder, Shows::Unseen, both));
    column->addWidget(content, 1);
    return both;
}

void FinderNotice::update()
{
    const Warnings &warnings = m_finder.warnings();
    const QSet<QString> seen = m_shows == Shows::Unseen ? EngineSettings::seenProblems() : QSet<QString>();
    const bool isNews = std::any_of(
        warnings.cbegin(), warnings.cend(), [&seen](const Warning &warning) { return !seen.contains(keyOf(warning)); });
    if (!isNews)
        return hide();
    const Warning &first = warnings.constFirst();
    present(Kind::Warning,
        warnings.size() == 1
            ? tr("Not every engine can be found: %1: %2").arg(warningPlace(first), warningSentence(first))
            : tr("%n problem(s) while looking for engines", nullptr, static_cast<int>(warnings.size())),
        tr("Show"));
}

void FinderNotice::showAll()
{
    const Warnings &warnings = m_finder.warnings();
    QSet<QString> seen;
    for (const Warning &warning : warnings)
        seen.insert(keyOf(warning));
    EngineSettings::setSeenProblems(seen);
    showWarnings(window(), tr("Looking for engines"), warnings);
    update();
}

} // namespace varve
