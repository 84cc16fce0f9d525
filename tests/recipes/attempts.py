"""Attempts at a piece of work, as an engine starts and kills them."""
import ctypes
import os
import signal
import subprocess

# What an attempt has started becomes a child of this process when the attempt is gone, so that its end can be waited for.
PR_SET_CHILD_SUBREAPER = 36
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(words):
    return subprocess.Popen(words, start_new_session=True)


def kill(attempt):
    """Kills it with all its processes, and waits until each of them is gone: one that waits for a disk takes its time, and
    holds its locks meanwhile. Tells whether it was killed before it came to its end."""
    try:
        os.killpg(attempt.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    attempt.wait()
    try:
        while True:
            os.waitpid(-attempt.pid, 0)
    except ChildProcessError:
        return attempt.returncode == -signal.SIGKILL
