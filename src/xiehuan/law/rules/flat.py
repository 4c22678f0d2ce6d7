"""Flat fees: charged on the original principal to the end, they cost nearly twice their figure a year.

PBoC announcement 2021 no. 3: the yearly cost counts on the balance left after each payment.
"""

from __future__ import annotations

from xiehuan.errors import Text
from xiehuan.law.finding import Certainty, ChargeFinding, Layer
from xiehuan.law.pack import Pack
from xiehuan.law.rule import rule
from xiehuan.law.trace import Trace
from xiehuan.loan.debt import Debt
from xiehuan.loan.terms import Method
from xiehuan.loan.yields import Yields
from xiehuan.money import Money


@rule("cn.flat_fee", articles=("apr_notice",))
def restated(debt: Debt, yields: Yields, pack: Pack) -> ChargeFinding | None:
    """The yearly cost of a flat fee beside its nominal figure; None for other methods."""
    terms = debt.terms
    definition = pack.provisions["apr.definition"]
    signed = debt.contract_date or (terms.received_on if terms else None)
    if terms is None or terms.method is not Method.FLAT or yields.irr12 is None or signed is None:
        return None
    if definition.known_at(signed) is None:
        return None
    nominal = float(terms.rate.per_year(terms.day_count))
    return ChargeFinding(
        "flat.restated",
        Layer.STATUTE,
        Certainty.ARGUABLE,
        None,
        Money.ZERO,
        Text("每期手续费折成年化要高得多", "a flat fee costs far more a year than it looks"),
        Text(
            f"手续费一直按最初本金收，看上去一年{nominal:.2%}，折成年化是{yields.irr12:.2%}。这里只是换算，本身不说明多收了钱。",
            f"The fee is charged on the original principal throughout: it looks like {nominal:.2%} a year and costs "
            f"{yields.irr12:.2%}. This is a conversion only; by itself it does not show that too much was charged.",
        ),
        definition.citation,
        adjustment=3,
        clauses=("rate",),
        trace=Trace(
            (
                (Text("名义年率", "nominal rate"), f"{nominal:.4%}"),
                (Text("12×月IRR", "12 × monthly IRR"), f"{yields.irr12:.4%}"),
            ),
            Text(
                "把每期要付的钱折回放款日，使其等于到账的钱",
                "the rate at which all payments are worth what arrived",
            ),
            f"{yields.irr12:.4%}",
        ),
    )
