import { useEffect, useState } from 'react';

/** The secret of a mailed link. It stands behind the #, which browsers keep to themselves. */
export function useTokenOfAddress(): string {
  const [token] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    // Another link of the same kind pasted over it: browsers load nothing anew for that.
    const reload = () => window.location.reload();
    window.addEventListener('hashchange', reload);
    return () => window.removeEventListener('hashchange', reload);
  }, []);
  return token;
}
