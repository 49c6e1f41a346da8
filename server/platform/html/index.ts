export { Html, html } from './html.ts';
export { pagePolicy } from './page-policy.ts';
