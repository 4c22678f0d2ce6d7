"""Who may ask, and that nothing handed in is ever run: other origins, other names, no token, paths, files, scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.served import Client, served, token_of

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with served(tmp_path_factory.mktemp("home")) as (made, _):
        made.enter()
        yield made


def new_debt(client: Client, **fields: str) -> tuple[int, str, dict[str, str]]:
    sent = {
        "once": token_of(client.get("/c/mine/debts/new")),
        "lender": "安信消费金融",
        "total": "4218.90",
        "kind": "next_due",
        "day": "2026-12-02",
        "claimed_on": "2026-11-24",
    } | fields
    answer, text = client.post("/c/mine/debts/new", sent)
    return answer.status, text, sent


def test_without_the_token_nothing_is_shown(client: Client) -> None:
    stranger = Client(client.port, client.launch)
    for path in ("/", "/c/mine/", "/law", "/c/mine/evidence/1/original"):
        answer, text = stranger.ask("GET", path)
        assert answer.status == 403
        assert "./xiehuan serve" in text
    assert stranger.ask("GET", "/open/guessed")[0].status == 403


def test_the_launch_link_opens_once(client: Client) -> None:
    second = Client(client.port, client.launch)
    answer, _ = second.ask("GET", client.launch)
    assert answer.status == 403
    assert second.cookies == {}


def test_a_cookie_is_out_of_reach_of_scripts_and_other_sites(tmp_path: Path) -> None:
    with served(tmp_path / "home") as (fresh, _):
        answer, _ = fresh.ask("GET", fresh.launch)
        cookie = answer.headers["Set-Cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie


@pytest.mark.parametrize(
    "host", ["evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil:{port}", ""]
)
def test_another_host_name_is_refused(client: Client, host: str) -> None:
    answer, text = client.ask("GET", "/c/mine/debts/new", headers={"Host": host.format(port=client.port)})
    assert answer.status == 421
    assert "form" not in text


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://127.0.0.1:1"])
def test_a_form_of_another_origin_does_nothing(client: Client, origin: str) -> None:
    before = client.ask("GET", "/c/mine/")[1]
    answer, _ = client.post("/choose", {"with": "example"}, Origin=origin)
    assert answer.status == 403
    answer, _ = client.post("/c/mine/debts/new", {"lender": "x", "total": "1"}, Origin=origin)
    assert answer.status == 403
    assert client.ask("GET", "/c/mine/")[1] == before


def test_every_page_has_the_strict_headers(client: Client) -> None:
    for path in ("/?choose", "/law", "/c/mine/evidence/", "/nowhere", "/static/web/style.css"):
        answer, _ = client.ask("GET", path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/%2e%2e/%2e%2e/settings.py",
        "/static//etc/passwd",
        "/c/mine/talk/..%2f..%2fxiehuan.sqlite3",
        "/c/..%2fmine/",
        "/c/other/",
        "/c/mine/evidence/999999",
        "/c/example/evidence/999999/original",
        "/law/..%2f..%2f",
    ],
)
def test_paths_lead_nowhere_else(client: Client, path: str) -> None:
    answer, text = client.ask("GET", path)
    assert answer.status in {400, 404}
    assert "root:" not in text
    assert "SQLite" not in text


@pytest.mark.parametrize(
    ("name", "media"), [("x.html", "text/html"), ("x.svg", "image/svg+xml"), ("../../x.htm", "text/html")]
)
def test_what_was_handed_in_is_never_a_page_of_ours(client: Client, name: str, media: str) -> None:
    body = f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}{name}</svg>'.encode()
    assert client.upload("/c/mine/evidence/add", name, body, media).status == 302
    page = client.get("/c/mine/evidence/")
    assert "<script>alert" not in page
    assert "onerror=alert(1)>" not in page
    number = max(int(part.split('"')[0]) for part in page.split("/c/mine/evidence/")[1:] if part[0].isdigit())
    answer, text = client.ask("GET", f"/c/mine/evidence/{number}/original")
    assert answer.status == 200
    assert text.encode() == body
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "<script>alert" not in client.get(f"/c/mine/evidence/{number}")


def test_script_in_every_text_field_stays_text(client: Client) -> None:
    assert new_debt(client, lender=SCRIPT)[0] == 302
    client.post(
        "/c/mine/money/income",
        {"once": "i1", "a0": "5000", "own_name": SCRIPT, "own_amount": "100"},
    )
    wrong = client.post(
        "/c/mine/debts/new",
        {"once": "w", "lender": SCRIPT, "total": SCRIPT, "day": SCRIPT, "claimed_on": SCRIPT},
    )
    assert wrong[0].status == 422
    pages = ["", "debts/", "debts/d1", "debts/d1/edit", "money/", "money/income", "plans/", "talk/"]
    texts = [wrong[1], *(client.get(f"/c/mine/{p}") for p in pages)]
    texts += [
        client.ask("GET", f"{p}?q={'%3Cscript%3Ealert(1)%3C/script%3E'}")[1]
        for p in ("/law", "/c/mine/evidence/")
    ]
    for text in texts:
        assert "<script>alert" not in text
        assert "<img" not in text


def test_an_open_redirect_is_none(client: Client) -> None:
    for back in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        answer, _ = client.post("/show", {"lang": "zh", "back": back})
        assert answer.headers["Location"] == "/"


def test_what_is_too_large_is_refused_before_it_is_read(client: Client) -> None:
    for path, size in (("/c/mine/evidence/add", 1 << 40), ("/c/mine/debts/new", 5 << 20)):
        answer, text = client.ask("POST", path, headers={"Content-Length": str(size)})
        assert answer.status == 413
        assert "1 GB" in text
    assert client.ask("POST", "/c/mine/debts/new", headers={"Content-Length": "-1"})[0].status == 413
    assert client.ask("PUT", "/c/mine/debts/new", b"")[0].status == 405


def test_a_form_sent_twice_makes_one_debt(client: Client) -> None:
    status, _, sent = new_debt(client, lender="两次银行")
    assert status == 302
    assert client.post("/c/mine/debts/new", sent)[0].status == 302
    assert client.get("/c/mine/debts/").count("两次银行") == 1


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(client: Client) -> None:
    status, text, _ = new_debt(client, lender="留下来", total="很多", day="2026-02-30")
    assert status == 422
    assert 'value="留下来"' in text
    assert 'value="很多"' in text
    assert 'href="#total"' in text
    assert 'href="#day"' in text


def test_what_was_saved_outlives_a_killed_server(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with served(home) as (client, process):
        client.enter()
        assert new_debt(client, lender="断电银行")[0] == 302
        assert client.post("/c/mine/money/income", {"once": "i", "a0": "4321"})[0].status == 302
        process.kill()
        process.wait()
    with served(home) as (client, _):
        client.enter()
        assert "断电银行" in client.get("/c/mine/debts/")
        assert 'value="4321.00"' in client.get("/c/mine/money/income")


def test_the_pack_is_made_and_its_files_come_by_number(tmp_path: Path) -> None:
    with served(tmp_path / "home") as (client, _):
        client.enter()
        assert new_debt(client)[0] == 302
        assert client.post("/c/mine/talk/", {"once": token_of(client.get("/c/mine/talk/"))})[0].status == 302
        page = client.get("/c/mine/talk/")
        assert "call-sheets" in page
        number = re.findall(r"/c/mine/talk/(\d+)", page)[-1]
        answer, _ = client.ask("GET", f"/c/mine/talk/{number}")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert client.ask("GET", "/c/mine/talk/9999")[0].status == 404
        client.upload("/c/mine/evidence/add", "a.txt", b"hello")
        answer, text = client.ask("POST", "/c/mine/evidence/bundle", b"")
        assert answer.status == 200
        assert text.startswith("PK")
        assert json.dumps(answer.headers["Content-Disposition"]).count("evidence.zip") == 1
