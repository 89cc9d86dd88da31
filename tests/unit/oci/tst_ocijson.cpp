// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/oci/json.h"
#include "services/types/limits.h"

#include <QtTest/QtTest>

using namespace varve;
using namespace Qt::StringLiterals;

class TestOciJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void readsMembersByType();
};

void TestOciJson::accepts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // as nlohmann writes it: keys sorted
    QTest::newRow("object") << QByteArray("{\"b\":[1,2],\"a\":null}") << QByteArray("{\"a\":null,\"b\":[1,2]}");
    QTest::newRow("white space around") << QByteArray("\n {} \n") << QByteArray("{}");
    QTest::newRow("same key in other objects")
        << QByteArray("[{\"a\":{\"a\":1}},{\"a\":2}]") << QByteArray("[{\"a\":{\"a\":1}},{\"a\":2}]");
    QTest::newRow("numbers") << QByteArray("[4611686018427387904,-1,18446744073709551615,1.5]")
                             << QByteArray("[4611686018427387904,-1,18446744073709551615,1.5]");
    QTest::newRow("escapes") << QByteArray("\"\\u00e9\\n\\ud83d\\ude00\"")
                             << QByteArray("\"\xc3\xa9\\n\xf0\x9f\x98\x80\"");
    QTest::newRow("arrays after arrays") << QByteArray("[[],[[1]],[]]") << QByteArray("[[],[[1]],[]]");
    const QByteArray deepest = QByteArray(limits::kJsonDepth, '[') + QByteArray(limits::kJsonDepth, ']');
    QTest::newRow("as deep as allowed") << deepest << deepest;
}

void TestOciJson::accepts()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const Result<Json> json = parseJson(text, 1000, u"x"_s);
    QVERIFY2(json.has_value(), json ? "" : qPrintable(json.error().detail));
    QCOMPARE(QByteArray::fromStdString(json->dump()), expected);
}

void TestOciJson::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("nothing") << QByteArray() << ErrorCode::Corrupt;
    QTest::newRow("blanks") << QByteArray("  \n") << ErrorCode::Corrupt;
    QTest::newRow("text") << QByteArray("hello") << ErrorCode::Corrupt;
    QTest::newRow("cut off") << QByteArray("{\"a\":[1,") << ErrorCode::Corrupt;
    QTest::newRow("more behind") << QByteArray("{} {}") << ErrorCode::Corrupt;
    QTest::newRow("trailing comma") << QByteArray("[1,]") << ErrorCode::Corrupt;
    QTest::newRow("comment") << QByteArray("{/*x*/}") << ErrorCode::Corrupt;
    QTest::newRow("invalid UTF-8") << QByteArray("\"\xff\"") << ErrorCode::Corrupt;
    QTest::newRow("lone surrogate") << QByteArray("\"\\ud800\"") << ErrorCode::Corrupt;
    QTest::newRow("number out of range") << QByteArray("1e999") << ErrorCode::Corrupt;
    QTest::newRow("duplicate key") << QByteArray("{\"a\":1,\"b\":2,\"a\":1}") << ErrorCode::Corrupt;
    QTest::newRow("duplicate key, escaped") << QByteArray("{\"a\":1,\"\\u0061\":2}") << ErrorCode::Corrupt;
    QTest::newRow("duplicate key, deep") << QByteArray("[{\"x\":[{\"k\":1,\"k\":2}]}]") << ErrorCode::Corrupt;
    QTest::newRow("duplicate key after null") << QByteArray("{\"a\":null,\"a\":1}") << ErrorCode::Corrupt;
    QTest::newRow("one level too deep") << QByteArray(limits::kJsonDepth + 1, '[')
            + QByteArray(limits::kJsonDepth + 1, ']')
                                        << ErrorCode::LimitExceeded;
    QTest::newRow("bottomless") << QByteArray(900, '[') << ErrorCode::LimitExceeded;
    QTest::newRow("too large") << QByteArray("[\"") + QByteArray(1000, 'x') + "\"]" << ErrorCode::LimitExceeded;
}

void TestOciJson::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(ErrorCode, code);
    const Result<Json> json = parseJson(text, 1000, u"thing"_s);
    QVERIFY(!json);
    QCOMPARE(json.error().code, code);
    QCOMPARE(json.error().subject, u"thing"_s);
    QVERIFY(!json.error().detail.isEmpty());
}

void TestOciJson::readsMembersByType()
{
    const Json json = *parseJson(R"({"s":"x","n":7,"neg":-3,"big":18446744073709551615,"f":1.5,"null":null,
        "list":["a",1,"b"],"o":{}})",
        1000, {});
    QCOMPARE(stringMember(json, "s"), u"x"_s);
    QCOMPARE(stringMember(json, "n"), QString());
    QCOMPARE(stringMember(json, "absent"), QString());
    QCOMPARE(integerMember(json, "n", -1), 7);
    QCOMPARE(integerMember(json, "neg", -1), -3);
    QCOMPARE(integerMember(json, "big", -1), -1);
    QCOMPARE(integerMember(json, "f", -1), -1);
    QCOMPARE(integerMember(json, "s", -1), -1);
    QCOMPARE(stringListMember(json, "list"), (QStringList { u"a"_s, u"b"_s }));
    QCOMPARE(stringListMember(json, "s"), QStringList());
    QVERIFY(!member(json, "null"));
    QVERIFY(member(json, "o"));
    QVERIFY(!member(json["list"], "o"));
}

QTEST_APPLESS_MAIN(TestOciJson)
#include "tst_ocijson.moc"
