// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A certificate made for one test, signed by itself: whoever trusts file() trusts a server that has it. One thread makes it,
// any number may use it. A failure of OpenSSL's ends the program.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QTemporaryDir>

#include <openssl/types.h>

namespace varve::test {

class TestCertificate {
public:
    // `names` as in a subjectAltName: "IP:127.0.0.1,DNS:localhost".
    explicit TestCertificate(const QByteArray &names = "IP:127.0.0.1,IP:127.0.0.2,IP:127.0.0.3,DNS:localhost");
    ~TestCertificate();
    TestCertificate(const TestCertificate &) = delete;
    TestCertificate &operator=(const TestCertificate &) = delete;

    QString file() const { return m_folder.filePath(QStringLiteral("certificate.pem")); }
    QString keyFile() const { return m_folder.filePath(QStringLiteral("key.pem")); }
    SSL_CTX *serverContext() const { return m_context; }
    // The server takes only clients that have this certificate.
    void demandFromClients();

private:
    QTemporaryDir m_folder;
    SSL_CTX *m_context = nullptr;
};

} // namespace varve::test
