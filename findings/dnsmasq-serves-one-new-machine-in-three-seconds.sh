#!/bin/sh
# dnsmasq offers addresses to new machines one after the other, three seconds each, when a rack is powered on.
#
# Before dnsmasq offers an address to a machine that it does not know, it pings the address for three seconds. A reader expects
# that it serves other machines meanwhile, as servers with a timer for each client do. But their requests wait in its socket
# until the ping has ended. After six pings in a row it leaves them out, so the delay ends after 18 seconds: a test with one
# or two machines does not show what a rack meets. A client that waits less has given up by then. `no-ping` removes the delay.
#
# Seen with dnsmasq 2.90-4~deb12u2 (Debian 12) and eight new machines at once: the first offer after 3 s, the second after 6 s,
# all after 18 s; with `no-ping`, all within a second. Needs Debian 12 with apt-get, iproute2, python3, unshare and root.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
packages=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
  dnsmasq-base | grep -E '^lib[a-z0-9.+-]+$' | grep -vE '^(libc6|libgcc-s1)$' | sort -u)
apt-get download -qq dnsmasq-base=2.90-4~deb12u2 $packages 2>/dev/null
for package in ./*.deb; do dpkg -x "$package" root; done

cat >machines.py <<'END'
"""Sends a DHCPDISCOVER of each of eight machines. Prints the seconds until the first, the second and the last offer."""
import os
import socket
import struct
import time

MACHINES = 8
COOKIE = bytes((99, 130, 83, 99))


def discover(number):
    mac = bytes((0x52, 0x54, 0, 0, 0, number))
    header = struct.pack("!BBBBIHH16x", 1, 1, 6, 0, number, 0, 0x8000)
    return header + mac.ljust(16, b"\0") + bytes(192) + COOKIE + bytes((53, 1, 1, 255))


sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"machines")
sock.bind(("", 68))
sock.settimeout(60)
start = time.monotonic()
for number in range(1, MACHINES + 1):
    sock.sendto(discover(number), ("255.255.255.255", 67))
offers = {}
while len(offers) < MACHINES:
    answer = sock.recv(1500)
    offers.setdefault(answer[4:8], time.monotonic() - start)
times = sorted(offers.values())
print(round(times[0]), round(times[1]), round(times[-1]))
END

# offers OPTION…: the seconds until the offers of a dnsmasq with these options, in a network of its own.
offers() {
  unshare --net --mount --pid --fork --kill-child sh -c '
    mount -t tmpfs namespaces /run/netns
    ip netns add server
    ip link add machines type veth peer name server netns server
    ip link set machines up
    ip -n server address add 192.0.2.1/24 dev server
    ip -n server link set server up
    LD_LIBRARY_PATH=$(find "$PWD/root" -type d -name x86_64-linux-gnu | paste -sd:)
    export LD_LIBRARY_PATH
    rm -f leases
    ip netns exec server root/usr/sbin/dnsmasq --conf-file=/dev/null --port=0 --interface=server --bind-interfaces \
      --dhcp-range=192.0.2.50,192.0.2.99 --dhcp-leasefile="$PWD/leases" --user=root --pid-file= --log-facility="$PWD/log" "$@"
    unset LD_LIBRARY_PATH
    python3 machines.py' sh "$@"
}
pinging=$(offers)
plain=$(offers --no-ping)
echo "with pings: $pinging"
echo "with no-ping: $plain"
[ "$pinging" = '3 6 18' ] && [ "$plain" = '0 0 0' ]
