import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.js';
import { endProgram } from './processes.js';

/** Completion codes of the BMC's answers; 0 by default. */
export interface CompletionCodes {
  readonly status?: number;
  readonly control?: number;
}

/** pyghmi's simulator of a BMC, with IPMI 2.0 only. It can answer with any completion code. */
export class PyghmiBmc implements AsyncDisposable {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly process: ReturnType<typeof spawn>,
  ) {}

  static async start(state: 'on' | 'off', codes: CompletionCodes): Promise<PyghmiBmc> {
    const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-pyghmi-'));
    const port = await freePort();
    await writeFile(path.join(folder, 'bmc.py'), BMC);
    const codesOf = [codes.status ?? 0, codes.control ?? 0].map(String);
    // Debian's Python, which has the package.
    const child = spawn('/usr/bin/python3', ['bmc.py', String(port), state, ...codesOf], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(createInterface(child.stdout), 'line');
    return new PyghmiBmc(folder, port, child);
  }

  /** The power parameters of a node that this is the BMC of. */
  get parameters() {
    const power_address = `127.0.0.1:${this.port}`;
    return { power_address, power_user: 'maas', power_pass: 'secret', power_driver: 'LAN_2_0' };
  }

  /** The bytes of the received Chassis Control commands. */
  async commands(): Promise<string[]> {
    const log = await readFile(path.join(this.folder, 'log'), 'utf8').catch(() => '');
    return log.split('\n').filter((line) => line !== '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProgram(this.process, 'SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}

const BMC = `import sys
from pyghmi.ipmi.bmc import Bmc

port, state, status, control = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])

class Machine(Bmc):
    def get_power_state(self):
        return state

    def get_chassis_status(self, session):
        if status:
            return session.send_ipmi_response(code=status)
        return super().get_chassis_status(session)

    def control_chassis(self, request, session):
        with open('log', 'a') as log:
            log.write('%d\\n' % request['data'][0])
        session.send_ipmi_response(code=control)

    def get_boot_device(self):
        return 'default'

    def set_boot_device(self, device):
        pass

bmc = Machine({'maas': 'secret'}, port=port, address='127.0.0.1')
print('ready', flush=True)
bmc.listen()
`;
