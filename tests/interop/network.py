"""TLS and proxies: a server with OpenSSL's TLS (Python's ssl) and certificates of every kind of wrong; a proxy that tunnels.

    pip install trustme
    python3 tests/interop/network.py

A refused connection must end with exit code 6, before the key was sent, and never show the proxy's password.
"""

import base64
import datetime
import http.server
import json
import os
import pathlib
import select
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import warnings

try:
    import trustme
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
except ImportError as error:
    sys.exit(f"skipped: {error}")

from serving import binary, clean_environment, step

KEY = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
PASSWORD = "the-proxys-password"
USER = {"user_id": "u1", "email": "you@example.com", "name": "You", "workspace_name": "acme"}


class Api(http.server.BaseHTTPRequestHandler):
    """Answers `whoami`, and notes whose key came."""

    keys = []

    def do_GET(self):
        self.keys.append(self.headers["Authorization"])
        answer = USER if self.path.endswith("/users/me") else {"keys": []}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that refuses the certificate breaks the handshake off: that is what is tested."""


def serve(context=None):
    """The port of an API; without a TLS context it speaks plain HTTP."""
    server = Server(("127.0.0.1", 0), Api)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def context_of(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


class Proxy(http.server.BaseHTTPRequestHandler):
    """Tunnels every CONNECT to one port, for those who know the password."""

    target = None
    connects = []

    def do_CONNECT(self):
        self.connects.append((self.path, self.headers.get("Proxy-Authorization")))
        expected = "Basic " + base64.b64encode(f"me:{PASSWORD}".encode()).decode()
        if self.headers.get("Proxy-Authorization") != expected:
            self.send_error(407)
            return
        self.send_response(200)
        self.end_headers()
        with socket.create_connection(("127.0.0.1", self.target)) as upstream:
            pair = [self.connection, upstream]
            while True:
                readable, _, _ = select.select(pair, [], [], 10)
                for end in readable:
                    data = end.recv(65536)
                    if not data:
                        return
                    pair[1 - pair.index(end)].sendall(data)
                if not readable:
                    return

    def log_message(self, *_):
        pass


def whoami(url, **variables):
    """Exit code, stdout, stderr, and how many requests came through."""
    before = len(Api.keys)
    with tempfile.TemporaryDirectory(prefix="truss-network-") as folder:
        environment = {**clean_environment(folder), "BASETEN_API_KEY": KEY, "BASETEN_REMOTE_URL": url, **variables}
        run = subprocess.run(
            [binary(), "whoami", "-o", "json", "--request-timeout", "5s"], env=environment, capture_output=True, text=True, timeout=60
        )
    assert KEY not in run.stdout + run.stderr and PASSWORD not in run.stdout + run.stderr, run.stderr
    assert all(key == f"Bearer {KEY}" for key in Api.keys[before:]), Api.keys
    return run.returncode, run.stdout, run.stderr, len(Api.keys) - before


def works(what, url, **variables):
    code, stdout, stderr, requests = whoami(url, **variables)
    assert code == 0 and json.loads(stdout)["email"] == USER["email"] and requests, (what, code, stdout, stderr)
    step(f"accepted: {what}")


def refused(what, url, says, **variables):
    code, stdout, stderr, requests = whoami(url, **variables)
    assert code == 6 and not stdout and not requests, (what, code, stdout, stderr, requests)
    message = json.loads(stderr.splitlines()[-1])["error"]["message"]
    assert says.lower() in message.lower(), (what, message)
    step(f"refused: {what}: {message.split(': ')[-1]}")


def self_signed(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
    path = pathlib.Path(folder, "self.pem")
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def certificates(folder):
    authority = trustme.CA()
    bundle = os.path.join(folder, "ca.pem")
    authority.cert_pem.write_to_path(bundle)
    good = serve(context_of(authority.issue_cert("localhost", "baseten.test")))
    works("an authority that SSL_CERT_FILE names", f"https://localhost:{good}", SSL_CERT_FILE=bundle)
    works("an authority that REQUESTS_CA_BUNDLE names", f"https://localhost:{good}", REQUESTS_CA_BUNDLE=bundle)
    refused("an authority that nobody named", f"https://localhost:{good}", "nobody whom this machine trusts")
    other = os.path.join(folder, "other.pem")
    trustme.CA().cert_pem.write_to_path(other)
    refused("another authority", f"https://localhost:{good}", "nobody whom this machine trusts", SSL_CERT_FILE=other)
    wrong = serve(context_of(authority.issue_cert("elsewhere.test")))
    refused("a certificate of another host", f"https://localhost:{wrong}", "another host's", SSL_CERT_FILE=bundle)
    past = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    expired = serve(context_of(authority.issue_cert("localhost", not_after=past)))
    refused("an expired certificate", f"https://localhost:{expired}", "expired", SSL_CERT_FILE=bundle)
    refused("a certificate signed by itself", f"https://localhost:{serve(self_signed(folder))}", "certificate")
    refused("a server without TLS", f"https://localhost:{serve()}", "", SSL_CERT_FILE=bundle)
    old = context_of(authority.issue_cert("localhost"))
    warnings.simplefilter("ignore", DeprecationWarning)
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    refused("TLS 1.1", f"https://localhost:{serve(old)}", "", SSL_CERT_FILE=bundle)
    code, _, stderr, requests = whoami(f"https://localhost:{good}", SSL_CERT_FILE=os.path.join(folder, "none.pem"))
    assert code != 0 and not requests and "none.pem" in stderr, stderr
    step("refused: a file of authorities that is not there")
    return good, bundle


def proxies(good, bundle):
    Proxy.target = good
    server = Server(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{server.server_address[1]}"
    remote = "https://baseten.test"
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"]:
        named = {variable: f"http://me:{PASSWORD}@{address}"}
        works(f"a proxy that {variable} names", remote, SSL_CERT_FILE=bundle, **named)
    assert {path for path, _ in Proxy.connects} == {"baseten.test:443"}, Proxy.connects
    tunnels = len(Proxy.connects)
    wrong = {"SSL_CERT_FILE": bundle, "HTTPS_PROXY": f"http://me:wrong@{address}"}
    refused("a proxy's wrong password", remote, "", **wrong)
    tunnels += 1
    assert len(Proxy.connects) >= tunnels, Proxy.connects
    tunnels = len(Proxy.connects)
    through = {"SSL_CERT_FILE": bundle, "HTTPS_PROXY": f"http://me:{PASSWORD}@{address}"}
    refused("a host that NO_PROXY names, and that does not resolve", remote, "", NO_PROXY="baseten.test", **through)
    works("a host of this machine, which no proxy sees", f"https://localhost:{good}", **through)
    assert len(Proxy.connects) == tunnels, "a proxy saw what it must not see"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
        refused("a proxy that is not there", remote, "", SSL_CERT_FILE=bundle, HTTPS_PROXY=nobody)


def main():
    with tempfile.TemporaryDirectory(prefix="truss-network-") as folder:
        proxies(*certificates(folder))
    print("TLS and proxies: as they should be")


main()
