import { expect, test } from 'vitest';
import { powerOnRecorded } from './recorded.js';

// Administrators see the error and nothing else.
test.each([
  ['virsh', { virsh: 'echo "error: failed to get domain" >&2; exit 1' }, 'error: failed to get domain'],
  ['virsh', { virsh: 'echo "error: Cannot recv data: Permission denied (x" >&2; exit 1' }, 'Permission denied (x'],
  ['virsh', { virsh: 'echo "error: Cannot recv data: Host key verification failed." >&2; exit 1' }, 'key verification'],
  ['fence_cdu', { telnet: '', fence_cdu: 'echo "E: Unable to connect/login to x" >&2; exit 1' }, 'E: Unable'],
  ['moonshot', { ipmitool: 'echo "Error: Unable to establish IPMI v2 / RMCP+ session" >&2; exit 1' }, 'Error: Unable'],
  ['moonshot', { ipmitool: 'echo "Address lookup for x failed" >&2; exit 1' }, 'lookup for x failed'],
  ['amt', { amttool: 'echo "401 Unauthorized at y" >&2; exit 2' }, '401 Unauthorized at y'],
  ['amt', { amttool: 'echo "500 read timeout" >&2; exit 2' }, '500 read timeout'],
])('power-on by %s without access fails with the message of its program', async (powerType, scripts, words) => {
  const parameters = { power_id: 'one', power_hwaddress: '' };
  const address = powerType === 'virsh' ? { power_address: 'qemu+ssh://host/system' } : {};
  await expect(powerOnRecorded(powerType, { ...parameters, ...address }, scripts)).rejects.toThrow(words);
});
