import { lazyRouteComponent } from '@tanstack/react-router';
import { offline } from '../api/index.ts';

/**
 * A screen fetched when it is first opened. The router reloads the page when a part of it is gone, as after an update;
 * while nothing answers that would leave the browser's own error page, so then the screen says so itself.
 */
export function lazyScreen<T extends Record<string, unknown>, K extends keyof T & string>(
  load: () => Promise<T>,
  name: K,
) {
  return lazyRouteComponent(async () => {
    try {
      return await load();
    } catch (error) {
      throw (await answers()) ? error : offline();
    }
  }, name);
}

/** Whether the product can be reached. */
export const answers = () =>
  fetch('/healthz').then(
    () => true,
    () => false,
  );
