"""How the ledger is hashed."""

import hashlib

import pytest

from warehouse.registers.chain import GENESIS, canonical, digest, entry_hash


def test_canonical_json_has_sorted_keys_no_spaces_and_characters_as_themselves():
    assert canonical({"b": [1, None, True], "a": "Zoë"}) == '{"a":"Zoë","b":[1,null,true]}'


def test_key_order_does_not_change_the_canonical_form():
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), {1: "a"}, {"a": {1}}, "\ud800", [b"bytes"], {"a": [0.5]}]
)
def test_what_has_more_than_one_spelling_or_none_is_refused(value: object):
    with pytest.raises(ValueError):
        canonical(value)


def test_the_hash_of_an_entry_can_be_made_by_hand():
    line = f'[1,"2026-03-02T09:00:00.000000Z","Zoë","risk","R-2026-001",1,"ab","{GENESIS}"]'
    expected = hashlib.sha256(line.encode("utf-8")).hexdigest()

    assert expected == entry_hash(
        seq=1,
        at="2026-03-02T09:00:00.000000Z",
        author="Zoë",
        kind="risk",
        record_id="R-2026-001",
        revision=1,
        payload_hash="ab",
        previous_hash=GENESIS,
    )


def test_the_digest_is_that_of_the_published_example():
    # FIPS 180-2, appendix B.1
    published = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert digest("abc") == published


def test_the_first_entry_follows_sixty_four_zeros():
    assert GENESIS == "0000000000000000000000000000000000000000000000000000000000000000"
