// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#ifdef VARVE_HAS_GUI

#include "app/guimain.h"

#include "services/keychain/keychain.h"
#include "services/prune/prunesettings.h"
#include "services/registry/keptcredentials.h"
#include "services/stores/cache/layercache.h"
#include "services/stores/cache/treefolder.h"
#include "services/stores/library/libraryfolder.h"
#include "services/stores/verifiedblobs.h"
#include "ui/cachesettings.h"
#include "ui/mainwindow.h"
#include "ui/thememanager.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QFileInfo>
#include <QtCore/QLibraryInfo>
#include <QtCore/QLocale>
#include <QtCore/QStandardPaths>
#include <QtCore/QTimer>
#include <QtCore/QTranslator>
#include <QtGui/QPixmapCache>
#include <QtWidgets/QApplication>

namespace varve {

namespace {

constexpr std::size_t kLayerCacheBytes = 512UL << 20;
constexpr int kPixmapCacheKiB = 16 * 1024;

// The sample stands beside the program in the build tree as after installation.
QString samplePath()
{
    const QString path = QCoreApplication::applicationDirPath() + QLatin1String("/../share/varve/varve-sample.tar");
    return QFileInfo::exists(path) ? QFileInfo(path).canonicalFilePath() : QString();
}

struct Arguments {
    QStringList paths;
    std::optional<ThemeManager::Choice> theme;
};

Arguments parseArguments(const QCoreApplication &app)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate("main", "See what container images are made of."));
    const QCommandLineOption theme(QStringLiteral("theme"),
        QCoreApplication::translate("main", "Colours for this run: system, light or dark."), QStringLiteral("name"));
    parser.addOption(theme);
    parser.addPositionalArgument(QStringLiteral("FILE"),
        QCoreApplication::translate("main", "Image archives and OCI layouts to open."),
        QStringLiteral("[FILE|DIR...]"));
    parser.process(app);
    Arguments arguments;
    arguments.paths = parser.positionalArguments();
    if (parser.isSet(theme)) {
        bool ok = false;
        arguments.theme = ThemeManager::choiceFromName(parser.value(theme), &ok);
        if (!ok) {
            fputs(qPrintable(QCoreApplication::translate("main", "varve: --theme takes system, light or dark\n")),
                stderr);
            std::exit(2);
        }
    }
    return arguments;
}

void installTranslations(QApplication &app)
{
    auto *own = new QTranslator(&app);
    // English is the fallback, for its plural forms.
    if (own->load(QLocale::system(), QStringLiteral("varve"), QStringLiteral("_"), QStringLiteral(":/i18n"))
        || own->load(QStringLiteral(":/i18n/varve_en.qm")))
        QCoreApplication::installTranslator(own);
    // Qt's own dialogs.
    auto *qt = new QTranslator(&app);
    if (qt->load(QLocale::system(), QStringLiteral("qtbase"), QStringLiteral("_"),
            QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
}

} // namespace

int guiMain(int argc, char *argv[])
{
    QCoreApplication::setApplicationName(QStringLiteral("varve"));
    QCoreApplication::setApplicationVersion(QLatin1String(VARVE_VERSION));
    QCoreApplication::setOrganizationName(QStringLiteral("varve"));
    QApplication app(argc, argv);
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.varve.Varve"));
    QGuiApplication::setApplicationDisplayName(QString());
    QPixmapCache::setCacheLimit(kPixmapCacheKiB);
    installTranslations(app);
    const Arguments arguments = parseArguments(app);

    const QString cachePath = QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
    TreeFolder layers(cachePath + QLatin1String("/layers"), CacheSettings::capacityBytes());
    LayerCache cache(kLayerCacheBytes, &layers);
    VerifiedBlobs verified(cachePath + QLatin1String("/verified"));
    const auto logins = std::make_shared<KeptCredentials>(openKeychain()); // before the pool, which may wait for it
    WorkPool pool;
    UiServices services { pool, &cache, &verified, openStore, samplePath(),
        [](const QList<EngineCandidate> &own, const EngineOptions &options) {
            return findStores(EnginePlaces::ofThisUser(), own, options);
        },
        [logins] { return RegistryAccess::ofUser(logins); }, defaultLibraryPath(), logins,
        [] { return RegistrySettings::read(); }, defaultPrunedPath() };
    ThemeManager theme(pool);
    if (arguments.theme)
        theme.overrideChoice(*arguments.theme);
    else
        theme.apply();

    int code = 0;
    {
        MainWindow window(services, theme);
        window.show();
        window.openPaths(arguments.paths);
        window.findStores();
        // What another run left may be more than what is allowed by now.
        pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
            [&layers, root = services.prunedRoot, limits = PruneSettings::limits()](Job &) -> Result<bool> {
                layers.setCapacityBytes(layers.capacityBytes());
                PrunedFolder(root).expire(limits, QDateTime::currentDateTimeUtc());
                return true;
            });
        // After the first paint: the portal is of no use to a window that is not there.
        QTimer::singleShot(0, &theme, &ThemeManager::followSystem);
        code = QApplication::exec();
    }
    // The window's requests are cancelled by now; the pool waits for the workers to notice.
    pool.shutdown();
    return code;
}

} // namespace varve

#endif
