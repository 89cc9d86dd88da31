// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A real window over the real stores, for tests: settings and caches in a folder of their own, the sample at hand, and a
// switch that holds openStore() up until a test lets it go. GUI thread.
#pragma once

#include "services/stores/cache/layercache.h"
#include "services/stores/verifiedblobs.h"
#include "ui/mainwindow.h"
#include "ui/thememanager.h"

#include <QtCore/QSemaphore>
#include <QtCore/QSettings>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <atomic>
#include <memory>

namespace varve::test {

// A store that never gets to the end of its upper layers: until it is cancelled.
class SlowStore : public ImageStore {
public:
    explicit SlowStore(ImageStorePtr store)
        : m_store(std::move(store))
    {
    }
    StoreKind kind() const override { return m_store->kind(); }
    QString title() const override { return m_store->title(); }
    QString location() const override { return m_store->location(); }
    std::int64_t sizeOnDiskBytes() const override { return m_store->sizeOnDiskBytes(); }
    Result<Listing> list(Job &job) override { return m_store->list(job); }
    Result<ImageDetails> inspect(const ImageId &id, Job &job) override { return m_store->inspect(id, job); }
    Result<LayerContent> openLayer(const ImageDetails &image, int layer, Job &job) override
    {
        while (layer > 1 && !job.isCancelled())
            QTest::qSleep(2);
        if (job.isCancelled())
            return job.cancelled();
        return m_store->openLayer(image, layer, job);
    }

private:
    ImageStorePtr m_store;
};

class UiFixture {
public:
    UiFixture()
        : cache(64UL << 20)
        , services { pool, &cache, &verified,
            [this](const QString &path, Job &job) -> Result<ImageStorePtr> {
                while (isHeld.load() && !job.isCancelled())
                    QTest::qSleep(5);
                if (job.isCancelled())
                    return job.cancelled();
                Result<ImageStorePtr> store = openStore(path, job);
                if (store && isSlow.load())
                    return std::make_shared<SlowStore>(*store);
                if (store && wrap)
                    return wrap(*store);
                return store;
            },
            samplePath() }
        , theme(pool)
    {
        theme.overrideChoice(ThemeManager::Choice::Light);
        makeWindow();
    }
    ~UiFixture() { window.reset(); }

    static void prepareSettings()
    {
        static QTemporaryDir folder;
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
        QCoreApplication::setOrganizationName(QStringLiteral("varve-test"));
        QCoreApplication::setApplicationName(QStringLiteral("varve-test"));
        QSettings().clear();
    }

    static QString samplePath()
    {
        return qEnvironmentVariable("VARVE_SOURCE_DIR") + QStringLiteral("/resources/sample/varve-sample.tar");
    }

    void makeWindow()
    {
        window = std::make_unique<MainWindow>(services, theme);
        window->resize(1280, 800);
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    }

    // Opens a file and waits until the image is read and its files are shown.
    void openAndRead(const QString &path)
    {
        window->openPaths({ path });
        QTRY_COMPARE_WITH_TIMEOUT(window->session().state(), ImageSession::State::Done, 20'000);
        QTRY_VERIFY(window->session().projection());
    }

    WorkPool pool;
    LayerCache cache;
    VerifiedBlobs verified;
    std::atomic<bool> isHeld { false };
    std::atomic<bool> isSlow { false };
    std::function<ImageStorePtr(ImageStorePtr)> wrap; // puts another store around; set before anything is opened
    UiServices services;
    ThemeManager theme;
    std::unique_ptr<MainWindow> window;
};

} // namespace varve::test
