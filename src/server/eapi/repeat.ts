import type { Intake } from '../../ports';
import { orReceiptOfTheFirst } from '../repeat';
import { taken, type Asked } from './call';

/** A repeat is answered as the first was, byte for byte, also where it would be refused (spec: eapi section 4). */
export async function orAsTheFirst(
  intake: Intake,
  asked: Asked,
  answer: () => Promise<string>,
): Promise<string> {
  const answered = await orReceiptOfTheFirst(intake, asked.account, stopDupIdOf(asked), answer);
  return typeof answered === 'string' ? answered : taken(answered.scheduled, answered.id);
}

const TEST_FLAGS = ['test_always_succeed', 'test_always_fail'];

/**
 * As it stands there: what else is wrong with the request does not matter. None of a test: it repeats nothing, and is
 * always told what its flag asks for once all else is valid (spec: eapi section 3).
 */
function stopDupIdOf({ parameters, repeated }: Asked): number | undefined {
  if (TEST_FLAGS.some((flag) => parameters.get(flag)?.trim() === '1')) return undefined;
  const text = parameters.get('stop_dup_id')?.trim() ?? '';
  return repeated === undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
