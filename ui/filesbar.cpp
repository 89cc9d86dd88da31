// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/filesbar.h"

#include "models/filetreemodel.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/theme.h"

#include <QtCore/QEvent>
#include <QtGui/QAction>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QLineEdit>

#include <algorithm>
#include <array>

namespace varve {

namespace {

constexpr std::array kKinds { ChangeKind::Added, ChangeKind::Modified, ChangeKind::MetadataOnly, ChangeKind::Removed };
constexpr std::uint8_t kEverything = 0xff;

std::uint8_t bit(ChangeKind kind)
{
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
}

QString modeHelp(TreeMode mode)
{
    switch (mode) {
    case TreeMode::ThisLayer:
        return FilesBar::tr("Only what the selected layers changed");
    case TreeMode::UpToHere:
        return FilesBar::tr("The file system after the selected layer; what it removed stays visible");
    case TreeMode::WholeImage:
        return FilesBar::tr("The file system of the finished image, whatever layer is selected");
    case TreeMode::ChangesOnly:
        break;
    }
    return FilesBar::tr("The net effect of everything above the bottom layer, up to the selected one");
}

} // namespace

FilesBar::FilesBar(QWidget *parent)
    : QWidget(parent)
    , m_modes(new QButtonGroup(this))
    , m_filter(new QLineEdit)
    , m_unchanged(new QToolButton)
{
    setObjectName(QStringLiteral("Strip"));
    auto *first = new QHBoxLayout;
    first->setSpacing(0);
    addModes(first);
    first->addStretch(1);
    QToolButton *expand = iconButton("expand", tr("Expand all folders"));
    QToolButton *collapse = iconButton("collapse", tr("Collapse all folders"));
    first->addSpacing(metrics::kGap);
    first->addWidget(expand);
    first->addWidget(collapse);

    m_filter->setObjectName(QStringLiteral("fileFilter"));
    m_filter->setPlaceholderText(tr("Filter files: name, *.so, etc/*.conf"));
    m_filter->setAccessibleName(tr("Filter files"));
    m_filter->setToolTip(plainToolTip(
        tr("Part of a name, or a pattern with * ? [a-z].\nWith a slash it is compared with the whole path.")));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAcceptDrops(false); // files that are dropped here are for the window
    m_filter->addAction(icon("filter", IconTint::Quiet), QLineEdit::LeadingPosition);
    auto *second = new QHBoxLayout;
    second->setSpacing(0);
    second->addWidget(m_filter, 1);
    second->addSpacing(metrics::kGap);
    addKinds(second);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kGap, metrics::kSmall, metrics::kGap, metrics::kSmall);
    column->setSpacing(metrics::kSmall);
    column->addLayout(first);
    column->addLayout(second);

    connect(m_filter, &QLineEdit::textChanged, this, &FilesBar::changed);
    connect(m_modes, &QButtonGroup::idClicked, this, &FilesBar::update);
    connect(expand, &QToolButton::clicked, this, &FilesBar::expandAllRequested);
    connect(collapse, &QToolButton::clicked, this, &FilesBar::collapseAllRequested);
    update();
}

QString FilesBar::modeName(TreeMode mode)
{
    switch (mode) {
    case TreeMode::ThisLayer:
        return tr("This layer");
    case TreeMode::UpToHere:
        return tr("Up to here");
    case TreeMode::WholeImage:
        return tr("Whole image");
    case TreeMode::ChangesOnly:
        break;
    }
    return tr("Changes only");
}

void FilesBar::addModes(QHBoxLayout *row)
{
    for (const TreeMode mode :
        { TreeMode::ThisLayer, TreeMode::UpToHere, TreeMode::WholeImage, TreeMode::ChangesOnly }) {
        auto *button = new QToolButton;
        button->setText(modeName(mode));
        button->setCheckable(true);
        button->setProperty("segment", true);
        button->setToolTip(plainToolTip(modeHelp(mode)));
        button->setAccessibleName(tr("Show: %1").arg(modeName(mode)));
        button->setAccessibleDescription(modeHelp(mode));
        m_modes->addButton(button, static_cast<int>(mode));
        row->addWidget(button);
    }
    m_modes->button(int(TreeMode::ThisLayer))->setChecked(true);
}

void FilesBar::addKinds(QHBoxLayout *row)
{
    const auto prepare = [this, row](QToolButton *button, const QString &text, const QString &name) {
        button->setText(text);
        button->setCheckable(true);
        button->setChecked(true);
        button->setProperty("segment", true);
        button->setToolTip(plainToolTip(name));
        button->setAccessibleName(name);
        QFont font = button->font();
        font.setBold(true);
        button->setFont(font);
        connect(button, &QToolButton::clicked, this, &FilesBar::update);
        row->addWidget(button);
    };
    for (const ChangeKind kind : kKinds) {
        auto *button = new QToolButton;
        button->setProperty("kind", FileTreeModel::changeLetter(kind));
        prepare(button, FileTreeModel::changeLetter(kind), tr("Show %1").arg(FileTreeModel::changeName(kind)));
        m_kinds.append(button);
    }
    prepare(m_unchanged, QStringLiteral("="), tr("Show unchanged"));
}

TreeMode FilesBar::mode() const
{
    return static_cast<TreeMode>(m_modes->checkedId());
}

void FilesBar::setMode(TreeMode mode)
{
    m_modes->button(int(mode))->setChecked(true);
    update();
}

QString FilesBar::filter() const
{
    return m_filter->text();
}

std::uint8_t FilesBar::kinds() const
{
    std::uint8_t kinds = 0;
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        if (m_kinds.at(qsizetype(i))->isChecked())
            kinds = static_cast<std::uint8_t>(kinds | bit(kKinds[i]));
    }
    if (kinds & bit(ChangeKind::Modified))
        kinds = static_cast<std::uint8_t>(kinds | bit(ChangeKind::Replaced));
    const bool hasAll =
        std::all_of(m_kinds.begin(), m_kinds.end(), [](const QToolButton *button) { return button->isChecked(); });
    return hasAll && m_unchanged->isChecked() ? kEverything : kinds;
}

bool FilesBar::isFiltering() const
{
    return !m_filter->text().isEmpty() || kinds() != kEverything;
}

void FilesBar::clearFilters()
{
    for (QToolButton *button : std::as_const(m_kinds))
        button->setChecked(true);
    m_unchanged->setChecked(true);
    const QSignalBlocker blocker(m_filter);
    m_filter->clear();
    update();
}

void FilesBar::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void FilesBar::update()
{
    const bool hasAll =
        std::all_of(m_kinds.begin(), m_kinds.end(), [](const QToolButton *button) { return button->isChecked(); });
    const bool showsUnchanged = mode() == TreeMode::UpToHere || mode() == TreeMode::WholeImage;
    // Unchanged paths beside some of the kinds would be most of the tree: they come only with all kinds.
    m_unchanged->setEnabled(hasAll && showsUnchanged);
    m_unchanged->setToolTip(
        plainToolTip(!showsUnchanged ? tr("Unchanged paths are shown in “Up to here” and “Whole image”")
                : !hasAll            ? tr("Unchanged paths are shown when all kinds of change are")
                                     : tr("Show unchanged")));
    Q_EMIT changed();
}

} // namespace varve
