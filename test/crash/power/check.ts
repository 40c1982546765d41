import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { openForWriting, recoverInterrupted } from '../../../src/outbox';
import type { Step } from './write-log';

/** What had left the process when the power went: each must be found on the disk. */
export interface Acts {
  /** Ids that were answered. */
  answered: Set<number>;
  /** stop_dup_ids of requests to the gateway. */
  offered: Set<number>;
  /** PDUs written to the modem. */
  submitted: Set<string>;
}

export const noActs = (): Acts => ({ answered: new Set(), offered: new Set(), submitted: new Set() });

const ANSWER = /^0\|IN_PROGRESS\|(\d+)\s*$/m;
const OFFER = /(?:^|&)stop_dup_id=(\d+)/m;
const PDU = /^([0-9A-F]{20,})\x1a/;

/** Adds what a step let out of the process. */
export function noteAct(acts: Acts, step: Step): void {
  if (step.op !== 'act') return;
  const text = step.data.toString('latin1');
  const [, id] = ANSWER.exec(text) ?? [];
  const [, stopDupId] = OFFER.exec(text) ?? [];
  const [, pdu] = PDU.exec(text) ?? [];
  if (id !== undefined) acts.answered.add(Number(id));
  if (stopDupId !== undefined) acts.offered.add(Number(stopDupId));
  if (pdu !== undefined) acts.submitted.add(pdu);
}

/** Opens what was left on the disk as the daemon does, and names all that is missing there. */
export function checkImage(
  folder: string,
  image: ReadonlyMap<string, Buffer>,
  acts: Acts,
  recipients: ReadonlyMap<number, string>,
): string[] {
  const own = mkdtempSync(join(folder, 'image-'));
  for (const [name, octets] of image) writeFileSync(join(own, name), octets);
  try {
    const database = openForWriting(join(own, 'outbox.db'));
    try {
      recoverInterrupted(database, Date.now());
      return problemsIn(database, acts, recipients);
    } finally {
      database.close();
    }
  } catch (error) {
    return [`the outbox does not open: ${String(error)}`];
  } finally {
    rmSync(own, { recursive: true });
  }
}

function problemsIn(database: Database, acts: Acts, recipients: ReadonlyMap<number, string>): string[] {
  const problems: string[] = [];
  const integrity = database.pragma('integrity_check', { simple: true });
  if (integrity !== 'ok') problems.push(`integrity_check: ${String(integrity)}`);
  const all = <Row>(sql: string) => database.prepare<[], Row>(sql).all();
  const messages = new Map(
    all<{ id: number; recipient: string }>(
      'SELECT m.id, m.recipient FROM message m JOIN submission s ON s.id = m.submission_id',
    ).map(({ id, recipient }) => [id, recipient]),
  );
  for (const id of acts.answered) {
    const found = messages.get(id);
    const expected = recipients.get(id) ?? found;
    if (found === undefined || found !== expected)
      problems.push(`message ${id} was answered and is ${found ? `for ${found}` : 'not there'}`);
  }
  const offers = new Set(
    all<{ gateway_id: number }>(
      `SELECT m.gateway_id FROM attempt a JOIN message m ON m.id = a.message_id WHERE a.via = 'gateway'`,
    ).map(({ gateway_id: id }) => id),
  );
  for (const id of acts.offered)
    if (!offers.has(id)) problems.push(`stop_dup_id ${id} was offered without its intent on disk`);
  const pdus = new Set(all<{ pdu: string }>('SELECT pdu FROM segment').map(({ pdu }) => pdu));
  for (const pdu of acts.submitted)
    if (!pdus.has(pdu)) problems.push(`a PDU was written without its intent on disk: ${pdu}`);
  return problems;
}
