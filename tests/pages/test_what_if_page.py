"""What-if on its page: inputs in the address, measured where they are left out."""


def test_what_is_left_out_is_measured_and_the_finding_stands_on_top(opened, reading):
    app = opened("what_if")

    assert not app.exception
    assert "on the queue" in app.title[0].value
    assert any("measured in" in one.value for one in app.caption)


def test_the_address_gives_the_inputs_and_overload_is_warned_about(opened, reading):
    app = opened("what_if", calls="100", handle="300", surge="50", patience="300")

    assert not app.exception
    assert app.title[0].value.startswith("50")
    assert any("grows without end" in one.value for one in app.warning)


def test_a_typed_number_goes_into_the_address(opened, reading):
    app = opened("what_if")

    app.number_input(key="in_surge").set_value(60.0).run()

    assert app.query_params["surge"] == ["60"] or app.query_params["surge"] == "60"


def test_what_is_no_number_is_left_out_with_a_note(opened, reading):
    app = opened("what_if", calls="many", surge="9999")

    assert not app.exception
    told = " ".join(one.value for one in app.caption)
    assert "no number" in told and "out of range" in told
