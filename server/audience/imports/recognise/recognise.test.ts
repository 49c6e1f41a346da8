import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FieldType } from '../../fields/contract.ts';
import type { ImportFormat } from '../contract.ts';
import { EncodingRecogniser } from './recognise-encoding.ts';
import { recogniseFile } from './recognise-file.ts';
import { readStatus } from './status-words.ts';

const own = [
  { key: 'first_name', label: 'First name', type: 'text' as FieldType, createdAt: '' },
  { key: 'last_name', label: 'Last name', type: 'text' as FieldType, createdAt: '' },
  { key: 'shoe_size', label: 'Shoe size', type: 'number' as FieldType, createdAt: '' },
];

function recognise(text: string | Buffer, given: Partial<ImportFormat> = {}) {
  const bytes = Buffer.from(text as string);
  const recogniser = new EncodingRecogniser();
  // A byte at a time, so that characters are cut in two.
  for (const byte of bytes) recogniser.push(Buffer.of(byte));
  const encoding = recogniser.finish();
  assert.ok(encoding);
  return recogniseFile(bytes, true, { encoding, ...given }, own);
}
const guesses = (text: string) =>
  recognise(text).columns.map(({ guess }) => ('key' in guess ? guess.key : guess.to));

describe('the format of a file', () => {
  it('is recognised by its bytes', () => {
    const text = 'email;name\nana@mail.example;Zoë\nbo@mail.example;“Bo”\n';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    const cp1252 = Buffer.from('email;name\nana@mail.example;Zo\xeb\nbo@mail.example;\x93Bo\x94\n', 'latin1');
    const files: [ImportFormat['encoding'], Buffer][] = [
      ['utf-8', Buffer.from(text)],
      ['utf-8', Buffer.from(`\ufeff${text}`)],
      ['utf-16le', utf16],
      ['utf-16be', Buffer.from(utf16).swap16()],
      ['utf-16le', Buffer.from(text, 'utf16le')],
      ['windows-1252', cp1252],
    ];
    for (const [encoding, bytes] of files) {
      const { format, columns } = recognise(bytes);
      assert.deepEqual(format, { encoding, delimiter: ';', header: true });
      assert.deepEqual(
        columns.map(({ header }) => header),
        ['email', 'name'],
      );
      assert.deepEqual(columns[1]?.examples, ['Zoë', '“Bo”']);
    }
  });

  it('is not recognised in what is not text', () => {
    const recogniser = new EncodingRecogniser();
    recogniser.push(Buffer.from([1, 0, 0, 2, 3, 0, 0, 0, 9, 0, 4]));
    assert.equal(recogniser.finish(), undefined);
  });

  it('has the delimiter that cuts rows evenly', () => {
    const delimiters = [
      ['email,name\na@b.example,"Smith; Jr."\nc@d.example,x\n', ','],
      ['email;name;sum\na@b.example;Smith, Jr.;1,5\nc@d.example;x;2,5\n', ';'],
      ['email\tname\na@b.example\tSmith, Jr.\n', '\t'],
      ['email|name\na@b.example|x\n', '|'],
      ['email\na@b.example\n', ','],
    ];
    for (const [text, delimiter] of delimiters) assert.equal(recognise(text!).format.delimiter, delimiter);
  });

  it('has a header unless the first row holds an address', () => {
    const { format, columns } = recognise('Ana,ana@mail.example\nBo,bo@mail.example\n');
    assert.equal(format.header, false);
    assert.deepEqual(
      columns.map(({ header, guess }) => [header, guess.to]),
      [
        ['', 'skip'],
        ['', 'email'],
      ],
    );
    assert.deepEqual(
      columns.map(({ sample }) => sample),
      [
        ['Ana', 'Bo'],
        ['ana@mail.example', 'bo@mail.example'],
      ],
    );
  });
});

describe('columns', () => {
  const row = 'a@b.example,x,y\n';
  const cases: [string, string[]][] = [
    ['email,first_name,last_name', ['email', 'first_name', 'last_name']],
    [' E-mail Address ,First Name,Surname', ['email', 'first_name', 'last_name']],
    ['E-Mail-Adresse,Vorname,Nachname', ['email', 'first_name', 'last_name']],
    ['Deine E-Mail Adresse,Vorname,Familienname', ['email', 'first_name', 'last_name']],
    ['Adresse e-mail,Prénom,Nom', ['email', 'first_name', 'last_name']],
    ['Correo electrónico,Nombre,Apellidos', ['email', 'first_name', 'last_name']],
    ['EMAIL,FNAME,LNAME', ['email', 'first_name', 'last_name']],
    ['whatever,Name,Größe', ['email', 'name', 'grosse']],
    ['email,LEID,Shoe Size', ['email', 'skip', 'shoe_size']],
  ];
  for (const [header, expected] of cases) {
    it(`are guessed for ${header}`, () => assert.deepEqual(guesses(`${header}\n${row}`), expected));
  }

  it('of our own list of rejected rows are guessed when it comes back corrected', () => {
    assert.deepEqual(guesses('Line in the file,Why it was not imported,email\n4,no @,a@b.example\n'), [
      'skip',
      'skip',
      'email',
    ]);
  });

  it('that say who left are guessed with the way they say it', () => {
    const { columns } = recognise(
      'email,EMAIL_BLACKLISTED,status,Accepts Marketing,UNSUB_TIME,CLEAN_TIME\na@b.example,Yes,active,no,,2024-01-01\n',
    );
    assert.deepEqual(
      columns.slice(1).map(({ guess }) => (guess.to === 'status' ? guess.reading : guess.to)),
      ['yes_means_out', 'words', 'no_means_out', 'filled_means_out', 'filled_means_bounced'],
    );
    assert.deepEqual(guesses('email,status\na@b.example,married\n'), ['email', 'field_status']);
  });

  it('get the type all their values fit; zip codes and long numbers stay text', () => {
    const { columns } = recognise(
      'email,a,b,c,d,zip,e\na@b.example,1,yes,2024-01-31,x,1000,0049\nb@b.example,2.5,no,,,2000,17\n',
    );
    assert.deepEqual(
      columns.slice(1).map(({ guessedType }) => guessedType),
      ['number', 'boolean', 'date', 'text', 'text', 'text'],
    );
  });

  it('may be 200 and no more', () => {
    const file = (width: number) => `email${',c'.repeat(width - 1)}\na@b.example${',1'.repeat(width - 1)}\n`;
    const { columns } = recognise(file(200));
    assert.equal(columns.length, 200);
    assert.equal(
      new Set(columns.map(({ guess }) => JSON.stringify(guess))).size,
      200,
      'no two go to one field',
    );
    assert.throws(() => recognise(file(201)), { code: 'invalid_input', message: /201 columns/ });
  });
});

describe('readStatus', () => {
  const cases: [Parameters<typeof readStatus>[0], string, unknown][] = [
    ['words', 'Subscribed', null],
    ['words', 'active', null],
    ['words', 'inactive', 'unsubscribed'],
    ['words', 'Opted-Out', 'unsubscribed'],
    ['words', 'cleaned', 'bounced'],
    ['words', 'junk', 'complained'],
    ['words', '', null],
    ['yes_means_out', 'Yes', 'unsubscribed'],
    ['yes_means_out', 'false', null],
    ['no_means_out', '0', 'unsubscribed'],
    ['filled_means_out', '2024-01-01', 'unsubscribed'],
    ['filled_means_bounced', ' ', null],
  ];
  for (const [reading, text, standing] of cases) {
    it(`reads “${text}” (${reading})`, () => assert.deepEqual(readStatus(reading, text), { standing }));
  }
  it('takes no word for another', () => {
    for (const text of ['subscribedish', 'not active', 'pending'])
      assert.ok('reason' in readStatus('words', text));
    assert.ok('reason' in readStatus('yes_means_out', 'maybe'));
  });
});
