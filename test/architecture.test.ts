import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(__dirname, '..');

interface Import {
  from: string;
  /** Path inside the repository without ending, or the name of a package. */
  to: string;
  typeOnly: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([whole, type, named, dynamic]) => {
    const target = named ?? dynamic!;
    const to = target.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), target)) : target;
    const onlyTypes = type !== undefined || /\{(\s*type\s+\w+( as \w+)?\s*,?)+\s*\}/.test(whole);
    return { from: file, to, typeOnly: onlyTypes };
  });
}

const all = ['src', 'machines', 'hardware'].flatMap(sources).flatMap(importsOf);
const of = (folder: string) => all.filter(({ from }) => from.startsWith(`${folder}/`));
const says = ({ from, to }: Import) => `${from} imports ${to}`;
const isComposition = ({ from }: Import) =>
  ['src/main.ts', 'src/engine.ts'].includes(from) || /^src\/(cli|library)\//.test(from);

it('finds the imports it speaks of', () => expect(all.length).toBeGreaterThan(300));

describe('who may import whom (design section 9)', () => {
  it('the codec imports nothing else', () => {
    expect(
      of('src/sms')
        .filter(({ to }) => !to.startsWith('src/sms/'))
        .map(says),
    ).toEqual([]);
  });

  it('machines import xstate and types of src, and never hardware', () => {
    const allowed = ({ from, to, typeOnly }: Import) =>
      to === 'xstate' ||
      to.startsWith('machines/') ||
      (to.startsWith('src/') && typeOnly) ||
      (from === 'machines/write-readme.ts' && to.startsWith('node:'));
    expect(
      of('machines')
        .filter((each) => !allowed(each))
        .map(says),
    ).toEqual([]);
  });

  it('hardware imports packages, the codec and types of src, and never machines', () => {
    const allowed = ({ to, typeOnly }: Import) =>
      to.startsWith('hardware/') ||
      to.startsWith('src/sms') ||
      (to.startsWith('src/') && typeOnly) ||
      !/^(src|machines|test)\//.test(to);
    expect(
      of('hardware')
        .filter((each) => !allowed(each))
        .map(says),
    ).toEqual([]);
  });

  it('only the composition root and the command line join src with hardware', () => {
    const joined = of('src').filter((each) => each.to.startsWith('hardware/') && !isComposition(each));
    expect(joined.map(says)).toEqual([]);
  });

  it('only dispatch runs the machines', () => {
    const runs = of('src').filter(
      ({ from, to }) => to.startsWith('machines/') && !from.startsWith('src/dispatch/'),
    );
    expect(runs.map(says)).toEqual([]);
  });

  it('nothing imports the tests', () => {
    expect(all.filter(({ to }) => to.startsWith('test/')).map(says)).toEqual([]);
  });
});

describe('files', () => {
  it('do one thing: none is longer than 350 lines', () => {
    const long = ['src', 'machines', 'hardware']
      .flatMap(sources)
      .map((file) => ({ file, lines: readFileSync(join(ROOT, file), 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 350);
    expect(long).toEqual([]);
  });

  it('machines stay small', () => {
    const long = sources('machines')
      .filter((file) => file.endsWith('.machine.ts'))
      .map((file) => ({ file, lines: readFileSync(join(ROOT, file), 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 210);
    expect(long).toEqual([]);
  });
});
