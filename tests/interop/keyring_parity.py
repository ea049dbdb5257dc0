"""Logs in and out by this program and by Python's truss in turn, on one trussrc and one real keyring: gnome-keyring.

Each sequence does a few random things with one remote: logins with a key (in the file, in the keyring) and by browser, by
either program; logouts; renewals; a rename by hand; a rotation into the section. After each thing both programs must have the
same secret for the remote, or both none. Where login.md has ours differ, the sequences do not go.

    apt-get install gnome-keyring dbus
    python3 tests/interop/keyring_parity.py [SEQUENCES] [SEED]
"""

import configparser
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

from serving import binary, serving, step

SEQUENCES = int(sys.argv[1]) if len(sys.argv) > 1 else 200
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 30)
SERVICE = "baseten-truss"
WORKERS = 2


class Programs:
    """Both programs, on the trussrc that USER_TRUSSRC_PATH names."""

    def __init__(self, server, environment):
        import keyring
        from truss.cli import auth
        from truss.remote import remote_factory
        from truss.remote.baseten import api, oauth

        self.url, self.key, self.environment = server["url"], server["api_key"], environment
        self.keyring, self.auth, self.factory, self.oauth = keyring, auth, remote_factory, oauth
        self.path = environment["USER_TRUSSRC_PATH"]
        # Anything that is not in this map goes to Baseten itself.
        api.API_URL_MAPPING[self.url] = self.url
        auth.DEFAULT_REMOTE_URL = self.url
        oauth.webbrowser.open = lambda *_, **__: False
        for console in (auth.console, oauth.console):
            console.quiet = True

    def ours(self, *arguments, stdin="", **variables):
        environment = {**self.environment, **variables}
        return subprocess.run([binary(), *arguments], env=environment, input=stdin, capture_output=True, text=True)

    def succeed(self, *arguments, **more):
        ran = self.ours(*arguments, **more)
        assert ran.returncode == 0, f"{arguments}: {ran.stderr}"
        return ran.stdout

    def sections(self):
        config = configparser.ConfigParser()
        config.read(self.path)
        return config

    # What can be done.

    def our_key(self, name):
        self.succeed("login", "--api-key-stdin", "--remote", name, "--remote-url", self.url, "-q", stdin=self.key)

    def our_key_in_keyring(self, name):
        arguments = ["login", "--keyring", "--api-key-stdin", "--remote", name, "--remote-url", self.url, "-q"]
        self.succeed(*arguments, stdin=self.key)

    def our_browser(self, name):
        self.succeed("login", "--browser", "--remote", name, "--remote-url", self.url, "-q")

    def our_browser_without_keyring(self, name):
        arguments = ["auth", "login", "--browser", "--remote", name, "--remote-url", self.url, "-q"]
        self.succeed(*arguments, BASETEN_TRUSS_AUTH_KEYRING_DISABLED="1")

    def our_logout(self, name):
        if name in self.sections():
            self.succeed("auth", "logout", "--remote", name, "-q")

    def our_rotation(self, name):
        """Only into a section that has a key, which is what `--to trussrc:` takes."""
        if (self.python_secret(name) or "").split(".")[0] != self.key.split(".")[0]:
            return
        made = self.succeed("keys", "create", f"rotated-{self.rng.randrange(1 << 40)}", "--type", "full-access", "--remote", name, "-q")
        prefix = made.split(".")[0]
        place = self.rng.choice([[], ["--keyring"]])
        self.succeed("login", "--api-key-stdin", "--remote", name, "-q", *place, stdin=made.strip())
        before = self.keyring.get_password(SERVICE, name)
        self.succeed("keys", "rotate", prefix, "--to", f"trussrc:{name}", "--remote", name, "--revoke-now", "--yes", "-q")
        after = self.keyring.get_password(SERVICE, name)
        # What a rename left in the keyring under this name is not the section's, and stays.
        assert (before != after) == bool(place), f"seed {SEED}, {place}: the rotation went to another place"

    def python_key(self, name):
        self.auth.do_login(browser=False, api_key=self.key, remote=name)

    def python_browser(self, name):
        self.auth.do_login(browser=True, api_key=None, remote=name)

    def python_logout(self, name):
        if name not in self.sections():
            return
        try:
            configs = self.factory.RemoteFactory.load_remote_config(name).configs
            if configs.get("auth_type") == "oauth":
                tokens = {field: configs[f"oauth_{field}"] for field in ("access_token", "refresh_token", "expires_at")}
                self.oauth.revoke(self.url, self.oauth.OAuthCredential(**tokens))
        except ValueError:
            pass
        self.factory.RemoteFactory.remove_remote_config(name)

    def python_uses_it(self, name):
        """As a push does: an access token that ends is renewed and written down."""
        if self.python_secret(name):
            self.factory.RemoteFactory.create(name).fetch_auth_header()

    def expire(self, name):
        """The access token ends, wherever it is."""
        config = self.sections()
        if name not in config:
            return
        if "oauth_expires_at" in config[name]:
            config[name]["oauth_expires_at"] = "1"
            with open(self.path, "w") as file:
                config.write(file)
        elif blob := self.keyring.get_password(SERVICE, name):
            fields = json.loads(blob)
            if "oauth_expires_at" in fields:
                self.keyring.set_password(SERVICE, name, json.dumps({**fields, "oauth_expires_at": "1"}))

    def rename(self, name):
        """By hand: what is in the keyring stays under the old name."""
        config = self.sections()
        if name in config:
            options = dict(config[name])
            config.remove_section(name)
            config[f"{name}-renamed"] = options
            with open(self.path, "w") as file:
                config.write(file)

    # What both have.

    def our_secret(self, name):
        ran = self.ours("auth", "token", "--remote", name)
        assert ran.returncode in (0, 3, 4, 5), ran.stderr
        return ran.stdout.strip() or None

    def python_secret(self, name):
        try:
            configs = self.factory.RemoteFactory.load_remote_config(name).configs
        except (ValueError, FileNotFoundError):
            return None
        if configs.get("api_key") and configs.get("oauth_access_token"):
            return None
        return configs.get("oauth_access_token") or configs.get("api_key")

    def check(self, name, done):
        for known in (name, f"{name}-renamed"):
            ours, python = self.our_secret(known), self.python_secret(known)
            assert ours == python, f"seed {SEED}: after {done} ours has {ours!r} for {known}, Python {python!r}"

    def clean(self, name):
        for known in (name, f"{name}-renamed"):
            if self.keyring.get_password(SERVICE, known):
                self.keyring.delete_password(SERVICE, known)
        open(self.path, "w").close()


def sequences(programs):
    """The random sequences. Answers what was done how often."""
    things = [
        "our_key", "our_key_in_keyring", "our_browser", "our_browser_without_keyring", "our_logout", "our_rotation",
        "python_key", "python_browser", "python_logout", "python_uses_it", "expire", "rename",
    ]
    counts = {}
    for number in range(SEQUENCES):
        rng = programs.rng = random.Random(SEED * 1000 + number)
        name, done = f"remote-{number}", []
        programs.clean(name)
        for _ in range(rng.randrange(2, 6)):
            thing = rng.choice(things)
            done.append(thing)
            counts[thing] = counts.get(thing, 0) + 1
            getattr(programs, thing)(name)
            programs.check(name, done)
        programs.clean(name)
    return counts


def shapes(programs):
    """An item of ours is what Python's keyring makes, so that each replaces the other's."""
    import secretstorage

    name = "the 'shape' of an item"
    for login in (programs.our_browser, programs.python_browser, programs.our_browser):
        login(name)
        bus = secretstorage.dbus_init()
        collection = secretstorage.get_default_collection(bus)
        items = list(collection.search_items({"service": SERVICE, "username": name}))
        assert len(items) == 1, items
        attributes = items[0].get_attributes()
        attributes.pop("xdg:schema", None)
        expected = {"service": SERVICE, "username": name, "application": "Python keyring library"}
        assert attributes == expected, attributes
        assert items[0].get_label() == f"Password for '{name}' on '{SERVICE}'", items[0].get_label()
    # An item that somebody else made without `application`: one is left after a write, none after a logout.
    collection.create_item("other", {"service": SERVICE, "username": name}, b"{}")
    programs.our_browser(name)
    assert len(list(collection.search_items({"service": SERVICE, "username": name}))) == 1
    collection.create_item("other", {"service": SERVICE, "username": name}, b"{}")
    programs.our_logout(name)
    assert not list(collection.search_items({"service": SERVICE, "username": name}))
    step("items have the shape that Python's keyring gives them, and there is one for each remote")

    # Python's truss was stopped between its two writes: the old tokens are still in the file.
    programs.our_browser_without_keyring(name)
    spent = dict(programs.sections()[name])
    programs.expire(name)
    programs.our_secret(name)
    config = programs.sections()
    new = dict(config[name])
    fields = {field: new[field] for field in new if field == "auth_type" or field.startswith("oauth_")}
    programs.keyring.set_password(SERVICE, name, json.dumps(fields))
    config[name] = {**spent, "oauth_expires_at": "1"}
    with open(programs.path, "w") as file:
        config.write(file)
    assert programs.our_secret(name) == new["oauth_access_token"] == programs.python_secret(name)
    assert "oauth_access_token" not in programs.sections()[name]
    step("spent tokens in the file give way to those of the keyring")

    programs.expire(name)
    arguments = {"env": programs.environment, "stdout": subprocess.PIPE, "text": True}
    runs = [subprocess.Popen([binary(), "auth", "token", "--remote", name], **arguments) for _ in range(30)]
    assert len({run.communicate()[0] for run in runs}) == 1 and not any(run.returncode for run in runs)
    step("of 30 processes one renews what is in the keyring, and all go on")

    truss = os.path.join(os.path.dirname(programs.path), "a-truss")
    os.mkdir(truss)
    with open(os.path.join(truss, "config.yaml"), "w") as file:
        file.write("model_name: a\n")
    with open(os.path.join(truss, "leak.py"), "w") as file:
        file.write(f"TOKEN = '{programs.our_secret(name)}'\n")
    ran = programs.ours("push", truss, "--remote", name)
    assert ran.returncode == 8 and "leak.py" in ran.stderr, ran.stderr
    os.remove(os.path.join(truss, "leak.py"))
    programs.succeed("push", truss, "--remote", name, "-q")
    step("a push goes by the login, and no token of the keyring goes along")

    programs.our_browser(name)
    collection.lock()
    ran = programs.ours("whoami", "--remote", name)
    assert ran.returncode == 3 and "the keyring is locked" in ran.stderr, ran.stderr
    assert "unlock the keyring" in ran.stderr and "truss login --browser" in ran.stderr, ran.stderr
    step("a locked keyring is an error with the way out")


def main():
    for program in ("dbus-run-session", "gnome-keyring-daemon"):
        if not shutil.which(program):
            sys.exit(f"skipped: {program} is not installed")
    if "TRUSS_IN_SESSION" not in os.environ:
        # Each with a bus and a keyring of its own: two clients of one gnome-keyring now and then lose an item.
        environment = {**os.environ, "TRUSS_IN_SESSION": "1"}
        command = ["dbus-run-session", "--", sys.executable, sys.argv[0], str(SEQUENCES // WORKERS)]
        runs = [subprocess.Popen([*command, str(SEED + worker)], env=environment) for worker in range(WORKERS)]
        sys.exit(max(abs(run.wait()) for run in runs))
    with tempfile.TemporaryDirectory(prefix="truss-keyring-") as folder, serving("--auto-approve") as server:
        session = {
            "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"],
            "HOME": folder,
            "XDG_DATA_HOME": os.path.join(folder, "data"),
            "XDG_RUNTIME_DIR": folder,
            "PATH": os.environ["PATH"],
        }
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        daemon = subprocess.Popen(command, env=session, stdin=subprocess.PIPE, **quiet)
        daemon.stdin.write(b"password")
        daemon.stdin.close()
        try:
            for name in ("BASETEN_TRUSS_AUTH_API_KEY", "BASETEN_API_KEY", "API_KEY", "PYTHON_KEYRING_BACKEND"):
                os.environ.pop(name, None)
            environment = {**session, "USER_TRUSSRC_PATH": os.path.join(folder, "trussrc")}
            os.environ.update(environment)
            programs = Programs(server, environment)
            counts = sequences(programs)
            step(f"{SEQUENCES} sequences (seed {SEED}), both agree after each of {sum(counts.values())} things: {counts}")
            shapes(programs)
        finally:
            daemon.terminate()
            daemon.wait(timeout=10)


if __name__ == "__main__":
    main()
