/** What an image is chosen by. */
export interface Selectable {
  readonly release: string;
  readonly arch: string;
  readonly subarch: string;
  readonly label: string;
}

/** One filter of a boot source; `*` stands for anything. */
export interface Selection {
  readonly release: string;
  readonly arches: readonly string[];
  readonly subarches: readonly string[];
  readonly labels: readonly string[];
}

/** Tells whether one of a source's selections takes the image; a source without selections takes everything. */
export function isSelected(selections: readonly Selection[], image: Selectable): boolean {
  if (selections.length === 0) return true;
  return selections.some(
    ({ release, arches, subarches, labels }) =>
      has([release], image.release) &&
      has(arches, image.arch) &&
      has(subarches, image.subarch) &&
      has(labels, image.label),
  );
}

function has(wanted: readonly string[], value: string): boolean {
  return wanted.includes('*') || wanted.includes(value);
}
