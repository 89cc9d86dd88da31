// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pulls into a Library of the test's own, from registries that do what a test wants. One thread.
#pragma once

#include "services/pull/librarypull.h"
#include "tests/support/registryfixture.h"

#include <QtCore/QTemporaryDir>

namespace varve::test {

inline constexpr std::size_t kLargeBytes = 2'000'000;

// Does not compress, so that a layer has as many bytes as its file.
std::string noise(unsigned seed, std::size_t size);

// Three layers, of which the first is the same in all of them and the second has kLargeBytes.
ImageSpec noisyImage(unsigned seed, const QByteArray &architecture = "amd64");

class PullFixture {
public:
    void makeFolder(); // a new one, empty
    QString library() const { return m_folder->filePath(QStringLiteral("library")); }
    Result<PullPlan> plan(
        RemoteRepository &repository, const PullChoice &choice = {}, const QList<ImageStorePtr> &stores = {});
    // Also looks whether the progress that was told adds up.
    Result<void> pull(
        RemoteRepository &repository, const PullPlan &plan, Job &job, const QList<ImageStorePtr> &stores = {});
    Result<void> planAndPull(const Reference &reference, const PullChoice &choice = {});
    QStringList names() const; // "<none>" for an image without one
    QString damage(); // empty: the Library is whole

protected:
    std::unique_ptr<QTemporaryDir> m_folder;
    WorkPool m_pool;
};

} // namespace varve::test

#define VERIFY_DONE(result)                                                                                            \
    do {                                                                                                               \
        const auto done = result;                                                                                      \
        QVERIFY2(done, done ? "" : qPrintable(done.error().subject + u": "_s + done.error().detail));                  \
    } while (false)
