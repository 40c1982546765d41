import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodePdu, readFrame, writeFrame, type Direction, type Tpdu } from '../../src/sms';

interface Vector {
  name: string;
  /** Place in the specification. */
  clause: string;
  direction: Direction;
  hex: string;
  expected: Record<string, unknown>;
}

interface Refused extends Omit<Vector, 'clause' | 'expected'> {
  error: string;
  octet: number;
}

const read = <T>(name: string) =>
  readFileSync(join(__dirname, 'vectors', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

const vectors = read<Vector>('own.jsonl');
const refused = read<Refused>('refused.jsonl');

describe('vectors made from the specification (see vectors/README.md)', () => {
  it('are as many again as the published ones', () => {
    expect(vectors.length).toBeGreaterThan(read('pdu.jsonl').length);
  });

  it.each(vectors)('$clause: $name', ({ hex, direction, expected }) => {
    const tpdu = decodePdu(hex, { direction });
    const said = Object.keys(expected).map((key) => [key, tpdu[key as keyof Tpdu] ?? null]);
    expect(Object.fromEntries(said)).toEqual(expected);
  });

  it.each(vectors)('$name, cut into fields and put together again', ({ hex, direction }) => {
    expect(writeFrame(readFrame(hex, { direction })).pdu).toBe(hex);
  });

  it.each(refused)('refuses: $name', ({ hex, direction, error, octet }) => {
    const message = `${error}, at octet ${octet}`;
    const problem = expect.objectContaining({ name: 'PduError', message, octet }) as Error;
    expect(() => decodePdu(hex, { direction })).toThrow(problem);
  });
});
