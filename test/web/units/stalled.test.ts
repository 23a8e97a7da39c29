import { expect, test } from 'vitest';
import { countStalled } from '../../../web/src/pages/overview/stalled.js';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const download = (filename: string, state: 'running' | 'complete' | 'failed', updated: string) => ({
  filename,
  state,
  updated,
});

test('failed downloads and silent ones are stalled, unless the file was tried again', () => {
  const downloads = [
    download('failed', 'failed', '2026-01-01T11:59:00Z'),
    download('silent', 'running', '2026-01-01T11:00:00Z'),
    download('going', 'running', '2026-01-01T11:59:00Z'),
    download('old', 'complete', '2025-12-24T00:00:00Z'),
    download('again', 'failed', '2026-01-01T11:00:00Z'),
    download('again', 'running', '2026-01-01T11:59:30Z'),
  ];
  expect(countStalled(downloads, NOW)).toBe(2);
});
