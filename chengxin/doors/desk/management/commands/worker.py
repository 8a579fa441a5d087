"""后台 worker: runs the periodic jobs of doors.clock, and beside them the audit's log, the public ledger and the marks for replicas, until it is told to stop."""

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from chengxin.ground.api import auditlog, replication
from chengxin.publicity import api as publicity

# What a worker that was killed may have left behind is taken up at once, not at the next full minute.
AT_START = ("clock.take_in",)


class Command(BaseCommand):
    """后台：执行定时任务（由 serve 启动）。"""

    help = "后台：执行定时任务（由 serve 启动）"
    requires_system_checks = []

    def handle(self, *args, **options):
        for task in AT_START:
            app.configure_task(task).defer()
        threads = (auditlog.Sequencing(), publicity.ledger.Keeping(), replication.Marking())
        for thread in threads:
            thread.start()
        assert isinstance(app.connector, DjangoConnector)
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            working.run_worker(concurrency=1, delete_jobs="successful", shutdown_graceful_timeout=5)
        for thread in threads:
            thread.stop()
