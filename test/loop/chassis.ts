import type { BareMachine } from './bare-machine.js';

/** The machine of an IPMI simulator, as its chassis script: a machine of libvirt. */
export function chassisOf({ uri, name }: BareMachine): string {
  return `#!/bin/sh
machine() { virsh --quiet --connect '${uri}' "$1" ${name}; }
shift
op=$1; shift
case $op in
get) for each in "$@"; do case $each in
    power) [ "$(machine domstate)" = running ] && echo power:1 || echo power:0 ;;
    boot) echo boot:default ;;
  esac; done ;;
set) while [ $# -gt 0 ]; do case $1$2 in
    power1) machine start ;;
    power0) machine destroy ;;
  esac; shift 2; done >&2 ;;
esac
true
`;
}
