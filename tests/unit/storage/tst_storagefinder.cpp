// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Which containers-storage is meant, for root and for others, by file, environment and default.

#include "services/stores/storage/storagefinder.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <unistd.h>

using namespace varve;
using namespace Qt::StringLiterals;

class TestStorageFinder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void finds_data();
    void finds();
    void systemBesideTheUsers();
    void saysWhyNot();
    void additional();
    void brokenFile();
    void thisUser();

private:
    void write(const QString &path, const QByteArray &bytes);
    void makeStorage(const QString &path, const QString &driver = u"overlay"_s);

    std::unique_ptr<QTemporaryDir> m_folder;
    StoragePlaces m_places;
};

void TestStorageFinder::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_places = {};
    m_places.root = m_folder->path();
    m_places.home = m_folder->filePath(u"home/me"_s);
    m_places.uid = 1000;
}

void TestStorageFinder::write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

void TestStorageFinder::makeStorage(const QString &path, const QString &driver)
{
    QVERIFY(QDir().mkpath(path + u'/' + driver + u"-images"_s) && QDir().mkpath(path + u'/' + driver + u"-layers"_s));
}

void TestStorageFinder::finds_data()
{
    QTest::addColumn<unsigned>("uid");
    QTest::addColumn<QString>("system"); // /etc/containers/storage.conf
    QTest::addColumn<QString>("user"); // storage.conf of the user
    QTest::addColumn<QString>("named"); // by CONTAINERS_STORAGE_CONF
    QTest::addColumn<QString>("path"); // ROOT and HOME stand for the places of the test
    QTest::addColumn<QString>("driver");
    const QString none;
    const QString elsewhere = u"[storage]\ndriver = \"overlay\"\ngraphroot = \"/data/c\"\nrunroot = \"/run/c\"\n"_s;
    QTest::newRow("root, no files") << 0U << none << none << none << u"ROOT/var/lib/containers/storage"_s << none;
    QTest::newRow("user, no files") << 1000U << none << none << none << u"HOME/.local/share/containers/storage"_s
                                    << none;
    QTest::newRow("root, system") << 0U << elsewhere << none << none << u"/data/c"_s << u"overlay"_s;
    QTest::newRow("user, system") << 1000U << elsewhere << none << none << u"HOME/.local/share/containers/storage"_s
                                  << u"overlay"_s;
    QTest::newRow("user, system has a place for users")
        << 1000U << u"[storage]\ngraphroot=\"/data/c\"\nrootless_storage_path=\"/data/$UID/c\"\n"_s << none << none
        << u"/data/1000/c"_s << none;
    QTest::newRow("user, own") << 1000U << elsewhere << u"[storage]\ndriver=\"vfs\"\ngraphroot=\"$HOME/c\"\n"_s << none
                               << u"HOME/c"_s << u"vfs"_s;
    QTest::newRow("user, own without a place") << 1000U << elsewhere << u"[storage]\ndriver=\"vfs\"\n"_s << none
                                               << u"HOME/.local/share/containers/storage"_s << u"vfs"_s;
    QTest::newRow("root does not read a user's")
        << 0U << none << elsewhere << none << u"ROOT/var/lib/containers/storage"_s << none;
    QTest::newRow("user, named") << 1000U << none << u"[storage]\ndriver=\"vfs\"\n"_s << elsewhere << u"/data/c"_s
                                 << u"overlay"_s;
    QTest::newRow("root, named") << 0U << u"[storage]\ndriver=\"vfs\"\n"_s << none << elsewhere << u"/data/c"_s
                                 << u"overlay"_s;
    QTest::newRow("wrong types") << 0U << u"[storage]\ndriver=7\ngraphroot=[1]\n"_s << none << none
                                 << u"ROOT/var/lib/containers/storage"_s << none;
}

void TestStorageFinder::finds()
{
    QFETCH(unsigned, uid);
    QFETCH(QString, system);
    QFETCH(QString, user);
    QFETCH(QString, named);
    QFETCH(QString, path);
    QFETCH(QString, driver);
    m_places.uid = uid;
    if (!system.isEmpty())
        write(m_places.root + u"/etc/containers/storage.conf"_s, system.toUtf8());
    if (!user.isEmpty())
        write(m_places.home + u"/.config/containers/storage.conf"_s, user.toUtf8());
    if (!named.isEmpty()) {
        write(m_folder->filePath(u"named.conf"_s), named.toUtf8());
        m_places.environment.insert(u"CONTAINERS_STORAGE_CONF"_s, m_folder->filePath(u"named.conf"_s));
    }
    const FoundStorages found = findContainersStorages(m_places);
    QCOMPARE(found.warnings.size(), 0);
    QVERIFY(found.storages.constFirst().isChosen);
    QCOMPARE(
        found.storages.constFirst().path, path.replace(u"ROOT"_s, m_places.root).replace(u"HOME"_s, m_places.home));
    QCOMPARE(found.storages.constFirst().driver, driver);
}

void TestStorageFinder::systemBesideTheUsers()
{
    const QString system = m_places.root + u"/var/lib/containers/storage"_s;
    makeStorage(system);
    m_places.environment.insert(u"XDG_DATA_HOME"_s, m_folder->filePath(u"data"_s));
    makeStorage(m_folder->filePath(u"data/containers/storage"_s), u"vfs"_s);
    const FoundStorages found = findContainersStorages(m_places);
    QCOMPARE(found.storages.size(), 2);
    QCOMPARE(found.storages[0].path, m_folder->filePath(u"data/containers/storage"_s));
    QCOMPARE(found.storages[1].path, system);
    QVERIFY(!found.storages[1].isChosen);
    for (const StorageCandidate &candidate : found.storages) {
        QVERIFY(!candidate.problem);
        QVERIFY(openStorage(candidate));
    }
}

void TestStorageFinder::saysWhyNot()
{
    const FoundStorages found = findContainersStorages(m_places);
    QCOMPARE(found.storages.size(), 1);
    QCOMPARE(found.storages.constFirst().problem->code, ErrorCode::NotFound);
    QCOMPARE(openStorage(found.storages.constFirst()).error().code, ErrorCode::NotFound);
    QVERIFY(QDir().mkpath(found.storages.constFirst().path));
    QCOMPARE(findContainersStorages(m_places).storages.constFirst().problem->code, ErrorCode::NotFound);
    if (::geteuid() != 0) {
        QFile::setPermissions(found.storages.constFirst().path, {});
        QCOMPARE(findContainersStorages(m_places).storages.constFirst().problem->code, ErrorCode::AccessDenied);
    }
}

void TestStorageFinder::additional()
{
    m_places.uid = 0;
    write(m_places.root + u"/usr/share/containers/storage.conf"_s,
        "[storage]\ngraphroot=\"/data/c\"\n[storage.options]\nadditionalimagestores=[\"/mnt/a\", 7, \"$HOME/b\"]\n");
    const StorageCandidate chosen = findContainersStorages(m_places).storages.constFirst();
    QCOMPARE(chosen.additional, (QStringList { u"/mnt/a"_s, m_places.home + u"/b"_s }));
    QCOMPARE(chosen.origin, m_places.root + u"/usr/share/containers/storage.conf"_s);
}

void TestStorageFinder::brokenFile()
{
    write(m_places.home + u"/.config/containers/storage.conf"_s, "[storage\n");
    const FoundStorages found = findContainersStorages(m_places);
    QCOMPARE(found.warnings.size(), 1);
    QCOMPARE(found.warnings.constFirst().code, ErrorCode::Corrupt);
    QCOMPARE(found.storages.size(), 1);
}

void TestStorageFinder::thisUser()
{
    QCOMPARE(StoragePlaces::ofThisUser().uid, ::geteuid());
    QVERIFY(!findContainersStorages(StoragePlaces::ofThisUser()).storages.isEmpty());
}

QTEST_GUILESS_MAIN(TestStorageFinder)
#include "tst_storagefinder.moc"
