"""What a site says of its replicas, and when a replica falls silent."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from chengxin.doors.portal.middleware import OnReplica
from chengxin.ground.api import replication

STATE = "INSERT INTO ground_replicastate (id, name, state, looked_at, heard_at, fresh_at, applied, behind_bytes, whole) VALUES (1, 'chengxin_replica_x', %s, now(), now(), now() - %s * interval '1 second', '0/1', 0, %s)"


@pytest.mark.parametrize(("seconds", "whole", "status"), [(1, True, 200), (880, True, 200), (920, True, 503), (1, False, 503)])
def test_a_replica_that_heard_nothing_for_long_shows_nothing(district, seconds, whole, status):
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute(STATE, ["following", seconds, whole])
    with district.side("public"):
        site = OnReplica(lambda request: HttpResponse("a page"))
        assert site(RequestFactory().get("/")).status_code == status
        assert site(RequestFactory().get("/health")).status_code == 200  # which says why by itself


def test_a_main_database_is_no_replica(district):
    with district.side("public"):
        assert replication.replication() == {"replica": None, "replicas": []}
        assert OnReplica(lambda request: HttpResponse())(RequestFactory().get("/")).status_code == 503  # a process that was told it is on one, and is not


@pytest.mark.parametrize(
    ("slot", "code"),
    [
        ({}, []),
        ({"log": "lost"}, ["replica-lost"]),
        ({"log": "unreserved"}, ["replica-holds-log"]),
        ({"kept_bytes": 5 << 30, "room_bytes": 3 << 30}, ["replica-holds-log"]),
        ({"connected": False}, ["replica-away"]),
        ({"behind_bytes": 300 << 20}, ["replica-behind"]),
        ({"behind_seconds": 61}, ["replica-behind"]),
        ({"behind_seconds": None}, []),
        ({"kept_bytes": 5 << 30, "room_bytes": None}, []),
    ],
)
def test_what_somebody_should_look_at_on_the_main_side(slot, code):
    usual = {"name": "a", "connected": True, "behind_bytes": 0, "behind_seconds": 0, "kept_bytes": 0, "room_bytes": 8 << 30, "log": "reserved"}
    assert replication.trouble({"replica": None, "replicas": [usual | slot]}) == code


def test_the_log_is_marked_only_for_replicas(district):
    with district.side("worker"):
        assert replication.Marking()._round() is False
    assert district.value("SELECT count(*) FROM ground_logmark") == 0
