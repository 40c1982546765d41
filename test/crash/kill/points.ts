/** A statement by which a fact gets to disk, with what it was given and what it returned. */
interface Written {
  sql: string;
  values: readonly unknown[];
  row: unknown;
}

const viaOf = (row: unknown) => (row as { via?: string } | undefined)?.via;

/** Each kind of fact that the daemon commits, told by the statement that writes it. */
const POINTS = {
  'a submission': ({ sql }: Written) => sql.startsWith('INSERT INTO submission'),
  'intent, gateway': ({ sql, values }: Written) =>
    sql.startsWith('INSERT INTO attempt') && values[1] === 'gateway',
  'result, gateway': ({ sql, row }: Written) =>
    sql.startsWith('UPDATE attempt SET ended_at') && viaOf(row) === 'gateway',
  'intent, segment': ({ sql }: Written) => sql.startsWith('INSERT INTO segment'),
  'result, segment': ({ sql }: Written) => sql.startsWith('UPDATE segment SET outcome = ?, answered_at'),
  'status report': ({ sql }: Written) => sql.startsWith('UPDATE segment SET reference'),
  rest: ({ sql }: Written) => sql.startsWith('UPDATE message SET state = @state'),
  recovery: ({ sql }: Written) => sql.startsWith("UPDATE segment SET outcome = 'inDoubt'"),
};

export type Point = keyof typeof POINTS;

export const POINT_NAMES = Object.keys(POINTS) as Point[];

/** The kind of fact that a statement writes; nothing for all others. */
export function pointOf(written: Written): Point | undefined {
  return POINT_NAMES.find((name) => POINTS[name](written));
}

/** Where a daemon is to end: at the nth commit that holds a fact of this kind, right before it or right after it. */
export interface KillPlan {
  point: Point;
  when: 'before' | 'after';
  nth: number;
  /** File that is told, in one line, that it has come to that. */
  log: string;
}
