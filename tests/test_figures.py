"""Figures that others published about real exports come out of the loaded build, one line each.

Every line names who published the figure. The last digit that they printed decides the rounding.
"""

from datetime import date

import polars as pl
import pytest

from warehouse.access import local_viewer
from warehouse.answers.figures import figures
from warehouse.answers.status import status
from warehouse.build import current

BANK, NHS, SFO = "anonymous_bank_1999", "nhs111_2015_16", "sfo_airport"
PHONES, INCIDENTS, QUALTRICS = "phonenow_2021", "servicenow_incidents", "qualtrics_excluder"
RECOUNT = "recomputed from the files by another program"
PALM = "recomputed; Gans, Koole, Mandelbaum 2003, Telephone Call Centers, p. 6"
APRIL, MAY, JUNE, NOVEMBER = (
    f"NHS England, NHS 111 statistics {month} 2015"
    for month in ("April", "May", "June", "November")
)
DECEMBER = "NHS England, NHS 111 statistics December 2016, previous-year column"
SUMMARY = "published summaries of the PhoneNow set"
HANDLE, WAIT = "average_handle_time", "average_speed_of_answer_voice"
IN_60_S = "service_level:answered_only:60"
GAVE_UP, OF_SERVED = "abandonment_rate:of_offered", "abandonment_rate:of_served_and_abandoned"
CALLED_BACK, IN_10_MIN = "callback_offered_rate", "callback_success_rate"

# set, KPI[:formula], months (first, last; one month alone; "" = all), published, who published it
PUBLISHED = [
    (BANK, "contacts_offered", "1999-01", "31359", RECOUNT),
    (BANK, "contacts_offered", "1999-02", "33066", RECOUNT),
    (BANK, "contacts_offered", "1999-03", "38394", RECOUNT),
    (BANK, "contacts_offered", "1999-04", "31731", RECOUNT),
    (BANK, "contacts_offered", "1999-05", "39135", RECOUNT),
    (BANK, "contacts_offered", "1999-06", "37613", RECOUNT),
    (BANK, "contacts_offered", "1999-07", "38644", RECOUNT),
    (BANK, WAIT, "1999-01", "35.0", RECOUNT),
    (BANK, WAIT, "1999-02", "40.8", RECOUNT),
    (BANK, WAIT, "1999-03", "92.9", RECOUNT),
    (BANK, WAIT, "1999-04", "77.2", RECOUNT),
    (BANK, WAIT, "1999-05", "67.0", RECOUNT),
    (BANK, WAIT, "1999-06", "48.5", RECOUNT),
    (BANK, WAIT, "1999-07", "75.7", RECOUNT),
    (BANK, HANDLE, "1999-01", "185.3", RECOUNT),
    (BANK, HANDLE, "1999-02", "176.9", RECOUNT),
    (BANK, HANDLE, "1999-03", "186.3", RECOUNT),
    (BANK, HANDLE, "1999-04", "213.4", RECOUNT),
    (BANK, HANDLE, "1999-05", "200.0", RECOUNT),
    (BANK, HANDLE, "1999-06", "189.5", RECOUNT),
    (BANK, HANDLE, "1999-07", "184.5", RECOUNT),
    (BANK, OF_SERVED, "", "21.4 %", PALM),
    (BANK, OF_SERVED, "1999-01", "13.7 %", PALM),  # the lowest month
    (BANK, OF_SERVED, "1999-03", "27.5 %", PALM),  # the highest
    (BANK, "abandonment_rate:waited_of_all", "", "15.8 %", PALM),
    (BANK, "abandonment_rate:waited_of_queued", "", "25.2 %", PALM),
    (NHS, "contacts_offered", "2015-04", "1130894", APRIL),
    (NHS, GAVE_UP, "2015-04", "1.6 %", APRIL),
    (NHS, IN_60_S, "2015-04", "93.9 %", APRIL),
    (NHS, CALLED_BACK, "2015-04", "11 %", APRIL),
    (NHS, IN_10_MIN, "2015-04", "48 %", APRIL),
    (NHS, HANDLE, "2015-04", "14:59", APRIL),  # weighted by answered calls
    (NHS, "contacts_offered", "2015-05", "1184177", MAY),
    (NHS, IN_60_S, "2015-05", "93.6 %", MAY),
    (NHS, GAVE_UP, "2015-05", "1.5 %", MAY),
    (NHS, CALLED_BACK, "2015-05", "11.7 %", MAY),
    (NHS, IN_10_MIN, "2015-05", "45 %", MAY),
    (NHS, HANDLE, "2015-05", "15:08", MAY),
    (NHS, "contacts_offered", "2015-06", "987107", JUNE),
    (NHS, GAVE_UP, "2015-06", "1.3 %", JUNE),
    (NHS, CALLED_BACK, "2015-06", "12 %", JUNE),
    (NHS, IN_10_MIN, "2015-06", "41 %", JUNE),
    (NHS, HANDLE, "2015-06", "15:12", JUNE),
    (NHS, IN_60_S, "2015-06", "94.14 %", f"{RECOUNT}; the published 94.4 % does not follow"),
    (NHS, "contacts_offered", "2015-11", "1160300", NOVEMBER),
    (NHS, GAVE_UP, "2015-11", "1.8 %", NOVEMBER),
    (NHS, IN_60_S, "2015-11", "89.6 %", NOVEMBER),
    (NHS, CALLED_BACK, "2015-11", "13 %", NOVEMBER),
    (NHS, IN_10_MIN, "2015-11", "40 %", NOVEMBER),
    (NHS, HANDLE, "2015-11", "16:40", NOVEMBER),
    (NHS, "contacts_offered", "2015-12", "1362161", DECEMBER),
    (NHS, f"{IN_60_S} of", "2015-12", "1219645", DECEMBER),  # answered
    (NHS, GAVE_UP, "2015-12", "4.4 %", DECEMBER),
    (NHS, IN_60_S, "2015-12", "86.1 %", DECEMBER),
    (PHONES, "contacts_offered", "", "5000", SUMMARY),
    (PHONES, f"{WAIT} of", "", "4054", SUMMARY),  # answered
    (PHONES, f"{GAVE_UP} count", "", "946", SUMMARY),  # not answered
    (PHONES, WAIT, "", "67.52", SUMMARY),
    (PHONES, "customer_satisfaction:mean_score", "", "3.40", SUMMARY),
    (PHONES, "first_contact_resolution_rate:agent_stated_of_all", "", "72.9 %", SUMMARY),
    (PHONES, "first_contact_resolution_rate:agent_stated", "", "89.9 %", SUMMARY),
    (SFO, "net_promoter_score", "2017-05", "39.84", f"{RECOUNT}; 11 is a blank, not a promoter"),
    (SFO, "net_promoter_score:weighted", "2017-05", "40.40", RECOUNT),
]  # fmt: skip

# set, file, what is counted, count, who published it
COUNTED = [
    (INCIDENTS, "incident_event_log.csv.gz", "rows_read", 119_998, "recount of the file"),
    (INCIDENTS, "", "ticket", 20_769, "recount of the file"),
    (SFO, "2017_SFO_Customer_Survey.csv.gz", "accepted", 2_831, RECOUNT),
    (QUALTRICS, "qualtrics_raw.csv", "rows_read", 100, "ropensci/excluder, README"),
    (QUALTRICS, "qualtrics_text.csv", "rows_read", 100, "ropensci/excluder, README"),
    (QUALTRICS, "", "survey_response", 100, "ropensci/excluder, README"),
    ("qualtrics_example", "sample.csv", "rows_read", 1, "ropensci/qualtRics, tests"),
    ("qualtrics_example", "sample.csv", "columns_count", 20, "ropensci/qualtRics, tests"),
    ("qualtrics_example", "sample_legacy.csv", "rows_read", 1, "ropensci/qualtRics, tests"),
    ("qualtrics_example", "sample_legacy.csv", "columns_count", 15, "ropensci/qualtRics, tests"),
]


@pytest.fixture(scope="module")
def build(real):
    """The build of all real exports."""
    return current(real[0])


@pytest.mark.parametrize(
    ("source", "asked", "month", "published", "publisher"),
    PUBLISHED,
    ids=[f"{s}-{asked}-{month or 'all'}-{value}" for s, asked, month, value, _ in PUBLISHED],
)
def test_a_published_figure_comes_out(build, source, asked, month, published, publisher):
    name, _, part = asked.partition(" ")
    kpi, _, formula = name.partition(":")
    day = date.fromisoformat(f"{month}-01") if month else None
    found = figures(
        build, kpi=kpi, formula=formula, source=source, first=day, last=day, viewer=local_viewer()
    )
    assert as_printed(figure(found, part), published) == published, publisher


def figure(found: pl.DataFrame, part: str) -> float:
    """The months together: of = the denominator, count = the numerator, otherwise the figure."""
    if part == "of":
        return found["denominator"].sum()
    if part == "count" or found["unit"][0] == "count":
        return found["numerator"].sum()
    scale = 100 if found["unit"][0] == "points" else 1
    whole = scale * found["numerator"].sum() / found["denominator"].sum()
    if found.height == 1:
        assert found["value"].item() == pytest.approx(whole)
    return whole


def as_printed(value: float, published: str) -> str:
    """The value with as many digits as were published, shares in per cent, times as m:ss."""
    if ":" in published:
        minutes, seconds = divmod(round(value), 60)
        return f"{minutes}:{seconds:02}"
    number, _, sign = published.partition(" ")
    digits = len(number.partition(".")[2])
    return f"{value * 100:.{digits}f} %" if sign else f"{value:.{digits}f}"


@pytest.mark.parametrize(
    ("source", "file", "counted", "count", "publisher"),
    COUNTED,
    ids=[f"{source}-{file}-{counted}" for source, file, counted, *_ in COUNTED],
)
def test_a_published_count_stands_in_the_status(build, source, file, counted, count, publisher):
    told = status(build, viewer=local_viewer())
    if file:
        (loaded,) = (one for one in told["files"] if one["name"] == file)
        assert (loaded["source_id"], loaded[counted]) == (source, count), publisher
    else:
        (one,) = (one for one in told["sources"] if one["source"] == source)
        assert one["rows"][counted] == count, publisher
