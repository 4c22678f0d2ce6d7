"""Which page answers where. A case is named by its code; a stranger's code is "not found"."""

from __future__ import annotations

from django.urls import path

from xiehuan.web.views import debts, evidence, home, law, letters, money, plans, start

handler404 = "xiehuan.web.refusals.not_found"
handler400 = "xiehuan.web.refusals.bad_request"

urlpatterns = [
    path("open/<str:token>", start.launch, name="launch"),
    path("", start.begin, name="begin"),
    path("choose", start.choose, name="choose"),
    path("show", start.show, name="show"),
    path("blank", start.blank, name="blank"),
    path("about", start.about, name="about"),
    path("law", law.search, name="law"),
    path("law/<slug:entry>", law.entry, name="law-entry"),
    path("c/<slug:code>/first", start.first, name="first"),
    path("c/<slug:code>/", home.case_home, name="home"),
    path("c/<slug:code>/debts/", debts.listed, name="debts"),
    path("c/<slug:code>/debts/new", debts.new, name="debt-new"),
    path("c/<slug:code>/debts/<slug:debt>", debts.one, name="debt"),
    path("c/<slug:code>/debts/<slug:debt>/edit", debts.edit, name="debt-edit"),
    path("c/<slug:code>/debts/<slug:debt>/remove", debts.remove, name="debt-remove"),
    path("c/<slug:code>/money/", money.statement, name="money"),
    path("c/<slug:code>/money/what-happened", money.happened, name="happened"),
    path("c/<slug:code>/money/income", money.income, name="income"),
    path("c/<slug:code>/money/spending", money.spending, name="spending"),
    path("c/<slug:code>/plans/", plans.compared, name="plans"),
    path("c/<slug:code>/evidence/", evidence.timeline, name="evidence"),
    path("c/<slug:code>/evidence/add", evidence.add, name="evidence-add"),
    path("c/<slug:code>/evidence/bundle", evidence.bundle, name="bundle"),
    path("c/<slug:code>/evidence/<int:item>", evidence.item, name="item"),
    path("c/<slug:code>/evidence/<int:item>/original", evidence.original, name="original"),
    path("c/<slug:code>/talk/", letters.talk, name="talk"),
    path("c/<slug:code>/talk/<int:number>", letters.download, name="letter"),
]
