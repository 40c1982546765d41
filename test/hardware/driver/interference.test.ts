import { describe, expect, it } from 'vitest';
import { DIALOGUES, hold, type Course } from './dialogues';

const REPORT = '00020D0B914477009000F1111111111111001111111111110000';
const MESSAGE = '00040B914477009000F10000111111111111000441424344';

/** Indications seen on real modems, and some that nobody has seen yet. */
const INDICATIONS = [
  '\r\nRING\r\n',
  '\r\n^RSSI:14\r\n',
  '\r\n^BOOT:19250593,0,0,0,72\r\n',
  '\r\n+ZDONR: "Net",234,15,"CS_PS","ROAM_OFF"\r\n',
  '\r\n+ZPASR: "UMTS"\r\n',
  '\r\n+CREG: 1\r\n',
  '\r\n+CREG: 5,"00A1","1C2F"\r\n',
  '\r\n+CUSD: 0,"Balance: OK",15\r\n',
  '\r\n+CMTI: "SM",1,"MMS PUSH",2,1\r\n',
  '\r\n^SMMEMFULL: "SM"\r\n',
  `\r\n+CDS: 26\r\n${REPORT}\r\n`,
  `\r\n+CMT: ,23\r\n${MESSAGE}\r\n`,
  '\r\n+CBM: 88\r\n001000DD001133DAED46ABD5\r\n',
  '\r\nNO CARRIER\r\n',
  '\r\nSMS Ready\r\n',
  '\r\nOVER-VOLTAGE WARNNING\r\n',
  '\r\n+NEVER SEEN: "OK","ERROR"\r\n',
  '\r\n%$ what is this\r\n',
];

/** Before all that is said at once, after each line end, and after the prompt. */
const BOUNDARY = /^|\r\n|> /g;

/** Puts it at the nth boundary of all that is said. */
function insertAt(place: number, indication: string): (bytes: string) => string[] {
  let seen = 0;
  return (bytes) => [bytes.replace(BOUNDARY, (end) => (seen++ === place ? end + indication : end))];
}

/** Counts what is said in a dialogue. */
async function measure(name: string): Promise<{ course: Course; boundaries: number; octets: number }> {
  let boundaries = 0;
  let octets = 0;
  const course = await hold(DIALOGUES[name]!, (bytes) => {
    boundaries += bytes.match(BOUNDARY)!.length;
    octets += bytes.length;
    return [bytes];
  });
  return { course, boundaries, octets };
}

/** Without the message and the report that were put in. */
const withoutInserted = ({ reports, messages, ...rest }: Course): Course => ({
  ...rest,
  reports: reports.filter((pdu) => pdu !== REPORT),
  messages: messages.filter((pdu) => pdu !== MESSAGE),
});

describe.each(Object.keys(DIALOGUES))('%s', async (name) => {
  const dialogue = DIALOGUES[name]!;
  const { course, boundaries, octets } = await measure(name);

  it('goes well when nothing interferes', () => {
    expect(course).toMatchObject({ disturbances: [] });
    expect(course.result, 'an error').not.toBeTypeOf('string');
    expect(boundaries).toBeGreaterThan(1);
  });

  it('goes the same way with any indication at any line boundary, and none is lost', async () => {
    for (const indication of INDICATIONS) {
      for (let place = 0; place < boundaries; place++) {
        const disturbed = await hold(dialogue, insertAt(place, indication));
        const where = `${JSON.stringify(indication)} at boundary ${place}`;
        expect(withoutInserted(disturbed), where).toEqual(course);
        if (dialogue.deaf) continue;
        if (indication.includes(REPORT)) expect(disturbed.reports, where).toContain(REPORT);
        if (indication.includes(MESSAGE)) expect(disturbed.messages, where).toContain(MESSAGE);
      }
    }
  });

  it('goes the same way with what is said split at any octet', async () => {
    for (let place = 1; place < octets; place++) {
      let seen = 0;
      const split = (bytes: string): string[] => {
        const cut = place - seen;
        seen += bytes.length;
        return cut > 0 && cut < bytes.length ? [bytes.slice(0, cut), bytes.slice(cut)] : [bytes];
      };
      expect(await hold(dialogue, split), `split at ${place}`).toEqual(course);
    }
  });

  it('goes the same way octet by octet, with an echo that cannot be turned off, and with other line ends', async () => {
    expect(await hold(dialogue, (bytes) => [...bytes])).toEqual(course);
    expect(await hold(dialogue, undefined, true)).toEqual(course);
    expect(await hold(dialogue, (bytes) => [...bytes], true)).toEqual(course);
    for (const end of ['\n', '\r'])
      expect(await hold(dialogue, (bytes) => [bytes.replaceAll('\r\n', end)])).toEqual(course);
  });
});
