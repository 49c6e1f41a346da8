export { type Config, ConfigError, loadConfig } from './load-config.ts';
export { renderConfigurationDocs } from './render-docs.ts';
export { settings } from './schema.ts';
