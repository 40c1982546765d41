import { describe, expect, it } from 'vitest';
import type { BatchMessage } from '../../src/ports';
import { QuotaError } from '../../src/submission/submission';
import { createHarness, NOW, type Harness } from './support';

const BATCH = '/eapi/submission/send_batch/1/1.0';
const QUOTE = '/eapi/submission/quote_sms/2/2.0';
const REPORT = '/eapi/status_reports/get_report/2/2.0';
const CREDITS = '/eapi/user/get_credits/1/1.1';
const INBOX = '/eapi/reception/get_inbox/1/1.';

async function ask({ app }: Harness, url: string, parameters: Record<string, string> = {}) {
  const response = await app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ username: 'panel', password: 'secret', ...parameters }).toString(),
  });
  expect(response.statusCode).toBe(200);
  return response.rawPayload.toString('latin1');
}

describe('send_batch', () => {
  const csv = 'msisdn,message\n447700900001,Hello\n"447700900002","Good \\"day\\""';

  it('takes each line as a message, all in one batch', async () => {
    const harness = createHarness();
    expect(await ask(harness, BATCH, { batch_data: csv, want_report: '0', stop_dup_id: '9' })).toBe(
      '0|IN_PROGRESS|30430',
    );
    expect(harness.taken).toMatchObject([
      { recipients: ['447700900001'], content: { text: 'Hello' }, wantReport: false, stopDupId: 9 },
      { recipients: ['447700900002'], content: { text: 'Good "day"' }, wantReport: false },
    ]);
    expect(harness.taken[1]).not.toHaveProperty('stopDupId');
  });

  it('lets columns override parameters', async () => {
    const harness = createHarness();
    const batch_data = 'msisdn,message,dca,sender\n447700900001,00410042,16bit,Me\n447700900002,Hi,,';
    await ask(harness, BATCH, { batch_data, sender: 'All', stop_dup_id: '3' });
    expect(harness.taken).toMatchObject([
      { content: { alphabet: '16bit', text: 'AB' }, sender: 'Me' },
      { content: { alphabet: '7bit', text: 'Hi' }, sender: 'All' },
    ]);
  });

  it('skips bad lines, and says so in the log', async () => {
    const harness = createHarness();
    const batch_data = 'msisdn,message\nxyz,Hi\n447700900002,\n447700900003,Hi';
    expect(await ask(harness, BATCH, { batch_data })).toMatch(/^0\|/);
    expect(harness.taken).toMatchObject([{ recipients: ['447700900003'] }]);
    expect(harness.log.join()).toMatch(/skipped 2 bad lines of a send_batch; the first: msisdn/);
  });

  it('allows one number several messages', async () => {
    const harness = createHarness();
    await ask(harness, BATCH, { batch_data: 'msisdn,message\n447700900001,a\n447700900001,b' });
    expect(harness.taken).toHaveLength(2);
  });

  it.each([
    ['nothing', '', /^24\|batch_data: no column msisdn/],
    ['a column twice', 'msisdn,message,message\n441,a,b', /^24\|batch_data: column message is there twice/],
    ['no column message', 'msisdn\n441', /^24\|batch_data: no column message/],
    ['bad lines only', 'msisdn,message\nx,y', /^24\|msisdn: "x", expected an international number.*\|$/],
    ['a header only', 'msisdn,message\n', /^24\|batch_data: no line with a message/],
  ])('refuses %s', async (_what, batch_data, answer) => {
    const harness = createHarness();
    expect(await ask(harness, BATCH, { batch_data })).toMatch(answer);
    expect(harness.taken).toEqual([]);
  });

  it('takes 30,000 rows and answers 201 to one more', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `4477009${String(i).padStart(5, '0')},Hi`);
    const harness = createHarness();
    const batch_data = `msisdn,message\n${rows.join('\n')}`;
    expect(await ask(harness, BATCH, { batch_data })).toMatch(/^0\|/);
    expect(harness.taken).toHaveLength(30_000);
    expect(await ask(harness, BATCH, { batch_data: `${batch_data}\n441,Hi` })).toMatch(
      /^201\|batch_data: 30001 rows/,
    );
  });

  it('with test_always_succeed sends nothing', async () => {
    const harness = createHarness();
    expect(await ask(harness, BATCH, { batch_data: csv, test_always_succeed: '1' })).toMatch(
      /^0\|IN_PROGRESS\|\d+$/,
    );
    expect(harness.taken).toEqual([]);
  });
});

describe('quote_sms', () => {
  it('answers segments by recipients by the price of the account', async () => {
    const message = 'a'.repeat(161);
    const given = { message, msisdn: '441,442,443', allow_concat_text_sms: '1' };
    expect(await ask(createHarness(), QUOTE, given)).toBe('0|Quotation issued|6.00');
    expect(await ask(createHarness(), QUOTE, { message, msisdn: '441' })).toMatch(/^24\|message: .*\|$/);
  });
});

describe('get_credits', () => {
  it('answers in two fields', async () => {
    expect(await ask(createHarness(), CREDITS)).toBe('0|2101.15');
    expect(await ask(createHarness(), CREDITS, { password: 'x' })).toBe(
      '23|invalid credentials (username was: panel)',
    );
  });
});

describe('get_report', () => {
  const message: BatchMessage = {
    recipient: '447700900001',
    submission: {
      account: 'panel',
      content: { alphabet: '7bit', text: 'one|two\nthree €' },
      protocolId: 0,
      wantReport: true,
      maxParts: 1,
      route: 'auto',
      sender: 'Me',
      sourceId: 'abc',
    },
    parts: 1,
    createdAt: NOW,
    stateAt: NOW + 61_000,
    state: 'delivered',
    code: '0',
    gatewayStatus: 11,
    reportStatus: null,
  };

  it('answers a line a recipient, with the fields in the order asked', async () => {
    const harness = createHarness();
    harness.batches.push(message, { ...message, recipient: '447700900002', state: 'queued', code: null });
    expect(await ask(harness, REPORT, { batch_id: '1' })).toBe(
      '0|Results to follow\n\n447700900001|11\n447700900002|0\n',
    );
    const optional_fields = 'source_id,credits,completed_time, created_time,origin_address,body';
    expect(await ask(harness, REPORT, { batch_id: '1', msisdn: '447700900001', optional_fields })).toBe(
      '0|Results to follow\n\n447700900001|11|abc|1.00|2030-06-15 13:01:01|2030-06-15 13:00:00|Me|one\xbb@two\\nthree \xbbe\n',
    );
  });

  it('answers nothing of an unknown batch, and 24 to what cannot be one', async () => {
    expect(await ask(createHarness(), REPORT, { batch_id: '99' })).toBe('0|Results to follow\n\n');
    expect(await ask(createHarness(), REPORT)).toBe('24|batch_id: missing, expected the id of a batch');
    expect(await ask(createHarness(), REPORT, { batch_id: '1', optional_fields: 'x' })).toMatch(
      /^24\|optional_fields: "x", expected some of body/,
    );
  });

  it.each<[Partial<BatchMessage>, number]>([
    [{ state: 'routing' }, 0],
    [{ state: 'scheduled' }, 1],
    [{ state: 'submitted' }, 10],
    [{ state: 'inDoubt' }, 12],
    [{ state: 'expired' }, 53],
    [{ state: 'cancelled' }, 29],
    [{ state: 'failed', gatewayStatus: null, code: '24' }, 24],
    [{ state: 'failed', gatewayStatus: null, code: 'CMS 38' }, 50],
    [{ state: 'failed', gatewayStatus: null, reportStatus: 0x46 }, 53],
    [{ state: 'failed', gatewayStatus: 56, code: '0' }, 56],
  ])('of %o is status %i', async (changes, status) => {
    const harness = createHarness();
    harness.batches.push({ ...message, ...changes });
    expect(await ask(harness, REPORT, { batch_id: '1' })).toContain(`|${status}\n`);
  });
});

describe('get_inbox', () => {
  const received = {
    id: 1,
    account: 'panel',
    via: 'modem' as const,
    name: 'stick',
    sender: '447700900001',
    recipient: '447700900100',
    alphabet: '7bit' as const,
    body: 'Yes\r\n[ok]',
    receivedAt: NOW,
    messageId: 5,
    batchId: 4,
    sourceId: null,
  };

  it('answers records in both versions, after the last one that was retrieved', async () => {
    const harness = createHarness();
    harness.inbox.push(received, { ...received, id: 2, alphabet: '16bit', body: 'ж', batchId: null });
    expect(await ask(harness, `${INBOX}1`)).toBe(
      '0|records to follow|2\n\n' +
        '1|447700900001|Yes\\r\\n\xbb<ok\xbb>|2030-06-15 13:00:00|447700900100|4|7bit\n' +
        '2|447700900001|0436|2030-06-15 13:00:00|447700900100|0|16bit\n',
    );
    expect(await ask(harness, `${INBOX}0`, { last_retrieved_id: '1' })).toBe(
      '0|records to follow|1\n\n2|447700900001|0436|2030-06-15 13:00:00|447700900100|0\n',
    );
    expect(await ask(harness, `${INBOX}1`, { last_retrieved_id: '2' })).toBe('0|records to follow|0\n\n');
  });

  it('answers at most 1000', async () => {
    const harness = createHarness();
    for (let id = 1; id <= 1_001; id++) harness.inbox.push({ ...received, id });
    expect(await ask(harness, `${INBOX}1`)).toMatch(/^0\|records to follow\|1000\n/);
  });
});

describe('a quota', () => {
  it('that is used up is answered 27', async () => {
    const harness = createHarness();
    harness.breakWith(new QuotaError('the quota of 2 messages an hour'));
    const given = { message: 'Hi', msisdn: '441' };
    expect(await ask(harness, '/eapi/submission/send_sms/2/2.0', given)).toBe(
      '27|the quota of 2 messages an hour|',
    );
  });
});
