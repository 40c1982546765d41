import { describe, expect, it } from 'vitest';
import { copies } from '../../src/dispatch/copies';
import type { AttemptFact, SegmentFact } from '../../src/submission/facts';
import type { Outcome } from '../../src/submission/outcome';

const IN_DOUBT: Outcome = { kind: 'inDoubt', detail: 'no answer' };
const ACCEPTED: Outcome = { kind: 'accepted', code: '0' };
const REFUSED: Outcome = { kind: 'notSubmitted', detail: 'connection refused' };

let id = 0;
const attempt = (via: AttemptFact['via'], name: string, outcome: Outcome | null): AttemptFact => ({
  id: ++id,
  via,
  name,
  startedAt: id,
  endedAt: id,
  outcome,
  reportStatus: null,
  reportedAt: null,
});
const gateway = (outcome: Outcome | null, name = 'g') => ({ attempts: [attempt('gateway', name, outcome)] });

function modem(outcome: SegmentFact['outcome'], { sequence = 1, reportStatus = null as number | null } = {}) {
  const tried = attempt('modem', 'stick', outcome === 'inDoubt' ? IN_DOUBT : ACCEPTED);
  const segment = {
    attemptId: tried.id,
    sequence,
    total: 2,
    intentAt: tried.id,
    outcome,
    reference: null,
    reportStatus,
  };
  return { attempts: [tried], segments: [segment] };
}

type Try = { attempts: AttemptFact[]; segments?: SegmentFact[] };
const all = (tries: Try[]) => ({
  attempts: tries.flatMap(({ attempts }) => attempts),
  segments: tries.flatMap(({ segments = [] }) => segments),
});

describe('copies that may have gone out', () => {
  it.each<[string, number, Try[]]>([
    ['nothing was tried', 0, []],
    ['the gateway was not there', 0, [gateway(REFUSED)]],
    ['the gateway took it', 1, [gateway(ACCEPTED)]],
    ['in doubt at the gateway, and taken when asked again', 1, [gateway(IN_DOUBT), gateway(ACCEPTED)]],
    ['in doubt at one gateway, and taken by the next', 2, [gateway(IN_DOUBT), gateway(ACCEPTED, 'h')]],
    ['in doubt at the gateway, and taken by the modem', 2, [gateway(IN_DOUBT), modem('accepted')]],
    ['not written to the gateway, and taken by the modem', 1, [gateway(REFUSED), modem('accepted')]],
    ['two segments taken by the modem', 1, [modem('accepted'), modem('accepted', { sequence: 2 })]],
    ['refused by the modem, then taken', 1, [modem('refused'), modem('accepted')]],
    ['in doubt at the modem, and written again', 2, [modem('inDoubt'), modem('accepted')]],
    [
      'a modem in doubt between two tries at the gateway: this was shown as submitted and no more',
      2,
      [gateway(IN_DOUBT), modem('inDoubt'), gateway(ACCEPTED)],
    ],
    [
      'a report came for the first try when the second had gone out: this took the word back',
      2,
      [modem('inDoubt', { reportStatus: 0 }), modem('accepted')],
    ],
  ])('%s', (_, expected, tries) => {
    expect(copies(all(tries))).toBe(expected);
  });
});
