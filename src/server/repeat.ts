import type { AccountConfig } from '../config/types';
import type { Intake } from '../ports';
import { ValidationError, type Receipt } from '../submission/submission';
import { Problem } from './json/problem';

/**
 * A repeat is answered as the first was, also where it would be refused: a group of it is gone by now, or it says
 * something else (spec: eapi section 4). Resolves to what `answer` does, or else to the receipt of the first.
 */
export async function orReceiptOfTheFirst<T>(
  intake: Intake,
  account: AccountConfig,
  stopDupId: number | undefined,
  answer: () => Promise<T>,
): Promise<T | Receipt> {
  try {
    return await answer();
  } catch (error) {
    const refused = error instanceof ValidationError || (error instanceof Problem && error.status === 400);
    const first = refused && stopDupId !== undefined ? intake.earlier(account, stopDupId) : undefined;
    if (!first) throw error;
    return first;
  }
}
