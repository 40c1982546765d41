import { probeModem } from '../../../hardware/driver';
import type { SubmitEvent } from '../../../src/dispatch/modem-port';
import { configOf, openDriver, PDU } from '../opened-driver';
import { ScriptedPort, type Answer } from '../scripted-port';
import { silentLogger } from '../silent-logger';

/** A message and a report of the dialogues themselves. */
export const MESSAGE = '00040B914477009000F00000111111111111000441424344';
export const REPORT = '00020C0B914477009000F0111111111111001111111111110000';

type Opened = Awaited<ReturnType<typeof openDriver>>;

/** A stretch of what is said between driver and modem. */
export interface Dialogue {
  answers?: [command: string, answer: Answer][];
  /** Answers that change as it goes on. */
  remembers?: () => [command: string, answer: Answer][];
  /** Nobody listens to messages and reports. */
  deaf?: true;
  pin?: string;
  /** What comes before it, undisturbed. */
  before?: (opened: Opened) => Promise<unknown>;
  /** Resolves to what the driver made of it. */
  hold: (opened: Opened) => Promise<unknown>;
}

const ACKNOWLEDGED: [string, string][] = [
  ['AT+CSMS=1', '+CSMS: 1,1,1\r\n\r\nOK'],
  ['AT+CNMI=2,2,0,1,0', 'OK'],
  ['AT+CNMA', 'OK'],
];
/** What is asked only because of an indication. */
const BY_THE_WAY: [string, Answer][] = [
  ['AT+CMGR=1', 'OK'],
  ['AT+CNMA', '+CMS ERROR: 340'],
];
/** A memory that holds a message and a report until they are deleted. */
function memory(): [string, Answer][] {
  const slots = new Map([
    ['1', `+CMGL: 1,1,,23\r\n${MESSAGE}`],
    ['4', `+CMGL: 4,1,"OK",25\r\n${REPORT}`],
  ]);
  const empty = (slot: string) => () => (slots.delete(slot) ? 'OK' : '+CMS ERROR: 321');
  return [
    ['AT+CMGL=4', () => `${[...slots.values()].map((entry) => `${entry}\r\n`).join('')}OK`],
    ['AT+CMGD=1', empty('1')],
    ['AT+CMGD=4', empty('4')],
  ];
}
const SENT: [string, string][] = [
  ['AT+CMGS=16', '\r\n> '],
  [`${PDU}\x1a`, '+CMGS: 42\r\n\r\nOK'],
];

/** Begins an exchange and resolves to how it ends, once it does. */
const submitted = ({ driver }: Opened): Promise<SubmitEvent> =>
  new Promise((resolve) => {
    const exchange = driver.beginSubmit(16, (event) => {
      if (event.type === 'PROMPTED') exchange.writePdu(PDU);
      else if (!event.type.endsWith('_WRITTEN')) resolve(event);
    });
  });

/** Says it and lets what follows happen. */
const say = async ({ port, clock }: Opened, bytes: string) => {
  port.say(bytes);
  await clock.advance(50);
};

const subscribed = ({ driver, run }: Opened) => run(driver.subscribe());

/** All that is said in the life of a modem. */
export const DIALOGUES: Readonly<Record<string, Dialogue>> = {
  synchronisation: { hold: ({ driver }) => driver.synchronise() },
  configuration: { hold: ({ driver }) => driver.configure() },
  'SIM that is ready': { hold: ({ driver }) => driver.checkSim() },
  'SIM that asks for its PIN': {
    pin: '1234',
    answers: [
      ['AT+CPIN?', '+CPIN: SIM PIN\r\n\r\nOK'],
      ['AT+CPINR="SIM PIN"', '+CPINR: SIM PIN,3,3\r\n\r\nOK'],
      ['AT+CPIN="1234"', 'OK'],
    ],
    hold: ({ driver }) => driver.checkSim(),
  },
  'registration in the second network': {
    answers: [
      ['AT+CREG?', '+CREG: 1,2\r\n\r\nOK'],
      ['AT+CEREG?', '+CEREG: 0,1\r\n\r\nOK'],
    ],
    hold: ({ driver }) => driver.registration(),
  },
  'subscription, and what is stored': {
    remembers: memory,
    hold: ({ driver }) => driver.subscribe(),
  },
  'subscription with acknowledgements': {
    answers: ACKNOWLEDGED,
    hold: ({ driver }) => driver.subscribe(),
  },
  status: { hold: ({ driver }) => driver.status() },
  'submission that is accepted': { answers: SENT, hold: submitted },
  'submission that is refused': {
    answers: [SENT[0]!, [`${PDU}\x1a`, '+CMS ERROR: 38']],
    hold: submitted,
  },
  'submission that is refused at once': {
    answers: [['AT+CMGS=16', '+CMS ERROR: 304']],
    hold: submitted,
  },
  'stored message': {
    answers: [
      ['AT+CMGR=7', `+CMGR: 0,,23\r\n${MESSAGE}\r\n\r\nOK`],
      ['AT+CMGD=7', 'OK'],
    ],
    before: subscribed,
    hold: async (opened) => {
      await say(opened, '\r\n+CMTI: "SM",7\r\n');
      return opened.port.count('AT+CMGD=7');
    },
  },
  'message handed over and acknowledged': {
    answers: ACKNOWLEDGED,
    before: subscribed,
    hold: async (opened) => {
      await say(opened, `\r\n+CMT: ,23\r\n${MESSAGE}\r\n`);
      return opened.port.count('AT+CNMA') > 0;
    },
  },
  'report handed over and acknowledged': {
    answers: ACKNOWLEDGED,
    before: subscribed,
    hold: async (opened) => {
      await say(opened, `\r\n+CDS: 25\r\n${REPORT}\r\n`);
      return opened.port.count('AT+CNMA') > 0;
    },
  },
  'recovery of an answer that did not come': {
    answers: [SENT[0]!, [`${PDU}\x1a`, '']],
    before: async (opened) => {
      const lost = opened.driver.beginSubmit(16, (event) => {
        if (event.type === 'PROMPTED') lost.writePdu(PDU);
      });
      await opened.clock.advance(100);
      lost.abandon();
    },
    hold: ({ driver }) => driver.synchronise().then(() => driver.registration()),
  },
  probe: {
    deaf: true,
    answers: [
      ['AT+CIMI', '001010123456789\r\n\r\nOK'],
      ['AT+COPS?', '+COPS: 0,0,"ACME"\r\n\r\nOK'],
      ['AT+CSMS=?', '+CSMS: (0,1)\r\n\r\nOK'],
      ['AT+CMMS=?', '+CMMS: (0-2)\r\n\r\nOK'],
    ],
    before: ({ driver }) => driver.close(),
    hold: ({ port, clock }) =>
      probeModem({ config: configOf(port), binding: port.binding, clock, logger: silentLogger }),
  },
};

/** How the driver took it. */
export interface Course {
  result: unknown;
  reports: string[];
  messages: string[];
  disturbances: string[];
}

/** Holds a dialogue; `mangle` changes what the modem says in it. */
export async function hold(
  { answers = [], remembers, pin, before, hold: play }: Dialogue,
  mangle?: (bytes: string) => string[],
  echo = false,
): Promise<Course> {
  const port = new ScriptedPort();
  port.echo = echo;
  for (const [command, answer] of [...BY_THE_WAY, ...answers, ...(remembers?.() ?? [])])
    port.answer(command, answer);
  const opened = await openDriver(port, pin === undefined ? {} : { pin });
  await before?.(opened);
  const { heard } = opened;
  for (const list of Object.values(heard)) (list as unknown[]).length = 0;
  if (mangle) port.mangle = mangle;
  const result = await opened.run(play(opened)).catch((error: unknown) => String(error));
  await opened.clock.advance(50);
  await opened.driver.close();
  const { reports, messages, lost, rebooted, disturbed } = heard;
  return { result, reports, messages, disturbances: [...lost, ...rebooted, ...disturbed] };
}
