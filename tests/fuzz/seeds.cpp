// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Writes small valid inputs of every kind for the fuzzers to begin with: fuzz_seeds DIRECTORY
#include "tests/support/tarbuilder.h"
#include "tests/support/tarsplitbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

using namespace varve::test;

namespace {

void write(const QString &folder, const QString &name, const QByteArray &bytes)
{
    QDir().mkpath(folder);
    QFile file(folder + u'/' + name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
}

QByteArray tarOf(TarFormat format)
{
    const std::string longName(130, 'n');
    return TarBuilder(format)
        .dir("d")
        .file("d/a", "data", { .uid = 3'000'000, .mtimeText = "1.5", .xattrs = { { "user.x", "y" } } })
        .file(longName, "1")
        .symlink("s", longName)
        .hardLink("h", "d/a")
        .charDevice("c", 1, 3)
        .fifo("p")
        .whiteout("d/gone")
        .opaque("d")
        .bytes();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    const QString base = QString::fromLocal8Bit(argv[1]);
    QList<QByteArray> tars;
    for (const TarFormat format : { TarFormat::V7, TarFormat::Ustar, TarFormat::Gnu, TarFormat::Pax })
        tars.append(tarOf(format));
    for (const SparseFormat format :
        { SparseFormat::OldGnu, SparseFormat::Pax00, SparseFormat::Pax01, SparseFormat::Pax10 }) {
        tars.append(TarBuilder().sparse("s", 5000, { { 10, "abc" }, { 1000, "def" } }, format).bytes());
        tars.append(TarBuilder()
                        .sparse("s", 9000, std::vector<std::pair<std::int64_t, std::string>>(30, { 0, "" }), format)
                        .file("f", "x")
                        .bytes());
    }
    // Sparse files are taken apart by other rules than the builder's.
    for (const TarFormat format : { TarFormat::V7, TarFormat::Ustar, TarFormat::Gnu, TarFormat::Pax }) {
        const QByteArray lines = tarSplitOf(tarOf(format));
        const auto number = static_cast<int>(format);
        write(base + QStringLiteral("/tarsplit"), QStringLiteral("lines%1").arg(number), lines);
        write(base + QStringLiteral("/tarsplit"), QStringLiteral("gzip%1").arg(number), gzip(lines));
    }
    tars.append(TarBuilder().globalPax({ { "comment", "x" } }).file("f", "x").withoutEndMarker().bytes());
    for (qsizetype i = 0; i < tars.size(); ++i) {
        for (const char *target : { "tarreader", "scanner" })
            write(base + u'/' + QLatin1String(target), QStringLiteral("tar%1").arg(i), tars[i]);
        write(base + QStringLiteral("/decoder"), QStringLiteral("gzip%1").arg(i),
            gzip(tars[i].left(2000), static_cast<int>(i % 3) + 1, static_cast<int>(i % 10)));
        write(base + QStringLiteral("/decoder"), QStringLiteral("zstd%1").arg(i),
            zstd(tars[i].left(2000), static_cast<int>(i % 3) + 1, i % 2 == 0));
        write(base + QStringLiteral("/scanner"), QStringLiteral("gzip%1").arg(i), gzip(tars[i]));
    }
    return 0;
}
