import { once } from 'node:events';
import net from 'node:net';

/** The parts that differ between the requests of a load. */
export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Absent: anonymous. */
  readonly authorization?: string;
}

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

/**
 * A persistent connection that sends one request after the other. It implements a minimum of HTTP, so that the client
 * takes little time of the measurement. So answers must have a Content-Length.
 */
export class Connection {
  #waiting: Waiting | undefined;
  /** The bytes of the answer that are missing; undefined before its headers are complete. */
  #missing: number | undefined;
  #head = '';

  private constructor(
    private readonly socket: net.Socket,
    private readonly host: string,
  ) {
    socket.setNoDelay();
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  static async open({ hostname, port, host }: URL): Promise<Connection> {
    const socket = net.connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Connection(socket, host);
  }

  /**
   * Sends a request. Resolves when the answer is complete.
   * @throws Error when the status is not 200
   */
  send({ method, path, authorization }: Request): Promise<void> {
    const length = method === 'POST' ? 'Content-Length: 0\r\n' : '';
    const signed = authorization === undefined ? '' : `Authorization: ${authorization}\r\n`;
    const head = `${method} ${path} HTTP/1.1\r\nHost: ${this.host}\r\n${signed}${length}\r\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.socket.write(head);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.socket.destroy();
  }

  #take(chunk: Buffer): void {
    if (this.#missing === undefined) this.#readHead(chunk);
    else this.#missing -= chunk.length;
    if (this.#missing !== 0) return;
    this.#missing = undefined;
    this.#waiting?.resolve();
  }

  #readHead(chunk: Buffer): void {
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#head)?.[1];
    if (this.#head.startsWith('HTTP/1.1 200 ') && length)
      this.#missing = Number(length) - (this.#head.length - end - 4);
    else this.#fail(new Error(this.#head));
    this.#head = '';
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
  }
}
