import { stringify } from 'yaml';

export interface InstallerFacts {
  /** The folder of the image that is installed. */
  readonly imageUrl: string;
  /** Where the node says that it is installed. */
  readonly doneUrl: string;
}

/** A word of a shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The script that installs a node: curtin writes the image to its disk, and then netboot is turned off. */
export function curtinInstaller({ imageUrl, doneUrl }: InstallerFacts): string {
  const config = stringify({
    late_commands: { maas: ['wget', '--no-proxy', doneUrl, '--post-data', 'op=netboot_off', '-O', '/dev/null'] },
  });
  return `#!/bin/sh
# Installs this machine with curtin from its cluster's image.
set -eu
PREFIX='curtin'
IMAGE=${quoted(imageUrl)}
CONFIG=${quoted(config)}

work=$(mktemp -d "/tmp/$PREFIX.XXXXXX")
printf '%s' "$CONFIG" > "$work/config.yaml"

if ! command -v curtin > /dev/null; then
    apt-get --quiet update
    DEBIAN_FRONTEND=noninteractive apt-get --quiet --assume-yes install curtin
fi

for root in root-tgz squashfs; do
    if wget --quiet --no-proxy --spider "$IMAGE/$root"; then
        case $root in
            root-tgz) source=$IMAGE/$root ;;
            squashfs) source=fsimage:$IMAGE/$root ;;
        esac
        exec curtin --verbose --config "$work/config.yaml" install "$source"
    fi
done
echo "There is nothing to install in $IMAGE." >&2
exit 1
`;
}
