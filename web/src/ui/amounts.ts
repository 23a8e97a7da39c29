/** `64 GiB` of an amount of MiB; empty for an unknown one (0). */
export function memoryText(mib: number): string {
  return scaled(mib, 1_024, ['MiB', 'GiB', 'TiB', 'PiB']);
}

/** `1.2 TB` of an amount of MB; empty for an unknown one (0). */
export function storageText(mb: number): string {
  return scaled(mb, 1_000, ['MB', 'GB', 'TB', 'PB']);
}

/** `12.3 KiB` of an amount of bytes */
export function bytesText(bytes: number): string {
  return bytes < 1_024 ? `${bytes} B` : scaled(bytes / 1_024, 1_024, ['KiB', 'MiB', 'GiB', 'TiB']);
}

function scaled(amount: number, step: number, units: readonly string[]): string {
  if (amount === 0) return '';
  const index = Math.min(Math.floor(Math.log(amount) / Math.log(step)), units.length - 1);
  const value = amount / step ** Math.max(index, 0);
  return `${value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${units[Math.max(index, 0)]}`;
}

/** `1 node`, `12 nodes` */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
