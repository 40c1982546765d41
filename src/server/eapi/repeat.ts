import type { Intake } from '../../ports';
import { ValidationError } from '../../submission/submission';
import { taken, type Asked } from './call';

/**
 * A repeat is answered as the first was, byte for byte, also where it would be refused: a group of it is gone by now, or
 * it says something else (spec: eapi section 4).
 */
export async function orAsTheFirst(
  intake: Intake,
  { account, parameters, repeated }: Asked,
  answer: () => Promise<string>,
): Promise<string> {
  try {
    return await answer();
  } catch (error) {
    const stopDupId = parameters.get('stop_dup_id')?.trim() ?? '';
    if (!(error instanceof ValidationError) || repeated !== undefined || !/^\d{1,10}$/.test(stopDupId))
      throw error;
    const first = intake.earlier(account, Number(stopDupId));
    if (!first) throw error;
    return taken(first.scheduled, first.id);
  }
}
