import { expect, test } from 'vitest';
import { PowerActionError, PowerConnError } from '../../../src/power/driver/errors.js';
import { powerOnRecorded } from './recorded.js';

const virsh = (state: string, start: string) => {
  const list = 'echo "6d47bd3d-78ae-4e0b-a91a-259d58b8a689 one"';
  const domstate = `if [ -e "$0.started" ]; then echo running; else ${state}; fi`;
  const script = `case "$*" in *list*) ${list};; *domstate*) ${domstate};; *) touch "$0.started"; ${start};; esac`;
  return powerOnRecorded('virsh', { power_address: 'qemu:///system', power_id: 'one' }, { virsh: script });
};
const SHUT_OFF = 'echo "shut off"; echo';

test('power-on without a confirmation of virsh fails with exit code 0 too', async () => {
  await expect(virsh(SHUT_OFF, 'true')).rejects.toThrow(PowerActionError);
  await expect(virsh(SHUT_OFF, 'echo "error: Domain not started" >&2')).rejects.toThrow(PowerActionError);
  await expect(virsh('echo "error: no state" >&2', 'exit 1')).rejects.toThrow(PowerActionError);
});

test('power-on with a connection error of virsh is retried with exit code 0 too', async () => {
  const refused = 'echo "error: failed to connect to the hypervisor" >&2';
  await expect(virsh(refused, 'exit 1')).rejects.toThrow(PowerConnError);
});

test('power-on with a confirmation of virsh is done with any other output', async () => {
  await virsh(SHUT_OFF, `echo "Domain 'one' started"; echo "warning: tainted" >&2`);
});

test('power-on of a domain that was started meanwhile fails with the message of virsh', async () => {
  const active = 'echo "error: Domain is already active" >&2; exit 1';
  await expect(virsh(SHUT_OFF, active)).rejects.toThrow('Domain is already active');
});

test('power-on by a virsh that is killed fails as a connection error', async () => {
  await expect(virsh('kill -9 $$', 'true')).rejects.toThrow(PowerConnError);
});
