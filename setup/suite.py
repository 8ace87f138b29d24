# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Our modules: what they need, what they contain, and how they get into a database."""

import ast
import re
import socket
import subprocess

from console import OUTPUT_LINES, Failure, step
from environment import LOGS, REPOSITORY, digest, locked
from postgres import Database

# Several checkouts may share one server: each has its own databases.
PREFIX = f"keqing_{digest(socket.gethostname(), str(REPOSITORY))[:6]}"
LANGUAGES = "en_US,zh_CN,zh_TW"
# Folders of a module that leave no trace in a database: changing them calls for no new install.
NOT_INSTALLED = {"tests", "static", "__pycache__"}
TROUBLE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")


def our_modules():
    """Each module of this repository with its manifest, by name."""
    paths = sorted(REPOSITORY.glob("keqing_*/__manifest__.py"))
    if not paths:
        raise Failure(f"There is no module in {REPOSITORY}.", "run this in a complete checkout.")
    return {path.parent.name: _manifest(path) for path in paths}


def _manifest(path):
    try:
        return ast.literal_eval(path.read_text())
    except (SyntaxError, ValueError) as error:
        raise Failure(f"{path} is no manifest: {error}", "correct it, then run again.") from error


def with_dependencies(names, manifests):
    """Split all that these modules need, themselves included.

    :return: our modules and Odoo's, each a sorted list of names
    """
    ours, odoos, todo = set(), set(), list(names)
    while todo:
        name = todo.pop()
        if name not in manifests:
            odoos.add(name)
        elif name not in ours:
            ours.add(name)
            todo += manifests[name].get("depends", ["base"])
    return sorted(ours), sorted(odoos)


def content_of(names):
    """A digest of all that these modules put into a database."""
    content = []
    for path in sorted(path for name in names for path in (REPOSITORY / name).rglob("*")):
        inside = path.relative_to(REPOSITORY)
        if path.is_file() and not NOT_INSTALLED & set(inside.parts):
            content += [str(inside), path.read_bytes().hex()]
    return digest(*content)


def base_database(odoo, names, besides=()):
    """The database with Odoo's modules that these of ours need, and no demo data of Odoo's.

    It is kept, to be copied, until Odoo or the modules are others.

    :param besides: modules of Odoo's to install as well
    """
    __, odoos = with_dependencies(names, our_modules())
    odoos = sorted({*odoos, *besides})
    base = Database(f"{PREFIX}_odoo_{digest(*odoos)[:6]}")
    content = f"{odoo.revision} {LANGUAGES} {','.join(odoos)}"
    with locked("base-database"):
        if base.content != content:
            with step("Database with Odoo's own modules"):
                new = Database(f"{base.name}_new")
                new.drop()
                # Odoo's modules may warn about each other: nothing we could correct.
                install(odoo, new, "--init", ",".join(odoos), fatal_warnings=False)
                new.content = content
                new.rename(base.name)
    return base


def suite_database(odoo, names, besides=()):
    """The database with these modules of ours installed as well, kept while nothing changes."""
    ours, __ = with_dependencies(names, our_modules())
    base = base_database(odoo, names, besides)
    suite = Database(f"{PREFIX}_suite_{digest(*ours, *besides)[:6]}")
    suite_content = f"{digest(base.content)} {content_of(ours)}"
    if suite.content != suite_content:
        with step(f"Installation of {', '.join(ours)}"):
            new = Database(f"{suite.name}_new")
            new.copy(base)
            install(odoo, new, "--init", ",".join(ours))
            new.content = suite_content
            new.rename(suite.name)
    return suite


def install(odoo, database, *options, fatal_warnings=True):
    """Run Odoo once to install or update modules in a database, which it makes if need be.

    :raise Failure: if Odoo fails, or warns: a wrong idiom often does no more than that
    """
    log = LOGS / f"{database.name}.log"
    command = [*odoo.command, "--database", database.name, *options]
    command += ["--load-language", LANGUAGES, "--stop-after-init", "--no-http"]
    with open(log, "w") as output:
        outcome = subprocess.run(
            command,
            env=odoo.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    lines = log.read_text(errors="replace").splitlines()
    advice = f"correct what the log says, then run again; it is in {log}"
    if outcome.returncode:
        last = "\n".join(lines[-OUTPUT_LINES:])
        raise Failure(f"Odoo ended with {outcome.returncode}:\n{last}", advice)
    troubles = [line for line in lines if TROUBLE.match(line)]
    if fatal_warnings and troubles:
        raise Failure("Odoo warned while it installed:\n" + "\n".join(troubles), advice)
