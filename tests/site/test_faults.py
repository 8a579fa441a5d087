"""What is written down of a fault of ours: kinds and places, no value; and it ends, however the errors hang together."""

from chengxin.site.faults import without_values


def caught(secret: str) -> BaseException:
    try:
        try:
            raise ValueError(secret)
        except ValueError as first:
            raise KeyError(secret) from first
    except KeyError as second:
        return second


def test_the_chain_is_told_without_its_words():
    told = without_values(caught("120105-a-secret"))
    assert "KeyError" in told and "ValueError" in told and "test_faults.py" in told and "secret" not in told.replace("test_faults", "")


def test_errors_that_stand_in_a_ring_are_told_once_each():
    second = caught("x")
    second.__cause__.__context__ = second  # as when a pool raises again what it is handling
    assert without_values(second).count("KeyError") == 1
