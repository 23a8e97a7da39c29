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
];
