// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/errortext.h"

#include "models/roles.h"
#include "services/types/text.h"
#include "ui/format.h"

#include <QtCore/QCoreApplication>

#include <optional>

namespace varve {

namespace {

constexpr qsizetype kSubjectLength = 400;

struct Phrase {
    const char *what;
    const char *advice;
};

Phrase phraseFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” does not exist."),
            QT_TRANSLATE_NOOP("ErrorText", "It may have been moved or deleted. Check the path and try again.") };
    case ErrorCode::AccessDenied:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” may not be read."),
            QT_TRANSLATE_NOOP(
                "ErrorText", "Ask its owner for permission to read it, or copy it to a place of your own.") };
    case ErrorCode::AuthRequired:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” asks for a password."),
            QT_TRANSLATE_NOOP("ErrorText", "Log in and try again.") };
    case ErrorCode::Network:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” cannot be reached."),
            QT_TRANSLATE_NOOP("ErrorText", "Check the connection and try again.") };
    case ErrorCode::RateLimited:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” has had too many requests."),
            QT_TRANSLATE_NOOP("ErrorText", "Wait a few minutes and try again.") };
    case ErrorCode::Corrupt:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” is damaged or incomplete."),
            QT_TRANSLATE_NOOP("ErrorText", "Save or download it again. What could be read is shown.") };
    case ErrorCode::Unsupported:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” is nothing that Varve can read."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Varve opens archives made by “docker save” or “podman save”, and OCI image layouts as a folder or a "
                "tar file.") };
    case ErrorCode::LimitExceeded:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” is larger or deeper than Varve is willing to read."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Such a file is usually broken or made to do harm. If you trust it, please report it as a defect of "
                "Varve.") };
    case ErrorCode::Conflict:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” was changed while it was being read."),
            QT_TRANSLATE_NOOP("ErrorText", "Wait until nobody writes to it any more and reload it.") };
    case ErrorCode::NoSpace:
        return { QT_TRANSLATE_NOOP("ErrorText", "There is no space left for “%1”."),
            QT_TRANSLATE_NOOP("ErrorText", "Free some space on the disk and try again.") };
    case ErrorCode::Cancelled:
        return { QT_TRANSLATE_NOOP("ErrorText", "Reading “%1” was cancelled."),
            QT_TRANSLATE_NOOP("ErrorText", "Reload it to read the rest.") };
    case ErrorCode::Internal:
        break;
    }
    return { QT_TRANSLATE_NOOP("ErrorText", "Varve failed on “%1”."),
        QT_TRANSLATE_NOOP("ErrorText", "This is a defect of Varve. Please report it with the details.") };
}

// %1: the engine, %2: its address.
Phrase enginePhraseFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 is not running."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Nothing listens at %2. Start it with “systemctl start docker”, or “systemctl --user start "
                "podman.socket” for Podman; it appears here by itself.") };
    case ErrorCode::AccessDenied:
        return { QT_TRANSLATE_NOOP("ErrorText", "You may not use %1."),
            QT_TRANSLATE_NOOP("ErrorText",
                "%2 belongs to others. For Docker, “sudo usermod -aG docker $USER” and a new login let you in (members "
                "of "
                "that group have the rights of root); Podman can run as yourself: “systemctl --user start "
                "podman.socket”.") };
    case ErrorCode::AuthRequired:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 and Varve do not trust each other's certificates."),
            QT_TRANSLATE_NOOP("ErrorText", "Check the authority, the certificate and the key that belong to %2.") };
    case ErrorCode::Network:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 cannot be reached."),
            QT_TRANSLATE_NOOP("ErrorText", "%2 does not answer as it should. It is tried again by itself.") };
    case ErrorCode::Corrupt:
    case ErrorCode::LimitExceeded:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 gives answers that make no sense."),
            QT_TRANSLATE_NOOP("ErrorText", "Something else than a container engine may listen at %2.") };
    case ErrorCode::Unsupported:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 cannot be used."),
            QT_TRANSLATE_NOOP("ErrorText", "The details say what is missing. Its address is %2.") };
    case ErrorCode::Cancelled:
        return { QT_TRANSLATE_NOOP("ErrorText", "Connecting to %1 was cancelled."),
            QT_TRANSLATE_NOOP("ErrorText", "Try again to connect to %2.") };
    default:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 does not list its images."),
            QT_TRANSLATE_NOOP("ErrorText", "%2 answered with the error below. It is tried again by itself.") };
    }
}

// What asks for something else than others of its code do. %1: the engine, %2: what the error is about.
std::optional<Phrase> enginePhraseFor(ErrorCause cause)
{
    switch (cause) {
    case ErrorCause::CertificateFile:
        return Phrase { QT_TRANSLATE_NOOP("ErrorText", "A certificate for %1 cannot be used."),
            QT_TRANSLATE_NOOP("ErrorText", "Check the file %2, or choose another one.") };
    case ErrorCause::ServerCertificate:
        return Phrase { QT_TRANSLATE_NOOP("ErrorText", "%1 does not prove who it is."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Check the address %2, and that the authority is the one its certificate is from. Varve does not "
                "connect without that.") };
    case ErrorCause::ClientCertificate:
        return Phrase { QT_TRANSLATE_NOOP("ErrorText", "%1 does not accept your certificate."),
            QT_TRANSLATE_NOOP("ErrorText",
                "%2 lets in only those who have a certificate from its own authority. Choose yours and its key.") };
    case ErrorCause::NoSsh:
        return Phrase { QT_TRANSLATE_NOOP("ErrorText", "%1 cannot be reached without ssh."),
            QT_TRANSLATE_NOOP("ErrorText",
                "The program ssh is not installed. Its package is usually called openssh-client; then %2 is tried "
                "again by itself.") };
    case ErrorCause::HostKey:
        return Phrase { QT_TRANSLATE_NOOP("ErrorText", "The host of %1 is not known to ssh."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Connect to it once with ssh in a terminal, and compare its key before you accept it. The address is "
                "%2.") };
    case ErrorCause::Login:
        return Phrase { QT_TRANSLATE_NOOP("ErrorText", "%1 does not let ssh in."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Check the user in %2, and that ssh gets in from a terminal without a question: a key has to be "
                "there, and known to the agent when it has a passphrase (ssh-add).") };
    case ErrorCause::NoRemoteProgram:
        return Phrase { QT_TRANSLATE_NOOP("ErrorText", "There is no docker or podman on the host of %1."),
            QT_TRANSLATE_NOOP(
                "ErrorText", "%2 was reached, but the program that leads to its engine is not in PATH.") };
    case ErrorCause::NoTls:
    case ErrorCause::None:
        break;
    }
    return std::nullopt;
}

// Of registries. %1: the registry, or what is pulled from it.
std::optional<Phrase> registryPhraseFor(ErrorCause cause)
{
    switch (cause) {
    case ErrorCause::NoTls:
        return Phrase { QT_TRANSLATE_NOOP("ErrorText", "The registry of “%1” does not speak TLS."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Everybody on the network between could read along. Where that does not matter, allow plain http for "
                "it under File > Settings > Registries.") };
    case ErrorCause::ServerCertificate:
        return Phrase { QT_TRANSLATE_NOOP("ErrorText", "The registry of “%1” does not prove who it is."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Check its name, and choose the authority that its certificate is from under File > Settings > "
                "Registries.") };
    case ErrorCause::ClientCertificate:
        return Phrase { QT_TRANSLATE_NOOP("ErrorText", "The registry of “%1” does not accept your certificate."),
            QT_TRANSLATE_NOOP("ErrorText",
                "It lets in only those who have a certificate from its own authority. Choose yours and its key under "
                "File > Settings > Registries.") };
    case ErrorCause::CertificateFile:
        return Phrase { QT_TRANSLATE_NOOP("ErrorText", "A certificate for the registry of “%1” cannot be used."),
            QT_TRANSLATE_NOOP("ErrorText", "Choose another file under File > Settings > Registries.") };
    default:
        return std::nullopt;
    }
}

// %1: the registry.
Phrase loginPhraseFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::AuthRequired:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 does not accept this login."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Check the user name and the password. Many registries want an access token instead of the password "
                "of their web site.") };
    case ErrorCode::AccessDenied:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 does not let this user in."),
            QT_TRANSLATE_NOOP("ErrorText", "Check whether the login, or the token, may read the image.") };
    case ErrorCode::Unsupported:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 does not ask for a login in a way that Varve knows."),
            QT_TRANSLATE_NOOP("ErrorText", "A login changes nothing here. The details say more.") };
    case ErrorCode::Network:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 cannot be reached."),
            QT_TRANSLATE_NOOP("ErrorText", "Check the network and try again.") };
    case ErrorCode::RateLimited:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 has had too many requests."),
            QT_TRANSLATE_NOOP("ErrorText", "Wait a while and try again.") };
    case ErrorCode::Cancelled:
        return { QT_TRANSLATE_NOOP("ErrorText", "Logging in to %1 was cancelled."),
            QT_TRANSLATE_NOOP("ErrorText", "Nothing was kept.") };
    default:
        return { QT_TRANSLATE_NOOP("ErrorText", "%1 gives answers that make no sense."),
            QT_TRANSLATE_NOOP("ErrorText", "Something else than a registry may answer there.") };
    }
}

// %1: what is pulled.
Phrase pullPhraseFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” is not there."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Check the name, the tag and the platform. Registries also say so of images that need a login.") };
    case ErrorCode::AuthRequired:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” needs a login."),
            QT_TRANSLATE_NOOP("ErrorText",
                "Log in here, or with “docker login” or “podman login” and try again: Varve uses the same logins.") };
    case ErrorCode::AccessDenied:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” may not be pulled."),
            QT_TRANSLATE_NOOP("ErrorText", "Check the name, and whether the login may read it.") };
    case ErrorCode::Network:
        return { QT_TRANSLATE_NOOP("ErrorText", "The registry of “%1” cannot be reached."),
            QT_TRANSLATE_NOOP("ErrorText", "Check the network. Trying again goes on where this ended.") };
    case ErrorCode::RateLimited:
        return { QT_TRANSLATE_NOOP("ErrorText", "The registry lets nobody pull so often."),
            QT_TRANSLATE_NOOP("ErrorText", "Wait a while, or log in: that allows more.") };
    case ErrorCode::Corrupt:
        return { QT_TRANSLATE_NOOP("ErrorText", "What the registry sent of “%1” is not what it should be."),
            QT_TRANSLATE_NOOP(
                "ErrorText", "Nothing of it was kept. Try again; then tell those who run the registry.") };
    case ErrorCode::Unsupported:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” cannot be pulled."),
            QT_TRANSLATE_NOOP("ErrorText", "The details say what is missing.") };
    case ErrorCode::NoSpace:
        return { QT_TRANSLATE_NOOP("ErrorText", "There is no space left for “%1”."),
            QT_TRANSLATE_NOOP(
                "ErrorText", "Free some space on the disk and try again: layers that were whole are kept.") };
    default:
        return { QT_TRANSLATE_NOOP("ErrorText", "“%1” was not pulled."),
            QT_TRANSLATE_NOOP("ErrorText", "The details say why. Trying again goes on where this ended.") };
    }
}

QString tr(const char *text)
{
    return QCoreApplication::translate("ErrorText", text);
}

const char *warningPhrase(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return QT_TRANSLATE_NOOP("ErrorText", "missing");
    case ErrorCode::AccessDenied:
        return QT_TRANSLATE_NOOP("ErrorText", "may not be read");
    case ErrorCode::Unsupported:
        return QT_TRANSLATE_NOOP("ErrorText", "not supported");
    case ErrorCode::LimitExceeded:
        return QT_TRANSLATE_NOOP("ErrorText", "past a limit");
    case ErrorCode::Conflict:
        return QT_TRANSLATE_NOOP("ErrorText", "ambiguous");
    case ErrorCode::Corrupt:
        return QT_TRANSLATE_NOOP("ErrorText", "damaged");
    default:
        return QT_TRANSLATE_NOOP("ErrorText", "problem");
    }
}

} // namespace

ErrorText errorText(const Error &error)
{
    const Phrase phrase = phraseFor(error.code);
    // A sentence with a page of a name in it cannot be read, nor laid out in time.
    QString subject = measurable(visibleText(error.subject), true, kSubjectLength);
    if (subject.isEmpty())
        subject = QCoreApplication::translate("ErrorText", "The image");
    return { tr(phrase.what).arg(subject), tr(phrase.advice), shortened(visibleText(error.detail)) };
}

ErrorText engineErrorText(const Error &error, const QString &title)
{
    const Phrase phrase = enginePhraseFor(error.cause).value_or(enginePhraseFor(error.code));
    const QString name = measurable(visibleText(title), true, kSubjectLength);
    const QString address = measurable(visibleText(error.subject), true, kSubjectLength);
    QString advice = tr(phrase.advice);
    return { tr(phrase.what).arg(name), advice.replace(QLatin1String("%2"), address),
        shortened(visibleText(error.detail)) };
}

ErrorText pullErrorText(const Error &error, const QString &name)
{
    const Phrase phrase = registryPhraseFor(error.cause).value_or(pullPhraseFor(error.code));
    return { tr(phrase.what).arg(measurable(visibleText(name), true, kSubjectLength)), tr(phrase.advice),
        shortened(visibleText(error.detail)) };
}

ErrorText loginErrorText(const Error &error, const QString &registry)
{
    const Phrase phrase = registryPhraseFor(error.cause).value_or(loginPhraseFor(error.code));
    return { tr(phrase.what).arg(measurable(visibleText(registry), true, kSubjectLength)), tr(phrase.advice),
        shortened(visibleText(error.detail)) };
}

QString warningSentence(const Warning &warning)
{
    const QString kind = tr(warningPhrase(warning.code));
    const QString detail = shortened(visibleText(warning.detail));
    return detail.isEmpty() ? kind : QCoreApplication::translate("ErrorText", "%1: %2").arg(kind, detail);
}

QString warningPlace(const Warning &warning)
{
    return shortened(warning.path.isEmpty() ? visibleText(warning.subject) : visibleText(warning.path));
}

} // namespace varve
