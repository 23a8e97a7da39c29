import { expect, test } from 'vitest';
import type { Download } from '../../../web/src/api/region-lists.js';
import { countStalled } from '../../../web/src/pages/overview/needs.js';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const download = (filename: string, state: Download['state'], updated: string): Download => ({
  filename,
  state,
  size: 10,
  bytes_downloaded: 5,
  percent: 50,
  bytes_per_second: 1,
  error: '',
  began: updated,
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
