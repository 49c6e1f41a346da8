import pg from 'pg';

/**
 * What a database's own schema looks like, one fact a line in a fixed order: columns, constraints, indexes, policies,
 * functions and grants. database/schema.txt holds it for this version, so that a change of the schema shows in review.
 */
export async function describeSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const lines: string[] = [];
    for (const statement of statements) {
      const { rows } = await client.query<{ line: string }>(statement);
      lines.push(...rows.map(({ line }) => line));
    }
    return `${lines.join('\n')}\n`;
  } finally {
    await client.end();
  }
}

const ours = `n.nspname = 'public' and c.relname <> 'schema_migrations'`;
const statements = [
  `select format('table %s: row security %s, forced %s%s', c.relname, c.relrowsecurity, c.relforcerowsecurity,
     coalesce(', ' || array_to_string(c.reloptions, ' '), '')) as line
   from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ours} and c.relkind = 'r' order by 1`,
  `select format('column %s.%s: %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
     case when a.attnotnull then ' not null' else '' end,
     coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) as line
   from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
   left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where ${ours} and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped order by 1`,
  `select format('constraint %s: %s', c.relname, pg_get_constraintdef(k.oid)) as line
   from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
   where ${ours} and k.contype <> 'n' order by 1`,
  `select indexdef as line from pg_indexes where schemaname = 'public' and tablename <> 'schema_migrations' order by 1`,
  // The owner is called differently on every install.
  `select format('policy %s on %s to %s: %s; %s; %s', policyname, tablename,
     array_to_string(array_replace(roles, current_user, 'owner'), ' '), cmd, qual, with_check) as line
   from pg_policies where schemaname = 'public' order by 1`,
  `select format('function %s(%s): %s', p.proname, pg_get_function_identity_arguments(p.oid), md5(pg_get_functiondef(p.oid))) as line
   from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' order by 1`,
  `select format('grant on %s to %s: %s', table_name, grantee, string_agg(privilege_type, ' ' order by privilege_type)) as line
   from information_schema.role_table_grants where table_schema = 'public' and grantee like 'mailminion%'
   group by table_name, grantee order by 1`,
];
