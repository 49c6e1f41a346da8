// Hears Escape before any dialog does.
import '../ui/top-escape.ts';
import { askForProofWith } from '../api/index.ts';
import { onDemand } from './on-demand.tsx';

/** The dialogs that can be opened from any screen. */
export const palette = onDemand(() => import('./palette.tsx'));
export const shortcutSheet = onDemand(() => import('./shortcut-sheet.tsx'));
export const moreDrawer = onDemand(() => import('./more-drawer.tsx'));
export const stepUpDialog = onDemand(() => import('../second-factors/step-up-dialog.tsx'));
export const idleWarning = onDemand(() => import('../sign-in/idle-warning.tsx'));
export const logInAgainDialog = onDemand(() => import('../sign-in/log-in-again-dialog.tsx'));

askForProofWith(stepUpDialog.open);
