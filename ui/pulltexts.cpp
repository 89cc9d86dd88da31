// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What PullDialog says about a plan, what is wrong with it, and about a pull.

#include "ui/pulldialog.h"

#include "services/types/text.h"
#include "ui/dialogs.h"
#include "ui/format.h"
#include "ui/notice.h"

#include <algorithm>
#include <cmath>

namespace varve {

QString PullDialog::planSummary(const PullPlan &plan) const
{
    const QString total = humanSize(plan.totalBytes());
    const QString download = humanSize(plan.downloadBytes());
    QString text = plan.downloadBytes() == 0
        ? tr("%n layer(s), %1: nothing to download.", nullptr, static_cast<int>(plan.layers.size())).arg(total)
        : tr("%n layer(s), %1: %2 to download.", nullptr, static_cast<int>(plan.layers.size())).arg(total, download);
    if (!m_session.target().engine)
        return text + QLatin1Char(' ') + tr("The Library grows by %1.").arg(humanSize(plan.growthBytes()));
    return text + QLatin1Char(' ')
        + tr("Less, where %1 has layers already.").arg(visibleText(m_session.target().title));
}

QString PullDialog::progressText() const
{
    const Job::Progress progress = m_session.progress();
    QString text = tr("%1 of %2").arg(humanSize(progress.done), humanSize(progress.total));
    const double rate = m_session.bytesPerSecond();
    if (rate < 1)
        return text;
    text += QStringLiteral(" · ") + tr("%1 a second").arg(humanSize(static_cast<std::int64_t>(rate)));
    constexpr double kLongest = 6000; // nobody believes more
    const double left = std::ceil(double(progress.total - progress.done) / rate);
    const int seconds = static_cast<int>(std::clamp(left, 0.0, kLongest));
    if (seconds > 0 && seconds < 60)
        text += QStringLiteral(" · ") + tr("%n second(s) left", nullptr, seconds);
    else if (seconds >= 60 && seconds < 6000)
        text += QStringLiteral(" · ") + tr("%n minute(s) left", nullptr, (seconds + 59) / 60);
    return text;
}

QString PullDialog::cancelledText() const
{
    return m_session.target().engine ? tr("Cancelled.")
                                     : tr("Cancelled. What has arrived is kept for the next attempt.");
}

Warnings PullDialog::problems() const
{
    if (m_session.plan())
        return m_session.plan()->warnings;
    return m_session.image() ? m_session.image()->warnings : Warnings();
}

void PullDialog::takeProblems()
{
    const Warnings found = problems();
    if (found.isEmpty())
        return m_notice->hide();
    m_notice->present(Notice::Kind::Warning,
        found.size() == 1 ? tr("%1: %2").arg(warningPlace(found.constFirst()), warningSentence(found.constFirst()))
                          : tr("%n problem(s) on the way to this plan", nullptr, static_cast<int>(found.size())),
        tr("Show"));
}

void PullDialog::showProblems()
{
    showWarnings(this, tr("Problems of the plan"), problems());
}

} // namespace varve
