import { describe, expect, it } from 'vitest';
import { describeMessage, stepsOf } from '../../src/cli/describe-message';
import type { AttemptView, MessageView, SegmentView } from '../../src/submission/view';

const attempt = (changes: Partial<AttemptView>): AttemptView => ({
  via: 'modem',
  name: 'stick',
  startedAt: '2026-01-31T12:00:00.000Z',
  endedAt: '2026-01-31T12:00:03.500Z',
  outcome: 'accepted',
  code: '2',
  detail: null,
  batchId: null,
  reportStatus: null,
  reportedAt: null,
  ...changes,
});

const segment = (changes: Partial<SegmentView>): SegmentView => ({
  sequence: 1,
  total: 2,
  outcome: 'accepted',
  reference: 1,
  submittedAt: '2026-01-31T12:00:02.000Z',
  reportStatus: null,
  reportedAt: null,
  ...changes,
});

const GATEWAY = attempt({
  via: 'gateway',
  name: 'bulksms',
  endedAt: '2026-01-31T12:00:00.250Z',
  outcome: 'refused',
  code: '27',
  detail: 'upstream quota exceeded',
});

const message = (route: Partial<MessageView['route']>, body = 'Zone 3'): MessageView => ({
  id: 12,
  submission: { id: 11, date: '2026-01-31T11:59:59.900Z' },
  account: 'panel',
  to: '447700900001',
  body,
  alphabet: '7bit',
  messageClass: 2,
  protocolId: 0,
  sender: null,
  sourceId: null,
  numberOfParts: 2,
  route: { state: 'submitted', via: 'modem', reason: null, notes: [], attempts: [], segments: [], ...route },
});

describe('a message', () => {
  it('is described with its attempts and segments; a reference had no name', () => {
    const segments = [
      segment({ reportStatus: 0, reportedAt: '2026-01-31T12:00:09.000Z' }),
      segment({ sequence: 2, reference: 2, reportStatus: 0x46, reportedAt: '2026-01-31T12:00:09.000Z' }),
      segment({ sequence: 3, outcome: null, reference: null, submittedAt: null }),
    ];
    const notes = ['stick does not carry sender'];
    expect(describeMessage(message({ attempts: [GATEWAY, attempt({})], segments, notes }))).toBe(
      `message 12 of submission 11, accepted 2026-01-31T11:59:59.900Z from panel
to 447700900001: submitted by modem
7bit, 2 parts, class 2, TP-PID 0
text: Zone 3
note: stick does not carry sender
attempts:
  2026-01-31T12:00:00.000Z to 12:00:00.250Z gateway bulksms: refused, 27, upstream quota exceeded
  2026-01-31T12:00:00.000Z to 12:00:03.500Z modem stick: accepted, reference 2
segments:
  segment 1/2: accepted, reference 1; reported: received by the SME (TP-ST 0)
  segment 2/2: accepted, reference 2; reported: validity period expired (TP-ST 70)
  segment 3/2: under way`,
    );
  });

  it('under way, refused by the modem, and taken by the gateway, is told as it is', () => {
    const attempts = [
      attempt({ outcome: 'refused', code: 'CMS 28', detail: 'unidentified subscriber' }),
      attempt({ outcome: 'accepted', code: null }),
      attempt({ via: 'gateway', name: 'bulksms', code: '0', detail: 'in progress' }),
      attempt({ outcome: null, code: null, endedAt: null }),
    ];
    const reason = 'no path is left';
    expect(stepsOf(message({ attempts, state: 'failed', via: null, reason }))).toEqual([
      'modem stick: refused, CMS 28, unidentified subscriber',
      'modem stick: accepted',
      'gateway bulksms: accepted, 0, in progress',
      'modem stick: under way',
      'failed (no path is left)',
    ]);
  });

  it('cannot write its control characters to the terminal, and keeps its lines', () => {
    const lines = describeMessage(message({}, 'one\r\ntwo\n\u001b[2Jthree\u009b')).split('\n');
    expect(lines.slice(3)).toEqual(['text: one', '      two', '       [2Jthree ']);
  });
});
