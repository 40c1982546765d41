import { randomBytes, scryptSync } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { PinMemory } from '../dispatch/modem-port';
import type { GroupCommit } from './group-commit';

interface Entered {
  salt: Buffer;
  digest: Buffer;
  state: 'entered' | 'refused';
}

/** What is remembered of one modem's PIN: that it was entered, until the SIM was seen unlocked. */
export function createPinMemory(database: Database, commits: GroupCommit, modem: string): PinMemory {
  const find = database.prepare<unknown[], Entered>(
    `SELECT salt, digest, state FROM pin_entered WHERE modem = ?`,
  );
  const insert = database.prepare(
    `INSERT INTO pin_entered (modem, salt, digest, state) VALUES (?, ?, ?, ?)
     ON CONFLICT (modem) DO UPDATE SET salt = excluded.salt, digest = excluded.digest, state = excluded.state`,
  );
  const remove = database.prepare(`DELETE FROM pin_entered WHERE modem = ?`);
  return {
    recall(pin) {
      const entered = find.get(modem);
      return entered && digestOf(pin, entered.salt).equals(entered.digest) ? entered.state : 'untried';
    },
    async note(pin, state) {
      const salt = randomBytes(16);
      await commits.write(() => void insert.run(modem, salt, digestOf(pin, salt), state));
    },
    async forget() {
      if (find.get(modem)) await commits.write(() => void remove.run(modem));
    },
  };
}

/** Slow on purpose: a PIN has few digits. */
const digestOf = (pin: string, salt: Buffer): Buffer => scryptSync(pin, salt, 32);
