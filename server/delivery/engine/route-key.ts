import type { Route } from '../smtp/index.ts';

/** Routes with the same key share connections and troubles. */
export const routeKey = (route: Route): string => `${route.host}:${route.port} ${route.auth?.user ?? ''}`;
