// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/filterbar.h"

#include "models/imagesmodel.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/theme.h"

#include <QtGui/QAction>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QLineEdit>

namespace varve {

FilterBar::FilterBar(ImagesModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_edit(new QLineEdit)
    , m_error(plainLabel())
    , m_group(new QButtonGroup(this))
{
    m_edit->setObjectName(QStringLiteral("imageFilter"));
    m_edit->setPlaceholderText(tr("Filter images: name, id, repo: tag: label: size:>100MB before: since: platform:"));
    m_edit->setAccessibleName(tr("Filter images"));
    m_edit->setToolTip(plainToolTip(tr("Free words, and terms that all must match:\n"
                                       "repo:TEXT  tag:TEXT  label:KEY=VALUE  platform:arm64\n"
                                       "size:>500MB  before:2024-01-31  since:3w")));
    m_edit->setClearButtonEnabled(true);
    m_edit->addAction(icon("search", IconTint::Quiet), QLineEdit::LeadingPosition);
    m_edit->setMinimumWidth(160);
    m_edit->setAcceptDrops(false); // files that are dropped here are for the window
    m_error->setObjectName(QStringLiteral("filterError"));
    setTone(m_error, Tone::Bad);
    m_error->hide();

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGap);
    row->addWidget(m_edit, 1);
    row->addWidget(m_error);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    const std::pair<QuickFilter, QString> filters[] = { { QuickFilter::All, tr("All") },
        { QuickFilter::InUse, tr("In use") }, { QuickFilter::Unused, tr("Unused") },
        { QuickFilter::Dangling, tr("Dangling") } };
    for (const auto &[filter, text] : filters) {
        auto *button = new QToolButton;
        button->setCheckable(true);
        button->setText(text);
        button->setAccessibleName(tr("Show: %1").arg(text));
        button->setProperty("segment", true);
        button->setProperty("caption", text);
        m_group->addButton(button, static_cast<int>(filter));
        buttons->addWidget(button);
    }
    m_group->button(int(QuickFilter::Dangling))->setToolTip(plainToolTip(tr("Images without any name")));
    m_group->button(int(QuickFilter::All))->setChecked(true);
    row->addLayout(buttons);
    setKnowsContainers(false);

    connect(m_edit, &QLineEdit::textChanged, this, &FilterBar::apply);
    connect(m_group, &QButtonGroup::idClicked, this,
        [this](int id) { m_model.setQuickFilter(static_cast<QuickFilter>(id)); });
    connect(&m_model, &ImagesModel::shownChanged, this, &FilterBar::updateCounts);
}

void FilterBar::focusFilter()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FilterBar::clear()
{
    m_edit->clear();
    m_group->button(int(QuickFilter::All))->click();
}

bool FilterBar::isFiltering() const
{
    return !m_edit->text().isEmpty() || m_group->checkedId() != int(QuickFilter::All);
}

void FilterBar::setKnowsContainers(bool known)
{
    m_group->button(int(QuickFilter::InUse))->setVisible(known);
    m_group->button(int(QuickFilter::Unused))->setVisible(known);
}

void FilterBar::apply()
{
    const ImageQuery query = ImageQuery::parse(m_edit->text(), QDateTime::currentDateTime());
    m_model.setQuery(query);
    const bool hasError = !query.errors().isEmpty();
    m_error->setVisible(hasError);
    if (hasError)
        m_error->setText(query.errors().constFirst().message);
    m_edit->setAccessibleDescription(hasError ? m_error->text() : QString());
}

void FilterBar::updateCounts()
{
    for (QAbstractButton *button : m_group->buttons()) {
        const int count = m_model.countFor(static_cast<QuickFilter>(m_group->id(button)));
        button->setText(tr("%1 %2", "name of a quick filter, number of images")
                            .arg(button->property("caption").toString(), countText(count)));
    }
}

} // namespace varve
