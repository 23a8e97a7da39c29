import { describe, expect, test } from 'vitest';
import { readSettings } from '../src/settings.js';
import { warnAboutSettings } from '../src/settings-warnings.js';

describe('readSettings with an invalid value', () => {
  test.each([
    ['PORT', 'many', 'PORT: "many" is not valid. Use a whole number from 0 to 65535.'],
    ['PORT', ' ', 'PORT: " " is not valid. Use a whole number from 0 to 65535.'],
    ['PORT', '70000', 'PORT: "70000" is not valid. Use a whole number from 0 to 65535.'],
    ['WORKERS', '1.5', 'WORKERS: "1.5" is not valid. Use a whole number from 1 to 64.'],
    ['ENLIST_LIMIT', '-1', 'ENLIST_LIMIT: "-1" is not valid. Use a whole number from 0 to 1000000.'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL: "loud" is not valid. Use one of trace, debug, info, warn, error, fatal, silent.'],
    ['IMAGE_IMPORT', 'yes', 'IMAGE_IMPORT: "yes" is not valid. Use on or off.'],
    ['POWER_TLS_VERIFY', 'no\nyes', 'POWER_TLS_VERIFY: "no\\nyes" is not valid. Use on or off.'],
    [
      'METADATA_ALLOW',
      '10.0.0.0/33',
      'METADATA_ALLOW: "10.0.0.0/33" is not valid. Use `all`, or addresses and CIDRs with commas between them.',
    ],
    ...['WEBHOOK_ALLOW', 'POWER_WEBHOOK_ALLOW'].map((name) => [
      name,
      'all',
      `${name}: "all" is not valid. Use addresses and CIDRs with commas between them.`,
    ]),
    ...['on', '10.0.0.1, proxy.example.com', '10.0.0.0/99'].map((value) => [
      'TRUST_PROXY',
      value,
      `TRUST_PROXY: "${value}" is not valid. Use \`off\`, or addresses and CIDRs with commas between them.`,
    ]),
    [
      'MAAS_URL',
      'ftp://user:canary@region/MAAS',
      'MAAS_URL: "ftp://…@region/MAAS" is not valid. Use an http or https URL such as http://region.example.com/MAAS.',
    ],
  ])('%s=%j shows the value and the valid ones', (name, value, message) => {
    expect(() => readSettings({ [name]: value })).toThrow(new Error(message));
  });

  test('BROKER_URL that is not a URL is refused', () => {
    expect(() => readSettings({ BROKER_URL: 'rabbit' })).toThrow(/^BROKER_URL: the value \(not shown/);
  });

  test('DATABASE_URL does not show the value, as it may hold a password', () => {
    for (const value of ['mysql://maas:canary@db/maas', 'canary', 'postgresql://maas:canary@db:port/maas']) {
      let message = '';
      try {
        readSettings({ DATABASE_URL: value });
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain('DATABASE_URL: the value (not shown');
      expect(message).not.toContain('canary');
    }
  });

  test('two invalid values are both named, each on a line', () => {
    expect(() => readSettings({ PORT: 'x', WORKERS: '0' })).toThrow(/^PORT: [^\n]+\nWORKERS: [^\n]+$/);
  });

  test('a long value is cut', () => {
    expect(() => readSettings({ PORT: 'x'.repeat(1_000) })).toThrow(/^PORT: "x{80}…" is not valid/);
  });
});

test('readSettings with empty values takes the defaults', () => {
  const settings = readSettings({ PORT: '', MAAS_DATA_DIR: '', LOG_LEVEL: '', WORKERS: '' });
  expect(settings).toEqual(readSettings({}));
  expect(settings).toMatchObject({ port: 5240, dataDir: `${process.cwd()}/data`, logLevel: 'info', workers: 1 });
});

test.each([
  ['off', []],
  ['10.0.0.1, fd00::/8 loopback', ['10.0.0.1', 'fd00::/8', 'loopback']],
])('readSettings with TRUST_PROXY=%j takes it', (TRUST_PROXY, trustedProxies) => {
  expect(readSettings({ TRUST_PROXY })).toMatchObject({ trustedProxies });
});

describe('warnAboutSettings', () => {
  test.each([
    ['WORKRES', 'WORKERS'],
    ['WORKER', 'WORKERS'],
    ['workers', 'WORKERS'],
    ['MAAS_URI', 'MAAS_URL'],
    ['MAAS_DATADIR', 'MAAS_DATA_DIR'],
    ['MAAS_PORT', 'PORT'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['TRUSTED_PROXY', 'TRUST_PROXY'],
    ['PROT', 'PORT'],
  ])('with the unknown %s names %s', (name, meant) => {
    expect(warnAboutSettings({ [name]: '1' }, { publicUrl: undefined })).toEqual([
      `${name} is not a setting and has no effect. Did you mean ${meant}?`,
    ]);
  });

  test('with the variables of other programs says nothing', () => {
    const others = [
      ...['PATH', 'HOME', 'HOSTNAME', 'HOSTTYPE', 'LOGNAME', 'USER', 'SHELL', 'TERM', 'LANG', 'PWD', 'MAIL', 'EDITOR'],
      ...['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'FTP_PROXY', 'NODE_ENV'],
      ...['SSH_CONNECTION', 'INVOCATION_ID', 'JOURNAL_STREAM', 'POSTGRES_PASSWORD', 'PGHOST', 'PGPORT', 'npm_command'],
    ];
    const env = Object.fromEntries(others.map((name) => [name, 'x']));
    expect(warnAboutSettings({ ...env, WORKERS: '2', WORKRES: '' }, { publicUrl: undefined })).toEqual([]);
  });

  test('with a public URL without /MAAS names the URLs that nodes get', () => {
    const { publicUrl } = readSettings({ MAAS_URL: 'http://region.example.com/' });
    expect(warnAboutSettings({}, { publicUrl })).toEqual([
      expect.stringMatching(/^MAAS_URL has no \/MAAS .* http:\/\/region\.example\.com\/api\/1\.0\/ .*com\/MAAS\.$/),
    ]);
    expect(warnAboutSettings({}, readSettings({ MAAS_URL: 'http://region.example.com/MAAS/' }))).toEqual([]);
  });
});
