// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Finding an image: Docker Hub's search, the tags of what was chosen, and tags behind the colon while a name is typed.

#include "tests/support/registryfixture.h"
#include "tests/ui/uifixture.h"
#include "ui/findimagedialog.h"
#include "ui/referencecompleter.h"
#include "ui/statepage.h"
#include "ui/treeview.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QThread>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <atomic>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Answer = FaultyRegistry::Answer;
using Request = FaultyRegistry::Request;

namespace {

// A Docker Hub with two repositories, and a registry with one.
struct Shown {
    explicit Shown(const QString &words = {})
        : services { pool, nullptr, nullptr, openStore, {}, nullptr,
            [this, address = hub.url()] {
                RegistryAccess access = quickAccess();
                access.hubAddress = address;
                if (settings)
                    access.settings = settings;
                return access;
            },
            {} }
    {
        QSettings().clear();
        hub.answerWith([this](const Request &request) -> std::optional<Answer> {
            if (request.target.startsWith("/api/search"))
                return Answer { searchStatus, {}, searchBody };
            if (hubFailsFrom > 0 && request.target.contains("page=" + QByteArray::number(hubFailsFrom)))
                return Answer { 403, {}, "no" };
            if (request.target.contains("/namespaces/library/repositories/postgres/tags"))
                return Answer { 200, {},
                    R"({"count":2,"next":)" + QByteArray(hubHasMore ? R"("more")" : "null") + R"(,"results":[
                        {"name":"17","full_size":150000000,"tag_last_pushed":"2026-01-02T03:04:05Z","images":[
                            {"architecture":"amd64","os":"linux"}]},
                        {"name":"16-alpine","full_size":90000000}]})" };
            if (request.target.contains("/tags"))
                return Answer { 200, {}, R"({"count":0,"next":null,"results":[]})" };
            return std::nullopt;
        });
        registry.answerWith([this](const Request &request) -> std::optional<Answer> {
            if (!request.target.contains("/tags/list"))
                return std::nullopt;
            while (isHeld)
                QThread::msleep(5);
            return Answer { 200, {}, R"({"tags":["1.9","1.10","latest"]})" };
        });
        dialog = new FindImageDialog(services, words, nullptr);
        dialog->show();
    }
    ~Shown()
    {
        isHeld = false;
        delete dialog;
        pool.shutdown();
    }
    template <typename Widget>
    Widget *child(const char *name) const
    {
        return dialog->findChild<Widget *>(QLatin1String(name));
    }
    // The first is for repositories, the second for tags.
    TreeView *view(int number) const
    {
        const QString name = number == 0 ? u"Repositories"_s : u"Tags"_s;
        for (TreeView *each : dialog->findChildren<TreeView *>()) {
            if (each->accessibleName() == name)
                return each;
        }
        return nullptr;
    }
    StatePage *page(int number) const { return qobject_cast<StateStack *>(view(number)->parentWidget())->page(); }
    QString repository() const { return QString::fromLatin1(registry.address()) + u"/team/app"_s; }

    QByteArray searchBody = R"({"total":2,"results":[
        {"name":"postgres","slug":"postgres","short_description":"The database","badge":"official","star_count":14000,
         "pull_count":1500000000},
        {"name":"bitnami/postgres","slug":"bitnami/postgres","short_description":"<b>another</b>","star_count":3}]})";
    int searchStatus = 200;
    std::atomic<bool> isHeld = false; // the tags of the registry
    std::atomic<bool> hubHasMore = false;
    std::atomic<int> hubFailsFrom = 0; // the page; 0: none
    std::shared_ptr<const RegistrySettings> settings; // null: none. Set before anything is asked
    FaultyRegistry hub;
    FaultyRegistry registry;
    WorkPool pool;
    UiServices services;
    QPointer<FindImageDialog> dialog;
};

} // namespace

class TestFindImage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void searchesAndListsTags();
    void filtersTags();
    void anotherRepositoryHasNoFilterYet();
    void tellsOfOlderTags();
    void tellsWhatWasLeftOut();
    void blockedHubIsNotSearched();
    void focusStaysWhereSomebodyTypes();
    void anotherRegistry();
    void nothingFound();
    void hubIsAway();
    void typingAsksNobody();
    void completesTags();
    void hostsAreNotCompleted_data();
    void hostsAreNotCompleted();
    void numberBehindAKnownRepositoryKeepsItsTags();
    void waitsForTheEndOfTyping();
    void enterEndsCompletion();
    void readOnlyFieldIsLeftAlone();
};

void TestFindImage::searchesAndListsTags()
{
    const Shown shown(u"postgres"_s);
    const QSignalSpy chosen(shown.dialog, &FindImageDialog::chosen);
    TreeView *repositories = shown.view(0);
    TreeView *tags = shown.view(1);
    QTRY_COMPARE(repositories->model()->rowCount(), 2);
    QTRY_COMPARE(tags->model()->rowCount(), 2);
    QCOMPARE(repositories->model()->index(0, RepositoriesModel::Pulls).data().toString(), u"1.5G"_s);
    QCOMPARE(repositories->model()->index(0, RepositoriesModel::Name).data(IconNameRole).toString(), u"verified"_s);
    QCOMPARE(repositories->model()->index(1, RepositoriesModel::Description).data().toString(), u"<b>another</b>"_s);
    QCOMPARE(tags->model()->index(0, TagsModel::Size).data().toString(), u"150MB"_s);
    QCOMPARE(tags->model()->index(0, TagsModel::Platforms).data().toString(), u"linux/amd64"_s);
    tags->setCurrentIndex(tags->model()->index(1, 0));
    QCOMPARE(shown.child<QLabel>("findNote")->text(), u"postgres:16-alpine"_s);
    QTest::mouseClick(shown.child<QPushButton>("findUse"), Qt::LeftButton);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toString(), u"postgres:16-alpine"_s);
    QTRY_VERIFY(shown.dialog.isNull());
}

void TestFindImage::filtersTags()
{
    const Shown shown(u"postgres"_s);
    TreeView *tags = shown.view(1);
    QTRY_COMPARE(tags->model()->rowCount(), 2);
    auto *filter = shown.child<QLineEdit>("findTagFilter");
    filter->setText(u"ALP"_s);
    QCOMPARE(tags->model()->rowCount(), 1);
    QCOMPARE(tags->model()->index(0, 0).data().toString(), u"16-alpine"_s);
    filter->setText(u"nothing"_s);
    QCOMPARE(tags->model()->rowCount(), 0);
    // What was looked for is not there: a name without it would be another image.
    QVERIFY(!shown.child<QPushButton>("findUse")->isEnabled());
    QCOMPARE(shown.child<QLabel>("findNote")->text(), QString());
    filter->setText(u"16"_s);
    QVERIFY(shown.child<QPushButton>("findUse")->isEnabled());
    QCOMPARE(shown.child<QLabel>("findNote")->text(), u"postgres:16-alpine"_s);
    filter->clear();
    QCOMPARE(tags->currentIndex().row(), 1); // it stays chosen
    QCOMPARE(shown.child<QLabel>("findNote")->text(), u"postgres:16-alpine"_s);
}

void TestFindImage::anotherRepositoryHasNoFilterYet()
{
    const Shown shown(u"postgres"_s);
    TreeView *repositories = shown.view(0);
    QTRY_COMPARE(shown.view(1)->model()->rowCount(), 2);
    shown.child<QLineEdit>("findTagFilter")->setText(u"alp"_s);
    repositories->setCurrentIndex(repositories->model()->index(1, 0));
    QCOMPARE(shown.child<QLineEdit>("findTagFilter")->text(), QString());
    QTRY_VERIFY2(shown.page(1)->title().contains(u"no tags"_s), qPrintable(shown.page(1)->title()));
}

void TestFindImage::tellsOfOlderTags()
{
    Shown shown;
    shown.hubHasMore = true;
    shown.child<QLineEdit>("findWords")->setText(u"postgres"_s);
    QTest::mouseClick(shown.child<QPushButton>("findSearch"), Qt::LeftButton);
    auto *note = shown.child<QLabel>("findTagsNote");
    QTRY_VERIFY(note->isVisible());
    QVERIFY2(note->text().contains(u"10"_s), qPrintable(note->text())); // two a page
    TreeView *tags = shown.view(1);
    tags->setCurrentIndex(tags->model()->index(1, 0));
    QVERIFY(note->isVisible() && note->text().contains(u"10"_s));
    TreeView *repositories = shown.view(0);
    repositories->setCurrentIndex(repositories->model()->index(1, 0));
    QVERIFY(!note->isVisible());
}

// A list that was cut looks whole unless somebody says so.
void TestFindImage::tellsWhatWasLeftOut()
{
    Shown shown;
    shown.hubHasMore = true;
    shown.hubFailsFrom = 2;
    shown.child<QLineEdit>("findWords")->setText(u"postgres"_s);
    QTest::mouseClick(shown.child<QPushButton>("findSearch"), Qt::LeftButton);
    auto *note = shown.child<QLabel>("findTagsNote");
    QTRY_VERIFY(note->isVisible());
    QCOMPARE(note->text().count(u'\n'), 1);
}

void TestFindImage::blockedHubIsNotSearched()
{
    Shown shown;
    RegistrySettings::Rule rule;
    rule.prefix = u"docker.io"_s;
    rule.isBlocked = true;
    auto settings = std::make_shared<RegistrySettings>();
    settings->addRule(rule);
    shown.settings = settings;
    shown.child<QLineEdit>("findWords")->setText(u"postgres"_s);
    QTest::keyClick(shown.child<QLineEdit>("findWords"), Qt::Key_Return);
    QTRY_VERIFY2(shown.page(0)->title().contains(u"not asked"_s), qPrintable(shown.page(0)->title()));
    QVERIFY(shown.hub.requests().isEmpty());
}

void TestFindImage::focusStaysWhereSomebodyTypes()
{
    const Shown shown;
    auto *words = shown.child<QLineEdit>("findWords");
    words->setFocus();
    QTest::keyClicks(words, u"postgres"_s);
    QTest::keyClick(words, Qt::Key_Return);
    QTRY_COMPARE(shown.view(0)->model()->rowCount(), 2);
    QCOMPARE(shown.dialog->focusWidget(), words);
    QTest::keyClick(words, Qt::Key_Down);
    QCOMPARE(shown.dialog->focusWidget(), shown.view(0));
    shown.child<QPushButton>("findSearch")->setFocus();
    QTest::keyClick(shown.child<QPushButton>("findSearch"), Qt::Key_Space);
    QTRY_COMPARE(shown.dialog->focusWidget(), shown.view(0));
}

void TestFindImage::anotherRegistry()
{
    const Shown shown;
    shown.child<QLineEdit>("findWords")->setText(shown.repository());
    QTest::mouseClick(shown.child<QPushButton>("findSearch"), Qt::LeftButton);
    TreeView *tags = shown.view(1);
    QTRY_COMPARE(tags->model()->rowCount(), 3);
    QCOMPARE(tags->model()->index(1, 0).data().toString(), u"1.10"_s);
    QVERIFY(shown.hub.requests().isEmpty());
    QCOMPARE(shown.child<QLabel>("findNote")->text(), shown.repository() + u":latest"_s);
}

void TestFindImage::nothingFound()
{
    Shown shown;
    shown.searchBody = R"({"total":0,"results":[]})";
    shown.child<QLineEdit>("findWords")->setText(u"xyzzy"_s);
    QTest::keyClick(shown.child<QLineEdit>("findWords"), Qt::Key_Return);
    QTRY_VERIFY2(shown.page(0)->title().contains(u"nothing of that name"_s), qPrintable(shown.page(0)->title()));
    QVERIFY(!shown.child<QPushButton>("findUse")->isEnabled());
}

void TestFindImage::hubIsAway()
{
    Shown shown;
    shown.searchStatus = 403;
    shown.child<QLineEdit>("findWords")->setText(u"postgres"_s);
    QTest::keyClick(shown.child<QLineEdit>("findWords"), Qt::Key_Return);
    QTRY_VERIFY2(shown.page(0)->title().contains(u"Docker Hub"_s) && !shown.page(0)->title().contains(u"…"_s),
        qPrintable(shown.page(0)->title()));
    shown.searchStatus = 200;
    auto *again = shown.page(0)->findChild<QPushButton *>();
    QVERIFY(again && again->isVisible());
    QTest::mouseClick(again, Qt::LeftButton);
    QTRY_COMPARE(shown.view(0)->model()->rowCount(), 2);
}

void TestFindImage::typingAsksNobody()
{
    const Shown shown;
    QTest::keyClicks(shown.child<QLineEdit>("findWords"), u"postgres"_s);
    QTest::qWait(400);
    QVERIFY(shown.hub.requests().isEmpty());
}

void TestFindImage::completesTags()
{
    const Shown shown;
    QLineEdit field;
    auto *completer = new ReferenceCompleter(shown.services, { u"debian:12"_s }, &field);
    field.show();
    field.setFocus();
    QTest::keyClicks(&field, shown.repository());
    QTest::qWait(400);
    QVERIFY(shown.registry.requests().isEmpty());
    QTest::keyClicks(&field, u":1."_s);
    QTRY_COMPARE(completer->model()->rowCount(), 4);
    completer->setCompletionPrefix(field.text());
    QCOMPARE(completer->completionCount(), 2);
    QCOMPARE(completer->currentCompletion(), shown.repository() + u":1.10"_s);
    QTest::keyClicks(&field, u"9"_s);
    QTest::qWait(400);
    QCOMPARE(shown.registry.count("/tags/list"), 1); // once for the repository
}

void TestFindImage::hostsAreNotCompleted_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isAsked");
    QTest::addRow("a host with dots") << u"registry.corp.internal:"_s << false;
    QTest::addRow("its port begins") << u"registry.corp.internal:50"_s << false;
    QTest::addRow("an address") << u"10.0.0.5:"_s << false;
    QTest::addRow("a dot and a word") << u"registry.corp.internal:x"_s << false;
    QTest::addRow("this machine") << u"localhost:"_s << false;
    QTest::addRow("a name and a port") << u"buildhost:5000"_s << false;
    QTest::addRow("a repository") << u"postgres:"_s << true;
    QTest::addRow("a version with a dot") << u"postgres:16."_s << true;
    QTest::addRow("of somebody's") << u"grafana/loki:3"_s << true;
}

void TestFindImage::hostsAreNotCompleted()
{
    QFETCH(QString, text);
    QFETCH(bool, isAsked);
    const Shown shown;
    QLineEdit field;
    new ReferenceCompleter(shown.services, {}, &field);
    field.show();
    field.setFocus();
    QTest::keyClicks(&field, text);
    if (isAsked)
        QTRY_VERIFY(shown.hub.count("/tags") > 0);
    QTest::qWait(450);
    QCOMPARE(shown.hub.requests().isEmpty(), !isAsked);
}

void TestFindImage::numberBehindAKnownRepositoryKeepsItsTags()
{
    const Shown shown;
    QLineEdit field;
    auto *completer = new ReferenceCompleter(shown.services, {}, &field);
    field.show();
    field.setFocus();
    QTest::keyClicks(&field, u"postgres:"_s);
    QTRY_COMPARE(completer->model()->rowCount(), 2);
    QTest::keyClicks(&field, u"1"_s);
    QCOMPARE(completer->model()->rowCount(), 2);
    QCOMPARE(shown.hub.count("/tags"), 1);
}

void TestFindImage::waitsForTheEndOfTyping()
{
    // A stop of this machine in the middle of it is no typing: then it begins anew.
    bool isTyped = false;
    for (int attempt = 0; attempt < 20 && !isTyped; ++attempt) {
        const Shown shown;
        QLineEdit field;
        new ReferenceCompleter(shown.services, {}, &field);
        field.show();
        field.setFocus();
        isTyped = true;
        QElapsedTimer clock;
        QTest::keyClicks(&field, u"buildhost:"_s);
        for (const char digit : { '5', '0', '0', '0' }) {
            clock.start();
            QTest::qWait(100);
            isTyped = isTyped && clock.elapsed() <= 250;
            QTest::keyClick(&field, digit);
        }
        QTest::keyClicks(&field, u"/team/app"_s);
        if (!isTyped)
            continue;
        QTest::qWait(450);
        QVERIFY(shown.hub.requests().isEmpty());
    }
    QVERIFY(isTyped);
}

void TestFindImage::enterEndsCompletion()
{
    Shown shown;
    QLineEdit field;
    auto *completer = new ReferenceCompleter(shown.services, {}, &field);
    field.show();
    field.setFocus();
    QTest::keyClicks(&field, shown.repository() + u":1"_s);
    QTest::keyClick(&field, Qt::Key_Return);
    QTest::qWait(450);
    QVERIFY(shown.registry.requests().isEmpty());
    // An answer on its way is not waited for either.
    shown.isHeld = true;
    QTest::keyClick(&field, Qt::Key_Period);
    QTRY_VERIFY(shown.registry.count("/tags/list") > 0);
    QTest::keyClick(&field, Qt::Key_Return);
    shown.isHeld = false;
    QTest::qWait(200);
    QVERIFY(!completer->popup()->isVisible());
    QTest::keyClick(&field, Qt::Key_Backspace);
    QTRY_VERIFY(completer->popup()->isVisible());
    completer->popup()->hide();
}

void TestFindImage::readOnlyFieldIsLeftAlone()
{
    Shown shown;
    QLineEdit field;
    auto *completer = new ReferenceCompleter(shown.services, {}, &field);
    field.show();
    field.setFocus();
    shown.isHeld = true;
    QTest::keyClicks(&field, shown.repository() + u":1"_s);
    QTRY_VERIFY(shown.registry.count("/tags/list") > 0);
    field.setReadOnly(true);
    shown.isHeld = false;
    QTest::qWait(300);
    QVERIFY(!completer->popup()->isVisible());
}

QTEST_MAIN(TestFindImage)
#include "tst_findimage.moc"
