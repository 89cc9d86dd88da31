// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Partial results on their way from workers to the GUI thread.
//
// Workers hold the Sender (shared, outlives the queue) and push from any thread; the GUI thread gets everything that has
// gathered since in one call, at most one per turn of the event loop. reset() starts a new generation: what senders of
// the old one still push is dropped, so that results of an image that was left never reach the next one.
#pragma once

#include <QtCore/QMetaObject>
#include <QtCore/QMutex>
#include <QtCore/QObject>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace varve {

template <typename Event>
class ResultQueue {
public:
    using Handler = std::function<void(std::vector<Event>)>;

    class Sender {
    public:
        void push(Event event)
        {
            const QMutexLocker lock(&m_mutex);
            if (!m_context)
                return;
            m_events.push_back(std::move(event));
            if (std::exchange(m_isPosted, true))
                return;
            QMetaObject::invokeMethod(m_context, m_drain, Qt::QueuedConnection);
        }

    private:
        friend class ResultQueue;
        QMutex m_mutex;
        QObject *m_context = nullptr; // null: nobody listens any more
        std::function<void()> m_drain;
        std::vector<Event> m_events;
        bool m_isPosted = false;
    };
    using SenderPtr = std::shared_ptr<Sender>;

    explicit ResultQueue(Handler handler)
        : m_handler(std::move(handler))
    {
    }
    ResultQueue(const ResultQueue &) = delete;
    ResultQueue &operator=(const ResultQueue &) = delete;
    ~ResultQueue() { close(); }

    // A new generation; the old one's events are lost.
    SenderPtr reset()
    {
        close();
        m_sender = std::make_shared<Sender>();
        m_sender->m_context = &m_context;
        m_sender->m_drain = [this, weak = std::weak_ptr<Sender>(m_sender)] {
            // Runs on the GUI thread through m_context, so the queue is alive; the generation may have changed.
            if (const SenderPtr sender = weak.lock(); sender && sender == m_sender)
                drain(*sender);
        };
        return m_sender;
    }

    void close()
    {
        if (!m_sender)
            return;
        const QMutexLocker lock(&m_sender->m_mutex);
        m_sender->m_context = nullptr;
        m_sender->m_events.clear();
        m_sender->m_drain = nullptr;
    }

private:
    void drain(Sender &sender)
    {
        std::vector<Event> events;
        {
            const QMutexLocker lock(&sender.m_mutex);
            events.swap(sender.m_events);
            sender.m_isPosted = false;
        }
        if (!events.empty())
            m_handler(std::move(events));
    }

    Handler m_handler;
    SenderPtr m_sender;
    QObject m_context;
};

} // namespace varve
