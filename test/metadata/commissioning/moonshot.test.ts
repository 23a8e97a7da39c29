import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { programs } from '../../support/programs.js';
import { needsTools } from '../../support/tools.js';

/** ipmitool as a cartridge has it, whose chassis manager refuses changes of these users. */
const ipmitool = (refused: string) => `case "$*" in
  *raw*) echo " 00 82 20 ff 20" ;;
  *mcloc*) printf 'Device Slave Address        : 20h\\nChannel Number              : 7\\n' ;;
  *"lan print"*) echo "IP Address              : 10.0.0.9" ;;
  *"user list"*) printf '1   Administrator    true\\n2   (Empty User)     true\\n3   (Empty User)     true\\n' ;;
  *exec*) for file in "$@"; do :; done; cat "$file" >> "$0.sent"
    if grep -q 'set name [${refused}] ' "$file"; then echo "Set User Name command failed" >&2; exit 1; fi ;;
esac`;

/** Runs the tool on a machine that is a cartridge. */
async function setUp(refused: string) {
  await using tools = await programs({ ipmitool: ipmitool(refused) });
  await cp('src/metadata/commissioning/tools', tools.folder, { recursive: true });
  const product = path.join(tools.folder, 'product_name');
  await writeFile(product, 'ProLiant m300 Server Cartridge\n');
  const tool = path.join(tools.folder, 'maas-moonshot-autodetect');
  await writeFile(tool, (await readFile(tool, 'utf8')).replace('/sys/class/dmi/id/product_name', product));
  const { stdout } = await promisify(execFile)(tool, { env: { PATH: tools.toolPath } });
  return { found: JSON.parse(stdout), sent: await readFile(path.join(tools.folder, 'ipmitool.sent'), 'utf8') };
}

const withPython = needsTools('python3');

withPython('Moonshot set-up takes the next user when the manager refuses one', async () => {
  const { found, sent } = await setUp('2');
  expect(found).toMatchObject({ power_user: 'maas', power_address: '10.0.0.9' });
  expect(sent.match(/user set name \d maas/g)).toEqual(['user set name 2 maas', 'user set name 3 maas']);
});

withPython('Moonshot set-up without a user that the manager takes fails and says why', async () => {
  await expect(setUp('23')).rejects.toThrow('Set User Name command failed');
});
