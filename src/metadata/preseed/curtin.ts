import { stringify } from 'yaml';
import { cloudInitAnswers, type DataSource } from './data-source.js';
import { shellWord } from './shell.js';

export interface InstallerFacts {
  /** The URL of the image's folder. */
  readonly imageUrl: string;
  /** The data source of the installed system. */
  readonly dataSource: DataSource;
  /** The proxy for packages; null: none. */
  readonly proxy: string | null;
  /** The URL where the node reports that it is installed. */
  readonly doneUrl: string;
}

/**
 * The configuration of curtin. It lets the new system find its metadata, turns netboot off, and reboots from the disk.
 */
function curtinConfig({ dataSource, proxy, doneUrl }: InstallerFacts): string {
  return stringify({
    debconf_selections: { maas: `${cloudInitAnswers(dataSource).join('\n')}\n` },
    ...(proxy && { proxy: { http_proxy: proxy, https_proxy: proxy } }),
    late_commands: { maas: ['wget', '--no-proxy', doneUrl, '--post-data', 'op=netboot_off', '-O', '/dev/null'] },
    power_state: { mode: 'reboot' },
  });
}

/** Makes the script that installs a node: curtin writes the image, in any of its forms, to the disk. */
export function curtinInstaller(facts: InstallerFacts): string {
  return `#!/bin/sh
# Installs this machine with curtin from its cluster's image.
set -eu
PREFIX='curtin'
IMAGE=${shellWord(facts.imageUrl)}
CONFIG=${shellWord(curtinConfig(facts))}

work=$(mktemp -d -t "$PREFIX.XXXXXX")
printf '%s' "$CONFIG" > "$work/config.yaml"

if ! command -v curtin > /dev/null; then
    apt-get --quiet update
    DEBIAN_FRONTEND=noninteractive apt-get --quiet --assume-yes install curtin
fi

for root in root-tgz squashfs root-image; do
    if wget --quiet --no-proxy --spider "$IMAGE/$root"; then
        case $root in
            root-tgz) source=$IMAGE/$root ;;
            squashfs | root-image)
                # The curtin of older releases knows no file systems, but any copies a folder.
                wget --quiet --no-proxy --output-document="$work/root" "$IMAGE/$root"
                mkdir "$work/tree"
                mount -o loop,ro "$work/root" "$work/tree"
                source=cp://$work/tree
                ;;
        esac
        exec curtin --verbose --config "$work/config.yaml" install "$source"
    fi
done
echo "There is nothing to install in $IMAGE." >&2
exit 1
`;
}
