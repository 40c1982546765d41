import { createActor, fromCallback, fromPromise, initialTransition, transition } from 'xstate';
import { describe, expect, it } from 'vitest';
import { submitMachine } from '../../machines/submit.machine';
import type { SubmitMachineEvent, WritePdu } from '../../machines/submit-results';
import { settle, SimulatedClock } from '../support/simulated-clock';

const input = { length: 16, pdu: '0001000B914477009000F0000341E19008', answerTimeout: 45_000 };
const refusal = { kind: 'refused', what: 'message', permanent: true, code: 'CMS 28', detail: 'no' } as const;

const RECORDED = 'xstate.done.actor.0.submit.preparing.intent.recording';
const SAMPLES: Record<string, object[]> = {
  REFERENCED: [{ reference: 7 }, { reference: null }],
  REFUSED: [
    { refusal, doubtful: false },
    { refusal, doubtful: true },
  ],
  LOST: [{ detail: 'gone' }],
  PDU_NOT_STARTED: [{ detail: 'closed' }],
  'xstate.error.actor.exchange': [{ error: new Error('broken') }],
};

type Transition = ReturnType<typeof initialTransition<typeof submitMachine>>;
type Snapshot = Transition[0];
interface Step {
  type: string;
}
interface Path {
  events: string[];
  snapshot: Snapshot;
  /** Events of the path so far at the moment when the PDU was written, each time. */
  writes: string[][];
}

/** Every event that the active states know, time-outs and the ends of effects included. */
function eventsOf(snapshot: Snapshot): Step[] {
  const types = new Set(snapshot._nodes.flatMap((node) => node.ownEvents as string[]));
  return [...types]
    .filter((type) => !type.startsWith('xstate.done.state'))
    .flatMap((type) => (SAMPLES[type] ?? [{}]).map((values) => ({ type, ...values })));
}

function everyPath(): Path[] {
  const ended: Path[] = [];
  const open: Path[] = [{ events: [], snapshot: initialTransition(submitMachine, input)[0], writes: [] }];
  for (let path = open.pop(); path; path = open.pop()) {
    if (path.snapshot.status !== 'active') {
      ended.push(path);
      continue;
    }
    for (const event of eventsOf(path.snapshot)) {
      const [snapshot, actions]: Transition = transition(
        submitMachine,
        path.snapshot,
        event as SubmitMachineEvent,
      );
      if (snapshot === path.snapshot) continue;
      const events = [...path.events, event.type];
      const writes = actions.filter(
        ({ type, params }) => type === 'xstate.sendTo' && JSON.stringify(params).includes('WRITE_PDU'),
      );
      open.push({ events, snapshot, writes: [...path.writes, ...writes.map(() => events)] });
    }
  }
  return ended;
}

describe('every path through one exchange', () => {
  const paths = everyPath();

  it('ends, and each end is reached', () => {
    expect(paths.length).toBeGreaterThan(50);
    expect(new Set(paths.map(({ snapshot }) => snapshot.value))).toEqual(
      new Set(['accepted', 'refused', 'notSubmitted', 'inDoubt']),
    );
  });

  it('writes the PDU at most once, and some paths do', () => {
    expect(paths.every(({ writes }) => writes.length <= 1)).toBe(true);
    expect(paths.some(({ writes }) => writes.length === 1)).toBe(true);
  });

  it('writes the PDU only after both the prompt has come and the intent is on disk', () => {
    for (const before of paths.flatMap(({ writes }) => writes)) {
      expect(before).toContain('PROMPTED');
      expect(before).toContain(RECORDED);
    }
  });

  it('says notSubmitted only where the PDU was not written, and doubts only where it was', () => {
    for (const { snapshot, writes, events } of paths) {
      const { kind } = snapshot.output!;
      expect(kind).toBe(snapshot.value);
      if (kind === 'inDoubt' || kind === 'accepted') expect(writes).toHaveLength(1);
      if (kind === 'notSubmitted' && writes.length > 0) expect(events).toContain('PDU_NOT_STARTED');
    }
  });

  it('keeps nothing in its context that is not plain JSON', () => {
    for (const { snapshot } of paths) {
      expect(JSON.parse(JSON.stringify(snapshot.context))).toEqual(snapshot.context);
    }
  });
});

describe('one exchange on a clock', () => {
  function start(intent: Promise<void> = Promise.resolve()) {
    const clock = new SimulatedClock();
    const written: string[] = [];
    let given = false;
    const send = { back: (_event: SubmitMachineEvent): void => undefined };
    const machine = submitMachine.provide({
      actors: {
        exchange: fromCallback<WritePdu, { length: number }>(({ input: { length }, sendBack, receive }) => {
          written.push(`AT+CMGS=${length}`);
          send.back = sendBack;
          receive(({ pdu }) => written.push(pdu));
          return () => (given = true);
        }),
        recordIntent: fromPromise(() => intent),
      },
    });
    const actor = createActor(machine, { clock, input });
    actor.start();
    return {
      clock,
      written,
      tell: (event: SubmitMachineEvent) => send.back(event),
      output: () => actor.getSnapshot().output,
      given: () => given,
    };
  }

  it('accepts with the reference', async () => {
    const { written, tell, output } = start();
    expect(written).toEqual(['AT+CMGS=16']);
    tell({ type: 'COMMAND_WRITTEN' });
    tell({ type: 'PROMPTED' });
    await settle();
    expect(written).toEqual(['AT+CMGS=16', input.pdu]);
    tell({ type: 'PDU_WRITTEN' });
    tell({ type: 'REFERENCED', reference: 255 });
    expect(output()).toEqual({ kind: 'accepted', code: '255', reference: 255 });
  });

  it('does not write the PDU while the disk takes its time, and then does', async () => {
    let recorded: () => void = () => undefined;
    const { written, tell } = start(new Promise((resolve) => (recorded = resolve)));
    tell({ type: 'PROMPTED' });
    await settle();
    expect(written).toHaveLength(1);
    recorded();
    await settle();
    expect(written).toHaveLength(2);
  });

  it('submits nothing when the intent cannot be put on disk', async () => {
    const { clock, written, tell, output } = start(Promise.reject(new Error('disk full')));
    tell({ type: 'PROMPTED' });
    await clock.advance(0);
    expect(output()).toMatchObject({ kind: 'notSubmitted', code: 'NOT_RECORDED' });
    expect(written).toHaveLength(1);
  });

  it('waits for the prompt from the moment the command has left', async () => {
    const { clock, tell, output, given } = start();
    await clock.advance(9_000);
    tell({ type: 'COMMAND_WRITTEN' });
    await clock.advance(9_999);
    expect(output()).toBeUndefined();
    await clock.advance(1);
    expect(output()).toEqual({ kind: 'notSubmitted', code: 'TIMEOUT', detail: 'no prompt after AT+CMGS' });
    expect(given()).toBe(true);
  });

  it('waits for the answer as long as configured, and then doubts', async () => {
    const { clock, tell, output } = start();
    tell({ type: 'PROMPTED' });
    await settle();
    tell({ type: 'PDU_WRITTEN' });
    await clock.advance(input.answerTimeout - 1);
    expect(output()).toBeUndefined();
    await clock.advance(1);
    expect(output()).toEqual({ kind: 'inDoubt', code: 'TIMEOUT', detail: 'no answer after the PDU' });
  });

  it('is withdrawn before the PDU is written, and not after', async () => {
    const early = start();
    early.tell({ type: 'WITHDRAW' });
    expect(early.output()).toMatchObject({ kind: 'notSubmitted', code: 'WITHDRAWN' });
    const late = start();
    late.tell({ type: 'PROMPTED' });
    await settle();
    late.tell({ type: 'WITHDRAW' });
    expect(late.output()).toBeUndefined();
  });
});
