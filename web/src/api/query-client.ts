import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './errors.js';

const MOST_RETRIES = 2;

/** Answers stay fresh until the live stream reports a change (live/apply.ts). */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, error) => count < MOST_RETRIES && !(error instanceof ApiError && error.status < 500),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
