// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/celldelegate.h"

#include "ui/format.h"
#include "ui/icons.h"
#include "ui/theme.h"

#include "services/tree/imagetree.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QApplication>
#include <QtWidgets/QStyle>
#include <QtWidgets/QToolTip>

#include <array>

namespace varve {

namespace {

constexpr int kPadding = 6;
constexpr int kBarHeight = 8;
constexpr int kSwatch = 10;

int sizeTextWidth(const QFontMetrics &metrics)
{
    return std::max(64, metrics.horizontalAdvance(QLatin1String("-1023kB")) + 2);
}

} // namespace

struct CellDelegate::Context {
    QPainter *painter;
    const QStyleOptionViewItem &option;
    const QModelIndex &index;
    const Theme &theme;
    QRect content; // without padding
    QColor background;
    QColor textColor;

    QColor ink(const QColor &color) const { return theme.readableOn(color, background); }
};

CellDelegate::CellDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_fixed(fixedFont())
{
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    // Widths are for resizing a column to its contents.
    const QFont font = index.data(FixedFontRole).toBool() ? m_fixed : option.font;
    int width = QFontMetrics(font).horizontalAdvance(measurable(index.data().toString())) + 2 * kPadding;
    if (index.data(IconNameRole).isValid())
        width += metrics::kIcon + metrics::kSmall;
    if (cellOf(index) == Cell::Size)
        width = sizeTextWidth(option.fontMetrics) + 2 * kPadding + 48;
    return { width, rowHeight({ option.fontMetrics, QFontMetrics(m_fixed) }) };
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const bool isHeading = index.data(HeadingRole).toBool();
    // The view has painted the row already, from edge to edge, and says with what.
    QColor background =
        option.features & QStyleOptionViewItem::Alternate ? theme.alternate : option.palette.color(QPalette::Base);
    if (option.backgroundBrush.style() != Qt::NoBrush)
        background = option.backgroundBrush.color();

    QColor color = theme.text;
    if (index.data(ErrorRole).toBool())
        color = theme.bad;
    else if (index.data(QuietRole).toBool() || isHeading)
        color = theme.quietText;
    const Context context { painter, option, index, theme, option.rect.adjusted(kPadding, 0, -kPadding, 0), background,
        theme.readableOn(color, background) };

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.backgroundBrush.style() != Qt::NoBrush)
        painter->fillRect(option.rect, background);
    painter->setFont(index.data(FixedFontRole).toBool() ? m_fixed : option.font);
    painter->setPen(context.textColor);
    switch (cellOf(index)) {
    case Cell::Text: {
        int used = paintCheck(context);
        QRect afterCheck = context.content.adjusted(used, 0, 0, 0);
        used += paintIcon({ painter, option, index, theme, afterCheck, background, context.textColor },
            index.data(IconNameRole).toString(), context.textColor);
        if (isHeading) {
            QFont bold = option.font;
            bold.setWeight(QFont::DemiBold);
            painter->setFont(bold);
        }
        paintText(context, context.content.adjusted(used, 0, 0, 0), index.data().toString());
        break;
    }
    case Cell::Size:
    case Cell::Progress:
        paintSize(context);
        break;
    case Cell::Change:
        paintChange(context);
        break;
    case Cell::Counts:
        paintCounts(context);
        break;
    case Cell::Proof:
        paintProof(context);
        break;
    case Cell::Swatch:
        paintSwatch(context);
        break;
    case Cell::Instruction:
        paintInstruction(context);
        break;
    }
    painter->restore();
}

// Where the style looks for the click as well.
int CellDelegate::paintCheck(const Context &context) const
{
    const QVariant state = context.index.data(Qt::CheckStateRole);
    if (!state.isValid())
        return 0;
    QStyleOptionViewItem option = context.option;
    initStyleOption(&option, context.index);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    option.rect = style->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, option.widget);
    option.state &= ~(QStyle::State_HasFocus | QStyle::State_On | QStyle::State_Off);
    option.state |= state.toInt() == Qt::Checked ? QStyle::State_On : QStyle::State_Off;
    option.state.setFlag(QStyle::State_Enabled, context.index.flags().testFlag(Qt::ItemIsUserCheckable));
    style->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &option, context.painter, option.widget);
    return option.rect.right() + 1 + metrics::kSmall - context.content.left();
}

int CellDelegate::paintIcon(const Context &context, const QString &name, const QColor &color) const
{
    if (name.isEmpty())
        return 0;
    const QRect &content = context.content;
    const QRect target(
        content.left(), content.top() + (content.height() - metrics::kIcon) / 2, metrics::kIcon, metrics::kIcon);
    const qreal scale = context.painter->device()->devicePixelRatioF();
    context.painter->drawPixmap(target, iconPixmap(name.toLatin1().constData(), color, metrics::kIcon, scale));
    return metrics::kIcon + metrics::kSmall;
}

void CellDelegate::paintText(const Context &context, QRect rect, const QString &text) const
{
    if (text.isEmpty() || rect.width() < 4)
        return;
    const Qt::TextElideMode mode = context.index.data(ElideMiddleRole).toBool() ? Qt::ElideMiddle : Qt::ElideRight;
    const QVariant alignment = context.index.data(Qt::TextAlignmentRole);
    const int align = alignment.isValid() ? alignment.toInt() : int(Qt::AlignLeft | Qt::AlignVCenter);
    const QString shown =
        context.painter->fontMetrics().elidedText(measurable(text, mode == Qt::ElideMiddle), mode, rect.width());
    context.painter->drawText(rect, align | Qt::AlignVCenter | Qt::TextSingleLine, shown);
}

void CellDelegate::paintSize(const Context &context) const
{
    const QRect &content = context.content;
    const QVariant fraction = context.index.data(BarFractionRole);
    const int textWidth = std::min(content.width(),
        std::max(sizeTextWidth(context.painter->fontMetrics()),
            context.painter->fontMetrics().horizontalAdvance(context.index.data().toString()) + 2));
    const int barSpace = content.width() - textWidth - metrics::kSmall;
    if (fraction.isValid() && barSpace >= 16) {
        const double share = std::clamp(fraction.toDouble(), 0.0, 1.0);
        const bool isRemoval = context.index.data(BytesRole).toLongLong() < 0;
        const QColor color = isRemoval ? mixed(context.theme.removed, context.background, 0.45) : context.theme.bar;
        QRectF bar(content.left(), content.top() + (content.height() - kBarHeight) / 2.0, barSpace, kBarHeight);
        const double width = share > 0 ? std::max(2.0, share * bar.width()) : 0.0;
        if (cellOf(context.index) == Cell::Progress)
            bar.setWidth(width);
        else
            bar.setLeft(bar.right() - width);
        context.painter->setPen(Qt::NoPen);
        context.painter->setBrush(color);
        context.painter->drawRoundedRect(bar, 2, 2);
        context.painter->setPen(context.textColor);
    }
    const QRect number(content.right() - textWidth + 1, content.top(), textWidth, content.height());
    context.painter->drawText(number, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
        context.painter->fontMetrics().elidedText(context.index.data().toString(), Qt::ElideRight, textWidth));
}

void CellDelegate::paintChange(const Context &context) const
{
    const QVariant change = context.index.data(ChangeRole);
    QFont font = m_fixed;
    if (change.isValid()) {
        font.setBold(true);
        context.painter->setPen(context.ink(context.theme.change(static_cast<ChangeKind>(change.toInt()))));
    } else {
        context.painter->setPen(context.ink(context.theme.quietText));
    }
    context.painter->setFont(font);
    context.painter->drawText(context.content, Qt::AlignCenter | Qt::TextSingleLine, context.index.data().toString());
}

void CellDelegate::paintCounts(const Context &context) const
{
    const QVariant data = context.index.data(CountsRole);
    if (!data.canConvert<ChangeCounts>()) {
        paintText(context, context.content, context.index.data().toString());
        return;
    }
    const ChangeCounts counts = data.value<ChangeCounts>();
    struct Part {
        const char *letter;
        std::uint32_t count;
        ChangeKind kind;
    };
    const std::array<Part, 4> parts { { { "A", counts.added, ChangeKind::Added },
        { "M", counts.modified, ChangeKind::Modified }, { "m", counts.metadataOnly, ChangeKind::MetadataOnly },
        { "R", counts.removed, ChangeKind::Removed } } };
    QPainter *painter = context.painter;
    QFont letterFont = context.option.font;
    letterFont.setBold(true);
    int x = context.content.left();
    bool isEmpty = true;
    for (const Part &part : parts) {
        if (part.count == 0)
            continue;
        isEmpty = false;
        const QString letter = QString::fromLatin1(part.letter);
        const QString number = countText(part.count);
        const int letterWidth = QFontMetrics(letterFont).horizontalAdvance(letter) + 3;
        const int width = letterWidth + QFontMetrics(context.option.font).horizontalAdvance(number);
        const QRect rect(x, context.content.top(), width + 1, context.content.height());
        if (rect.right() > context.content.right()) {
            painter->setPen(context.ink(context.theme.quietText));
            painter->drawText(QRect(x, rect.top(), context.content.right() - x + 1, rect.height()), Qt::AlignVCenter,
                QStringLiteral("…"));
            break;
        }
        painter->setPen(context.ink(context.theme.change(part.kind)));
        painter->setFont(letterFont);
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, letter);
        painter->setPen(context.textColor);
        painter->setFont(context.option.font);
        painter->drawText(rect.adjusted(letterWidth, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, number);
        x += width + metrics::kGap + 2;
    }
    if (!isEmpty && context.index.data(ProvisionalRole).toBool()) {
        painter->setPen(context.ink(context.theme.quietText));
        painter->drawText(
            context.content.adjusted(x - context.content.left(), 0, 0, 0), Qt::AlignVCenter, QStringLiteral("…"));
    }
    if (isEmpty) {
        painter->setPen(context.ink(context.theme.quietText));
        painter->drawText(context.content, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("–"));
    }
}

void CellDelegate::paintProof(const Context &context) const
{
    const QVariant data = context.index.data(ProofRole);
    if (!data.isValid())
        return paintText(context, context.content, context.index.data().toString());
    const auto badge = static_cast<ProofBadge>(data.toInt());
    QColor color = context.theme.quietText;
    if (badge == ProofBadge::Verified)
        color = context.theme.good;
    else if (badge == ProofBadge::Mismatch)
        color = context.theme.bad;
    color = context.ink(color);
    const int used = paintIcon(context, proofIconName(badge), color);
    context.painter->setPen(badge == ProofBadge::Verified ? context.ink(context.theme.quietText) : color);
    paintText(context, context.content.adjusted(used, 0, 0, 0), context.index.data().toString());
}

void CellDelegate::paintSwatch(const Context &context) const
{
    QPainter *painter = context.painter;
    const QRect &content = context.content;
    const QRectF swatch(content.left(), content.top() + (content.height() - kSwatch) / 2.0, kSwatch, kSwatch);
    const QColor color = context.theme.layer(context.index.data(LayerColorIndexRole).toInt(), m_layerCount);
    // What must not be overlooked takes the swatch's place: the column that says it in words may be hidden.
    if (context.index.data(ProofRole).toInt() == int(ProofBadge::Mismatch)) {
        paintIcon(context, QStringLiteral("mismatch"), context.ink(context.theme.bad));
    } else {
        painter->setPen(QPen(mixed(color, context.theme.text, 0.35), 1));
        painter->setBrush(color);
        painter->drawRoundedRect(swatch.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    }
    painter->setPen(context.textColor);
    painter->drawText(content.adjusted(kSwatch + metrics::kSmall, 0, 0, 0),
        Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, context.index.data().toString());
}

void CellDelegate::paintInstruction(const Context &context) const
{
    const QString text = measurable(context.index.data().toString());
    const QFontMetrics measure(context.option.font);
    const qsizetype space = text.indexOf(QLatin1Char(' '));
    const QString keyword = space > 0 ? text.left(space) : QString();
    const bool isKeyword = !keyword.isEmpty() && keyword.size() <= 12
        && std::all_of(
            keyword.begin(), keyword.end(), [](QChar c) { return c >= QLatin1Char('A') && c <= QLatin1Char('Z'); });
    QRect rect = context.content;
    if (!isKeyword || context.index.data(ErrorRole).toBool() || context.index.data(QuietRole).toBool())
        return paintText(context, rect, text);
    QFont strong = context.option.font;
    strong.setWeight(QFont::DemiBold);
    context.painter->setFont(strong);
    context.painter->setPen(context.ink(context.theme.accent));
    context.painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        context.painter->fontMetrics().elidedText(keyword, Qt::ElideRight, rect.width()));
    rect.setLeft(rect.left() + context.painter->fontMetrics().horizontalAdvance(keyword)
        + measure.horizontalAdvance(QLatin1Char(' ')));
    context.painter->setFont(context.option.font);
    context.painter->setPen(context.textColor);
    paintText(context, rect, text.mid(space + 1));
}

bool CellDelegate::helpEvent(
    QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString text = index.data(Qt::ToolTipRole).toString();
    QToolTip::showText(event->globalPos(), plainToolTip(measurable(text)), view);
    return true;
}

} // namespace varve
