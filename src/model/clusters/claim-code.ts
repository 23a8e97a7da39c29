import { z } from 'zod';

const CODE_LENGTH = 8;

/** The hash of a cluster's secret: SHA-256 in lower-case hex. */
export const claimHash = z.string().regex(/^[0-9a-f]{64}$/, 'Enter a SHA-256 as 64 lower-case hexadecimal digits.');

/** The secret by which a cluster claims its key: 32 bytes in hex. */
export const claimSecret = z.string().regex(/^[0-9a-f]{64}$/i, 'Enter 32 bytes as 64 hexadecimal digits.');

/** A claim code as an administrator types it. */
export const typedClaimCode = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{8}$/, `Enter the ${CODE_LENGTH} characters that the cluster shows.`);

/** The part of a hash that people compare: the cluster shows it on its terminal, the region to administrators. */
export function claimCode(hash: string): string;
export function claimCode(hash: string | null): string | undefined;
export function claimCode(hash: string | null): string | undefined {
  return hash?.slice(0, CODE_LENGTH);
}
