"""The files of the public ledger, below ``/ledger/``; the same in every language."""

from django.urls import path

from chengxin.doors.portal.pages import ledger_files

urlpatterns = [
    path("checkpoint", ledger_files.checkpoint, name="ledger-checkpoint"),
    path("keys", ledger_files.keys, name="ledger-keys"),
    path("tile/<path:path>", ledger_files.tile, name="ledger-tile"),
    path("line/<int:number>/receipt.json", ledger_files.receipt, name="ledger-receipt"),
    path("verify_ledger.py", ledger_files.verifier, name="ledger-verifier"),
    path("witnessed/<path:origin>/checkpoint", ledger_files.witnessed, name="ledger-witnessed"),
]
