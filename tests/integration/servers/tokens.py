# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
"""Access tokens for the registry of registry.sh: tokens.py KEY CERTIFICATE USER PASSWORD REFRESH.

Prints the port that it listens on. Everybody may pull below public/; the user may do everything; a wrong login gets nothing.
Tokens are JSON web tokens, signed with openssl; the registry knows the certificate."""

import base64
import http.server
import json
import subprocess
import sys
import time
import urllib.parse

KEY, CERTIFICATE, USER, PASSWORD, REFRESH = sys.argv[1:]
LIFETIME = 300


def word(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def chain():
    with open(CERTIFICATE, encoding="ascii") as file:
        return ["".join(line.strip() for line in file if "-----" not in line)]


def sign(text):
    return subprocess.run(["openssl", "dgst", "-sha256", "-sign", KEY], input=text, stdout=subprocess.PIPE, check=True).stdout


def token(service, access):
    now = int(time.time())
    head = {"typ": "JWT", "alg": "RS256", "x5c": chain()}
    claims = {
        "iss": "varve-test-issuer",
        "sub": USER,
        "aud": service,
        "iat": now,
        "nbf": now - 5,
        "exp": now + LIFETIME,
        "jti": str(time.time_ns()),
        "access": access,
    }
    text = b".".join(word(json.dumps(part).encode()) for part in (head, claims))
    return (text + b"." + word(sign(text))).decode()


def granted(scopes, is_user):
    """What of "repository:NAME:ACTION,ACTION" is allowed."""
    access = []
    for scope in scopes:
        kind, _, rest = scope.partition(":")
        name, _, actions = rest.rpartition(":")
        wanted = actions.split(",")
        allowed = wanted if is_user else [each for each in wanted if each == "pull" and name.startswith("public/")]
        access.append({"type": kind, "name": name, "actions": allowed})
    return access


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def give(self, service, scopes, is_user):
        made = token(service, granted(scopes, is_user))
        self.answer(200, {"token": made, "access_token": made, "expires_in": LIFETIME})

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        login = self.headers.get("Authorization", "")
        right = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if login and login != right:
            self.answer(401, {"details": "incorrect username or password"})
            return
        self.give(query.get("service", [""])[0], query.get("scope", []), bool(login))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        form = urllib.parse.parse_qs(body)
        if form.get("grant_type") != ["refresh_token"] or form.get("refresh_token") != [REFRESH]:
            self.answer(401, {"details": "no such refresh token"})
            return
        self.give(form.get("service", [""])[0], form.get("scope", [""])[0].split(), True)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
