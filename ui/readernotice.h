// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Says once what Varve does in an engine to get at the layers of the image that is looked at: that it makes a container for a
// moment, or that the engine lets it make none. The first is told until it was answered, and in one run of the program
// only; the second once per engine. GUI thread; keeps what was told in EngineSettings.
#pragma once

#include "ui/notice.h"

#include <QtCore/QSet>

namespace varve {

class ImageSession;

class ReaderNotice : public Notice {
    Q_OBJECT

public:
    explicit ReaderNotice(const ImageSession &session, QWidget *parent = nullptr);

Q_SIGNALS:
    void settingsRequested(); // where the user can do without

private:
    void look();
    void answer();

    const ImageSession &m_session;
    bool m_tellsOfUse; // in this run
    QSet<QString> m_toldRefusals; // of engines, by their address
};

} // namespace varve
