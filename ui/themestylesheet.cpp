// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/theme.h"

namespace varve {

namespace {

// Fusion draws gradients and frames of its own for these parts; flat ones read calmer beside a terminal. Rows of item
// views are painted by the delegates, not here: a rule for ::item would override them.
const char *const kSheet = R"(
QMainWindow, QDialog { background: @window; }
QToolTip { background: @tooltip; color: @text; border: 1px solid @line; padding: 4px; }
QMenuBar { background: @window; border-bottom: 1px solid @line; }
QMenuBar::item { padding: 4px 8px; background: transparent; color: @text; }
QMenuBar::item:selected { background: @hover; border-radius: 4px; }
QMenu { background: @base; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 8px; border-radius: 4px; color: @text; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QToolBar { background: @window; border: none; border-bottom: 1px solid @line; padding: 4px 8px; spacing: 4px; }
QStatusBar { background: @window; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QHeaderView { background: @window; }
QHeaderView::section { background: @window; color: @quiet; border: none; border-right: 1px solid @line;
    border-bottom: 1px solid @line; padding: 2px 6px; min-height: 20px; font-weight: 400; }
QHeaderView::section:hover { color: @text; background: @hover; }
QHeaderView::section:last { border-right: none; }
QTabBar { background: @window; }
QTabBar::tab { background: transparent; color: @quiet; padding: 5px 12px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:focus { color: @accent; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }
QSplitter::handle { background: @line; }
QSplitter::handle:hover { background: @accent; }
QLineEdit { background: @base; color: @text; border: 1px solid @line; border-radius: 4px; padding: 0 6px; min-height: 24px;
    selection-background-color: @accent; selection-color: @onaccent; }
QLineEdit:focus { border-color: @accent; }
QLineEdit QToolButton, QLineEdit QToolButton:hover { border: none; padding: 0; min-height: 0; background: transparent; }
QLineEdit:disabled { background: @window; }
QComboBox { background: @base; color: @text; border: 1px solid @line; border-radius: 4px; padding: 2px 6px; min-height: 20px; }
QComboBox:focus, QComboBox:on { border-color: @accent; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: none; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 2px 6px; min-height: 20px; color: @text; background: transparent; }
QToolButton:hover { background: @hover; }
QToolButton:checked { background: @selection; border-color: @accent; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @disabled; }
QToolButton[segment="true"] { border-color: @line; border-radius: 0; background: @base; margin: 0; }
QToolButton[segment="true"]:hover { background: @hover; }
QToolButton[segment="true"]:checked { background: @selection; border-color: @accent; color: @text; }
QToolButton[segment="true"]:checked:disabled, QToolButton[segment="true"]:disabled { background: @window; border-color: @line; color: @disabled; }
QToolButton[segment="true"]:focus { border: 2px solid @accent; padding: 1px 5px; }
QToolButton[kind="A"] { color: @addedink; }
QToolButton[kind="M"] { color: @modifiedink; }
QToolButton[kind="m"] { color: @metadataink; }
QToolButton[kind="R"] { color: @removedink; }
QToolButton[tiny="true"] { padding: 0; min-height: 16px; }
QToolButton::menu-indicator { image: none; }
QPushButton { background: @base; color: @text; border: 1px solid @line; border-radius: 4px; padding: 4px 12px; min-height: 20px; }
QPushButton:hover { background: @hover; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @disabled; background: @window; }
QPushButton[primary="true"] { background: @accent; color: @onaccent; border-color: @accent; }
QPushButton[primary="true"]:hover { background: @accenthover; }
QPushButton[primary="true"]:disabled { background: @window; color: @disabled; border-color: @line; }
QPushButton[primary="true"]:focus { border: 2px solid @text; padding: 3px 11px; }
QCheckBox::indicator:unchecked, QAbstractItemView::indicator:unchecked { background: @base; border: 1px solid @quiet; border-radius: 2px; }
QProgressBar { background: @hover; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QAbstractItemView { background: @base; alternate-background-color: @alternate; color: @text; border: none; outline: 0; }
QComboBox QAbstractItemView { border: 1px solid @line; selection-background-color: @selection; selection-color: @text; }
QListView#CompletionPopup { background: @base; border: 1px solid @line; selection-background-color: @selection; selection-color: @text; }
QPlainTextEdit, QScrollArea { background: @base; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @handle; border-radius: 4px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
#SidePanel, #Strip { background: @window; }
#SidePanel QAbstractItemView { background: @window; }
#Notice { background: @warningfill; border-bottom: 1px solid @line; }
#InfoNotice { background: @alternate; border-bottom: 1px solid @line; }
#ErrorNotice { background: @badfill; border-bottom: 1px solid @line; }
#QuietLabel, #SectionLabel { color: @quiet; }
#SectionLabel { font-weight: 600; }
QLabel[tone="good"] { color: @goodink; }
QLabel[tone="bad"] { color: @badink; }
QLabel[tone="quiet"] { color: @quiet; }
#DropHint { border: 2px dashed @line; border-radius: 8px; }
#DropHint[active="true"] { border-color: @accent; background: @selection; }
)";

} // namespace

QString Theme::styleSheet() const
{
    // Longer names first: @window must not eat the start of a longer token.
    const std::pair<const char *, QColor> tokens[] = {
        { "@accenthover", mixed(accent, text, 0.15) },
        { "@onaccent", onAccent },
        { "@accent", accent },
        { "@addedink", readableOn(added, selection) },
        { "@alternate", alternate },
        { "@badfill", badFill },
        { "@badink", readableOn(bad, window) },
        { "@base", base },
        { "@disabled", disabledText },
        { "@goodink", readableOn(good, window) },
        { "@handle", mixed(line, text, 0.15) },
        { "@hover", hover },
        { "@line", line },
        { "@metadataink", readableOn(metadata, selection) },
        { "@modifiedink", readableOn(modified, selection) },
        { "@quiet", quietText },
        { "@removedink", readableOn(removed, selection) },
        { "@selection", selection },
        { "@text", text },
        { "@tooltip", isDark ? hover : base },
        { "@warningfill", warningFill },
        { "@window", window },
    };
    QString sheet = QString::fromLatin1(kSheet);
    for (const auto &[name, color] : tokens)
        sheet.replace(QLatin1String(name), color.name());
    return sheet;
}

} // namespace varve
