import { expect, test } from 'vitest';
import { powerOnRecorded } from './recorded.js';

test.each(['echo "Status: dreaming"', 'echo "test error"; exit 1', 'true'])(
  'power-on of an outlet without a readable state (%s) sends the command',
  async (nonsense) => {
    const script = `case "$(cat)" in *'action="status"'*) ${nonsense};; *) echo "Success: Powered ON";; esac`;
    await powerOnRecorded('fence_cdu', { power_id: 'one' }, { fence_cdu: script, telnet: '' });
    const failing = script.replace('echo "Success: Powered ON"', 'echo "Failed: no plug"; exit 1');
    const failed = powerOnRecorded('fence_cdu', { power_id: 'one' }, { fence_cdu: failing, telnet: '' });
    await expect(failed).rejects.toThrow(/Failed: no plug.*its state was unknown/);
  },
);
