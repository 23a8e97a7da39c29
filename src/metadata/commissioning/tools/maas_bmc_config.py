"""Reads and changes the settings of the machine's own BMC by FreeIPMI's bmc-config. Python's standard library only."""

import re
import tempfile

from maas_bmc_helper import Failed, execute, run

# Where the program cannot list its sections: those of a BMC with one LAN channel.
USUAL_SECTIONS = tuple("User%d" % number for number in range(1, 11)) + ("Lan_Channel", "Lan_Conf")
SECTION = re.compile(r"^Section[ \t]+(\S+)[^\n]*\n(.*?)^EndSection", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"^[ \t]*(\w+)(?:[ \t]+(.*?))?[ \t]*$", re.MULTILINE)
# bmc-config writes the name of a user that was never set as a comment.
NAME_NOT_SET = re.compile(r"^[ \t]*#+[ \t]*Username[ \t]+<username-not-set-yet>", re.MULTILINE)


def list_sections():
    """The names of all sections. A BMC with several LAN channels has a section for each: Lan_Conf_Channel_3."""
    output, _ = execute("bmc-config", "--listsections", "--verbose")
    return tuple(output.split()) or USUAL_SECTIONS


def checkout(*sections):
    """The settings by section: "" when a value is empty. A setting that the BMC does not have is left out."""
    # The exit code is 1 when a single setting cannot be read; the others count.
    output, complaints = execute("bmc-config", "--checkout", "--verbose", *["--section=%s" % name for name in sections])
    found = {name: settings_of(text) for name, text in SECTION.findall(output)}
    if not found:
        raise Failed("bmc-config reads nothing: %s" % complaints.strip())
    return found


def settings_of(text):
    settings = {key: value or "" for key, value in SETTING.findall(text)}
    if NAME_NOT_SET.search(text):
        settings.setdefault("Username", "")
    return settings


def commit(section, key, value):
    """Changes one setting, by a file that only we may read: arguments are there for everybody to see."""
    with tempfile.NamedTemporaryFile("w") as config:
        config.write("Section %s\n\t%s\t%s\nEndSection\n" % (section, key, value))
        config.flush()
        run("bmc-config", "--commit", "--verbose", "--filename=%s" % config.name)


def try_commit(section, key, value):
    """Changes one setting; returns why it could not, or ""."""
    try:
        commit(section, key, value)
    except Failed as failure:
        return str(failure)
    return ""
