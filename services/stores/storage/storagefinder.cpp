// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/storage/storagefinder.h"

#include "services/stores/storage/storagestore.h"
#include "services/types/limits.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <cerrno>
#include <unistd.h>

#include <toml++/toml.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

struct StorageConfig {
    QString file;
    QString driver;
    QString graphRoot;
    QString runRoot;
    QString rootlessPath;
    QStringList additional;
};

QString tomlText(const toml::node_view<const toml::node> &node)
{
    return QString::fromStdString(node.value_or(std::string()));
}

class StorageFinder {
public:
    explicit StorageFinder(const StoragePlaces &places)
        : m_places(places)
    {
    }

    FoundStorages run()
    {
        const StorageConfig config = readConfig();
        StorageCandidate chosen;
        chosen.isChosen = true;
        chosen.driver = value(u"STORAGE_DRIVER"_s, config.driver);
        chosen.runRoot = config.runRoot;
        chosen.additional = config.additional;
        chosen.path = pathOf(config);
        chosen.origin = chosen.path == usualPath() ? QString() : config.file;
        add(chosen);
        if (m_places.uid != 0) {
            StorageCandidate system;
            system.path = m_places.root + kSystemStorage;
            if (QFileInfo::exists(system.path) && system.path != chosen.path)
                add(system);
        }
        return std::move(m_found);
    }

private:
    static constexpr auto kSystemStorage = "/var/lib/containers/storage"_L1;

    QString value(const QString &name, const QString &fallback = {}) const
    {
        const QString set = m_places.environment.value(name);
        return set.isEmpty() ? fallback : set;
    }

    QString usualPath() const
    {
        if (m_places.uid == 0)
            return m_places.root + kSystemStorage;
        return value(u"XDG_DATA_HOME"_s, m_places.home + u"/.local/share"_s) + u"/containers/storage"_s;
    }

    // Of the system's files an ordinary user takes the driver and the place that is meant for all users.
    QString pathOf(const StorageConfig &config) const
    {
        const bool isSystemFile =
            config.file.startsWith(m_places.root + u"/etc/"_s) || config.file.startsWith(m_places.root + u"/usr/"_s);
        if (m_places.uid == 0 || !isSystemFile)
            return config.graphRoot.isEmpty() ? usualPath() : expanded(config.graphRoot);
        return config.rootlessPath.isEmpty() ? usualPath() : expanded(config.rootlessPath);
    }

    QString expanded(QString path) const
    {
        path.replace("$HOME"_L1, m_places.home);
        path.replace("$UID"_L1, QString::number(m_places.uid));
        path.replace("$USER"_L1, value(u"USER"_s));
        return path;
    }

    // The first one that is there; they are not put together.
    StorageConfig readConfig()
    {
        QStringList files;
        if (const QString named = value(u"CONTAINERS_STORAGE_CONF"_s); !named.isEmpty()) {
            files = { named };
        } else {
            if (m_places.uid != 0)
                files += value(u"XDG_CONFIG_HOME"_s, m_places.home + u"/.config"_s) + u"/containers/storage.conf"_s;
            files += m_places.root + u"/etc/containers/storage.conf"_s;
            files += m_places.root + u"/usr/share/containers/storage.conf"_s;
        }
        for (const QString &path : std::as_const(files)) {
            QFile file(path);
            if (!file.exists())
                continue;
            StorageConfig config;
            config.file = path;
            if (!file.open(QIODevice::ReadOnly))
                warn(ErrorCode::AccessDenied, path, file.errorString());
            else
                parse(file.read(static_cast<qint64>(limits::kConfigBytes)), config);
            return config;
        }
        return {};
    }

    void parse(const QByteArray &bytes, StorageConfig &config)
    {
        try {
            const toml::table table =
                toml::parse(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
            const auto storage = table["storage"];
            config.driver = tomlText(storage["driver"]);
            config.graphRoot = tomlText(storage["graphroot"]);
            config.runRoot = tomlText(storage["runroot"]);
            config.rootlessPath = tomlText(storage["rootless_storage_path"]);
            if (const toml::array *const all = storage["options"]["additionalimagestores"].as_array()) {
                config.additional.reserve(static_cast<qsizetype>(all->size()));
                for (const toml::node &each : *all) {
                    if (const auto path = each.value<std::string>())
                        config.additional.append(expanded(QString::fromStdString(*path)));
                }
            }
        } catch (const toml::parse_error &error) {
            warn(ErrorCode::Corrupt, config.file,
                QString::fromUtf8(error.description().data(), static_cast<qsizetype>(error.description().size())));
        }
    }

    void add(StorageCandidate candidate)
    {
        if (::access(QFile::encodeName(candidate.path).constData(), R_OK | X_OK) != 0)
            candidate.problem = errorFromErrno(errno, candidate.path, u"open the storage"_s);
        else if (!StorageFolder::isStorage(candidate.path))
            candidate.problem =
                Error { ErrorCode::NotFound, candidate.path, u"there is no containers-storage in this folder"_s };
        m_found.storages.append(std::move(candidate));
    }

    void warn(ErrorCode code, const QString &path, const QString &detail)
    {
        m_found.warnings.append({ code, path, {}, detail });
    }

    const StoragePlaces &m_places;
    FoundStorages m_found;
};

} // namespace

StoragePlaces StoragePlaces::ofThisUser()
{
    StoragePlaces places;
    places.environment = QProcessEnvironment::systemEnvironment();
    places.home = QDir::homePath();
    places.uid = ::geteuid();
    return places;
}

FoundStorages findContainersStorages(const StoragePlaces &places)
{
    return StorageFinder(places).run();
}

Result<ImageStorePtr> openStorage(const StorageCandidate &candidate)
{
    if (candidate.problem)
        return fail(*candidate.problem);
    return StorageStore::open(candidate.path, candidate.driver, candidate.additional);
}

} // namespace varve
