import { Secret, TOTP } from 'otpauth';

/** The code an authenticator app shows; `steps` of 30 seconds from now. */
export const codeOf = (key: string, steps = 0) =>
  TOTP.generate({ secret: Secret.fromBase32(key), timestamp: Date.now() + steps * 30_000 });
