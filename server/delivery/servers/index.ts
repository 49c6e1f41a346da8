export { type SendingServerDeps, sendingServerRoutes } from './routes.ts';
