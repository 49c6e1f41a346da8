/** The web process: the API, the public pages and the dashboard's files. */
import { buildApp } from './app/build-app.ts';
import { exitOnSignal } from './app/exit-on-signal.ts';
import { followKeys } from './app/follow-keys.ts';
import { openServices } from './app/open-services.ts';
import { loadConfig } from './platform/config/index.ts';

const services = openServices(loadConfig(process.env), 'web');
const following = await followKeys(services, 'web');
const app = await buildApp(services);
const { port, contentPort, host } = services.config;
await app.server.listen({ port, host });
if (contentPort !== undefined) await app.contentServer.listen({ port: contentPort, host });
process.send?.('listening');

exitOnSignal(services.log, async () => {
  await app.server.close();
  await following.stop();
  await services.database.close();
});
