"""A server that does its worst, on plain sockets, against commands that read, create, revoke and push.

    python3 tests/interop/hostile_server.py

Each case must end within what `--request-timeout` allows for the requests that came, and two seconds, in less than 64 MiB,
with the right exit code, without the key in anything that is printed, and without a connection to anywhere else.
"""

import concurrent.futures
import itertools
import json
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

from serving import binary, clean_environment

KEY = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
TIMEOUT = 1.0
# What the client waits before it asks again, at most twice: 0.2 s and 0.4 s.
PAUSES = 0.6
# How long it looks in the list for what a lost answer may have made or revoked.
LISTS = 3
MOST_MEMORY = 64 << 20
SERVER, INVALID = {6}, {5}
CHUNK = b"x" * 65536


def head(status="200 OK", **headers):
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()


def answer(body, status="200 OK", **headers):
    body = body if isinstance(body, bytes) else body.encode()
    return head(status, Content_Type="application/json", Content_Length=len(body), **headers) + body


def says(reply):
    return lambda connection, server: connection.sendall(reply)


def drips(data, delay=0.1):
    def act(connection, server):
        for byte in itertools.chain(data, itertools.repeat(data[-1])):
            connection.sendall(bytes([byte]))
            time.sleep(delay)

    return act


def endless(start, piece, pause=0):
    def act(connection, server):
        connection.sendall(start)
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return act


def resets(data):
    def act(connection, server):
        connection.sendall(data)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return act


def large(status="200 OK"):
    """A text of 100 MB, in pieces: what this script holds counts for the memory of those that it starts."""
    start, end, pieces = b'{"keys": [], "user_id": "', b'"}', (100 << 20) // len(CHUNK)

    def act(connection, server):
        length = len(start) + pieces * len(CHUNK) + len(end)
        connection.sendall(head(status, Content_Type="application/json", Content_Length=length) + start)
        for _ in range(pieces):
            connection.sendall(CHUNK)
        connection.sendall(end)

    return act


def silent(connection, server):
    time.sleep(60)


def redirects(status):
    def act(connection, server):
        connection.sendall(head(status, Location=f"http://127.0.0.1:{server.elsewhere}/v1/users/me", Content_Length=0))

    return act


def chunked(data):
    return says(head(Content_Type="application/json", Transfer_Encoding="chunked") + data)


DEEP = b"[" * 200_000
# The case, what the server does, and the exit codes that are right for a command that only reads.
CASES = [
    ("silence after the connection", silent, SERVER),
    ("a status line that drips", drips(b"HTTP/1.1 200 OK\r\nX: "), SERVER),
    ("a body that drips", drips(head(Content_Length=1 << 20) + b"{"), SERVER),
    ("a body without end", endless(head(Content_Type="application/json"), CHUNK), SERVER),
    ("chunks without end", endless(head(Transfer_Encoding="chunked"), b"10000\r\n" + CHUNK + b"\r\n"), SERVER),
    ("headers without end", endless(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 1000 + b"\r\n"), SERVER),
    ("one header without end", endless(b"HTTP/1.1 200 OK\r\nX-A: ", CHUNK), SERVER),
    ("a status line without end", endless(b"HTTP/1.1 200 ", CHUNK), SERVER),
    ("informational answers without end", endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.001), SERVER),
    ("a text of 100 MB", large(), SERVER),
    ("JSON of 200,000 levels", says(answer(DEEP)), SERVER),
    ("compressed zeros nobody asked for", says(answer(bytes.fromhex("1f8b0800") + bytes(100_000), Content_Encoding="gzip")), SERVER),
    ("no answer", says(b""), SERVER),
    ("a reset", resets(b""), SERVER),
    ("a reset within the headers", resets(b"HTTP/1.1 200 OK\r\nContent-"), SERVER),
    ("a reset within the body", resets(head(Content_Length=1000) + b"{"), SERVER),
    ("a body that is too short", says(head(Content_Length=1000) + b"{}"), SERVER),
    ("not HTTP", says(b"SSH-2.0-OpenSSH_9.2\r\n"), SERVER),
    ("HTTP/0.9", says(b"<html>hello</html>"), SERVER),
    ("HTTP/2 nobody asked for", says(b"\0\0\x12\x04\0\0\0\0\0" + bytes(18)), SERVER),
    ("status 999", says(answer("{}", "999 Odd")), SERVER),
    ("status 000", says(answer("{}", "000 Odd")), SERVER),
    ("two lengths that differ", says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), SERVER),
    ("a negative length", says(b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}"), SERVER),
    ("a length of 2^64", says(b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n{}"), SERVER),
    ("a chunk of no number", chunked(b"zz\r\n{}\r\n0\r\n\r\n"), SERVER),
    ("a chunk of 2^63", chunked(b"7fffffffffffffff\r\n{}"), SERVER),
    ("an empty body", says(answer("")), SERVER),
    ("204", says(head("204 No Content")), SERVER),
    ("HTML with 200", says(answer("<!doctype html><p>Log in to the wifi")), SERVER),
    ("text that is not UTF-8", says(answer(b'{"user_id": "\xff\xfe", "keys": "\xff"}')), SERVER),
    ("the wrong types", says(answer('{"user_id": {}, "keys": {"a": 1}, "email": []}')), SERVER),
    ("null", says(answer("null")), SERVER),
    ("a number beyond all", says(answer('{"user_id": 1e999999, "keys": 1e999999}')), SERVER),
    ("a redirect to another host", redirects("302 Found"), SERVER),
    ("a permanent redirect to another host", redirects("308 Permanent Redirect"), SERVER),
    ("401 with escape sequences", says(answer('{"message": "\\u001b[2J\\u009b31m"}', "401 Unauthorized")), {3}),
    ("403 with a page of 100 MB", large("403 Forbidden"), {3, 6}),
    ("422 of another type", says(answer("[1, 2]", "422 Unprocessable Entity")), INVALID),
    ("500 with a text that drips", drips(head("500 Oh", Content_Length=1 << 20) + b"x"), SERVER),
    ("500", says(answer("<h1>no</h1>", "500 Oh")), SERVER),
    ("503 with the key in its words", says(answer(json.dumps({"message": f"Bearer {KEY}"}), "503 No")), SERVER),
]
LIST = {"keys": [{"prefix": "abcd1234", "name": "me", "type": "PERSONAL", "model_ids": None, "environment_names": None,
                  "team_name": None, "created_at": "2026-01-01T00:00:00Z", "last_used_at": None},
                 {"prefix": "efgh5678", "name": "old", "type": "PERSONAL", "model_ids": None, "environment_names": None,
                  "team_name": None, "created_at": "2026-01-01T00:00:00Z", "last_used_at": None}]}
FINE = {("GET", "/v1/api_keys"): LIST, ("GET", "/v1/users/me"): {"user_id": "u", "email": "e", "workspace_name": "w"},
        ("GET", "/v1/models"): {"models": []}, ("GET", "/v1/teams"): {"teams": [{"id": "t", "name": "t"}]}}
# The command, and the request in it that is answered badly: one that reads, and those that change something.
COMMANDS = [
    (["whoami"], ("GET", "/v1/users/me")),
    (["keys", "list"], ("GET", "/v1/api_keys")),
    (["keys", "create", "new"], ("POST", "/v1/api_keys")),
    (["keys", "revoke", "old", "--yes"], ("DELETE", "/v1/api_keys/efgh5678")),
    (["push", "truss", "--no-wait"], ("POST", "/v1/prepare_model_upload")),
]


class Hostile:
    """A server for one run: everything but the victim is answered well."""

    def __init__(self, victim, act):
        self.victim, self.act, self.requests, self.strangers = victim, act, 0, 0
        self.socket, self.stranger = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
        self.port, self.elsewhere = self.socket.getsockname()[1], self.stranger.getsockname()[1]
        threading.Thread(target=self.accept, args=(self.socket, self.serve), daemon=True).start()
        threading.Thread(target=self.accept, args=(self.stranger, self.betrayed), daemon=True).start()

    def accept(self, listener, serve):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    def betrayed(self, connection):
        self.strangers += 1
        connection.close()

    def serve(self, connection):
        with connection:
            try:
                request = b""
                while b"\r\n\r\n" not in request:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    request += piece
                method, path = request.split(b" ", 2)[:2]
                method, path = method.decode(), path.decode().split("?")[0]
                if (method, path) == self.victim:
                    self.requests += 1
                    self.act(connection, self)
                else:
                    fine = FINE.get((method, path))
                    body = json.dumps(fine) if fine else '{"message": "no"}'
                    connection.sendall(answer(body, "200 OK" if fine else "404 Not Found", Connection="close"))
            except OSError:
                return

    def close(self):
        self.socket.close()
        self.stranger.close()


def run(case, command):
    name, act, right = case
    arguments, victim = command
    server = Hostile(victim, act)
    with tempfile.TemporaryDirectory(prefix="truss-hostile-") as folder:
        os.mkdir(f"{folder}/truss")
        with open(f"{folder}/truss/config.yaml", "w") as config:
            config.write("model_name: m\n")
        environment = {**clean_environment(folder), "BASETEN_API_KEY": KEY, "BASETEN_REMOTE_URL": f"http://127.0.0.1:{server.port}"}
        with open(f"{folder}/out", "w+b") as out:
            began = time.monotonic()
            process = subprocess.Popen(
                [binary(), *arguments, "--request-timeout", f"{TIMEOUT:.0f}s"],
                env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            )
            killer = threading.Timer(60, process.kill)
            killer.start()
            _, status, usage = os.wait4(process.pid, 0)
            killer.cancel()
            seconds = time.monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            printed = out.read()
    server.close()
    code, memory = process.returncode, usage.ru_maxrss * 1024
    allowed = max(server.requests, 1) * TIMEOUT + PAUSES + 2
    if victim[0] != "GET":
        # It may have been done: the list says, and what is left has 7. A push that gets an answer goes on, to a 404 here.
        allowed, right = allowed + LISTS, right | {4, 5, 6, 7, 8}
    wrong = [
        f"exit code {code}, not {sorted(right)}" if code not in right else "",
        f"{seconds:.1f} s, {allowed:.1f} s are allowed" if seconds > allowed else "",
        f"{memory >> 20} MiB" if memory > MOST_MEMORY else "",
        "the key is printed" if KEY.encode() in printed or KEY.split(".")[1].encode() in printed else "",
        "escape sequences are printed" if re.search(rb"\x1b|\xc2\x9b", printed) else "",
        "another server was asked" if server.strangers else "",
        "no request came" if not server.requests else "",
    ]
    return f"{' '.join(arguments)}: {name}", [fault for fault in wrong if fault], seconds, memory, printed


def main():
    pairs = [(case, command) for case in CASES for command in COMMANDS]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        results = list(pool.map(lambda pair: run(*pair), pairs))
    broken = [(what, faults, printed) for what, faults, _, _, printed in results if faults]
    for what, faults, printed in broken:
        print(f"{what}: {'; '.join(faults)}\n    {printed[-400:].decode(errors='replace')}")
    slowest, largest = max(result[2] for result in results), max(result[3] for result in results)
    print(f"{len(CASES)} cases, {len(results)} runs: the slowest {slowest:.1f} s, the largest {largest / (1 << 20):.0f} MiB, {len(broken)} broken")
    sys.exit(1 if broken else 0)


main()
