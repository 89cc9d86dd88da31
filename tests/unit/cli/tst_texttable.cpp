// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/texttable.h"

#include <QtTest/QTest>

#include <clocale>

using namespace varve;
using namespace Qt::StringLiterals;

class TestTextTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void columns_data();
    void columns();
    void elide_data();
    void elide();
    void elidedTextAlwaysFits();
    void piledMarksEnd();
    void ink();
    void table();
    void tableCutsItsLastColumn();
};

void TestTextTable::initTestCase()
{
    std::setlocale(LC_ALL, "C.UTF-8"); // widths of characters are those of the locale
}

void TestTextTable::columns_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("columns");
    QTest::newRow("nothing") << QString() << 0;
    QTest::newRow("ASCII") << u"abc"_s << 3;
    QTest::newRow("accents") << u"größe"_s << 5;
    QTest::newRow("combining") << u"e\u0301"_s << 1;
    QTest::newRow("wide") << u"地層.txt"_s << 8;
    QTest::newRow("beyond the first plane") << u"\U0001FAA8"_s << 2;
    QTest::newRow("ellipsis") << u"a…b"_s << 3;
}

void TestTextTable::columns()
{
    QFETCH(const QString, text);
    QTEST(columnsOf(text), "columns");
}

void TestTextTable::elide_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("elided");
    QTest::newRow("fits") << u"abcdef"_s << 6 << u"abcdef"_s;
    QTest::newRow("one too many") << u"abcdefg"_s << 6 << u"abcd…g"_s;
    QTest::newRow("long") << u"RUN apt-get install -y --no-install-recommends curl"_s << 20
                          << u"RUN apt-get i…s curl"_s;
    QTest::newRow("wide") << u"地層地層地層地層"_s << 9 << u"地層地…層"_s;
    QTest::newRow("one column") << u"abc"_s << 1 << u"…"_s;
    QTest::newRow("no end") << u"abc"_s << 0 << u"abc"_s;
}

void TestTextTable::elide()
{
    QFETCH(const QString, text);
    QFETCH(const int, columns);
    QTEST(elidedInMiddle(text, columns), "elided");
}

void TestTextTable::elidedTextAlwaysFits()
{
    const QString text = u"a地\U0001FAA8e\u0301/größe/層層層/x"_s;
    for (int columns = 1; columns < 40; ++columns) {
        const QString elided = elidedInMiddle(text, columns);
        QVERIFY2(columnsOf(elided) <= columns, qPrintable(elided));
        QCOMPARE(QString::fromUtf8(elided.toUtf8()), elided); // no half of a surrogate pair
    }
}

void TestTextTable::ink()
{
    QCOMPARE(inked(u"x"_s, Ink::Red, true), u"\x1b[31mx\x1b[0m"_s);
    QCOMPARE(inked(u"x"_s, Ink::Red, false), u"x"_s);
    QCOMPARE(inked(u"x"_s, Ink::Plain, true), u"x"_s);
    QCOMPARE(inked(QString(), Ink::Red, true), QString());
}

void TestTextTable::table()
{
    TextTable table;
    table.addColumn(u"NAME"_s, TextTable::Align::Left);
    table.addColumn(u"SIZE"_s, TextTable::Align::Right);
    table.addColumn(u"LAST"_s, TextTable::Align::Left);
    table.addRow({ { u"a"_s }, { u"1kB"_s }, { u"x"_s } });
    table.addRow({ { u"地層地層"_s, Ink::Green }, { u"123.4MB"_s }, { QString() } });
    QCOMPARE(table.toString(0, false),
        u"NAME         SIZE  LAST\n"
        "a             1kB  x\n"
        "地層地層  123.4MB  \n"_s);
    QVERIFY(table.toString(0, true).contains(u"\x1b[32m地層地層\x1b[0m  123.4MB"));
}

void TestTextTable::tableCutsItsLastColumn()
{
    TextTable table;
    table.addColumn(u"A"_s, TextTable::Align::Left);
    table.addColumn(u"B"_s, TextTable::Align::Left);
    table.addRow({ { u"12345"_s }, { QString(100, u'x') } });
    for (const QString &line : table.toString(50, false).split(u'\n'))
        QVERIFY2(columnsOf(line) <= 50, qPrintable(line));
    QVERIFY(table.toString(50, false).contains(u'…'));
    QVERIFY(!table.toString(0, false).contains(u'…'));
    // Too narrow for anything: still some of it.
    QVERIFY2(table.toString(5, false).contains(u"xxxx…xx"), qPrintable(table.toString(5, false)));
}

// Characters without a width of their own cannot make a line endless.
void TestTextTable::piledMarksEnd()
{
    const QString piled = u"a"_s + QString(1'000'000, QChar(0x0301)) + u"z"_s;
    const QString elided = elidedInMiddle(piled, 30);
    QVERIFY2(elided.size() <= 4 * 30 + 1, QByteArray::number(elided.size()).constData());
    QVERIFY(elided.startsWith(u'a') && elided.endsWith(u'z') && elided.contains(u'…'));
    // As many as scripts need are left alone.
    const QString vietnamese = QString(u"e\u0302\u0301"_s).repeated(10);
    QCOMPARE(elidedInMiddle(vietnamese, 10), vietnamese);
    for (const int width : { 0, 80 }) {
        TextTable table;
        table.addColumn(u"A"_s, TextTable::Align::Left);
        table.addColumn(u"B"_s, TextTable::Align::Left);
        table.addRow({ { piled }, { piled } });
        QVERIFY(table.toString(width, false).size() < (width > 0 ? 3 * 4 * width : 3 * 65'536));
    }
}

QTEST_GUILESS_MAIN(TestTextTable)
#include "tst_texttable.moc"
