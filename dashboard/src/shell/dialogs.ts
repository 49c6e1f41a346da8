import { onDemand } from './on-demand.tsx';

/** The dialogs that can be opened from any screen. */
export const palette = onDemand(() => import('./palette.tsx'));
export const shortcutSheet = onDemand(() => import('./shortcut-sheet.tsx'));
export const moreDrawer = onDemand(() => import('./more-drawer.tsx'));
