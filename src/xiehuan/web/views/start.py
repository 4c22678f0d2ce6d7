"""The first pages: the launch link, the two ways to begin, what must come before money, and how pages are shown."""

from __future__ import annotations

from importlib.metadata import distribution, packages_distributions

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from xiehuan.errors import NeedsInstall, Text
from xiehuan.services.case_file import DEBTS, take_example, written
from xiehuan.store import journal
from xiehuan.store.case_documents import first_time
from xiehuan.store.cases import case_for
from xiehuan.web.around import HIDE, LANG
from xiehuan.web.desk import EXAMPLE, desk
from xiehuan.web.form import Form
from xiehuan.web.views.case import OWN, known

URGENT = ("court", "threats", "danger", "none")
_YEAR = 365 * 24 * 3600


@require_GET
def launch(request: HttpRequest, token: str) -> HttpResponse:
    """The link that the program opens: it admits one browser, once."""
    if desk().knows(request.COOKIES.get(desk().cookie, "")):
        return redirect("begin")
    session = desk().admit(token)
    if session is None:
        return render(request, "web/refused.html", {"why": "no_token", "bare": True}, status=403)
    answer = redirect("begin")
    answer.set_cookie(desk().cookie, session, httponly=True, samesite="Strict")
    return answer


@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Two ways to begin, or on to the own case when there is one."""
    mine = bool(written(desk().home, OWN).get(DEBTS))
    if mine and "choose" not in request.GET:
        return redirect("home", OWN)
    return render(request, "web/begin.html", {"mine": mine})


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Try the example, or start one's own."""
    if request.POST.get("with") != EXAMPLE:
        return redirect("first", OWN)
    examples = desk().examples
    if examples is None:
        raise NeedsInstall(
            "no_examples",
            Text("这份安装里没有示例文件夹", "this installation has no examples"),
            Text("从源码目录运行 ./xiehuan", "run ./xiehuan from the source folder"),
        )
    with desk().taking:
        take_example(desk().home, EXAMPLE, examples)
    return redirect("home", EXAMPLE)


def first(request: HttpRequest, code: str) -> HttpResponse:
    """Court papers, threats, danger: what comes before any sum."""
    known(code)
    if request.method != "POST":
        answer = request.GET.get("is", "")
        return render(request, "web/first.html", {"answer": answer if answer in URGENT else ""})
    form = Form(request)
    answer = form.choice("urgent", URGENT)
    if form.errors:
        return render(request, "web/first.html", {"form": form, "answer": ""}, status=422)
    home = desk().home
    if first_time(form.token, home.now()):
        case = case_for(code, code, home.now())
        journal.note(case, home.now(), home.actor, "urgent", {"answer": answer})
    if answer != "none":
        return redirect(f"{request.path}?is={answer}")
    return redirect("home" if written(home, code).get(DEBTS) else "debt-new", code)


@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """The language, and whether amounts are shown; back to the page it was asked from."""
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    answer = redirect(back)
    for name, cookie, answers in (("lang", LANG, {"zh", "en"}), ("hide", HIDE, {"0", "1"})):
        if (value := request.POST.get(name)) in answers:
            answer.set_cookie(cookie, str(value), max_age=_YEAR, httponly=True, samesite="Strict")
    return answer


@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """A page that says nothing, for when somebody looks over the shoulder."""
    return render(request, "web/blank.html")


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """Where the data lie, and whose work this stands on."""
    names = sorted({n for each in packages_distributions().values() for n in each}, key=str.lower)
    used = [
        (n, distribution(n).version, distribution(n).metadata.json.get("license_expression", ""))
        for n in names
    ]
    return render(request, "web/about.html", {"root": desk().home.root, "used": used})
