// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Finding an image: Docker Hub's search, the tags of what was chosen, and tags behind the colon while a name is typed.

#include "tests/support/registryfixture.h"
#include "tests/ui/uifixture.h"
#include "ui/findimagedialog.h"
#include "ui/referencecompleter.h"
#include "ui/statepage.h"
#include "ui/treeview.h"

#include <QtTest/QSignalSpy>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

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
            [address = hub.url()] {
                RegistryAccess access = quickAccess();
                access.hubAddress = address;
                return access;
            },
            {} }
    {
        QSettings().clear();
        hub.answerWith([this](const Request &request) -> std::optional<Answer> {
            if (request.target.startsWith("/api/search"))
                return Answer { searchStatus, {}, searchBody };
            if (request.target.contains("/namespaces/library/repositories/postgres/tags"))
                return Answer { 200, {},
                    R"({"count":2,"next":null,"results":[
                        {"name":"17","full_size":150000000,"tag_last_pushed":"2026-01-02T03:04:05Z","images":[
                            {"architecture":"amd64","os":"linux"}]},
                        {"name":"16-alpine","full_size":90000000}]})" };
            if (request.target.contains("/tags"))
                return Answer { 200, {}, R"({"count":0,"next":null,"results":[]})" };
            return std::nullopt;
        });
        registry.answerWith([](const Request &request) -> std::optional<Answer> {
            if (!request.target.contains("/tags/list"))
                return std::nullopt;
            return Answer { 200, {}, R"({"tags":["1.9","1.10","latest"]})" };
        });
        dialog = new FindImageDialog(services, words, nullptr);
        dialog->show();
    }
    ~Shown()
    {
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
    void anotherRegistry();
    void nothingFound();
    void hubIsAway();
    void typingAsksNobody();
    void completesTags();
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
    QCOMPARE(shown.child<QLabel>("findNote")->text(), u"postgres"_s); // a repository stands for its latest
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

QTEST_MAIN(TestFindImage)
#include "tst_findimage.moc"
