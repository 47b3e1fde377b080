"""What visitors notice of an attack: how long their requests take, compared with no attack.

    python -m bench.attacks [--seconds SECONDS] [--leads LEADS]

A real server and two visitors per second, who open the form, send it and see their result; in turn
with nobody else, with 200 slow connections of each kind, with ever-changing accents requested from
one address and from many, and with ten workbooks requested at once, again and again. Targets: no
visit fails, and 99 % of requests take less than a second.
"""

import argparse
import itertools
import random
import re
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import urllib3

from app import create_app
from app.config import Settings
from app.database.address import DatabaseAddress
from app.method.token import NONCE_BITS
from app.web.services import services
from bench._many_leads import filled
from tests.http.real_server import RealServer
from tests.http.slow_clients import PARTIAL_HEADER, SILENT, TRICKLED_BODY, SlowClients
from tests.site import SECRET_KEY

SECONDS = 60
LEADS = 20_000
WARM_UP_SECONDS = 10  # until each worker has prepared what its first visitors wait for
VISITS_A_SECOND = 2
SLOW = dict.fromkeys((SILENT, PARTIAL_HEADER, TRICKLED_BODY), 200)
PAINTERS = 4
WORKBOOKS = 10
NAME, PASSWORD = "bench", "only-for-these-benchmarks"

Attack = Callable[[RealServer], AbstractContextManager[object]]


def new_result(server: RealServer) -> str:
    """Send a form; return the address of its result."""
    return server.send(random.getrandbits(NONCE_BITS))


def visit(server: RealServer) -> list[float]:
    """One ordinary visitor; how long each of their requests took, in seconds."""
    link = ""

    def submit() -> None:
        nonlocal link
        link = new_result(server)

    def get(path: str) -> None:
        assert server.get(path) == 200

    steps: list[Callable[[], None]] = [lambda: get("/en/"), submit, lambda: get(link)]
    seconds = []
    for step in steps:
        begun = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - begun)
    return seconds


# --- The attacks -------------------------------------------------------------------------------


@contextmanager
def over_and_over(step: Callable[[urllib3.PoolManager], int], threads: int) -> Iterator[None]:
    """Repeat `step` as fast as it is answered until the block ends; print the statuses."""
    over, statuses = threading.Event(), Counter[int]()

    def go_on() -> None:
        with urllib3.PoolManager(retries=False, timeout=60) as client:
            while not over.is_set():
                statuses[step(client)] += 1

    with ThreadPoolExecutor(threads) as pool:
        going = [pool.submit(go_on) for _ in range(threads)]
        try:
            yield
        finally:
            over.set()
        for each in going:
            each.result()  # raises if the attack broke off, and so was none
    print(f"    answered with {dict(sorted(statuses.items()))}")


def slow(server: RealServer) -> AbstractContextManager[object]:
    """Connections that send as little as they can."""
    return SlowClients(server.port, SLOW)


def accents(server: RealServer, clients: int) -> AbstractContextManager[None]:
    """One result's radar in ever-changing colours, from this many addresses."""
    link, numbers = new_result(server), itertools.count()

    def paint(client: urllib3.PoolManager) -> int:
        number = next(numbers)
        return client.request(
            "GET",
            f"{server.url}{link}/radar.{('png', 'svg')[number % 2]}",
            fields={"accent": f"{number * 99991 % 0x1000000:06x}"},
            headers={
                "X-Forwarded-For": f"198.51.{number % clients // 250}.{number % clients % 250}"
            },
        ).status

    return over_and_over(paint, PAINTERS)


def workbooks(server: RealServer) -> AbstractContextManager[None]:
    """All leads as a workbook, for ten people at the desk at once."""
    cookie = log_in(server)

    def export(client: urllib3.PoolManager) -> int:
        page = client.request("GET", f"{server.url}/desk/export", headers={"Cookie": cookie})
        headers = {"Cookie": cookie_of(page) or cookie}
        fields = {"csrf_token": csrf(page), "kind": "xlsx"}
        return client.request(
            "POST",
            f"{server.url}/desk/export",
            fields=fields,
            headers=headers | {"Referer": f"{server.url}/desk/export"},
            encode_multipart=False,
        ).status

    return over_and_over(export, WORKBOOKS)


def log_in(server: RealServer) -> str:
    """The cookie of a session at the desk."""
    with urllib3.PoolManager(retries=False, timeout=60) as client:
        page = client.request("GET", f"{server.url}/desk/login")
        done = client.request(
            "POST",
            f"{server.url}/desk/login",
            fields={"csrf_token": csrf(page), "name": NAME, "password": PASSWORD},
            headers={"Cookie": cookie_of(page), "Referer": f"{server.url}/desk/login"},
            encode_multipart=False,
            redirect=False,
        )
    assert done.status == 303, done.status
    return cookie_of(done)


def csrf(page: urllib3.BaseHTTPResponse) -> str:
    """The token of the form on a page."""
    found = re.search(rb'name="csrf_token" value="([^"]+)"', page.data)
    assert found
    return found[1].decode()


def cookie_of(answer: urllib3.BaseHTTPResponse) -> str:
    """The cookie that an answer sets; "" for none."""
    return answer.headers.get("Set-Cookie", "").partition(";")[0]


ATTACKS: dict[str, Attack] = {
    "nobody else": lambda _: nullcontext(),
    "600 slow connections": slow,
    "changing accents, one address": lambda server: accents(server, 1),
    "changing accents, 5,000 addresses": lambda server: accents(server, 5_000),
    "ten workbooks at once": workbooks,
}


# --- Measuring ---------------------------------------------------------------------------------


def visits(server: RealServer, seconds: int) -> tuple[list[float], int]:
    """Visitors at a steady rate, however slow the answers; seconds per request, and failures."""
    with ThreadPoolExecutor(64) as pool:
        coming = []
        for _ in range(seconds * VISITS_A_SECOND):
            coming.append(pool.submit(visit, server))
            time.sleep(1 / VISITS_A_SECOND)
    failed = [each for each in coming if each.exception()]
    return [s for each in coming if not each.exception() for s in each.result()], len(failed)


def main(seconds: int, leads: int) -> None:
    """Print how long visitors have to wait."""
    with tempfile.TemporaryDirectory() as folder:
        server = RealServer(Path(folder), webhook="http://127.0.0.1:9/")
        server.database.parent.mkdir()
        filled(server.database, leads)
        app = create_app(
            Settings(
                secret_key=SECRET_KEY,
                database_url=DatabaseAddress.read(f"sqlite:///{server.database}"),
            )
        )
        with app.app_context():
            services().accounts.add(NAME, PASSWORD)
        with server:
            server.wait_until_ready()
            visits(server, WARM_UP_SECONDS)
            floor = 0.0
            for name, attack in ATTACKS.items():
                with attack(server):
                    time.sleep(1)
                    found, failed = visits(server, seconds)
                p99 = statistics.quantiles(found, n=100)[-1]
                floor = floor or p99
                print(
                    f"{name:34} median {statistics.median(found):6.3f} s, "
                    f"p99 {p99:6.3f} s = {p99 / floor:4.1f} × nobody else, "
                    f"{failed} of {seconds * VISITS_A_SECOND} visits failed",
                    flush=True,
                )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--leads", type=int, default=LEADS)
    given = parser.parse_args()
    main(given.seconds, given.leads)
