export * from './engine/index.ts';
export { type MailWay, mailWay } from './mail-way.ts';
export { createMxWays, type MxWays } from './mx/index.ts';
export { createWebVersions } from './render-web-version.ts';
export { type DeliveryDeps, deliveryRoutes } from './routes.ts';
export { type Sandbox, startSandbox } from './sandbox/index.ts';
export { createTestSender, type TestMail, type TestResult, type TestSender } from './send-test.ts';
export * from './sends/index.ts';
export { type Outcome, smtpTransport, type Transport } from './smtp/index.ts';
