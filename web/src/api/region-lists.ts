import { queryOptions } from '@tanstack/react-query';
import type { Answer } from './answer.js';
import { api } from './client.js';
import { dataOf } from './errors.js';

export type UserView = Answer<'/api/1.0/users/'>[number];
export type Network = Answer<'/api/1.0/networks/'>[number];
export type Interface = Answer<'/api/1.0/nodegroups/{uuid}/interfaces/;op=list'>[number];
export type BootSource = Answer<'/api/1.0/nodegroups/{uuid}/boot-sources/'>[number];
export type Selection = Answer<'/api/1.0/nodegroups/{uuid}/boot-sources/;op=list_selections'>[number];
export type StalledDownload = Answer<'/api/1.0/nodegroups/;op=stalled_downloads'>[number];
export type Download = Answer<'/api/1.0/nodegroups/{uuid}/;op=download_progress'>[number];

export const userList = queryOptions({
  queryKey: ['users', 'list'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/users/', { signal })),
});

export const networkList = queryOptions({
  queryKey: ['networks', 'list'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/networks/', { signal })),
});

export const fileList = queryOptions({
  queryKey: ['files', 'list'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/files/;op=list', { signal })),
});

export const scriptList = queryOptions({
  queryKey: ['scripts', 'list'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/commissioning-scripts/', { signal })),
});

export function interfaceList(uuid: string) {
  return queryOptions({
    queryKey: ['clusters', 'interfaces', uuid],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/1.0/nodegroups/{uuid}/interfaces/;op=list', { params: { path: { uuid } }, signal })),
  });
}

/** Leases change with nodes: the live stream tells both as `nodes`. */
export function leaseList(uuid: string) {
  return queryOptions({
    queryKey: ['nodes', 'leases', uuid],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/1.0/nodegroups/{uuid}/;op=list_leases', { params: { path: { uuid } }, signal })),
  });
}

export function imageList(uuid: string) {
  return queryOptions({
    queryKey: ['images', 'list', uuid],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/1.0/nodegroups/{uuid}/boot-images/', { params: { path: { uuid } }, signal })),
  });
}

export function downloadList(uuid: string) {
  return queryOptions({
    queryKey: ['images', 'downloads', uuid],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/1.0/nodegroups/{uuid}/;op=download_progress', { params: { path: { uuid } }, signal })),
  });
}

/** Silence makes a download stalled, which no change tells. */
const STALLED_REFRESH_MS = 5 * 60_000;

export const stalledList = queryOptions({
  queryKey: ['images', 'stalled'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/nodegroups/;op=stalled_downloads', { signal })),
  refetchInterval: STALLED_REFRESH_MS,
});

export function selectionList(uuid: string) {
  return queryOptions({
    queryKey: ['images', 'selections', uuid],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/1.0/nodegroups/{uuid}/boot-sources/;op=list_selections', { params: { path: { uuid } }, signal }),
      ),
  });
}

export function bootSourceList(uuid: string) {
  return queryOptions({
    queryKey: ['images', 'sources', uuid],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/1.0/nodegroups/{uuid}/boot-sources/', { params: { path: { uuid } }, signal })),
  });
}
