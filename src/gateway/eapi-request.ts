import { encodeForm } from '../eapi/form';
import { textToWire } from '../eapi/characters';
import type { GatewayConfig } from '../config/types';
import type { Offer } from '../ports';
import { countSegments } from '../sms';
import type { Refused } from '../submission/outcome';
import type { Content } from '../submission/submission';

/** UTF-16 code units that fit in one message; the vendor does not concatenate 16bit (spec: eapi section 4). */
const LONGEST_16BIT = 70;

type Parameters = Record<string, string | number | undefined>;

/** The body of send_sms for one message, or why this kind of gateway cannot carry it. */
export function writeSendSms(config: GatewayConfig, { to, stopDupId, submission }: Offer): string | Refused {
  const { content } = submission;
  if (content.alphabet === '16bit' && content.text.length > LONGEST_16BIT) {
    const detail = `16bit text of ${content.text.length} units; the gateway takes at most ${LONGEST_16BIT} and does not concatenate it`;
    return { kind: 'refused', what: 'path', permanent: true, code: 'UNSUPPORTED', detail };
  }
  return encode({
    username: config.username,
    password: config.password,
    msisdn: to,
    stop_dup_id: stopDupId,
    ...messageParameters(content, submission.maxParts),
    msg_class: submission.messageClass === 2 ? undefined : submission.messageClass,
    protocol_id: submission.protocolId === 0 ? undefined : submission.protocolId,
    want_report: submission.wantReport ? undefined : 0,
    sender: submission.sender,
    routing_group: submission.routingGroup,
    repliable: submission.repliable === undefined ? undefined : Number(submission.repliable),
    source_id: submission.sourceId,
  });
}

function messageParameters(content: Content, maxParts: number): Parameters {
  switch (content.alphabet) {
    case '8bit':
      return { dca: '8bit', message: content.octets };
    case '16bit':
      return { dca: '16bit', message: utf16beHex(content.text) };
    case '7bit': {
      const concatenated = countSegments(content.text, '7bit').segments > 1;
      return {
        message: textToWire(content.text),
        ...(concatenated && { allow_concat_text_sms: 1, concat_text_sms_max_parts: maxParts }),
      };
    }
  }
}

function utf16beHex(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase();
}

function encode(parameters: Parameters): string {
  const given: [string, string][] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) given.push([name, String(value)]);
  }
  return encodeForm(given);
}
