import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textFromWire } from '../../src/eapi/characters';
import { createEapiGateway } from '../../src/gateway/eapi-client';
import type { GatewayPort } from '../../src/ports';
import type { Content } from '../../src/submission/submission';
import { createLog, offerOf } from '../gateway/support';
import { createHarness, type Harness } from './support';

const TABLE = [
  ...textFromWire(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('latin1')),
  '€',
];

const contents: fc.Arbitrary<Content> = fc.oneof(
  fc.array(fc.constantFrom(...TABLE), { minLength: 1, maxLength: 400 }).map((characters) => ({
    alphabet: '7bit' as const,
    text: characters.join(''),
  })),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 35 })
    .map((text) => ({ alphabet: '16bit' as const, text })),
  fc.uint8Array({ maxLength: 139 }).map((octets) => ({
    alphabet: '8bit' as const,
    octets: `00${Buffer.from(octets).toString('hex').toUpperCase()}`,
  })),
);

describe('our client at our server', () => {
  let harness: Harness;
  let gateway: GatewayPort;

  beforeAll(async () => {
    harness = createHarness();
    await harness.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = harness.app.server.address() as AddressInfo;
    gateway = createEapiGateway({
      config: {
        name: 'g',
        protocol: 'eapi',
        url: `http://127.0.0.1:${port}/eapi`,
        username: 'panel',
        password: 'secret',
        timeout: 15_000,
        duplicateMemory: 0,
        connections: 1,
      },
      logger: createLog([]),
    });
  });

  afterAll(async () => {
    await gateway.close();
    await harness.app.close();
  });

  it('carries every message over as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        contents,
        fc.constantFrom(0, 1, 3),
        fc.nat(255),
        fc.boolean(),
        async (content, ...rest) => {
          const [messageClass, protocolId, wantReport] = rest;
          const asked = { messageClass, protocolId, wantReport, sourceId: 'zone 4' } as const;
          const outcome = await gateway.offer(
            offerOf(content, { ...asked, maxParts: 6 }),
            new AbortController().signal,
          );
          expect(outcome).toMatchObject({ kind: 'accepted', code: '0' });
          expect(harness.taken.at(-1)).toMatchObject({ content, ...asked, stopDupId: 77 });
        },
      ),
    );
  });
});
