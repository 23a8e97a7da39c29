import { expect } from 'vitest';
import type { FilePart, Value } from './body.js';
import type { Reply } from './client.js';
import type { ApiKey } from './oauth.js';
import type { Region } from './region.js';

/** Talks as the original's cluster controller does: `op` in the query, and every parameter as a part in base64. */
export class OriginalCluster {
  constructor(
    private readonly region: Region,
    readonly uuid: string,
    public key: ApiKey | null = null,
  ) {}

  get path(): string {
    return `nodegroups/${this.uuid}/`;
  }

  get(path: string, op: string): Promise<Reply> {
    return this.region.get(this.key, path, { op });
  }

  /** Texts go as they are; what is not a text goes as JSON, which the daemon holds as bytes and says so. */
  post(path: string, op: string, parameters: readonly (readonly [string, unknown])[]): Promise<Reply> {
    const form = parameters.map(([name, value]): [string, Value] => [name, partOf(value)]);
    return this.region.call(this.key, 'POST', path, { query: { op }, form });
  }

  register(interfaces: readonly object[]): Promise<Reply> {
    const form: [string, Value][] = [
      ['interfaces', partOf(interfaces)],
      ['uuid', { ...partOf(this.uuid), type: 'application/octet-stream' }],
    ];
    return this.region.call(null, 'POST', 'nodegroups/', { query: { op: 'register' }, form });
  }

  /** Without parameters the daemon's multipart has one part without headers, and no line end before its close. */
  refreshWorkers(): Promise<Reply> {
    const headers = { 'content-type': 'multipart/form-data; boundary="===============1=="' };
    const raw = '--===============1==\r\n\r\n--===============1==--';
    return this.region.call(null, 'POST', 'nodegroups/', { query: { op: 'refresh_workers' }, headers, raw });
  }

  /** The upload of every minute. */
  async leases(leases: Readonly<Record<string, string>>): Promise<void> {
    expect((await this.post(this.path, 'update_leases', [['leases', leases]])).ok().text).toBe('Leases updated.');
  }
}

function partOf(value: unknown): FilePart {
  if (typeof value === 'string') return { data: value, type: 'text/plain; charset="utf-8"', base64: true };
  return { data: JSON.stringify(value), type: 'application/octet-stream', base64: true };
}
