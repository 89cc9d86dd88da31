// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/oci/json.h"

#include "services/types/limits.h"

#include <exception>
#include <vector>

namespace varve {

namespace {

// Builds the value itself instead of using nlohmann's own builder, because only here can a document be given up in the
// middle: too deep, or with a key twice (two readers of one document must never see different values).
class JsonBuilder final : public nlohmann::json_sax<Json> {
public:
    bool null() override { return add(Json(nullptr)); }
    bool boolean(bool value) override { return add(Json(value)); }
    bool number_integer(number_integer_t value) override { return add(Json(value)); }
    bool number_unsigned(number_unsigned_t value) override { return add(Json(value)); }
    bool number_float(number_float_t value, const string_t &) override { return add(Json(value)); }
    bool string(string_t &value) override { return add(Json(std::move(value))); }
    bool binary(binary_t &) override { return stop(ErrorCode::Corrupt, QStringLiteral("binary value in JSON")); }

    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t &name) override
    {
        Json &object = *m_open.back();
        if (object.contains(name)) {
            return stop(ErrorCode::Corrupt,
                QStringLiteral("the key \"%1\" occurs twice in one object").arg(QString::fromStdString(name).left(80)));
        }
        m_member = &object[name];
        return true;
    }

    bool parse_error(std::size_t position, const std::string &, const Json::exception &) override
    {
        return stop(ErrorCode::Corrupt, QStringLiteral("not JSON: unexpected text at byte %1").arg(position));
    }

    Json takeRoot() { return std::move(m_root); }
    const Error &error() const { return m_error; }

private:
    Json *place(Json &&value)
    {
        if (m_open.empty()) {
            m_root = std::move(value);
            return &m_root;
        }
        Json &parent = *m_open.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        *m_member = std::move(value);
        return m_member;
    }

    bool add(Json &&value)
    {
        place(std::move(value));
        return true;
    }

    bool open(Json &&container)
    {
        if (m_open.size() >= static_cast<std::size_t>(limits::kJsonDepth)) {
            return stop(ErrorCode::LimitExceeded,
                QStringLiteral("JSON nested deeper than %1 levels (kJsonDepth)").arg(limits::kJsonDepth));
        }
        m_open.push_back(place(std::move(container)));
        return true;
    }

    bool close()
    {
        m_open.pop_back();
        return true;
    }

    bool stop(ErrorCode code, QString detail)
    {
        m_error.code = code;
        m_error.detail = std::move(detail);
        return false;
    }

    Json m_root;
    std::vector<Json *> m_open; // an open container never moves: only the innermost one grows
    Json *m_member = nullptr;
    Error m_error { ErrorCode::Corrupt, {}, QStringLiteral("not JSON") };
};

} // namespace

Result<Json> parseJson(QByteArrayView bytes, std::size_t maxBytes, const QString &subject)
{
    if (static_cast<std::size_t>(bytes.size()) > maxBytes) {
        return fail(ErrorCode::LimitExceeded, subject,
            QStringLiteral("the document has %1 bytes, more than the %2 that are read")
                .arg(bytes.size())
                .arg(maxBytes));
    }
    if (bytes.trimmed().isEmpty())
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("the document is empty"));
    try {
        JsonBuilder builder;
        if (Json::sax_parse(bytes.begin(), bytes.end(), &builder))
            return builder.takeRoot();
        return fail(builder.error().code, subject, builder.error().detail);
    } catch (const std::exception &exception) {
        return fail(ErrorCode::Corrupt, subject, QString::fromUtf8(exception.what()));
    }
}

const Json *member(const Json &object, const char *key)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

QString stringMember(const Json &object, const char *key)
{
    const Json *value = member(object, key);
    return value && value->is_string() ? QString::fromStdString(value->get_ref<const std::string &>()) : QString();
}

std::int64_t integerMember(const Json &object, const char *key, std::int64_t fallback)
{
    const Json *value = member(object, key);
    if (!value || !value->is_number_integer())
        return fallback;
    // Numbers that only fit unsigned would turn negative.
    if (value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
        return fallback;
    return value->get<std::int64_t>();
}

QStringList stringListMember(const Json &object, const char *key)
{
    QStringList list;
    const Json *value = member(object, key);
    if (!value || !value->is_array())
        return list;
    list.reserve(static_cast<qsizetype>(value->size()));
    for (const Json &item : *value) {
        if (item.is_string())
            list.append(QString::fromStdString(item.get_ref<const std::string &>()));
    }
    return list;
}

} // namespace varve
