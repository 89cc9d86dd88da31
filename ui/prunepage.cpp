// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/prunepage.h"

#include "services/prune/prunesettings.h"
#include "services/types/text.h"
#include "ui/chooser.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/theme.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QSpinBox>

namespace varve {

namespace {
constexpr std::int64_t kGB = 1'000'000'000;
constexpr std::int64_t kCopySizes[] = { 5 * kGB, 20 * kGB, 50 * kGB, 200 * kGB };
constexpr int kMostDays = 3650;
constexpr int kLines = 6; // of the list of names that are seen
} // namespace

PrunePage::PrunePage(const QString &prunedRoot, QWidget *parent)
    : QWidget(parent)
    , m_protected(new QPlainTextEdit)
    , m_bytes(new Chooser)
    , m_days(new QSpinBox)
{
    setObjectName(QStringLiteral("prunePage"));
    QLabel *note =
        quietLabel(tr("Images with a name like one of these are never proposed for removal, whatever the rules "
                      "say. One a line; * stands for anything, ? for one sign."));
    note->setWordWrap(true);
    m_protected->setObjectName(QStringLiteral("protectedNames"));
    m_protected->setAccessibleName(tr("Protected names"));
    m_protected->setTabChangesFocus(true);
    m_protected->setPlaceholderText(QStringLiteral("debian:*\nregistry.example/team/*"));
    m_protected->setPlainText(PruneSettings::protectedNames().join(QLatin1Char('\n')));
    m_protected->setFixedHeight(fontMetrics().lineSpacing() * kLines + metrics::kGap);
    const PrunedLimits limits = PruneSettings::limits();
    m_bytes->setObjectName(QStringLiteral("prunedBytes"));
    for (const std::int64_t bytes : kCopySizes)
        m_bytes->addItem(sizeText(bytes), qlonglong { bytes });
    if (m_bytes->findData(qlonglong { limits.copyBytes }) < 0) // somebody wrote it into the file
        m_bytes->addItem(sizeText(limits.copyBytes), qlonglong { limits.copyBytes });
    m_bytes->setCurrentIndex(m_bytes->findData(qlonglong { limits.copyBytes }));
    m_days->setObjectName(QStringLiteral("prunedDays"));
    m_days->setRange(1, kMostDays);
    const auto nameUnit = [this](int days) { m_days->setSuffix(QLatin1Char(' ') + tr("day(s)", nullptr, days)); };
    connect(m_days, &QSpinBox::valueChanged, this, nameUnit);
    m_days->setKeyboardTracking(false);
    m_days->setValue(static_cast<int>(limits.copyAge.count()));
    auto *folder = new ElidedLabel(Qt::ElideMiddle);
    folder->setFullText(visibleText(prunedRoot));
    folder->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QLabel *copies =
        quietLabel(tr("Copies that are kept when images are pruned go when they are too old, and the oldest "
                      "when all together take too much."));
    copies->setWordWrap(true);

    const auto leftOf = [](QWidget *field) {
        auto *line = new QHBoxLayout;
        line->addWidget(field);
        line->addStretch(1);
        return line;
    };
    auto *form = new QFormLayout;
    form->setVerticalSpacing(metrics::kGap);
    auto *names = plainLabel(tr("&Protected names"));
    names->setBuddy(m_protected);
    auto *most = plainLabel(tr("Copies take at &most"));
    most->setBuddy(m_bytes);
    auto *days = plainLabel(tr("… and are kept &for"));
    days->setBuddy(m_days);
    form->addRow(names, m_protected);
    form->addRow(QString(), note);
    form->addRow(most, leftOf(m_bytes));
    form->addRow(days, leftOf(m_days));
    form->addRow(QString(), copies);
    form->addRow(tr("Folder"), folder);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(metrics::kMargin);
    column->addLayout(form);
    column->addStretch(1);

    connect(m_protected, &QPlainTextEdit::textChanged, this, &PrunePage::keep);
    connect(m_bytes, &QComboBox::activated, this, &PrunePage::keep);
    connect(m_days, &QSpinBox::valueChanged, this, &PrunePage::keep);
}

void PrunePage::keep()
{
    QStringList patterns;
    const QStringList lines = m_protected->toPlainText().split(QLatin1Char('\n'));
    for (const QString &line : lines) {
        if (const QString pattern = line.trimmed(); !pattern.isEmpty())
            patterns.append(pattern);
    }
    PruneSettings::setProtectedNames(patterns);
    PruneSettings::setLimits({ m_bytes->currentData().toLongLong(), std::chrono::days(m_days->value()) });
}

} // namespace varve
