import type { Outbox } from '../outbox';
import type { QueueControl } from '../ports';

/** Changes messages on request of their owner. Rejects with the reason in a sentence. */
export function createQueueControl(outbox: Outbox, onChange: () => void): QueueControl {
  const stateOf = (id: number) => {
    const facts = outbox.facts(id);
    if (!facts) throw new Error(`there is no message ${id}`);
    return facts.state;
  };
  return {
    async cancel(id) {
      const state = stateOf(id);
      if (!['queued', 'scheduled', 'routing'].includes(state)) {
        throw new Error(`message ${id} is ${state} and cannot be cancelled`);
      }
      await outbox.cancel(id);
      onChange();
    },
    async retry(id) {
      const state = stateOf(id);
      if (!['failed', 'expired', 'inDoubt', 'cancelled'].includes(state)) {
        throw new Error(
          `message ${id} is ${state}; only failed, expired, cancelled and inDoubt ones are tried again`,
        );
      }
      await outbox.retry(id);
      onChange();
    },
  };
}
