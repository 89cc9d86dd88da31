// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/prune/pruneplan.h"

#include "services/prune/pruneledger.h"
#include "services/types/imagereference.h"

#include <QtCore/QHash>
#include <QtCore/QSet>

#include <algorithm>

namespace varve {

namespace {

using Image = PruneFacts::Image;

QString repositoryOf(const QString &name)
{
    return ImageReference::fromName(name).repository;
}

// As it is stored and as people say it, with its tag or without.
bool matchesName(const QString &name, const QString &pattern)
{
    const ImageReference reference = ImageReference::fromName(name);
    const QString tag = reference.tag.isEmpty() ? QString() : u':' + reference.tag;
    const QString stored = name.endsWith(tag) ? name.chopped(tag.size()) : name;
    return matchesPattern(name, pattern) || matchesPattern(stored, pattern)
        || matchesPattern(reference.repository, pattern) || matchesPattern(reference.repository + tag, pattern);
}

bool hasLabel(const Image &image, const QString &wanted)
{
    const qsizetype equals = wanted.indexOf(u'=');
    const QString key = equals < 0 ? wanted : wanted.first(equals);
    return std::any_of(image.labels.cbegin(), image.labels.cend(), [&](const QPair<QString, QString> &label) {
        return label.first == key && (equals < 0 || label.second == QStringView(wanted).sliced(equals + 1));
    });
}

class Planner {
public:
    Planner(const PruneFacts &facts, const PruneRules &rules, const QDateTime &now)
        : m_facts(facts)
        , m_rules(rules)
        , m_now(now)
        , m_ledger(facts)
    {
        for (int i = 0; i < facts.images.size(); ++i)
            m_byId.insert(facts.images[i].id, i);
        for (const ContainerInfo &container : facts.containers) {
            if (const auto image = m_byId.constFind(container.image); image != m_byId.cend())
                m_users.insert(*image, container.names.value(0, container.id.left(12)));
        }
        if (rules.keepNewest > 0)
            findNewest();
    }

    PrunePlan run()
    {
        QList<int> wanted;
        for (int i = 0; i < m_facts.images.size(); ++i) {
            if (!isNamed(i))
                continue;
            PruneKept kept = obstacleTo(i);
            if (kept.obstacle == PruneObstacle::None)
                wanted.append(i);
            else
                m_plan.kept.append(kept);
        }
        leaveParents(wanted);
        for (const int image : std::as_const(wanted))
            m_plan.items.append(itemOf(image));
        std::stable_sort(m_plan.items.begin(), m_plan.items.end(),
            [](const PruneItem &a, const PruneItem &b) { return a.aloneBytes > b.aloneBytes; });
        m_plan.togetherBytes =
            m_ledger.freed(std::span<const int>(wanted.constData(), static_cast<std::size_t>(wanted.size())));
        return std::move(m_plan);
    }

private:
    // Whether the rules mean it, before anything is asked that stands against it.
    bool isNamed(int at) const
    {
        const Image &image = m_facts.images[at];
        const bool isDangling = image.names.isEmpty();
        if (!isDangling && (!m_rules.takesUnused || m_users.contains(at)))
            return false;
        if (m_rules.olderThan && (!image.created.isValid() || ageOf(image.created) < *m_rules.olderThan))
            return false;
        for (const QString &label : m_rules.labels) {
            if (!hasLabel(image, label))
                return false;
        }
        return m_rules.namePattern.isEmpty()
            || std::any_of(image.names.cbegin(), image.names.cend(),
                [this](const QString &name) { return matchesName(name, m_rules.namePattern); });
    }

    PruneKept obstacleTo(int at) const
    {
        using enum PruneObstacle;
        const Image &image = m_facts.images[at];
        if (const auto user = m_users.constFind(at); user != m_users.cend())
            return { at, Container, *user };
        if (image.isManual)
            return { at, Manual, {} };
        if (!image.listedBy.isEmpty())
            return { at, ListMember, image.listedBy };
        for (const QString &pattern : m_rules.protectedNames) {
            const auto isProtected = [&pattern](const QString &name) { return matchesName(name, pattern); };
            if (std::any_of(image.names.cbegin(), image.names.cend(), isProtected)
                || std::any_of(image.repoDigests.cbegin(), image.repoDigests.cend(), isProtected))
                return { at, Protected, pattern };
        }
        if (const auto newest = m_newest.constFind(at); newest != m_newest.cend())
            return { at, Newest, *newest };
        if (!image.names.isEmpty() && isTooYoung(image))
            return { at, TooYoung, {} };
        return { at, None, {} };
    }

    std::chrono::seconds ageOf(const QDateTime &since) const { return std::chrono::seconds(since.secsTo(m_now)); }

    // Of an image whose age nobody knows: it may have come just now.
    bool isTooYoung(const Image &image) const
    {
        const QDateTime since = image.arrived.isValid() ? std::max(image.arrived, image.created) : image.created;
        return m_rules.unusedMinimumAge.count() > 0 && (!since.isValid() || ageOf(since) < m_rules.unusedMinimumAge);
    }

    // An image counts in every repository that it has a name of, and stays when it is among the newest of one.
    void findNewest()
    {
        QHash<QString, QList<int>> images;
        for (int i = 0; i < m_facts.images.size(); ++i) {
            QSet<QString> repositories;
            for (const QString &name : m_facts.images[i].names)
                repositories.insert(repositoryOf(name));
            for (const QString &repository : std::as_const(repositories))
                images[repository].append(i);
        }
        for (auto each = images.begin(); each != images.end(); ++each) {
            QList<int> &all = each.value();
            std::stable_sort(all.begin(), all.end(), [this](int a, int b) { return ageKey(a) > ageKey(b); });
            for (qsizetype i = 0; i < std::min<qsizetype>(m_rules.keepNewest, all.size()); ++i)
                m_newest.insert(all[i], each.key());
        }
    }

    qint64 ageKey(int image) const
    {
        const QDateTime &created = m_facts.images[image].created;
        return created.isValid() ? created.toMSecsSinceEpoch() : std::numeric_limits<qint64>::max(); // perhaps new
    }

    // What stays keeps what it was built upon, and that keeps what is below it.
    void leaveParents(QList<int> &wanted)
    {
        QSet<int> going(wanted.cbegin(), wanted.cend());
        QList<int> staying;
        for (int i = 0; i < m_facts.images.size(); ++i) {
            if (!going.contains(i))
                staying.append(i);
        }
        while (!staying.isEmpty()) {
            const int child = staying.takeLast();
            const auto parent = m_byId.constFind(m_facts.images[child].parent);
            if (parent == m_byId.cend() || !going.remove(*parent))
                continue;
            m_plan.kept.append({ *parent, PruneObstacle::ChildImage, m_facts.images[child].id.value });
            staying.append(*parent);
        }
        wanted.removeIf([&going](int image) { return !going.contains(image); });
    }

    PruneItem itemOf(int at) const
    {
        const Image &image = m_facts.images[at];
        PruneItem item { at, image.names.isEmpty(), m_ledger.freedAlone(at), {} };
        item.warnings.setFlag(PruneWarning::DigestOnly, item.isDangling && !image.repoDigests.isEmpty());
        item.warnings.setFlag(PruneWarning::OnlyCopy, image.repoDigests.isEmpty() || image.areDigestsMadeUp);
        return item;
    }

    const PruneFacts &m_facts;
    const PruneRules &m_rules;
    const QDateTime &m_now;
    const PruneLedger m_ledger;
    QHash<ImageId, int> m_byId;
    QHash<int, QString> m_users; // a container's name, by image
    QHash<int, QString> m_newest; // the repository, by image
    PrunePlan m_plan;
};

} // namespace

PrunePlan planPrune(const PruneFacts &facts, const PruneRules &rules, const QDateTime &now)
{
    return Planner(facts, rules, now).run();
}

QList<int> removalOrder(const PruneFacts &facts, const QList<int> &images)
{
    QHash<ImageId, int> byId;
    for (const int image : images)
        byId.insert(facts.images[image].id, image);
    // How many of the selection stand upon each other below it: those with more go first.
    const auto depthOf = [&](int image) {
        int depth = 0;
        for (auto parent = byId.constFind(facts.images[image].parent);
             parent != byId.cend() && depth <= images.size(); // parents in a ring: whatever
             parent = byId.constFind(facts.images[*parent].parent))
            ++depth;
        return depth;
    };
    QList<QPair<int, int>> order;
    for (const int image : images)
        order.append({ depthOf(image), image });
    std::stable_sort(order.begin(), order.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    QList<int> sorted;
    for (const auto &[depth, image] : std::as_const(order))
        sorted.append(image);
    return sorted;
}

bool matchesPattern(const QString &text, const QString &pattern)
{
    qsizetype at = 0;
    qsizetype in = 0;
    qsizetype star = -1; // the last one in the pattern, and where in the text it was met
    qsizetype met = 0;
    while (at < text.size()) {
        const QChar wanted = in < pattern.size() ? pattern[in] : QChar();
        if (in < pattern.size() && wanted == u'*') {
            star = in++;
            met = at;
        } else if (in < pattern.size() && (wanted == u'?' || wanted == text[at])) {
            ++in;
            ++at;
        } else if (star >= 0) { // it stands for one sign more
            in = star + 1;
            at = ++met;
        } else {
            return false;
        }
    }
    while (in < pattern.size() && pattern[in] == u'*')
        ++in;
    return in == pattern.size();
}

} // namespace varve
