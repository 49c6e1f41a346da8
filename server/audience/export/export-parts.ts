import { csvPart, type ExportPart } from '#server/closing/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { contactPieces } from './contact-pieces.ts';

const contacts: ExportPart = {
  tables: ['contacts'],
  count: sql`select count(*) as count from contacts`,
  files: ({ snapshot }) => [
    {
      path: 'contacts.csv',
      about: 'Your contacts with all fields, their status, and the lists they are on or have left.',
      pieces: contactPieces(snapshot),
    },
  ],
};

const members = csvPart({
  path: 'list-members.csv',
  about:
    'Who is on which list: how they came (source) and when, and when they left. The proof of consent, with events.csv.',
  tables: ['list_members'],
  statement: sql`
    select m.list_id, (select l.name from lists l where l.account_id = m.account_id and l.id = m.list_id) as list,
      m.contact_id, (select c.email from contacts c where c.account_id = m.account_id and c.id = m.contact_id) as email,
      m.status, m.source, m.subscribed_at, m.unsubscribed_at
    from list_members m order by m.account_id, m.list_id, m.contact_id`,
  count: sql`select count(*) as count from list_members`,
});

const lists = csvPart({
  path: 'lists.csv',
  about: 'Your lists.',
  tables: ['lists'],
  statement: sql`select id, name, description, created_at from lists order by created_at, id`,
});

const fields = csvPart({
  path: 'fields.csv',
  about: 'The fields contacts have.',
  tables: ['contact_fields'],
  statement: sql`select key, label, type, created_at from contact_fields order by created_at, key`,
});

const imports = csvPart({
  path: 'imports.csv',
  about: 'What was imported: from which file, by whom, with which columns, and what came of it.',
  tables: ['imports'],
  statement: sql`
    select i.id, i.list_id, i.file_name, i.file_size, i.state, i.format::text, i.columns::text, i.mapping::text, i.options::text,
      i.counts::text, i.error, i.created_by, i.created_at, i.started_at, i.finished_at
    from imports i order by i.created_at, i.id`,
});

const rejections = csvPart({
  path: 'import-rejections.csv',
  about: 'Rows of imported files that could not be taken, with their line and the reason.',
  tables: ['import_rejections'],
  statement: sql`select import_id, line, reason, cells::text from import_rejections order by account_id, import_id, line`,
  count: sql`select count(*) as count from import_rejections`,
});

/** What the audience lends to an export of the account. */
export const audienceExport: readonly ExportPart[] = [contacts, members, lists, fields, imports, rejections];
