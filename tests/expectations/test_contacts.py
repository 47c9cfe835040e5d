"""Customers are counted in buckets of their hash first; a bucket is no customer."""

from expectations import checks
from warehouse.connection import reading

ALIKE = """
update contact_leg set customer_key = case when src_row < 20 then 'shop' else (
  select 'shop' || number from range(100000) as numbers(number)
  where hash('shop' || number) % 4096 = hash('shop') % 4096 order by number limit 1) end
where src_row < {rows}
"""
CUSTOMERS = """
select count(distinct customer_key), count(*), count(distinct hash(customer_key) % 4096)
from contact_leg where customer_key like 'shop%'
"""


def failing(path) -> list[int]:
    check = next(check for check in checks() if check.id == "contact_leg_customer_is_one")
    with reading(path) as database:
        return [contacts for *_, contacts, _ in database.rows(check.sql)]


def test_two_customers_of_one_bucket_are_not_taken_for_one(spoilt):
    path = spoilt(ALIKE.format(rows=40))  # together more than 1 % of 2700, neither of them alone

    with reading(path) as database:
        assert database.rows(CUSTOMERS) == [(2, 40, 1)]
    assert failing(path) == []


def test_of_two_customers_of_one_bucket_only_the_one_beyond_the_line_fails(spoilt):
    assert failing(spoilt(ALIKE.format(rows=49))) == [29]
