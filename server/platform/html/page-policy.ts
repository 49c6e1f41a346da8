import { hash } from 'node:crypto';

/**
 * The content security policy of a page of ours in front of the login: nothing but this very style and forms to ourselves, for
 * it needs no script, image or font.
 */
export const pagePolicy = (style: string): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
