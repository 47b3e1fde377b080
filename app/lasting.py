"""Whether files outlive a restart: platforms that wipe their disk can be recognised."""

from collections.abc import Mapping
from pathlib import Path

# Keyed by an environment variable that only this platform sets.
_WITHOUT_A_DISK = {
    "AWS_LAMBDA_FUNCTION_NAME": "AWS Lambda",
    "DYNO": "Heroku",
    "VERCEL": "Vercel",
}
# Here only a mounted disk stays; everything else goes with the container.
_WITH_MOUNTED_DISKS = {
    "FLY_APP_NAME": "Fly.io",
    "K_SERVICE": "Cloud Run",
    "KOYEB_APP_NAME": "Koyeb",
    "RAILWAY_PROJECT_ID": "Railway",
    "RENDER": "Render",
    "WEBSITE_SITE_NAME": "Azure App Service",
}
_IN_MEMORY = {"overlay", "ramfs", "tmpfs"}


def allowed(text: str) -> bool:
    """Whether leads may be lost: True for "1". Raises ValueError for anything else."""
    if text != "1":
        raise ValueError(f"is {text!r}: give 1 or nothing")
    return True


def warning(folder: Path, environ: Mapping[str, str]) -> str | None:
    """Warn that leads in this folder would not survive a restart; None where they would."""
    platform = thrown_away_by(folder, environ)
    return platform and (
        f"DATABASE_URL names a file that {platform} throws away at the next restart, with all "
        "leads in it: name one on a mounted disk, or a postgresql:// database; or set "
        "ALLOW_EPHEMERAL=1 if they may be lost."
    )


def thrown_away_by(
    folder: Path, environ: Mapping[str, str], mounts: Path = Path("/proc/mounts")
) -> str | None:
    """The platform that throws away what is written to this folder; None where it is kept.

    None also where it cannot be known. `mounts`: Linux's list of mounted file systems.
    """
    without = next((name for key, name in _WITHOUT_A_DISK.items() if environ.get(key)), None)
    mounted = next((name for key, name in _WITH_MOUNTED_DISKS.items() if environ.get(key)), None)
    if without or mounted is None or not mounts.exists():
        return without
    return None if _is_mounted(folder.resolve(), mounts.read_text("utf-8")) else mounted


def _is_mounted(folder: Path, mounts: str) -> bool:
    """Whether the folder is on a disk of its own; each line: device, place, kind of file system."""
    lines = [line.split() for line in mounts.splitlines()]
    places = {Path(place.replace("\\040", " ")): kind for _device, place, kind, *_ in lines}
    nearest = next((each for each in (folder, *folder.parents) if each in places), Path("/"))
    return nearest != Path("/") and places[nearest] not in _IN_MEMORY
