"""Somebody in every role of a post, with a password and an authenticator everybody in the tests knows: ``python -m tests.stories.staffing``, in a site that is served."""

import subprocess
import sys

ORGAN = "区市场监督局"


def staffed(site) -> None:
    """Put them into ``site``."""
    words = {"CHENGXIN_SIDE": "worker", "DJANGO_SETTINGS_MODULE": "chengxin.site.settings"}
    done = subprocess.run([sys.executable, "-m", "tests.stories.staffing"], env=site.environment(**words), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def main() -> None:
    import django

    django.setup()
    from chengxin.access import api as access
    from tests.desk import administrators, appointed, opened

    both = administrators()
    roles = [role.code for role in access.roles.POST_ROLES if role.code != "administrator"]
    for role in roles:
        appointed(f"in.{role}", role, both, organ=ORGAN)
    opened("admin-a", "admin-b", *(f"in.{role}" for role in roles))


if __name__ == "__main__":
    main()
