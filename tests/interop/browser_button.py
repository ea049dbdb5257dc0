"""Logs in by browser to the end: `truss login --browser` on a terminal opens Chromium, which presses the page's button.

    apt-get install chromium
    python3 tests/interop/browser_button.py

Not in .ci/run: a browser is a large thing to install. It is driven through its debugging pipe.
"""

import json
import os
import pty
import shutil
import subprocess
import sys
import threading
import time

from serving import binary, serving, step, truss


class Chromium:
    """A headless browser with one page."""

    def __init__(self, program, folder):
        (theirs_in, self.out), (self.back, theirs_out) = os.pipe(), os.pipe()

        def descriptors():
            # The pipe is on 3 and 4.
            low, high = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(low, 3)
            os.dup2(high, 4)

        options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={folder}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {"HOME": folder, "PATH": os.environ["PATH"]}
        self.process = subprocess.Popen(
            [program, *options, "about:blank"], preexec_fn=descriptors, close_fds=False, env=environment, **quiet
        )
        self.buffer, self.number, self.session = b"", 0, None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def ask(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.buffer:
                self.buffer += os.read(self.back, 65536)
            line, _, self.buffer = self.buffer.partition(b"\0")
            answer = json.loads(line)
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return answer["result"]

    def evaluate(self, script):
        return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def wait_for(self, script):
        for _ in range(300):
            if self.evaluate(script):
                return
            time.sleep(0.1)
        sys.exit(f"the page never had: {script}; it has {self.evaluate('document.body.innerText')!r}")


def read(terminal, pieces):
    """What a terminal shows, until nobody writes to it any more."""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            return
        if not piece:
            return
        pieces.append(piece)


def main():
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        print("skipped: Chromium is not installed")
        return
    with serving() as server:
        opened = os.path.join(server["folder"], "opened")
        browser = os.path.join(server["folder"], "browser")
        with open(browser, "w") as file:
            file.write(f'#!/bin/sh\nprintf %s "$1" > {opened}.new && mv {opened}.new {opened}\n')
        os.chmod(browser, 0o755)
        environment = {**server["environment"], "BROWSER": browser, "TERM": "xterm"}
        ours, theirs = pty.openpty()
        terminal = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        command = [binary(), "login", "--browser", "--remote-url", server["url"]]
        login = subprocess.Popen(command, env=environment, start_new_session=True, **terminal)
        os.close(theirs)
        pieces = []
        reader = threading.Thread(target=read, args=(ours, pieces))
        reader.start()
        for _ in range(200):
            if os.path.exists(opened):
                break
            time.sleep(0.1)
        page = open(opened).read()
        assert page.startswith(f"{server['url']}/device?user_code="), page
        step("the browser is opened on the page")
        chromium = Chromium(program, os.path.join(server["folder"], "chromium"))
        try:
            chromium.ask("Page.navigate", url=page)
            chromium.wait_for("document.querySelectorAll('button').length === 1")
            shown = chromium.evaluate("document.body.innerText")
            assert page.split("=")[1] in shown, shown
            chromium.evaluate("document.querySelector('button').click()")
            chromium.wait_for("document.body.innerText.includes('You are logged in')")
        finally:
            chromium.process.kill()
            chromium.process.wait()
        step("its button logs in")
        code = login.wait(timeout=30)
        reader.join(timeout=30)
        shown = b"".join(pieces).decode()
        assert code == 0 and "Signed in as" in shown, shown
        who = truss(server["environment"], "whoami")
        assert "(browser login)" in who, who
        step("and the login is used")


if __name__ == "__main__":
    main()
