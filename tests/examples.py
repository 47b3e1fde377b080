"""How many examples hypothesis thinks of: fewer where an answer is wanted quickly."""

from hypothesis import HealthCheck, settings

# How long an example takes says nothing here: machines are noisy.
_NOISY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("all", _NOISY)
settings.register_profile("quick", _NOISY, max_examples=20)


def choose(*, quick: bool) -> None:
    """Say which it is to be, before the first test is read."""
    settings.load_profile("quick" if quick else "all")


def many(count: int) -> settings:
    """So many examples; with --quick no more than for any other test."""
    quick = settings.get_current_profile_name() == "quick"
    return settings(max_examples=min(count, settings().max_examples) if quick else count)
