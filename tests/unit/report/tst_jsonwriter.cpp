// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/report/jsonwriter.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace varve;
using namespace Qt::StringLiterals;

class TestJsonWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layout();
    void numbers_data();
    void numbers();
    void strings_data();
    void strings();
    void everyByteReadsBack();
};

void TestJsonWriter::layout()
{
    JsonWriter json;
    json.beginObject();
    json.key("empty");
    json.beginArray();
    json.endArray();
    json.key("list");
    json.beginArray();
    json.integer(-3);
    json.beginObject(JsonWriter::Layout::Compact);
    json.key("a");
    json.boolean(true);
    json.key(u"ö\""_s);
    json.beginArray(); // what is in a compact value is compact
    json.null();
    json.integer(2);
    json.endArray();
    json.endObject();
    json.endArray();
    json.key("none");
    json.beginObject();
    json.endObject();
    json.endObject();
    QCOMPARE(json.take(),
        QByteArray("{\n  \"empty\": [],\n  \"list\": [\n    -3,\n    {\"a\": true, \"ö\\\"\": [null, 2]}\n  ],\n  "
                   "\"none\": {}\n}\n"));
}

void TestJsonWriter::numbers_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("zero") << 0.0 << QByteArray("0");
    QTest::newRow("one") << 1.0 << QByteArray("1");
    QTest::newRow("shortest") << 0.1 << QByteArray("0.1");
    QTest::newRow("exact") << 0.6210353895197661 << QByteArray("0.6210353895197661");
    QTest::newRow("bytes") << 52397.0 << QByteArray("52397");
    QTest::newRow("not a number") << std::nan("") << QByteArray("null");
    QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << QByteArray("null");
    QTest::newRow("minus infinite") << -std::numeric_limits<double>::infinity() << QByteArray("null");
}

void TestJsonWriter::numbers()
{
    QFETCH(const double, value);
    QFETCH(const QByteArray, text);
    JsonWriter json;
    json.number(value);
    QCOMPARE(json.take(), text + '\n');
}

void TestJsonWriter::strings_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("plain") << QByteArray("/usr/bin/env") << QByteArray("\"/usr/bin/env\"");
    QTest::newRow("quotes") << QByteArray("a\"b\\c") << QByteArray("\"a\\\"b\\\\c\"");
    QTest::newRow("controls") << QByteArray("\n\t\x1b\x7f\0x", 6) << QByteArray("\"\\n\\t\\u001b\\u007f\\u0000x\"");
    QTest::newRow("C1") << QByteArray("\xc2\x9b[1m") << QByteArray("\"\\u009b[1m\"");
    QTest::newRow("no-break space stays") << QByteArray("\xc2\xa0") << QByteArray("\"\xc2\xa0\"");
    QTest::newRow("bidi") << QByteArray("\xe2\x80\xae") + "x\xe2\x81\xa6" << QByteArray("\"\\u202ex\\u2066\"");
    QTest::newRow("Arabic letter mark") << QByteArray("a\xd8\x9c"
                                                      "b\xd8\x9b")
                                        << QByteArray("\"a\\u061cb\xd8\x9b\"");
    QTest::newRow("line separator") << QByteArray("\xe2\x80\xa8") << QByteArray("\"\\u2028\"");
    QTest::newRow("ellipsis stays") << QByteArray("\xe2\x80\xa6") << QByteArray("\"\xe2\x80\xa6\"");
    QTest::newRow("letters") << QByteArray("größe 地層 🪨") << QByteArray("\"größe 地層 🪨\"");
    QTest::newRow("invalid") << QByteArray("a\xff"
                                           "b")
                             << QByteArray("\"a\xef\xbf\xbd"
                                           "b\"");
}

void TestJsonWriter::strings()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, text);
    JsonWriter json;
    json.bytes({ bytes.constData(), static_cast<std::size_t>(bytes.size()) });
    QCOMPARE(json.take(), text + '\n');
}

void TestJsonWriter::everyByteReadsBack()
{
    QString all;
    for (char16_t c = 0; c < 0x2100; ++c)
        all += QChar(c);
    JsonWriter json;
    json.beginObject();
    json.key("all");
    json.string(all);
    json.endObject();
    QJsonParseError error {};
    const QJsonDocument document = QJsonDocument::fromJson(json.take(), &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(document.object().value("all"_L1).toString(), all);
}

QTEST_GUILESS_MAIN(TestJsonWriter)
#include "tst_jsonwriter.moc"
