"""Events and rebases are written on the trend page, by people; the page does nothing by itself."""

from datetime import date

from warehouse.access import local_viewer
from warehouse.home import Home
from warehouse.registers import events, rebases
from warehouse.registers.ledger import registers

KPI = "abandonment_rate"
WHO = local_viewer()


def press(app, label):
    named = (one for one in app.button if one.label == label and not one.disabled)
    return next(named).click().run()


def labelled(elements, label):
    return next(element for element in elements if element.label == label)


def said(app):
    return "\n".join(element.value for element in (*app.markdown, *app.caption, *app.subheader))


def test_an_event_is_written_drawn_and_withdrawn(opened, own_home):
    ledger = registers(Home(own_home))
    app = opened("trends", kpi=KPI, event="1")
    labelled(app.text_input, "What happened *").set_value("Telephony outage")
    labelled(app.selectbox, "Kind *").set_value("outage")
    labelled(app.date_input, "From *").set_value(date(2025, 8, 18))
    press(app, "Save")
    (written,) = events.listed(ledger, WHO)
    assert (written.title, written.began_on) == ("Telephony outage", date(2025, 8, 18))
    assert "event" not in app.query_params
    assert "18 Aug 2025 · Telephony outage (outage)" in said(app)
    labelled(app.text_input, "Why *").set_value("It was another system")
    press(app, "Withdraw it")
    assert events.listed(ledger, WHO)[0].status == "withdrawn"
    assert "Telephony outage" not in said(opened("trends", kpi=KPI))


def test_a_rebase_needs_reason_evidence_and_approver_and_then_cuts_the_limits(opened, own_home):
    ledger = registers(Home(own_home))
    app = opened("trends", kpi=KPI, rebase="1")
    labelled(app.date_input, "From month *").set_value(date(2025, 2, 1))
    press(app, "Save")
    assert "Not saved" in app.error[0].value
    assert rebases.listed(ledger, WHO) == []
    labelled(app.text_input, "What changed *").set_value("Call-back offered")
    labelled(app.text_area, "How that is known *").set_value("Eight months lower since.")
    labelled(app.text_input, "Approved by *").set_value("Head of operations")
    press(app, "Save")
    (written,) = rebases.listed(ledger, WHO)
    assert (written.kpi_id, written.from_month) == (KPI, date(2025, 2, 1))
    assert "limits begin anew: Call-back offered; approved by Head of operations" in said(app)
    assert "the limits began anew once, last in Feb 2025" in said(app)
    assert "since Feb 2025" in "".join(app.table[0].value.iloc[:, 0])


def test_the_page_opens_small_charts_and_second_opinions(opened, own_home):
    app = opened("trends", kpi=KPI, panels="region")
    assert "How sure is this?" in said(app)
    assert "ordered by signal, not by rate" in said(app)
