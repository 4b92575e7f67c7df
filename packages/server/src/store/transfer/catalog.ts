import type { Session } from "./session.js";

/** A table whose rows are carried over; of a partitioned one the parent. */
export interface TableInfo {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** The columns of the primary key. */
  readonly key: readonly string[];
  /** Whether migrations put rows there. */
  readonly seeded: boolean;
}

/** The tables to which migrations write. */
const SEEDED = ["journal_head", "decider", "bank_head"];

/** Kysely's own tables: what the header's `schema` says. */
const OF_MIGRATIONS = ["kysely_migration", "kysely_migration_lock"];

/** Our tables, each after those that its foreign keys refer to. Keys that are checked at the end do not matter. */
export async function readTables(session: Session): Promise<readonly TableInfo[]> {
  const tables = await session.query<TableInfo>(
    `select c.relname as name,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
          from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       (select coalesce(json_agg(a.attname order by a.attnum), '[]')
          from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
         where i.indrelid = c.oid and i.indisprimary) as key,
       c.relname = any ($2) as seeded
      from pg_class c
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> all ($1)
     order by c.relname`,
    [OF_MIGRATIONS, SEEDED],
  );
  const references = await session.query<{ child: string; parent: string }>(
    `select distinct child.relname as child, parent.relname as parent
       from pg_constraint k join pg_class child on child.oid = k.conrelid join pg_class parent on parent.oid = k.confrelid
      where k.contype = 'f' and not k.condeferrable and k.conrelid <> k.confrelid
        and child.relnamespace = current_schema()::regnamespace`,
  );
  return inOrder(tables, [...references, ...CHECKED_BY_TRIGGER]);
}

/** References that a statement trigger checks and not a foreign key; see the migration of events. */
const CHECKED_BY_TRIGGER = [{ child: "decisions", parent: "policies" }];

/** A foreign key as SQL names: its table and itself. */
export interface ForeignKey {
  readonly table: string;
  readonly name: string;
}

/** Foreign keys from a table to itself that are checked at once: rows can only be written after those they refer to. */
export async function readSelfReferences(session: Session): Promise<readonly ForeignKey[]> {
  return session.query<ForeignKey>(
    `select c.relname as table, k.conname as name
       from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.contype = 'f' and not k.condeferrable and k.conrelid = k.confrelid
        and c.relnamespace = current_schema()::regnamespace`,
  );
}

/** Names of our sequences, those of identity columns too. */
export async function readSequences(session: Session): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = current_schema()::regnamespace and relkind = 'S' order by relname`,
  );
  return rows.map((row) => row.name);
}

/** The newest migration, or undefined where there is none. */
export async function readSchema(session: Session): Promise<string | undefined> {
  const [table] = await session.query<{ found: boolean }>(
    "select to_regclass('kysely_migration') is not null as found",
  );
  if (table?.found !== true) return undefined;
  const [newest] = await session.query<{ name: string }>(
    "select name from kysely_migration order by name desc limit 1",
  );
  return newest?.name;
}

function inOrder(
  tables: readonly TableInfo[],
  references: readonly { child: string; parent: string }[],
): readonly TableInfo[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<TableInfo>();
  const visit = (table: TableInfo): void => {
    if (ordered.has(table)) return;
    // PostgreSQL cannot have made rows under a cycle of keys checked at once, so there is none.
    for (const { child, parent } of references) {
      const referred = byName.get(parent);
      if (child === table.name && referred !== undefined) visit(referred);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table);
  return [...ordered];
}

/** A name as SQL. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
