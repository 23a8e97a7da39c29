"""The functions that the programs for BMCs share. Uses Python's standard library only."""

import random
import subprocess

USER = "maas"
PASSWORD_LENGTH = 16
# Without characters that look like others, as people may have to type a password.
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
TIMEOUT_SECONDS = 120


class Failed(Exception):
    """A program is missing, took too long, or failed."""


def run(*command):
    """Runs a program and returns its output. Raises Failed. Arguments must not hold a secret."""
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
