/** Settings whose values may hold a password. They are never shown. */
const SECRETS = ['DATABASE_URL', 'BROKER_URL'];
/** The longest part of a value that an error shows. */
const SHOWN = 80;

/** A value of a setting as errors show it: without passwords, and not longer than they need it. */
export function showValue(name: string, value: string): string {
  if (SECRETS.includes(name)) return 'the value (not shown, as it may hold a password)';
  const shown = value.replace(/\/\/[^/@]*@/, '//…@');
  return JSON.stringify(shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown);
}
