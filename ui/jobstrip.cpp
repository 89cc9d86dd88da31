// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/jobstrip.h"

#include "services/types/text.h"
#include "ui/format.h"
#include "ui/jobbar.h"
#include "ui/labels.h"
#include "ui/theme.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QToolButton>

#include <algorithm>
#include <utility>

namespace varve {

namespace {

constexpr int kBarWidth = 96;
constexpr int kTitleWidth = 200;

} // namespace

JobStrip::JobStrip(JobList &jobs, QWidget *parent)
    : QWidget(parent)
    , m_jobs(jobs)
    , m_more(new QToolButton)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kMargin);
    m_more->setObjectName(QStringLiteral("jobsMore"));
    m_more->setAutoRaise(true);
    connect(m_more, &QToolButton::clicked, this, &JobStrip::listWanted);
    row->addWidget(m_more);
    for (int i = 0; i < kShown; ++i) {
        m_slots.append(makeSlot());
        row->addWidget(m_slots.constLast().box);
    }
    connect(&m_jobs, &JobList::listChanged, this, &JobStrip::refresh);
    connect(&m_jobs, &JobList::ticked, this, &JobStrip::tick);
    refresh();
}

JobStrip::Slot JobStrip::makeSlot()
{
    Slot slot;
    slot.box = new QWidget(this);
    slot.title = new ElidedLabel(Qt::ElideMiddle);
    slot.title->setFixedWidth(kTitleWidth);
    slot.bar = new QProgressBar;
    slot.bar->setTextVisible(false);
    slot.bar->setFixedWidth(kBarWidth);
    slot.cancel = iconButton("cancel", tr("Cancel"));
    slot.cancel->setObjectName(QStringLiteral("jobCancel"));
    slot.cancel->setProperty("tiny", true);
    auto *row = new QHBoxLayout(slot.box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGap);
    row->addWidget(slot.title);
    row->addWidget(slot.bar, 0, Qt::AlignVCenter);
    row->addWidget(slot.cancel);
    const qsizetype number = m_slots.size();
    connect(
        slot.cancel, &QToolButton::pressed, this, [this, number] { m_slots[number].pressed = m_slots.at(number).job; });
    connect(slot.cancel, &QToolButton::clicked, this, [this, number] {
        if (const JobPtr job = std::exchange(m_slots[number].pressed, nullptr))
            job->cancel();
    });
    return slot;
}

void JobStrip::refresh()
{
    const auto &items = m_jobs.items();
    // A job stays where it is: the button under the pointer must not become another's.
    QList<JobList::Item> unplaced = items;
    for (Slot &slot : m_slots) {
        const auto same = [&slot](const JobList::Item &item) { return item.job == slot.job; };
        const auto found = std::find_if(items.cbegin(), items.cend(), same);
        if (found == items.cend()) {
            slot.job.reset();
            continue;
        }
        fill(slot, *found); // its title may have changed
        unplaced.removeIf(same);
    }
    for (Slot &slot : m_slots) {
        if (!slot.job && !unplaced.isEmpty())
            fill(slot, unplaced.takeFirst());
        slot.box->setVisible(slot.job != nullptr);
    }
    const auto hidden = items.size() - m_slots.size();
    m_more->setVisible(!items.isEmpty());
    m_more->setText(hidden > 0 ? tr("%n more", nullptr, static_cast<int>(hidden)) : tr("Jobs"));
    m_more->setToolTip(plainToolTip(tr("Show all jobs")));
    tick();
}

void JobStrip::fill(Slot &slot, const JobList::Item &item)
{
    slot.job = item.job;
    const QString title = measurable(item.title, true);
    slot.title->setFullText(title);
    slot.bar->setAccessibleName(title);
    slot.cancel->setAccessibleName(tr("Cancel: %1").arg(title));
}

void JobStrip::tick()
{
    for (Slot &slot : m_slots) {
        if (!slot.job)
            continue;
        const Job::Progress progress = slot.job->progress();
        showProgress(slot.bar, progress);
        const QString note = visibleText(slot.job->note());
        const QString amount = progressText(progress);
        const QString details = note.isEmpty() || amount.isEmpty() ? note + amount : note + QLatin1Char('\n') + amount;
        slot.box->setToolTip(plainToolTip(details));
        slot.bar->setAccessibleDescription(details);
        slot.cancel->setEnabled(!slot.job->isCancelled());
    }
}

} // namespace varve
