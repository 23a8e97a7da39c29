import { once } from 'node:events';
import net from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BadRequest } from '../../../src/errors.js';
import type { Input } from '../../../src/params/input.js';
import { eventually } from '../../support/eventually.js';
import { type EchoServer, echoOf, startEchoServer } from '../echo-server.js';

let server: EchoServer;
beforeEach(async () => {
  server = await startEchoServer();
});
afterEach(() => server[Symbol.asyncDispose]());

const MIB = 1_048_576;
const MULTIPART = 'multipart/form-data; boundary=B';
const file = (content: string, more = '') =>
  `--B\r\nContent-Disposition: form-data; name="f"; filename="f"${more}\r\n\r\n${content}\r\n`;
/** Nothing in it repeats with the sizes that the server works in. */
const text = (length: number) => 'abcdefghijklmnopqrstuvwxyz0123456789-'.repeat(length / 37 + 1).slice(0, length);
/** Without it buffers that are not used any more count as memory. */
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const nothingLeft = () => eventually(() => expect(server.temporaryFiles()).toEqual([]));

test('uploads of any size have their complete content at each read, and leave no temporary file', async () => {
  const contents = [text(10), text(3 * MIB + 1), text(MIB), text(2 * MIB)];
  const { files } = echoOf(await server.post(MULTIPART, `${contents.map((content) => file(content)).join('')}--B--`));
  expect(files.map(({ content }) => content)).toEqual(contents);
  expect(files.map(({ size }) => size)).toEqual(contents.map(({ length }) => length));
  await nothingLeft();
});

test('a large upload in base64 is decoded', async () => {
  const content = text(2 * MIB + 1);
  const lines = Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n');
  const body = `${file(lines, '\r\nContent-Transfer-Encoding: base64')}--B--`;
  expect(echoOf(await server.post(MULTIPART, body)).files[0]?.content).toBe(content);
});

test('an upload of 1 MiB stays in memory, and a larger one goes to an unlinked temporary file', async () => {
  const open: string[][] = [];
  server.handler = async (_request, read) => {
    await read();
    open.push(server.temporaryFiles());
  };
  await server.post(MULTIPART, `${file(text(MIB))}--B--`);
  await server.post(MULTIPART, `${file(text(MIB + 1))}--B--`);
  expect(open).toEqual([[], [expect.stringMatching(/\(deleted\)$/)]]);
  await nothingLeft();
});

test('nine uploads of 1 MiB use a temporary file for the last', async () => {
  const open: number[] = [];
  server.handler = async (_request, read) => {
    const { files } = await read();
    open.push(files.length, server.temporaryFiles().length);
  };
  await server.post(MULTIPART, `${file(text(MIB)).repeat(9)}--B--`);
  expect(open).toEqual([9, 1]);
  await nothingLeft();
});

test('an upload of 100 MiB needs less than 50 MiB of memory', async () => {
  let peak = 0;
  collectGarbage();
  server.handler = async (_request, read) => {
    const sampler = setInterval(() => {
      collectGarbage();
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    }, 50);
    try {
      return { sizes: (await read()).files.map(({ size }) => size) };
    } finally {
      clearInterval(sampler);
    }
  };
  const piece = Buffer.alloc(64 * 1_024, 'x');
  const [start, end] = [
    Buffer.from('--B\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'),
    '\r\n--B--',
  ];
  const length = start.length + 1_600 * piece.length + end.length;
  const head = `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${MULTIPART}\r\nContent-Length: ${length}`;
  const answer = await server.raw([`${head}\r\n\r\n`, start, ...Array<Buffer>(1_600).fill(piece), end]);
  expect(answer.text).toBe(`{"sizes":[${100 * MIB}]}`);
  expect(peak).toBeGreaterThan(0);
  expect(peak).toBeLessThan(50 * MIB);
});

test('an upload that is cut off is 400 and leaves no temporary file', async () => {
  expect((await server.post(MULTIPART, file(text(3 * MIB)))).status).toBe(400);
  await nothingLeft();
});

test('an upload before a refused field leaves no temporary file', async () => {
  const tooLong = `--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n${text(9 * MIB)}\r\n`;
  expect((await server.post(MULTIPART, `${file(text(3 * MIB))}${tooLong}--B--`)).status).toBe(413);
  await nothingLeft();
});

test('a large upload without a writable temporary folder is 503', async () => {
  vi.stubEnv('TMPDIR', `${server.folder}/missing`);
  expect((await server.post(MULTIPART, `${file(text(2 * MIB))}--B--`)).status).toBe(503);
});

/** Begins a request whose body is longer than what is sent of it, unless `missing` is 0. */
function begin(body: string, missing: number): net.Socket {
  const length = `Content-Length: ${body.length + missing}`;
  const socket = net.connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${MULTIPART}\r\n${length}\r\n\r\n${body}`);
  return socket;
}

test('an upload that the client aborts fails and leaves no temporary file', async () => {
  const outcome = new Promise((resolve) => {
    server.handler = (_request, read) => {
      const reading = read();
      reading.then(resolve, resolve);
      return reading;
    };
  });
  const socket = begin(file(text(3 * MIB)), 1_000);
  await eventually(() => expect(server.temporaryFiles()).toHaveLength(1));
  socket.destroy();
  expect(await outcome).toBeInstanceOf(BadRequest);
  await nothingLeft();
});

test('an upload whose client disconnects during the operation fails to be read and leaves no temporary file', async () => {
  let socket: net.Socket | undefined;
  const outcome = new Promise((resolve) => {
    server.handler = async (request, read) => {
      const { files } = await read();
      const closed = once(request.raw.socket, 'close');
      socket?.destroy();
      await closed;
      await contentOf(files).then(resolve, resolve);
    };
  });
  socket = begin(`${file(text(3 * MIB))}--B--`, 0);
  expect(await outcome).toBeInstanceOf(BadRequest);
  await nothingLeft();
});

async function contentOf(files: Input['files']): Promise<Buffer | undefined> {
  return files[0]?.bytes();
}

test('uploads on one connection do not add listeners to the socket', async () => {
  const counts: number[] = [];
  server.handler = async (request, read) => {
    counts.push(request.raw.socket.listenerCount('close'));
    return { files: (await read()).files.length };
  };
  const body = `${file('x')}--B--`;
  const socket = net.connect(server.port, '127.0.0.1');
  for (let i = 0; i < 5; i += 1) {
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${MULTIPART}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await once(socket, 'data');
  }
  socket.destroy();
  expect(counts).toHaveLength(5);
  expect(new Set(counts).size).toBe(1);
});
