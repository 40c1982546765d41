import { describe, expect, it } from 'vitest';
import { parseScenario, VirtualModem, VirtualNetwork } from '../../../hardware/virtual-modem';

describe('parseScenario', () => {
  it('takes faults, what the network does, and what modem it is', () => {
    const scenario = {
      faults: [
        { every: 10, do: 'lose' },
        { command: '+CREG?', at: 'answer', do: 'delay', ms: 10 },
        { command: '+CDSI', at: 'indication', do: 'replace', lines: ['+CDSI: "SM",0'] },
      ],
      network: [{ to: '+4477*', nth: 1, do: 'report', status: 70, copies: 2 }],
      modem: { pin: '1234', firstReference: 250, memories: { SM: 3 }, dialect: { lineEnd: '\n', deafTo: 1 } },
      ussd: { '*100#': 'Balance: 5.00' },
    };
    expect(parseScenario(scenario)).toEqual(scenario);
    expect(parseScenario(undefined)).toEqual({ faults: [], network: [], modem: {}, ussd: {} });
  });

  it('gives what a modem and a network take', () => {
    const { modem, network, faults } = parseScenario({
      modem: { manufacturer: 'QUECTEL', registration: 5, signal: 7, dialect: { fragment: 1 } },
      network: [{ do: 'lose' }],
    });
    const virtual = new VirtualModem({ network: new VirtualNetwork({ rules: network }), faults, ...modem });
    let heard = '';
    virtual.on('bytes', (octets) => (heard += octets.toString()));
    virtual.write('ATE0+CGMI;+CREG?;+CSQ\r');
    expect(heard).toMatch(/QUECTEL[^]*\+CREG: 0,5[^]*\+CSQ: 7,99/);
  });

  it.each([
    [[], 'scenario: an object expected'],
    [{ fault: [] }, 'fault: unknown; known are faults, network, modem'],
    [{ faults: {} }, 'faults: a list of rules expected'],
    [{ faults: [7] }, 'faults[0]: an object expected'],
    [{ faults: [{ do: 'explode' }] }, 'faults[0].do: one of refuse, lose'],
    [{ faults: [{ do: 'constructor' }] }, 'faults[0].do: one of refuse, lose'],
    [{ faults: [{ do: 'lose', nth: 0 }] }, 'faults[0].nth: an integer from 1 expected'],
    [{ faults: [{ do: 'lose', to: 447700900111 }] }, 'faults[0].to: a number in quotation marks expected'],
    [{ faults: [{ do: 'refuse' }] }, 'faults[0].error: such as CMS 500, CME 14 or ERROR expected'],
    [{ faults: [{ do: 'lose', ms: 5 }] }, 'faults[0].ms: unknown'],
    [{ network: [{ do: 'reject', cause: 0 }] }, 'network[0].cause: an integer from 1 to 127 expected'],
    [{ network: [{ do: 'hang' }] }, 'network[0].do: one of reject, lose, double, delay, report expected'],
    [{ modem: { pin: 1234 } }, 'modem.pin: 4 to 8 digits in quotation marks expected'],
    [{ modem: { pin: '12' } }, 'modem.pin: 4 to 8 digits in quotation marks expected'],
    [{ modem: { firstReference: 256 } }, 'modem.firstReference: an integer from 0 to 255 expected'],
    [
      { modem: { dialect: { lineEnd: '\n\r' } } },
      'modem.dialect.lineEnd: one of "\\r\\n", "\\n", "\\r" expected',
    ],
    [{ modem: { dialect: { promt: '>' } } }, 'modem.dialect.promt: unknown; known are prompt'],
    [{ modem: { memories: { SM: -1 } } }, 'modem.memories.SM: an integer from 0 expected'],
    [{ modem: { dialect: 7 } }, 'modem.dialect: an object expected'],
  ])('refuses %j', (value, message) => {
    expect(() => parseScenario(value)).toThrow(message);
  });

  it('names every problem at once, with its line where that is known', () => {
    const broken = { faults: [{ do: 'lose', nth: 0, at: 'end' }] };
    expect(() => parseScenario(broken)).toThrow(/nth.*; .*\.at: command/);
    expect(() => parseScenario(broken, (path) => (path.at(-1) === 'at' ? 7 : undefined))).toThrow(
      'line 7: faults[0].at',
    );
  });
});
