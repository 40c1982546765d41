import { spawn } from 'node:child_process';
import type { AlertsConfig } from '../config/types';
import type { Logger } from '../ports';
import { describeAlert, type AlertHook } from './alerts';

/** Longest that a program may run, or an address may take to answer, in milliseconds. */
const LIMIT = 30_000;

/** Runs the program and posts to the address that the configuration names, each with the alert as JSON. */
export function createAlertHook({ command, url }: AlertsConfig, logger: Logger): AlertHook {
  const failed = (what: string) => (error: unknown) =>
    logger.warn({ error: String(error) }, `alerts.${what} failed`);
  return (alert, state) => {
    const body = JSON.stringify({ ...describeAlert(alert), state });
    if (command) run(command, body).catch(failed('command'));
    if (url !== undefined) post(url, body).catch(failed('url'));
  };
}

function run([program, ...args]: string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program!, args, { stdio: ['pipe', 'ignore', 'ignore'], timeout: LIMIT });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`it ended with ${signal ?? code}`));
    });
    // A program that does not read what it is told is none the worse for it.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

async function post(url: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'user-agent': 'gsm-fallback' };
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(LIMIT) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answered HTTP ${response.status}`);
}
