"""Whatever is sent, wherever: an answer that was meant, and nothing stored but whole forms."""

from urllib.parse import quote, quote_from_bytes, urljoin, urlsplit

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from app.web.check.tickets import Tickets
from tests.page import Page
from tests.site import SECRET_KEY, Row, Site, ticket
from tests.visitor import ITEMS, PROFILE, QUESTIONS, UNKNOWN, Visitor

FORM = "application/x-www-form-urlencoded"
HOME = "http://localhost/"
THOROUGH = settings(max_examples=150)

Pair = tuple[bytes, bytes]

words = st.one_of(
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=40),
    st.sampled_from(
        [b"", b"0", b"1", b"5", b"6", b"unknown", b"leadership", b"\0", b"\xff", b"3 "]
    ),
)
names = st.one_of(
    st.sampled_from([*QUESTIONS, "ticket", "page_seconds", "note", "language"]).map(str.encode),
    words,
)
anything_sent = st.lists(st.tuples(names, words), max_size=60)


def true_pairs() -> list[Pair]:
    """What a form of ours sends."""
    fields = {**PROFILE, **dict.fromkeys(ITEMS, "3"), "ticket": ticket(), "page_seconds": ""}
    return [(name.encode(), value.encode()) for name, value in fields.items()]


@st.composite
def damaged_forms(draw: st.DrawFn) -> list[Pair]:
    """A form of ours with a few fields changed, dropped, doubled or added."""
    pairs = true_pairs()
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(pairs) - 1))
        change = draw(st.sampled_from(["value", "name", "drop", "double", "add"]))
        if change == "value":
            pairs[place] = (pairs[place][0], draw(words))
        elif change == "name":
            pairs[place] = (draw(names), pairs[place][1])
        elif change == "drop":
            del pairs[place]
        elif change == "double":
            pairs.insert(place, pairs[place])
        else:
            pairs.insert(place, (draw(names), draw(words)))
    return pairs


def urlencoded(pairs: list[Pair]) -> bytes:
    return "&".join(f"{quote_from_bytes(n)}={quote_from_bytes(v)}" for n, v in pairs).encode()


def is_whole(pairs: list[Pair]) -> bool:
    """Whether this is a form with one answer to every question, said without the application."""
    sent: dict[str, list[str]] = {}
    for name, value in pairs:
        sent.setdefault(name.decode("utf-8", "replace"), []).append(
            value.decode("utf-8", "replace")
        )
    steps = {"1", "2", "3", "4", "5", UNKNOWN}
    return (
        "language" not in sent
        and not any(sent.get("note", []))
        and len(sent.get("ticket", [])) == 1
        and all(len(sent.get(name, [])) == 1 for name in QUESTIONS)
        and all(sent[name][0] in steps for name in ITEMS)
    )


@THOROUGH
@given(pairs=st.one_of(damaged_forms(), anything_sent), language=st.sampled_from(["en", "nl"]))
def test_any_form_is_taken_whole_or_shown_again(
    fuzzed: Site, pairs: list[Pair], language: str
) -> None:
    before = len(fuzzed.leads())
    visitor = Visitor(fuzzed).posts(f"/{language}/", data=urlencoded(pairs), content_type=FORM)
    status = visitor.response.status_code
    event(str(status))
    if status == 303:
        assert is_whole(pairs)
        assert visitor.opens(visitor.result_path).response.status_code == 200
        assert len(fuzzed.leads()) in (before, before + 1)
    else:
        asked_for_the_language = any(name == b"language" for name, _ in pairs)
        assert status in ((200,) if asked_for_the_language else (400, 422))
        assert visitor.is_at_the_form
        assert visitor.page.language == language
        assert len(fuzzed.leads()) == before


@THOROUGH
@given(
    body=st.binary(max_size=300),
    kind=st.one_of(
        st.sampled_from([FORM, "multipart/form-data; boundary=x", "application/json", "", "x"]),
        st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=30),
    ),
)
def test_any_body_of_any_kind_gets_the_form_again(fuzzed: Site, body: bytes, kind: str) -> None:
    before = len(fuzzed.leads())
    visitor = Visitor(fuzzed).posts(data=body, content_type=kind)
    assert visitor.response.status_code in (400, 413)
    assert visitor.page.links
    assert len(fuzzed.leads()) == before


@THOROUGH
@given(
    labels=st.dictionaries(
        st.sampled_from(["source", "utm_source", "utm_medium", "utm_campaign", "x"]), words
    )
)
def test_any_label_is_kept_clean_or_not_at_all(fuzzed: Site, labels: dict[str, bytes]) -> None:
    query = urlencoded([(name.encode(), value) for name, value in labels.items()]).decode()
    handed_out = Visitor(fuzzed).starts("en", f"?{query}").fields["ticket"]
    read = Tickets([SECRET_KEY]).read(handed_out)
    assert read is not None
    came_from = read.attribution
    for label in (came_from.source, came_from.utm_source, came_from.utm_medium):
        assert label is None or (0 < len(label) <= 80 and label.isprintable())
        assert label is None or not set(label) & set("@<>\"'&/\\:=")


@THOROUGH
@given(
    query=st.binary(max_size=80),
    path=st.sampled_from(["", "en/", "nl/method", "en/privacy", "nl/x"]),
)
def test_any_query_is_no_trouble_on_any_page(fuzzed: Site, query: bytes, path: str) -> None:
    environ = {"QUERY_STRING": query.decode("latin-1")}
    response = Visitor(fuzzed).opens(f"/{path}", environ_overrides=environ).response
    assert response.status_code == {"": 302, "nl/x": 404}.get(path, 200)
    if path != "":
        for link in Page(response.text).links:
            assert urlsplit(link.target).scheme in ("", "https")
    else:
        assert urlsplit(response.headers["Location"])[:3] == ("", "", "/en/")


@THOROUGH
@given(
    parts=st.lists(
        st.one_of(
            st.sampled_from(["en", "nl", "result", "method", "static", "..", ".", "", "radar.png"]),
            st.text(st.characters(max_codepoint=255), max_size=12),
        ),
        max_size=6,
    ),
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS", "TRACE", "FOO"]),
)
def test_any_path_is_answered_and_leads_nowhere_else(
    fuzzed: Site, parts: list[str], method: str
) -> None:
    path = {"PATH_INFO": "/" + "/".join(parts)}
    response = Visitor(fuzzed).opens("/", method=method, environ_overrides=path).response
    event(str(response.status_code))
    assert response.status_code in (200, 302, 308, 400, 404, 405)
    if "Location" in response.headers:
        assert urljoin(HOME, response.headers["Location"]).startswith(HOME)
    elif response.status_code >= 400 and method != "HEAD":
        assert Page(response.text).heading


@THOROUGH
@given(data=st.data())
def test_any_damage_to_a_result_link_is_seen(fuzzed: Site, data: st.DataObject) -> None:
    true = _result_token(fuzzed)
    kept = data.draw(st.integers(0, len(true)))
    inserted = data.draw(
        st.text(st.characters(exclude_characters="/?#%", exclude_categories=["Cs"]), max_size=5)
    )
    rest = data.draw(st.integers(kept, len(true)))
    damaged = true[:kept] + inserted + true[rest:]
    assume(damaged != true)
    visitor = Visitor(fuzzed).opens(f"/nl/result/{quote(damaged)}")
    assert visitor.response.status_code == 404
    assert visitor.page.language == "nl"


@THOROUGH
@given(accepted=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=60))
def test_any_wish_for_a_language_gets_one_that_we_speak(fuzzed: Site, accepted: str) -> None:
    visitor = Visitor(fuzzed, headers={"Accept-Language": accepted})
    assert visitor.opens("/").response.headers["Location"] in ("/en/", "/nl/")
    assert visitor.opens("/nothing-here").page.language in ("en", "nl")


_results: dict[int, Row] = {}


def _result_token(site: Site) -> str:
    if id(site) not in _results:
        path = Visitor(site).starts().answers(all=3).submits().result_path
        _results[id(site)] = {"token": path.rpartition("/")[2]}
    return str(_results[id(site)]["token"])
