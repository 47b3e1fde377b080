"""Whether what is written to a disk outlives a restart: platforms that throw it away say so."""

from collections.abc import Mapping
from pathlib import Path

# By the variable in which a platform says who it is.
_WITHOUT_A_DISK = {
    "AWS_LAMBDA_FUNCTION_NAME": "AWS Lambda",
    "DYNO": "Heroku",
    "VERCEL": "Vercel",
}
# What is on no disk that was mounted goes with the container.
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
    """Whether leads may be lost; raises ValueError when that isn't clear."""
    if text != "1":
        raise ValueError(f"is {text!r}: give 1 or nothing")
    return True


def warning(folder: Path, environ: Mapping[str, str]) -> str | None:
    """That leads in this folder would be gone after a restart; None where they would not."""
    platform = thrown_away_by(folder, environ)
    return platform and (
        f"DATABASE_URL names a file that {platform} throws away at the next restart, with all "
        "leads in it: name one on a disk that is mounted, or a postgresql:// database; or set "
        "ALLOW_EPHEMERAL=1 if they may be lost."
    )


def thrown_away_by(
    folder: Path, environ: Mapping[str, str], mounts: Path = Path("/proc/mounts")
) -> str | None:
    """The platform that throws away what is written to this folder; None where that stays.

    None also where nobody can know. `mounts`: what is mounted, as Linux tells it.
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
