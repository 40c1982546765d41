import { FORM_TYPE } from '../eapi/form';
import { SEND_SMS } from '../eapi/paths';
import type { GatewayPort } from '../ports';
import { createGatewayClient, pathBelow, type GatewayParts } from './client';
import { outcomeOf } from './eapi-outcome';
import { writeSendSms } from './eapi-request';

/** A gateway that speaks the EAPI, version 2/2.0 (spec: eapi sections 1 to 5). */
export const createEapiGateway = (parts: GatewayParts): GatewayPort =>
  createGatewayClient(
    {
      write(config, offer) {
        const body = writeSendSms(config, offer);
        if (typeof body !== 'string') return body;
        return { path: pathBelow(config, SEND_SMS), contentType: FORM_TYPE, body };
      },
      outcomeOf,
    },
    parts,
  );
