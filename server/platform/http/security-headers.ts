/** A year, and for everything below: browsers then never ask without TLS again. */
const STRICT_TRANSPORT = 'max-age=31536000; includeSubDomains';

/** What no page of ours needs; passkeys are for our own pages alone. */
const PERMISSIONS = [
  ...['camera', 'microphone', 'geolocation', 'display-capture', 'payment', 'usb', 'serial', 'hid', 'midi'],
  ...['accelerometer', 'gyroscope', 'magnetometer', 'screen-wake-lock', 'browsing-topics'],
]
  .map((name) => `${name}=()`)
  .concat('publickey-credentials-get=(self)', 'publickey-credentials-create=(self)')
  .join(', ');

/**
 * What an answer carries unless it says otherwise.
 * @param policy the answer's own content security policy, if it has one
 */
export const securityHeaders = (isOverTls: boolean, policy = ''): Record<string, string> => ({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'permissions-policy': PERMISSIONS,
  'cache-control': 'no-store',
  ...(isOverTls && { 'strict-transport-security': STRICT_TRANSPORT }),
  // Browsers that do not know frame-ancestors yet; those who do follow the policy.
  ...(!/frame-ancestors (?!'none')/.test(policy) && { 'x-frame-options': 'DENY' }),
});
