"""What the programs that look for a BMC share. Python's standard library only."""

import random
import subprocess

USER = "maas"
PASSWORD_LENGTH = 16
# Without characters that are easily taken for others, as people may have to type it.
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
TIMEOUT_SECONDS = 120


class Failed(Exception):
    """A program is not there, took too long, or did not do what it should."""


def run(*command):
    """What a program prints. Raises Failed when it fails; arguments never hold a secret."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        raise Failed("%s: %s" % (command[0], error.strerror))
    try:
        output, complaints = process.communicate(timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise Failed("%s took more than %d seconds." % (command[0], TIMEOUT_SECONDS))
    if process.returncode != 0:
        raise Failed("%s: %s" % (" ".join(command), complaints.decode("utf-8", "replace").strip()))
    return output.decode("utf-8", "replace")


def new_password():
    chosen = random.SystemRandom()
    return "".join(chosen.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))
