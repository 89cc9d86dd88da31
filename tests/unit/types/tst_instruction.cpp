// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/instruction.h"

#include <QtTest/QTest>

using namespace Qt::StringLiterals;

class TestInstruction : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void prettify_data();
    void prettify();
};

void TestInstruction::prettify_data()
{
    QTest::addColumn<QString>("recorded");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const char16_t *recorded, const char16_t *shown) {
        QTest::newRow(name) << QString::fromUtf16(recorded) << QString::fromUtf16(shown);
    };
    row("empty", u"", u"");
    row("classic RUN", u"/bin/sh -c apt-get update && apt-get install -y curl",
        u"RUN apt-get update && apt-get install -y curl");
    row("classic CMD", u"/bin/sh -c #(nop)  CMD [\"bash\"]", u"CMD [\"bash\"]");
    row("classic ADD", u"/bin/sh -c #(nop) ADD file:5d68d27c in / ", u"ADD file:5d68d27c in /");
    row("classic shell only", u"/bin/sh -c", u"");
    row("classic build arguments", u"|2 A=1 B=some words /bin/sh -c make all", u"RUN make all");
    row("classic bash", u"/bin/bash -c make", u"RUN make");
    row("a folder that only begins like a shell", u"/bin/sh -cx", u"/bin/sh -cx");
    row("BuildKit RUN", u"RUN /bin/sh -c make install # buildkit", u"RUN make install");
    row("BuildKit RUN with arguments", u"RUN |1 VERSION=3 /bin/sh -c ./build.sh $VERSION # buildkit",
        u"RUN ./build.sh $VERSION");
    row("BuildKit RUN, exec form", u"RUN ldconfig -v # buildkit", u"RUN ldconfig -v");
    row("BuildKit COPY", u"COPY app /srv # buildkit", u"COPY app /srv");
    row("BuildKit ENV", u"ENV PATH=/usr/local/bin:/usr/bin", u"ENV PATH=/usr/local/bin:/usr/bin");
    row("a pipe that is no argument list", u"|x /bin/sh -c make", u"|x /bin/sh -c make");
    row("arguments without a shell", u"|1 A=1 make", u"|1 A=1 make");
    row("line breaks", u"/bin/sh -c set -e;\n\tmake;\r\n  make install", u"RUN set -e; make; make install");
    row("classic COPY",
        u"/bin/sh -c #(nop) COPY multi:079d54fd5602d2ac21342ed3f671af7341d17601b54b7a305aad5516f65bb61d in /etc/ ",
        u"COPY multi:079d54fd5602 in /etc/");
    row("a longer number is no hash",
        u"/bin/sh -c #(nop) COPY file:0079d54fd5602d2ac21342ed3f671af7341d17601b54b7a305aad5516f65bb61d in /",
        u"COPY file:0079d54fd5602d2ac21342ed3f671af7341d17601b54b7a305aad5516f65bb61d in /");
    row("a hash that a command needs stays",
        u"/bin/sh -c test x = sha256:079d54fd5602d2ac21342ed3f671af7341d17601b54b7a305aad5516f65bb61d",
        u"RUN test x = sha256:079d54fd5602d2ac21342ed3f671af7341d17601b54b7a305aad5516f65bb61d");
    row("something else", u"buildpacks.io lifecycle", u"buildpacks.io lifecycle");
    row("debuerreotype", u"# debian.sh --arch 'amd64' out/ 'bookworm'", u"# debian.sh --arch 'amd64' out/ 'bookworm'");
}

void TestInstruction::prettify()
{
    QFETCH(const QString, recorded);
    QFETCH(const QString, shown);
    QCOMPARE(varve::prettifyInstruction(recorded), shown);
}

QTEST_GUILESS_MAIN(TestInstruction)
#include "tst_instruction.moc"
