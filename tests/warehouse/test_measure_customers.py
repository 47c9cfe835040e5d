"""Retention over twelve months from rows that a person can count."""

from tests.warehouse.made import made, rows

KPI = "customer_retention_rate"


def listed(key, month, is_active=True, **more):
    return {"customer_key": key, "month": f"{month}-01", "is_active": is_active, **more}


def year(key, is_active=True, **more):
    """A customer in March of 2024, and whether still one in March of 2025."""
    return [listed(key, "2024-03", **more), listed(key, "2025-03", is_active, **more)]


def built(path, *customers):
    return made(path / "b", {"customer_month": [row for one in customers for row in one]})


def test_retention_is_who_is_still_a_customer_of_those_of_twelve_months_ago(tmp_path):
    kept, gone = [year(f"k{i}") for i in range(6)], [year(f"g{i}", False) for i in range(2)]
    newcomer = [listed("n", "2025-03")]
    left_before = [listed("l", "2024-03", False), listed("l", "2025-03")]
    (row,) = rows(built(tmp_path, *kept, *gone, newcomer, left_before), KPI)
    assert (f"{row['month']:%Y-%m}", row["numerator"], row["denominator"]) == ("2025-03", 6, 8)
    assert (row["value"], row["n"], row["status"]) == (0.75, 8, "final")


def test_who_is_not_on_the_later_list_is_left_out_and_widens_the_bounds(tmp_path):
    kept, gone = [year(f"k{i}") for i in range(6)], [year("g", False)]
    missing, silent = [listed("m", "2024-03")], year("s", None)
    (row,) = rows(built(tmp_path, *kept, *gone, missing, silent), KPI)
    assert (row["numerator"], row["n"]) == (6, 7)
    assert (row["if_all_bad"], row["if_all_good"]) == (6 / 9, 8 / 9)


def test_a_customer_with_several_keys_counts_once(tmp_path):
    several = [year(f"{kind}{i}", i > 0, customer_ref=f"c{i}") for i in range(5) for kind in "ep"]
    (row,) = rows(built(tmp_path, *several), KPI)
    assert (row["numerator"], row["denominator"]) == (4, 5)


def test_a_month_without_a_list_a_year_before_has_no_figure(tmp_path):
    five = [[listed(f"k{i}", "2024-04"), listed(f"k{i}", "2025-03")] for i in range(5)]
    assert rows(built(tmp_path, *five), KPI) == []


PER_1000 = "complaints_per_1000_customers"


def test_complaints_per_1000_customers_counts_active_ones_of_the_month(tmp_path):
    tables = {
        "customer_month": [
            *(listed(f"{kind}{i}", "2025-03", customer_ref=f"c{i}")
              for i in range(40) for kind in "ep"),
            listed("left", "2025-03", False), listed("silent", "2025-03", None),
            listed("april", "2025-04"),
        ],
        "complaint": [
            {"complaint_id": "K1", "customer_key": "e1"},
            {"complaint_id": "K2", "customer_key": "p2"},
            {"complaint_id": "K3", "customer_key": "april"},  # on the list of another month
            {"complaint_id": "K4"},
        ],
    }  # fmt: skip
    (row,) = rows(made(tmp_path / "b", tables), PER_1000)
    assert f"{row['month']:%Y-%m}" == "2025-03"
    assert (row["numerator"], row["denominator"], row["value"]) == (2, 40, 50)


def test_complaints_per_1000_customers_needs_both_in_a_month(tmp_path):
    alone = {"complaint": [{"complaint_id": f"K{i}"} for i in range(9)]}
    assert rows(made(tmp_path / "b", alone), PER_1000) == []
