import type { Transport, Way, Ways } from '#server/delivery/index.ts';

type Route = Parameters<Transport['open']>[0];

/** One way for everything, without any limit but that of the worker. `over` changes parts of it. */
export function oneWay({
  route,
  transport,
  connections,
  over,
}: {
  route: Route;
  transport: Transport;
  connections: number;
  over?: Partial<Way>;
}): Ways {
  const lane = `${route.host}:${route.port}`;
  const way: Way = {
    lane,
    serverId: null,
    serverName: route.host,
    leadsTo: 'server',
    group: { key: lane, name: route.host, start: connections, most: connections },
    serverConnections: connections,
    messagesPerConnection: 100,
    subjects: [],
    open: () => transport.open(route),
    ...over,
  };
  return { find: () => ({ kind: 'way', way }), report() {}, onChange() {} };
}
