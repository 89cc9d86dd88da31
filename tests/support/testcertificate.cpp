// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/testcertificate.h"

#include <QtCore/QFile>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>

namespace varve::test {

namespace {

constexpr long kDaySeconds = 24L * 3600;

void addExtension(X509 *certificate, int kind, const QByteArray &value)
{
    X509_EXTENSION *const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.constData());
    if (!extension || X509_add_ext(certificate, extension, -1) != 1)
        qFatal("no extension for a certificate");
    X509_EXTENSION_free(extension);
}

X509 *selfSigned(EVP_PKEY *key, const QByteArray &names)
{
    X509 *const certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -kDaySeconds);
    X509_gmtime_adj(X509_getm_notAfter(certificate), kDaySeconds);
    X509_set_pubkey(certificate, key);
    X509_NAME *const name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("Varve test"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    addExtension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    addExtension(certificate, NID_subject_alt_name, names);
    if (X509_sign(certificate, key, EVP_sha256()) == 0)
        qFatal("no certificate");
    return certificate;
}

} // namespace

TestCertificate::TestCertificate(const QByteArray &names)
{
    EVP_PKEY *const key = EVP_EC_gen("P-256");
    X509 *const certificate = selfSigned(key, names);
    using File = std::unique_ptr<FILE, decltype(&std::fclose)>;
    const File out(std::fopen(QFile::encodeName(file()).constData(), "w"), &std::fclose);
    const File keyOut(std::fopen(QFile::encodeName(keyFile()).constData(), "w"), &std::fclose);
    m_context = SSL_CTX_new(TLS_server_method());
    if (!out || !keyOut || PEM_write_X509(out.get(), certificate) != 1
        || PEM_write_PrivateKey(keyOut.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1
        || SSL_CTX_use_certificate(m_context, certificate) != 1 || SSL_CTX_use_PrivateKey(m_context, key) != 1)
        qFatal("no certificate for a test");
    X509_free(certificate);
    EVP_PKEY_free(key);
}

TestCertificate::~TestCertificate()
{
    SSL_CTX_free(m_context);
}

void TestCertificate::demandFromClients()
{
    SSL_CTX_set_verify(m_context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_load_verify_locations(m_context, QFile::encodeName(file()).constData(), nullptr);
}

} // namespace varve::test
