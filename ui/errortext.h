// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The only place that turns an error code into translated sentences: what happened, to what, and what the user can do.
// Pure functions. Subjects and details are untrusted: they come out with visible escapes, and are plain text, never markup.
#pragma once

#include "services/types/warning.h"

namespace varve {

struct ErrorText {
    QString what; // "“app.tar” is damaged."
    QString advice; // "Get the file again ..."; never empty
    QString detail; // the technical part, as the reader said it; may be empty
};

ErrorText errorText(const Error &error);
// Of an engine that cannot be used; `title` is what the list of sources calls it.
ErrorText engineErrorText(const Error &error, const QString &title);
// Of a pull that did not succeed; `name` is what was to be pulled.
ErrorText pullErrorText(const Error &error, const QString &name);
// In ui/libraryerrortext.cpp. Of an import of the file `path` into the Library in `root`, one of which the error is about.
ErrorText importErrorText(const Error &error, const QString &path, const QString &root);
// Of an export to the file `target`.
ErrorText exportErrorText(const Error &error, const QString &target);
// Of the Library as a whole, which cannot be checked or repaired.
ErrorText libraryErrorText(const Error &error);
// Of something that was to be done with an image of the Library; `subject` is its name, or the one it was to get.
ErrorText libraryImageErrorText(const Error &error, const QString &subject);
// Of a login that was tried.
ErrorText loginErrorText(const Error &error, const QString &registry);
QString warningSentence(const Warning &warning); // one line: what is wrong with what
QString warningPlace(const Warning &warning); // the entry's path, else the subject

} // namespace varve
