#!/bin/sh
# amttool says that a machine is on (S0) and exits with 0 when Intel AMT refuses to tell the state of the machine.
#
# AMT answers a query of the power state with a status; the state is there only when the status is 0. A busy management
# engine refuses with another status. A reader expects an error, an exit code, or at least no state: amttool prints its first
# state. A script that powers machines then takes a machine that is off, or unknown, for one that is on. The same happens to
# commands: a refused power-up exits with 0, too.
#
# Seen with amtterm 1.4-3 (Debian 12) and libsoap-lite-perl 1.27-3: "Powerstate:   S0", a warning of Perl on stderr, exit
# code 0. Needs Debian 12 with apt-get, perl and python3.
set -eu
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
perl_packages=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
  --no-enhances libsoap-lite-perl | grep -E '^lib[a-z0-9-]+-perl$' | grep -v '^libsoap-lite-perl$' | sort -u)
apt-get download -qq amtterm=1.4-3 libsoap-lite-perl=1.27-3 $perl_packages 2>/dev/null
for package in ./*.deb; do dpkg -x "$package" root; done
PERL5LIB=$(find "$folder/root/usr" -type d \( -path '*/share/perl5' -o -path '*/perl5/5.*' \) -prune -print | paste -sd:)
export PERL5LIB

cat >amt.py <<'END'
import re
from http.server import BaseHTTPRequestHandler, HTTPServer

ANSWERS = {
    "GetCoreVersion": "<Status>0</Status><Version>5.2.10</Version>",
    "GetHostName": "<Status>0</Status><Host>box</Host>",
    "GetDomainName": "<Status>0</Status><Domain>lan</Domain>",
    "GetSystemPowerState": "<Status>1</Status>",
    "RemoteControl": "<Status>1</Status>",
}


class Amt(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        operation = re.search(r"#(\w+)", self.headers["SOAPAction"]).group(1)
        namespace = re.search(r'"(http://schemas\.intel\.com[^"]*)"', body)
        inside = ANSWERS.get(operation, "<Status>0</Status>")
        answer = (
            '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
            '<%sResponse xmlns="%s">%s</%sResponse></s:Body></s:Envelope>'
            % (operation, namespace.group(1) if namespace else "", inside, operation)
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Amt)
print(server.server_port, flush=True)
server.serve_forever()
END
mkfifo port
python3 amt.py >port &
server=$!
read -r port <port

amttool() {
  AMT_PASSWORD=secret perl root/usr/bin/amttool "127.0.0.1:$port" "$@" 2>stderr </dev/null
}
state=$(amttool info) && code=$? || code=$?
state=$(printf '%s\n' "$state" | sed -n 's/^Powerstate: *//p')
echo "state that AMT refuses to tell: $state, exit code $code"
echo y | AMT_PASSWORD=secret perl root/usr/bin/amttool "127.0.0.1:$port" powerup >/dev/null 2>&1 && up=$? || up=$?
echo "power-up that AMT refuses: exit code $up"
[ "$state" = S0 ] && [ "$code" = 0 ] && [ "$up" = 0 ]
