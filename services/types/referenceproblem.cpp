// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/referenceproblem.h"

#include "services/types/reference.h"

#include <algorithm>
#include <array>

namespace varve {

namespace {

using namespace Qt::StringLiterals;
using Kind = ReferenceProblem::Kind;

constexpr qsizetype kTextLength = 2048; // host, repository, tag and digest together have less
constexpr qsizetype kRepositoryLength = 255;
constexpr int kMostCorrections = 8; // "docker pull https://hub.docker.com/_/Ubuntu:18:04" takes four
constexpr int kLastPort = 65535;

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}
bool isLower(QChar c)
{
    return c >= u'a' && c <= u'z';
}
bool isUpper(QChar c)
{
    return c >= u'A' && c <= u'Z';
}
bool isHex(QChar c)
{
    return isDigit(c) || (c >= u'a' && c <= u'f');
}
bool isHexOfAnyCase(QChar c)
{
    return isHex(c) || (c >= u'A' && c <= u'F');
}
bool isLetterOrDigit(QChar c)
{
    return isLower(c) || isUpper(c) || isDigit(c);
}
bool isSeparator(QChar c)
{
    return c == u'.' || c == u'_' || c == u'-';
}

using Problem = std::optional<ReferenceProblem>;

Problem at(Kind kind, qsizetype position, qsizetype length, QString corrected = {})
{
    return ReferenceProblem { kind, position, length, std::move(corrected) };
}

// The first part names a registry when nothing else can look like it.
bool isRegistry(QStringView first)
{
    return first.contains(u'.') || first.contains(u':') || first.compare(u"localhost", Qt::CaseInsensitive) == 0;
}

// Where the parts begin, as far as that can be told of a text that may be wrong in each of them.
struct Outline {
    qsizetype repository = 0; // 0: there is no registry before it
    qsizetype nameEnd = 0; // of the repository
    qsizetype tag = -1; // the first behind the colon
    qsizetype tagEnd = 0;
    qsizetype digest = -1; // the first behind the @
};

Outline outlineOf(const QString &text)
{
    Outline outline;
    const qsizetype mark = text.indexOf(u'@');
    outline.tagEnd = mark < 0 ? text.size() : mark;
    outline.digest = mark < 0 ? -1 : mark + 1;
    const QStringView named = QStringView(text).first(outline.tagEnd);
    const qsizetype slash = named.indexOf(u'/');
    if (slash > 0 && isRegistry(named.first(slash)))
        outline.repository = slash + 1;
    const qsizetype colon = named.indexOf(u':', outline.repository);
    outline.nameEnd = colon < 0 ? outline.tagEnd : colon;
    outline.tag = colon < 0 ? -1 : colon + 1;
    return outline;
}

// ----- What stands around a reference

struct Words {
    QList<QStringView> all;
    explicit Words(const QString &text)
    {
        const QStringView view(text);
        for (qsizetype i = 0; i < view.size();) {
            const auto isSpaceAt = [&](qsizetype index) { return view[index].isSpace(); };
            if (isSpaceAt(i)) {
                ++i;
                continue;
            }
            const qsizetype begin = i;
            while (i < view.size() && !isSpaceAt(i))
                ++i;
            all.append(view.sliced(begin, i - begin));
        }
    }
};

// "docker pull --quiet ubuntu", "$ sudo podman image pull ubuntu", "FROM --platform=linux/arm64 ubuntu AS base".
Problem commandAround(const QString &text)
{
    static constexpr std::array kPrograms { "docker"_L1, "podman"_L1, "nerdctl"_L1, "buildah"_L1, "crictl"_L1 };
    const QList<QStringView> words = Words(text).all;
    qsizetype next = 0;
    const auto take = [&](QStringView word) {
        const bool isIt = next < words.size() && words[next].compare(word, Qt::CaseInsensitive) == 0;
        next += isIt;
        return isIt;
    };
    QStringView image;
    if (take(u"from")) {
        while (next < words.size() && words[next].startsWith(u"--"))
            ++next;
        if (next < words.size())
            image = words[next];
    } else {
        while (take(u"$") || take(u"#") || take(u"sudo")) { }
        const bool isProgram = next < words.size()
            && std::any_of(kPrograms.begin(), kPrograms.end(), [&](QLatin1String each) { return words[next] == each; });
        if (!isProgram)
            return std::nullopt;
        ++next;
        take(u"image");
        if (take(u"pull") && next < words.size() && !words.constLast().startsWith(u'-'))
            image = words.constLast();
    }
    if (image.isEmpty())
        return words.size() > 1 ? at(Kind::Command, 0, text.size()) : std::nullopt;
    return at(Kind::Command, 0, image.data() - text.constData(), image.toString());
}

QStringView withoutEnd(QStringView path)
{
    for (const QChar mark : { u'?', u'#' }) {
        if (const qsizetype end = path.indexOf(mark); end >= 0)
            path = path.first(end);
    }
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

// Docker Hub's and Quay's pages. `address` is without the scheme.
QString imageOfPage(QStringView address)
{
    const QList<QStringView> parts = withoutEnd(address).split(u'/');
    const bool isHub = parts[0].compare(u"hub.docker.com", Qt::CaseInsensitive) == 0;
    if (isHub && parts.size() >= 3 && parts[1] == u"_")
        return parts[2].toString();
    if (isHub && parts.size() >= 4 && parts[1] == u"r")
        return parts[2].toString() + u'/' + parts[3].toString();
    if (parts[0] == u"quay.io" && parts.size() >= 4 && parts[1] == u"repository")
        return u"quay.io/"_s + parts[2].toString() + u'/' + parts[3].toString();
    return {};
}

Problem addressAround(const QString &text)
{
    const qsizetype mark = text.indexOf(u"://"_s);
    const qsizetype begin = mark < 0 ? 0 : mark + 3;
    const QStringView rest = QStringView(text).sliced(begin);
    if (const QString image = imageOfPage(rest); !image.isEmpty())
        return at(Kind::WebPage, 0, text.size(), image);
    if (rest.startsWith(u"hub.docker.com"))
        return at(Kind::WebPage, 0, text.size());
    if (mark < 0 || text.first(mark).contains(u'/'))
        return std::nullopt;
    // Behind http:// stands a host; a reference may have none.
    const QString without = withoutEnd(rest).toString();
    const bool isOfWeb = text.startsWith(u"http"_s, Qt::CaseInsensitive);
    const bool isMeant =
        !isOfWeb || (without.contains(u'/') && isRegistry(QStringView(without).first(without.indexOf(u'/'))));
    return at(Kind::Scheme, 0, begin, isMeant ? without : QString());
}

Problem findAround(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return at(Kind::Empty, 0, text.size());
    if (text.size() > kTextLength)
        return at(Kind::TooLong, kTextLength, text.size() - kTextLength);
    if (trimmed.size() != text.size()) {
        const bool isBefore = text.front().isSpace();
        const auto begin = std::find_if_not(text.cbegin(), text.cend(), [](QChar c) { return c.isSpace(); });
        const qsizetype before = begin - text.cbegin();
        const qsizetype end = before + trimmed.size();
        return isBefore ? at(Kind::Space, 0, before, trimmed) : at(Kind::Space, end, text.size() - end, trimmed);
    }
    if (const Problem command = commandAround(text))
        return command;
    if (const Problem address = addressAround(text))
        return address;
    const auto space = std::find_if(text.cbegin(), text.cend(), [](QChar c) { return c.isSpace(); });
    if (space == text.cend())
        return std::nullopt;
    const auto end = std::find_if_not(space, text.cend(), [](QChar c) { return c.isSpace(); });
    QString without = text;
    without.removeIf([](QChar c) { return c.isSpace(); });
    return at(Kind::Space, space - text.cbegin(), end - space, without);
}

// ----- The parts

Problem findInHost(const QString &text, qsizetype end)
{
    const QStringView registry = QStringView(text).first(end);
    qsizetype hostEnd = registry.indexOf(u':');
    if (registry.startsWith(u'[')) {
        const qsizetype bracket = registry.indexOf(u']');
        if (bracket < 2)
            return at(Kind::HostCharacter, 0, bracket < 0 ? end : bracket + 1);
        const auto isOfAddress = [](QChar c) { return isHexOfAnyCase(c) || c == u':'; };
        const auto wrong = std::find_if_not(registry.begin() + 1, registry.begin() + bracket, isOfAddress);
        if (wrong != registry.begin() + bracket)
            return at(Kind::HostCharacter, wrong - registry.begin(), 1);
        hostEnd = bracket + 1 == end ? -1 : bracket + 1;
        if (hostEnd > 0 && registry[hostEnd] != u':')
            return at(Kind::HostCharacter, hostEnd, 1);
    } else {
        const QStringView host = hostEnd < 0 ? registry : registry.first(hostEnd);
        if (host.isEmpty())
            return at(Kind::HostCharacter, 0, 0);
        for (qsizetype i = 0; i < host.size(); ++i) {
            const bool isInside = i > 0 && i + 1 < host.size() && host[i - 1] != u'.' && host[i + 1] != u'.';
            const bool isRight = isLetterOrDigit(host[i]) || (host[i] == u'-' && isInside)
                || (host[i] == u'.' && i > 0 && i + 1 < host.size() && host[i - 1] != u'.');
            if (!isRight)
                return at(Kind::HostCharacter, i, 1);
        }
    }
    if (hostEnd < 0)
        return std::nullopt;
    const QStringView port = registry.sliced(hostEnd + 1);
    const bool isNumber = !port.isEmpty() && port.size() <= 5 && std::all_of(port.begin(), port.end(), isDigit);
    const int number = isNumber ? port.toInt() : 0;
    if (number < 1 || number > kLastPort)
        return at(Kind::Port, hostEnd + 1, port.size());
    return std::nullopt;
}

// Letters and digits with separators between: one dot, one or two underscores, any number of dashes.
Problem findInPart(const QString &text, qsizetype begin, qsizetype end)
{
    for (qsizetype i = begin; i < end;) {
        const QChar c = text[i];
        if (isLower(c) || isDigit(c)) {
            ++i;
            continue;
        }
        if (!isSeparator(c))
            return at(Kind::NameCharacter, i, c.isHighSurrogate() && i + 1 < end ? 2 : 1);
        qsizetype last = i;
        while (last < end && isSeparator(text[last]))
            ++last;
        const QStringView run = QStringView(text).sliced(i, last - i);
        const bool isOne = run == u"." || run == u"_" || run == u"__"
            || std::all_of(run.begin(), run.end(), [](QChar each) { return each == u'-'; });
        if (!isOne || i == begin || last == end)
            return at(Kind::Separator, i, run.size());
        i = last;
    }
    return std::nullopt;
}

Problem findUpperCase(const QString &text, const Outline &outline)
{
    const auto begin = text.cbegin() + outline.repository;
    const auto end = text.cbegin() + outline.nameEnd;
    const auto first = std::find_if(begin, end, isUpper);
    if (first == end)
        return std::nullopt;
    const auto behind = std::find_if_not(first, end, isUpper);
    QString lower = text;
    for (qsizetype i = outline.repository; i < outline.nameEnd; ++i) {
        if (isUpper(lower[i]))
            lower[i] = lower[i].toLower();
    }
    return at(Kind::UpperCase, first - text.cbegin(), behind - first, lower);
}

QString withoutEmptyParts(const QString &text, const Outline &outline)
{
    const QStringList parts =
        text.sliced(outline.repository, outline.nameEnd - outline.repository).split(u'/', Qt::SkipEmptyParts);
    return text.first(outline.repository) + parts.join(u'/') + text.sliced(outline.nameEnd);
}

Problem findInRepository(const QString &text, const Outline &outline)
{
    const qsizetype begin = outline.repository;
    const qsizetype end = outline.nameEnd;
    if (begin == end)
        return at(Kind::MissingName, begin, 0);
    if (const Problem upper = findUpperCase(text, outline))
        return upper;
    for (qsizetype part = begin; part <= end;) {
        qsizetype slash = text.indexOf(u'/', part);
        if (slash < 0 || slash > end)
            slash = end;
        if (slash == part)
            return at(Kind::EmptyPart, std::min(part, end - 1), 1, withoutEmptyParts(text, outline));
        if (const Problem wrong = findInPart(text, part, slash))
            return wrong;
        part = slash + 1;
    }
    const QStringView repository = QStringView(text).sliced(begin, end - begin);
    if (repository.size() > kRepositoryLength)
        return at(Kind::NameTooLong, begin + kRepositoryLength, repository.size() - kRepositoryLength);
    const bool isWhole = begin == 0 && end == text.size();
    if (isWhole && repository.size() == 64 && std::all_of(repository.begin(), repository.end(), isHex))
        return at(Kind::ImageId, 0, 64);
    return std::nullopt;
}

Problem findInTag(const QString &text, const Outline &outline)
{
    if (outline.tag < 0)
        return std::nullopt;
    const QStringView tag = QStringView(text).sliced(outline.tag, outline.tagEnd - outline.tag);
    if (tag.isEmpty()) {
        const QString rest = text.sliced(outline.tagEnd);
        const QString before = text.first(outline.tag);
        return at(Kind::MissingTag, outline.tag, 0, rest.isEmpty() ? before + u"latest"_s : before.chopped(1) + rest);
    }
    for (qsizetype i = 0; i < tag.size(); ++i) {
        const QChar c = tag[i];
        if (isLetterOrDigit(c) || c == u'_' || (i > 0 && (c == u'.' || c == u'-')))
            continue;
        const qsizetype place = outline.tag + i;
        if (c != u':')
            return at(Kind::TagCharacter, place, c.isHighSurrogate() && i + 1 < tag.size() ? 2 : 1);
        QString dotted = text;
        if (i == 0)
            return at(Kind::SecondColon, place, 1, dotted.remove(place, 1));
        for (qsizetype j = place; j < outline.tagEnd; ++j) {
            if (dotted[j] == u':')
                dotted[j] = u'.';
        }
        return at(Kind::SecondColon, place, 1, dotted);
    }
    if (tag.size() > Reference::kTagLength)
        return at(Kind::TagTooLong, outline.tag + Reference::kTagLength, tag.size() - Reference::kTagLength);
    return std::nullopt;
}

Problem findInHex(const QString &text, qsizetype begin, qsizetype digits)
{
    const QStringView hex = QStringView(text).sliced(begin);
    const auto wrong = std::find_if_not(hex.begin(), hex.end(), isHex);
    if (wrong != hex.end()) {
        const bool isCase = std::all_of(hex.begin(), hex.end(), isHexOfAnyCase);
        return at(Kind::DigestCharacter, begin + (wrong - hex.begin()), 1,
            isCase ? text.first(begin) + text.sliced(begin).toLower() : QString());
    }
    if (hex.size() < digits)
        return at(Kind::DigestLength, begin, hex.size());
    if (hex.size() > digits)
        return at(Kind::DigestLength, begin + digits, hex.size() - digits);
    return std::nullopt;
}

Problem findInDigest(const QString &text, const Outline &outline)
{
    if (outline.digest < 0)
        return std::nullopt;
    const qsizetype begin = outline.digest;
    const QStringView digest = QStringView(text).sliced(begin);
    if (digest.isEmpty())
        return at(Kind::MissingDigest, begin, 0, text.chopped(1));
    const qsizetype colon = digest.indexOf(u':');
    if (colon < 0) {
        const bool isBare = digest.size() == 64 && std::all_of(digest.begin(), digest.end(), isHexOfAnyCase);
        return at(Kind::DigestAlgorithm, begin, digest.size(),
            isBare ? text.first(begin) + u"sha256:"_s + digest.toString() : QString());
    }
    const QStringView algorithm = digest.first(colon);
    if (algorithm == u"sha256")
        return findInHex(text, begin + colon + 1, 64);
    if (algorithm == u"sha512")
        return findInHex(text, begin + colon + 1, 128);
    const QString lower = algorithm.toString().toLower();
    const bool isCase = lower == u"sha256" || lower == u"sha512";
    return at(Kind::DigestAlgorithm, begin, colon,
        isCase ? text.first(begin) + lower + text.sliced(begin + colon) : QString());
}

Problem findOne(const QString &text)
{
    if (const Problem around = findAround(text))
        return around;
    const Outline outline = outlineOf(text);
    if (outline.repository > 0) {
        if (const Problem host = findInHost(text, outline.repository - 1))
            return host;
    }
    if (const Problem name = findInRepository(text, outline))
        return name;
    if (const Problem tag = findInTag(text, outline))
        return tag;
    if (const Problem digest = findInDigest(text, outline))
        return digest;
    // "library/" that is not there yet counts as well.
    const ReferenceParts parts = splitReference(text);
    if (parts.repository.size() > kRepositoryLength)
        return at(Kind::NameTooLong, 0, outline.nameEnd);
    return std::nullopt;
}

} // namespace

std::optional<ReferenceProblem> findReferenceProblem(const QString &text)
{
    Problem first = findOne(text);
    if (!first || first->corrected.isEmpty())
        return first;
    // A text may be wrong in several ways: only one that is right at last is worth to be offered.
    for (int i = 0; i < kMostCorrections; ++i) {
        Problem next = findOne(first->corrected);
        if (!next)
            return first;
        first->corrected = next->corrected;
        if (first->corrected.isEmpty())
            return first;
    }
    first->corrected.clear();
    return first;
}

ReferenceParts splitReference(const QString &text)
{
    const Outline outline = outlineOf(text);
    ReferenceParts parts;
    parts.registry = outline.repository > 0 ? text.first(outline.repository - 1).toLower() : QString();
    parts.repository = text.sliced(outline.repository, outline.nameEnd - outline.repository);
    if (outline.tag >= 0)
        parts.tag = text.sliced(outline.tag, outline.tagEnd - outline.tag);
    if (outline.digest >= 0)
        parts.digest = text.sliced(outline.digest);
    if (parts.registry.isEmpty() || parts.registry == u"index.docker.io")
        parts.registry = QLatin1String(Reference::kDockerHub);
    if (parts.registry == QLatin1String(Reference::kDockerHub) && !parts.repository.contains(u'/'))
        parts.repository.prepend("library/"_L1);
    return parts;
}

} // namespace varve
