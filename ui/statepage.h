// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a view shows instead of rows: that it is loading, empty, or that something failed; with a button that
// helps, for failures two. StateStack lays it over the view. GUI thread.
#pragma once

#include <QtWidgets/QStackedWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace varve {

class IconLabel;

class StatePage : public QWidget {
    Q_OBJECT

public:
    explicit StatePage(QWidget *parent = nullptr);

    void showLoading(const QString &title, const QString &note = {});
    void showEmpty(const char *iconName, const QString &title, const QString &note = {}, const QString &button = {},
        const QString &second = {});
    void showError(const QString &title, const QString &advice, const QString &detail, const QString &button = {},
        const QString &second = {});
    void setNote(const QString &note);
    QString title() const;
    bool isLoading() const;

Q_SIGNALS:
    void buttonClicked();
    void secondButtonClicked();

private:
    void fill(const QString &title, const QString &note, const QString &detail, const QString &button);

    IconLabel *m_icon;
    QProgressBar *m_progress;
    QLabel *m_title;
    QLabel *m_note;
    QLabel *m_detail;
    QPushButton *m_button;
    QPushButton *m_second;
};

class StateStack : public QStackedWidget {
    Q_OBJECT

public:
    explicit StateStack(QWidget *content, QWidget *parent = nullptr);
    StatePage *page() const { return m_page; }
    void showContent() { setCurrentIndex(0); }
    void showPage() { setCurrentIndex(1); }
    bool isContent() const { return currentIndex() == 0; }

private:
    StatePage *m_page;
};

} // namespace varve
