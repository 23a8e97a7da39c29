import type { FastifyRequest } from 'fastify';
import type { Db } from '../db/database.js';
import { type AuditRecord, recordAudit, recordRefusal } from '../events/audit.js';
import type { Input } from '../params/input.js';
import { isStorable } from '../params/text.js';
import { ignoredParameters, shownNames } from './ignored-parameters.js';
import { type Caller, hasSession } from './operation/caller.js';
import type { RequestAudit } from './operation/context.js';
import type { Operation, Resource } from './operation/operation.js';
import { documentedPath } from './operation/routes.js';

const CHANGES = ['POST', 'PUT', 'DELETE'];
/** The most objects of a refused call, which are not validated. */
const MOST_REFUSED = 20;
/** The most characters of an object: PostgreSQL cannot index long ones. */
const MOST_CHARACTERS = 255;

/** What is known of a call while it is served, for the audit. */
export class Attempt {
  caller: Caller | undefined;
  operation: Operation | undefined;
  input: Input | undefined;

  constructor(
    private readonly request: FastifyRequest,
    private readonly resource: Resource,
    /** The arguments of the path by name. */
    readonly args: ReadonlyMap<string, string>,
  ) {}

  /** The arguments of the path as one text: it names the object of the call. */
  get target(): string {
    return [...this.args.values()].join('/');
  }

  /** The audit of one run of the operation. A run that is repeated has another. */
  begin(): RequestAudit {
    const attempt = this;
    let made: readonly string[] = [];
    return {
      add(objects) {
        made = [...made, ...objects];
      },
      get record() {
        return attempt.#record([...attempt.#named(), ...made]);
      },
      write(tx) {
        return recordAudit(tx, this.record);
      },
    };
  }

  /** Records that the call was refused, if it is one for the audit. Calls of anonymous callers are not. */
  async recordRefusal(db: Db, status: number): Promise<void> {
    if (!this.caller?.user || !CHANGES.includes(this.request.method)) return;
    if (this.operation?.audited === 'never') return;
    const objects = this.#named().filter(isStorable).slice(0, MOST_REFUSED);
    await recordRefusal(db, this.#record(objects), status);
  }

  #record(objects: readonly string[]): AuditRecord {
    const { caller, operation, input, request, resource } = this;
    const op = operation?.op === undefined ? '' : ` op=${operation.op}`;
    return {
      origin: caller && hasSession(caller) ? 'UI' : 'API',
      username: caller?.user?.username ?? null,
      address: caller?.address ?? '',
      operation: `${request.method} ${documentedPath(resource.path)}${op}`,
      objects: objects.map((name) => [...name].slice(0, MOST_CHARACTERS).join('')),
      parameters: operation && input ? givenParameters(operation, input) : [],
    };
  }

  /** The objects that the path and the parameters name. */
  #named(): string[] {
    const { args, operation, input } = this;
    const given = operation?.names.flatMap((name) => input?.all(name) ?? []) ?? [];
    return [...args.values(), ...given].filter((name) => name !== '');
  }
}

/**
 * The names of the operation's own parameters that were given, and of those that it says it ignores. Other names could be
 * secrets.
 */
function givenParameters(operation: Operation, input: Input): string[] {
  const names = input.names();
  const own = Object.entries(operation.params).flatMap(([name, { kind }]) => {
    if (kind === 'file') return input.files.length > 0 ? [name] : [];
    return names.some((given) => (kind === 'prefixed' ? given.startsWith(name) : given === name)) ? [name] : [];
  });
  return [...own, ...shownNames(ignoredParameters(operation, input))];
}
