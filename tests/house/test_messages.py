"""Every sentence of the site is translated, and the compiled catalogue is the one of the sources."""

import subprocess
import sys


def test_no_sentence_is_untranslated_or_stale():
    done = subprocess.run([sys.executable, "tools/messages.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
