import type { Heard, Said } from './http-counterpart.js';

export interface ResetOptions {
  /** What the action says about its values. Default: it lists `allowed`. */
  readonly allowable?: 'listed' | 'by ActionInfo' | 'missing';
  /** The values of ResetType that are accepted. */
  readonly allowed?: readonly string[];
  /** What an ETag is for. Default: required for a change. */
  readonly etags?: 'required' | 'in the body only' | 'missing';
  /** Whether a change is a task: answer 202, with a monitor or with the task itself. */
  readonly tasks?: 'none' | 'monitor' | 'task' | 'failing';
  /** Whether GracefulShutdown leaves the system in state PoweringOff. */
  readonly slowShutdown?: boolean;
  /** Targets of BootSourceOverrideTarget; undefined: the system cannot be told what to boot. */
  readonly boot?: readonly string[] | undefined;
}

const EVERY = ['On', 'ForceOff', 'GracefulShutdown', 'ForceRestart', 'PowerCycle'];
const BOOT = ['None', 'Pxe', 'Hdd'];

/** A computer system with the state machine of the standard. */
export class Computer {
  readonly uri: string;
  power: string | undefined = 'Off';
  boot = { BootSourceOverrideEnabled: 'Disabled', BootSourceOverrideTarget: 'None' };
  /** What was performed, in order. */
  readonly done: string[] = [];
  /** How often another client changes the system just before a change. */
  concurrentChanges = 0;
  #version = 1;
  #polls = 0;

  constructor(
    id: string,
    private readonly options: ResetOptions,
  ) {
    this.uri = `/redfish/v1/Systems/${id}`;
  }

  get #etag(): string {
    return `W/"${this.#version}"`;
  }

  get #target(): string {
    return `${this.uri}/Actions/ComputerSystem.Reset`;
  }

  /** @returns undefined for another resource */
  answer({ method, path, headers, body }: Heard, link: (id: string) => string): Said | undefined {
    switch (`${method} ${path}`) {
      case `GET ${this.uri}`:
        return this.#read(link);
      case `GET ${this.uri}/ResetActionInfo`:
        return say({ Parameters: [{ Name: 'ResetType', AllowableValues: this.options.allowed ?? EVERY }] });
      case `PATCH ${this.uri}`:
        return this.#patch(JSON.parse(body), headers['if-match'], link);
      case `POST ${this.#target}`:
        return this.#reset(JSON.parse(body).ResetType, link);
      case `GET ${this.uri}/Task`:
        return this.#poll(link);
      default:
        return undefined;
    }
  }

  #read(link: (id: string) => string): Said {
    const { allowable = 'listed', allowed = EVERY, etags = 'required' } = this.options;
    const boot = 'boot' in this.options ? this.options.boot : BOOT;
    const reset = {
      target: link(this.#target),
      ...(allowable === 'listed' && { 'ResetType@Redfish.AllowableValues': allowed }),
      ...(allowable === 'by ActionInfo' && { '@Redfish.ActionInfo': link(`${this.uri}/ResetActionInfo`) }),
    };
    const system = {
      '@odata.id': link(this.uri),
      ...(etags === 'in the body only' && { '@odata.etag': this.#etag }),
      PowerState: this.power,
      ...(boot && { Boot: { ...this.boot, 'BootSourceOverrideTarget@Redfish.AllowableValues': boot } }),
      Actions: { '#ComputerSystem.Reset': reset },
    };
    return say(system, etags === 'required' ? { etag: this.#etag } : {});
  }

  #patch({ Boot, ...others }: { Boot?: object }, ifMatch: string | undefined, link: (id: string) => string): Said {
    if (this.concurrentChanges > 0) {
      this.concurrentChanges -= 1;
      this.#version += 1;
    }
    const { etags = 'required' } = this.options;
    if (etags !== 'missing' && ifMatch === undefined) return fail(428, 'If-Match is required.');
    if (etags !== 'missing' && ifMatch !== this.#etag && ifMatch !== '*') return fail(412, 'The ETag does not match.');
    const wanted = { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Pxe' };
    if (Object.keys(others).length > 0 || JSON.stringify(Boot) !== JSON.stringify(wanted)) {
      return fail(400, 'The property is not known.');
    }
    this.boot = wanted;
    this.#version += 1;
    this.done.push('boot from Pxe once');
    return this.#accept(link);
  }

  #reset(type: string, link: (id: string) => string): Said {
    const { allowed = EVERY } = this.options;
    if (!allowed.includes(type)) return fail(400, `The value ${type} is not in the list.`);
    const isOff = this.power === 'Off';
    if (isOff !== ['On', 'ForceOn', 'PushPowerButton'].includes(type)) {
      return fail(409, `${type} is not possible in state ${this.power}.`);
    }
    if (type === 'GracefulShutdown' && this.power === 'PoweringOff') return fail(409, 'The system shuts down.');
    this.power = isOff || ['ForceRestart', 'PowerCycle'].includes(type) ? 'On' : this.#off(type);
    this.#version += 1;
    this.done.push(type);
    return this.#accept(link);
  }

  #off(type: string): string {
    return type === 'GracefulShutdown' && this.options.slowShutdown ? 'PoweringOff' : 'Off';
  }

  #accept(link: (id: string) => string): Said {
    if ((this.options.tasks ?? 'none') === 'none') return { status: 204, body: '' };
    this.#polls = 0;
    return { ...say({ TaskState: 'New' }, { location: link(`${this.uri}/Task`) }), status: 202 };
  }

  #poll(link: (id: string) => string): Said {
    this.#polls += 1;
    const { tasks } = this.options;
    if (this.#polls === 1) {
      const location = { location: link(`${this.uri}/Task`) };
      return tasks === 'task' ? say({ TaskState: 'Running' }) : { ...say({}, location), status: 202 };
    }
    if (tasks === 'failing') return say({ TaskState: 'Exception', error: { message: 'The fan is broken.' } });
    return tasks === 'task' ? say({ TaskState: 'Completed' }) : { status: 204, body: '' };
  }
}

function say(value: object, headers: Readonly<Record<string, string>> = {}): Said {
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

function fail(status: number, message: string): Said {
  return { ...say({ error: { message } }), status };
}
