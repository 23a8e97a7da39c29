/** The migrated database that every test database is a copy of. */
export const TEMPLATE = 'template_region';

/** The URL of another database on the server of `server`. */
export function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
