"""The functions that the programs for BMCs share. Uses Python's standard library only."""

import random
import re
import subprocess

USER = "maas"
PASSWORD_LENGTH = 16
# Without characters that look like others, as people may have to type a password.
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
TIMEOUT_SECONDS = 120


class Failed(Exception):
    """A program is missing, took too long, or failed."""


def run(*command):
    """What a program prints. Raises Failed when it fails; arguments never hold a secret."""
    output, complaints, code = call(command)
    if code != 0:
        raise Failed("%s: %s" % (" ".join(command), complaints.strip()))
    return output


def execute(*command):
    """What a program prints, on standard output and error, with any exit code."""
    return call(command)[:2]


def call(command):
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
    return output.decode("utf-8", "replace"), complaints.decode("utf-8", "replace"), process.returncode


def new_password():
    """A password with small and capital letters and digits, as some BMCs demand all three."""
    chosen = random.SystemRandom()
    while True:
        password = "".join(chosen.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))
        if all(re.search(kind, password) for kind in ("[a-z]", "[A-Z]", "[0-9]")):
            return password
