// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/jsontree.h"

#include "services/types/limits.h"

#include <algorithm>
#include <array>

namespace varve {

// One pass over the bytes. Recursive: the depth is limited to kJsonDepth, and so is the stack.
class JsonTreeParser {
public:
    explicit JsonTreeParser(JsonTree &tree)
        : m_tree(tree)
        , m_text(tree.m_bytes.constData())
        , m_size(tree.m_bytes.size())
    {
    }

    void run()
    {
        if (m_size > static_cast<qsizetype>(limits::kManifestBytes)) {
            fail(JsonTree::Problem::TooLarge);
        } else {
            // RFC 8259 lets a reader ignore a byte order mark.
            if (m_tree.m_bytes.startsWith("\xEF\xBB\xBF"))
                m_at = 3;
            skipSpace();
            if (m_at == m_size)
                fail(JsonTree::Problem::Empty);
            else if (value(JsonTree::kNone, {}, 0)) {
                skipSpace();
                if (m_at != m_size)
                    fail(JsonTree::Problem::Syntax);
            }
        }
        if (m_tree.isValid())
            arrangeChildren();
        else
            m_tree.m_nodes.clear();
    }

private:
    struct Slice {
        qsizetype begin = 0;
        qsizetype length = 0;
    };

    bool fail(JsonTree::Problem problem)
    {
        JsonTree::ParseError &error = m_tree.m_error;
        if (error.problem != JsonTree::Problem::None)
            return false;
        error.problem = problem;
        error.offset = problem == JsonTree::Problem::TooLarge ? 0 : m_at;
        const char *const end = m_text + error.offset;
        error.line = 1 + static_cast<int>(std::count(m_text, end, '\n'));
        const char *lineBegin = end;
        while (lineBegin != m_text && lineBegin[-1] != '\n')
            --lineBegin;
        error.column = 1 + static_cast<int>(end - lineBegin);
        return false;
    }

    // The byte at the reading position; 0 at the end, which no grammar rule accepts.
    char peek() const { return m_at < m_size ? m_text[m_at] : '\0'; }

    void skipSpace()
    {
        while (m_at < m_size
            && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\r' || m_text[m_at] == '\t'))
            ++m_at;
    }

    bool value(JsonTree::Node parent, Slice key, int depth)
    {
        const auto node = static_cast<JsonTree::Node>(m_tree.m_nodes.size());
        const qsizetype begin = m_at;
        JsonTree::Item item;
        item.parent = parent;
        item.keyBegin = static_cast<std::uint32_t>(key.begin);
        item.keyLength = static_cast<std::uint32_t>(key.length);
        item.begin = static_cast<std::uint32_t>(begin);
        if (parent != JsonTree::kNone)
            item.row = m_tree.m_nodes[parent].childCount++;
        bool isGood = false;
        switch (peek()) {
        case '{':
        case '[':
            if (depth >= limits::kJsonDepth)
                return fail(JsonTree::Problem::TooDeep);
            item.type = peek() == '{' ? JsonType::Object : JsonType::Array;
            m_tree.m_nodes.push_back(item);
            isGood = members(node, item.type, depth);
            break;
        case '"':
            item.type = JsonType::String;
            m_tree.m_nodes.push_back(item);
            isGood = string();
            break;
        case 't':
        case 'f':
            item.type = JsonType::Bool;
            m_tree.m_nodes.push_back(item);
            isGood = word(peek() == 't' ? "true" : "false");
            break;
        case 'n':
            m_tree.m_nodes.push_back(item);
            isGood = word("null");
            break;
        default:
            item.type = JsonType::Number;
            m_tree.m_nodes.push_back(item);
            isGood = number();
            break;
        }
        if (isGood)
            m_tree.m_nodes[node].length = static_cast<std::uint32_t>(m_at - begin);
        return isGood;
    }

    bool members(JsonTree::Node node, JsonType type, int depth)
    {
        const char close = type == JsonType::Object ? '}' : ']';
        ++m_at;
        skipSpace();
        if (peek() == close) {
            ++m_at;
            return true;
        }
        while (true) {
            Slice key;
            if (type == JsonType::Object) {
                key.begin = m_at;
                if (peek() != '"' || !string())
                    return fail(JsonTree::Problem::Syntax);
                key.length = m_at - key.begin;
                skipSpace();
                if (peek() != ':')
                    return fail(JsonTree::Problem::Syntax);
                ++m_at;
                skipSpace();
            }
            if (!value(node, key, depth + 1))
                return false;
            skipSpace();
            if (peek() == close) {
                ++m_at;
                return true;
            }
            if (peek() != ',')
                return fail(JsonTree::Problem::Syntax);
            ++m_at;
            skipSpace();
        }
    }

    // Bytes that are no UTF-8 pass: they are shown escaped, and nothing is hidden by refusing them.
    bool string()
    {
        ++m_at;
        while (m_at < m_size) {
            const char byte = m_text[m_at];
            if (byte == '"') {
                ++m_at;
                return true;
            }
            if (static_cast<unsigned char>(byte) < 0x20)
                return fail(JsonTree::Problem::Syntax);
            ++m_at;
            if (byte == '\\' && !escape())
                return false;
        }
        return fail(JsonTree::Problem::Syntax);
    }

    bool escape()
    {
        const char kind = peek();
        if (kind == 'u') {
            for (int digit = 0; digit < 4; ++digit) {
                ++m_at;
                if (!isHexDigit(peek()))
                    return fail(JsonTree::Problem::Syntax);
            }
        } else if (kind == '\0' || !QByteArrayView("\"\\/bfnrt").contains(kind)) {
            return fail(JsonTree::Problem::Syntax);
        }
        ++m_at;
        return true;
    }

    static bool isDigit(char byte) { return byte >= '0' && byte <= '9'; }
    static bool isHexDigit(char byte)
    {
        return isDigit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
    }

    bool digits()
    {
        if (!isDigit(peek()))
            return fail(JsonTree::Problem::Syntax);
        while (isDigit(peek()))
            ++m_at;
        return true;
    }

    bool number()
    {
        if (peek() == '-')
            ++m_at;
        if (peek() == '0')
            ++m_at; // nothing may follow a leading zero; a digit there fails in the caller
        else if (!digits())
            return false;
        if (peek() == '.') {
            ++m_at;
            if (!digits())
                return false;
        }
        if (peek() == 'e' || peek() == 'E') {
            ++m_at;
            if (peek() == '+' || peek() == '-')
                ++m_at;
            return digits();
        }
        return true;
    }

    bool word(QByteArrayView wanted)
    {
        for (const char byte : wanted) {
            if (peek() != byte)
                return fail(JsonTree::Problem::Syntax);
            ++m_at;
        }
        return true;
    }

    // Nodes stand in the order of the text, so the children of one node are scattered; this lines them up.
    void arrangeChildren()
    {
        auto &nodes = m_tree.m_nodes;
        std::uint32_t next = 0;
        for (JsonTree::Item &item : nodes) {
            item.firstChild = next;
            next += item.childCount;
        }
        m_tree.m_children.resize(next);
        for (JsonTree::Node node = 1; node < nodes.size(); ++node)
            m_tree.m_children[nodes[nodes[node].parent].firstChild + nodes[node].row] = node;
    }

    JsonTree &m_tree;
    const char *const m_text;
    const qsizetype m_size;
    qsizetype m_at = 0;
};

namespace {

unsigned hexValue(QByteArrayView digits)
{
    unsigned value = 0;
    for (const char digit : digits)
        value = value * 16 + static_cast<unsigned>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
    return value;
}

void appendUtf8(QByteArray &out, char32_t codePoint)
{
    const auto byte = [&out](unsigned value) { out.append(static_cast<char>(value)); };
    if (codePoint < 0x80) {
        byte(codePoint);
    } else if (codePoint < 0x800) {
        byte(0xc0U | (codePoint >> 6));
        byte(0x80U | (codePoint & 0x3f));
    } else if (codePoint < 0x10000) {
        byte(0xe0U | (codePoint >> 12));
        byte(0x80U | ((codePoint >> 6) & 0x3f));
        byte(0x80U | (codePoint & 0x3f));
    } else {
        byte(0xf0U | (codePoint >> 18));
        byte(0x80U | ((codePoint >> 12) & 0x3f));
        byte(0x80U | ((codePoint >> 6) & 0x3f));
        byte(0x80U | (codePoint & 0x3f));
    }
}

// Reads a \uXXXX at `at` (on the backslash), with its second half when it is a surrogate pair, and moves behind it. Half a
// pair is no character: it stays as it is written.
void appendUnicodeEscape(QByteArray &out, QByteArrayView text, qsizetype &at)
{
    const QByteArrayView written = text.sliced(at, 6);
    const char32_t first = hexValue(written.sliced(2));
    at += 6;
    if (first < 0xd800 || first > 0xdfff) {
        appendUtf8(out, first);
        return;
    }
    if (first < 0xdc00 && at + 6 <= text.size() && text[at] == '\\' && text[at + 1] == 'u') {
        const char32_t second = hexValue(text.sliced(at + 2, 4));
        if (second >= 0xdc00 && second <= 0xdfff) {
            appendUtf8(out, 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            at += 6;
            return;
        }
    }
    out.append(written);
}

bool isIdentifier(const QByteArray &key)
{
    const auto isLetter = [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
    };
    return !key.isEmpty() && isLetter(key.front()) && std::all_of(key.cbegin(), key.cend(), [&](char byte) {
        return isLetter(byte) || (byte >= '0' && byte <= '9');
    });
}

} // namespace

JsonTreePtr JsonTree::parse(const QByteArray &bytes)
{
    std::shared_ptr<JsonTree> tree(new JsonTree);
    tree->m_bytes = bytes;
    JsonTreeParser(*tree).run();
    return tree;
}

QByteArray JsonTree::decoded(std::uint32_t begin, std::uint32_t length) const
{
    const QByteArrayView text = QByteArrayView(m_bytes).sliced(begin + 1, length - 2); // without the quotes
    if (!text.contains('\\'))
        return text.toByteArray();
    QByteArray out;
    out.reserve(text.size());
    for (qsizetype at = 0; at < text.size();) {
        if (text[at] != '\\') {
            out.append(text[at++]);
            continue;
        }
        const char kind = text[at + 1];
        if (kind == 'u') {
            appendUnicodeEscape(out, text, at);
            continue;
        }
        static constexpr std::array<std::pair<char, char>, 5> kControls { { { 'b', '\b' }, { 'f', '\f' }, { 'n', '\n' },
            { 'r', '\r' }, { 't', '\t' } } };
        const auto control = std::find_if(
            kControls.begin(), kControls.end(), [kind](const auto &candidate) { return candidate.first == kind; });
        out.append(control != kControls.end() ? control->second : kind);
        at += 2;
    }
    return out;
}

QByteArray JsonTree::key(Node node) const
{
    const Item &item = m_nodes[node];
    return item.keyLength == 0 ? QByteArray() : decoded(item.keyBegin, item.keyLength);
}

QByteArray JsonTree::value(Node node) const
{
    const Item &item = m_nodes[node];
    return item.type == JsonType::String ? decoded(item.begin, item.length) : slice(node).toByteArray();
}

QByteArrayView JsonTree::slice(Node node) const
{
    return QByteArrayView(m_bytes).sliced(m_nodes[node].begin, m_nodes[node].length);
}

QByteArray JsonTree::path(Node node) const
{
    std::vector<Node> steps;
    for (; m_nodes[node].parent != kNone; node = m_nodes[node].parent)
        steps.push_back(node);
    QByteArray path;
    for (auto step = steps.crbegin(); step != steps.crend(); ++step) {
        if (!hasKey(*step)) {
            path += (path.isEmpty() ? ".[" : "[") + QByteArray::number(m_nodes[*step].row) + ']';
        } else if (const QByteArray name = key(*step); isIdentifier(name)) {
            path += '.' + name;
        } else {
            // The key as it stands in the text is quoted already, the way jq wants it.
            path +=
                (path.isEmpty() ? ".[" : "[") + m_bytes.mid(m_nodes[*step].keyBegin, m_nodes[*step].keyLength) + ']';
        }
    }
    return path.isEmpty() ? QByteArray(".") : path;
}

} // namespace varve
