// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/emptypage.h"

#include "services/types/text.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/theme.h"

#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {

constexpr int kWidth = 460;
constexpr int kLogo = 72;
constexpr qsizetype kRecentShown = 5;

class Logo : public QWidget {
public:
    Logo()
        : m_icon(applicationIcon())
    {
        setFixedSize(kLogo, kLogo);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_icon.paint(&painter, rect());
    }

private:
    QIcon m_icon;
};

} // namespace

EmptyPage::EmptyPage(bool hasSample, bool canPull, QWidget *parent)
    : QWidget(parent)
    , m_recentBox(new QWidget)
{
    setObjectName(QStringLiteral("emptyPage"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);

    QLabel *title = plainLabel(tr("See what container images are made of"));
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setWeight(QFont::DemiBold);
    title->setFont(large);
    QLabel *text = quietLabel(
        tr("Open what “docker save” or “podman save” wrote, or an OCI image layout: every layer, and what it "
           "added, changed and removed."));
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignHCenter);
    title->setAlignment(Qt::AlignHCenter);
    title->setWordWrap(true);

    auto *open = new QPushButton(icon("open"), tr("Open an archive …"));
    open->setProperty("primary", true);
    open->setIcon({});
    open->setDefault(true);
    auto *folder = new QPushButton(tr("Open a folder …"));
    auto *pull = new QPushButton(tr("Pull an image …"));
    pull->setVisible(canPull);
    auto *sample = new QPushButton(tr("Open the sample"));
    sample->setVisible(hasSample);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kGap);
    buttons->addStretch(1);
    for (QPushButton *button : { open, folder, pull, sample })
        buttons->addWidget(button);
    buttons->addStretch(1);

    auto *drop = new QFrame;
    drop->setObjectName(QStringLiteral("DropHint"));
    auto *dropRow = new QHBoxLayout(drop);
    dropRow->setContentsMargins(metrics::kLarge, metrics::kMargin, metrics::kLarge, metrics::kMargin);
    dropRow->addStretch(1);
    dropRow->addWidget(new IconLabel("archive", IconTint::Quiet, metrics::kLarge));
    dropRow->addWidget(quietLabel(tr("or drop files and folders here")));
    dropRow->addStretch(1);

    m_recent = new QVBoxLayout(m_recentBox);
    m_recent->setContentsMargins(0, 0, 0, 0);
    m_recent->setSpacing(2);

    auto *inner = new QWidget;
    inner->setMaximumWidth(kWidth);
    auto *column = new QVBoxLayout(inner);
    column->setSpacing(metrics::kMargin);
    column->addWidget(new Logo, 0, Qt::AlignHCenter);
    column->addWidget(title);
    column->addWidget(text);
    column->addSpacing(metrics::kSmall);
    column->addLayout(buttons);
    column->addWidget(drop);
    column->addWidget(m_recentBox);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(inner, 10);
    row->addStretch(1);
    auto *outer = new QVBoxLayout(this);
    outer->addStretch(2);
    outer->addLayout(row);
    outer->addStretch(3);

    connect(open, &QPushButton::clicked, this, &EmptyPage::openRequested);
    connect(folder, &QPushButton::clicked, this, &EmptyPage::openFolderRequested);
    connect(sample, &QPushButton::clicked, this, &EmptyPage::sampleRequested);
    connect(pull, &QPushButton::clicked, this, &EmptyPage::pullRequested);
    setRecent({});
}

void EmptyPage::setRecent(const QStringList &paths)
{
    while (QLayoutItem *item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_recentBox->setVisible(!paths.isEmpty());
    if (paths.isEmpty())
        return;
    QLabel *heading = plainLabel(tr("Recently opened"));
    heading->setObjectName(QStringLiteral("SectionLabel"));
    m_recent->addWidget(heading);
    for (const QString &path : paths.first(std::min(kRecentShown, paths.size()))) {
        auto *button = new QToolButton;
        const QString shown = measurable(visibleText(path), true);
        // An ampersand would become a mnemonic.
        QString text = button->fontMetrics().elidedText(shown, Qt::ElideMiddle, kWidth - 4 * metrics::kMargin);
        button->setText(text.replace(QLatin1Char('&'), QLatin1String("&&")));
        button->setIcon(icon("recent", IconTint::Quiet));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setToolTip(plainToolTip(shown));
        button->setAccessibleName(tr("Open %1").arg(shown));
        button->setFocusPolicy(Qt::StrongFocus);
        m_recent->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, path] { Q_EMIT recentRequested(path); });
    }
}

} // namespace varve
