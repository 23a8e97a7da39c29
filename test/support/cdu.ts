import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

interface Outlet {
  readonly name: string;
  on: boolean;
}

export interface CduOptions {
  readonly password?: string;
  /** Accepts commands and answers them, but does not perform them. */
  readonly locked?: boolean;
  /** Sends nothing after the login, and never closes the connection. */
  readonly hangs?: boolean;
}

/** Echo and no go-ahead: without these offers telnet stays in its line mode. */
const OFFERS = Buffer.from([255, 251, 1, 255, 251, 3]);
const PROMPT = '\r\nSwitched CDU: ';

/** Simulates the telnet service of a Sentry Switched CDU of version 7.1c. */
export class Cdu implements AsyncDisposable {
  readonly #server = createServer((socket) => this.#serve(socket));
  readonly #sockets = new Set<Socket>();
  /** The commands that were sent after logins. */
  readonly commands: string[] = [];

  private constructor(
    private readonly outlets: readonly Outlet[],
    private readonly options: CduOptions,
  ) {}

  static async start(names: readonly string[], options: CduOptions = {}): Promise<Cdu> {
    const cdu = new Cdu(
      names.map((name) => ({ name, on: false })),
      options,
    );
    cdu.#server.listen(0, '127.0.0.1');
    await once(cdu.#server, 'listening');
    return cdu;
  }

  get address(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  isOn(name: string): boolean | undefined {
    return this.outlets.find((outlet) => outlet.name === name)?.on;
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {});
    socket.write(OFFERS);
    const lines = linesOf(socket);
    const ask = async (question: string): Promise<string> => {
      socket.write(question);
      const { value = '' } = await lines.next();
      return value;
    };
    const user = await ask('\r\nSentry Switched CDU Version 7.1c\r\n\r\nUsername: ');
    const password = await ask('\r\nPassword: ');
    if (user !== 'maas' || password !== (this.options.password ?? 'secret')) {
      socket.end('\r\nAccess denied\r\n');
      return;
    }
    if (this.options.hangs) return;
    for (let said = ''; ; ) {
      const line = await ask(`${said}${PROMPT}`);
      if (line === '' || line === 'LOGOUT') break;
      this.commands.push(line);
      socket.write(`${line}\r\n`);
      said = this.#perform(line);
    }
    socket.end();
  }

  #perform(line: string): string {
    const [verb = '', ...rest] = line.split(' ');
    const rows = (row: (outlet: Outlet, id: string) => string) =>
      this.outlets.map((outlet, index) => `\r\n   ${row(outlet, `.A${index + 1}`)}\r\n`).join('');
    if (verb === 'VERSION') return '\r\nSentry Switched CDU Version 7.1c\r\n';
    if (verb === 'STATUS') {
      return rows(
        ({ name, on }, id) => `${id}      ${name}            ${on ? 'On' : 'Off'}         ${on ? 'On' : 'Off'}`,
      );
    }
    if (verb === 'LIST') return rows(({ name }, id) => `${id}      ${name}`);
    if (verb === 'on' || verb === 'off') {
      const outlet = this.outlets[Number(rest[0]?.slice(2)) - 1];
      if (outlet && !this.options.locked) outlet.on = verb === 'on';
    }
    return '\r\nCommand successful\r\n';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }
}

/** Yields the received lines, without the commands of telnet (RFC 854: three bytes each). */
async function* linesOf(socket: Socket): AsyncGenerator<string, void, undefined> {
  let text = '';
  for await (const chunk of socket) {
    const bytes: number[] = [...chunk];
    for (let at = bytes.indexOf(255); at >= 0; at = bytes.indexOf(255)) bytes.splice(at, 3);
    text += Buffer.from(bytes).toString('latin1').replaceAll('\0', '');
    for (let end = text.search(/\r|\n/); end >= 0; end = text.search(/\r|\n/)) {
      const line = text.slice(0, end);
      text = text.slice(end).replace(/^\r?\n?/, '');
      yield line;
    }
  }
}
