// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the menu of an image asks, through its dialogs, and what it then does.

#include "tests/ui/uifixture.h"
#include "ui/imageactions.h"

#include <QtCore/QMutex>
#include <QtGui/QClipboard>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QInputDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLongMs = 60'000;

Digest digest(char digit)
{
    return *Digest::fromSha256Hex(QByteArray(64, digit));
}

// Notes what it is asked to do; the images stay as they are.
class NotedStore final : public ImageStore {
public:
    StoreKind kind() const override { return StoreKind::Engine; }
    QString title() const override { return u"Engine"_s; }
    QString location() const override { return u"unix:///e"_s; }
    std::int64_t sizeOnDiskBytes() const override { return -1; }
    StoreCapabilities capabilities() const override
    {
        return StoreCapabilities(StoreCapability::Tag) | StoreCapability::Remove | StoreCapability::Containers;
    }
    Result<Listing> list(Job &) override
    {
        note(u"list"_s);
        return listing;
    }
    Result<ImageDetails> inspect(const ImageId &id, Job &) override { return fail(ErrorCode::NotFound, id.value, {}); }
    Result<LayerContent> openLayer(const ImageDetails &, int, Job &) override { return LayerContent {}; }
    Result<QList<ContainerInfo>> containers(Job &) override { return used; }
    Result<void> tag(const ImageId &id, const QString &name, Job &) override
    {
        return done(u"tag %1 %2"_s.arg(id.value.right(1), name));
    }
    Result<void> untag(const ImageId &id, const QString &name, Job &) override
    {
        return done(u"untag %1 %2"_s.arg(id.value.right(1), name));
    }
    Result<void> remove(const ImageId &id, Job &) override { return done(u"remove %1"_s.arg(id.value.right(1))); }

    QStringList takeNotes()
    {
        const QMutexLocker lock(&m_mutex);
        return std::exchange(m_notes, {});
    }
    bool hasNote(const QString &text)
    {
        const QMutexLocker lock(&m_mutex);
        return m_notes.contains(text);
    }

    Listing listing; // set before it is opened
    QList<ContainerInfo> used;
    std::optional<Error> refusal; // set before anything is asked

private:
    void note(const QString &text)
    {
        const QMutexLocker lock(&m_mutex);
        m_notes += text;
    }
    Result<void> done(const QString &text)
    {
        note(text);
        return refusal ? Result<void>(fail(*refusal)) : Result<void>();
    }

    QMutex m_mutex;
    QStringList m_notes;
};

ImageSummary image(char digit, const QStringList &names)
{
    ImageSummary summary;
    summary.configDigest = digest(digit);
    summary.id.value = summary.configDigest.toString();
    summary.names = names;
    summary.layerCount = 1;
    return summary;
}

// A source with two images: a has the names app:1 and app:2 and a container, b has none.
struct Actions {
    Actions()
        : services { pool, nullptr, nullptr, openStore, {}, {} }
        , sources(services, jobs)
        , actions(services, sources, jobs, &window)
    {
        store->listing.images = { image('a', { u"app:1"_s, u"app:2"_s }), image('b', {}) };
        ContainerInfo container;
        container.id = u"c"_s;
        container.image.value = digest('a').toString();
        store->used = { container };
        window.show();
        StoreOffer offer;
        offer.key = offer.location = u"unix:///e"_s;
        offer.title = u"Engine"_s;
        offer.command = { u"docker"_s, u"--context"_s, u"lab"_s };
        offer.open = [store = store](Job &) -> Result<ImageStorePtr> { return ImageStorePtr(store); };
        sources.add({ offer });
        QTRY_COMPARE_WITH_TIMEOUT(sources.sources().constFirst().state, SourceState::Ready, kLongMs);
        store->takeNotes();
    }
    ~Actions() { pool.shutdown(); }

    // The menu of the row with this name; empty: of the image without one.
    QMenu *menuOf(const QString &name)
    {
        menu = std::make_unique<QMenu>();
        for (const ImageRow &row : makeImageRows(sources.images())) {
            if (row.name == name)
                actions.fill(menu.get(), row, row.origins.constFirst());
        }
        return menu.get();
    }
    QAction *action(const QString &name, const QString &text)
    {
        for (QAction *each : menuOf(name)->actions()) {
            if (each->text().remove(u'&') == text)
                return each;
        }
        return nullptr;
    }
    QMessageBox *question() const { return window.findChild<QMessageBox *>(QString(), Qt::FindDirectChildrenOnly); }
    static void press(QMessageBox *box, QMessageBox::ButtonRole role)
    {
        for (QAbstractButton *button : box->buttons()) {
            if (box->buttonRole(button) == role)
                return QTest::mouseClick(button, Qt::LeftButton);
        }
        QFAIL("there is no such button");
    }

    std::shared_ptr<NotedStore> store = std::make_shared<NotedStore>();
    WorkPool pool;
    JobList jobs;
    UiServices services;
    QWidget window;
    SourceManager sources;
    ImageActions actions;
    std::unique_ptr<QMenu> menu;
};

} // namespace

class tst_ImageActions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void addsAName();
    void emptyNamesAreNone();
    void refusalIsShown();
    void takesANameAway();
    void theLastNameStays();
    void removes();
    void cancelDoesNothing();
    void namesAreNoMarkup();
    void commands();
};

void tst_ImageActions::addsAName()
{
    Actions test;
    test.action(u"app:1"_s, u"Add a name …"_s)->trigger();
    auto *dialog = test.window.findChild<QInputDialog *>(u"nameDialog"_s);
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(dialog->textValue(), u"app:1"_s);
    QVERIFY(dialog->labelText().contains(u"app:1"_s));
    auto *edit = dialog->findChild<QLineEdit *>();
    edit->selectAll();
    QTest::keyClicks(edit, u" reg.example/app:3 "_s);
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(test.store->hasNote(u"list"_s), kLongMs); // it is looked at again afterwards
    QCOMPARE(test.store->takeNotes(), (QStringList { u"tag a reg.example/app:3"_s, u"list"_s }));
    QTRY_VERIFY(test.jobs.items().isEmpty());
    QTRY_VERIFY(!test.window.findChild<QInputDialog *>());
    QVERIFY(!test.question());
}

void tst_ImageActions::emptyNamesAreNone()
{
    Actions test;
    test.action(u"app:1"_s, u"Add a name …"_s)->trigger();
    auto *dialog = test.window.findChild<QInputDialog *>();
    dialog->setTextValue(u"  "_s);
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_VERIFY(!test.window.findChild<QInputDialog *>());
    QVERIFY(test.jobs.items().isEmpty());
    QCOMPARE(test.store->takeNotes(), QStringList());
}

void tst_ImageActions::refusalIsShown()
{
    Actions test;
    test.store->refusal = Error { ErrorCode::Conflict, u"app:3"_s, u"<b>invalid</b> reference format"_s };
    test.action(u"app:1"_s, u"Add a name …"_s)->trigger();
    auto *dialog = test.window.findChild<QInputDialog *>();
    dialog->setTextValue(u"Not A Name"_s);
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(test.question(), kLongMs);
    QCOMPARE(test.question()->objectName(), u"refusal"_s);
    QVERIFY(test.question()->text().contains(u"Not A Name"_s));
    QCOMPARE(test.question()->informativeText(), u"<b>invalid</b> reference format"_s);
    QCOMPARE(test.question()->textFormat(), Qt::PlainText);
    QTRY_VERIFY(test.store->hasNote(u"list"_s)); // something may have happened all the same
    test.question()->close();
    QTRY_VERIFY(!test.question());
}

void tst_ImageActions::takesANameAway()
{
    Actions test;
    test.action(u"app:2"_s, u"Take this name away …"_s)->trigger();
    QMessageBox *box = test.question();
    QVERIFY(box && box->isVisible());
    QVERIFY2(box->text().contains(u"app:2"_s), qPrintable(box->text()));
    Actions::press(box, QMessageBox::DestructiveRole);
    QTRY_VERIFY_WITH_TIMEOUT(test.store->hasNote(u"list"_s), kLongMs);
    QCOMPARE(test.store->takeNotes(), (QStringList { u"untag a app:2"_s, u"list"_s }));
    QTRY_VERIFY(!test.question());
}

// With it the image would go.
void tst_ImageActions::theLastNameStays()
{
    Actions test;
    test.store->listing.images = { image('a', { u"app:1"_s }) };
    test.sources.list(test.sources.sources().constFirst().id);
    QTRY_COMPARE_WITH_TIMEOUT(test.sources.sources().constFirst().imageCount, 1, kLongMs);
    QVERIFY(!test.action(u"app:1"_s, u"Take this name away …"_s)->isEnabled());
    QVERIFY(test.action(u"app:1"_s, u"Remove the image …"_s)->isEnabled());
}

void tst_ImageActions::removes()
{
    Actions test;
    test.action(u"app:1"_s, u"Remove the image …"_s)->trigger();
    QMessageBox *box = test.question();
    QVERIFY(box && box->isVisible());
    QVERIFY2(box->text().contains(u"app:1"_s) && box->text().contains(u"Engine"_s), qPrintable(box->text()));
    // What else goes, and who uses it.
    QVERIFY2(box->informativeText().contains(u"app:1, app:2"_s), qPrintable(box->informativeText()));
    QVERIFY2(box->informativeText().contains(u"1 container"_s), qPrintable(box->informativeText()));
    // Enter, pressed too early, must not remove anything.
    QCOMPARE(box->defaultButton() ? box->buttonRole(box->defaultButton()) : QMessageBox::RejectRole,
        QMessageBox::RejectRole);
    Actions::press(box, QMessageBox::DestructiveRole);
    QTRY_VERIFY_WITH_TIMEOUT(test.store->hasNote(u"list"_s), kLongMs);
    QCOMPARE(test.store->takeNotes(), (QStringList { u"remove a"_s, u"list"_s }));
    QTRY_VERIFY(!test.question());
    // One without a name is called by its id.
    test.action({}, u"Remove the image …"_s)->trigger();
    QVERIFY2(test.question()->text().contains(u"bbbbbbbbbbbb"_s), qPrintable(test.question()->text()));
    Actions::press(test.question(), QMessageBox::DestructiveRole);
    QTRY_VERIFY_WITH_TIMEOUT(test.store->hasNote(u"remove b"_s), kLongMs);
}

void tst_ImageActions::cancelDoesNothing()
{
    Actions test;
    for (const auto &text : { u"Take this name away …"_s, u"Remove the image …"_s }) {
        for (const bool byKey : { false, true }) {
            test.action(u"app:1"_s, text)->trigger();
            QVERIFY(test.question());
            if (byKey)
                QTest::keyClick(test.question(), Qt::Key_Escape);
            else
                Actions::press(test.question(), QMessageBox::RejectRole);
            QTRY_VERIFY(!test.question());
        }
    }
    // Enter on what has just come up neither.
    test.action(u"app:1"_s, u"Remove the image …"_s)->trigger();
    QTest::keyClick(test.question(), Qt::Key_Return);
    QTRY_VERIFY(!test.question() || test.question()->isVisible());
    QVERIFY(test.jobs.items().isEmpty());
    QCOMPARE(test.store->takeNotes(), QStringList());
}

void tst_ImageActions::namesAreNoMarkup()
{
    Actions test;
    const QString name = u"<img src=x>&amp;\u202e:1"_s;
    test.store->listing.images = { image('a', { name, u"app:2"_s }) };
    test.sources.list(test.sources.sources().constFirst().id);
    QTRY_COMPARE_WITH_TIMEOUT(test.sources.sources().constFirst().imageCount, 1, kLongMs);
    test.action(name, u"Remove the image …"_s)->trigger();
    const QList<QLabel *> labels = test.question()->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        QVERIFY(label->textFormat() == Qt::PlainText || !label->text().contains(u"<img"_s));
        QVERIFY(!label->text().contains(QChar(0x202e)));
    }
    test.question()->close();
}

void tst_ImageActions::commands()
{
    Actions test;
    QMenu *menu = nullptr;
    for (QAction *each : test.menuOf(u"app:1"_s)->actions()) {
        if (each->menu())
            menu = each->menu();
    }
    QVERIFY(menu);
    QStringList lines;
    for (QAction *each : menu->actions())
        lines += each->text();
    QCOMPARE(lines,
        (QStringList { u"docker --context lab run --rm -it app:1"_s, u"docker --context lab pull app:1"_s,
            u"docker --context lab image inspect app:1"_s, u"docker --context lab rmi app:1"_s }));
    menu->actions().constLast()->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"docker --context lab rmi app:1"_s);
}

QTEST_MAIN(tst_ImageActions)
#include "tst_imageactions.moc"
