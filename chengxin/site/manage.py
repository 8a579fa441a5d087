"""Django's own management commands, as the owner of the database: ``python -m chengxin.site.manage makemigrations``."""

import os
import sys
import warnings

WITHOUT_DATABASE = ("makemigrations", "makemessages", "compilemessages", "collectstatic", "check", "help", "--help", "--version", "diffsettings")


def main() -> None:
    """Run one of Django's commands; the database is started for those that need it."""
    os.environ["CHENGXIN_SIDE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.site.settings")
    from django.core.management import execute_from_command_line

    if len(sys.argv) < 2 or sys.argv[1] in WITHOUT_DATABASE:
        warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")  # it looks, if it can
        execute_from_command_line(sys.argv)
        return
    from chengxin.site import postgres, roles
    from chengxin.site.home import Home

    home = Home.from_env()
    with postgres.running(home):
        roles.ensure(home)
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
