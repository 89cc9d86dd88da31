// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The strip that says what stands in the way of finding engines: a context or a connection that cannot be used, settings that
// cannot be read. Its button shows all of them. In the window each is told of until somebody has looked; among the engines
// always. GUI thread.
#pragma once

#include "ui/notice.h"

namespace varve {

class StoreFinder;

class FinderNotice : public Notice {
    Q_OBJECT

public:
    enum class Shows { All, Unseen };

    FinderNotice(StoreFinder &finder, Shows shows, QWidget *parent = nullptr);
    // The content with a strip above it, as the window has it.
    static QWidget *above(StoreFinder &finder, QWidget *content);

private:
    void update();
    void showAll();

    StoreFinder &m_finder;
    const Shows m_shows;
};

} // namespace varve
