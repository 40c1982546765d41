import { describe, expect, it } from 'vitest';
import { parseForm } from '../../src/eapi/form';
import { writeSendSms } from '../../src/gateway/eapi-request';
import type { GatewayConfig } from '../../src/config/types';
import { offerOf } from './support';

const config: GatewayConfig = {
  name: 'g',
  protocol: 'eapi',
  url: 'http://127.0.0.1/eapi',
  username: 'u',
  password: 'p&=',
  timeout: 1000,
  duplicateMemory: 1000,
  connections: 1,
};

function written(...offer: Parameters<typeof offerOf>): Record<string, string> {
  const body = writeSendSms(config, offerOf(...offer));
  if (typeof body !== 'string') throw new Error(body.detail);
  return Object.fromEntries(parseForm(body).parameters);
}

const ALWAYS = { username: 'u', password: 'p&=', msisdn: '447700900001', stop_dup_id: '77' };

describe('the form of send_sms', () => {
  it('names nothing that is at its default', () => {
    expect(written('Hi', { messageClass: 2 })).toEqual({ ...ALWAYS, message: 'Hi' });
  });

  it('names everything that is not', () => {
    const asked = written('Hi', {
      messageClass: 0,
      protocolId: 65,
      wantReport: false,
      sender: 'ALARM',
      routingGroup: 3,
      repliable: false,
      sourceId: 'zone 4',
    });
    expect(asked).toEqual({
      ...ALWAYS,
      message: 'Hi',
      msg_class: '0',
      protocol_id: '65',
      want_report: '0',
      sender: 'ALARM',
      routing_group: '3',
      repliable: '0',
      source_id: 'zone 4',
    });
  });

  it('asks for concatenation only when the text needs it', () => {
    expect(written('a'.repeat(160))).not.toHaveProperty('allow_concat_text_sms');
    expect(written('€'.repeat(81))).toMatchObject({
      allow_concat_text_sms: '1',
      concat_text_sms_max_parts: '3',
    });
  });

  it('writes text through the character table', () => {
    expect(written('10 € Δ é')).toMatchObject({ message: '10 \xbbe \xd0 \xe9' });
  });

  it('writes 16bit as UTF-16BE in hexadecimal', () => {
    expect(written({ alphabet: '16bit', text: 'BЖ' })).toMatchObject({ dca: '16bit', message: '00420416' });
  });

  it('writes 8bit octets as they are', () => {
    const octets = '0605040B8423F0DC';
    expect(written({ alphabet: '8bit', octets })).toMatchObject({ dca: '8bit', message: octets });
  });
});
