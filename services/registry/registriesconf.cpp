// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/registriesconf.h"

#include "services/types/limits.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

#include <toml++/toml.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;
using Mirror = RegistrySettings::Mirror;
using Rule = RegistrySettings::Rule;

QString textOf(const toml::table &table, std::string_view key)
{
    return QString::fromStdString(table[key].value_or(std::string()));
}

Mirror mirrorOf(const toml::table &table, bool isForDigests)
{
    Mirror mirror;
    mirror.location = textOf(table, "location");
    mirror.isInsecure = table["insecure"].value_or(false);
    const QString use = textOf(table, "pull-from-mirror");
    if (use == "digest-only"_L1 || isForDigests)
        mirror.use = Mirror::For::Digests;
    else if (use == "tag-only"_L1)
        mirror.use = Mirror::For::Tags;
    return mirror;
}

Rule ruleOf(const toml::table &table)
{
    Rule rule;
    rule.location = textOf(table, "location");
    rule.prefix = textOf(table, "prefix");
    if (rule.prefix.isEmpty())
        rule.prefix = rule.location;
    rule.isInsecure = table["insecure"].value_or(false);
    rule.isBlocked = table["blocked"].value_or(false);
    const bool isForDigests = table["mirror-by-digest-only"].value_or(false);
    if (const toml::array *const mirrors = table["mirror"].as_array()) {
        for (const toml::node &node : *mirrors) {
            if (const toml::table *const each = node.as_table(); each && !textOf(*each, "location").isEmpty())
                rule.mirrors.append(mirrorOf(*each, isForDigests));
        }
    }
    return rule;
}

// [registries.insecure] registries = ["host"], the first version of the format.
QList<Rule> rulesOfFirstVersion(const toml::table &table)
{
    QList<Rule> rules;
    const auto add = [&](std::string_view kind, bool Rule::*flag) {
        const toml::array *const hosts = table["registries"][kind]["registries"].as_array();
        for (std::size_t i = 0; hosts && i < hosts->size(); ++i) {
            Rule rule;
            rule.prefix = QString::fromStdString((*hosts)[i].value_or(std::string()));
            rule.location = rule.prefix;
            rule.*flag = true;
            if (!rule.prefix.isEmpty())
                rules.append(rule);
        }
    };
    add("insecure", &Rule::isInsecure);
    add("block", &Rule::isBlocked);
    return rules;
}

} // namespace

void RegistriesConf::warn(ErrorCode code, const QString &path, const QString &detail)
{
    m_settings.m_warnings.append({ code, path, {}, detail });
}

void RegistriesConf::readFile(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return;
    if (!file.open(QIODevice::ReadOnly))
        return warn(ErrorCode::AccessDenied, path, file.errorString());
    const QByteArray bytes = file.read(static_cast<qint64>(limits::kConfigBytes) + 1);
    if (static_cast<std::size_t>(bytes.size()) > limits::kConfigBytes)
        return warn(ErrorCode::LimitExceeded, path, u"more than kConfigBytes"_s);
    try {
        const toml::table table =
            toml::parse(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
        for (Rule &rule : rulesOfFirstVersion(table))
            m_settings.addRule(std::move(rule));
        const toml::array *const rules = table["registry"].as_array();
        for (std::size_t i = 0; rules && i < rules->size(); ++i) {
            const toml::table *const each = (*rules)[i].as_table();
            Rule rule = each ? ruleOf(*each) : Rule();
            if (rule.prefix.isEmpty() || (rule.location.isEmpty() && !rule.prefix.startsWith(u'*')))
                warn(ErrorCode::Corrupt, path, u"a [[registry]] without prefix and location"_s);
            else
                m_settings.addRule(std::move(rule));
        }
    } catch (const toml::parse_error &error) {
        const std::string_view words = error.description();
        warn(ErrorCode::Corrupt, path, QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size())));
    }
}

void RegistriesConf::readPieces(const QString &folder)
{
    const QDir pieces(folder);
    for (const QString &name : pieces.entryList({ u"*.conf"_s }, QDir::Files, QDir::Name))
        readFile(pieces.filePath(name));
}

void RegistriesConf::read()
{
    const QString etc = QDir(m_places.root).filePath(u"etc/containers"_s);
    const QString own = m_places.home + u"/.config/containers"_s;
    QString file = m_places.environment.value(u"CONTAINERS_REGISTRIES_CONF"_s);
    const bool isChosen = !file.isEmpty();
    if (!isChosen)
        file = QFile::exists(own + u"/registries.conf"_s) ? own + u"/registries.conf"_s : etc + u"/registries.conf"_s;
    readFile(file);
    if (isChosen) // as podman: whoever names a file means that one
        return;
    readPieces(etc + u"/registries.conf.d"_s);
    readPieces(own + u"/registries.conf.d"_s);
}

} // namespace varve
