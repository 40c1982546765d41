import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { pointOf, type KillPlan, type Point } from './points';

/**
 * Loaded into the daemon by `node --require`: watches what it commits, and ends it with SIGKILL where the plan says so.
 * The product knows nothing of it.
 */
const plan = JSON.parse(process.env['KILL_PLAN']!) as KillPlan;
const Database = createRequire(process.argv[1]!)('better-sqlite3') as typeof BetterSqlite3;

/** Facts written since the last commit. */
const pending = new Set<Point>();
let passed = 0;
let isTheOne = false;

function arrive(when: KillPlan['when']): void {
  if (when === 'before') isTheOne = pending.has(plan.point) && ++passed === plan.nth;
  pending.clear();
  if (isTheOne && plan.when === when) die();
}

function die(): never {
  appendFileSync(plan.log, `${JSON.stringify({ point: plan.point, when: plan.when })}\n`);
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still alive after SIGKILL');
}

type Work = (...values: unknown[]) => unknown;
type Statement = BetterSqlite3.Statement<unknown[]>;
const { prepare, transaction } = Database.prototype as unknown as {
  prepare: (this: BetterSqlite3.Database, source: string) => Statement;
  transaction: (this: BetterSqlite3.Database, work: Work) => Work;
};

Database.prototype.prepare = function (this: BetterSqlite3.Database, source: string) {
  const statement = prepare.call(this, source);
  const sql = source.trim();
  const run = statement.run.bind(statement);
  const get = statement.get.bind(statement);
  const watch = (values: unknown[], row: unknown) => {
    const point = pointOf({ sql, values, row });
    if (point) pending.add(point);
  };
  statement.run = (...values: unknown[]) => {
    watch(values, undefined);
    if (sql !== 'COMMIT') return run(...values);
    arrive('before');
    const result = run();
    arrive('after');
    return result;
  };
  statement.get = (...values: unknown[]) => {
    const row = get(...values);
    watch(values, row);
    return row;
  };
  return statement;
} as typeof Database.prototype.prepare;

/** Its COMMIT is prepared out of our sight. Within another transaction it is a savepoint, and commits nothing. */
Database.prototype.transaction = function (this: BetterSqlite3.Database, work: Work) {
  return (...values: unknown[]) => {
    if (this.inTransaction) return transaction.call(this, work)(...values);
    const watched = transaction.call(this, (...given: unknown[]) => {
      const result = work(...given);
      arrive('before');
      return result;
    });
    const result = watched(...values);
    arrive('after');
    return result;
  };
} as typeof Database.prototype.transaction;
