import { type DestinationStream, type Logger, pino } from 'pino';
import type { Settings } from '../../config.js';

const SECRETS = ['password', 'secret', 'token', 'authorization', 'power_pass', 'powerParameters', 'power_parameters'];

/** The log of a process, one JSON object a line. Whatever is logged under the name of a secret is blanked. */
export function createLogger(settings: Pick<Settings, 'logLevel'>, destination: DestinationStream): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ level: settings.logLevel, redact: { paths, censor: '[secret]' } }, destination);
}
