// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/enginespage.h"

#include "models/roles.h"
#include "services/types/text.h"
#include "ui/engineform.h"
#include "ui/enginesettings.h"
#include "ui/findernotice.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtGui/QStandardItemModel>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyledItemDelegate>

#include <algorithm>

namespace varve {

namespace {

constexpr int kKeyRole = Qt::UserRole + 100;

// The style's own cell with a mark, in the colours of the other cells.
class MarkDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const bool isSelected = option->state.testFlag(QStyle::State_Selected);
        const bool isActive = option->state.testFlag(QStyle::State_Active);
        if (isSelected)
            option->backgroundBrush = isActive ? Theme::current().selection : Theme::current().selectionIdle;
        option->state &= ~(QStyle::State_Selected | QStyle::State_HasFocus | QStyle::State_MouseOver);
    }
};

} // namespace

EnginesPage::EnginesPage(const UiServices &services, StoreFinder &finder, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_finder(finder)
    , m_model(new QStandardItemModel(this))
    , m_view(new TreeView(QStringLiteral("engines")))
    , m_edit(new QPushButton(tr("&Change …")))
    , m_remove(new QPushButton(tr("&Remove")))
{
    setObjectName(QStringLiteral("enginesPage"));
    m_model->setHorizontalHeaderLabels({ tr("Engine"), tr("Address"), tr("Where it was found") });
    m_view->setTableLook();
    m_view->setAccessibleName(tr("Engines"));
    m_view->setItemDelegateForColumn(0, new MarkDelegate(m_view));
    m_view->setFrameShape(QFrame::StyledPanel);
    m_view->setModel(m_model);
    m_view->header()->setStretchLastSection(true);
    m_view->restoreColumns({ 200, 240, 200 });

    QLabel *note =
        quietLabel(tr("Engines with a mark are shown. Those of your environment, of docker's contexts and of podman's "
                      "connections are found by themselves."));
    note->setWordWrap(true);
    auto *reader = new QCheckBox(tr("Read &layers through a container that is never started"));
    reader->setObjectName(QStringLiteral("usesReader"));
    reader->setChecked(EngineSettings::usesReader());
    reader->setToolTip(plainToolTip(
        tr("The engine keeps a record of the files in each layer. Where you may not read it on disk, Varve "
           "creates a container that only gives access to it, fetches the records, and removes the container "
           "again. Without it the engine has to export the whole image, which takes minutes for large ones.")));
    connect(reader, &QCheckBox::toggled, this, [this](bool uses) {
        EngineSettings::setUsesReader(uses);
        Q_EMIT readerChanged();
    });
    auto *add = new QPushButton(tr("&Add …"));
    add->setObjectName(QStringLiteral("addEngine"));
    m_edit->setObjectName(QStringLiteral("editEngine"));
    m_remove->setObjectName(QStringLiteral("removeEngine"));
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : { add, m_edit, m_remove }) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(metrics::kMargin);
    column->addWidget(note);
    column->addWidget(new FinderNotice(m_finder, FinderNotice::Shows::All, this));
    column->addWidget(m_view, 1);
    column->addWidget(reader);
    column->addLayout(buttons);

    connect(add, &QPushButton::clicked, this, [this] { edit(-1); });
    connect(m_edit, &QPushButton::clicked, this, [this] { edit(chosenOwn()); });
    connect(m_remove, &QPushButton::clicked, this, [this] { removeOwn(chosenOwn()); });
    connect(m_view, &QAbstractItemView::doubleClicked, this, [this] {
        if (chosenOwn() >= 0)
            edit(chosenOwn());
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &EnginesPage::updateButtons);
    connect(&m_finder, &StoreFinder::found, this, &EnginesPage::fill);
    connect(m_model, &QStandardItemModel::itemChanged, this, [this](const QStandardItem *item) {
        if (m_isFilling || item->column() != 0)
            return;
        const QString key = item->data(kKeyRole).toString();
        const bool isShown = item->checkState() == Qt::Checked;
        EngineSettings::setHidden(key, !isShown);
        if (isShown)
            Q_EMIT wanted();
        else
            Q_EMIT gone(key);
    });
    fill();
    m_finder.find();
}

void EnginesPage::fill()
{
    const QString chosen = m_view->currentIndex().siblingAtColumn(0).data(kKeyRole).toString();
    const QSet<QString> hidden = EngineSettings::hidden();
    const QList<EngineCandidate> own = EngineSettings::own();
    m_isFilling = true;
    m_model->removeRows(0, m_model->rowCount());
    for (const StoreOffer &offer : m_finder.all()) {
        const bool isOwn = std::any_of(own.cbegin(), own.cend(),
            [&offer](const EngineCandidate &engine) { return engine.endpoint.toString() == offer.key; });
        QList<QStandardItem *> row { new QStandardItem(visibleText(offer.title)),
            new QStandardItem(visibleText(offer.location)),
            new QStandardItem(isOwn ? tr("added by you") : visibleText(offer.origin)) };
        for (QStandardItem *item : row) {
            item->setEditable(false);
            item->setToolTip(item->text());
            item->setData(offer.key, kKeyRole);
        }
        row.constFirst()->setToolTip(plainToolTip(row.constFirst()->text())); // drawn by Qt, which looks for markup
        row.constFirst()->setCheckable(true);
        row.constFirst()->setCheckState(hidden.contains(offer.key) ? Qt::Unchecked : Qt::Checked);
        m_model->appendRow(row);
        if (offer.key == chosen)
            m_view->setCurrentIndex(row.constFirst()->index());
    }
    m_isFilling = false;
    updateButtons();
}

int EnginesPage::chosenOwn() const
{
    const QString key = m_view->currentIndex().siblingAtColumn(0).data(kKeyRole).toString();
    const QList<EngineCandidate> own = EngineSettings::own();
    for (int i = 0; i < own.size(); ++i) {
        if (own.at(i).endpoint.toString() == key)
            return i;
    }
    return -1;
}

void EnginesPage::updateButtons()
{
    const bool isOwn = chosenOwn() >= 0;
    m_edit->setEnabled(isOwn);
    m_remove->setEnabled(isOwn);
    const QString why = isOwn ? QString() : tr("Only engines that you added can be changed here");
    m_edit->setToolTip(why);
    m_remove->setToolTip(why);
}

void EnginesPage::edit(int ownAt)
{
    const bool isNew = ownAt < 0;
    const EngineCandidate before = isNew ? EngineCandidate() : EngineSettings::own().value(ownAt);
    auto *form = new EngineForm(m_services, before, isNew, this);
    connect(form, &EngineForm::engineAccepted, this, [this, ownAt, isNew, before](const EngineCandidate &engine) {
        QList<EngineCandidate> own = EngineSettings::own();
        const QString key = engine.endpoint.toString();
        if (!isNew && ownAt < own.size())
            own[ownAt] = engine;
        else
            own.append(engine);
        // An address that was there already is one engine, as it was said last.
        const qsizetype at = isNew || ownAt >= own.size() ? own.size() - 1 : ownAt;
        for (qsizetype i = own.size() - 1; i >= 0; --i) {
            if (i != at && own.at(i).endpoint.toString() == key)
                own.removeAt(i);
        }
        EngineSettings::setOwn(own);
        EngineSettings::setHidden(key, false);
        // Also under the same address: its certificates may be others.
        Q_EMIT gone(isNew ? key : before.endpoint.toString());
        Q_EMIT wanted();
    });
    form->open();
}

void EnginesPage::removeOwn(int ownAt)
{
    QList<EngineCandidate> own = EngineSettings::own();
    if (ownAt < 0 || ownAt >= own.size())
        return;
    const QString key = own.takeAt(ownAt).endpoint.toString();
    EngineSettings::setOwn(own);
    Q_EMIT gone(key);
    Q_EMIT wanted();
}

} // namespace varve
