#!/bin/sh
# cloud-init's ds-identify overlooks `datasource_list` in the form that YAML libraries write, and disables cloud-init.
#
# cloud-init merges /etc/cloud/cloud.cfg.d/*.cfg with a YAML library. Before that, a generator of systemd runs ds-identify, a
# shell script that looks for the key in the same files by itself. It reads a list on the line of the key only: neither a
# list of items in lines of their own, which is the default output of PyYAML and of npm's yaml, nor a file in JSON, which is
# YAML as well. On a machine whose hardware names no cloud, as a server in a rack, it then finds no data source and
# disables cloud-init: no user, no SSH key, no user data, and no error. An installer that writes its file by a YAML library
# meets this, although `cloud-init query` and a read of the file show the list as expected.
#
# Seen with cloud-init 22.4.2-1+deb12u4 (Debian 12): the list on one line is found (exit code 0); as block list and as JSON
# it is not (exit code 1, an empty list). Needs Debian 12 with apt-get.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq cloud-init=22.4.2-1+deb12u4 2>/dev/null
dpkg -x ./cloud-init_*.deb package

# identify NAME CONFIGURATION: prints the exit code of ds-identify on a machine of its own, and what it decides.
identify() {
  root=$folder/$1
  mkdir -p "$root/etc/cloud/cloud.cfg.d" "$root/run" "$root/proc" "$root/sys/class/dmi/id"
  echo 'BOOT_IMAGE=/vmlinuz root=/dev/sda1' >"$root/proc/cmdline"
  printf '%b' "$2" >"$root/etc/cloud/cloud.cfg.d/91_maas.cfg"
  code=0
  PATH_ROOT=$root package/usr/lib/cloud-init/ds-identify --force >/dev/null 2>&1 || code=$?
  printf '%s: exit code %s, sources [%s]\n' "$1" "$code" "$(sed -n 's/.*datasource_list: \[ *\(.*[^ ]\) *\].*/\1/p' "$root/run/cloud-init/cloud.cfg")"
}
source='{ MAAS: { metadata_url: "http://192.0.2.1/MAAS/metadata/" } }'
line=$(identify line "datasource_list: [ MAAS ]\ndatasource: $source\n")
block=$(identify block "datasource_list:\n- MAAS\ndatasource: $source\n")
json=$(identify json '{"datasource_list":["MAAS"],"datasource":{"MAAS":{"metadata_url":"http://192.0.2.1/MAAS/metadata/"}}}\n')
printf '%s\n' "$line" "$block" "$json"
[ "$line" = 'line: exit code 0, sources [MAAS, None]' ] && [ "$block" = 'block: exit code 1, sources []' ] &&
  [ "$json" = 'json: exit code 1, sources []' ]
