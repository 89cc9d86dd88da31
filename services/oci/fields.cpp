// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/oci/fields.h"

#include <QtCore/QTimeZone>

#include <algorithm>

namespace varve {

namespace {

// A fixed number of decimal digits at `at`, moving past them; -1 when they are not there.
int takeDigits(QStringView text, qsizetype &at, int count)
{
    int value = 0;
    for (int i = 0; i < count; ++i, ++at) {
        if (at >= text.size() || text[at] < u'0' || text[at] > u'9')
            return -1;
        value = value * 10 + (text[at].unicode() - u'0');
    }
    return value;
}

bool takeChar(QStringView text, qsizetype &at, char16_t expected)
{
    if (at >= text.size() || text[at].toUpper() != QChar(expected))
        return false;
    ++at;
    return true;
}

// Milliseconds of an optional fraction; further digits are skipped.
int takeFraction(QStringView text, qsizetype &at)
{
    if (at >= text.size() || text[at] != u'.')
        return 0;
    int milliseconds = 0;
    int scale = 100;
    for (++at; at < text.size() && text[at] >= u'0' && text[at] <= u'9'; ++at, scale /= 10)
        milliseconds += scale * (text[at].unicode() - u'0');
    return milliseconds;
}

// Seconds east of UTC; nothing when the text does not end here.
std::optional<int> takeZone(QStringView text, qsizetype &at)
{
    if (takeChar(text, at, u'Z'))
        return at == text.size() ? std::optional(0) : std::nullopt;
    const int sign = at < text.size() && text[at] == u'-' ? -1 : 1;
    if (at >= text.size() || (text[at] != u'+' && text[at] != u'-'))
        return std::nullopt;
    ++at;
    const int hours = takeDigits(text, at, 2);
    if (at < text.size() && text[at] == u':')
        ++at;
    const int minutes = takeDigits(text, at, 2);
    if (hours < 0 || minutes < 0 || at != text.size())
        return std::nullopt;
    return sign * (hours * 3600 + minutes * 60);
}

} // namespace

QDateTime parseTimestamp(const QString &text)
{
    qsizetype at = 0;
    const int year = takeDigits(text, at, 4);
    const bool hasMonth = takeChar(text, at, u'-');
    const int month = takeDigits(text, at, 2);
    const bool hasDay = takeChar(text, at, u'-');
    const int day = takeDigits(text, at, 2);
    const bool hasTime = takeChar(text, at, u'T') || takeChar(text, at, u' ');
    const int hour = takeDigits(text, at, 2);
    const bool hasMinute = takeChar(text, at, u':');
    const int minute = takeDigits(text, at, 2);
    const bool hasSecond = takeChar(text, at, u':');
    const int second = std::min(takeDigits(text, at, 2), 59); // a leap second has no place in QTime
    if (!hasMonth || !hasDay || !hasTime || !hasMinute || !hasSecond || year <= 1)
        return {};
    const int milliseconds = takeFraction(text, at);
    const std::optional<int> offset = takeZone(text, at);
    const QDate date(year, month, day);
    const QTime time(hour, minute, second, milliseconds);
    if (!offset || !date.isValid() || !time.isValid())
        return {};
    return QDateTime(date, time, Qt::UTC).addSecs(-*offset);
}

QDateTime timeMember(const Json &object, const char *key)
{
    return parseTimestamp(stringMember(object, key));
}

QList<QPair<QString, QString>> stringMapMember(const Json &object, const char *key)
{
    QList<QPair<QString, QString>> map;
    const Json *value = member(object, key);
    if (!value || !value->is_object())
        return map;
    for (const auto &[name, text] : value->items()) {
        if (text.is_string())
            map.append({ QString::fromStdString(name), QString::fromStdString(text.get_ref<const std::string &>()) });
    }
    std::sort(map.begin(), map.end());
    return map;
}

QStringList keysMember(const Json &object, const char *key)
{
    QStringList keys;
    const Json *value = member(object, key);
    if (!value || !value->is_object())
        return keys;
    for (const auto &[name, ignored] : value->items())
        keys.append(QString::fromStdString(name));
    keys.sort();
    return keys;
}

Platform parsePlatform(const Json &object)
{
    return { stringMember(object, "os"), stringMember(object, "architecture"), stringMember(object, "variant"),
        stringMember(object, "os.version") };
}

Result<Descriptor> parseDescriptor(const Json &object, const QString &subject)
{
    if (!object.is_object())
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("a descriptor is not an object"));
    Descriptor descriptor;
    const QString text = stringMember(object, "digest");
    Result<Digest> digest = Digest::parse(text.toUtf8());
    if (!digest)
        return fail(digest.error().code, subject,
            QStringLiteral("digest \"%1\": %2").arg(text.left(160), digest.error().detail));
    descriptor.digest = *digest;
    descriptor.mediaType = stringMember(object, "mediaType");
    descriptor.artifactType = stringMember(object, "artifactType");
    descriptor.sizeBytes = std::max<std::int64_t>(integerMember(object, "size", -1), -1);
    descriptor.annotations = stringMapMember(object, "annotations");
    if (const Json *platform = member(object, "platform"))
        descriptor.platform = parsePlatform(*platform);
    if (const QString data = stringMember(object, "data"); !data.isEmpty()) {
        const auto decoded = QByteArray::fromBase64Encoding(data.toUtf8(), QByteArray::AbortOnBase64DecodingErrors);
        if (decoded.decodingStatus == QByteArray::Base64DecodingStatus::Ok)
            descriptor.data = decoded.decoded;
    }
    return descriptor;
}

QString Descriptor::annotation(const QString &key) const
{
    for (const auto &[name, value] : annotations) {
        if (name == key)
            return value;
    }
    return {};
}

} // namespace varve
