import type { Random } from '../../support/random';

const AUTHORIZATION = `Authorization: Basic ${Buffer.from('panel:secret').toString('base64')}`;
const FORM = 'Content-Type: application/x-www-form-urlencoded';
const JSON_TYPE = 'Content-Type: application/json';

/** Every way in, with what each knows; `%` stands for a value that may be another. */
const FORMS: readonly [path: string, parameters: Record<string, string>][] = [
  [
    '/eapi/submission/send_sms/2/2.0',
    {
      message: 'Hi',
      msisdn: '447700900001',
      dest_group_id: '7',
      sender: 'Alarm',
      msg_class: '2',
      dca: '7bit',
      want_report: '1',
      routing_group: '2',
      source_id: 'x',
      repliable: '0',
      strip_dup_recipients: '1',
      stop_dup_id: '7',
      send_time: '2030-01-01 12:00:00',
      send_time_unixtime: '1900000000',
      allow_concat_text_sms: '1',
      concat_text_sms_max_parts: '3',
      replace_msg_id: '1',
      protocol_id: '0',
      test_always_succeed: '0',
    },
  ],
  [
    '/eapi/submission/send_batch/1/1.0',
    { batch_data: 'msisdn,message\n"447700900001","Hi"\n', dca: '7bit', stop_dup_id: '8' },
  ],
  ['/eapi/submission/quote_sms/2/2.0', { message: 'Hi', msisdn: '447700900001', dca: '16bit' }],
  [
    '/eapi/status_reports/get_report/2/2.0',
    { batch_id: '1', msisdn: '447700900001', optional_fields: 'body,completed_time,credits' },
  ],
  ['/eapi/user/get_credits/1/1.1', {}],
  ['/eapi/reception/get_inbox/1/1.1', { last_retrieved_id: '0' }],
  ['/eapi/reception/get_inbox/1/1.0', { last_retrieved_id: '0' }],
  [
    '/push/g/status',
    { batch_id: '1', msisdn: '447700900001', status: '11', completed_time: '30-01-01 12:00:00' },
  ],
  [
    '/push/g/reply',
    { msisdn: '447700900001', sender: '447700900002', message: 'Hi', msg_id: '1', dca: '7bit' },
  ],
];

const ENTRY: Record<string, unknown> = {
  to: ['447700900009', { type: 'GROUP', id: '7' }],
  body: 'Hi',
  from: { type: 'ALPHANUMERIC', address: 'Alarm' },
  encoding: 'TEXT',
  longMessageMaxParts: 3,
  messageClass: 'FLASH_SMS',
  protocolId: 'REPLACE_MESSAGE_1',
  routingGroup: 'PREMIUM',
  deliveryReports: 'ALL',
  userSuppliedId: 'x',
  route: { via: 'gateway', fallbackAfter: '1s', onDoubt: 'hold', priority: 'high' },
};

const LINES = [
  'GET /v1/messages?limit=5&state=queued&sortOrder=ASCENDING',
  'GET /v1/messages?filter=type%3D%3DSENT%26submission.date%3E2020-01-01T00:00:00Z',
  'GET /v1/messages/1',
  'GET /v1/messages/R1',
  'GET /v1/messages/1/relatedReceivedMessages',
  'POST /v1/messages/1/cancel',
  'POST /v1/messages/1/retry',
  'GET /',
  'GET /metrics',
  'GET /healthz',
  'OPTIONS *',
  'HEAD /v1/messages',
];

const ODD_VALUES = [
  '',
  '0',
  '-1',
  '1e309',
  '99999999999999999999',
  'NaN',
  '\0',
  '%00',
  '%',
  '%zz',
  '%FF%FE',
  '447700900001,'.repeat(50),
  '004200',
  'D83D',
  'x'.repeat(3000),
  '%BBe'.repeat(200),
  '"',
  '\\',
  "'; DROP TABLE message; --",
  '../../etc/passwd',
  '{{7*7}}',
  '0605040B8423F0',
  '2030-02-30 25:61:61',
  '9999-12-31 23:59:59',
  '\u00ff\u00fe',
  '${PATH}',
];

const ODD_JSON: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  '\ud800',
  'x'.repeat(3000),
  [],
  {},
  [[[[[]]]]],
  { type: 'GROUP', id: { toString: 1 } },
  { __proto__: null, constructor: 1 },
  Array(300).fill('447700900001'),
];

const ODD_PIECES = [
  '\r\n',
  '\n\n',
  '\0',
  ':',
  ' ',
  '%',
  '&',
  '=',
  '[',
  '{"__proto__":{"x":1}}',
  'Transfer-Encoding: chunked\r\n',
  'Content-Length: 5\r\n',
  'Content-Length: 99999999999\r\n',
  'Expect: 100-continue\r\n',
  'Upgrade: websocket\r\nConnection: upgrade\r\n',
  'x'.repeat(20_000),
  '[['.repeat(5_000),
  'HTTP/2.0',
  '\u00ff',
];

/** One request as bytes, one in each code unit: of every entry, well formed, with odd values, or broken anywhere. */
export function randomRequest(random: Random): string {
  const whole = random.pick([formRequest, formRequest, jsonRequest, lineRequest])(random);
  return random.chance(0.4) ? broken(whole, random) : whole;
}

function formRequest(random: Random): string {
  const [path, known] = random.pick(FORMS);
  const chosen = Object.entries(known).filter(() => random.chance(0.6));
  const pairs = [['username', 'panel'], ['password', 'secret'], ...chosen].map(([name, value], index) =>
    index > 1 && random.chance(0.4) ? `${name}=${random.pick(ODD_VALUES)}` : `${name}=${value!}`,
  );
  const form = pairs.join('&');
  if (random.chance(0.15)) return message(`GET ${path}?${form.replace(/[ \r\n\0]/g, '+')}`, [], '');
  return message(`POST ${path}${random.chance(0.1) ? '?' : ''}`, [FORM], form, random.chance(0.2));
}

function jsonRequest(random: Random): string {
  const entry = Object.fromEntries(
    Object.entries(ENTRY)
      .filter(([name]) => name === 'to' || name === 'body' || random.chance(0.5))
      .map(([name, value]) => [name, random.chance(0.1) ? random.pick(ODD_JSON) : value]),
  );
  const query = random.pick([
    '',
    '?deduplication-id=9',
    '?auto-unicode=true',
    `?schedule-date=${random.pick(ODD_VALUES)}`,
  ]);
  const path = random.chance(0.2) ? '/push/g/webhook' : `/v1/messages${query.replace(/[ \r\n\0]/g, '+')}`;
  const body = JSON.stringify(random.chance(0.3) ? [entry, random.pick(ODD_JSON)] : entry);
  return message(
    `POST ${path}`,
    [JSON_TYPE, AUTHORIZATION],
    Buffer.from(body).toString('latin1'),
    random.chance(0.2),
  );
}

const lineRequest = (random: Random): string => {
  const line = random.pick(LINES);
  const odd = random.pick(ODD_VALUES).replace(/[ \r\n\0]/g, '+');
  return message(random.chance(0.4) ? line.replace(/[^/=]*$/, odd) : line, [AUTHORIZATION], '');
};

function message(line: string, headers: readonly string[], body: string, chunked = false): string {
  const framing = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`;
  const head = [`${line} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, framing].join('\r\n');
  if (!chunked) return `${head}\r\n\r\n${body}`;
  const half = body.length >> 1;
  const chunks = [body.slice(0, half), body.slice(half), ''].filter((part, i) => part !== '' || i === 2);
  return `${head}\r\n\r\n${chunks.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}`;
}

function broken(whole: string, random: Random): string {
  let text = whole;
  for (let times = random.from(1, 4); times > 0; times--) {
    const at = random.below(text.length + 1);
    const end = at + random.below(random.chance(0.2) ? 200 : 8);
    const put = random.pick([
      () => '',
      () => random.pick(ODD_PIECES),
      () => String.fromCharCode(random.below(256)),
      () => text.slice(at, end).repeat(2),
      () => Buffer.from(random.octets(random.below(16))).toString('latin1'),
    ])();
    text = text.slice(0, at) + put + text.slice(random.chance(0.5) ? at : end);
  }
  return random.chance(0.2) ? text.slice(0, random.below(text.length + 1)) : text;
}
