// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/report/rules.h"

#include <QtTest/QTest>

#include <limits>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

Analysis sampleAnalysis()
{
    Analysis analysis;
    analysis.storedBytes = 100'000'000;
    analysis.visibleBytes = 62'000'000;
    analysis.wastedBytes = 38'000'000;
    analysis.efficiency = 0.62;
    analysis.dive.efficiency = 0.827;
    analysis.dive.wastedBytes = 52'000'000;
    analysis.dive.sizeBytes = 110'000'000;
    analysis.dive.userSizeBytes = 40'000'000;
    analysis.dive.userWastedPercent = 1.3;
    return analysis;
}

} // namespace

class TestRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void failIf_data();
    void failIf();
    void malformed_data();
    void malformed();
    void singleComparisonIsReported();
    void severalComparisonsHaveNoSingleValue();
    void emptyImage();
    void diveCi_data();
    void diveCi();
    void diveCiMalformed_data();
    void diveCiMalformed();
    void diveCiUnknownKeys();
    void diveCiExplains();
};

void TestRules::failIf_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<bool>("holds");
    const auto row = [](const char *expression, bool holds) {
        QTest::newRow(expression) << QString::fromLatin1(expression) << holds;
    };
    row("efficiency < 0.95", true);
    row("efficiency<95%", true);
    row("efficiency < 62%", false);
    row("efficiency <= 62%", true);
    row("efficiency == 0.62", true);
    row("efficiency != 0.62", false);
    row("efficiency >= 0.62", true);
    row("efficiency > 0.62", false);
    row("wastedPercent > 37.9%", true);
    row("wastedPercent > 38.1 %", false);
    row("wastedBytes > 38MB", false);
    row("wastedBytes >= 38MB", true);
    row("wastedBytes > 37.5 mb", true);
    row("wastedBytes > 36MiB", true); // 37.7 MB
    row("wastedBytes > 37MiB", false); // 38.8 MB
    row("wastedBytes > 38000kb", false);
    row("wastedBytes > 37999999", true);
    row("wastedBytes > 37999999B", true);
    row("storedBytes < 0.2GB", true);
    row("visibleBytes < 1TiB", true);
    row("sizeBytes == 105000000", true);
    row("layers > 12", false);
    row("layers == 12", true);
    row("dive.efficiency < 0.83", true);
    row("dive.wastedBytes > 50MB", true);
    row("dive.sizeBytes == 110MB", true);
    row("dive.userSizeBytes < 40MB", false);
    row("dive.userWastedPercent > 1.2", true); // the one fraction that may exceed 1
    row("dive.userWastedPercent > 131%", false);
    row("layers > 20 || efficiency < 0.7", true);
    row("layers > 20 && efficiency < 0.7", false);
    row("efficiency < 0.7 || layers > 20 && layers > 30", true); // && binds tighter
    row("layers > 20 && layers > 30 || efficiency < 0.7", true);
    row("  layers>10&&layers<20  ", true);
}

void TestRules::failIf()
{
    QFETCH(const QString, expression);
    QFETCH(const bool, holds);
    const Result<FailIfRule> rule = FailIfRule::parse(expression);
    QVERIFY2(rule.has_value(), rule ? "" : qPrintable(rule.error().detail));
    const Analysis analysis = sampleAnalysis();
    const RuleResult result = rule->evaluate({ &analysis, 12, 105'000'000 });
    QCOMPARE(result.state, holds ? RuleState::Fail : RuleState::Pass);
    QCOMPARE(result.name, u"failIf"_s);
    QCOMPARE(result.expression, expression.trimmed());
    QVERIFY(!result.explanation.isEmpty());
}

void TestRules::malformed_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("where");
    const auto row = [](const char *expression, const char *where) {
        QTest::newRow(expression) << QString::fromLatin1(expression) << QString::fromLatin1(where);
    };
    row("", "at the end");
    row("   ", "at the end");
    row("efficiency", "at the end");
    row("efficiency <", "at the end");
    row("eficiency < 0.9", "at character 1: unknown metric \"eficiency\"");
    row("Efficiency < 0.9", "at character 1: unknown metric");
    row("efficiency =< 0.9", "at character 12");
    row("efficiency = 0.9", "at character 12");
    row("efficiency <> 0.9", "at character 12");
    row("efficiency < 95", "at character 14: efficiency is a fraction");
    row("efficiency < 1.5", "at character 14: efficiency is a fraction");
    row("efficiency < 101%", "at character 14: efficiency is a fraction");
    row("efficiency < 20MB", "at character 16: efficiency is a fraction");
    row("efficiency < -1", "at character 14: expected a number");
    row("efficiency < .5", "at character 14: expected a number");
    row("efficiency < 0.", "at character 14: expected a number");
    row("efficiency < 0.5.1", "at character 14: expected a number");
    row("efficiency < 1e-1", "at character 15");
    row("efficiency < 0,9", "at character 15");
    row("efficiency < nan", "at character 14: expected a number");
    row("wastedBytes > 20%", "at character 17: wastedBytes is a size");
    row("wastedBytes > 20 parsecs", "at character 18: wastedBytes is a size");
    row("wastedBytes > 20M", "at character 17: wastedBytes is a size");
    row("layers > 3.5", "layers is a count");
    row("layers > 3kB", "layers is a count");
    row("layers > 3 &&", "at the end");
    row("layers > 3 & layers < 9", "at character 12");
    row("layers > 3 layers < 9", "at character 12");
    row("(layers > 3)", "at character 1");
    row("layers > 3 || ", "at the end");
}

void TestRules::malformed()
{
    QFETCH(const QString, expression);
    QFETCH(const QString, where);
    const Result<FailIfRule> rule = FailIfRule::parse(expression);
    QVERIFY(!rule.has_value());
    QCOMPARE(rule.error().code, ErrorCode::Unsupported);
    QVERIFY2(rule.error().detail.contains(where), qPrintable(rule.error().detail));
}

void TestRules::singleComparisonIsReported()
{
    const Analysis analysis = sampleAnalysis();
    const RuleResult result = FailIfRule::parse(u"efficiency < 90 %"_s)->evaluate({ &analysis, 12, 0 });
    QCOMPARE(result.metric, u"efficiency"_s);
    QCOMPARE(result.value, std::optional(0.62));
    QCOMPARE(result.threshold, u"90 %"_s);
    QCOMPARE(result.explanation, u"efficiency is 62.0 %, which is < 90 %"_s);
    QCOMPARE(FailIfRule::parse(u"wastedBytes > 1GB"_s)->evaluate({ &analysis, 12, 0 }).explanation,
        u"wastedBytes is 38MB, which is not > 1GB"_s);
}

void TestRules::severalComparisonsHaveNoSingleValue()
{
    const Analysis analysis = sampleAnalysis();
    const RuleResult result = FailIfRule::parse(u"layers > 3 && layers < 9"_s)->evaluate({ &analysis, 12, 0 });
    QVERIFY(result.metric.isEmpty());
    QVERIFY(!result.value.has_value());
    QVERIFY(result.threshold.isEmpty());
    QCOMPARE(result.explanation, u"layers is 12, which is > 3; layers is 12, which is not < 9"_s);
}

void TestRules::emptyImage()
{
    const Analysis analysis;
    const RuleInput input { &analysis, 0, 0 };
    QCOMPARE(FailIfRule::parse(u"wastedPercent > 0"_s)->evaluate(input).state, RuleState::Pass);
    QCOMPARE(FailIfRule::parse(u"efficiency < 1"_s)->evaluate(input).state, RuleState::Pass);
}

void TestRules::diveCi_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("states"); // highestUserWastedPercent, highestWastedBytes, lowestEfficiency
    const auto row = [](const char *name, const char *yaml, const char *states) {
        QTest::newRow(name) << QByteArray(yaml) << QString::fromLatin1(states);
    };
    row("defaults of an empty file", "", "FSF");
    row("defaults of an empty map", "rules:\n", "FSF");
    row("defaults of comments", "# nothing\nrules:\n  # lowestEfficiency: 0.1\n", "FSF");
    row("efficiency passes", "rules:\n  lowestEfficiency: 0.827\n", "FSP");
    row("efficiency fails", "rules:\n  lowestEfficiency: 0.8271\n", "FSF");
    row("percent above 1 fails at any threshold", "rules: { highestUserWastedPercent: 1.0 }", "FSF");
    row("wasted passes at its threshold", "rules: { highestWastedBytes: 52MB }", "FPF");
    row("wasted fails below it", "rules: { highestWastedBytes: 51999kB }", "FFF");
    row("wasted as a number", "rules: { highestWastedBytes: 51999999 }", "FFF");
    row("wasted, short unit", "rules: { highestWastedBytes: 52M }", "FPF");
    row("wasted, binary unit", "rules: { highestWastedBytes: 49 MiB }", "FFF"); // 51.4 MB
    row("wasted, short binary unit", "rules: { highestWastedBytes: 50Mi }", "FPF"); // 52.4 MB
    row("wasted, quoted", "rules: { highestWastedBytes: \"20 MB\" }", "FFF");
    row("wasted, with commas", "rules: { highestWastedBytes: '52,000,000' }", "FPF");
    row("all off",
        "rules:\n  lowestEfficiency: disabled\n  highestWastedBytes: off\n  highestUserWastedPercent: false\n", "SSS");
    row("empty values", "rules:\n  lowestEfficiency:\n  highestUserWastedPercent: ''\n", "SSS");
    row("dive's other spelling",
        "rules:\n  lowest-efficiency-threshold: 0.1\n  highest-user-wasted-percent: disabled\n", "SSP");
}

void TestRules::diveCi()
{
    QFETCH(const QByteArray, yaml);
    QFETCH(const QString, states);
    const Result<DiveCiRules> rules = DiveCiRules::parse(yaml, u".dive-ci"_s);
    QVERIFY2(rules.has_value(), rules ? "" : qPrintable(rules.error().detail));
    QVERIFY(rules->warnings.isEmpty());
    const Analysis analysis = sampleAnalysis();
    QString found;
    for (const RuleResult &result : rules->evaluate({ &analysis, 12, 0 })) {
        found += result.state == RuleState::Pass ? u'P' : result.state == RuleState::Fail ? u'F' : u'S';
        QCOMPARE(result.value.has_value(), result.state != RuleState::Skip);
    }
    QCOMPARE(found, states);
}

void TestRules::diveCiMalformed_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("mentions");
    const auto row = [](const char *name, const QByteArray &yaml, const char *mentions) {
        QTest::newRow(name) << yaml << QString::fromLatin1(mentions);
    };
    row("not YAML", "rules: [1, 2\n", "line");
    row("a list", "- 1\n", "rules");
    row("a scalar", "hello", "rules");
    row("rules is a list", "rules: [ 1 ]", "rules");
    row("efficiency above 1", "rules: { lowestEfficiency: 1.1 }", "lowestEfficiency");
    row("efficiency below 0", "rules: { lowestEfficiency: -0.1 }", "lowestEfficiency");
    row("efficiency in percent", "rules: { lowestEfficiency: 95% }", "lowestEfficiency");
    row("efficiency is no number", "rules: { lowestEfficiency: high }", "lowestEfficiency");
    row("efficiency is NaN", "rules: { lowestEfficiency: nan }", "lowestEfficiency");
    row("efficiency is a list", "rules: { lowestEfficiency: [0.9] }", "lowestEfficiency");
    row("percent above 1", "rules: { highestUserWastedPercent: 20 }", "highestUserWastedPercent");
    row("no size", "rules: { highestWastedBytes: lots }", "highestWastedBytes");
    row("unknown unit", "rules: { highestWastedBytes: 20 parsecs }", "highestWastedBytes");
    row("negative size", "rules: { highestWastedBytes: -20MB }", "highestWastedBytes");
    row("binary", QByteArray("\0\xff\xfe", 3), "");
    row("deep", QByteArray(20'000, '['), "");
    row("large", QByteArray(200'000, '#'), "bytes");
}

void TestRules::diveCiMalformed()
{
    QFETCH(const QByteArray, yaml);
    QFETCH(const QString, mentions);
    const Result<DiveCiRules> rules = DiveCiRules::parse(yaml, u"rules.yml"_s);
    QVERIFY(!rules.has_value());
    QCOMPARE(rules.error().subject, u"rules.yml"_s);
    QVERIFY2(rules.error().detail.contains(mentions), qPrintable(rules.error().detail));
}

void TestRules::diveCiUnknownKeys()
{
    const Result<DiveCiRules> rules = DiveCiRules::parse("rule: 1\nrules:\n  lowestEficiency: 0.5\n", u"f"_s);
    QVERIFY(rules.has_value());
    QCOMPARE(rules->warnings,
        QStringList({ u"f: unknown key \"rule\" is ignored"_s, u"f: unknown rule \"lowestEficiency\" is ignored"_s }));
}

void TestRules::diveCiExplains()
{
    const Analysis analysis = sampleAnalysis();
    const auto results =
        DiveCiRules::parse("rules: { highestWastedBytes: 20MB }", u"f"_s)->evaluate({ &analysis, 12, 0 });
    QCOMPARE(results.at(0).name, u"highestUserWastedPercent"_s);
    QCOMPARE(results.at(0).explanation, u"1.300 > 0.1"_s);
    QCOMPARE(results.at(1).name, u"highestWastedBytes"_s);
    QCOMPARE(results.at(1).explanation, u"52MB > 20MB"_s);
    QCOMPARE(results.at(1).threshold, u"20MB"_s);
    QCOMPARE(results.at(2).name, u"lowestEfficiency"_s);
    QCOMPARE(results.at(2).explanation, u"0.827 < 0.9"_s);
    QCOMPARE(results.at(2).metric, u"dive.efficiency"_s);
}

QTEST_GUILESS_MAIN(TestRules)
#include "tst_rules.moc"
