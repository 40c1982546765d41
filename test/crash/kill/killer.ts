import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import type { Surroundings } from '../life';
import type { KillPlan } from './points';

let compiled: string | undefined;

/** What a daemon is started with that is to end itself where the plan says so. */
export function killAt(plan: KillPlan): Surroundings {
  compiled ??= compileKiller();
  return { execArgv: ['--require', compiled], env: { KILL_PLAN: JSON.stringify(plan) } };
}

/** As JavaScript, once: a compiler in every life would cost more than the life. */
function compileKiller(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-killer-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  for (const name of ['points', 'kill-at-commit']) {
    const source = readFileSync(join(__dirname, `${name}.ts`), 'utf8');
    writeFileSync(join(folder, `${name}.js`), ts.transpileModule(source, { compilerOptions }).outputText);
  }
  return join(folder, 'kill-at-commit.js');
}
