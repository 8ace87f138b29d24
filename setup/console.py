# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""How the commands talk: a line per step with its time, and failures that say what to do."""

import shlex
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

TITLE_WIDTH = 44
OUTPUT_LINES = 30
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Failure(Exception):
    """Something the reader must know: what happened, and what to do about it."""

    def __init__(self, reason, advice):
        super().__init__(reason)
        self.reason = reason
        self.advice = advice


@contextmanager
def step(title):
    """Show one line: the title at once, on a terminal the seconds as they pass, the total."""
    started = time.monotonic()
    label = f"{title} ".ljust(TITLE_WIDTH, ".")
    done = threading.Event()

    def tick():
        while not done.wait(1):
            print(f"\r{label} {time.monotonic() - started:5.0f} s", end="", flush=True)

    print(label, end="", flush=True)
    ticker = threading.Thread(target=tick, daemon=True)
    if sys.stdout.isatty():
        ticker.start()
    outcome = "failed"
    try:
        yield
        outcome = ""
    except KeyboardInterrupt:
        outcome = "stopped"
        raise
    finally:
        done.set()
        if ticker.is_alive():
            ticker.join()
            print(f"\r{label}", end="")
        print(f" {time.monotonic() - started:5.1f} s {outcome}".rstrip(), flush=True)


def run(command, advice, **options):
    """Run a program silently.

    :return: what it wrote, standard error included
    :raise Failure: with the end of what it wrote, if it does not end with 0
    """
    command = [str(word) for word in command]
    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    )
    if result.returncode:
        output = "\n".join(result.stdout.splitlines()[-OUTPUT_LINES:])
        raise Failure(f"{shlex.join(command)}\nended with {result.returncode}:\n{output}", advice)
    return result.stdout


def attend(command, **options):
    """Run a program in the foreground until it ends; what would end us ends it first.

    A terminal sends Ctrl-C to the program as well, so only other signals are passed on: a second
    one would cut its own cleaning up short.

    :return: its exit code
    """
    process = subprocess.Popen([str(word) for word in command], **options)

    def pass_on(number, frame):
        if number != signal.SIGINT or not sys.stdin.isatty():
            process.send_signal(signal.SIGINT)

    previous = {number: signal.signal(number, pass_on) for number in SIGNALS}
    try:
        return process.wait()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def main(command):
    """Run a command as a program, turning what stops it into words and an exit code."""
    # A polite kill must stop what we started just as Ctrl-C does, and so must a Ctrl-C that
    # whoever started us in the background had switched off.
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)
    try:
        sys.exit(command())
    except Failure as failure:
        print(f"\n{failure.reason}\n\nWhat to do: {failure.advice}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.exit(130)
