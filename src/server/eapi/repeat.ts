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

/** As it stands there: what else is wrong with the request does not matter. */
function stopDupIdOf({ parameters, repeated }: Asked): number | undefined {
  const text = parameters.get('stop_dup_id')?.trim() ?? '';
  return repeated === undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
