// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/jsonmodel.h"
#include "services/types/limits.h"
#include "tests/support/printmodel.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QtTest>

#include <nlohmann/json.hpp>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

QByteArray nested(int depth)
{
    return QByteArray(depth, '[') + QByteArray(depth, ']');
}

} // namespace

class JsonModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsTheDocumentAsItStands();
    void valuesKeepTheirText_data();
    void valuesKeepTheirText();
    void scalarsAndEmptyContainers_data();
    void scalarsAndEmptyContainers();
    void refused_data();
    void refused();
    void notJsonIsOneRow();
    void depthAndSizeLimits();
    void refusesEveryCut();
    void agreesWithAnotherParser();
    void paths();
    void copies();
    void findsForwardAndBackward();
    void longValuesAreCut();
    void resets();
};

void JsonModelTest::showsTheDocumentAsItStands()
{
    JsonModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setBytes(R"(
        {"zeta": 1, "alpha": [true, {"x": null}, []], "zeta": "again",
         "size": 12345678901234567890, "empty": {}, "": false})");
    QCOMPARE(printModel(model),
        u"zeta | 1\n"
        u"alpha | [ 3 ]\n"
        u"  0 | true\n"
        u"  1 | { 1 }\n"
        u"    x | null\n"
        u"  2 | []\n"
        u"zeta | again\n"
        u"size | 12345678901234567890\n"
        u"empty | {}\n"
        u" | false\n"_s);
    const QModelIndex element = model.index(0, 0, model.index(1, 0));
    QVERIFY(element.data(QuietRole).toBool()); // a number that is no key of the document
    QVERIFY(!model.index(0, 0).data(QuietRole).toBool());
}

void JsonModelTest::valuesKeepTheirText_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const QByteArray &json, const QByteArray &raw, const QString &shown) {
        QTest::newRow(name) << json << raw << shown;
    };
    row("plain", R"("abc")", "abc", u"abc"_s);
    row("empty", R"("")", "", QString());
    row("escapes", R"("\"\\\/\b\f\r")", "\"\\/\b\f\r", u"\"\\/\\x08\\x0c\\r"_s);
    row("line break and tab", R"("a\nb\tc")", "a\nb\tc", u"a\\nb\\tc"_s);
    row("code point", R"("\u00e9\u20AC")", "\xC3\xA9\xE2\x82\xAC", u"é€"_s);
    row("zero byte", R"("a\u0000b")", QByteArray("a\0b", 3), u"a\\x00b"_s);
    row("surrogate pair", R"("\ud83d\ude00")", "\xF0\x9F\x98\x80", u"\U0001F600"_s);
    row("half a pair", R"("a\ud83db")", R"(a\ud83db)", u"a\\ud83db"_s);
    row("second half alone", R"("\ude00")", R"(\ude00)", u"\\ude00"_s);
    row("two first halves", R"("\ud83d\ud83d")", R"(\ud83d\ud83d)", u"\\ud83d\\ud83d"_s);
    row("bidi override", R"("a\u202eb")",
        "a\xE2\x80\xAE"
        "b",
        u"a\\u{202e}b"_s);
    row("bytes that are no text", "\"a\xFF\"", "a\xFF", u"a\\xff"_s);
    row("markup stays text", R"("<b>x</b>")", "<b>x</b>", u"<b>x</b>"_s);
    row("number", "-12.50e+3", "-12.50e+3", u"-12.50e+3"_s);
    row("true", "true", "true", u"true"_s);
    row("null", "null", "null", u"null"_s);
}

void JsonModelTest::valuesKeepTheirText()
{
    QFETCH(QByteArray, json);
    JsonModel model;
    model.setBytes("[" + json + "]");
    QVERIFY(model.tree()->isValid());
    const QModelIndex value = model.index(0, JsonModel::Value);
    QTEST(value.data(RawTextRole).toByteArray(), "raw");
    QTEST(value.data().toString(), "shown");
    QTEST(value.data(Qt::ToolTipRole).toString(), "shown");
}

void JsonModelTest::scalarsAndEmptyContainers_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("shown");
    QTest::newRow("number") << QByteArray("42") << u" | 42\n"_s;
    QTest::newRow("string") << QByteArray(" \"x\" ") << u" | x\n"_s;
    QTest::newRow("object") << QByteArray("{ }") << QString();
    QTest::newRow("array") << QByteArray("[\n]") << QString();
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF[1]") << u"0 | 1\n"_s;
}

void JsonModelTest::scalarsAndEmptyContainers()
{
    QFETCH(QByteArray, json);
    JsonModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setBytes(json);
    QVERIFY(model.tree()->isValid());
    QTEST(printModel(model), "shown");
}

void JsonModelTest::refused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("offset");
    const auto row = [](const char *name, const QByteArray &json, int offset) {
        QTest::newRow(name) << json << offset;
    };
    row("open object", "{", 1);
    row("open string", "\"abc", 4);
    row("trailing comma", "[1,]", 3);
    row("trailing comma in an object", "{\"a\":1,}", 7);
    row("missing colon", "{\"a\" 1}", 5);
    row("key without quotes", "{a:1}", 1);
    row("two documents", "{} {}", 3);
    row("leading zero", "[01]", 2);
    row("no digits", "[-]", 2);
    row("no fraction", "[1.]", 3);
    row("no exponent", "[1e]", 3);
    row("plus sign", "[+1]", 1);
    row("capital literal", "[True]", 1);
    row("cut literal", "[tru]", 4);
    row("raw line break in a string", "\"a\nb\"", 2);
    row("unknown escape", R"("\x")", 2);
    row("short code point", R"("\u12g4")", 5);
    row("escape at the end", "\"\\", 2);
    row("zero byte as escape", QByteArray("\"\\\0\"", 4), 2);
    row("comment", "[1] // x", 4);
    row("single quotes", "['a']", 1);
    row("NaN", "[NaN]", 1);
    row("a tar", "manifest.json", 0);
}

void JsonModelTest::refused()
{
    QFETCH(QByteArray, json);
    const JsonTreePtr tree = JsonTree::parse(json);
    QVERIFY(!tree->isValid());
    QCOMPARE(tree->error().problem, JsonTree::Problem::Syntax);
    QTEST(static_cast<int>(tree->error().offset), "offset");
    QCOMPARE(tree->size(), 0U);
    QVERIFY(!nlohmann::json::accept(json.cbegin(), json.cend())); // a second opinion on the table itself
}

void JsonModelTest::notJsonIsOneRow()
{
    JsonModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setBytes("{\n  \"a\": x\u001b\n}");
    QCOMPARE(printModel(model), u"This is no JSON from line 2, column 8 on | {\\n  \"a\": x\\x1b\\n}\n"_s);
    QVERIFY(model.index(0, 0).data(ErrorRole).toBool());
    QCOMPARE(model.index(0, 1).data(RawTextRole).toByteArray(), QByteArray("{\n  \"a\": x\u001b\n}"));
    QVERIFY(!model.find(u"a"_s, {}).isValid());
    model.setBytes({});
    QCOMPARE(printModel(model), u"The document is empty\n"_s);
}

void JsonModelTest::depthAndSizeLimits()
{
    QVERIFY(JsonTree::parse(nested(limits::kJsonDepth))->isValid());
    QCOMPARE(JsonTree::parse(nested(limits::kJsonDepth + 1))->error().problem, JsonTree::Problem::TooDeep);
    // Open brackets only: the stack must not grow with the document.
    QCOMPARE(JsonTree::parse(QByteArray(1'000'000, '['))->error().problem, JsonTree::Problem::TooDeep);
    const auto limit = static_cast<qsizetype>(limits::kManifestBytes);
    QVERIFY(JsonTree::parse('"' + QByteArray(limit - 2, 'x') + '"')->isValid());
    QCOMPARE(JsonTree::parse('"' + QByteArray(limit - 1, 'x') + '"')->error().problem, JsonTree::Problem::TooLarge);
}

void JsonModelTest::refusesEveryCut()
{
    const QByteArray whole = R"({"a":[1,-2.5e3,{"b":"c\u00e9\n"},null],"d":true,"e":{}})";
    QVERIFY(JsonTree::parse(whole)->isValid());
    for (qsizetype length = 0; length < whole.size(); ++length)
        QVERIFY2(!JsonTree::parse(whole.first(length))->isValid(), whole.first(length).constData());
}

void JsonModelTest::agreesWithAnotherParser()
{
    // What another strict parser takes, ours must take, and the other way round.
    const QByteArray whole = R"({"a":[1,-2.5e3,{"b":"c\\d\n"},null],"d":true,"e":{},"f":0,"g":[[],[""]]})";
    const QByteArray alphabet = "{}[]\",:\\0129.eE+-tfnu ax";
    QRandomGenerator random(3);
    int accepted = 0;
    for (int step = 0; step < 20'000; ++step) {
        QByteArray text = whole;
        const int edits = random.bounded(1, 4);
        for (int edit = 0; edit < edits; ++edit) {
            const qsizetype at = random.bounded(static_cast<int>(text.size()));
            const char byte = alphabet.at(random.bounded(static_cast<int>(alphabet.size())));
            if (random.bounded(2))
                text[at] = byte;
            else
                text.remove(at, 1);
        }
        const bool isGood = JsonTree::parse(text)->isValid();
        accepted += isGood ? 1 : 0;
        QVERIFY2(isGood == nlohmann::json::accept(text.cbegin(), text.cend()), text.constData());
    }
    QVERIFY(accepted > 100);
}

void JsonModelTest::paths()
{
    JsonModel model;
    model.setBytes(
        R"({"config":{"Env":["A=1","B=2"],"Labels":{"org.opencontainers.image.title":"x","q\"":1}},"9":{}})");
    const QModelIndex config = model.index(0, 0);
    const QModelIndex env = model.index(0, 0, config);
    const QModelIndex labels = model.index(1, 0, config);
    const auto path = [](const QModelIndex &index) { return index.data(PathRole).toByteArray(); };
    QCOMPARE(path(model.index(1, 0, env)), QByteArray(".config.Env[1]"));
    QCOMPARE(path(model.index(0, 1, labels)), QByteArray(R"(.config.Labels["org.opencontainers.image.title"])"));
    QCOMPARE(path(model.index(1, 0, labels)), QByteArray(R"(.config.Labels["q\""])"));
    QCOMPARE(path(model.index(1, 0)), QByteArray(R"(.["9"])"));
    model.setBytes("[[7]]");
    QCOMPARE(path(model.index(0, 0, model.index(0, 0))), QByteArray(".[0][0]"));
    model.setBytes("7");
    QCOMPARE(path(model.index(0, 0)), QByteArray("."));
}

void JsonModelTest::copies()
{
    JsonModel model;
    model.setBytes(R"({"k\n": { "b" : [1,  2] }})");
    QCOMPARE(model.index(0, JsonModel::Key).data(RawTextRole).toByteArray(), QByteArray("k\n"));
    QCOMPARE(model.index(0, JsonModel::Value).data(RawTextRole).toByteArray(), QByteArray(R"({ "b" : [1,  2] })"));
}

void JsonModelTest::findsForwardAndBackward()
{
    JsonModel model;
    model.setBytes(R"({"apple":1,"b":{"c":"Green Apple","d":[10,"pear"]},"e":"apple"})");
    QCOMPARE(model.matchCount(u"APPLE"_s), 3);
    QCOMPARE(model.matchCount(u"0"_s), 1); // the value 10, not the number of an element
    QCOMPARE(model.matchCount(u"nothing"_s), 0);
    QCOMPARE(model.matchCount(QString()), 0);
    QCOMPARE(model.matchCount(u"apple"_s, 2), 2); // no further than it is asked to count
    QStringList forward;
    QModelIndex at;
    for (int i = 0; i < 4; ++i) {
        at = model.find(u"apple"_s, at);
        forward += QString::fromUtf8(at.data(PathRole).toByteArray());
    }
    QCOMPARE(forward.join(u' '), u".apple .b.c .e .apple"_s);
    QCOMPARE(model.find(u"apple"_s, {}, JsonModel::Direction::Backward).data(PathRole).toByteArray(), QByteArray(".e"));
    QCOMPARE(model.find(u"apple"_s, at, JsonModel::Direction::Backward).data(PathRole).toByteArray(), QByteArray(".e"));
    const QModelIndex pear = model.find(u"pear"_s, {});
    QCOMPARE(pear.data(PathRole).toByteArray(), QByteArray(".b.d[1]"));
    QCOMPARE(model.find(u"pear"_s, pear), pear); // around the end and back to itself
    QVERIFY(!model.find(u"nothing"_s, {}).isValid());
    QVERIFY(!model.find(QString(), {}).isValid());
    model.setBytes("\"apple\"");
    QCOMPARE(model.find(u"apple"_s, {}), model.index(0, 0));
}

void JsonModelTest::longValuesAreCut()
{
    JsonModel model;
    model.setBytes("[\"" + QByteArray(1'000'000, 'x') + "\"]");
    QVERIFY(model.index(0, 1).data().toString().size() < 1000);
    QVERIFY(model.index(0, 1).data(Qt::ToolTipRole).toString().size() < 5000);
    QCOMPARE(model.index(0, 1).data(RawTextRole).toByteArray().size(), 1'000'000);
}

void JsonModelTest::resets()
{
    JsonModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    QCOMPARE(printModel(model), QString());
    for (const char *text : { "{\"a\":[1,2,{\"b\":3}]}", "[]", "nonsense", "3", "[[[[1]]]]" })
        model.setBytes(text);
    QCOMPARE(printModel(model), u"0 | [ 1 ]\n  0 | [ 1 ]\n    0 | [ 1 ]\n      0 | 1\n"_s);
    model.setTree({});
    QCOMPARE(printModel(model), QString());
    QVERIFY(!model.find(u"a"_s, {}).isValid());
}

QTEST_GUILESS_MAIN(JsonModelTest)
#include "tst_jsonmodel.moc"
