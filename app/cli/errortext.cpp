// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/errortext.h"

#include "services/types/reference.h"
#include "services/types/text.h"

#include <optional>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

struct Phrase {
    QString what;
    QString advice;
};

// `isPart`: it happened to something inside of what the user named.
Phrase phraseFor(ErrorCode code, bool isPart)
{
    const QString again = u"save or download the image again"_s;
    switch (code) {
    case ErrorCode::NotFound:
        return { u"is not there"_s, isPart ? again : u"check the path"_s };
    case ErrorCode::AccessDenied:
        return { u"may not be read"_s, u"check its permissions"_s };
    case ErrorCode::AuthRequired:
        return { u"needs a login"_s, u"log in first"_s };
    case ErrorCode::Network:
        return { u"cannot be reached"_s, u"check the network and try again"_s };
    case ErrorCode::RateLimited:
        return { u"asks to come back later"_s, u"try again later"_s };
    case ErrorCode::Corrupt:
        return { u"is damaged"_s, again };
    case ErrorCode::Unsupported:
        return isPart ? Phrase { u"cannot be read"_s, again }
                      : Phrase { u"cannot be read as an image"_s, u"give a docker-archive or an OCI image layout"_s };
    case ErrorCode::LimitExceeded:
        return { u"is larger or deeper than Varve reads"_s, u"check that it is what you expect"_s };
    case ErrorCode::Conflict:
        return { u"is in use or was changed meanwhile"_s, u"try again when nothing writes to it"_s };
    case ErrorCode::NoSpace:
        return { u"does not fit on the disk"_s, u"free some space"_s };
    case ErrorCode::Cancelled:
        return { u"was interrupted"_s, u"start again"_s };
    case ErrorCode::Internal:
        break;
    }
    return { u"could not be read"_s, u"this may be a defect of Varve: please report it"_s };
}

// What asks for something else than others of its code do.
std::optional<Phrase> phraseFor(ErrorCause cause)
{
    switch (cause) {
    case ErrorCause::CertificateFile:
        return Phrase { u"is not usable for TLS"_s, u"check the files of the context, or those in DOCKER_CERT_PATH"_s };
    case ErrorCause::ServerCertificate:
        return Phrase { u"does not prove who it is"_s,
            u"check the address, and give the authority (ca.pem) that its certificate is from"_s };
    case ErrorCause::ClientCertificate:
        return Phrase { u"does not let you in"_s,
            u"give a certificate and its key (cert.pem, key.pem) from an authority that it trusts"_s };
    case ErrorCause::NoSsh:
        return Phrase { u"cannot be reached"_s, u"install ssh (openssh-client)"_s };
    case ErrorCause::HostKey:
        return Phrase { u"has no host key that ssh trusts"_s,
            u"connect once with ssh in a terminal, and compare the key before you accept it"_s };
    case ErrorCause::Login:
        return Phrase { u"does not let ssh in"_s,
            u"check the user, and that ssh gets in without a question: ssh-add, ssh-copy-id"_s };
    case ErrorCause::NoRemoteProgram:
        return Phrase { u"has no program to reach its engine by"_s,
            u"install docker or podman over there, or check PATH of that user"_s };
    case ErrorCause::NoTls:
        return Phrase { u"does not speak TLS"_s,
            u"if nobody can read along, allow that with insecure = true for it in registries.conf"_s };
    case ErrorCause::None:
        break;
    }
    return std::nullopt;
}

// Of an engine that cannot be asked.
Phrase enginePhraseFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return { u"is not there"_s, u"start the engine, or check the address"_s };
    case ErrorCode::AccessDenied:
        return { u"may not be used"_s, u"check that you are a member of its group"_s };
    case ErrorCode::Network:
        return { u"cannot be reached"_s, u"check that the engine runs, and the address"_s };
    case ErrorCode::Corrupt:
    case ErrorCode::LimitExceeded:
        return { u"gives answers that make no sense"_s, u"check that it is the address of a container engine"_s };
    case ErrorCode::Unsupported:
        return { u"cannot be used"_s, u"check the address and the version of the engine"_s };
    default:
        return phraseFor(code, false);
    }
}

QString sentence(const QString &subject, const Phrase &phrase, const QString &detail)
{
    QString reason = visibleText(detail).trimmed();
    while (reason.endsWith(u'.'))
        reason.chop(1);
    const QString because = reason.isEmpty() ? QString() : ": "_L1 + reason;
    return subject + u' ' + phrase.what + because + "; "_L1 + phrase.advice + u'.';
}

} // namespace

QString describeError(const Error &error, const QString &path)
{
    QString subject = visibleText(error.subject);
    const QString source = visibleText(path);
    const bool isPart = !subject.isEmpty() && subject != source;
    if (subject.isEmpty())
        subject = source;
    else if (isPart && !source.isEmpty() && !subject.contains(source))
        subject += " in "_L1 + source;
    return sentence(subject, phraseFor(error.cause).value_or(phraseFor(error.code, isPart)),
        error.code == ErrorCode::NotFound && !isPart ? QString() : error.detail);
}

QString describeEngineError(const Error &error, const QString &engine)
{
    const QString subject = visibleText(error.subject.isEmpty() ? engine : error.subject);
    return sentence(subject, phraseFor(error.cause).value_or(enginePhraseFor(error.code)), error.detail);
}

QString describePruneError(const Error &error, const QString &source)
{
    const bool isTooMuch = error.code == ErrorCode::NoSpace || error.code == ErrorCode::LimitExceeded;
    return sentence(visibleText(source),
        { u"was left as it was"_s,
            isTooMuch ? u"remove less at a time, or without --keep-copy"_s : u"mend that and try again"_s },
        error.detail);
}

namespace {

// What lets `reference` be read from then on.
QString loginCommands(const QString &reference)
{
    const Result<Reference> parsed = Reference::parse(reference);
    if (!parsed)
        return u"docker login or podman login"_s;
    const QString docker = parsed->isOnDockerHub() ? QString() : u' ' + parsed->registry(); // it means that by itself
    return u"\"docker login%1\" or \"podman login %2\""_s.arg(docker, parsed->registry());
}

Phrase pullPhraseFor(ErrorCode code, const QString &reference)
{
    switch (code) {
    case ErrorCode::NotFound:
        return { u"is not there"_s, u"check name, tag and platform, and log in if it is not for everybody"_s };
    case ErrorCode::AuthRequired:
        return { u"needs a login"_s, u"log in with "_s + loginCommands(reference) };
    case ErrorCode::AccessDenied:
        return { u"may not be pulled"_s, u"check the name and the login"_s };
    case ErrorCode::Network:
        return { u"cannot be reached"_s, u"check the network and try again, which goes on where this ended"_s };
    case ErrorCode::RateLimited:
        return { u"was pulled too often"_s, u"try again later, or log in"_s };
    case ErrorCode::Corrupt:
        return { u"is not what it should be"_s, u"try again; if that does not help, tell the registry"_s };
    case ErrorCode::Unsupported:
        return { u"cannot be pulled"_s, u"check that it is an image"_s };
    default:
        return phraseFor(code, false);
    }
}

} // namespace

QString describePullError(const Error &error, const QString &reference)
{
    const QString subject = visibleText(error.subject);
    const QString whole = visibleText(reference);
    const QString what = subject.isEmpty() || subject == whole ? whole : subject;
    Phrase phrase = phraseFor(error.cause).value_or(pullPhraseFor(error.code, reference));
    if (error.cause == ErrorCause::ServerCertificate)
        phrase.advice = u"check the address, and put the authority of its certificate where podman looks for it: "
                        "~/.config/containers/certs.d/HOST:PORT/ca.crt"_s;
    return sentence(what, phrase, error.detail);
}

namespace {

// What layers lack besides; empty when it is nothing.
QString damagedLayers(const ImageReport &report, int damaged)
{
    return damaged == 0
        ? QString()
        : u"; %1 of %2 layers are damaged too"_s.arg(QString::number(damaged), QString::number(report.layers.size()));
}

QString describeDocument(const ImageReport &report, const ReportWarning &first, int damagedLayerCount)
{
    Phrase phrase = phraseFor(first.warning.code, true);
    phrase.advice = u"do not trust what rests on it, "_s + phrase.advice;
    const QString source = visibleText(report.sourcePath);
    return sentence(visibleText(first.warning.subject) + " in "_L1 + source, phrase,
        first.warning.detail + damagedLayers(report, damagedLayerCount));
}

} // namespace

QString describeDamage(const ImageReport &report)
{
    int damaged = 0;
    const ReportWarning *first = nullptr;
    const ReportWarning *document = nullptr;
    for (const ReportWarning &warning : report.warnings) {
        if (!warning.isDamage)
            continue;
        if (warning.layer < 0) {
            document = document ? document : &warning;
            continue;
        }
        first = first ? first : &warning;
        ++damaged;
    }
    Q_ASSERT(first || document);
    if (document)
        return describeDocument(report, *document, damaged);
    const QString source = visibleText(report.sourcePath);
    const QString number = QString::number(first->layer + 1); // as the table counts
    const bool isWrongDigest = report.layers.at(first->layer).tree != nullptr;
    Phrase phrase = phraseFor(first->warning.code, true);
    if (isWrongDigest)
        phrase.what = u"does not have its digest"_s;
    QString subject = u"layer %1 (%2) of %3"_s.arg(number, visibleText(first->warning.subject), source);
    if (damaged > 1) {
        subject = u"%1 of %2 layers of %3 are damaged: the first, layer %4 (%5),"_s.arg(QString::number(damaged),
            QString::number(report.layers.size()), source, number, visibleText(first->warning.subject));
    }
    phrase.advice = (isWrongDigest ? u"do not trust it, "_s : u"the figures cover only the rest, "_s) + phrase.advice;
    return sentence(subject, phrase, first->warning.detail);
}

} // namespace varve
