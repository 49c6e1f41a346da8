import { createRoute } from '@tanstack/react-router';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';
import { tableKeys } from '../ui/data-table/table-search.ts';

const list = createRoute({
  getParentRoute: () => appRoute,
  path: '/campaigns',
  /** `approval=asked`: those that wait for approval. */
  validateSearch: textSearch(...tableKeys, 'state', 'approval'),
  component: lazyScreen(() => import('./campaign-list.tsx'), 'CampaignList'),
});

const create = createRoute({
  getParentRoute: () => appRoute,
  path: '/campaigns/new',
  /** `list`: the campaign goes to this list to begin with. */
  validateSearch: textSearch('list'),
  component: lazyScreen(() => import('./new-campaign.tsx'), 'NewCampaign'),
});

/** A draft to work on, or a run to watch, as the campaign's state has it. */
const campaign = createRoute({
  getParentRoute: () => appRoute,
  path: '/campaigns/$id',
  component: lazyScreen(() => import('./campaign-page.tsx'), 'CampaignPage'),
});

/** For the second pair of eyes before it is sent. */
const approval = createRoute({
  getParentRoute: () => appRoute,
  path: '/campaigns/$id/approval',
  component: lazyScreen(() => import('./approval/approval-page.tsx'), 'ApprovalPage'),
});

const editor = createRoute({
  getParentRoute: () => appRoute,
  path: '/campaigns/$id/content',
  validateSearch: textSearch('line', 'column'),
  staticData: { fullScreen: true },
  component: lazyScreen(() => import('./editor/editor-page.tsx'), 'EditorPage'),
});

export const campaignsRoutes = [list, create, campaign, approval, editor] as const;
