import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { programs } from '../../support/programs.js';
import { needsTools } from '../../support/tools.js';

// The real bmc-config sets up the real simulator, by the network instead of the machine's own interface. Scripts around it
// refuse what the simulator takes.

const withTools = needsTools('python3', 'ipmi_sim', 'ipmi-chassis-config');
const TOOLS = path.resolve('src/metadata/commissioning/tools');
const PASS = '';

const real = (bmc: IpmiSim) =>
  `/usr/sbin/bmc-config -h ${bmc.address} -u factory -p default -l ADMIN -D LAN_2_0 -W opensesspriv`;

/** A machine whose BMC refuses changes by this shell script, which gets the changes in $change. */
async function machine(bmc: IpmiSim, refusal = PASS) {
  const change = `for word in "$@"; do case $word in --filename=*) change=$(cat "\${word#*=}" | tr -s '\\t\\n' '  ');; esac; done`;
  const tools = await programs({
    modprobe: 'true',
    'ipmi-locate': 'echo "IPMI Version: 2.0"',
    'bmc-config': `change=\n${change}\necho "$change" >> "$0.log"\n${refusal}\nexec ${real(bmc)} "$@"`,
  });
  const env = { PATH: `${tools.folder}:${TOOLS}:/usr/bin:/bin`, PYTHONDONTWRITEBYTECODE: '1' };
  const run = promisify(execFile);
  const file = path.join(tools.folder, 'given');
  const section = (name: string, lines: readonly string[]) => `Section ${name}\n${lines.join('\n')}\nEndSection\n`;
  return {
    [Symbol.asyncDispose]: () => tools[Symbol.asyncDispose](),
    /** Prepares the settings of a section. */
    async given(name: string, ...lines: string[]) {
      await writeFile(file, section(name, lines));
      await run('sh', ['-c', `${real(bmc)} --commit --verbose --filename=${file}`]);
    },
    setUp: async (): Promise<unknown> => JSON.parse((await run('maas-ipmi-autodetect', { env })).stdout),
    /** The lines of a section, without comments and columns. */
    async read(name: string): Promise<string[]> {
      const { stdout } = await run('sh', ['-c', `${real(bmc)} --checkout --verbose --section=${name} || true`]);
      const lines = stdout.split('\n').filter((line) => line.startsWith('\t') && !line.includes('##'));
      return lines.map((line) => line.trim().replace(/\s+/, ' '));
    },
    /** The changes that were tried, in order. */
    async changes(): Promise<string[]> {
      const { stdout } = await run('cat', [path.join(tools.folder, 'bmc-config.log')]);
      return stdout.split('\n').filter((line) => line !== '');
    },
  };
}

const start = (channels: readonly number[] = [1]) => IpmiSim.start({ user: 'factory', password: 'default', channels });
const ADDRESS = 'IP_Address 127.0.0.1';
const refuse = (pattern: string) => `case $change in ${pattern}) echo "ERROR: Failed to commit" >&2; exit 1;; esac`;

withTools('BMC set-up prefers the slot of an earlier one to a free one before it', async () => {
  await using bmc = await start();
  await using own = await machine(bmc);
  await own.given('Lan_Conf', ADDRESS);
  await own.given('User4', 'Username maas');
  expect(await own.setUp()).toMatchObject({ power_user: 'maas', power_address: '127.0.0.1', power_driver: 'LAN_2_0' });
  expect(await own.read('User4')).toEqual(
    expect.arrayContaining(['Username maas', 'Lan_Enable_IPMI_Msgs Yes', 'Lan_Privilege_Limit Administrator']),
  );
  expect(await own.read('User3')).toContain('Username');
  expect((await own.changes()).filter((change) => !/^Section (User4|Lan_Channel) /.test(change))).toEqual([]);
});

withTools('BMC set-up takes the next slot when one is refused, and leaves no name behind', async () => {
  await using bmc = await start();
  await using own = await machine(bmc, refuse('*User3*Password*|*User4*Username*maas*|*Lan_Enable_Link*'));
  await own.given('Lan_Conf', ADDRESS);
  await own.setUp();
  expect([await own.read('User3'), await own.read('User4'), await own.read('User5')]).toEqual([
    expect.arrayContaining(['Username']),
    expect.arrayContaining(['Username']),
    expect.arrayContaining(['Username maas', 'Lan_Privilege_Limit Administrator']),
  ]);
});

withTools('BMC set-up takes a slot whose name bmc-config comments as not set', async () => {
  await using bmc = await start();
  // The simulator shows only the first slot so.
  const commented = `sed '/^Section User[34]$/,/^EndSection/ s/^\\tUsername  .*/\\t## Username  <username-not-set-yet>/'`;
  const once = `[ "$change" ] || [ -e "$0.done" ] || case "$*" in *--checkout*User3*) touch "$0.done"`;
  await using own = await machine(bmc, `${once}; ${real(bmc)} "$@" | ${commented}; exit 0;; esac`);
  await own.given('Lan_Conf', ADDRESS);
  await own.setUp();
  expect(await own.read('User3')).toContain('Username maas');
});

withTools('BMC set-up with optional settings refused is done', async () => {
  await using bmc = await start();
  await using own = await machine(bmc, refuse('*Enable_User*|*Access_Mode*'));
  await own.given('Lan_Conf', ADDRESS);
  await own.setUp();
  expect(await own.read('User3')).toContain('Username maas');
});

withTools.each(['Lan_Privilege_Limit', 'Lan_Enable_IPMI_Msgs', 'Username'])(
  'BMC set-up with %s ignored by the BMC fails and says so',
  async (key) => {
    await using bmc = await start();
    // The simulator lets messages in by itself.
    const closed = `[ "$change" ] || { ${real(bmc)} "$@" | sed 's/\\(Lan_Enable_IPMI_Msgs *\\)Yes/\\1No/'; exit; }`;
    const few = `case "$*" in *listsections*) ${real(bmc)} "$@" | grep -v 'User[0-9][0-9]'; exit;; esac`;
    await using own = await machine(bmc, `case $change in *${key}*) exit 0;; esac\n${few}\n${closed}`);
    await own.given('Lan_Conf', ADDRESS);
    await expect(own.setUp()).rejects.toThrow(new RegExp(`User3: ${key} is .*User4`));
  },
);

withTools('BMC set-up with the address on channel 3 leaves the unused channel 1 alone', async () => {
  await using bmc = await start([1, 3]);
  await using own = await machine(bmc);
  await own.given('Lan_Conf_Channel_3', ADDRESS);
  const before = await own.read('Lan_Conf_Channel_1');
  expect(await own.setUp()).toMatchObject({ power_address: '127.0.0.1' });
  expect(await own.read('Lan_Conf_Channel_1')).toEqual(before);
  const keys = (await own.changes()).join('\n');
  expect(keys).toContain('Lan_Channel_Channel_3 Volatile_Access_Mode Always_Available');
  expect(keys).toContain('Lan_Privilege_Limit_Channel_3 Administrator');
  expect(keys).not.toMatch(/Channel_1|Lan_Conf/);
});

withTools('BMC set-up with two addresses reports that of the first channel that others can reach', async () => {
  await using bmc = await start([1, 2, 3]);
  await using own = await machine(bmc);
  await own.given('Lan_Conf_Channel_1', 'IP_Address 169.254.95.118');
  await own.given('Lan_Conf_Channel_2', ADDRESS);
  await own.given('Lan_Conf_Channel_3', 'IP_Address 127.0.0.3');
  expect(await own.setUp()).toMatchObject({ power_address: '127.0.0.1' });
  expect((await own.changes()).join('\n')).not.toMatch(/Channel_[13]/);
});

/** A BMC that does not open these channels. */
const keepClosed = (bmc: IpmiSim, ...channels: readonly number[]) =>
  channels
    .map((channel) => {
      const disable = `sed 's/\\(Volatile_Access_Mode[[:space:]]*\\)[A-Z].*/\\1Disabled/'`;
      const read = `*--checkout*section=Lan_Channel_Channel_${channel}*`;
      return `${refuse(`*Lan_Channel_Channel_${channel}*`)}
case "$*" in ${read}) ${real(bmc)} "$@" | ${disable}; exit;; esac`;
    })
    .join('\n');

withTools('BMC set-up takes the next channel with an address when one stays closed', async () => {
  await using bmc = await start([1, 2, 3]);
  await using own = await machine(bmc, keepClosed(bmc, 1));
  await own.given('Lan_Conf_Channel_1', 'IP_Address 127.0.0.9');
  await own.given('Lan_Conf_Channel_3', ADDRESS);
  expect(await own.setUp()).toMatchObject({ power_address: '127.0.0.1' });
  const keys = (await own.changes()).join('\n');
  expect(keys).toContain('Lan_Channel_Channel_3 Volatile_Access_Mode Always_Available');
  expect(keys).toContain('Lan_Privilege_Limit_Channel_3 Administrator');
  expect(keys).not.toMatch(/Channel_2|Limit_Channel_1/);
});

withTools('BMC set-up fails and names all channels with an address when they stay closed', async () => {
  await using bmc = await start([1, 2, 3]);
  await using own = await machine(bmc, keepClosed(bmc, 1, 3));
  await own.given('Lan_Conf_Channel_1', 'IP_Address 127.0.0.9');
  await own.given('Lan_Conf_Channel_3', ADDRESS);
  await expect(own.setUp()).rejects.toThrow(/Channel_1 stays closed: Disabled.*Channel_3 stays closed: Disabled/);
  expect((await own.changes()).join('\n')).not.toMatch(/User|Channel_2/);
});

withTools('BMC set-up without an address on any channel sets one to DHCP and reports what it gets', async () => {
  await using bmc = await start([1, 3]);
  const leased = `printf 'Section Lan_Conf_Channel_1\\nIP_Address 127.0.0.9\\nEndSection\\n' > "$0.lease"`;
  const lease = `case $change in *Use_DHCP*) ${leased}; ${real(bmc)} --commit --verbose --filename="$0.lease"; exit 0;; esac`;
  await using own = await machine(bmc, lease);
  expect(await own.setUp()).toMatchObject({ power_address: '127.0.0.9' });
  expect((await own.changes()).filter((change) => change.includes('Lan_Conf'))).toEqual([
    expect.stringContaining('Section Lan_Conf_Channel_1 IP_Address_Source Use_DHCP'),
  ]);
});
