import http from 'node:http';

const agent = new http.Agent({ keepAlive: true });

export interface Sent {
  readonly method: 'GET' | 'POST';
  readonly headers: http.OutgoingHttpHeaders;
  readonly body?: Buffer;
}

/** The duration of an exchange, and the size of its answer. */
export interface Exchanged {
  readonly ms: number;
  readonly bytes: number;
}

/** Sends one request and reads its answer without parsing it. @throws Error when the status is not 2xx */
export function exchange(url: URL, { method, headers, body = Buffer.alloc(0) }: Sent): Promise<Exchanged> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const length = method === 'GET' ? {} : { 'content-length': body.length };
    const request = http.request(url, { agent, method, headers: { ...headers, ...length } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.once('error', reject);
      response.once('end', () => {
        if (String(response.statusCode).startsWith('2')) resolve({ ms: performance.now() - began, bytes });
        else reject(new Error(`${method} ${url.pathname} was answered ${response.statusCode}`));
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}
