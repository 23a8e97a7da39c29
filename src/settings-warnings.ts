import { SETTING_NAMES, type Settings } from './settings.js';

/** Shorter names are near to too many other words. */
const SHORT = 5;
/** The most mistyped letters of a name. */
const MOST_EDITS = 2;

/** Warns of settings that are valid, but probably not meant: mistyped names, and a public URL without /MAAS. */
export function warnAboutSettings(env: NodeJS.ProcessEnv, { publicUrl }: Pick<Settings, 'publicUrl'>): string[] {
  const warnings = Object.keys(env).flatMap((name) => {
    const meant = env[name] === '' ? undefined : findMeant(name);
    return meant === undefined ? [] : [`${name} is not a setting and has no effect. Did you mean ${meant}?`];
  });
  if (publicUrl !== undefined && !publicUrl.endsWith('/MAAS')) {
    warnings.push(
      `MAAS_URL has no /MAAS at its end: nodes and clusters get URLs such as ${publicUrl}/api/1.0/ and ` +
        `${publicUrl}/metadata/. Clients usually expect ${publicUrl}/MAAS.`,
    );
  }
  return warnings;
}

/** The setting whose name is nearest to an unknown name; undefined: none is near. */
function findMeant(name: string): string | undefined {
  const upper = name.toUpperCase();
  // Other programs use no_proxy and NO_PROXY alike.
  if (SETTING_NAMES.includes(name) || name === 'no_proxy') return undefined;
  const bare = upper.replace(/^MAAS_(REGION_)?/, '');
  const exact = SETTING_NAMES.find((setting) => setting === upper || setting === bare);
  if (exact !== undefined) return exact;
  const near = SETTING_NAMES.filter(({ length }) => Math.abs(length - upper.length) <= MOST_EDITS);
  const ranked = near.map((setting) => ({ setting, distance: editDistance(upper, setting) }));
  const [nearest] = ranked.sort((one, other) => one.distance - other.distance);
  if (!nearest) return undefined;
  return nearest.distance <= (nearest.setting.length <= SHORT ? 1 : MOST_EDITS) ? nearest.setting : undefined;
}

/** The number of letters to insert, delete, replace or swap with their neighbour (Damerau–Levenshtein). */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
        ...(swapped ? [at(before, column - 2) + 1] : []),
      );
    }
    before = previous;
    previous = current;
  }
  return at(previous, to.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? 0;
