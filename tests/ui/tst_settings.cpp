// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The settings, through their widgets: what is kept of layers on disk.

#include "services/stores/cache/treefolder.h"
#include "tests/ui/uifixture.h"
#include "ui/cachepage.h"
#include "ui/cachesettings.h"
#include "ui/settingsdialog.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTabWidget>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

class tst_Settings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void init()
    {
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_layers = std::make_unique<TreeFolder>(m_folder->filePath(u"layers"_s), CacheSettings::capacityBytes());
        m_cache = std::make_unique<LayerCache>(1 << 20, m_layers.get());
    }
    void opensOnce();
    void clearsWhatIsKept();
    void keepsNothingWhenAsked();
    void keepsAValueWrittenByHand();

private:
    // The window with an image read, so that there is something to keep.
    std::unique_ptr<UiFixture> windowWithImage()
    {
        auto fixture = std::make_unique<UiFixture>();
        fixture->window.reset();
        fixture->services.cache = m_cache.get();
        fixture->makeWindow();
        fixture->openAndRead(UiFixture::samplePath());
        return fixture;
    }
    static SettingsDialog *opened(UiFixture &fixture)
    {
        for (QAction *action : fixture.window->findChildren<QAction *>()) {
            if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_Comma))
                action->trigger();
        }
        return fixture.window->findChild<SettingsDialog *>();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<TreeFolder> m_layers;
    std::unique_ptr<LayerCache> m_cache;
};

void tst_Settings::opensOnce()
{
    UiFixture fixture; // looks for no engines and keeps no layers
    QPointer<SettingsDialog> empty = opened(fixture);
    QVERIFY(empty);
    QCOMPARE(empty->findChild<QTabWidget *>()->count(), 0);
    QCOMPARE(opened(fixture), empty.data());
    empty->close();
    QTRY_VERIFY(empty.isNull());

    fixture.window.reset();
    fixture.services.cache = m_cache.get();
    fixture.services.findStores = [](const QList<EngineCandidate> &, const EngineOptions &) { return FoundStores(); };
    fixture.makeWindow();
    SettingsDialog *dialog = opened(fixture);
    auto *tabs = dialog->findChild<QTabWidget *>();
    QCOMPARE(tabs->count(), 2);
    dialog->showPage(SettingsDialog::Page::Cache);
    QVERIFY(dialog->findChild<CachePage *>()->isVisible());
    dialog->showPage(SettingsDialog::Page::Engines);
    QVERIFY(!dialog->findChild<CachePage *>()->isVisible());
    fixture.window.reset();
}

void tst_Settings::clearsWhatIsKept()
{
    const auto fixture = windowWithImage();
    const int layers = m_layers->usage().layers;
    QVERIFY(layers > 0);
    auto *page = opened(*fixture)->findChild<CachePage *>();
    auto *usage = page->findChild<QLabel *>(u"cacheUsage"_s);
    auto *clear = page->findChild<QPushButton *>(u"clearCache"_s);
    QTRY_VERIFY(usage->text().contains(QString::number(layers)));
    QVERIFY(clear->isEnabled());
    QTest::mouseClick(clear, Qt::LeftButton);
    QTRY_COMPARE(m_layers->usage().layers, 0);
    QTRY_VERIFY(!clear->isEnabled());
    QTRY_VERIFY(!usage->text().contains(QString::number(layers)));
    // What is shown stays, and is kept again when it is read again.
    QVERIFY(fixture->window->session().projection());
    fixture->window->session().reload();
    QTRY_COMPARE(m_layers->usage().layers, layers);
    fixture->window.reset();
}

void tst_Settings::keepsNothingWhenAsked()
{
    const auto fixture = windowWithImage();
    QVERIFY(m_layers->usage().layers > 0);
    SettingsDialog *dialog = opened(*fixture);
    auto *capacity = dialog->findChild<QComboBox *>(u"cacheCapacity"_s);
    QCOMPARE(capacity->currentData().toLongLong(), qlonglong { CacheSettings::kDefaultBytes });
    capacity->setFocus();
    QTest::keyClick(capacity, Qt::Key_Home);
    QTest::keyClick(capacity, Qt::Key_Return);
    dialog->close(); // it happens all the same
    QTRY_COMPARE(m_layers->usage().layers, 0);
    QCOMPARE(CacheSettings::capacityBytes(), std::int64_t { 0 });
    QCOMPARE(m_layers->capacityBytes(), std::int64_t { 0 });
    fixture->window.reset();
}

void tst_Settings::keepsAValueWrittenByHand()
{
    CacheSettings::setCapacityBytes(123'000'000);
    UiFixture fixture;
    fixture.window.reset();
    fixture.services.cache = m_cache.get();
    fixture.makeWindow();
    auto *capacity = opened(fixture)->findChild<QComboBox *>(u"cacheCapacity"_s);
    QCOMPARE(capacity->currentData().toLongLong(), 123'000'000);
    QSettings().setValue(u"cache/layerBytes"_s, u"much"_s);
    QCOMPARE(CacheSettings::capacityBytes(), CacheSettings::kDefaultBytes);
    QSettings().setValue(u"cache/layerBytes"_s, -7);
    QCOMPARE(CacheSettings::capacityBytes(), std::int64_t { 0 });
    fixture.window.reset();
}

QTEST_MAIN(tst_Settings)
#include "tst_settings.moc"
