// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A window with a Library of the test's own, which is offered as a source once it is there. GUI thread.
#pragma once

#include "services/stores/library/librarylock.h"
#include "services/stores/library/librarystore.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/librarytools.h"
#include "tests/support/tarbuilder.h"
#include "tests/ui/uifixture.h"

#include "ui/imagespanel.h"
#include "ui/treeview.h"

#include <QtCore/QFileInfo>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QStatusBar>

namespace varve::test {

inline constexpr int kLibraryMs = 30'000;

// Two layers, of which every image that is made so has the first.
inline ImageSpec libraryImage(const QStringList &names, const std::string &content = "own")
{
    ImageSpec image(names);
    image.layer(TarBuilder().file("base", std::string(50'000, 'b')).bytes(), "ADD base");
    image.layer(TarBuilder().file("own", content).bytes(), "COPY own /");
    return image;
}

class LibraryFixture {
public:
    LibraryFixture()
        : root(folder.filePath(QStringLiteral("library")))
    {
        QSettings().clear();
        ui.services.pullRoot = root;
        ui.services.findStores = [root = root](const QList<EngineCandidate> &, const EngineOptions &) {
            FoundStores found;
            if (!QFileInfo(root).isDir())
                return found;
            StoreOffer offer;
            offer.kind = StoreKind::Library;
            offer.key = QStringLiteral("library:") + root;
            offer.location = root;
            offer.title = QStringLiteral("Library");
            offer.open = [root](Job &) { return Result<ImageStorePtr>(std::make_shared<LibraryStore>(root)); };
            found.stores.append(offer);
            return found;
        };
    }

    // After what is to be there from the beginning was brought.
    void show()
    {
        ui.makeWindow();
        window()->findStores();
        if (QFileInfo(root).isDir())
            QTRY_VERIFY_WITH_TIMEOUT(source() && source()->source.state == SourceState::Ready, kLibraryMs);
    }
    MainWindow *window() const { return ui.window.get(); }
    QString archive(const QString &name, const QList<ImageSpec> &images) const
    {
        const QString path = folder.filePath(name);
        return writeFile(path, ociLayout(images).tar()) ? path : QString();
    }

    const SourceManager::Entry *source() const // of the Library; nullptr: it is none yet
    {
        for (const Source &each : window()->sources().sources()) {
            if (each.kind == SourceKind::Library)
                return window()->sources().entry(each.id);
        }
        return nullptr;
    }
    QString statusText() const
    {
        return window()->statusBar()->findChild<QLabel *>(QString(), Qt::FindDirectChildrenOnly)->text();
    }
    QStringList inLibrary() const
    {
        LibraryStore store(root);
        QStringList names;
        Job job;
        const Result<Listing> listing = store.list(job);
        for (const ImageSummary &image : listing ? listing->images : QList<ImageSummary>())
            names += image.names.isEmpty() ? QStringList { QString() } : image.names;
        names.sort();
        return names;
    }

    // The action of a menu that is open, or of the menu File. nullptr: it has none of that text.
    static QAction *actionIn(const QMenu *menu, const QString &text)
    {
        for (QAction *action : menu ? menu->actions() : QList<QAction *>()) {
            if (QString(action->text()).remove(QLatin1Char('&')) == text)
                return action;
        }
        return nullptr;
    }
    QAction *fileAction(const QString &text) const
    {
        return actionIn(window()->menuBar()->actions().constFirst()->menu(), text);
    }
    // The context menu of the row of `view` whose first column says this.
    static QMenu *menuOf(TreeView *view, const QString &row)
    {
        for (QModelIndex index = view->model()->index(0, 0); index.isValid(); index = view->indexBelow(index)) {
            if (index.data().toString() != row)
                continue;
            Q_EMIT view->customContextMenuRequested(view->visualRect(index).center());
            for (QMenu *menu : view->window()->findChildren<QMenu *>()) {
                if (menu->isVisible())
                    return menu;
            }
        }
        return nullptr;
    }
    QMenu *imageMenu(const QString &repository) const { return menuOf(window()->imagesPanel()->view(), repository); }
    static bool trigger(QMenu *menu, const QString &text)
    {
        QAction *action = actionIn(menu, text);
        if (action)
            action->trigger();
        if (menu)
            menu->close();
        return action != nullptr;
    }
    // Nobody changes the Library, nor reads all of it, while this is held.
    LibraryLock lockedLibrary() const
    {
        const LibraryFolderPtr open = *LibraryFolder::create(root);
        return *LibraryLock::take(*open, LibraryLock::Of::Library, LibraryLock::Mode::Exclusive, Job());
    }

    QTemporaryDir folder;
    const QString root;
    UiFixture ui;
};

} // namespace varve::test
