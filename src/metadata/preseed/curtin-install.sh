#!/bin/sh
# Installs this machine with curtin from its cluster's image. Reports a failure to the region, with the log.
set -u
PREFIX='curtin'
IMAGE=@IMAGE@
CONFIG=@CONFIG@
CREDENTIALS=@CREDENTIALS@
DATA_SOURCE=@DATASOURCE@

WORK=$(mktemp -d -t "$PREFIX.XXXXXX") || exit 1
mkdir "$WORK/bin" "$WORK/out"
export PATH="$WORK/bin:$PATH"
printf '%s' "$CONFIG" > "$WORK/config.yaml"
printf '%s' "$CREDENTIALS" > "$WORK/credentials"
printf '%s\n' "$DATA_SOURCE" > "$WORK/data-source"
export MAAS_DATA_SOURCE="$WORK/data-source"

@TOOLS@

install_curtin() {
    command -v curtin > /dev/null && return
    apt-get --quiet update
    DEBIAN_FRONTEND=noninteractive apt-get --quiet --assume-yes install curtin
}

# Finds the form of the image that the cluster has.
find_source() {
    for root in root-tgz squashfs root-image; do
        wget --quiet --no-proxy --spider "$IMAGE/$root" || continue
        case $root in
            root-tgz) source=$IMAGE/$root ;;
            squashfs | root-image)
                # The curtin of older releases knows no file systems, but any copies a folder.
                wget --quiet --no-proxy --output-document="$WORK/root" "$IMAGE/$root"
                mkdir "$WORK/tree"
                mount -o loop,ro "$WORK/root" "$WORK/tree"
                source=cp://$WORK/tree
                ;;
        esac
        return
    done
    echo "There is nothing to install in $IMAGE."
    exit 1
}

{
    (
        set -e
        install_curtin
        find_source
        curtin --verbose --config "$WORK/config.yaml" install "$source"
    )
    echo $? > "$WORK/result"
} 2>&1 | tee "$WORK/install.log"
[ "$(cat "$WORK/result")" = 0 ] && exit

# The last line mostly says why.
tail -c 1000000 "$WORK/install.log" > "$WORK/out/install.log"
reason="The installation failed: $(tail -n 1 "$WORK/install.log")"
maas-signal --config "$WORK/credentials" --file "$WORK/out/install.log" FAILED "$reason"
exit 1
