import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEST_BATCH_ID } from '../../src/server/eapi/send-sms';
import { UnavailableError, ValidationError } from '../../src/submission/submission';
import { NOW, SEND_SMS, createHarness, formOf, post } from './support';

type Given = Record<string, string | undefined>;

async function answerTo(parameters: Given) {
  const harness = createHarness();
  const response = await post(harness.app, formOf(parameters));
  expect(response.statusCode).toBe(200);
  return { answer: response.body, submission: harness.taken[0], taken: harness.taken };
}

describe('send_sms', () => {
  it('answers in the exact form and takes the page defaults', async () => {
    const harness = createHarness();
    const response = await post(harness.app, formOf());
    expect(response.body).toBe('0|IN_PROGRESS|30430');
    expect(response.headers['content-type']).toMatch(/^text\/plain/);
    expect(harness.taken).toEqual([
      {
        account: 'panel',
        recipients: ['447700900001'],
        content: { alphabet: '7bit', text: 'Hi' },
        protocolId: 0,
        wantReport: true,
        maxParts: 1,
        messageClass: 2,
        route: 'auto',
      },
    ]);
  });

  it('carries every parameter', async () => {
    const { answer, submission } = await answerTo({
      message: 'a'.repeat(161),
      msisdn: ' +447700900003 , 447700900004',
      dest_group_id: '7',
      sender: 'ALARM',
      msg_class: '0',
      want_report: '0',
      routing_group: '3',
      cost_route: '3',
      source_id: 'zone 4',
      repliable: '0',
      strip_dup_recipients: '0',
      stop_dup_id: '2147483647',
      send_time_unixtime: String(NOW / 1000 + 60),
      scheduling_description: 'later',
      test_always_succeed: '0',
      test_always_fail: '0',
      allow_concat_text_sms: '1',
      concat_text_sms_max_parts: '127',
      replace_msg_id: '7',
      protocol_id: '71',
    });
    expect(answer).toBe('1|SCHEDULED|30430');
    expect(submission).toEqual({
      account: 'panel',
      recipients: ['447700900003', '447700900004', '447700900001', '447700900002'],
      content: { alphabet: '7bit', text: 'a'.repeat(161) },
      messageClass: 0,
      protocolId: 71,
      wantReport: false,
      maxParts: 127,
      route: 'auto',
      sender: 'ALARM',
      routingGroup: 3,
      sourceId: 'zone 4',
      repliable: false,
      stopDupId: 2147483647,
      sendAt: NOW + 60_000,
      schedulingDescription: 'later',
    });
  });

  it.each<[string, Given, object]>([
    ['an empty optional parameter as none', { source_id: '', msg_class: '', sender: '' }, { protocolId: 0 }],
    ['an unknown parameter', { colour: 'red' }, { protocolId: 0 }],
    ['the old name of routing_group', { cost_route: '1' }, { routingGroup: 1 }],
    ['a group alone', { msisdn: undefined, dest_group_id: '8' }, { recipients: ['447700900002'] }],
    [
      'duplicates to be stripped',
      { msisdn: '447700900002,447700900002', dest_group_id: '7,8', strip_dup_recipients: '1' },
      { recipients: ['447700900002', '447700900001'] },
    ],
    ['a time in the past', { send_time_unixtime: '0' }, { sendAt: 0 }],
    [
      'a time in the time zone of the account',
      { send_time: '2030-06-15 23:59:58' },
      { sendAt: Date.UTC(2030, 5, 15, 22, 59, 58) },
    ],
    ['the flawed time', { send_time_seconds: '1900000000' }, { sendAt: 1_900_000_000_000 }],
    ['msg_class 2 when it is asked for', { msg_class: '2' }, { messageClass: 2 }],
    [
      '8bit',
      { dca: '8bit', message: '0605040b8423f0dc' },
      { content: { alphabet: '8bit', octets: '0605040B8423F0DC' } },
    ],
    ['16bit', { dca: '16bit', message: '004200430044' }, { content: { alphabet: '16bit', text: 'BCD' } }],
    [
      '16bit to be concatenated, which is ours',
      { dca: '16bit', message: '0416'.repeat(71), allow_concat_text_sms: '1' },
      { content: { alphabet: '16bit', text: 'Ж'.repeat(71) }, maxParts: 2 },
    ],
    ['160 characters', { message: 'a'.repeat(160) }, { maxParts: 1 }],
    ['UTF-8 as ISO-8859-1', { message: 'é' }, { content: { alphabet: '7bit', text: '??' } }],
    ['a numeric sender', { sender: '+447700900009' }, { sender: '+447700900009' }],
  ])('takes %s', async (_what, parameters, expected) => {
    const { answer, submission } = await answerTo(parameters);
    expect(answer).toMatch(/^[01]\|/);
    expect(submission).toMatchObject(expected);
  });

  it.each<[RegExp, Given]>([
    [/^msisdn: missing, expected/, { msisdn: undefined }],
    [/^msisdn: "00447700900001", expected an international number/, { msisdn: '00447700900001' }],
    [/^msisdn: "12x", expected/, { msisdn: '447700900001,12x' }],
    [/^msisdn: "", expected/, { msisdn: '447700900001,' }],
    [/^msisdn: .* expected/, { msisdn: '1'.repeat(21) }],
    [/^msisdn: 447700900001 is given twice, expected/, { msisdn: '447700900001,+447700900001' }],
    [/^msisdn: 447700900001 is given twice/, { dest_group_id: '7' }],
    [/^dest_group_id: "9", expected the id of a group/, { dest_group_id: '9' }],
    [/^dest_group_id: "x", expected numeric/, { dest_group_id: 'x' }],
    [/^dest_group_id/, { dest_group_id: 'constructor' }],
    [/^message: missing/, { message: undefined }],
    [/^message: missing/, { message: '' }],
    [
      /^message: needs 2 parts, expected at most 160 characters without allow_concat/,
      { message: 'a'.repeat(161) },
    ],
    [/^message: needs 2 parts/, { message: '{'.repeat(81) }],
    [
      /^message: needs 3 parts, expected at most 2 /,
      { message: 'a'.repeat(307), allow_concat_text_sms: '1' },
    ],
    [/^message: needs 197 parts/, { message: '€'.repeat(10_000) }],
    [/^message: needs \d+ parts/, { message: 'a'.repeat(900_000), allow_concat_text_sms: '1' }],
    [/^message: needs 256 parts/, { message: ']'.repeat(19_400), allow_concat_text_sms: '1' }],
    [/^dca: "9bit", expected one of 7bit, 8bit, 16bit/, { dca: '9bit' }],
    [/^message: expected hexadecimal/, { dca: '8bit', message: 'xyz' }],
    [/^message: 3 hexadecimal digits, expected a multiple of 2/, { dca: '8bit', message: '012' }],
    [
      /^message: its first octet announces a user data header of 5 octets, but 1/,
      { dca: '8bit', message: '0500' },
    ],
    [/^message: 141 octets, expected at most 140/, { dca: '8bit', message: '00'.repeat(141) }],
    [/^message: 141 octets/, { dca: '8bit', message: '00'.repeat(141), allow_concat_text_sms: '1' }],
    [/^message: 5 hexadecimal digits, expected a multiple of 4/, { dca: '16bit', message: '00420' }],
    [/^message: holds half a surrogate pair/, { dca: '16bit', message: 'd83d' }],
    [/^message: needs 2 parts, expected at most 280 digits/, { dca: '16bit', message: '0042'.repeat(71) }],
    [/^msg_class: "4", expected an integer from 0 to 3/, { msg_class: '4' }],
    [/^msg_class: "-1"/, { msg_class: '-1' }],
    [/^want_report: "2", expected one of 0, 1/, { want_report: '2' }],
    [/^sender: "ABCDEFGHIJKL", expected at most 11/, { sender: 'ABCDEFGHIJKL' }],
    [/^sender: given together with repliable=1/, { sender: 'ALARM', repliable: '1' }],
    [/^routing_group: "4", expected an integer from 1 to 3/, { routing_group: '4' }],
    [/^cost_route: differs from routing_group/, { routing_group: '1', cost_route: '2' }],
    [/^source_id: expected at most 20/, { source_id: 'x'.repeat(21) }],
    [/^stop_dup_id: "0", expected an integer from 1 to 2147483647/, { stop_dup_id: '0' }],
    [/^stop_dup_id/, { stop_dup_id: '2147483648' }],
    [
      /^send_time: "2030-02-30 10:00:00", expected a time as yyyy-mm-dd/,
      { send_time: '2030-02-30 10:00:00' },
    ],
    [/^send_time/, { send_time: '2030-01-01 24:00:00' }],
    [/^send_time/, { send_time: 'tomorrow' }],
    [/^send_time: more than two years ahead/, { send_time: '2032-07-01 00:00:00' }],
    [/^send_time_unixtime/, { send_time_unixtime: '1.5' }],
    [
      /^send_time_seconds: given together with send_time_unixtime/,
      { send_time_unixtime: '1', send_time_seconds: '1' },
    ],
    [/^scheduling_description: 1001 characters/, { scheduling_description: 'x'.repeat(1001) }],
    [/^test_always_fail: given together/, { test_always_succeed: '1', test_always_fail: '1' }],
    [
      /^concat_text_sms_max_parts: "128", expected an integer from 1 to 127/,
      { concat_text_sms_max_parts: '128' },
    ],
    [/^concat_text_sms_max_parts/, { concat_text_sms_max_parts: '0' }],
    [/^replace_msg_id: "8", expected an integer from 1 to 7/, { replace_msg_id: '8' }],
    [/^replace_msg_id: asks for protocol_id 65 but protocol_id=0/, { replace_msg_id: '1', protocol_id: '0' }],
    [/^protocol_id: "256", expected an integer from 0 to 255/, { protocol_id: '256' }],
    [/^protocol_id: "0x41"/, { protocol_id: '0x41' }],
  ])('refuses with %s', async (description, parameters) => {
    const { answer, taken } = await answerTo(parameters);
    expect(answer).toMatch(/^24\|[^|]*\|$/);
    expect(answer.split('|')[1]).toMatch(description);
    expect(taken).toEqual([]);
  });

  it('refuses a parameter given twice, and not an unknown one', async () => {
    const { app, taken } = createHarness();
    expect((await post(app, `${formOf()}&msg_class=1&msg_class=1`)).body).toBe(
      '24|msg_class: given twice, expected once|',
    );
    expect((await post(app, `${formOf()}&x=1&x=1`)).body).toMatch(/^0\|/);
    expect(taken).toHaveLength(1);
  });

  it('refuses more than 30000 recipients with 201', async () => {
    const msisdn = Array.from({ length: 30_001 }, (_, index) => String(447700000000 + index)).join(',');
    const { answer } = await answerTo({ msisdn });
    expect(answer).toMatch(/^201\|msisdn: 30001 recipients, expected at most 30000\|$/);
  });

  it('pretends when it is asked to, after validation, and submits nothing', async () => {
    const future = { send_time_unixtime: String(NOW / 1000 + 60) };
    expect((await answerTo({ test_always_succeed: '1' })).answer).toBe(`0|IN_PROGRESS|${TEST_BATCH_ID}`);
    expect((await answerTo({ test_always_succeed: '1', ...future })).answer).toBe(
      `1|SCHEDULED|${TEST_BATCH_ID}`,
    );
    expect((await answerTo({ test_always_fail: '1' })).answer).toBe('22|test_always_fail was set|');
    expect((await answerTo({ test_always_succeed: '1', msg_class: '9' })).answer).toMatch(/^24\|msg_class/);
    expect((await answerTo({ test_always_succeed: '1' })).taken).toEqual([]);
  });

  it('answers a duplicate as its receipt says', async () => {
    const receipt = { id: 5, messageIds: [5], scheduled: true, duplicate: true };
    const { app } = createHarness({
      intake: { submit: async () => receipt, submitAll: async () => receipt, earlier: () => receipt },
    });
    expect((await post(app, formOf({ stop_dup_id: '1' }))).body).toBe('1|SCHEDULED|5');
    const gone = { stop_dup_id: '1', dest_group_id: '77' };
    expect((await post(app, formOf(gone))).body).toBe('1|SCHEDULED|5');
    expect((await post(app, formOf({ ...gone, stop_dup_id: 'x' }))).body).toMatch(/^24\|/);
  });
});

describe('credentials', () => {
  it.each<[string, Given, string]>([
    ['a wrong password', { username: 'john', password: 'x' }, '23|invalid credentials (username was: john)|'],
    [
      'the password of another account',
      { password: 'pässword' },
      '23|invalid credentials (username was: panel)|',
    ],
    ['none', { username: undefined, password: undefined }, '23|invalid credentials (username was: )|'],
    [
      'a name of Object.prototype',
      { username: 'constructor' },
      '23|invalid credentials (username was: constructor)|',
    ],
    ['a name that breaks lines', { username: 'a|b\nc' }, '23|invalid credentials (username was: a?b?c)|'],
    [
      'a huge name',
      { username: 'x'.repeat(500_000) },
      `23|invalid credentials (username was: ${'x'.repeat(50)}...)|`,
    ],
    ['a huge password', { password: 'x'.repeat(500_000) }, '23|invalid credentials (username was: panel)|'],
    [
      'bad parameters besides',
      { password: 'x', msisdn: 'bad' },
      '23|invalid credentials (username was: panel)|',
    ],
  ])('are refused: %s', async (_what, parameters, expected) => {
    expect((await answerTo(parameters)).answer).toBe(expected);
  });

  it('are read in ISO-8859-1', async () => {
    const { app } = createHarness();
    const body = 'username=other&password=p%E4ssword&msisdn=447700900001&message=Hi';
    expect((await post(app, body)).body).toMatch(/^0\|/);
  });

  it('and bodies are never logged', async () => {
    const { app, log } = createHarness();
    await post(app, formOf({ message: 'hush', password: 'swordfish' }));
    await post(app, formOf({ message: 'hush', msg_class: '9' }));
    expect(log).not.toHaveLength(0);
    expect(log.join()).not.toMatch(/swordfish|secret|hush/);
  });
});

describe('what is not a form', () => {
  it.each(['application/json', 'multipart/form-data; boundary=x', 'nonsense'])(
    '%s is refused with 24',
    async (type) => {
      const { app, taken } = createHarness();
      const response = await post(app, '{}', { 'content-type': type });
      expect(response.statusCode).toBe(200);
      expect(response.body).toMatch(/^24\|[^|]+\|$/);
      expect(taken).toEqual([]);
    },
  );

  it('a charset after the type is fine', async () => {
    const { app } = createHarness();
    const type = 'Application/X-WWW-Form-URLencoded; charset=ISO-8859-1';
    expect((await post(app, formOf(), { 'content-type': type })).body).toMatch(/^0\|/);
  });

  it('a body over 1 MiB is refused with 24', async () => {
    const { app, taken } = createHarness();
    const response = await post(app, formOf({ message: 'x'.repeat(1024 * 1024) }));
    expect(response.statusCode).toBe(200);
    expect(response.body).toBe('24|request body: larger than 1048576 bytes|');
    expect(taken).toEqual([]);
  });

  it('any bytes get an answer in the exact form', async () => {
    const { app } = createHarness();
    const known = fc.constantFrom(
      'msisdn',
      'message',
      'dca',
      'send_time',
      'msg_class',
      'stop_dup_id',
      'sender',
    );
    const parameter = fc.tuple(known, fc.string({ unit: 'binary', maxLength: 30 }));
    await fc.assert(
      fc.asyncProperty(fc.array(parameter), fc.uint8Array(), async (pairs, garbage) => {
        const form = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
        const body = Buffer.concat([
          Buffer.from(`username=panel&password=secret&${form.join('&')}&`),
          garbage,
        ]);
        const response = await post(app, body);
        expect(response.statusCode).toBe(200);
        expect(response.body).toMatch(/^(0\|IN_PROGRESS\|\d+|1\|SCHEDULED\|\d+|24\|[ -~]+\|)$/);
      }),
    );
  });
});

describe('when the outbox fails', () => {
  it('says 503 when it cannot be written', async () => {
    const { app, breakWith } = createHarness();
    breakWith(new UnavailableError('the disk is full'));
    const response = await post(app, formOf());
    expect(response.statusCode).toBe(503);
    expect(response.body).toBe('temporarily unavailable, nothing was accepted: the disk is full\n');
  });

  it('says 24 when the intake finds the submission not valid', async () => {
    const { app, breakWith } = createHarness();
    breakWith(new ValidationError('msisdn', 'not allowed'));
    expect((await post(app, formOf())).body).toBe('24|msisdn: not allowed|');
  });

  it('says 500 without details on anything else, and logs it', async () => {
    const { app, breakWith, log } = createHarness();
    breakWith(new Error('a bug'));
    const response = await post(app, formOf());
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('bug');
    expect(log.join()).toContain('a send_sms failed');
  });
});

describe('GET', () => {
  it('is answered, and noted once', async () => {
    const { app, log } = createHarness();
    for (let times = 0; times < 3; times++) {
      expect((await app.inject(`${SEND_SMS}?${formOf()}`)).body).toMatch(/^0\|/);
    }
    expect(log.filter((line) => line.includes('GET'))).toHaveLength(1);
    expect((await app.inject(SEND_SMS)).body).toMatch(/^23\|/);
  });

  it('does not stand for HEAD, which would send', async () => {
    const { app, taken } = createHarness();
    const response = await app.inject({ method: 'HEAD', url: `${SEND_SMS}?${formOf()}` });
    expect(response.statusCode).toBe(404);
    expect(taken).toEqual([]);
  });
});
