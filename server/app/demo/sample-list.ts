const firstNames = [
  'Ana',
  'Björn',
  'Chloé',
  'Dmitri',
  'Emeka',
  'Fatima',
  'Giulia',
  'Håkon',
  'Inês',
  'Jonas',
  'Keiko',
  'Lúcia',
];
const lastNames = [
  'Almeida',
  'Bauer',
  'Costa',
  'Dubois',
  'Eriksen',
  'Farah',
  'García',
  'Hughes',
  'Ito',
  'Jansen',
  'Kowalski',
];
const cities = ['Lisbon', 'Zürich', 'Kraków', 'Dublin', 'Malmö', 'Porto', 'Ghent'];

/** A contact file of invented people at domains that do not exist, for a demo without a file of one's own. */
export function sampleList(rows: number): string {
  const lines = ['email,first_name,last_name,city'];
  for (let i = 0; i < rows; i++) {
    const first = firstNames[i % firstNames.length]!;
    const last = lastNames[(i * 7) % lastNames.length]!;
    lines.push(
      `${plain(first)}.${plain(last)}.${i + 1}@people.example,${first},${last},${cities[(i * 3) % cities.length]}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

const plain = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
