// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/mirrorsedit.h"

#include "ui/labels.h"
#include "ui/theme.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLineEdit>

#include <algorithm>

namespace varve {

MirrorsEdit::MirrorsEdit(const QList<OwnRegistry::Mirror> &mirrors, QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(metrics::kSmall);
    for (const OwnRegistry::Mirror &mirror : mirrors)
        add(mirror);
}

QLineEdit *MirrorsEdit::add(const OwnRegistry::Mirror &mirror)
{
    const Line line { new QWidget, new QLineEdit(mirror.location), new QCheckBox(tr("plain http")),
        iconButton("chevron-up", tr("Ask this mirror earlier")) };
    line.location->setObjectName(QStringLiteral("mirrorLocation"));
    line.location->setPlaceholderText(QStringLiteral("mirror.example.org:5000/hub"));
    line.location->setAccessibleName(tr("Mirror"));
    line.isInsecure->setObjectName(QStringLiteral("mirrorInsecure"));
    line.isInsecure->setChecked(mirror.isInsecure);
    line.up->setObjectName(QStringLiteral("mirrorUp"));
    QToolButton *remove = iconButton("close", tr("Remove this mirror"));
    remove->setObjectName(QStringLiteral("mirrorRemove"));
    auto *row = new QHBoxLayout(line.widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGap);
    row->addWidget(line.location, 1);
    row->addWidget(line.isInsecure);
    row->addWidget(line.up);
    row->addWidget(remove);
    connect(line.location, &QLineEdit::textChanged, this, &MirrorsEdit::changed);
    connect(line.isInsecure, &QCheckBox::toggled, this, &MirrorsEdit::changed);
    connect(line.up, &QToolButton::clicked, this, [this, widget = line.widget] {
        const int at = find(widget);
        if (at < 1)
            return;
        m_lines.move(at, at - 1);
        m_column->removeWidget(widget);
        m_column->insertWidget(at - 1, widget);
        updateLines();
        Q_EMIT changed();
    });
    connect(remove, &QToolButton::clicked, this, [this, widget = line.widget] {
        m_lines.removeAt(find(widget));
        widget->hide();
        widget->deleteLater();
        updateLines();
        Q_EMIT changed();
    });
    m_lines.append(line);
    m_column->addWidget(line.widget);
    updateLines();
    Q_EMIT changed();
    return line.location;
}

int MirrorsEdit::find(const QWidget *widget) const
{
    const auto found =
        std::find_if(m_lines.cbegin(), m_lines.cend(), [widget](const Line &line) { return line.widget == widget; });
    return static_cast<int>(found - m_lines.cbegin());
}

void MirrorsEdit::updateLines()
{
    QWidget *before = nullptr;
    for (int i = 0; i < m_lines.size(); ++i) {
        m_lines.at(i).up->setEnabled(i > 0);
        if (before)
            setTabOrder(before, m_lines.at(i).location);
        setTabOrder(m_lines.at(i).location, m_lines.at(i).isInsecure);
        before = m_lines.at(i).isInsecure;
    }
}

QList<OwnRegistry::Mirror> MirrorsEdit::mirrors() const
{
    QList<OwnRegistry::Mirror> mirrors;
    for (const Line &line : m_lines) {
        if (const QString location = line.location->text().trimmed(); !location.isEmpty())
            mirrors.append({ location, line.isInsecure->isChecked() });
    }
    return mirrors;
}

} // namespace varve
