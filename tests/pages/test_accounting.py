"""Rows and totals: the flow, the quarantine, and the forms that write into the ledger."""

from warehouse.access import local_viewer
from warehouse.home import Home
from warehouse.registers import totals
from warehouse.registers.ledger import registers


def test_the_page_tells_what_stands_and_offers_the_quarantine_as_files(opened, reading):
    app = opened("accounting")

    assert not app.exception
    assert "rows read stand" in app.title[0].value
    heads = [one.value for one in app.subheader]
    assert "From the files" in heads and "Into canonical tables" in heads
    assert any("held back" in head for head in heads)


def test_a_filter_that_no_record_fits_says_so(opened, reading):
    app = opened("accounting", q_text="nothing has this in it")

    assert not app.exception
    assert any("No record fits the filters" in one.value for one in app.markdown)


def test_a_total_is_typed_on_the_page_and_compared(opened, own_home, monkeypatch):
    monkeypatch.setenv("CARE_HOME", str(own_home))
    app = opened("accounting", new_total="1")
    app.selectbox(key="_0_s").select_index(0)
    app.selectbox(key="_0_m").select_index(1)
    app.selectbox(key="_0_k").select("contacts_offered")
    app.text_input(key="_0_value").input("1")
    app.text_input(key="_0_read_from").input("Monthly report")
    next(one for one in app.button if one.label == "Save").click()
    app.run()

    assert not app.exception
    (one,) = totals.totals(registers(Home(own_home)), local_viewer())
    assert (one.value, one.read_from) == (1, "Monthly report")
    assert any("differ" in one.value for one in app.subheader)
