// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/readernotice.h"

#include "services/types/text.h"
#include "ui/enginesettings.h"
#include "ui/imagesession.h"

namespace varve {

ReaderNotice::ReaderNotice(const ImageSession &session, QWidget *parent)
    : Notice(parent)
    , m_session(session)
    , m_tellsOfUse(!EngineSettings::isReaderTold())
{
    setClosable(true);
    connect(&m_session, &ImageSession::stateChanged, this, &ReaderNotice::look);
    connect(&m_session, &ImageSession::layersChanged, this, &ReaderNotice::look);
    connect(this, &Notice::closed, this, &ReaderNotice::answer);
    connect(this, &Notice::buttonClicked, this, [this] {
        answer();
        Q_EMIT settingsRequested();
    });
}

void ReaderNotice::look()
{
    const ImageStorePtr &store = m_session.store();
    const ReaderReport report = store ? store->readerReport() : ReaderReport();
    const QString title = store ? visibleText(store->title()) : QString();
    if (report.use == ReaderUse::Used && m_tellsOfUse) {
        EngineSettings::setReaderTold();
        present(Kind::Info,
            tr("To read layers, Varve creates a container in %1, never starts it, and removes it again.").arg(title),
            tr("Engines …"));
    } else if (report.use == ReaderUse::Refused && !m_toldRefusals.contains(store->location())) {
        present(Kind::Warning,
            tr("%1 does not let Varve create a container to read layers through. It exports whole images instead, "
               "which "
               "takes longer: %2")
                .arg(title, visibleText(report.refusal.detail)),
            tr("Engines …"));
    } else {
        hide();
    }
}

void ReaderNotice::answer()
{
    if (m_session.store() && m_session.store()->readerReport().use == ReaderUse::Refused)
        m_toldRefusals.insert(m_session.store()->location());
    else
        m_tellsOfUse = false;
    hide();
}

} // namespace varve
