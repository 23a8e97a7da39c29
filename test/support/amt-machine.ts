import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** The status of AMT's answer to a command; 0: success. */
type Status = number;

export interface AmtOptions {
  readonly password?: string;
  /** The number of first queries that are answered with an invalid state. */
  readonly silent?: number;
  /** The number of first queries of the state that are refused. */
  readonly stateRefusals?: number;
  /** The statuses of the commands, in order. Later commands succeed. */
  readonly statuses?: readonly Status[];
  /** The state that the machine reports while it is not on. */
  readonly offState?: AcpiState;
}

/** A state, as amttool prints it. */
type AcpiState = keyof typeof ACPI_STATES;
const ACPI_STATES = { S0: 0, S1: 1, S2: 2, S3: 3, S4: 4, S5: 5, 'S4/S5': 6, Off: 7 } as const;

const REALM = 'Digest:A407B2F0000000000000000000000000';
const NONCE = 'c0ffee';
const COMMANDS: Readonly<Record<string, string>> = { 16: 'reset', 17: 'powerup', 18: 'powerdown', 19: 'powercycle' };
const SPECIAL: Readonly<Record<string, string>> = { 1: 'pxe', 2: 'hd', 5: 'cd' };
const NAMESPACE = /xmlns(?::\w+)?="(http:\/\/schemas\.intel\.com[^"]*)"/;

/** Simulates a machine with Intel AMT 5 by its SOAP services. */
export class AmtMachine implements AsyncDisposable {
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  /** Commands with a valid login, such as `powerup pxe`. */
  readonly commands: string[] = [];
  /** The passwords that were refused. */
  refused = 0;
  #asked = 0;

  private constructor(
    public on: boolean,
    private readonly options: AmtOptions,
  ) {}

  static async start(on: boolean, options: AmtOptions = {}): Promise<AmtMachine> {
    const machine = new AmtMachine(on, options);
    machine.#server.listen(0, '127.0.0.1');
    await once(machine.#server, 'listening');
    return machine;
  }

  get address(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '' } = request.headers;
    if (!this.#knows(authorization, request.method ?? '')) {
      if (authorization !== '') this.refused += 1;
      const challenge = `Digest realm="${REALM}", nonce="${NONCE}",stale="false",qop="auth"`;
      response.writeHead(401, { 'www-authenticate': challenge, 'content-type': 'text/html' }).end('Log on failed');
      return;
    }
    const operation = /#(\w+)/.exec(String(request.headers.soapaction))?.[1] ?? '';
    const body = Buffer.concat(chunks).toString();
    const namespace = NAMESPACE.exec(body)?.[1] ?? '';
    const answer = `<${operation}Response xmlns="${namespace}">${this.#answer(operation, body)}</${operation}Response>`;
    const envelope = 'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"';
    response
      .writeHead(200, { 'content-type': 'text/xml; charset=utf-8' })
      .end(`<?xml version="1.0"?><soap:Envelope ${envelope}><soap:Body>${answer}</soap:Body></soap:Envelope>`);
  }

  /** Digest authentication (RFC 2617) with qop=auth. */
  #knows(authorization: string, method: string): boolean {
    const value = (name: string) => new RegExp(`\\b${name}="?([^",]+)`).exec(authorization)?.[1] ?? '';
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const secret = md5(`admin:${REALM}:${this.options.password ?? 'secret'}`);
    const request = md5(`${method}:${value('uri')}`);
    const expected = md5([secret, NONCE, value('nc'), value('cnonce'), 'auth', request].join(':'));
    return authorization !== '' && value('response') === expected;
  }

  #answer(operation: string, body: string): string {
    switch (operation) {
      case 'GetCoreVersion':
        return '<Status>0</Status><Version>5.2.10</Version>';
      case 'GetHostName':
        return '<Status>0</Status><Host>box</Host>';
      case 'GetDomainName':
        return '<Status>0</Status><Domain>lan</Domain>';
      case 'GetSystemPowerState':
        this.#asked += 1;
        if (this.#asked <= (this.options.stateRefusals ?? 0)) return '<Status>1</Status>';
        return `<Status>0</Status><SystemPowerState>${this.#state()}</SystemPowerState>`;
      case 'RemoteControl':
        return `<Status>${this.#perform(body)}</Status>`;
      default:
        return '<Status>0</Status>';
    }
  }

  /** The ACPI state. 15 is not a state of ACPI. */
  #state(): number {
    if (this.#asked <= (this.options.silent ?? 0)) return 15;
    return ACPI_STATES[this.on ? 'S0' : (this.options.offState ?? 'S5')];
  }

  #perform(body: string): Status {
    const number = (name: string) => new RegExp(`<(?:\\w+:)?${name}\\b[^>]*>(\\d+)<`).exec(body)?.[1] ?? '';
    const command = COMMANDS[number('Command')] ?? 'unknown';
    const status = this.options.statuses?.[this.commands.length] ?? 0;
    this.commands.push([command, SPECIAL[number('SpecialCommand')]].filter((word) => word).join(' '));
    if (status === 0) this.on = command !== 'powerdown';
    return status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close().closeAllConnections();
    await closed;
  }
}
