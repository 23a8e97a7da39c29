import { describe, expect, test } from 'vitest';
import { bootScript, FIRST_SCRIPT, waitingScript } from '../../../src/cluster/boot/scripts.js';
import { imageOf, PXE_CONFIG, TestFile } from './stand-in.js';

const file = (name: string) => new TestFile(name, Buffer.from(name));
const LIVE = ['boot-kernel', 'boot-initrd', 'squashfs'].map(file);
const DI = ['di-kernel', 'di-initrd'].map(file);
const CONTEXT = { mac: '52-54-00-aa-00-01', origin: 'http://10.20.0.1:5248', images: [imageOf([...LIVE, ...DI])] };
const script = (config: object, context = CONTEXT) => bootScript({ ...PXE_CONFIG, ...config }, context);

/** The commands of a script as iPXE takes it apart: lines, words, and the words that end a command. */
function commandsOf(text: string): string[][] {
  const commands: string[][] = [];
  for (const line of text.split('\n').filter((one) => one !== '' && !/^[#:]/.test(one))) {
    let command: string[] = [];
    for (const word of line.split(/\s+/)) {
      if (word.startsWith('#')) break;
      if (['||', '&&', ';'].includes(word)) {
        commands.push(command);
        command = [];
      } else command.push(word);
    }
    commands.push(command);
  }
  return commands.filter(({ length }) => length > 0);
}

const kernelOf = (text: string) => commandsOf(text).find(([name]) => name === 'kernel') ?? [];

/** What scripts may do. iPXE has many more commands, such as `shell` and `set`. */
const KNOWN = ['echo', 'kernel', 'initrd', 'boot', 'imgfree', 'sleep', 'chain', 'goto'];

function expectHarmless(text: string): void {
  expect(text).toMatch(/^#!ipxe\n[\n\x20-\x7e]*$/);
  expect(text).not.toContain('\u0024{');
  expect([...new Set(commandsOf(text).map(([name]) => name))].filter((name) => !KNOWN.includes(name ?? ''))).toEqual(
    [],
  );
}

test('bootScript for commissioning loads kernel, initrd and root, and has cloud-init look for MAAS', () => {
  const text = script({});
  const [, kernel, ...options] = kernelOf(text);
  expect(kernel).toBe(LIVE[0]?.path);
  expect(options).toEqual([
    'initrd=boot-initrd',
    'BOOTIF=01-52-54-00-aa-00-01',
    `root=squash:http://10.20.0.1:5248${LIVE[2]?.path}`,
    'ip=dhcp',
    'overlayroot=tmpfs',
    'ci.ds=MAAS',
    `cloud-config-url=${PXE_CONFIG.preseed_url}`,
    'log_host=10.0.0.10',
    'console=ttyS0',
  ]);
  expect(text).toContain(`\ninitrd --name boot-initrd ${LIVE[1]?.path} ||`);
});

test('bootScript for install boots the kernel of the Debian installer', () => {
  const [, kernel, ...options] = kernelOf(script({ purpose: 'install', hostname: 'node-7', domain: 'lab' }));
  expect(kernel).toBe(DI[0]?.path);
  expect(options).toEqual(
    expect.arrayContaining([
      'auto=true',
      'priority=critical',
      'hostname=node-7',
      'domain=lab',
      `url=${PXE_CONFIG.preseed_url}`,
    ]),
  );
  expect(options.join(' ')).not.toMatch(/root=|ci\.ds/);
});

test('bootScript for install without the kernel of the Debian installer boots that of the image', () => {
  const [, kernel] = kernelOf(script({ purpose: 'install' }, { ...CONTEXT, images: [imageOf(LIVE)] }));
  expect(kernel).toBe(LIVE[0]?.path);
});

test.each([
  [
    { label: 'no-such-image' },
    'This cluster has no image ubuntu/amd64/generic/trusty/no-such-image for commissioning.',
  ],
  [{ purpose: 'memtest' }, 'This cluster cannot boot a machine for the purpose "memtest".'],
])('bootScript for what the cluster does not have says so: %o', (config, message) => {
  const text = script(config);
  expect(text).toContain(`echo ${message}\n`);
  expect(kernelOf(text)).toEqual([]);
});

test('bootScript for an image without a root says so', () => {
  const text = script({}, { ...CONTEXT, images: [imageOf(LIVE.slice(0, 2))] });
  expect(text).toContain('has no squashfs.');
  expect(kernelOf(text)).toEqual([]);
});

test.each(['local', 'poweroff', 'commissioning', 'install'])('bootScript for %s ends with asking again', (purpose) => {
  expect(script({ purpose })).toMatch(
    /:again\nimgfree\necho .*\nsleep \d+\nchain --replace \/boot\.ipxe \|\| goto again\n$/,
  );
});

test('bootScript for poweroff never boots a disk', () => {
  expect(script({ purpose: 'poweroff' })).not.toMatch(/sanboot|exit/);
  expect(FIRST_SCRIPT).not.toMatch(/sanboot|exit/);
});

describe('injection', () => {
  const EVIL = [
    'x\nshell',
    'x\r\nshell',
    'x || shell',
    'x ; shell',
    'x && shell',
    '\u0024{shell}',
    '\u0024\u0024{\u0024{shell}',
    '# x',
    'x\tshell',
    'x\u2028shell',
    'x\0shell',
    '|| shell ||',
  ];

  test.each(EVIL)('%j in any field of the region adds no command', (evil) => {
    for (const field of Object.keys(PXE_CONFIG)) {
      expectHarmless(script({ [field]: evil }));
      if (field !== 'purpose') expectHarmless(script({ purpose: 'install', [field]: evil }));
    }
    expectHarmless(waitingScript(evil));
  });

  test.each(EVIL)('%j as a host name adds no option of the kernel', (hostname) => {
    const [, , ...options] = kernelOf(script({ purpose: 'install', hostname }));
    expect(options.filter((option) => /^(hostname=|shell)/.test(option))).toEqual([]);
  });

  test('kernel options that iPXE would take apart are left out, and the screen says so', () => {
    const text = script({ extra_opts: "console=ttyS0 || cc:{'datasource_list':['MAAS']}end_cc \u0024{x} a;b quiet" });
    expect(kernelOf(text).slice(-4)).toEqual([
      'console=ttyS0',
      "cc:{'datasource_list':['MAAS']}end_cc",
      'a;b',
      'quiet',
    ]);
    expect(text).toContain('echo The kernel option . cannot be passed on.');
    expect(text).toContain('echo The kernel option $ {x} cannot be passed on.');
  });
});
