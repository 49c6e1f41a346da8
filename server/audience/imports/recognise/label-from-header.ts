/** A field's label as a person would write it, from a column's header: `CITY` → City, `signed_up_at` → Signed up at. */
export function labelFromHeader(header: string): string {
  const words = header
    .replace(/[_\s]+/g, ' ')
    .trim()
    .slice(0, 100);
  const isShouted = words.length > 3 && words === words.toUpperCase();
  const calm = isShouted ? words.toLowerCase() : words;
  return calm.charAt(0).toUpperCase() + calm.slice(1);
}
