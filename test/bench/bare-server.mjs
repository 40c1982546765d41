import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import process from 'node:process';
import { setImmediate } from 'node:timers';
import { URLSearchParams } from 'node:url';
import Database from 'better-sqlite3';

/**
 * What `npm run bench:http` measures the daemon against: the least that can take a send_sms durably. Parses the form,
 * inserts one row, commits all that came in one turn of the event loop together, then answers.
 * Usage: node bare-server.mjs FILE PORT
 */
const [file, port] = process.argv.slice(2);
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(
  'CREATE TABLE message (id INTEGER PRIMARY KEY, account TEXT, msisdn TEXT, message TEXT, at INTEGER) STRICT',
);
const insert = database.prepare('INSERT INTO message (account, msisdn, message, at) VALUES (?, ?, ?, ?)');
const begin = database.prepare('BEGIN IMMEDIATE');
const commit = database.prepare('COMMIT');

let waiting = [];

function flush() {
  const taken = waiting;
  waiting = [];
  begin.run();
  const ids = taken.map(
    ({ form }) =>
      insert.run(form.get('username'), form.get('msisdn'), form.get('message'), Date.now()).lastInsertRowid,
  );
  commit.run();
  taken.forEach(({ response }, i) => {
    response.setHeader('content-type', 'text/plain');
    response.end(`0|IN_PROGRESS|${ids[i]}`);
  });
}

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    waiting.push({ form: new URLSearchParams(Buffer.concat(chunks).toString('latin1')), response });
    if (waiting.length === 1) setImmediate(flush);
  });
}).listen(Number(port), '127.0.0.1');
