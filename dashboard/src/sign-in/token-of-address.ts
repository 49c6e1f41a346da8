import { useState } from 'react';

/** The secret of a mailed link. It stands behind the #, which browsers keep to themselves. */
export function useTokenOfAddress(): string {
  const [token] = useState(() => window.location.hash.slice(1));
  return token;
}
