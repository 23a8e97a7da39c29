export const PENDING = 0;
export const ACCEPTED = 1;

const TEXTS = ['pending', 'accepted', 'rejected'];

export function statusText(status: number): string {
  return TEXTS[status] ?? `status ${status}`;
}
