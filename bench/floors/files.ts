// The floor of files: plain HTTP to and from a plain file.
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { answer } from '../support/answer.js';

const file = z.string().parse(process.argv[2]);

const server = http.createServer(async (request, response) => {
  if (request.method === 'POST') {
    await pipeline(request, createWriteStream(file, { flush: true }));
    response.end();
  } else {
    const { size } = await stat(file);
    response.setHeader('content-length', size);
    await pipeline(createReadStream(file), response);
  }
});

answer({
  url: () =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
      });
    }),
});
