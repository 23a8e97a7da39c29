import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';

export interface ProxyOptions {
  /** Receives the requests for all hosts. Only the proxy resolves the names. */
  readonly upstream: URL;
  /** The status that refuses CONNECT. */
  readonly refuse?: number;
}

/** An HTTP proxy on the loopback. */
export interface TestProxy extends AsyncDisposable {
  readonly url: URL;
  /** The received requests: method, target, credentials. */
  readonly seen: (readonly [string | undefined, string | undefined, string | undefined])[];
}

export async function startProxy({ upstream, refuse }: ProxyOptions): Promise<TestProxy> {
  const seen: TestProxy['seen'] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    seen.push([method, url, headers['proxy-authorization']]);
    const { pathname, search } = new URL(url);
    const onward = request(new URL(`${pathname}${search}`, upstream), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward.on('error', () => outgoing.destroy()));
  });
  server.on('connect', ({ method, url, headers }, socket) => {
    seen.push([method, url, headers['proxy-authorization']]);
    if (refuse !== undefined) return void socket.end(`HTTP/1.1 ${refuse} No\r\nContent-Length: 2\r\n\r\nno`);
    const onward = connect(Number(upstream.port), upstream.hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    seen,
    [Symbol.asyncDispose]: async () => void server.close().closeAllConnections(),
  };
}
