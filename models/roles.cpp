// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/roles.h"

#include <QtCore/QCoreApplication>

namespace varve {

namespace {

struct ProofTexts {
    Q_DECLARE_TR_FUNCTIONS(varve::ProofBadge)
};

} // namespace

QString proofText(ProofBadge badge)
{
    switch (badge) {
    case ProofBadge::Pending:
        return ProofTexts::tr("Verifying");
    case ProofBadge::Verified:
        return ProofTexts::tr("Verified");
    case ProofBadge::Mismatch:
        return ProofTexts::tr("MISMATCH");
    case ProofBadge::Unavailable:
        return ProofTexts::tr("Not verifiable");
    case ProofBadge::Skipped:
        return ProofTexts::tr("Not verified");
    case ProofBadge::Recorded:
        return ProofTexts::tr("From records");
    }
    return {};
}

QString proofIconName(ProofBadge badge)
{
    switch (badge) {
    case ProofBadge::Pending:
        return QStringLiteral("verifying");
    case ProofBadge::Verified:
        return QStringLiteral("verified");
    case ProofBadge::Mismatch:
        return QStringLiteral("mismatch");
    case ProofBadge::Unavailable:
    case ProofBadge::Skipped:
    case ProofBadge::Recorded:
        break;
    }
    return {};
}

QString shortened(const QString &text, qsizetype limit)
{
    if (text.size() <= limit)
        return text;
    // A surrogate pair is not cut in two: half of it would show as a replacement character.
    const qsizetype end = text.at(limit - 1).isHighSurrogate() ? limit - 1 : limit;
    return text.left(end) + u'…';
}

} // namespace varve
