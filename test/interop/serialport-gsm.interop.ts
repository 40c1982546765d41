import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Modem, type Received } from 'serialport-gsm';
import { describeProgram, LONG, RECIPIENT, SENDER, SHORT } from './support/workplace';

describeProgram('serialport-gsm', { programs: [], packages: '' }, (place) => {
  const gsm = Modem();

  beforeAll(async () => {
    await gsm.open(place().link, {
      baudRate: 115_200,
      incomingSMSIndication: true,
      enableConcatenation: true,
      autoDeleteOnReceive: true,
      cnmiCommand: 'AT+CNMI=2,1,0,2,1',
    });
    await gsm.initializeModem();
    await gsm.setModemMode('PDU');
  });

  afterAll(() => gsm.close());

  it('says who the modem is', async () => {
    expect((await gsm.getModemSerial()).data.modemSerial).toBe(place().modem.imei);
  });

  it('sends a message', async () => {
    expect(await gsm.sendSMS(RECIPIENT, SHORT, false)).toMatchObject({ status: 'success' });
    expect(await place().taken()).toMatchObject([{ to: RECIPIENT, text: SHORT }]);
  });

  it('sends a long message', async () => {
    await gsm.sendSMS(RECIPIENT, LONG, false);
    const texts = (await place().taken()).map(({ text }) => text);
    // Its node-pdu counts the header as 7 septets where it takes 8: TP-UDL is one short, and a character is lost.
    expect(texts).toHaveLength(3);
    expect(LONG).toMatch(new RegExp(`^${texts.join('.')}.$`));
  });

  it('reads what came', async () => {
    const arrived = once(gsm, 'onNewMessage') as Promise<[Received[]]>;
    place().network.deliver(place().modem.number, { from: SENDER, text: 'Arm it' });
    expect((await arrived)[0]).toMatchObject([{ sender: SENDER.slice(1), message: 'Arm it' }]);
  });
});
