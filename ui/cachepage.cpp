// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/cachepage.h"

#include "services/stores/cache/layercache.h"
#include "services/types/text.h"
#include "ui/cachesettings.h"
#include "ui/chooser.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/theme.h"

#include <QtCore/QPointer>
#include <QtWidgets/QApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {

constexpr std::int64_t kMB = 1'000'000;
constexpr std::int64_t kCapacities[] = { 250 * kMB, CacheSettings::kDefaultBytes, 4000 * kMB, 16'000 * kMB };

} // namespace

CachePage::CachePage(const UiServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_usage(plainLabel())
    , m_capacity(new Chooser)
    , m_clear(new QPushButton(tr("&Clear")))
{
    setObjectName(QStringLiteral("cachePage"));
    QLabel *note = quietLabel(tr("Varve keeps which files each layer holds, so that it shows an image at once when you "
                                 "look at it again. Contents of files are not kept."));
    note->setWordWrap(true);
    m_usage->setObjectName(QStringLiteral("cacheUsage"));
    m_usage->setText(tr("Looking …"));
    m_capacity->setObjectName(QStringLiteral("cacheCapacity"));
    m_capacity->addItem(tr("Nothing"), qlonglong { 0 });
    const std::int64_t capacity = CacheSettings::capacityBytes();
    for (const std::int64_t bytes : kCapacities)
        m_capacity->addItem(sizeText(bytes), qlonglong { bytes });
    if (m_capacity->findData(qlonglong { capacity }) < 0) // somebody wrote it into the file
        m_capacity->addItem(sizeText(capacity), qlonglong { capacity });
    m_capacity->setCurrentIndex(m_capacity->findData(qlonglong { capacity }));
    m_clear->setObjectName(QStringLiteral("clearCache"));
    m_clear->setAutoDefault(false);
    m_clear->setToolTip(tr("Removes what is kept. Layers are read again when you look at them."));
    auto *folder = new ElidedLabel(Qt::ElideMiddle);
    folder->setFullText(visibleText(m_services.cache->folder()->path()));
    folder->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto *used = new QHBoxLayout;
    used->addWidget(m_usage, 1);
    used->addWidget(m_clear);
    auto *most = new QHBoxLayout;
    most->addWidget(m_capacity);
    most->addStretch(1);
    auto *form = new QFormLayout;
    form->setVerticalSpacing(metrics::kGap);
    form->addRow(tr("Kept now"), used);
    form->addRow(tr("&At most"), most);
    qobject_cast<QLabel *>(form->labelForField(most))->setBuddy(m_capacity);
    form->addRow(tr("Folder"), folder);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(metrics::kMargin);
    column->addWidget(note);
    column->addLayout(form);
    column->addStretch(1);

    connect(m_clear, &QPushButton::clicked, this, [this] { change([](LayerCache &cache) { cache.clear(); }); });
    connect(m_capacity, &QComboBox::activated, this, [this] {
        const std::int64_t bytes = m_capacity->currentData().toLongLong();
        CacheSettings::setCapacityBytes(bytes);
        change([bytes](LayerCache &cache) { cache.folder()->setCapacityBytes(bytes); });
    });
    look();
}

void CachePage::change(const std::function<void(LayerCache &)> &work)
{
    m_clear->setEnabled(false);
    m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(tr("Layer cache")),
        [cache = m_services.cache, work, page = QPointer(this)](Job &) -> Result<bool> {
            work(*cache);
            QMetaObject::invokeMethod(
                qApp,
                [page] {
                    if (page)
                        page->look();
                },
                Qt::QueuedConnection);
            return true;
        });
}

void CachePage::look()
{
    m_looking.start(
        m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(tr("Layer cache")),
            [cache = m_services.cache](Job &) -> Result<TreeFolder::Usage> { return cache->folder()->usage(); }),
        [this](const Result<TreeFolder::Usage> &usage) {
            if (usage)
                show(*usage);
        });
}

void CachePage::show(const TreeFolder::Usage &usage)
{
    m_usage->setText(
        usage.layers == 0 ? tr("nothing") : tr("%1 of %n layer(s)", nullptr, usage.layers).arg(sizeText(usage.bytes)));
    m_clear->setEnabled(usage.layers > 0);
}

} // namespace varve
