// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the window says of containers that Varve makes in engines and of layers out of records, and what the setting does.

#include "models/roles.h"
#include "services/archive/tarsplit/tarsplit.h"
#include "tests/support/tarbuilder.h"
#include "tests/support/tarsplitbuilder.h"
#include "tests/ui/uifixture.h"
#include "ui/enginesettings.h"
#include "ui/enginespage.h"
#include "ui/inspector.h"
#include "ui/layerspanel.h"
#include "ui/readernotice.h"
#include "ui/treeview.h"

#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

// The sample as an engine that reports this.
class ReportingStore final : public SlowStore {
public:
    ReportingStore(ImageStorePtr store, ReaderReport report)
        : SlowStore(store)
        , m_inner(std::move(store))
        , m_report(std::move(report))
    {
    }
    Result<LayerContent> openLayer(const ImageDetails &image, int layer, Job &job) override
    {
        return m_inner->openLayer(image, layer, job);
    }
    ReaderReport readerReport() const override { return m_report; }

private:
    ImageStorePtr m_inner;
    ReaderReport m_report;
};

// A layer out of records, as an engine has them.
class RecordedLayer final : public LayerReader {
public:
    FingerprintKind fingerprintKind() const override { return FingerprintKind::Crc64; }
    std::int64_t treeBytes() const override { return 0; }
    std::int64_t contentBytes() const override { return 0; }
    Result<LayerTreePtr> readTree(Job &job) override
    {
        const QByteArray lines = tarSplitOf(TarBuilder().file("a", "data").bytes());
        return scanTarSplit(std::make_unique<MemorySource>(asBytes(lines)), u"layer"_s, job);
    }
    Result<Digest> diffId(Job &) override { return fail(ErrorCode::Unsupported, u"layer"_s, u"not here"_s); }
};

class RecordedStore final : public SlowStore {
public:
    using SlowStore::SlowStore;
    Result<LayerContent> openLayer(const ImageDetails &, int, Job &) override
    {
        LayerContent content;
        content.reader = std::make_shared<RecordedLayer>();
        return content;
    }
};

} // namespace

class ReaderNoticeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void init() { QSettings().clear(); }
    void nothingToSay();
    void use();
    void refusal();
    void settingRenewsEnginesOnly();
    void recordsAreNamed();

private:
    static ReaderNotice *noticeOf(const UiFixture &fixture) { return fixture.window->findChild<ReaderNotice *>(); }
    static QAbstractButton *closeOf(const UiFixture &fixture) { return noticeOf(fixture)->findChild<QToolButton *>(); }
};

void ReaderNoticeTest::nothingToSay()
{
    UiFixture fixture;
    fixture.openAndRead(UiFixture::samplePath());
    QVERIFY(noticeOf(fixture)->isHidden());
    QVERIFY(!EngineSettings::isReaderTold());
}

// Told in one run of the program, until it is answered.
void ReaderNoticeTest::use()
{
    const auto report = [](ImageStorePtr store) -> ImageStorePtr {
        return std::make_shared<ReportingStore>(std::move(store), ReaderReport { ReaderUse::Used, {} });
    };
    UiFixture fixture;
    fixture.wrap = report;
    fixture.openAndRead(UiFixture::samplePath());
    QTRY_VERIFY(noticeOf(fixture)->isVisible());
    QVERIFY2(noticeOf(fixture)->text().contains(u"varve-sample"_s), qPrintable(noticeOf(fixture)->text()));
    QVERIFY(EngineSettings::isReaderTold());
    fixture.window->session().reload();
    QTRY_COMPARE(fixture.window->session().state(), ImageSession::State::Done);
    QVERIFY(noticeOf(fixture)->isVisible()); // nobody answered
    closeOf(fixture)->click();
    QVERIFY(noticeOf(fixture)->isHidden());
    fixture.window->session().reload();
    QTRY_COMPARE(fixture.window->session().state(), ImageSession::State::Done);
    QVERIFY(noticeOf(fixture)->isHidden());

    UiFixture next;
    next.wrap = report;
    next.openAndRead(UiFixture::samplePath());
    QVERIFY(noticeOf(next)->isHidden());
}

// Once per engine, with its own words, and a way to the setting.
void ReaderNoticeTest::refusal()
{
    UiFixture fixture;
    fixture.services.findStores = [](const QList<EngineCandidate> &, const EngineOptions &) { return FoundStores(); };
    fixture.makeWindow();
    fixture.wrap = [](ImageStorePtr store) -> ImageStorePtr {
        return std::make_shared<ReportingStore>(std::move(store),
            ReaderReport { ReaderUse::Refused, { ErrorCode::AccessDenied, {}, u"<b>not you</b>"_s } });
    };
    fixture.openAndRead(UiFixture::samplePath());
    QTRY_VERIFY(noticeOf(fixture)->isVisible());
    QVERIFY2(noticeOf(fixture)->text().contains(u"<b>not you</b>"_s), qPrintable(noticeOf(fixture)->text()));
    noticeOf(fixture)->findChild<QPushButton *>()->click();
    QTRY_VERIFY(fixture.window->findChild<EnginesPage *>());
    QVERIFY(noticeOf(fixture)->isHidden());
    fixture.window->session().reload();
    QTRY_COMPARE(fixture.window->session().state(), ImageSession::State::Done);
    QVERIFY(noticeOf(fixture)->isHidden());
    QVERIFY(!EngineSettings::isReaderTold()); // that is another thing
}

void ReaderNoticeTest::settingRenewsEnginesOnly()
{
    UiFixture fixture;
    QAtomicInt engines;
    QAtomicInt storages;
    QAtomicInt withReader;
    fixture.services.findStores = [&](const QList<EngineCandidate> &, const EngineOptions &options) {
        const auto offer = [](const QString &key, StoreKind kind, std::function<void()> opened) {
            StoreOffer made;
            made.key = made.title = made.location = key;
            made.kind = kind;
            made.open = [opened](Job &job) {
                opened();
                return openStore(UiFixture::samplePath(), job);
            };
            return made;
        };
        FoundStores found;
        found.stores.append(offer(u"engine"_s, StoreKind::Engine, [&engines, &withReader, options] {
            engines.ref();
            withReader.storeRelaxed(options.usesReader ? 1 : 0);
        }));
        found.stores.append(offer(u"storage"_s, StoreKind::ContainersStorage, [&storages] { storages.ref(); }));
        return found;
    };
    fixture.makeWindow();
    fixture.window->openPaths({ UiFixture::samplePath() });
    fixture.window->findStores();
    QTRY_COMPARE(engines.loadRelaxed(), 1);
    QTRY_COMPARE(storages.loadRelaxed(), 1);
    QCOMPARE(withReader.loadRelaxed(), 1);
    QTRY_COMPARE(fixture.window->sources().sources().size(), 3);

    Q_EMIT fixture.window->inspector()->enginesRequested();
    auto *dialog = fixture.window->findChild<EnginesPage *>();
    QVERIFY(dialog);
    dialog->findChild<QCheckBox *>(u"usesReader"_s)->click();
    QTRY_COMPARE(engines.loadRelaxed(), 2);
    QCOMPARE(withReader.loadRelaxed(), 0);
    const auto areReady = [&] {
        const QList<Source> all = fixture.window->sources().sources();
        return std::all_of(all.cbegin(), all.cend(), [](const Source &s) { return s.state == SourceState::Ready; });
    };
    QTRY_VERIFY(areReady());
    QCOMPARE(fixture.window->sources().sources().size(), 3);
    QCOMPARE(storages.loadRelaxed(), 1);
}

// What no digest proves says what it is, in the list, its tooltip and the line above.
void ReaderNoticeTest::recordsAreNamed()
{
    UiFixture fixture;
    fixture.wrap = [](ImageStorePtr store) -> ImageStorePtr {
        return std::make_shared<RecordedStore>(std::move(store));
    };
    fixture.openAndRead(UiFixture::samplePath());
    const LayersModel &model = fixture.window->inspector()->layers()->model();
    QVERIFY(model.layerCount() > 1);
    for (int row = 0; row < model.layerCount(); ++row) {
        const QModelIndex proof = model.index(row, LayersModel::Proof);
        QCOMPARE(proof.data().toString(), proofText(ProofBadge::Recorded));
        QVERIFY2(proof.data(Qt::ToolTipRole).toString().contains(u"varve-sample"_s),
            qPrintable(proof.data(Qt::ToolTipRole).toString()));
    }
    QCOMPARE(fixture.window->findChild<QLabel *>(u"imageProof"_s)->text(), proofText(ProofBadge::Recorded));
}

QTEST_MAIN(ReaderNoticeTest)
#include "tst_readernotice.moc"
