"""Calls the region's metadata service with the machine's credentials. Uses Python's standard library only."""

import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from email.utils import mktime_tz, parsedate_tz

VERSION = "2012-03-01"
TIMEOUT_SECONDS = 60
# The waits between attempts.
WAITS_SECONDS = (1, 1, 2, 4, 8, 16)
# The region accepts timestamps with a smaller error.
CLOCK_TOLERANCE_SECONDS = 60
FIELDS = ("metadata_url", "consumer_key", "token_key", "token_secret")

# No proxy, as the region is in the machine's own network, which a proxy for the Internet may not reach.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Credentials(object):
    """The URL of the region's metadata service, and the API key of this machine."""

    def __init__(self, metadata_url, consumer_key, token_key, token_secret):
        self.metadata_url = metadata_url
        self.consumer_key = consumer_key
        self.token_key = token_key
        self.token_secret = token_secret
        # Seconds by which the region's clock is ahead of this machine's.
        self.clock_skew = 0

    def url(self, path=""):
        return "%s/%s/%s" % (self.metadata_url.rstrip("/"), VERSION, path)

    def header(self):
        """Returns an OAuth 1.0 header, signed by PLAINTEXT (RFC 5849, 3.4.4)."""
        fields = (
            ("oauth_version", "1.0"),
            ("oauth_signature_method", "PLAINTEXT"),
            ("oauth_consumer_key", self.consumer_key),
            ("oauth_token", self.token_key),
            ("oauth_signature", "&" + self.token_secret),
            ("oauth_timestamp", str(int(time.time() + self.clock_skew))),
            ("oauth_nonce", uuid.uuid4().hex),
        )
        return "OAuth " + ", ".join('%s="%s"' % (name, urllib.parse.quote(value, safe="")) for name, value in fields)


def read_credentials(path):
    """Reads the preseed of the machine's boot: a cloud-config with a MAAS data source.

    The region writes each value on a line of its own, as a JSON string.
    """
    with open(path) as preseed:
        text = preseed.read()
    values = {}
    for name, value in re.findall(r"^\s*(\w+):[ \t]*(\S.*?)\s*$", text, re.MULTILINE):
        values[name] = json.loads(value) if value.startswith('"') else value.strip("'")
    missing = [name for name in FIELDS if name not in values]
    if missing:
        raise SystemExit("%s has no %s." % (path, ", ".join(missing)))
    return Credentials(*[values[name] for name in FIELDS])


def call(credentials, url, body=None, content_type=None):
    """Sends a request, up to seven times, and returns the bytes of the answer.

    The region refuses the signature of a machine with a wrong clock. The Date of the refusal corrects the clock.
    """
    for wait in WAITS_SECONDS + (None,):
        headers = {"Authorization": credentials.header()}
        if content_type:
            headers["Content-Type"] = content_type
        try:
            request = urllib.request.Request(url, data=body, headers=headers)
            return _opener.open(request, timeout=TIMEOUT_SECONDS).read()
        except urllib.error.HTTPError as error:
            problem = "%s: %s" % (error, error.read(500).decode("utf-8", "replace"))
            if error.code in (401, 403) and adjust_clock(credentials, error.headers.get("Date")):
                continue
        except (OSError, ValueError) as error:
            problem = str(error)
        if wait is None:
            break
        sys.stderr.write("%s: %s; trying again in %d s\n" % (url, problem, wait))
        time.sleep(wait)
    raise SystemExit("%s: %s" % (url, problem))


def adjust_clock(credentials, date):
    """Adopts the region's time. Returns whether the clock was wrong."""
    parsed = parsedate_tz(date or "")
    before = credentials.clock_skew
    if parsed:
        credentials.clock_skew = mktime_tz(parsed) - time.time()
    wrong = abs(credentials.clock_skew - before) > CLOCK_TOLERANCE_SECONDS
    if wrong:
        sys.stderr.write("The clock is %d s behind the region's.\n" % credentials.clock_skew)
    return wrong


def encode_multipart(fields, files):
    """Returns the body of a form and its content type.

    `fields` are pairs of texts, `files` pairs of a name and bytes.
    """
    boundary = uuid.uuid4().hex
    parts = [(name, "", value.encode("utf-8", "replace")) for name, value in fields]
    parts += [(name, '; filename="%s"' % quoted(name), content) for name, content in files]
    body = []
    for name, filename, content in parts:
        disposition = 'Content-Disposition: form-data; name="%s"%s' % (quoted(name), filename)
        body += ["--%s\r\n%s\r\n\r\n" % (boundary, disposition), content, "\r\n"]
    body.append("--%s--\r\n" % boundary)
    encoded = b"".join(part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape") for part in body)
    return encoded, "multipart/form-data; boundary=" + boundary


def quoted(name):
    for character, escaped in (('"', "%22"), ("\r", "%0D"), ("\n", "%0A")):
        name = name.replace(character, escaped)
    return name
