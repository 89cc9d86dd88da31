// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the window shows when nothing is open: how to start. GUI thread.
#pragma once

#include <QtWidgets/QWidget>

class QVBoxLayout;
class QFrame;

namespace varve {

class EmptyPage : public QWidget {
    Q_OBJECT

public:
    EmptyPage(bool hasSample, bool canPull, QWidget *parent = nullptr);
    void setRecent(const QStringList &paths);

Q_SIGNALS:
    void openRequested();
    void openFolderRequested();
    void sampleRequested();
    void pullRequested();
    void recentRequested(const QString &path);

private:
    QWidget *m_recentBox;
    QVBoxLayout *m_recent;
};

} // namespace varve
