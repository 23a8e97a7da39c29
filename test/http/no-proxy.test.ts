import { expect, test } from 'vitest';
import { parseNoProxy } from '../../src/http/no-proxy.js';

test.each([
  ['*', 'http://anything.example.com/', true],
  ['example.com', 'http://example.com/', true],
  ['example.com', 'https://a.b.example.com:8443/', true],
  ['example.com', 'http://notexample.com/', false],
  ['example.com', 'http://example.com.evil.test/', false],
  ['.example.com', 'http://a.example.com/', true],
  ['.example.com', 'http://example.com/', true],
  ['*.example.com', 'http://a.example.com/', true],
  ['EXAMPLE.com', 'http://a.Example.COM./', true],
  ['example.com.', 'http://example.com/', true],
  ['bücher.example', 'http://xn--bcher-kva.example/', true],
  ['example.com:8080', 'http://example.com:8080/', true],
  ['example.com:8080', 'http://example.com/', false],
  ['example.com:80', 'http://example.com/', true],
  ['example.com:443', 'https://example.com/', true],
  ['10.0.0.1', 'http://10.0.0.1:5240/', true],
  ['10.0.0.1', 'http://10.0.0.10/', false],
  ['10.0.0.1:80', 'http://10.0.0.1/', true],
  ['10.0.0.1:80', 'http://10.0.0.1:81/', false],
  ['10.0.0.0/8', 'http://10.255.0.1/', true],
  ['10.0.0.0/8', 'http://11.0.0.1/', false],
  ['10.0.0.0/8', 'http://10.example.com/', false],
  ['10.0.0.0/33', 'http://10.0.0.0/', false],
  ['0.0.0.0/0', 'http://8.8.8.8/', true],
  ['::1', 'http://[::1]:8000/', true],
  ['[::1]', 'http://[::1]/', true],
  ['[::1]:8000', 'http://[::1]:8000/', true],
  ['[::1]:8000', 'http://[::1]:8001/', false],
  ['0:0:0:0:0:0:0:1', 'http://[::1]/', true],
  ['fd00::/8', 'http://[fd12::5]/', true],
  ['fd00::/8', 'http://[2001:db8::1]/', false],
  ['10.0.0.0/8', 'http://[fd12::5]/', false],
  ['localhost', 'http://127.0.0.1/', false],
  ['', 'http://example.com/', false],
  ['http://example.com', 'http://example.com/', false],
  ['a b', 'http://example.com/', false],
])('NO_PROXY=%s and %s: %s', (word, url, expected) => {
  expect(parseNoProxy([word])(new URL(url))).toBe(expected);
});

test('NO_PROXY with several words matches by any of them, and without words matches nothing', () => {
  const url = new URL('http://example.com/');
  expect(parseNoProxy(['10.0.0.0/8', 'example.com'])(url)).toBe(true);
  expect(parseNoProxy([])(url)).toBe(false);
});
