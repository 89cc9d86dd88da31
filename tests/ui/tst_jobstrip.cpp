// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/jobstrip.h"
#include "ui/labels.h"

#include <QtTest/QTest>
#include <QtWidgets/QToolButton>

using namespace varve;

namespace {

QList<QToolButton *> cancelButtons(const JobStrip &strip)
{
    QList<QToolButton *> buttons = strip.findChildren<QToolButton *>();
    buttons.removeIf([](const QToolButton *button) { return button->objectName() == QLatin1String("jobsMore"); });
    return buttons;
}

} // namespace

class tst_JobStrip : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cancelIsForTheJobThatWasPressed();
    void jobsKeepTheirPlace();
    void hugeTitlesAreCut();

private:
    static QStringList names(const QList<QToolButton *> &buttons)
    {
        QStringList names;
        for (const QToolButton *button : buttons)
            names += button->isVisible() ? button->accessibleName() : QStringLiteral("-");
        return names;
    }
};

void tst_JobStrip::cancelIsForTheJobThatWasPressed()
{
    JobList jobs;
    JobStrip strip(jobs);
    strip.resize(800, 40); // empty it would have no size to be shown with
    strip.show();
    QVERIFY(QTest::qWaitForWindowExposed(&strip));
    const auto first = std::make_shared<Job>();
    const auto next = std::make_shared<Job>();
    const int id = jobs.add(QStringLiteral("first"), first);
    QToolButton *button = cancelButtons(strip).constFirst();
    QTest::mousePress(button, Qt::LeftButton);
    {
        const QSignalBlocker blocker(jobs); // one change: the place is taken over at once
        jobs.remove(id);
    }
    jobs.add(QStringLiteral("next"), next);
    QVERIFY(button->accessibleName().contains(QStringLiteral("next")));
    QTest::mouseRelease(button, Qt::LeftButton);
    QVERIFY(!next->isCancelled());
    // A click of its own is for it; the keyboard's as well.
    QTest::keyClick(button, Qt::Key_Space);
    QVERIFY(next->isCancelled());
}

void tst_JobStrip::jobsKeepTheirPlace()
{
    JobList jobs;
    JobStrip strip(jobs);
    strip.resize(800, 40); // empty it would have no size to be shown with
    strip.show();
    QVERIFY(QTest::qWaitForWindowExposed(&strip));
    const QList<QToolButton *> buttons = cancelButtons(strip);
    const int a = jobs.add(QStringLiteral("a"), std::make_shared<Job>());
    const int b = jobs.add(QStringLiteral("b"), std::make_shared<Job>());
    jobs.remove(a);
    QCOMPARE(names(buttons), QStringList({ QStringLiteral("-"), QStringLiteral("Cancel: b") }));
    jobs.add(QStringLiteral("c"), std::make_shared<Job>());
    jobs.add(QStringLiteral("d"), std::make_shared<Job>());
    QCOMPARE(names(buttons), QStringList({ QStringLiteral("Cancel: c"), QStringLiteral("Cancel: b") }));
    jobs.setTitle(b, QStringLiteral("B"));
    QCOMPARE(names(buttons), QStringList({ QStringLiteral("Cancel: c"), QStringLiteral("Cancel: B") }));
    jobs.remove(b);
    QCOMPARE(names(buttons), QStringList({ QStringLiteral("Cancel: c"), QStringLiteral("Cancel: d") }));
}

void tst_JobStrip::hugeTitlesAreCut()
{
    JobList jobs;
    JobStrip strip(jobs);
    jobs.add(QString(3'000'000, QLatin1Char('x')), std::make_shared<Job>());
    const auto labels = strip.findChildren<ElidedLabel *>();
    for (const ElidedLabel *label : labels) {
        QVERIFY(label->fullText().size() < 3000);
        QVERIFY(label->accessibleName().size() < 3000);
    }
    QVERIFY(cancelButtons(strip).constFirst()->accessibleName().size() < 3000);
}

QTEST_MAIN(tst_JobStrip)
#include "tst_jobstrip.moc"
