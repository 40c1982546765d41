import type { Database, Statement } from 'better-sqlite3';
import { UnavailableError } from '../submission/submission';
import type { Clock } from '../ports';

interface Job {
  work: () => unknown;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

/** What one job came to. */
interface Result {
  value?: unknown;
  error?: unknown;
}

/** Work that nobody hurries goes with the next commit once it has waited this long, in milliseconds: several cost little more than one, */
const COMPANY = 50;
/** or once there is this much of it, */
const CROWD = 16;
/** and in one of its own where no commit came for this long, in milliseconds. */
const LINGER = 100;
/** Pause before a write that the disk refused is tried again, in milliseconds. */
const RETRY_PAUSE = 1_000;

/**
 * Commits all that is asked for in one turn of the event loop together: one fsync for a burst.
 * A promise resolves once its work is on disk.
 */
export class GroupCommit {
  private hurried: Job[] = [];
  private unhurried: Job[] = [];
  /** Since when the first of the unhurried waits, by the monotonic clock. */
  private waitingSince = 0;
  private scheduled: NodeJS.Immediate | undefined;
  private lingering: unknown;
  private failure: Error | undefined;
  private readonly pauses = new Set<() => void>();
  private ending = false;
  private closed = false;
  private readonly begin: Statement;
  private readonly commit: Statement;
  private readonly rollback: Statement;
  private readonly changes: Statement;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly onFailure: (error: Error) => void = () => {},
    /** Throws where nothing may be written: asked before each commit. */
    private readonly check: () => void = () => {},
  ) {
    this.begin = database.prepare('BEGIN IMMEDIATE');
    this.commit = database.prepare('COMMIT');
    this.rollback = database.prepare('ROLLBACK');
    this.changes = database.prepare('SELECT total_changes()').pluck();
  }

  /** Whether the next commit may be hoped for. */
  get isWritable(): boolean {
    try {
      this.check();
    } catch {
      return false;
    }
    return this.failure === undefined;
  }

  /**
   * Runs `work` inside the next commit. Rejects with UnavailableError where the disk refuses, or with what `work` threw.
   * Work that throws once it has written something is rolled back, and its neighbours run again.
   * @param unhurried may wait for company, as long as LINGER: it saves a flush of the disk
   */
  write<T>(work: () => T, unhurried = false): Promise<T> {
    if (this.closed) return Promise.reject(new UnavailableError('the outbox is closed'));
    return new Promise<T>((resolve, reject) => {
      const job = { work, resolve, reject };
      if (unhurried) return this.linger(job);
      this.hurried.push(job);
      this.scheduled ??= setImmediate(() => this.commitDue());
    });
  }

  /** As `write`, for facts that must not be lost: tries until the disk takes them, or `end` was called. */
  async writeSurely<T>(work: () => T, unhurried = false): Promise<T> {
    for (;;) {
      try {
        return await this.write(work, unhurried);
      } catch (error) {
        if (!(error instanceof UnavailableError) || this.ending) throw error;
        await this.pause();
        if (this.ending) throw error;
      }
    }
  }

  /** From now on what the disk refuses is not tried again: it is left as if the process had been killed. */
  end(): void {
    this.ending = true;
    for (const endPause of [...this.pauses]) endPause();
  }

  /** Commits what is waiting; further writes are rejected. */
  close(): void {
    this.end();
    this.flush();
    this.closed = true;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const endPause = () => {
        this.clock.clearTimeout(timer);
        this.pauses.delete(endPause);
        resolve();
      };
      const timer = this.clock.setTimeout(endPause, RETRY_PAUSE);
      this.pauses.add(endPause);
    });
  }

  /** Commits what is waiting, now. */
  flush(): void {
    this.commitJobs(this.takeHurried(), this.takeUnhurried());
  }

  private linger(job: Job): void {
    if (this.unhurried.length === 0) this.waitingSince = this.clock.monotonic();
    this.unhurried.push(job);
    this.lingering ??= this.clock.setTimeout(() => this.flush(), LINGER);
  }

  private commitDue(): void {
    const waited = this.clock.monotonic() - this.waitingSince;
    const isDue = waited >= COMPANY || this.unhurried.length >= CROWD;
    this.commitJobs(this.takeHurried(), isDue ? this.takeUnhurried() : []);
  }

  private takeHurried(): Job[] {
    clearImmediate(this.scheduled);
    this.scheduled = undefined;
    return this.hurried.splice(0);
  }

  private takeUnhurried(): Job[] {
    this.clock.clearTimeout(this.lingering);
    this.lingering = undefined;
    return this.unhurried.splice(0);
  }

  /** Those who wait for what is urgent are told before the others. */
  private commitJobs(hurried: readonly Job[], unhurried: readonly Job[]): void {
    const jobs = [...hurried, ...unhurried];
    if (jobs.length === 0) return;
    try {
      this.check();
      const results =
        this.inTransaction(() => this.together(jobs)) ??
        this.inTransaction(() => jobs.map((job) => this.apart(job)))!;
      this.failure = undefined;
      hurried.forEach((job, i) => settle(job, results[i]!));
      const tellRest = () => unhurried.forEach((job, i) => settle(job, results[hurried.length + i]!));
      if (this.ending) tellRest();
      else setImmediate(tellRest);
    } catch (error) {
      this.failure = error as Error;
      this.onFailure(this.failure);
      const unavailable = new UnavailableError(`the outbox cannot be written: ${this.failure.message}`, {
        cause: error,
      });
      for (const job of jobs) job.reject(unavailable);
    }
  }

  /** Commits the work, or rolls it back where it throws or comes to nothing. */
  private inTransaction(work: () => Result[] | undefined): Result[] | undefined {
    this.begin.run();
    try {
      const results = work();
      (results ? this.commit : this.rollback).run();
      return results;
    } catch (error) {
      if (this.database.inTransaction) this.rollback.run();
      throw error;
    }
  }

  /** The usual way, without the cost of savepoints; nothing where one of the jobs threw with something written. */
  private together(jobs: readonly Job[]): Result[] | undefined {
    const results: Result[] = [];
    for (const { work } of jobs) {
      const before = this.changes.get();
      try {
        results.push({ value: work() });
      } catch (error) {
        if (isDiskFailure(error)) throw error;
        if (this.changes.get() !== before) return undefined;
        results.push({ error: error ?? new Error('unknown') });
      }
    }
    return results;
  }

  /** One job's work in a savepoint of its own: its failure is not its neighbours'. A failing disk is everybody's. */
  private apart({ work }: Job): Result {
    try {
      return { value: this.database.transaction(work)() };
    } catch (error) {
      if (isDiskFailure(error)) throw error;
      return { error: error ?? new Error('unknown') };
    }
  }
}

function settle({ resolve, reject }: Job, { error, value }: Result): void {
  if (error === undefined) resolve(value as never);
  else reject(error);
}

/** SQLite's result codes that speak of the file and not of the statement. */
function isDiskFailure(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM|PROTOCOL)/.test(code);
}
