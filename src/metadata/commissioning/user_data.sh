#!/bin/sh
# Commissions this machine: finds its BMC, runs the region's scripts, and sends their output to the region.
# MAAS_CREDENTIALS may name the file with the machine's credentials. The default are the credentials of its boot.
set -u
export LC_ALL=C

WORK=$(mktemp -d /tmp/maas-commissioning.XXXXXX) || exit 1
trap 'rm -rf "$WORK"' EXIT
mkdir "$WORK/bin" "$WORK/out"
export PATH="$WORK/bin:$PATH:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"

@TOOLS@

fail() {
    echo "$1" >&2
    signal FAILED "$1"
    exit 1
}

signal() {
    maas-signal --config "$CREDENTIALS" "$@"
}

# Finds the preseed that cloud-init fetched from the URL on the kernel's command line, or fetches it again.
find_credentials() {
    CREDENTIALS=${MAAS_CREDENTIALS:-/etc/cloud/cloud.cfg.d/91_kernel_cmdline_url.cfg}
    [ -r "$CREDENTIALS" ] && return
    CREDENTIALS=$WORK/credentials
    for option in $(cat /proc/cmdline); do
        case $option in
            cloud-config-url=* | url=*) fetch "${option#*=}" > "$CREDENTIALS" && return ;;
        esac
    done
    echo "This machine has no credentials." >&2
    exit 1
}

fetch() {
    python3 -c 'import shutil, sys, urllib.request
answer = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=60)
shutil.copyfileobj(answer, sys.stdout.buffer)' "$1"
}

# Installs the packages whose programs are missing. Without a package archive, commissioning continues without them.
install_missing() {
    missing=
    for pair in lshw=lshw bmc-config=freeipmi-tools ipmitool=ipmitool; do
        command -v "${pair%%=*}" > /dev/null || missing="$missing ${pair#*=}"
    done
    [ -z "$missing" ] && return
    apt="apt-get --quiet --assume-yes -o Acquire::http::Timeout=20 -o Acquire::Retries=1"
    # The names of packages are split into words. They are fixed, so they hold no special characters.
    # shellcheck disable=SC2086
    $apt update && DEBIAN_FRONTEND=noninteractive $apt --no-install-recommends install $missing
}

# Sends the power type and power parameters to the region when the machine has a BMC that can be set up.
report_bmc() {
    if maas-moonshot-autodetect > "$WORK/bmc"; then
        kind=moonshot
    elif maas-ipmi-autodetect > "$WORK/bmc"; then
        kind=ipmi
    else
        return
    fi
    signal --power-type "$kind" --power-parameters "$WORK/bmc" WORKING "found a BMC: $kind"
}

# Runs one script and sends its output.
run_script() {
    name=${1##*/}
    out=$WORK/out/$name.out
    err=$WORK/out/$name.err
    "$1" > "$out" 2> "$err" < /dev/null
    result=$?
    set -- --file "$out"
    [ -s "$err" ] && set -- "$@" --file "$err"
    signal --script-result "$result" "$@" WORKING "$name: exit code $result" || fail "$name: its output was refused"
    return "$result"
}

run_scripts() {
    maas-get --config "$CREDENTIALS" maas-commissioning-scripts > "$WORK/scripts.tar" &&
        tar -x -f "$WORK/scripts.tar" -C "$WORK" || fail "The scripts could not be fetched."
    total=0
    failed=
    for script in "$WORK"/commissioning.d/.[!.]* "$WORK"/commissioning.d/*; do
        [ -f "$script" ] || continue
        total=$((total + 1))
        signal WORKING "running ${script##*/}"
        run_script "$script" || failed="$failed ${script##*/}"
    done
    [ -z "$failed" ] || fail "failed:$failed"
    signal OK "finished $total of $total scripts"
}

find_credentials
install_missing
report_bmc
run_scripts
