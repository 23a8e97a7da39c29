import { type ComponentType, lazy } from 'react';
import type { IconName } from '../ui/icon.js';

/** A page of the navigation, and the pages below it. */
export interface Section {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  readonly adminOnly?: boolean;
  readonly group: 'Machines' | 'Region' | 'You';
}

/** The navigation, in its order. A section is listed when its page exists. */
export const SECTIONS: readonly Section[] = [
  { path: '/', title: 'Overview', icon: 'overview', group: 'Machines' },
  { path: '/nodes', title: 'Nodes', icon: 'nodes', group: 'Machines' },
  { path: '/tags', title: 'Tags', icon: 'tags', group: 'Machines' },
  { path: '/networks', title: 'Networks', icon: 'networks', group: 'Machines' },
  { path: '/zones', title: 'Zones', icon: 'zones', group: 'Machines' },
  { path: '/clusters', title: 'Clusters', icon: 'clusters', group: 'Region' },
  { path: '/boot-sources', title: 'Boot sources', icon: 'images', group: 'Region', adminOnly: true },
  { path: '/settings', title: 'Settings', icon: 'settings', group: 'Region', adminOnly: true },
  { path: '/scripts', title: 'Commissioning scripts', icon: 'scripts', group: 'Region', adminOnly: true },
  { path: '/webhooks', title: 'Webhooks', icon: 'webhooks', group: 'Region', adminOnly: true },
  { path: '/users', title: 'Users', icon: 'users', group: 'Region', adminOnly: true },
  { path: '/events', title: 'Events', icon: 'events', group: 'Region' },
  { path: '/about', title: 'About', icon: 'about', group: 'Region' },
  { path: '/files', title: 'Files', icon: 'files', group: 'You' },
  { path: '/preferences', title: 'Preferences', icon: 'user', group: 'You' },
];

/** A page, loaded when it is opened. */
export interface Route {
  /** A pattern of wouter: `/nodes/:id` */
  readonly path: string;
  readonly page: ComponentType;
}

export const ROUTES: readonly Route[] = [
  { path: '/', page: lazy(() => import('../pages/overview/overview.js')) },
  { path: '/nodes', page: lazy(() => import('../pages/nodes/nodes.js')) },
  { path: '/nodes/:id', page: lazy(() => import('../pages/node/node.js')) },
  { path: '/tags', page: lazy(() => import('../pages/tags/tags.js')) },
  { path: '/networks', page: lazy(() => import('../pages/networks/networks.js')) },
  { path: '/zones', page: lazy(() => import('../pages/zones/zones.js')) },
  { path: '/clusters', page: lazy(() => import('../pages/clusters/clusters.js')) },
  { path: '/clusters/:uuid', page: lazy(() => import('../pages/cluster/cluster.js')) },
  { path: '/boot-sources', page: lazy(() => import('../pages/boot-sources/boot-sources.js')) },
  { path: '/boot-sources/:uuid', page: lazy(() => import('../pages/boot-sources/boot-sources.js')) },
  { path: '/settings', page: lazy(() => import('../pages/settings/settings.js')) },
  { path: '/scripts', page: lazy(() => import('../pages/scripts/scripts.js')) },
  { path: '/webhooks', page: lazy(() => import('../pages/webhooks/webhooks.js')) },
  { path: '/webhooks/:id', page: lazy(() => import('../pages/webhook/webhook.js')) },
  { path: '/users', page: lazy(() => import('../pages/users/users.js')) },
  { path: '/events', page: lazy(() => import('../pages/events/events.js')) },
  { path: '/about', page: lazy(() => import('../pages/about/about.js')) },
  { path: '/files', page: lazy(() => import('../pages/files/files.js')) },
  { path: '/preferences', page: lazy(() => import('../pages/preferences/preferences.js')) },
];
