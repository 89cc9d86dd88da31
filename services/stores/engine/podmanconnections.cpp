// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/podmanconnections.h"

#include "services/oci/json.h"
#include "services/types/limits.h"

#include <QtCore/QFile>
#include <QtCore/QMap>

#include <toml++/toml.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

class Reader {
public:
    void readToml(const QString &path)
    {
        const std::optional<QByteArray> bytes = content(path);
        if (!bytes)
            return;
        try {
            const toml::table table =
                toml::parse(std::string_view(bytes->constData(), static_cast<std::size_t>(bytes->size())));
            const auto engine = table["engine"];
            if (const auto active = engine["active_service"].value<std::string>())
                m_default = QString::fromStdString(*active);
            if (const toml::table *all = engine["service_destinations"].as_table()) {
                for (const auto &[name, node] : *all) {
                    if (const toml::table *each = node.as_table())
                        add(QString::fromStdString(std::string(name.str())), text(*each, "uri"),
                            text(*each, "identity"), path);
                }
            }
        } catch (const toml::parse_error &error) {
            warn(path,
                QString::fromUtf8(error.description().data(), static_cast<qsizetype>(error.description().size())));
        }
    }

    void readJson(const QString &path)
    {
        const std::optional<QByteArray> bytes = content(path);
        if (!bytes)
            return;
        const Result<Json> json = parseJson(*bytes, limits::kConfigBytes, path);
        if (!json)
            return warn(path, json.error().detail);
        const Json *connection = member(*json, "Connection");
        if (!connection)
            return;
        if (const QString name = stringMember(*connection, "Default"); !name.isEmpty())
            m_default = name;
        const Json *all = member(*connection, "Connections");
        if (!all || !all->is_object())
            return;
        for (const auto &[name, each] : all->items())
            add(QString::fromStdString(name), stringMember(each, "URI"), stringMember(each, "Identity"), path);
    }

    PodmanConnections finish()
    {
        for (PodmanConnection &connection : m_byName) {
            connection.isDefault = connection.name == m_default;
            m_out.connections.append(connection);
        }
        return std::move(m_out);
    }

private:
    std::optional<QByteArray> content(const QString &path)
    {
        QFile file(path);
        if (!file.exists())
            return std::nullopt;
        if (!file.open(QIODevice::ReadOnly)) {
            warn(path, file.errorString());
            return std::nullopt;
        }
        QByteArray bytes = file.read(static_cast<qint64>(limits::kConfigBytes) + 1);
        if (static_cast<std::size_t>(bytes.size()) > limits::kConfigBytes) {
            warn(path, u"the file is too long"_s);
            return std::nullopt;
        }
        return bytes;
    }

    static QString text(const toml::table &table, const char *key)
    {
        return QString::fromStdString(table[key].value_or(std::string()));
    }

    void add(const QString &name, const QString &uri, const QString &identity, const QString &path)
    {
        if (!uri.isEmpty())
            m_byName.insert(name, { name, uri, identity, path, false });
    }

    void warn(const QString &path, const QString &detail)
    {
        m_out.warnings.append({ ErrorCode::Corrupt, path, {}, detail });
    }

    QMap<QString, PodmanConnection> m_byName;
    QString m_default;
    PodmanConnections m_out;
};

} // namespace

PodmanConnections readPodmanConnections(const QStringList &configFiles, const QString &jsonFile)
{
    Reader reader;
    for (const QString &path : configFiles)
        reader.readToml(path);
    reader.readJson(jsonFile);
    return reader.finish();
}

} // namespace varve
